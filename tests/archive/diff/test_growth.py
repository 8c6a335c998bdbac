"""From one amount to another: never sharper than what is known, and no percentage of nothing."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from archive.diff.growth import Amount, Growth, Range, exactly, growth, printed
from archive.diff.shown import amount_text, growth_text, range_text


def sharp(value: float) -> Range:
    return Range(value, value, value)


@pytest.mark.parametrize(
    ("earlier", "later", "difference", "percent"),
    [
        (125, 1072, 947, 757.6),
        (1072, 148, -924, -86.2),
        (3, 3, 0, 0.0),
        (4, 0, -4, -100.0),
        (16, 5, -11, -68.8),  # 68.75: to the even digit
    ],
)
def test_exact_amounts_grow_by_one_number(earlier: float, later: float, difference: float, percent: float) -> None:
    assert growth(exactly(earlier), exactly(later)) == Growth(sharp(difference), sharp(percent))


def test_nothing_before_has_a_difference_and_no_percentage() -> None:
    assert growth(exactly(0), exactly(45)) == Growth(sharp(45), None, "zero_before")


def test_a_negative_amount_before_has_no_percentage_either() -> None:
    assert growth(exactly(-2), exactly(3)) == Growth(sharp(5), None, "negative_before")


def test_shares_differ_by_points() -> None:
    found = growth(printed(80.8, "share", 0.05), printed(49.2, "share", 0.05), of_shares=True)
    assert found == Growth(Range(-31.6, -31.7, -31.5), None, "points")


def test_an_approximate_amount_gives_bounds_and_not_only_a_number() -> None:
    found = growth(printed(350_000, "approx", 5_000), exactly(420_000))
    assert found.percent == Range(20.0, 18.3, 21.8)


@pytest.mark.parametrize(
    ("earlier", "later", "percent"),
    [
        (Amount(2000, 2000, None), exactly(3000), Range(None, None, 50.0)),
        (exactly(2000), Amount(3000, 3000, None), Range(None, 50.0, None)),
    ],
)
def test_an_open_end_leaves_a_bound_and_no_number(earlier: Amount, later: Amount, percent: Range) -> None:
    assert growth(earlier, later).percent == percent


def test_of_two_lower_bounds_nothing_can_be_said() -> None:
    assert growth(Amount(5, 5, None), Amount(9, 9, None)) == Growth(None, None, "open_bounds")


def test_what_may_have_been_nothing_grew_by_no_percentage_that_has_a_most() -> None:
    found = growth(Amount(1, 0, 2), exactly(4))
    assert (found.difference, found.percent) == (Range(3, 2, 4), Range(None, 100.0, None))


@pytest.mark.parametrize(
    ("value", "qualifier", "rounding", "options", "amount"),
    [
        (1072, "exact", 0.5, {}, exactly(1072)),
        (350_000, "approx", 5_000, {}, Amount(350_000, 345_000, 355_000)),
        (2000, "at_least", 0.5, {}, Amount(2000, 2000, None)),
        (20, "approx", 20, {"is_upper_bound": True}, Amount(20, 0, 20)),
        (35_000, "exact", 500, {}, Amount(35_000, 34_500, 35_500)),  # 3.5万
        (80.8, "share", 0.05, {"is_percent": True}, Amount(80.8, 80.75, 80.85)),
        (12, "growth", 0.5, {"is_percent": True}, Amount(12, 11.5, 12.5)),
        (6, "cumulative", 0.0, {}, exactly(6)),
    ],
)
def test_a_printed_figure_stands_for_what_rounds_to_it(
    value: float, qualifier: str, rounding: float, options: dict[str, bool], amount: Amount
) -> None:
    assert printed(value, qualifier, rounding, **options) == amount


def amounts(least: int) -> st.SearchStrategy[Amount]:
    """Amounts with ends on either side of their value, some of them open."""
    far = st.integers(0, 50)

    def amount(value: int, below: int, above: int, is_open: bool) -> Amount:
        return Amount(value, max(value - below, least), None if is_open else value + above)

    return st.builds(amount, st.integers(least, 10_000), far, far, st.booleans())


@given(amounts(1), amounts(0), st.data())
def test_whatever_the_amounts_are_their_growth_lies_within_its_bounds(
    earlier: Amount, later: Amount, data: st.DataObject
) -> None:
    ends = [(int(a.low or 0), int(a.value + 10_000 if a.high is None else a.high)) for a in (earlier, later)]
    real = [data.draw(st.integers(*both)) for both in ends]
    found = growth(earlier, later)
    assume(found.difference is not None)
    assert found.difference is not None
    for value, of in ((real[1] - real[0], found.difference), (100 * (real[1] / real[0] - 1), found.percent)):
        if of is not None:
            assert of.low is None or of.low <= value + 1e-9
            assert of.high is None or value - 1e-9 <= of.high


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (amount_text(None), "—"),
        (amount_text(exactly(1072)), "1,072"),
        (amount_text(Amount(101, 99, 110)), "101 (99–110)"),
        (amount_text(Amount(2000, 2000, None)), "≥ 2,000"),
        (range_text(sharp(-86.2), percent=True), "−86.2 %"),
        (range_text(Range(402, 389, 417)), "+402 (+389 … +417)"),
        (range_text(Range(None, None, 50.0), percent=True), "≤ +50.0 %"),
        (growth_text(growth(exactly(0), exactly(45))).en, "+45; none in the earlier year: no percentage"),
    ],
)
def test_uncertainty_is_written_out(text: str, words: str) -> None:
    assert text == words
