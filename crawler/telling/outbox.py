"""What is to be told and was not yet: ``tell.db`` in the archive's folder, custody like archive.db.

A message is written down, with the crawl that it tells of marked as told, in one transaction, before anything is sent;
it is marked as sent after the receiver took it. Killed between the two it is sent again under the same id: at least
once, and never lost. Ids hang on what is told alone, so that even an archive whose tell.db is gone repeats itself
under the ids that it used. A message holds which news it tells, not their words: those are read from public.db when
it is sent, so that what was withheld meanwhile is not told.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

FILE = "tell.db"
#: What a message tells of, beside the topics of news: a crawl that was not accepted, a week, or (a note) a run that
#: left no crawl: it failed before one began, or goes on next time.
RUNS, DIGEST, NOTE = "runs", "digest", "note"
_TABLES = """
create table if not exists messages (
    channel text, id text, topic text, portal text, crawl text, items text, note text, part integer, parts integer,
    created_at text, attempts integer default 0, next_at text, state text default 'waiting', ended_at text, error text,
    primary key (channel, id)
);
create index if not exists waiting on messages (state, channel, created_at);
create table if not exists told (channel text, matter text, at text, primary key (channel, matter));
"""
_FIELDS = "channel, id, topic, portal, crawl, items, note, part, parts, created_at, attempts, next_at"


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one receiver: of which crawl or week it tells, and which of its news. Instants in ISO 8601, UTC.

    ``note`` is what is told of a run that left no crawl; ``part`` of ``parts`` counts from 1.
    """

    channel: str
    topic: str
    portal: str
    crawl: str
    items: tuple[str, ...] = ()
    note: str = ""
    part: int = 1
    parts: int = 1
    created_at: str = ""
    attempts: int = 0
    next_at: str = ""

    @property
    def id(self) -> str:
        """The same for the same matter, part and receiver, whenever it is asked for; has no full stop in it."""
        said = json.dumps([self.channel, self.topic, self.portal, self.crawl, self.part])
        return f"msg_{sha256(said.encode()).hexdigest()[:32]}"


class Outbox:
    """The messages of an archive, and what each channel was told of."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._db.executescript(_TABLES)

    def told(self, channel: str) -> Mapping[str, str]:
        """The matters that a channel was told of, or that are older than its beginning, and when that was noted."""
        return dict(self._db.execute("select matter, at from told where channel = ?", [channel]))

    def add(self, channel: str, matters: Iterable[str], messages: Iterable[Message], now: datetime) -> None:
        """Write down messages and that they tell of ``matters``: all of it, or nothing."""
        at = now.isoformat()
        with self._db:
            self._db.execute("begin immediate")
            self._db.executemany(
                "insert or ignore into told values (?, ?, ?)", [(channel, matter, at) for matter in matters]
            )
            self._db.executemany(
                f"insert or ignore into messages ({_FIELDS}) values ({', '.join('?' * 12)})",
                [_row(message, at) for message in messages],
            )

    def waiting(self, channel: str | None = None) -> tuple[Message, ...]:
        """Messages that nobody took yet, of one channel or all, the oldest first."""
        rows = self._db.execute(
            f"select {_FIELDS} from messages where state = 'waiting' and (?1 is null or channel = ?1) "
            "order by channel, created_at, rowid",
            [channel],
        )
        return tuple(_message(row) for row in rows)

    def sent(self, message: Message, now: datetime) -> None:
        """The receiver took it."""
        self._end(message, "sent", now, "")

    def give_up(self, message: Message, now: datetime, error: str) -> None:
        """It is tried no more."""
        self._end(message, "given_up", now, error)

    def postpone(self, message: Message, next_at: datetime, error: str) -> None:
        """It was not taken, and is tried again from ``next_at`` on."""
        with self._db:
            self._db.execute(
                "update messages set attempts = attempts + 1, next_at = ?, error = ? where channel = ? and id = ?",
                [next_at.isoformat(), error, message.channel, message.id],
            )

    def forget(self, before: datetime) -> None:
        """Drop messages that ended before."""
        with self._db:
            self._db.execute("delete from messages where state <> 'waiting' and ended_at < ?", [before.isoformat()])

    def _end(self, message: Message, state: str, now: datetime, error: str) -> None:
        with self._db:
            self._db.execute(
                "update messages set state = ?, ended_at = ?, error = ? where channel = ? and id = ?",
                [state, now.isoformat(), error, message.channel, message.id],
            )


def _row(message: Message, at: str) -> tuple[object, ...]:
    items = json.dumps(message.items)
    what = (message.channel, message.id, message.topic, message.portal, message.crawl, items)
    return (*what, message.note, message.part, message.parts, at, 0, at)


def _message(row: tuple[object, ...]) -> Message:
    values = dict(zip(_FIELDS.split(", "), row, strict=True))
    values.pop("id")
    values["items"] = tuple(json.loads(str(values["items"])))
    return Message(**values)  # type: ignore[arg-type]  # the columns are those of the table above


@contextmanager
def outbox(archive: Path) -> Iterator[Outbox]:
    """The archive's outbox; what it says it did is on the disk. Raises sqlite3.Error and OSError."""
    with closing(sqlite3.connect(archive / FILE, timeout=30, isolation_level=None)) as connection:
        connection.execute("pragma synchronous = full")
        yield Outbox(connection)


@contextmanager
def outbox_copy(archive: Path) -> Iterator[Outbox]:
    """A copy in memory: whatever is done to it, the archive's stays as it is."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
        path = archive / FILE
        if path.exists():
            with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as own:
                own.backup(copy)
        yield Outbox(copy)
