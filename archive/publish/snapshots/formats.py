"""Whether a snapshot has the tables that the pages of this version read; an older one may lack some."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cache, lru_cache
from pathlib import Path

from sqlite_utils import Database

from archive import schema
from archive.publish.publication import custody_tables


@lru_cache(maxsize=1000)  # a snapshot's file is never changed
def is_of_this_format(path: Path) -> bool:
    """Whether every table, view and column of this version is there."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True)) as connection:
        return _columns(connection) >= _wanted()


@cache
def _wanted() -> frozenset[tuple[str, str]]:
    with closing(sqlite3.connect(":memory:")) as empty:
        schema.upgrade(Database(empty))
        return frozenset((table, column) for table, column in _columns(empty) if table not in custody_tables())


def _columns(connection: sqlite3.Connection) -> frozenset[tuple[str, str]]:
    return frozenset(
        connection.execute(
            "select m.name, c.name from sqlite_master m join pragma_table_info(m.name) c"
            " where m.type in ('table', 'view') and m.name not like '%\\_fts%' escape '\\'"
        )
    )
