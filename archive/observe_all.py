"""What is observed of many portals at once, as in a rebuild: on every core, and with the rows that ``observe`` writes.

What is only read, portal by portal and kind by kind, is read by processes that are forked off this one, each by a
connection of its own; the rows that they make are written here. Signatures of texts, which twins are found by, are made
first.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.forked import Forked, cores
from archive.observe import KINDS
from archive.standing import Standing, read_standing
from archive.twins.rows import sign_all_texts

#: Of fewer documents all is read here before a process is worth it.
_MANY = 500
#: Documents of portals that are observed before anything is written: their rows are held until then. A portal that has
#: more is alone.
_TOGETHER = 20_000
#: Of the pages of the file, in memory: documents are gone through for each duty, and one portal's are mostly less.
_CACHE_KIB = 16_000
#: What readers in other processes get along with, as long as nothing is written. Of the other modes, a log (WAL) has an
#: index that a fork finds open in its copy of SQLite and cannot use, and memory is nobody else's.
_READ_BESIDE = ("delete", "truncate", "persist")
#: The name of the file, which need not be text; empty for one in memory.
_FILE = "select cast(file as blob) from pragma_database_list where name = 'main'"
_Job = tuple[str, str, int]  # portal, kind, and which part of its rows


def observe_all(db: Database, portals: Sequence[str]) -> None:
    """Write anew what the documents of portals show, as of their newest accepted crawls; each portal in a transaction.

    Signatures of texts that are gone are forgotten before (archive.twins). Nobody else may write the database
    meanwhile. Several processes need one that is a file without a log (WAL).
    """
    with db.atomic():
        sign_all_texts(db, portals)
    for some, documents in _together(db, portals):
        _observe(db, some, documents)


def _observe(db: Database, portals: Sequence[str], documents: int) -> None:
    """The processes are gone before anything is written: none of them keeps the database locked."""
    reader = _Reader(db)
    jobs = [(portal, kind, part) for portal in portals for kind in KINDS for part in range(len(KINDS[kind].observed))]
    with Forked(reader.observed, cores() - 1 if documents >= _MANY and reader.may_be_beside else 0) as pool:
        made = dict(zip(jobs, pool.scatter(jobs), strict=True))
    for portal in portals:
        with db.atomic():
            standing = read_standing(db, portal)
            for name, kind in KINDS.items():
                kind.write_parts(db, standing, [made[portal, name, part] for part in range(len(kind.observed))])


def _together(db: Database, portals: Sequence[str]) -> Iterator[tuple[list[str], int]]:
    """Portals in their order, some at a time, with the number of their documents."""
    counted = dict(
        db.execute(
            "select portal, count(*) from documents where portal in (select value from json_each(?)) group by portal",
            [json.dumps(portals)],
        ).fetchall()
    )
    some: list[str] = []
    documents = 0
    for portal in portals:
        if some and documents + counted.get(portal, 0) > _TOGETHER:
            yield some, documents
            some, documents = [], 0
        some.append(portal)
        documents += counted.get(portal, 0)
    if some:
        yield some, documents


class _Reader:
    """Reads in whichever process it is asked: in one that was forked, by a connection of its own."""

    def __init__(self, db: Database) -> None:
        self._db, self._process = db, os.getpid()
        (path,) = db.execute(_FILE).fetchone()
        self._path = os.fsdecode(path or b"")
        self._standing: Standing | None = None

    @property
    def may_be_beside(self) -> bool:
        """Whether another process reads the same: what is in a file, and in no transaction that is not over."""
        (mode,) = self._db.execute("pragma journal_mode").fetchone()
        return bool(self._path) and mode in _READ_BESIDE and not self._db.conn.in_transaction

    def observed(self, job: _Job) -> Any:
        """The rows of a portal, of one kind or a part of them; the work of a process."""
        portal, kind, part = job
        if os.getpid() != self._process:
            self._db, self._process = _opened(self._path), os.getpid()
        if self._standing is None or self._standing.portal != portal:
            self._standing = read_standing(self._db, portal)
        return KINDS[kind].observed[part](self._db, self._standing)


def _opened(path: str) -> Database:
    """A file that is only read. What the other process has open must not be used here, nor closed."""
    db = Database(sqlite3.connect(f"{Path(path).as_uri()}?mode=ro", uri=True))
    db.execute(f"pragma cache_size = -{_CACHE_KIB}")
    return db
