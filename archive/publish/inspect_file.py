"""public-inspect.json: what `datasette inspect` would say of public.db, so that serving it counts nothing.

Beside hash, size and the rows of each table it says how many each keyed view has, and when the file was last changed:
with the size that tells whether it is of the public.db it stands beside, at no cost. One that is of another public.db
is not used.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from archive.publish.publication import keyed_views

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
    return json.dumps({NAME: {**said, **_counts(database)}}, ensure_ascii=False, indent=1)


def _counts(database: Path) -> dict[str, dict[str, dict[str, int]]]:
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?immutable=1", uri=True)) as connection:
        there = connection.execute("select type, name from sqlite_master where type in ('table', 'view') order by name")
        named = there.fetchall()
        return {
            "tables": {name: _count(connection, name) for kind, name in named if kind == "table"},
            "views": {
                name: _count(connection, name) for kind, name in named if kind == "view" and name in keyed_views()
            },
        }


def _count(connection: sqlite3.Connection, name: str) -> dict[str, int]:
    return {"count": count_rows(connection, name)}


def count_rows(connection: sqlite3.Connection, name: str) -> int:
    """How many rows a table or view has."""
    rows: int = connection.execute(f'select count(*) from "{name}"').fetchone()[0]
    return rows


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
    return _views_as_tables(fresh)


def inspected(public_db: Path, stat: os.stat_result) -> dict[str, Any] | None:
    """What the inspect file says of the file that has ``stat``; None where there is none, or it is of another file."""
    try:
        said: dict[str, Any] = json.loads(inspect_path(public_db).read_text("utf-8"))
        one = said[NAME]
        of_this = (one["size"], one["changed_ns"]) == (stat.st_size, stat.st_mtime_ns)
        counted = (one["tables"] | one.get("views", {})).values()
        whole = isinstance(one["hash"], str) and all(isinstance(each["count"], int) for each in counted)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return _views_as_tables(said) if of_this and whole else None


def _views_as_tables(said: dict[str, Any]) -> dict[str, Any]:
    """As :class:`archive.publish.keyed_database.KeyedDatabase` has it. Datasette's own database wants tables alone."""
    return {name: {**one, "tables": one["tables"] | one.get("views", {})} for name, one in said.items()}
