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
from archive.publish.pairs import pairs_in
from archive.publish.search import spaced, spaced_and_close

if TYPE_CHECKING:
    import sqlite3

#: Rows of a batch: some megabytes of text.
BATCH = 500
Row = tuple[Any, ...]


def spaced_batches(rows: sqlite3.Cursor, common: str | None = None) -> Iterator[list[Row]]:
    """The rows (a rowid and texts) in batches, each text as it is indexed; where it is said which characters are
    ``common``, their pairs stand behind the texts. Texts are UTF-8, as SQLite has them: to decode and encode them on
    their way costs a fifth of the indexing. So few rows that one batch holds them are made here.
    """
    batch, following = rows.fetchmany(BATCH), rows.fetchmany(BATCH)
    if not following:
        yield _spaced(batch, common)
        return
    with _process() as pipe:
        _ask(pipe, batch, common)
        while batch:
            ready = _answer(pipe, batch, common)
            _ask(pipe, following, common)  # only now: neither side waits for the other to take what it sends
            batch, following = following, rows.fetchmany(BATCH)
            yield ready


def _spaced(batch: list[Row], common: str | None) -> list[Row]:
    return [(rowid, *_made(texts, common)) for rowid, *texts in batch]


def _made(texts: list[bytes | None], common: str | None) -> list[bytes]:
    """The texts as they are indexed and, where it is said which characters are common, the pairs in all of them."""
    said = [text.decode() if text else "" for text in texts]
    if common is None:
        return [spaced(text).encode() for text in said]
    made = [spaced_and_close(text) for text in said]
    return [*(text.encode() for text, _ in made), pairs_in([close for _, close in made], common).encode()]


def _ask(pipe: Connection, batch: list[Row], common: str | None) -> None:
    with suppress(OSError):
        pipe.send((batch, common))


def _answer(pipe: Connection, batch: list[Row], common: str | None) -> list[Row]:
    """What the process made of the batch that it was sent; where it ended (memory, an operator), it is made here."""
    try:
        answer: list[Row] = pipe.recv()
    except (EOFError, OSError):
        return _spaced(batch, common)
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
            pipe.send(_spaced(*pipe.recv()))


if __name__ == "__main__":
    _serve(Connection(int(sys.argv[1])))
