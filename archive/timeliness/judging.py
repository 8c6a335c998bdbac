"""What the dates of one document say: of which kind it is, and how many working days passed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from archive.timeliness.rules import limit_days, limit_of
from archive.timeliness.working_days import working_days


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of a document: of writing, of publication, another date of publication where its sources disagree.

    ``lacked_on``: the last day on which the archive looked for it and did not find it, where its date of publication
    is earlier than that. ``outside``: another authority wrote it, whose limit it is.
    """

    written_on: date
    published_on: date | None
    other: date | None = None
    disagree: bool = False
    lacked_on: date | None = None
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Timeliness:
    """The kind (rules.yml), and working days until each date: as the authority states them, and as the archive shows.

    ``working_days`` and ``other_days`` are None where they cannot be counted; ``at_least`` is None where the archive
    contradicts nothing.
    """

    kind: str
    working_days: int | None
    other_days: int | None
    at_least: int | None


def judge(dates: Dates) -> Timeliness:
    """What is said of a document's dates."""
    days = _until(dates, dates.published_on)
    return Timeliness(_kind(dates, days), days, _until(dates, dates.other), _until(dates, dates.lacked_on))


def _until(dates: Dates, day: date | None) -> int | None:
    return working_days(dates.written_on, day) if day else None


def _kind(dates: Dates, days: int | None) -> str:
    if dates.published_on is None:
        return "undated"
    if dates.disagree:
        return "conflict"
    if days is None:
        return "out_of_calendar"
    if dates.published_on < dates.written_on:
        return "published_first"
    if limit_of(dates.written_on) is None:
        return "before_regulation"
    if dates.outside:
        return "outside"
    if dates.published_on == dates.written_on:
        return "same_day"
    return "over" if days > limit_days() else "within"
