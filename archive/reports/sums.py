"""Figures added up against a printed figure."""

from __future__ import annotations

from collections.abc import Sequence

from archive.records import Identity
from archive.reports.figures import Figure, value_of


def close(figures: Sequence[Figure], indexes: Sequence[int], left: float, right: float) -> bool:
    """Whether two sides agree within the rounding of the approximate figures among them."""
    loose = [index for index in indexes if figures[index].claim.qualifier in ("approx", "at_least")]
    return abs(left - right) <= sum(2 * figures[index].claim.rounding for index in loose) + 1e-9


def sum_of(figures: Sequence[Figure], rule: str, parts: Sequence[int], total: int) -> Identity:
    """The parts against the total they must give, judged: it holds or is broken."""
    values = tuple(value_of(figures, index) for index in parts)
    whole = value_of(figures, total)
    holds = close(figures, (*parts, total), sum(values), whole)
    return Identity(rule, "sum", values, sum(values), whole, holds, (*parts, total))


def balance_of(figures: Sequence[Figure], rule: str, left: Sequence[int], right: Sequence[int]) -> Identity:
    """Two sides of several figures each that must be equal, judged; ``parts`` are those of the left side."""
    values = tuple(value_of(figures, index) for index in left)
    other = sum(value_of(figures, index) for index in right)
    holds = close(figures, (*left, *right), sum(values), other)
    return Identity(rule, "balance", values, sum(values), other, holds, (*left, *right))
