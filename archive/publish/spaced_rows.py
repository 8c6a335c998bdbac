"""Rows of texts made ready for the search index, one batch ahead, in a process of its own.

Folding costs as much as indexing; with a second core both go on at once. Run as a program, it is that process: it
answers each batch that its pipe brings until the pipe closes, also when the build is killed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from archive.own_process import start_module
from archive.publish.search import spaced

if TYPE_CHECKING:
    import sqlite3

#: Rows of a batch: some megabytes of text.
BATCH = 500
Row = tuple[Any, ...]


def spaced_rows(rows: sqlite3.Cursor) -> Iterator[Row]:
    """The rows (a rowid and texts), each text as it is indexed. So few that one batch holds them are made here."""
    batch, following = rows.fetchmany(BATCH), rows.fetchmany(BATCH)
    if not following:
        yield from _spaced(batch)
        return
    with _process() as pipe:
        _ask(pipe, batch)
        while batch:
            ready = _answer(pipe, batch)
            batch, following = following, rows.fetchmany(BATCH)
            _ask(pipe, batch)  # only now: neither side waits for the other to take what it sends
            yield from ready


def _spaced(batch: list[Row]) -> list[Row]:
    return [(rowid, *[spaced(text or "") for text in texts]) for rowid, *texts in batch]


def _ask(pipe: Connection, batch: list[Row]) -> None:
    with suppress(OSError):
        pipe.send(batch)


def _answer(pipe: Connection, batch: list[Row]) -> list[Row]:
    """What the process made of the batch that it was sent; where it ended (memory, an operator), it is made here."""
    try:
        answer: list[Row] = pipe.recv()
    except (EOFError, OSError):
        return _spaced(batch)
    return answer


@contextmanager
def _process() -> Iterator[Connection]:
    """A pipe to the process, which ends when the block does."""
    process, ours = start_module("archive.publish.spaced_rows")
    try:
        with ours as pipe:
            yield pipe
    finally:
        process.kill()
        process.wait()


def _serve(pipe: Connection) -> None:
    with suppress(EOFError, OSError):
        while True:
            pipe.send(_spaced(pipe.recv()))


if __name__ == "__main__":
    _serve(Connection(int(sys.argv[1])))
