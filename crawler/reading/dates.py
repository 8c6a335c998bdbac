"""Dates as Chinese government pages print them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, tzinfo

from crawler.reading.instants import Moment, moment_behind, named_dates

_FULL = re.compile(
    r"(?<![\d.])(?P<y>(?:19|20)\d{2})\s{0,3}(?:年|[-/.－—])\s{0,3}(?P<m>\d{1,2})\s{0,3}(?:月|[-/.－—])\s{0,3}(?P<d>\d{1,2})(?![\d])"
)
_COMPACT = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d)")
_YEAR_MONTH = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})\s?[-/.年]\s?(?P<m>\d{1,2})月?(?![-/.\d])")
_SHORT_YEAR = re.compile(r"(?P<y>\d{2})[-/.](?P<m>\d{2})[-/.](?P<d>\d{2})")
_DAY_ONLY = re.compile(r"^\s*(?P<d>\d{1,2})日?\s*$")
_MONTH_DAY = re.compile(r"(?<![\d-])(?P<m>\d{1,2})\s?[-/.月]\s?(?P<d>\d{1,2})日?(?![-/.\d])")
_IN_PATH = (
    re.compile(r"/t?(?P<y>(?:19|20)\d{2})(?P<m>[01]\d)(?P<d>[0-3]\d)[/_.-]"),
    re.compile(r"/(?P<y>(?:19|20)\d{2})[-/](?P<m>[01]?\d)[-/](?P<d>[0-3]?\d)/"),
    re.compile(r"/(?P<y>(?:19|20)\d{2})[-/]?(?P<m>[01]\d)(?P<d>[0-3]\d)/"),
    re.compile(r"/(?P<y>(?:19|20)\d{2})-(?P<m>[01]\d)/(?P<d>[0-3]\d)/"),
    re.compile(r"/t?(?P<y>(?:19|20)\d{2})(?P<m>[01]\d)(?P<d>[0-3]\d)\d{6,9}[._]"),
)
_TIME = re.compile(r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:\.\d{1,6})?")
EARLIEST, LATEST = 1949, 2099
_LONGEST = 2000  # characters of a text that are looked through


@dataclass(frozen=True, slots=True)
class Day:
    """A day in the portal's zone, and the day that is printed where an instant of another zone gives another one."""

    on: date
    printed: date | None = None


def make_date(year: str | int, month: str | int, day: str | int) -> date | None:
    """The date, or None when the calendar has no such day."""
    try:
        made = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return made if EARLIEST <= made.year <= LATEST else None


def find_date(text: str) -> date | None:
    """The first full date as printed in ``text`` (2019-05-20, 2019年5月8日, 2018/3/4, 20180304), or None."""
    found = next(_dates_in(text), None)
    return found[0] if found else None


def find_day(text: str, zone: tzinfo) -> Day | None:
    """The first full date of ``text``; an instant, which prints its zone or offset, as the day it is in ``zone``."""
    found = next(_dates_in(text), None)
    if found is None:
        return None
    printed, _, end, moment = found
    moment = moment or moment_behind(text, end)
    on = moment.day(printed, zone) if moment else printed
    return Day(on, printed if on != printed else None)


def more_exact(day: Day | None, stated: list[Day]) -> Day | None:
    """A day as shown, or the day of a time element beside it: where none is shown, or its instant prints that day."""
    if day is None:
        return stated[0] if stated else None
    return next((one for one in stated if one.printed == day.on), day)


def says_year(text: str) -> bool:
    """Whether a text may hold a year, and so a date: most lines of a page do not, and no expression need run."""
    return "20" in text or "19" in text


def _dates_in(text: str) -> Iterator[tuple[date, int, int, Moment | None]]:
    """The full dates, where they stand in ``text``, and of those with a month's name the moment."""
    if not says_year(text):
        return
    for pattern in (_FULL, _COMPACT):
        for match in pattern.finditer(text[:_LONGEST]):
            if made := make_date(match["y"], match["m"], match["d"]):
                yield made, match.start(), match.end(), None
    for named in named_dates(text[:_LONGEST]):
        if made := make_date(named.year, named.month, named.day):
            yield made, named.start, named.end, named.moment


def without_dates(text: str) -> str:
    """``text`` with full dates, instants and clock times taken out: what else a line says."""
    if ":" in text and says_year(text):
        text = _without_instants(text)
    return _TIME.sub("", _COMPACT.sub("", _FULL.sub("", text)))


def _without_instants(text: str) -> str:
    for _, start, end, moment in _dates_in(text):
        if behind := moment or moment_behind(text, end):
            return text[:start] + text[behind.end :]
    return text


def split_date(text: str) -> date | None:
    """A date printed in two pieces, day and year-month in either order ("12 2019-05", "2019.05 12"), or None."""
    whole = _YEAR_MONTH.search(text)
    if not whole:
        return _year_then_month_day(text)
    rest = text[: whole.start()] + " " + text[whole.end() :]
    day = _DAY_ONLY.match(rest)
    return make_date(whole["y"], whole["m"], day["d"]) if day else None


def says_short_date(text: str) -> bool:
    """Whether a text may hold a date with a year of two digits."""
    return _SHORT_YEAR.search(text) is not None


def short_date(text: str) -> date | None:
    """The date of a text that is nothing but one with a year of two digits (20-09-22, of this century), or None."""
    match = _SHORT_YEAR.fullmatch(text.strip(" \t\r\n[]()（）【】"))
    return make_date(f"20{match['y']}", match["m"], match["d"]) if match else None


def _year_then_month_day(text: str) -> date | None:
    """ "05-12 2019" or "2019 05-12": month and day in one piece, the year in another."""
    piece = _MONTH_DAY.search(text)
    if not piece:
        return None
    rest = (text[: piece.start()] + " " + text[piece.end() :]).strip(" 年\n\t")
    if not re.fullmatch(r"(?:19|20)\d{2}", rest):
        return None
    return make_date(rest, piece["m"], piece["d"])


def is_date_piece(text: str) -> bool:
    """Whether ``text`` is nothing but a piece of a date: a day, a year and month, a month and day."""
    stripped = text.strip(" \t\r\n[]()（）【】年")
    return bool(re.fullmatch(r"\d{1,2}日?|(?:19|20)\d{2}([-/.年]\d{1,2}月?)?|\d{1,2}[-/.月]\d{1,2}日?", stripped))


def date_in_url(url: str) -> date | None:
    """The date a URL's path carries (t20180304_123.html, /20190128/, /2016/11/22/), or None."""
    path = "/" + url.partition("://")[2].partition("/")[2].partition("?")[0]
    for pattern in _IN_PATH:
        for match in pattern.finditer(path[:500]):
            if made := make_date(match["y"], match["m"], match["d"]):
                return made
    return None
