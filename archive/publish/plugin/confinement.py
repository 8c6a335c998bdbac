"""What a visitor's SQL may do: read public.db, and no more of the machine's memory than an answer needs.

Datasette runs SELECT alone, on a file that is opened read-only, within a time limit. What is left: a pragma that tells
where the file stands, one function call that makes a gigabyte while no clock is looked at, an answer that fills
memory row by row (https://www.sqlite.org/security.html, "untrusted SQL inputs").
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

#: Bytes of one value, or one row; the longest text with its layout fits.
MOST_BYTES = 32_000_000
#: Characters and bytes of the rows of one answer.
MOST_ANSWER = 64_000_000
#: Characters that a function of ours takes; titles and searches are shorter.
MOST_CHARACTERS = 20_000
LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: MOST_BYTES,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 200_000,
    # Matching costs the product of both lengths, in one step; the longest name of a list fits.
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1_500,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
}
#: Pragmas that read the shape of the database; Datasette asks some of them itself.
PRAGMAS = frozenset(
    (
        "cache_size",
        "compile_options",
        "data_version",  # of the search index
        "database_list",
        "foreign_key_list",
        "function_list",
        "index_info",
        "index_list",
        "index_xinfo",
        "max_page_count",
        "page_count",
        "page_size",
        "schema_version",
        "table_info",
        "table_list",
        "table_xinfo",
    )
)
_ELSEWHERE = (sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH)
#: The last two count to the width that is written, two thousand million say, without a look at the clock.
_FUNCTIONS_REFUSED = frozenset(("load_extension", "fts3_tokenizer", "printf", "format"))


def confine(connection: sqlite3.Connection) -> None:
    """Let a connection read its own database, within limits, and nothing else."""
    for limit, most in LIMITS.items():
        connection.setlimit(limit, most)
    connection.row_factory = _sized_rows()
    connection.set_authorizer(_authorize)


def bounded(function: Callable[[Any], str]) -> Callable[[Any], str | None]:
    """A function of one text for SQL, null for what is longer than any text it is for."""

    def checked(value: Any) -> str | None:
        is_long = isinstance(value, (str, bytes)) and len(value) > MOST_CHARACTERS
        return None if is_long else function(value)

    return checked


def _authorize(action: int, first: str | None, second: str | None, *_: object) -> int:
    """SQLite's question before it compiles a step (https://www.sqlite.org/c3ref/set_authorizer.html)."""
    if action == sqlite3.SQLITE_PRAGMA:
        return sqlite3.SQLITE_OK if (first or "").lower() in PRAGMAS else sqlite3.SQLITE_DENY
    refused = action == sqlite3.SQLITE_FUNCTION and (second or "").lower() in _FUNCTIONS_REFUSED
    if refused or action in _ELSEWHERE:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_READ and (first, second) == ("pragma_database_list", "file"):
        return sqlite3.SQLITE_IGNORE  # null: Datasette asks which databases there are, and nobody where
    return sqlite3.SQLITE_OK


def _sized_rows() -> Callable[[sqlite3.Cursor, tuple[Any, ...]], sqlite3.Row]:
    """A maker of rows that gives up once the rows of one answer together are larger than any answer should be."""
    taken: WeakKeyDictionary[sqlite3.Cursor, int] = WeakKeyDictionary()

    def row(cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> sqlite3.Row:
        size = taken.get(cursor, 0) + sum(len(value) for value in values if isinstance(value, (str, bytes)))
        if size > MOST_ANSWER:
            raise sqlite3.OperationalError(f"the answer is larger than {MOST_ANSWER} characters: ask for fewer rows")
        taken[cursor] = size
        return sqlite3.Row(cursor, values)

    return row
