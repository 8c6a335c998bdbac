"""One step of benchmarks/public.py, in a process of its own; what it found is printed as JSON.

python -m benchmarks.public_step build ARCHIVE_DB PUBLIC_DB
python -m benchmarks.public_step page PUBLIC_DB
python -m benchmarks.public_step serve PUBLIC_DB   (prints its address and serves until it is told to stop)
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
import time
from pathlib import Path
from statistics import median

import click

from archive.publish import build, search_index
from archive.publish.serve import datasette, serve

_PAGES = 20


def build_public(archive_db: Path, public_db: Path) -> dict[str, float]:
    """Build; CPU seconds of the search index."""
    index, spent = search_index.build_index, 0.0

    def build_index(connection: sqlite3.Connection) -> None:
        nonlocal spent
        started = time.process_time()
        index(connection)
        spent = time.process_time() - started

    search_index.build_index = build_index
    build.build(archive_db, public_db)
    return {"index": spent}


def page(public_db: Path) -> dict[str, float]:
    """Milliseconds until the page of the database is first shown by a server that was just started, and then."""

    async def ask() -> list[float]:
        took = []
        started = time.perf_counter()
        client = datasette(public_db).client
        for _ in range(_PAGES):
            answer = await client.get("/public")
            answer.raise_for_status()
            took.append((time.perf_counter() - started) * 1_000)
            started = time.perf_counter()
        return took

    first, *then = asyncio.run(ask())
    return {"first": first, "then": median(then)}


if __name__ == "__main__":
    step, paths = sys.argv[1], [Path(argument) for argument in sys.argv[2:]]
    if step == "serve":
        serve(*paths, announce=click.echo)
        sys.exit()
    json.dump(page(*paths) if step == "page" else build_public(*paths), sys.stdout)
