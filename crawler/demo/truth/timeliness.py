"""working_days.yml and timeliness.yml: when documents were written, and what must be said of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from crawler.demo.own_yaml import own_yaml

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Interval:
    """Working days after ``first``, up to and with ``last``, as they were counted by hand."""

    first: date
    last: date
    days: int


@dataclass(frozen=True, slots=True)
class WrittenGroup:
    """The first documents of a column and year: each written so many working days before it was published."""

    column: str
    year: int
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WrittenNamed:
    """A document of named.yml and its day of writing; ``days`` None: nobody can count them."""

    title: str
    written_on: date
    days: int | None


@dataclass(frozen=True, slots=True)
class ExpectedTimeliness:
    """What must be said of a year's documents, of a column (None: of all)."""

    year: int
    column: str | None
    same_day: int = 0
    within: int = 0
    over: int = 0
    published_first: int = 0
    conflict: int = 0
    outside: int = 0
    out_of_calendar: int = 0
    median: float | None = None
    p90: float | None = None


@dataclass(frozen=True, slots=True)
class ExpectedEve:
    """A day before which publication is looked at, since when, and documents by column in those days."""

    day: date
    since: date
    reason: str
    columns: tuple[tuple[str, int], ...]


@cache
def _load(name: str) -> Any:
    return own_yaml((files(__package__) / name).read_text(encoding="utf-8"))


def counted_by_hand() -> tuple[Interval, ...]:
    """Intervals over holidays and days worked instead, of five years."""
    return tuple(Interval(*row) for row in _load("working_days.yml")["counted"])


def years_by_hand() -> tuple[int, ...]:
    """The years whose working days are written down."""
    return tuple(_load("working_days.yml")["years"])


@cache
def _special() -> tuple[frozenset[date], frozenset[date]]:
    """Days off, and weekend days that are worked."""
    years = _load("working_days.yml")["years"].values()
    off = {
        first + _DAY * n for year in years for first, last in year["holidays"] for n in range((last - first).days + 1)
    }
    return frozenset(off), frozenset(day for year in years for day in year["worked"])


def is_worked(day: date) -> bool:
    """Whether ``day`` is a working day, by the table written by hand."""
    off, worked = _special()
    return day in worked or (day.weekday() < 5 and day not in off)


def day_at(published_on: date, days: int) -> date:
    """The working day after which so many working days pass until ``published_on``; negative: after it."""
    if days == 0:
        return published_on
    day, left = published_on, abs(days)
    if days < 0:
        while left:
            day += _DAY
            left -= is_worked(day)
        return day
    while left:
        left -= is_worked(day)
        day -= _DAY
    while not is_worked(day):
        day -= _DAY
    return day


def written_groups(key: str) -> tuple[WrittenGroup, ...]:
    """``drawn``, ``outside`` or ``conflicting``."""
    rows = _load("timeliness.yml")[key]
    return tuple(WrittenGroup(row["column"], row["year"], tuple(row["days"])) for row in rows)


def written_named() -> tuple[WrittenNamed, ...]:
    """The documents of named.yml that have a day of writing."""
    return tuple(WrittenNamed(**row) for row in _load("timeliness.yml")["named"])


def expected_timeliness() -> tuple[ExpectedTimeliness, ...]:
    """What must be said of each year, of all and by column."""
    return tuple(ExpectedTimeliness(**row) for row in _load("timeliness.yml")["figures"])


def expected_eves() -> tuple[ExpectedEve, ...]:
    """The days before which publication is looked at."""
    rows = _load("timeliness.yml")["eves"]
    return tuple(ExpectedEve(r["day"], r["since"], r["reason"], tuple(r["columns"].items())) for r in rows)
