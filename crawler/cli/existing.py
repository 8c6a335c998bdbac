"""What a reading command needs is there, or it says so: it never makes an archive."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils import Database

from crawler.cli.exits import Stop
from crawler.exit_codes import NOTHING_READ


def existing(archive: Path, name: str) -> Path:
    """Return the path of a file of the archive; Stop with exit code 9, naming it, where it is missing."""
    path = archive / name
    if not path.is_file():
        raise Stop(f"{path}: not there; crawl first with `gongkai run PORTAL`, or give another --archive", NOTHING_READ)
    return path


@contextmanager
def reading(archive: Path) -> Iterator[Database]:
    """archive.db, opened so that nothing is written, not even an upgrade of its format."""
    path = existing(archive, "archive.db")
    # SQLite keeps its index of the write-ahead log beside the file: where the folder cannot be
    # written and there is no such log, only an immutable file can be opened.
    still = not os.access(archive, os.W_OK) and not path.with_name(path.name + "-wal").exists()
    mode = "immutable=1" if still else "mode=ro"
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?{mode}", uri=True, timeout=30)) as connection:
        yield Database(connection)


def require_table(db: Database, archive: Path, table: str) -> None:
    """Stop with exit code 9 where the archive is of a format that does not have the table yet."""
    if table not in db.table_names():
        raise Stop(f"{archive}: of an older format; `gongkai verify PORTAL` makes it a newer one", NOTHING_READ)
