"""The frontier of a crawl in SQLite: what was asked for, what is answered, and what coverage rests on.

A request is done when its answer's record is on disk and what it gave is written in the same transaction.
What a killed process had in flight is simply not done, and is asked for again.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from functools import cache
from typing import Any

from sqlite_utils import Database

from archive.records import ColumnFound, ColumnNotFound, ListPageRead, NotRead, Request, WalkRecord

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True)  # json.dumps makes one for each request
#: Records that only coverage needs; the others have tables of their own.
EVENTS = {kind.__name__: kind for kind in (ColumnFound, ColumnNotFound, ListPageRead, NotRead)}


def _said(request: Request) -> str:
    """A request as it is kept: what of it is not as it is by default."""
    said = {name: value for name, default in _defaults().items() if (value := getattr(request, name)) != default}
    if request.body:
        said["body"] = request.body.hex()
    return _ENCODER.encode(said)


@cache
def _defaults() -> dict[str, Any]:
    return {field.name: field.default for field in fields(Request)}


def _request(text: str) -> Request:
    data = json.loads(text)
    return Request(**data | {"body": bytes.fromhex(data.get("body", ""))})


def event_row(crawl: str, record: WalkRecord) -> dict[str, Any]:
    """The row of a record that only coverage needs."""
    return {"crawl": crawl, "kind": type(record).__name__, "data": json.dumps(asdict(record), ensure_ascii=False)}


class Frontier(ABC):
    """What a crawl has asked for, by the identities of the requests, and what of it is not answered yet."""

    def __init__(self) -> None:
        self._asked: set[str] = set()

    def new(self, requests: Iterable[Request]) -> list[Request]:
        """Those of the requests that were not asked for before; from now on they are. Raises sqlite3.Error."""
        found: list[Request] = []
        for request in requests:
            identity = request.identity
            if identity not in self._asked and not self._is_written(identity):
                self._asked.add(identity)
                found.append(request)
        return found

    @abstractmethod
    def take(self, asked: Iterable[Request], answered: Request | None) -> None:
        """Note what is asked for, and that a request is done."""

    @abstractmethod
    def pending(self) -> list[Request]:
        """What is asked for and not answered, in the order it was asked, once all is written."""

    @abstractmethod
    def write(self) -> None:
        """Write what was taken; part of the transaction of whoever calls it. Raises sqlite3.Error."""

    @abstractmethod
    def written(self) -> None:
        """What was written is safe."""

    def _is_written(self, identity: str) -> bool:
        return False


class KeptFrontier(Frontier):
    """The frontier of a crawl that may be killed and goes on, in archive.db.

    What is written is looked up there: it holds only what came since then.
    """

    def __init__(self, db: Database, crawl: str) -> None:
        super().__init__()
        self._db = db
        self._crawl = crawl
        self._rows: list[tuple[str, str, str]] = []
        self._done: list[tuple[str, str]] = []

    def take(self, asked: Iterable[Request], answered: Request | None) -> None:
        """Note what is asked for, and that a request is done."""
        self._rows.extend((self._crawl, request.identity, _said(request)) for request in asked)
        if answered is not None:
            self._done.append((self._crawl, answered.identity))

    def pending(self) -> list[Request]:
        """What is asked for and not answered, in the order it was asked, once all is written."""
        sql = "select request from frontier where crawl = ? and done = 0 order by rowid"
        return [_request(row["request"]) for row in self._db.query(sql, [self._crawl])]

    def write(self) -> None:
        """Write what was taken; part of the transaction of whoever calls it. Raises sqlite3.Error."""
        write = self._db.conn.executemany
        write("insert or ignore into frontier (crawl, identity, request, done) values (?, ?, ?, 0)", self._rows)
        write("update frontier set done = 1 where crawl = ? and identity = ?", self._done)

    def written(self) -> None:
        """What was written is safe."""
        self._asked, self._rows, self._done = set(), [], []

    def _is_written(self, identity: str) -> bool:
        sql = "select 1 from frontier where crawl = ? and identity = ?"
        return self._db.conn.execute(sql, (self._crawl, identity)).fetchone() is not None  # asked for every page


class PassingFrontier(Frontier):
    """The frontier of a crawl that is replayed from its records into a database that nobody goes on with: a replay that
    is killed begins anew.
    """

    def __init__(self) -> None:
        super().__init__()
        self._pending: dict[str, Request] = {}

    def take(self, asked: Iterable[Request], answered: Request | None) -> None:
        """Note what is asked for, and that a request is done."""
        self._pending.update((request.identity, request) for request in asked)
        if answered is not None:
            self._pending.pop(answered.identity, None)

    def pending(self) -> list[Request]:
        """What is asked for and not answered, in the order it was asked."""
        return [*self._pending.values()]

    def write(self) -> None:
        """Nothing is written."""

    def written(self) -> None:
        """Nothing was."""


def has_asked(db: Database, crawl: str) -> bool:
    """Whether the crawl has asked for anything, as far as it is written."""
    return db.execute("select 1 from frontier where crawl = ? limit 1", [crawl]).fetchone() is not None


def events(db: Database, crawl: str) -> Iterator[WalkRecord]:
    """The records of the crawl that only coverage needs, in order."""
    for row in db.query("select kind, data from crawl_events where crawl = ? order by id", [crawl]):
        yield EVENTS[row["kind"]](**json.loads(row["data"]))


def forget(db: Database, crawl: str) -> None:
    """Drop the frontier of a closed crawl: all of it can be had again from the WARC."""
    db.execute("delete from frontier where crawl = ?", [crawl])
    db.execute("delete from crawl_events where crawl = ?", [crawl])
