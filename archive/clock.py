"""The one clock: what the present instant is, for whoever has to know it; tests and the demo bring their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

#: Gives the present instant, aware and in UTC.
Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The present instant by the machine's clock."""
    return datetime.now(UTC)


def today(clock: Clock = system_clock) -> str:
    """The day it is, in UTC (ISO 8601)."""
    return clock().date().isoformat()


def stamp(at: datetime) -> str:
    """An instant as the archive writes it: UTC, with microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def instant(text: str) -> datetime:
    """The instant that a stamp, or a date of a WARC record, says: aware and in UTC. Raises ValueError."""
    return datetime.fromisoformat(text).astimezone(UTC)
