"""Timestamps that no authority gave yet: ``timestamp-queue.json`` in the archive says when each is asked for again.

It is no part of the record. What is to be timestamped follows from the signatures that are there, so that a queue that
is gone or broken forgets how often was asked, and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from archive.signing.signatures import TIMESTAMP, timestamp_path
from archive.whole_file import write_whole

FILE = "timestamp-queue.json"
#: More than thousands of crawls give whose authorities never answer.
MAX_QUEUE_BYTES = 16_000_000
#: Between two requests for the same timestamp: twice as long each time, up to a day.
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=10), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A timestamp that was asked for: by which authority, how often, and why it is not there. Instants in ISO 8601."""

    crawl: str
    authority: str
    since: str
    attempts: int = 0
    next_at: str = ""
    said: str = ""

    def is_due(self, now: datetime) -> bool:
        """Whether it may be asked for again."""
        return not self.next_at or datetime.fromisoformat(self.next_at) <= now

    def refused(self, now: datetime, said: str, wait: float | None = None) -> Waiting:
        """After one more request in vain; ``wait`` are the seconds that the authority itself asks for."""
        pause = min(FIRST_WAIT * 2 ** min(self.attempts, 20), LONGEST_WAIT)
        pause = max(pause, min(timedelta(seconds=wait or 0), LONGEST_WAIT))
        return replace(self, attempts=self.attempts + 1, next_at=(now + pause).isoformat(), said=said[:300])


def read_queue(archive: Path) -> dict[tuple[str, str], Waiting]:
    """What waits, by crawl and authority, and has not come with a merge; of a queue that cannot be read, nothing.

    Raises OSError.
    """
    path = archive / FILE
    if not path.exists():
        return {}
    there = {stamp.name for stamp in (archive / "crawls").glob(f"*{TIMESTAMP}")}
    try:
        waiting = [Waiting(**entry) for entry in json.loads(path.read_bytes())]
        for each in waiting:
            each.is_due(datetime.fromisoformat(each.since))
        named = {timestamp_path(Path(f"{each.crawl}.json"), each.authority).name: each for each in waiting}
        return {(each.crawl, each.authority): each for name, each in named.items() if name not in there}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return {}


def write_queue(archive: Path, waiting: Iterable[Waiting]) -> None:
    """Put what waits in the place of what did; a queue of nothing is no file. Raises OSError."""
    entries = [asdict(each) for each in sorted(waiting, key=lambda each: (each.crawl, each.authority))]
    if entries:
        write_whole(archive / FILE, _encoded(entries))
    else:
        (archive / FILE).unlink(missing_ok=True)


def _encoded(entries: list[dict[str, object]]) -> bytes:
    """Canonical JSON of a list."""
    return (json.dumps(entries, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode("utf-8", "replace")
