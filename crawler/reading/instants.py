"""Instants: a date with a clock time and a zone or offset, and the day it is in the portal's zone.

ISO 8601 and RFC 3339 (2018-12-31T17:30:00Z, 2018-12-31 17:30:00 +0800), RFC 822 (Mon, 31 Dec 2018 17:30:00 GMT), and
what Date.toString prints in Java (Mon Dec 31 17:30:00 CST 2018) and in scripts (Mon Dec 31 2018 17:30:00 GMT+0800).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from crawler.reading.vocabulary import vocabulary, words

#: The zone of a portal that names no other.
PORTAL_ZONE: tzinfo = ZoneInfo("Asia/Shanghai")
_FARTHEST = 14 * 60  # minutes that a zone is away from UTC (Pacific/Kiritimati)
_CLOCK = r"(?P<hour>\d{1,2})[:：](?P<minute>\d{2})(?:[:：](?P<second>\d{2})(?:[.,]\d{1,9})?)?"
_ZONE = (
    r"\s{0,2}[(（\[]?(?:(?:(?:UTC|GMT|UT)\s?(?P<ahead>[+−-]\d{1,2}(?::?\d{2})?)"
    r"|(?P<spaced>\s{0,2}[+−-]\d{2}:?\d{2}|[+−-]\d{2}))(?![\d:-])|(?P<name>[A-Za-z]{1,3}|北京时间)(?![A-Za-z]))"
)
_BEHIND_DATE = re.compile(rf"[日号]?(?P<mark>\s{{0,3}}T?)\s{{0,3}}{_CLOCK}{_ZONE}", re.IGNORECASE)
_BASIC = re.compile(
    rf"(?P<mark>T)(?P<hour>\d{{2}})(?P<minute>\d{{2}})(?:(?P<second>\d{{2}})(?:[.,]\d{{1,9}})?)?{_ZONE}", re.IGNORECASE
)
_MONTH = rf"(?P<month>{'|'.join(words('instants', 'months'))})[a-z]{{0,6}}\.?"
_WEEKDAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}"
_LATIN = re.IGNORECASE | re.ASCII  # no letter but Latin ones is a capital of those: ſep is no September
# Dates with the month's name: only before a clock time, as these forms have them.
_NAMED = (
    re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})\s{_MONTH}\s(?P<year>(?:19|20)\d{{2}})(?=\s\d{{1,2}}:\d{{2}})", _LATIN),
    re.compile(
        rf"(?<![a-z]){_WEEKDAY}\s{_MONTH}\s{{1,2}}(?P<day>\d{{1,2}})\s(?P<year>(?:19|20)\d{{2}})(?=\s\d{{1,2}}:\d{{2}})",
        _LATIN,
    ),
    re.compile(
        rf"(?<![a-z]){_WEEKDAY}\s{_MONTH}\s{{1,2}}(?P<day>\d{{1,2}})\s(?P<mark>){_CLOCK}{_ZONE}"
        r"\s(?P<year>(?:19|20)\d{2})(?!\d)",
        _LATIN,
    ),
)
_FEED_WEEKDAY = re.compile(rf"(?<![a-z]){_WEEKDAY},?\s{{0,2}}$", _LATIN)


@dataclass(frozen=True, slots=True)
class Moment:
    """A clock time and what its zone is ahead of UTC; it begins behind a printed date and ends at ``end``."""

    time: timedelta
    ahead: timedelta
    end: int

    def day(self, printed: date, zone: tzinfo) -> date:
        """The day that the instant on the ``printed`` day is in ``zone``."""
        midnight = datetime(printed.year, printed.month, printed.day, tzinfo=UTC)
        return (midnight + self.time - self.ahead).astimezone(zone).date()


def moment_behind(text: str, end: int) -> Moment | None:
    """The clock time with its zone that follows a date; None where there is none, or no zone stands behind it."""
    match = _BEHIND_DATE.match(text, end) or _BASIC.match(text, end)
    return _moment(match) if match else None


class NamedDate(NamedTuple):
    """A date with the month's name, where it stands, and the moment where its clock time has a zone."""

    year: str
    month: int
    day: str
    start: int
    end: int
    moment: Moment | None


def named_dates(text: str) -> Iterator[NamedDate]:
    """Dates with the month's name before a clock time, one form after the other."""
    if ":" not in text:
        return
    for pattern in _NAMED:
        for match in pattern.finditer(text):
            month = words("instants", "months").index(match["month"].lower()) + 1
            inside = "hour" in pattern.groupindex
            moment = _moment(match) if inside else moment_behind(text, match.end())
            weekday = _FEED_WEEKDAY.search(text[max(0, match.start() - 12) : match.start()])
            start = match.start() - (len(weekday[0]) if weekday else 0)
            yield NamedDate(match["year"], month, match["day"], start, match.end(), moment)


def day_of_seconds(seconds: int, zone: tzinfo) -> date:
    """The day in ``zone`` of an instant in seconds since 1970 in UTC."""
    return datetime.fromtimestamp(seconds, zone).date()


def _moment(match: re.Match[str]) -> Moment | None:
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    ahead = _ahead(match)
    if ahead is None or hour > 24 or minute > 59 or second > 60:
        return None
    return Moment(timedelta(hours=hour, minutes=minute, seconds=second), ahead, match.end())


def _ahead(match: re.Match[str]) -> timedelta | None:
    """What the zone is ahead of UTC; None for a name nobody knows and for the end of a span of hours (09:00-11:00)."""
    if match["name"]:
        return _zones().get(match["name"].upper())
    if match["ahead"]:
        return _offset(match["ahead"])
    is_exact = bool(match["second"] or match["mark"].strip())
    said = match["spaced"].strip()
    return _offset(said) if is_exact or said.startswith("+") else None


@cache
def _zones() -> dict[str, timedelta]:
    zones = {name: _offset(ahead) for name, ahead in vocabulary("instants")["zones"].items()}
    return {name: ahead for name, ahead in zones.items() if ahead is not None}


def _offset(said: str) -> timedelta | None:
    """+08:00, +0800, +08, +8; None for what no zone on earth has."""
    digits = said[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    total = int(hours) * 60 + int(minutes)
    if total > _FARTHEST or int(minutes) > 59:
        return None
    return timedelta(minutes=total if said[0] == "+" else -total)
