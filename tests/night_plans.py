"""Which tables a program reads whole, as SQLite itself says: every statement is explained before it is carried out.

The bytecode is looked at (``explain``), not the words of the plan: these name tables by the aliases that a statement
gives them. A table or an index is read whole where a cursor on it begins at one end and goes on to the other; so does
one of which SQLite makes an index for the length of a statement.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from typing import Any

Scans = dict[str, set[str]]  # statement → tables and indexes that it reads whole
_READS = re.compile(r"(select|with|update|delete|insert|replace)\b", re.IGNORECASE)
_COMMENT = re.compile(r"--[^\n]*")
_OPENED, _FROM_AN_END, _ON = {"OpenRead", "OpenWrite", "ReopenIdx"}, {"Rewind", "Last"}, {"Next", "Prev"}


class WatchedConnection(sqlite3.Connection):
    """A connection that notes what its statements read whole; each statement once."""

    scans: Scans

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        self._explain(sql, parameters)
        return super().execute(sql, parameters)

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> sqlite3.Cursor:
        rows = iter(parameters)
        first = next(rows, None)
        if first is None:
            return super().executemany(sql, [])
        self._explain(sql, first)
        return super().executemany(sql, chain([first], rows))

    def _explain(self, sql: str, parameters: Any) -> None:
        told = " ".join(_COMMENT.sub("", sql).split())
        if told in self.scans or not _READS.match(told):
            return
        program = super().execute(f"explain {sql}", parameters).fetchall()
        names = dict(super().execute("select rootpage, name from main.sqlite_master where rootpage > 0"))
        self.scans[told] = set(read_whole(program, names))


def read_whole(program: Iterable[tuple[Any, ...]], names: Mapping[int, str]) -> Iterator[str]:
    """What a program of SQLite's reads whole; ``names`` are those of the main database by root page."""
    steps = [(opcode, p1, p2, p3) for _, opcode, p1, p2, p3, *_ in program]
    opened = {p1: names.get(p2) for opcode, p1, p2, p3 in steps if opcode in _OPENED and p3 == 0}
    begun = {p1 for opcode, p1, _, _ in steps if opcode in _FROM_AN_END}
    counted = {p1 for opcode, p1, _, _ in steps if opcode == "Count"}
    for cursor in counted | (begun & {p1 for opcode, p1, _, _ in steps if opcode in _ON}):
        if name := opened.get(cursor):
            yield name


@contextmanager
def watched() -> Iterator[Scans]:
    """While the block runs, every connection that this process opens is watched; gives what is found."""
    connect, scans = sqlite3.connect, Scans()
    watching = type("Watching", (WatchedConnection,), {"scans": scans})
    sqlite3.connect = lambda *given, **named: connect(*given, **{"factory": watching} | named)  # type: ignore[misc]
    try:
        yield scans
    finally:
        sqlite3.connect = connect
