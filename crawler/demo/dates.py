"""Dates of documents: drawn inside their year, and for conflicts close to the turn of the year."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random


def day_of(random: Random, year: int) -> date:
    """Any day of ``year``."""
    return date(year, 1, 1) + timedelta(days=random.randrange(365))


def conflicting(random: Random, year: int, meta_year: int) -> tuple[date, date]:
    """A day of ``year`` and a different one of ``meta_year``; near the turn where the years are neighbours."""
    if meta_year == year:
        first, second = random.sample(range(365), 2)
        return date(year, 1, 1) + timedelta(days=first), date(year, 1, 1) + timedelta(days=second)
    turn = max(year, meta_year)
    if abs(year - meta_year) == 1:
        around = {turn - 1: date(turn - 1, 12, random.randint(20, 31)), turn: date(turn, 1, random.randint(2, 12))}
        return around[year], around[meta_year]
    return day_of(random, year), day_of(random, meta_year)


def soon_after(random: Random, day: date, days: int) -> date:
    """Up to ``days`` later, but in the same year."""
    return min(day + timedelta(days=random.randint(0, days)), date(day.year, 12, 31))
