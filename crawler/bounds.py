"""Bounds of a portal file, within which a crawl is believed (docs/checks.md); one is moved only with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import Field, model_validator

from archive.own_yaml import own_yaml
from crawler.configuration import Part, Words

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=1, le=10_000_000)]


class Bound(Part):
    """A bound with the reason why it stands there. ``until`` is the last day on which a crawl is held to it."""

    reason: Words
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether a crawl begun on ``day`` is held to it."""
        return self.until is None or day <= self.until


class Entries(Bound):
    """Entries of a column's lists; never none."""

    min: Count = 1
    max: Count | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Entries:
        if self.max is not None and self.max < self.min:
            raise ValueError(f"max {self.max} is less than min {self.min}")
        return self


class AtLeast(Bound):
    """A share, from 0 to 1, that must be there."""

    min: Share


class AtMost(Bound):
    """A share, from 0 to 1, that may be there."""

    max: Share


class Days(Bound):
    """Days that may have gone by."""

    max: Annotated[int, Field(ge=1, le=36_500)]


@cache
def _data() -> Mapping[str, Any]:
    """What ``checks.yml`` says."""
    loaded: dict[str, Any] = own_yaml(Path(__file__).with_name("checks.yml").read_text(encoding="utf-8"))
    return loaded


class PortalChecks(Part):
    """Bounds of the whole crawl; where none is named, the default. ``entries``, ``stated`` and ``kept`` hold of every
    column that has none of its own as well.
    """

    entries: Entries
    stated: AtLeast
    kept: AtLeast
    unread: AtMost
    titled: AtLeast
    dated: AtLeast
    family: AtLeast
    newest: Days | None = None

    @model_validator(mode="before")
    @classmethod
    def _or_default(cls, named: Any) -> Any:
        return {**_data()["defaults"], **named} if isinstance(named, Mapping) else named


class ColumnChecks(Part):
    """Bounds of one column; what it does not name is as the portal has it."""

    entries: Entries | None = None
    stated: AtLeast | None = None
    kept: AtLeast | None = None
    unread: AtMost | None = None
    titled: AtLeast | None = None
    dated: AtLeast | None = None
    newest: Days | None = None


def default_checks() -> PortalChecks:
    """The bounds of a portal file that moves none."""
    return PortalChecks.model_validate({})


class CheckRules(Part):
    """Numbers that decide checks and that no portal file moves. A crawl's record holds those of its day.

    ``least``: of fewer than so many nothing is said, by check. ``against_before``: what must be there of a share that
    was. ``family_share``: of such a share of the pages is a family that was there. ``defaults`` hold when a moved bound
    holds no more.
    """

    least: dict[str, Annotated[int, Field(ge=1)]]
    against_before: Share
    family_share: Share
    defaults: PortalChecks = Field(default_factory=default_checks)


def rules_of_today() -> CheckRules:
    """The rules of a crawl that begins."""
    data = _data()
    least = {check: said["least"] for check, said in data["checks"].items() if "least" in said}
    return CheckRules(least=least, against_before=data["against_before"], family_share=data["family_share"])


def is_share(check: str) -> bool:
    """Whether a check measures a share, from 0 to 1."""
    return bool(_data()["checks"][check]["unit"] == "share")


B = TypeVar("B", bound=Bound)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What holds on a day of one column, or of the whole crawl where ``column`` is None."""

    portal: PortalChecks
    column: ColumnChecks | None
    day: date
    rules: CheckRules

    def least(self, check: str) -> int:
        """Of fewer than so many nothing is said."""
        return self.rules.least.get(check, 1)

    def of(self, name: str, kind: type[B]) -> B:
        """The bound of the column, else the portal's, else the default."""
        bound = self.own(name, kind) or self._on_day(self.portal, name, kind)
        return bound or kind.model_validate(getattr(self.rules.defaults, name))

    def own(self, name: str, kind: type[B]) -> B | None:
        """The bound that was moved for this very column, or is declared of the whole crawl alone."""
        return self._on_day(self.column or self.portal, name, kind)

    def _on_day(self, checks: Part, name: str, kind: type[B]) -> B | None:
        bound = getattr(checks, name)
        return bound if isinstance(bound, kind) and bound.holds_on(self.day) else None


def checks_of_earlier_crawls() -> Mapping[str, Any]:
    """``checks`` and ``check_rules`` of crawls that were recorded before there were any."""
    earlier: Mapping[str, Any] = _data()["earlier"]
    return earlier
