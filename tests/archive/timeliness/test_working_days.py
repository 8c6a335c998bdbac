"""Working days, beside a table of five years written by hand from the notices of the State Council."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from archive.timeliness.working_days import is_known, working_day_before, working_days
from crawler.demo.truth.timeliness import Interval, counted_by_hand, is_worked, years_by_hand

DAY = timedelta(days=1)


@pytest.mark.parametrize("by_hand", counted_by_hand(), ids=lambda one: f"{one.first}-{one.last}")
def test_intervals_over_holidays_are_as_counted_by_hand(by_hand: Interval) -> None:
    assert working_days(by_hand.first, by_hand.last) == by_hand.days


@pytest.mark.parametrize("year", years_by_hand())
def test_every_day_of_a_year_is_worked_as_the_notice_says(year: int) -> None:
    days = [date(year, 1, 1) + DAY * number for number in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]
    assert [day for day in days if (working_days(day - DAY, day) == 1) != is_worked(day)] == []


def test_five_years_are_compared() -> None:
    assert years_by_hand() == (2016, 2017, 2018, 2019, 2020)


def test_the_day_of_writing_does_not_count_and_that_of_publication_does() -> None:
    assert working_days(date(2018, 3, 5), date(2018, 3, 6)) == 1


def test_of_years_nobody_has_written_down_nothing_is_said() -> None:
    assert working_days(date(2003, 12, 31), date(2004, 1, 5)) is None
    assert working_days(date(2018, 1, 2), date(2100, 1, 4)) is None
    assert not is_known(date(2003, 12, 31))


def test_the_tenth_working_day_before_a_day_is_counted_over_a_weekend_that_was_worked() -> None:
    assert working_day_before(date(2018, 3, 9), 10) == date(2018, 2, 24)


def test_before_the_first_year_there_is_no_working_day() -> None:
    assert working_day_before(date(2004, 1, 5), 20) is None
    assert working_day_before(date(2003, 6, 2), 1) is None


def test_a_year_has_as_many_working_days_as_its_table() -> None:
    days = [date(2018, 1, 1) + DAY * number for number in range(365)]
    assert working_days(days[0] - DAY, days[-1]) == sum(map(is_worked, days))
