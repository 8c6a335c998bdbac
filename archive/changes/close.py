"""The comparison, round the moment at which the facts of a crawl become current."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database

from archive.changes.absent import absent
from archive.changes.arrivals import arrivals
from archive.changes.change import write_changes
from archive.changes.edits import edits
from archive.changes.files import file_edits
from archive.changes.moved import follow_moved, join_moved, moved
from archive.changes.scope import scope_of


@contextmanager
def comparing(db: Database, portal: str, crawl: str) -> Iterator[None]:
    """Compare a crawl with the accepted ones before it, while the block makes its facts current.

    Writes its changes, and of documents since when they are missing, gone or delisted; part of the transaction that
    closes an accepted crawl.
    """
    scope = scope_of(db, portal, crawl)
    if scope is None:
        yield
        return
    joined = join_moved(scope)
    found = [*moved(scope, joined), *edits(scope), *file_edits(scope)]
    yield
    follow_moved(scope, found)
    write_changes(scope, [*found, *arrivals(scope, joined.undecided), *absent(scope)])
    for table in ("listed_now", "newcomers"):
        db.execute(f"drop table temp.{table}")
