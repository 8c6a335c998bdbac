"""What is known of a figure while its report is being read, beyond the claim that comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from archive.records import Claim
from archive.reports.channels import NOWHERE, Place
from archive.reports.lists import ALONE, Above, is_total
from archive.reports.numbers import mark_of

NEAR = 1e-9  # sums of printed decimals are not exact in binary


@dataclass(frozen=True, slots=True)
class Figure:
    """A claim with its place in the argument: the list it is part of and the figure it is a share of."""

    claim: Claim
    sentence: int
    paragraph: int
    above: Above = ALONE
    base: int | None = None  # share and growth: the figure they are said of
    previous_value: float | None = None  # growth: last year's figure, where quoted
    place: Place = NOWHERE


@dataclass
class Report:
    """The state of reading: whose report it is, on which year, and the figures read so far."""

    own: str
    year: int | None
    figures: list[Figure] = field(default_factory=list)

    def metric(self, index: int | None) -> str:
        """The metric of a figure; empty for none."""
        return "" if index is None else self.figures[index].claim.metric

    def last_total(self, section: tuple[str, ...]) -> int | None:
        """The last figure of the same outermost section that can be the total of a list, and is no part of another."""
        for index in range(len(self.figures) - 1, max(-1, len(self.figures) - 80), -1):
            claim = self.figures[index].claim
            if claim.section[:1] != section[:1]:
                return None
            is_part = self.figures[index].above.index is not None
            if claim.kind == "count" and claim.unit != "%" and is_total(claim.metric) and not is_part:
                return index
        return None

    def last_of(self, metric: str) -> int | None:
        """The last figure with a metric."""
        found = [i for i, figure in enumerate(self.figures) if figure.claim.metric == metric]
        return found[-1] if found else None


def value_of(figures: Sequence[Figure], index: int) -> float:
    """The value of a figure; 0 for an existence."""
    return figures[index].claim.value or 0.0


def is_count(figure: Figure) -> bool:
    """Whether a figure counts something: no percentage, no change, no length."""
    claim = figure.claim
    return claim.kind == "count" and claim.unit not in ("%", "字", "个百分点") and claim.qualifier != "growth"


def mark(claim: Claim) -> str:
    """What the words next to a claim's number say of it: exact, approx (约) or at_least (余, 以上)."""
    if claim.qualifier in ("exact", "approx", "at_least"):
        return claim.qualifier
    return mark_of(claim.quote, claim.value or 0.0)


def fits(claim: Claim, exact: float) -> bool:
    """Whether a percentage or a change is ``exact`` to the digits it prints, or not beyond its bound (90%以上)."""
    printed = claim.value or 0.0
    if mark(claim) == "at_least":
        return exact <= printed + NEAR if printed < 0 else exact >= printed - NEAR
    return abs(exact - printed) <= claim.rounding + NEAR
