"""archive.db as a check sees it: read only, never upgraded, and perhaps broken."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.fixity.problems import Problem
from archive.manifest import crawl_facts


@dataclass(frozen=True, slots=True)
class Row:
    """What a row of ``captures`` says of its record. Of an altered row, a value can be of any type."""

    id: Any
    crawl: Any
    fetched_url: Any
    captured_at: Any
    status: Any
    mime: Any
    entity_digest: Any
    size: Any
    warc_file: Any
    warc_offset: Any
    warc_length: Any
    revisit_of: Any
    etag: Any
    last_modified: Any

    @property
    def name(self) -> str:
        """The row as a place."""
        return f"archive.db captures {self.id}"


_COLUMNS = tuple(field.name for field in fields(Row))


class Register:
    """The crawls and captures of an archive.

    Where archive.db is missing or broken, ``problems`` says so, ``sound`` is False, and nothing is known.
    """

    def __init__(self, path: Path) -> None:
        self.problems: list[Problem] = []
        #: Verdict by crawl.
        self.crawls: dict[str, str] = {}
        #: Crawls that have rows, with how many and the id of one.
        self.captures: dict[Any, tuple[int, Any]] = {}
        #: The columns that captures has; an archive of an earlier format lacks some.
        self.columns: frozenset[str] = frozenset()
        self._db: Any = None
        try:
            self._db = _connect(path)
            self._read()
        except (sqlite3.Error, OSError) as error:
            self._broken(str(error))
        self.sound = not self.problems

    def _read(self) -> None:
        for (said,) in self._db.execute("pragma integrity_check").fetchall():
            if said != "ok":
                self._broken(said)
        for table in ("runs", "coverage", "listings"):
            self._db.execute(f"select 1 from {table} limit 1")
        self.columns = frozenset(row[1] for row in self._db.execute("pragma table_info(captures)").fetchall())
        self.crawls = dict(self._db.execute("select id, verdict from crawls").fetchall())
        rows = self._db.execute("select crawl, count(*), min(id) from captures group by crawl").fetchall()
        self.captures = {crawl: (count, first) for crawl, count, first in rows}

    def _broken(self, detail: str) -> None:
        self.problems.append(Problem("archive.db", "database_damaged", detail))

    def close(self) -> None:
        """Close the database."""
        if self._db is not None:
            self._db.close()

    def is_closed(self, crawl: str) -> bool:
        """True for a crawl that archive.db knows and that is over."""
        return self.crawls.get(crawl, "open") != "open"

    def is_unknown(self, crawl: str) -> bool:
        """True where archive.db can be read and has no such crawl."""
        return self.sound and crawl not in self.crawls

    def rows(self, warc_file: str) -> list[Row]:
        """The rows that lead into a WARC file."""
        return self._rows("warc_file = ?", [warc_file])

    def rows_elsewhere(self, warc_files: Iterable[str]) -> list[Row]:
        """The rows that lead into none of these files."""
        if not self.sound:
            return []
        known = {name.encode() for name in warc_files}
        # As bytes, for an altered name may be no text.
        named = self._db.execute("select distinct cast(warc_file as blob) from captures").fetchall()
        other = [name for (name,) in named if name not in known]
        return [row for name in other for row in self._rows("cast(warc_file as blob) is ?", [name])]

    def _rows(self, where: str, values: list[Any]) -> list[Row]:
        if not self.sound:
            return []
        names = ", ".join(name if name in self.columns else f"null as {name}" for name in _COLUMNS)
        found = self._db.execute(f"select {names} from captures where {where} order by warc_offset, id", values)
        return [Row(*values) for values in found.fetchall()]

    def imported(self, table: str) -> dict[str, dict[str, Any]]:
        """The rows of ``imports`` or ``imported_archives`` by their ids; an earlier format may have no such table."""
        if not self.sound or table not in self._db.table_names():
            return {}
        return {str(row["id"]): row for row in self._db.table(table).rows}

    def facts(self, crawl: str) -> dict[str, Any]:
        """What the manifest of a crawl should say, but for its files and its place in the chain."""
        return crawl_facts(self._db, crawl)


def _connect(path: Path) -> Database:
    if not path.is_file():
        raise FileNotFoundError("there is no archive.db")
    # Without a write-ahead log nothing is pending, and a read-only disk is no hindrance.
    wal = path.with_name(path.name + "-wal")
    mode = "mode=ro" if wal.exists() and wal.stat().st_size else "immutable=1"
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True)
    # A flipped byte must not hide the row that it stands in.
    connection.text_factory = lambda value: value.decode("utf-8", "backslashreplace")
    return Database(connection)
