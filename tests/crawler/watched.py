"""Run by a test in a process of its own: the real program; each commit says what of the WARC had been synced by then.

One JSON line on stdout for each batch that was written: how far its rows lead into the WARC file that is written,
and how much of that file was safe when it was committed.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from pathlib import Path

from archive.store import Store
from crawler.cli.main import main

synced: dict[str, int] = {}
committed: list[dict[str, int]] = []
fsync, flush = os.fsync, Store.flush


def watched_fsync(descriptor: int) -> None:
    fsync(descriptor)
    path = Path(f"/proc/self/fd/{descriptor}").readlink()
    synced[path.name.removesuffix(".open")] = os.fstat(descriptor).st_size


def watched_flush(store: Store) -> None:
    connection: sqlite3.Connection = store._db.conn
    connection.set_trace_callback(lambda sql: sql.upper().startswith("COMMIT") and committed.append(dict(synced)))
    flush(store)
    connection.set_trace_callback(None)
    rows = connection.execute("select warc_file, max(warc_offset + warc_length) from captures group by 1")
    for file, end in rows.fetchall():
        sys.stdout.write(json.dumps({"end": end, "safe": committed[-1].get(file, 0)}) + "\n")


os.fsync = watched_fsync
Store.flush = watched_flush
main()
