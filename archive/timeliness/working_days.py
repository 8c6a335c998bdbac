"""Working days in China: five days of a week, without holidays, with the weekend days that are worked instead.

Which those are the General Office of the State Council tells every year; the library chinesecalendar keeps its notices.
For years it does not know nothing is guessed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date
from functools import cache

import chinese_calendar


@cache
def _known_years() -> range:
    """The years of which the library knows the holidays."""
    years = [day.year for day in chinese_calendar.holidays]
    return range(min(years), max(years) + 1)


@cache
def _worked() -> tuple[int, ...]:
    """Every working day of the known years, as proleptic ordinals in their order."""
    years = _known_years()
    days = range(date(years.start, 1, 1).toordinal(), date(years.stop, 1, 1).toordinal())
    return tuple(day for day in days if _is_worked(date.fromordinal(day)))


def _is_worked(day: date) -> bool:
    # As chinese_calendar.is_workday, which looks for its first and last year anew at each call.
    return day in chinese_calendar.workdays or (day.weekday() < 5 and day not in chinese_calendar.holidays)


def is_known(day: date) -> bool:
    """Whether the holidays of the day's year are known."""
    return day.year in _known_years()


def working_days(first: date, last: date) -> int | None:
    """Working days after ``first``, up to and with ``last``; negative where ``last`` comes first.

    The day something happens does not count (Civil Code, article 201). None where a year in between is not known.
    """
    if not (is_known(first) and is_known(last)):
        return None
    until = [bisect_right(_worked(), day.toordinal()) for day in (first, last)]
    return until[1] - until[0]


def working_day_before(day: date, count: int) -> date | None:
    """The ``count``-th working day before ``day``; None where it is not known."""
    place = bisect_left(_worked(), day.toordinal()) - count
    return date.fromordinal(_worked()[place]) if is_known(day) and place >= 0 else None
