"""From one amount to another: the difference and the percentage, each no sharper than the amounts it is made of.

An amount that is known only roughly is a range, open at an end of which nothing is known. A range of amounts gives a
range of growth; nothing is said that the ranges do not give, and never a percentage of nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

_TENTH = Decimal("0.1")
#: A whole number is counted, and means itself; any other number was rounded to the digits that are printed.
_OF_WHOLE = 0.5


@dataclass(frozen=True, slots=True)
class Amount:
    """What is said or counted, with the least and the most that it can be; None: nobody knows how little, how much."""

    value: float
    low: float | None
    high: float | None

    @property
    def is_exact(self) -> bool:
        """Whether it can be nothing but its value."""
        return self.low == self.high == self.value


@dataclass(frozen=True, slots=True)
class Range:
    """A difference or a percentage: ``value`` with the least and the most it can be.

    None of an end: open. There is no ``value`` where an end is open, for it would be taken for what is said.
    """

    value: float | None
    low: float | None
    high: float | None

    @property
    def is_exact(self) -> bool:
        """Whether nothing about it is uncertain."""
        return self.value is not None and self.low == self.high == self.value


@dataclass(frozen=True, slots=True)
class Growth:
    """How an amount grew: by how much, and by how many per cent of the earlier one, to one decimal.

    ``why`` is the key in ``words.yml`` of the reason why there is no percentage; a difference may stand beside it.
    """

    difference: Range | None = None
    percent: Range | None = None
    why: str = ""


def exactly(value: float) -> Amount:
    """An amount that is nothing but ``value``."""
    return Amount(value, value, value)


def printed(
    value: float, qualifier: str, rounding: float, *, is_upper_bound: bool = False, is_percent: bool = False
) -> Amount:
    """The amount that a printed figure stands for; ``rounding`` as ``archive.reports.numbers`` gives it.

    约35万 is 345,000 to 355,000; 2000余 is 2,000 and more; 不足20 is 20 at most; 12 % is 11.5 to 12.5.
    """
    if qualifier == "at_least":
        return Amount(value, value, None)
    is_counted = not is_percent and qualifier != "approx" and rounding <= _OF_WHOLE and value == int(value)
    if is_counted:
        return exactly(value)
    low, high = Decimal(str(value)) - Decimal(str(rounding)), Decimal(str(value)) + Decimal(str(rounding))
    return Amount(value, float(low), value if is_upper_bound else float(high))


def not_comparable(why: str) -> Growth:
    """No growth at all, for a reason."""
    return Growth(None, None, why)


def growth(earlier: Amount, later: Amount, *, of_shares: bool = False) -> Growth:
    """How ``later`` differs from ``earlier``; shares differ by percentage points, of which no percentage is said."""
    low, high = _minus(later.low, earlier.high), _minus(later.high, earlier.low)
    if low is None and high is None:
        return not_comparable("open_bounds")
    difference = _range(_minus(later.value, earlier.value), low, high)
    if of_shares:
        return Growth(difference, None, "points")
    if earlier.value <= 0:
        return Growth(difference, None, "zero_before" if earlier.value == 0 else "negative_before")
    percent = _range(
        _percent(earlier.value, later.value, ROUND_HALF_EVEN),
        _least_percent(earlier, later),
        _most_percent(earlier, later),
    )
    if percent.low is None and percent.high is None:
        return Growth(difference, None, "open_bounds")
    if earlier.is_exact and later.is_exact:
        percent = Range(percent.value, percent.value, percent.value)
    return Growth(difference, percent)


def _range(value: float | None, low: float | None, high: float | None) -> Range:
    return Range(None if low is None or high is None else value, low, high)


def _minus(amount: float | None, other: float | None) -> float | None:
    if amount is None or other is None:
        return None
    return float(Decimal(str(amount)) - Decimal(str(other)))


def _least_percent(earlier: Amount, later: Amount) -> float | None:
    """Of the least of the later one: of the most of the earlier one, or of its least where that makes it less."""
    base = earlier.high if later.low is None or later.low >= 0 else earlier.low
    return _percent(base, later.low, ROUND_FLOOR)


def _most_percent(earlier: Amount, later: Amount) -> float | None:
    base = earlier.low if later.high is None or later.high >= 0 else earlier.high
    return _percent(base, later.high, ROUND_CEILING)


def _percent(base: float | None, amount: float | None, rounding: str) -> float | None:
    """The change from ``base`` in per cent, to one decimal; None where one is not known, or there is no base."""
    if base is None or amount is None or base <= 0:
        return None
    exact = (Decimal(str(amount)) / Decimal(str(base)) - 1) * 100
    return float(exact.quantize(_TENTH, rounding=rounding))
