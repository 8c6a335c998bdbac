"""The frontier of a crawl in SQLite: what was asked for, what is answered, and what coverage rests on.

A request is done when its answer's record is on disk and what it gave is written in the same transaction.
What a killed process had in flight is simply not done, and is asked for again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from functools import cache
from typing import Any

from sqlite_utils import Database

from archive.records import ColumnFound, ColumnNotFound, ListPageRead, NotRead, Request, WalkRecord

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True)  # json.dumps makes one for each request
#: Records that only coverage needs; the others have tables of their own.
EVENTS = {kind.__name__: kind for kind in (ColumnFound, ColumnNotFound, ListPageRead, NotRead)}


def request_row(crawl: str, request: Request) -> dict[str, Any]:
    """The frontier's row of a request that is not answered yet."""
    said = {name: value for name, default in _defaults().items() if (value := getattr(request, name)) != default}
    if request.body:
        said["body"] = request.body.hex()
    return {"crawl": crawl, "identity": request.identity, "request": _ENCODER.encode(said), "done": 0}


@cache
def _defaults() -> dict[str, Any]:
    return {field.name: field.default for field in fields(Request)}


def _request(text: str) -> Request:
    data = json.loads(text)
    return Request(**data | {"body": bytes.fromhex(data.get("body", ""))})


def event_row(crawl: str, record: WalkRecord) -> dict[str, Any]:
    """The row of a record that only coverage needs."""
    return {"crawl": crawl, "kind": type(record).__name__, "data": json.dumps(asdict(record), ensure_ascii=False)}


class Asked:
    """What a crawl has asked for, answered or not, by the identities of the requests.

    Those that are written are looked up: it holds only those since then.
    """

    def __init__(self, db: Database, crawl: str) -> None:
        self._db = db
        self._crawl = crawl
        self._unwritten: set[str] = set()

    def new(self, requests: Iterable[Request]) -> list[Request]:
        """Those of the requests that were not asked for before; from now on they are. Raises sqlite3.Error."""
        found: list[Request] = []
        for request in requests:
            identity = request.identity
            if identity not in self._unwritten and not _is_written(self._db, self._crawl, identity):
                self._unwritten.add(identity)
                found.append(request)
        return found

    def written(self) -> None:
        """All that was new so far is written."""
        self._unwritten.clear()


def _is_written(db: Database, crawl: str, identity: str) -> bool:
    sql = "select 1 from frontier where crawl = ? and identity = ?"
    return db.conn.execute(sql, (crawl, identity)).fetchone() is not None  # asked for every page


def has_asked(db: Database, crawl: str) -> bool:
    """Whether the crawl has asked for anything, as far as it is written."""
    return db.execute("select 1 from frontier where crawl = ? limit 1", [crawl]).fetchone() is not None


def pending(db: Database, crawl: str) -> list[Request]:
    """What the crawl has asked for and not been answered, as far as it is written, in the order it was asked."""
    sql = "select request from frontier where crawl = ? and done = 0 order by rowid"
    return [_request(row["request"]) for row in db.query(sql, [crawl])]


def events(db: Database, crawl: str) -> Iterator[WalkRecord]:
    """The records of the crawl that only coverage needs, in order."""
    for row in db.query("select kind, data from crawl_events where crawl = ? order by id", [crawl]):
        yield EVENTS[row["kind"]](**json.loads(row["data"]))


def forget(db: Database, crawl: str) -> None:
    """Drop the frontier of a closed crawl: all of it can be had again from the WARC."""
    db.execute("delete from frontier where crawl = ?", [crawl])
    db.execute("delete from crawl_events where crawl = ?", [crawl])
