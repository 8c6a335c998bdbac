"""What coverage has to remember of every address: kept in a temporary database, of which little stays in memory.

SQLite holds it in memory while it is small, and in a file without a name once it is not.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

#: So many records are written together.
_TOGETHER = 500
_SCHEMA = """
pragma cache_size = -1000;
pragma journal_mode = off;
create table entries (
    url blob, "column" integer, state text, title blob, page integer, primary key (url, "column")
) without rowid;
create table read (url blob, shown blob, primary key (url, shown)) without rowid;
create table carried (url blob primary key, postponed integer) without rowid;
"""
_LIST = """
insert into entries values (?, ?, ?, ?, ?)
on conflict do update
set state = excluded.state, title = min(title, excluded.title), page = min(page, excluded.page)
"""
_CARRY = "insert into carried values (?, ?) on conflict do update set postponed = max(postponed, excluded.postponed)"
_ENTRIES = """
select e.url, e."column", e.state, exists (select 1 from read r where r.url = e.url),
    (select c.postponed from carried c where c.url = e.url)
from entries e order by e.url, e."column"
"""
_NEW = 'select "column", page, count(*) from entries group by "column", page'
_SHARED = """
select r.shown, r.url from read r
join (select shown from read where shown <> x'' group by shown having count(*) >= ?) s on s.shown = r.shown
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a column's list. ``carried``: it is known from before; ``postponed``: it was to be asked for."""

    url: str
    column: int
    state: str
    is_read: bool
    is_carried: bool
    is_postponed: bool


class Ledger:
    """Addresses as lists showed them, as they were read, and as they are known from before, in any order.

    Whatever half characters an address has are kept. Every method raises sqlite3.Error where the disk is full, which
    may be another than the archive's.
    """

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(_SCHEMA)
        self._listed: list[tuple[bytes, int, str, bytes, int]] = []
        self._read: list[tuple[bytes, bytes]] = []
        self._carried: list[tuple[bytes, int]] = []

    def add_entry(self, column: int, url: str, state: str, title: str, page: int) -> None:
        """An entry stands in the list of a column, by its number, on a page of it."""
        self._listed.append((_bytes(url), column, state, _bytes(title), page))
        if len(self._listed) >= _TOGETHER:
            self._write()

    def add_read(self, url: str, shown: bytes = b"") -> None:
        """An address was read; ``shown`` tells by what it showed, empty where that is not compared."""
        self._read.append((_bytes(url), shown))
        if len(self._read) >= _TOGETHER:
            self._write()

    def carry(self, url: str, *, postponed: bool = False) -> None:
        """An address is known from before."""
        self._carried.append((_bytes(url), int(postponed)))
        if len(self._carried) >= _TOGETHER:
            self._write()

    def _write(self) -> None:
        with _naming_itself():
            self._db.execute("begin")
            self._db.executemany(_LIST, self._listed)
            self._db.executemany("insert or ignore into read values (?, ?)", self._read)
            self._db.executemany(_CARRY, self._carried)
            self._db.execute("commit")
        self._listed, self._read, self._carried = [], [], []

    def entries(self) -> Iterator[Entry]:
        """The entries of all columns, in the order of their addresses."""
        self._write()
        with _naming_itself():
            for url, column, state, is_read, postponed in self._db.execute(_ENTRIES):
                yield Entry(_text(url), column, state, bool(is_read), postponed is not None, bool(postponed))

    def new_by_page(self) -> Mapping[int, Mapping[int, int]]:
        """For each column, by its number: how many entries each page of its list shows that no page before it does."""
        self._write()
        found: defaultdict[int, dict[int, int]] = defaultdict(dict)
        with _naming_itself():
            for column, page, count in self._db.execute(_NEW):
                found[column][page] = count
        return found

    def is_read(self, url: str) -> bool:
        """Whether an address was read."""
        return self._has("select 1 from read where url = ?", url)

    def is_listed(self, url: str) -> bool:
        """Whether it stands in any column's list."""
        return self._has("select 1 from entries where url = ?", url)

    def _has(self, sql: str, url: str) -> bool:
        self._write()
        with _naming_itself():
            return self._db.execute(sql, [_bytes(url)]).fetchone() is not None

    def title(self, url: str) -> str | None:
        """The first title, in their own order, that a list gives an address; None where none has it."""
        self._write()
        with _naming_itself():
            (title,) = self._db.execute("select min(title) from entries where url = ?", [_bytes(url)]).fetchone()
        return None if title is None else _text(title)

    def shown_alike(self, least: int) -> list[list[str]]:
        """Addresses that showed one and the same, so many or more together."""
        self._write()
        alike: defaultdict[bytes, list[str]] = defaultdict(list)
        with _naming_itself():
            for shown, url in self._db.execute(_SHARED, [least]):
                alike[shown].append(_text(url))
        return [*alike.values()]


@contextmanager
def _naming_itself() -> Iterator[None]:
    """Whoever is told that a disk is full would look at the archive's."""
    try:
        yield
    except sqlite3.Error as error:
        where = "the temporary database of coverage, in SQLITE_TMPDIR, /var/tmp or /tmp"
        raise sqlite3.OperationalError(f"{where}: {error}") from error


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text(stored: bytes) -> str:
    return stored.decode("utf-8", "surrogatepass")
