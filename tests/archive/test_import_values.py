"""Days and lengths as people write them; what could be read in two ways is refused."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from archive.import_values import day_of, length_of, text_of

THIRD_OF_MAY = date(2018, 5, 3)


@pytest.mark.parametrize(
    "written",
    [
        "2018-05-03",
        "2018-5-3",
        "2018/5/3",
        "2018.5.3",
        "20180503",
        "2018年5月3日",
        "2018 年 5 月 3 日",
        "２０１８－０５－０３",
        "２０１８年５月３日",
        " 2018-05-03 ",
        "2018-05-03 08:05",
        "2018-05-03T23:59:59",
        "2018-05-03 23:59:59.123456",
        "2018/5/3 8:05",
        "2018/5/3 8:05:00 PM",
        "2018年5月3日08:05",
        "2018年5月3日 下午3:20",
        "2018年5月3日8时5分",
        "2018-05-03　08:05",
        date(2018, 5, 3),
        datetime(2018, 5, 3, 23, 59),
        20180503,
        20180503.0,
    ],
)
def test_a_day_is_read_in_the_ways_it_is_written(written: object) -> None:
    assert day_of(written) == THIRD_OF_MAY


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "no date"),
        (None, "no date"),
        ("5/3/2018", "day and month could be either"),
        ("03.05.2018", "day and month could be either"),
        ("5/3/18 08:00", "day and month could be either"),
        ("2018-05-03T23:30:00Z", "a time with a zone"),
        ("2018-05-03 23:30 +08:00", "a time with a zone"),
        ("2018-05-03T23:30:00-0500", "a time with a zone"),
        ("1525305600", "a bare number is no day"),
        (1525305600, "is a number, not a day"),
        (1525305600000, "is a number, not a day"),
        (43223, "is a number, not a day"),
        (43223.5, "is a number, not a day"),
        (float("inf"), "is a number, not a day"),
        (True, "is a number, not a day"),
        (time(8, 5), "is a number, not a day"),
        ("43223", "a bare number is no day"),
        ("2018-02-30", "is no day: day is out of range"),
        ("2018-13-01", "is no day: month must be in 1..12"),
        (20181301, "is no day"),
        ("2018-05/03", "not understood"),
        ("2018-05-0312:30", "not understood"),
        ("20180503123000", "a bare number is no day"),
        ("2018-05", "not understood"),
        ("2018-05-03至05-04", "not understood"),
        ("2018年5月", "not understood"),
        ("五月三日", "not understood"),
        ("٢٠١٨-٠٥-٠٣", "not understood"),
        ("2018-05-03 " + "8" * 100_000, "not understood"),
    ],
)
def test_what_is_no_day_or_could_be_another_one_is_refused_with_the_reason(written: object, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        day_of(written)


@pytest.mark.parametrize(
    ("written", "characters"),
    [
        ("350", 350),
        ("350.0", 350),
        ("1,234", 1234),
        ("1,234,567", 1_234_567),
        ("350字", 350),
        ("３５０ 字", 350),
        ("1，234", 1234),
        (350, 350),
        (350.0, 350),
        ("", None),
        ("  ", None),
        (None, None),
        ("0", None),
        (0, None),
        ("10000000", 10_000_000),
    ],
)
def test_a_length_is_read_in_the_ways_it_is_written(written: object, characters: int | None) -> None:
    assert length_of(written) == characters


@pytest.mark.parametrize(
    "written",
    [
        "350.5",
        350.5,
        "-1",
        -1,
        "约350",
        "350词",
        "12,34",
        "1,2345",
        "1_000",
        "1e3",
        "0.35万",
        "10000001",
        10_000_001,
        float("nan"),
        float("inf"),
        True,
        date(2018, 1, 1),
        "九",
        "9" * 100_000,
    ],
)
def test_what_is_no_whole_number_of_characters_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match="not a whole number from 0 to 10000000"):
        length_of(written)


@pytest.mark.parametrize(("written", "text"), [(" 题 ", "题"), (2018, "2018"), (2018.0, "2018"), (None, ""), ("", "")])
def test_a_title_stands_as_it_is_written(written: object, text: str) -> None:
    assert text_of(written, "title") == text


@pytest.mark.parametrize("written", [date(2018, 3, 8), 3.5, True, "题" * 10_001, "\ud83d"])
def test_what_is_no_text_is_refused_as_a_title(written: object) -> None:
    with pytest.raises(ValueError, match=r"^title "):
        text_of(written, "title")
