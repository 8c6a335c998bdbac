"""One check of a crawl: a number beside its bound, and what is said of the two."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from crawler.bounds import is_share


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a crawl; ``column`` is None for the whole of it.

    ``passed`` is None where nothing could be said: the note tells why.
    """

    check: str  # a key of checks.yml
    column: str | None
    measured: float | None  # entries, days or a share, by the check
    bound: float | None
    passed: bool | None
    note: str

    @property
    def reason(self) -> str:
        """What a person is told of it."""
        return f"{self.column}: {self.note}" if self.column else self.note


@dataclass(frozen=True, slots=True)
class Question:
    """What is checked, of a column or of the whole crawl. Of fewer than ``least`` nothing is said."""

    check: str
    column: str | None = None
    least: int = 1

    def at_least(self, measured: float, bound: float, note: str, why: str) -> Check:
        """Passed where the number is the bound or more."""
        return self._judged(measured, bound, measured >= bound, note, f"at least {self._shown(bound)}: {why}")

    def at_most(self, measured: float, bound: float, note: str, why: str) -> Check:
        """Passed where the number is the bound or less."""
        return self._judged(measured, bound, measured <= bound, note, f"at most {self._shown(bound)}: {why}")

    def unmeasured(self, bound: float, note: str, why: str) -> Check:
        """Failed, for there is nothing to measure."""
        return Check(
            self.check, self.column, None, bound, False, f"{note} (expected at most {self._shown(bound)}: {why})"
        )

    def undecided(self, note: str) -> Check:
        """Nothing can be said, for the reason of ``note``."""
        return Check(self.check, self.column, None, None, None, note)

    def _judged(self, measured: float, bound: float, passed: bool, note: str, expected: str) -> Check:
        said = note if passed else f"{note} (expected {expected})"
        return Check(self.check, self.column, round(measured, 4), round(bound, 4), passed, said)

    def _shown(self, bound: float) -> str:
        return f"{bound:.0%}" if is_share(self.check) else f"{bound:g}"


def doubts(checks: Iterable[Check]) -> list[str]:
    """Why a crawl is suspect: what is said of each check that failed."""
    return [check.reason for check in checks if check.passed is False]
