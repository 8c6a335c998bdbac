"""Numbers as reports print them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.reports.folding import fold
from archive.reports.numbers import find_amounts, is_upper_bound, parse_number, parse_numeral, rounding_of

DIGITS = "零一二三四五六七八九"
WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．,")


def numeral(number: int) -> str:
    """``number`` below a million million in Chinese numerals, written the long way (一百零五)."""
    if number == 0:
        return DIGITS[0]
    words, zero = "", False
    for size, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        group, number = divmod(number, size)
        if not group:
            zero = bool(words)
            continue
        if words and (zero or group < 1000):
            words += DIGITS[0]
        words, zero = words + below_ten_thousand(group) + name, False
    return words


def below_ten_thousand(number: int) -> str:
    words, zero = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if not digit:
            zero = bool(words)
            continue
        words += (DIGITS[0] if zero else "") + DIGITS[digit] + name
        zero = False
    return words


@given(st.integers(0, 10**12 - 1))
def test_a_numeral_written_out_is_read_back(number: int) -> None:
    assert parse_numeral(numeral(number)) == number


@given(st.integers(0, 10**15))
def test_digits_with_or_without_separators_are_read_back(number: int) -> None:
    assert (parse_number(str(number)), parse_number(f"{number:,}")) == (number, number)


@given(st.integers(0, 10**9), st.integers(0, 9999))
def test_decimals_with_ten_thousands_are_multiplied_out_exactly(whole: int, rest: int) -> None:
    assert parse_number(f"{whole}.{rest:04d}万") == whole * 10_000 + rest


@given(st.integers(0, 10**12))
def test_full_width_digits_are_read_like_others(number: int) -> None:
    assert parse_number(str(number).translate(WIDE)) == number


@given(st.text(max_size=60))
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(alphabet="0123456789.,万亿余多约条件%个千百 ", max_size=80))
def test_amounts_never_overlap_and_stand_where_they_say(text: str) -> None:
    spans = [(amount.start, amount.end) for amount in find_amounts(text)]
    assert all(start < end for start, end in spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))


@pytest.mark.parametrize(
    ("printed", "value", "unit", "mark", "rounding"),
    [
        ("约35万字", 350_000, "字", "approx", 5_000),
        ("3.6万人次", 36_000, "人次", "exact", 500),
        ("18万余条", 180_000, "条", "at_least", 5_000),
        ("280余万件", 2_800_000, "件", "at_least", 5_000),
        ("62.73万条", 627_300, "条", "exact", 50),
        ("220多篇", 220, "篇", "at_least", 0.5),
        ("59237.2449万元", 592_372_449, "元", "exact", 0.5),
        ("12条(次)", 12, "条次", "exact", 0.5),
        ("1,245件", 1245, "件", "exact", 0.5),
        ("96.84%", 96.84, "%", "exact", 0.005),
        ("近300人", 300, "人", "approx", 50),
        ("近100条", 100, "条", "approx", 50),
        ("350条左右", 350, "条", "approx", 5),
        ("约12.50万次", 125_000, "次", "approx", 500),
        ("不足20条", 20, "条", "approx", 20),
        ("不到20条", 20, "条", "approx", 20),
        ("10-12条", 12, "条", "approx", 2),
        ("10至12条", 12, "条", "approx", 2),
        ("10—12条", 12, "条", "approx", 2),
        ("10条至12条", 12, "条", "approx", 2),
        ("5-10万字", 100_000, "字", "approx", 50_000),
        ("5000-1万字", 10_000, "字", "approx", 5_000),
        ("98%以上", 98, "%", "at_least", 0.5),
    ],
)
def test_amounts_of_reports(printed: str, value: float, unit: str, mark: str, rounding: float) -> None:
    (amount,) = find_amounts(printed)
    assert (amount.value, amount.unit, amount.mark) == (value, unit, mark)
    assert amount.rounding == pytest.approx(rounding)


@pytest.mark.parametrize("printed", ["由10条到12条", "12-10条", "10件-12条", "10条，12条"])
def test_two_figures_are_no_range(printed: str) -> None:
    assert [amount.mark for amount in find_amounts(printed)] == ["exact", "exact"]


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.sampled_from("-—～至到"))
def test_a_range_is_quoted_with_both_numbers(low: int, width: int, joint: str) -> None:
    printed = f"{low}{joint}{low + width}条"
    (amount,) = find_amounts(printed)
    assert (amount.start, amount.end, amount.value - amount.rounding) == (0, len(printed), low)


@pytest.mark.parametrize(
    ("quote", "value", "bound"),
    [
        ("发布信息不足 ２０ 条", 20, True),
        ("发布10-12条", 12, True),
        ("近20条", 20, False),
        ("不足20条", 12, False),
        ("20条", 20, False),
        ("", None, False),
    ],
)
def test_an_upper_bound_shows_in_the_quote(quote: str, value: float | None, bound: bool) -> None:
    assert is_upper_bound(quote, value) is bound


@pytest.mark.parametrize(
    ("value", "qualifier", "rounding"),
    [
        (1200.0, "approx", 50),
        (1200.0, "exact", 0.5),
        (12000.0, "approx", 500),
        (12.5, "share", 0.05),
        (-2.5, "growth", 0.05),
        (0.0, "approx", 0.5),
        (1e9, "approx", 5e8),
    ],
)
def test_a_number_without_its_printed_digits_is_rounded_as_its_shortest_ones(value, qualifier, rounding) -> None:
    assert rounding_of(value, qualifier) == rounding


@pytest.mark.parametrize("printed", ["", "条", "1.2.3", "12a", "百分之", "一二万三" * 20])
def test_what_prints_no_number_is_none(printed: str) -> None:
    assert parse_number(printed) is None


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("公开1万2千条", [("1万2千条", 12_000, "exact")]),
        ("公开约1万2千条", [("约1万2千条", 12_000, "approx")]),
        ("公开2千5百余条", [("2千5百余条", 2_500, "at_least")]),
        ("公开1亿2千万3千字", [("1亿2千万3千字", 120_003_000, "exact")]),
        ("公开1万2345条", [("1万2345条", 12_345, "exact")]),
        # No part of the number ahead: as large, or behind a counter.
        ("公开1千2千条", [("1千", 1_000, "exact"), ("2千条", 2_000, "exact")]),
        ("公开1万条2千件", [("1万条", 10_000, "exact"), ("2千件", 2_000, "exact")]),
    ],
)
def test_a_number_printed_in_two_scales_is_one(text: str, values: list[tuple[str, float, str]]) -> None:
    assert [(text[a.start : a.end], a.value, a.mark) for a in find_amounts(text)] == values


@pytest.mark.parametrize(
    ("text", "mark"),
    [("占90%多", "at_least"), ("占90%多，", "at_least"), ("占90%多数", "exact"), ("占90%", "exact")],
)
def test_more_behind_a_percent_sign_makes_it_a_least(text: str, mark: str) -> None:
    assert [amount.mark for amount in find_amounts(text)] == [mark]
