"""The digests of an archive as files: ``digests/2026-W05.md`` beside public.db, one for each week that is over."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from archive.clock import instant
from archive.publish.news.crawls import CrawlTold
from archive.publish.news.digest import FOLDER, digest, monday_of, week_before, week_of
from archive.publish.news.feeds import write_changed
from archive.publish.news.places import Places

#: Weeks that are made up for where nothing ran in the meantime.
_MOST_LATE = 8


def digests(
    public: sqlite3.Connection, crawls: Sequence[CrawlTold], archive: Path, places: Places, now: datetime
) -> Mapping[str, str]:
    """The digest of each week: those that are there, made anew, for what was withheld since has left them; those that
    are due; in order of time.
    """
    return {week: digest(public, crawls, week, places) for week in _weeks(archive, crawls, now)}


def write_digests(archive: Path, texts: Mapping[str, str]) -> list[Path]:
    """Write the digests that changed; return their paths. Raises OSError."""
    paths = {_path(archive, week): text for week, text in texts.items()}
    return [path for path, text in paths.items() if write_changed(path, text.encode())]


def _path(archive: Path, week: str) -> Path:
    return archive / FOLDER / f"{week}.md"


def _weeks(archive: Path, crawls: Sequence[CrawlTold], now: datetime) -> list[str]:
    there = sorted(path.stem for path in (archive / FOLDER).glob("*.md") if _is_week(path.stem))
    last = week_before(now)
    if not crawls or week_of(instant(crawls[0].started_at).date()) > last:
        return there
    late = [week_of(monday_of(last) - timedelta(weeks=number)) for number in range(_MOST_LATE)]
    due = [week for week in late if there and week > there[-1]] if there else [last]
    return [*there, *reversed(due)]


def _is_week(name: str) -> bool:
    try:
        monday_of(name)
    except ValueError:
        return False
    return True
