"""Whether a public.db has what pages of this version read: tables, indexes, an order; an older one may lack some."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import cache, lru_cache
from pathlib import Path

from archive.publish.public_tables import create_tables
from archive.publish.search_index import NAMES
from archive.publish.withheld import TABLES

#: Documents that stand before one that is older.
_OUT_OF_ORDER = """
select 1 from (select published_on as day, lag(published_on) over (order by rowid) as before from documents)
where before > day limit 1
"""


@lru_cache(maxsize=1000)  # a snapshot's file is never changed
def is_of_this_format(path: Path) -> bool:
    """Whether the pages of this version can be shown over a snapshot."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        return has_this_format(connection)


def has_this_format(connection: sqlite3.Connection) -> bool:
    """Whether every table, view, column and search index of this version is there, and documents by their dates."""
    tables = {name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")}
    return (
        columns_of(connection) >= _wanted()
        and tables.issuperset(NAMES)
        and connection.execute(_OUT_OF_ORDER).fetchone() is None
    )


def columns_read(work: Callable[[sqlite3.Connection], object]) -> frozenset[tuple[str, str]]:
    """Tables and columns that ``work`` reads: it is done on an empty database of this version, which notes them."""
    read: set[tuple[str | None, str | None]] = set()

    def note(action: int, table: str | None, column: str | None, *_: str | None) -> int:
        if action == sqlite3.SQLITE_READ:
            read.add((table, column))
        return sqlite3.SQLITE_OK

    with closing(sqlite3.connect(":memory:")) as empty:
        create_tables(empty)
        empty.executescript(TABLES)
        known = columns_of(empty)
        empty.set_authorizer(note)
        work(empty)
    return frozenset(place for place in known if place in read)


@cache
def _wanted() -> frozenset[tuple[str, str]]:
    with closing(sqlite3.connect(":memory:")) as empty:
        create_tables(empty)
        return columns_of(empty)


def columns_of(connection: sqlite3.Connection) -> frozenset[tuple[str, str]]:
    """Every column of every table and view, those of the connection alone too, but for the search index."""
    return frozenset(
        connection.execute(
            "select m.name, c.name from (select name, type from sqlite_master union select name, type from"
            " sqlite_temp_master) m join pragma_table_info(m.name) c"
            " where m.type in ('table', 'view') and m.name not like '%\\_fts%' escape '\\'"
        )
    )
