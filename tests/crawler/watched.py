"""Run by a test in a process of its own: the real program; each commit says what of the WARC had been synced by then,
and each manifest what of archive.db.

One JSON line on stdout for each batch that was written: how far its rows lead into the WARC file that is written,
and how much of that file was safe when it was committed. One for each manifest: the verdict of its crawl in archive.db
as it was when its log was last synced, which is what a loss of power leaves for sure.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from tempfile import mkdtemp

import archive.manifest
from archive.store import Store
from archive.whole_file import write_whole
from crawler.cli.main import main

synced: dict[str, int] = {}
committed: list[dict[str, int]] = []
left = mkdtemp(dir=os.environ["LEFT_IN"])
fsync, flush = os.fsync, Store.flush


def watched_fsync(descriptor: int) -> None:
    fsync(descriptor)
    path = Path(f"/proc/self/fd/{descriptor}").readlink()
    synced[path.name.removesuffix(".open")] = os.fstat(descriptor).st_size
    if path.name == "archive.db-wal":  # by another process: to close a database is to give up its locks
        subprocess.run(["cp", path, path.with_name("archive.db"), left], check=True)


def watched_flush(store: Store) -> None:
    connection: sqlite3.Connection = store._db.conn
    connection.set_trace_callback(lambda sql: sql.upper().startswith("COMMIT") and committed.append(dict(synced)))
    flush(store)
    connection.set_trace_callback(None)
    rows = connection.execute("select warc_file, max(warc_offset + warc_length) from captures group by 1")
    for file, end in rows.fetchall():
        sys.stdout.write(json.dumps({"end": end, "safe": committed[-1].get(file, 0)}) + "\n")


def watched_manifest(path: Path, content: bytes) -> None:
    with closing(sqlite3.connect(f"{left}/archive.db")) as db:
        known = db.execute("select name from sqlite_master where name = 'crawls'").fetchone()
        verdict = db.execute("select verdict from crawls where id = ?", [path.stem]).fetchone() if known else None
    sys.stdout.write(json.dumps({"manifest": path.stem, "verdict": verdict and verdict[0]}) + "\n")
    write_whole(path, content)


os.fsync = watched_fsync
archive.manifest.write_whole = watched_manifest
Store.flush = watched_flush
main()
