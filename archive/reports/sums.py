"""Figures added up against a printed figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.records import Identity
from archive.reports.figures import NEAR, Figure, mark, value_of
from archive.reports.numbers import rounding_of

OPEN_BOUND = "open_bound"


@dataclass(frozen=True, slots=True)
class _Range:
    """What figures may be together: ``least`` to ``most``, and more where one gives only a least (以上, 余)."""

    least: float
    most: float
    is_open: bool


def _range(figures: Sequence[Figure], indexes: Sequence[int]) -> _Range:
    least = most = sum(value_of(figures, index) for index in indexes)
    is_open = False
    for index in indexes:
        claim = figures[index].claim
        said = mark(claim)
        if said == "approx":
            least, most = least - 2 * claim.rounding, most + 2 * claim.rounding
        elif said == "at_least":
            # The 余 of 8000余 is less than one unit of its last digit that is not 0.
            most, is_open = most + 2 * rounding_of(claim.value or 0.0, "approx"), True
    return _Range(least, most, is_open)


def agreement(figures: Sequence[Figure], left: Sequence[int], right: Sequence[int]) -> bool | None:
    """Whether two sides agree within what their figures may be; None where only an open bound (以上) lets them."""
    one, other = _range(figures, left), _range(figures, right)
    if one.least > other.most + NEAR:
        return None if other.is_open else False
    if other.least > one.most + NEAR:
        return None if one.is_open else False
    return True


def sum_of(figures: Sequence[Figure], rule: str, parts: Sequence[int], total: int) -> Identity:
    """The parts against the total they must give, judged: it holds, is broken, or hangs on an open bound."""
    values = tuple(value_of(figures, index) for index in parts)
    holds = agreement(figures, parts, [total])
    reason = OPEN_BOUND if holds is None else ""
    return Identity(rule, "sum", values, sum(values), value_of(figures, total), holds, (*parts, total), reason=reason)


def balance_of(figures: Sequence[Figure], rule: str, left: Sequence[int], right: Sequence[int]) -> Identity:
    """Two sides of several figures each that must be equal, judged; ``parts`` are those of the left side."""
    values = tuple(value_of(figures, index) for index in left)
    other = sum(value_of(figures, index) for index in right)
    holds = agreement(figures, left, right)
    reason = OPEN_BOUND if holds is None else ""
    return Identity(rule, "balance", values, sum(values), other, holds, (*left, *right), reason=reason)
