"""public-inspect.json: what `datasette inspect` would say of public.db, so that serving it counts nothing.

Beside hash, size and the rows of each table it says when the file was last changed: with the size that tells whether
it is of the public.db it stands beside, at no cost. One that is of another public.db is not used.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

NAME = "public"  # of the database in Datasette, whatever its file is called


def inspect_path(public_db: Path) -> Path:
    """Where the inspect file of ``public_db`` stands."""
    return public_db.with_name(f"{public_db.stem}-inspect.json")


def inspect(database: Path, name: str, index: str = "") -> str:
    """The inspect file of a finished ``database`` that will be called ``name``, as Datasette takes it: JSON.

    ``index`` says of what code its search index is, for the build after.
    """
    stat = database.stat()
    with database.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    said = {"hash": digest, "size": stat.st_size, "file": name, "changed_ns": stat.st_mtime_ns, "index": index}
    return json.dumps({NAME: {**said, "tables": _counts(database)}}, ensure_ascii=False, indent=1)


def _counts(database: Path) -> dict[str, dict[str, int]]:
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?immutable=1", uri=True)) as connection:
        tables = connection.execute("select name from sqlite_master where type = 'table' order by name").fetchall()
        return {
            table: {"count": connection.execute(f'select count(*) from "{table}"').fetchone()[0]} for (table,) in tables
        }


def inspected_whole(public_db: Path) -> dict[str, Any]:
    """The same by the digest of the file, which is computed: for a file that was copied, and will not change."""
    fresh: dict[str, Any] | None
    try:
        fresh = json.loads(inspect_path(public_db).read_text("utf-8"))
    except (OSError, ValueError):
        fresh = None
    with public_db.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if fresh is None or fresh.get(NAME, {}).get("hash") != digest:
        fresh = json.loads(inspect(public_db, public_db.name))
    return fresh


def inspected(public_db: Path, stat: os.stat_result) -> dict[str, Any] | None:
    """What the inspect file says of the file that has ``stat``; None where there is none, or it is of another file."""
    try:
        said: dict[str, Any] = json.loads(inspect_path(public_db).read_text("utf-8"))
        one = said[NAME]
        of_this = (one["size"], one["changed_ns"]) == (stat.st_size, stat.st_mtime_ns)
        whole = isinstance(one["hash"], str) and all(isinstance(each["count"], int) for each in one["tables"].values())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return said if of_this and whole else None
