"""The search index of the public.db before, taken over where all that is indexed stands where it stood.

What is indexed is compared row by row, so that nothing depends on why a build was asked for. An index is taken from a
file that has, byte for byte, what its inspect file says, and that the same code wrote: one that was damaged, edited,
or folded otherwise is made anew.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import unicodedata
from contextlib import closing
from functools import cache
from importlib.resources import files
from pathlib import Path

from archive.publish import search_index
from archive.publish.inspect_file import NAME, inspect_path

#: What an index is made of, beside the rows: the code that makes it, the characters that it takes for each other, and
#: what takes it over here: were that wrong once, the same index would be taken over again and again.
_CODE = {
    "archive.publish": ("carried_index.py", "pairs.py", "search.py", "search_index.py", "spaced_rows.py"),
    "archive.reports": ("folding.py", "folding.yml"),
}
#: FTS5's own tables of an index (SQLite's documentation of FTS5, 9: data structures).
_PARTS = ("data", "idx", "docsize", "config")
#: What is indexed: the table, by what its rows are known, and the columns that are the same where the index is.
_SAME = (
    ("documents", "rowid", ("id", "version", "title")),
    ("document_texts", "version", ("text",)),
    ("file_parts", "rowid", ("version", "name", "start", "end")),
)
#: Attachments as the index has them: once, in however many crawls they were seen.
_ATTACHED = """
select distinct a.document, a.name, s.version
from {0}.attachments a left join {0}.sightings s on s.crawl = a.crawl and s.document = a.file
"""


@cache
def index_digest() -> str:
    """SHA-256, in hexadecimal, of the code that makes an index, and of the versions of SQLite and Unicode."""
    digest = hashlib.sha256(f"{sqlite3.sqlite_version} {unicodedata.unidata_version}".encode())
    for package, names in _CODE.items():
        for name in names:
            digest.update(files(package).joinpath(name).read_bytes())
    return digest.hexdigest()


def carry_index(public: Path, older: Path) -> bool:
    """Give ``public``, a whole copy without an index, that of ``older``; return whether it could be.

    ``older`` need not be there, and may be any file. ``public`` is open nowhere else. Raises ``sqlite3.Error`` where it
    cannot be written to.
    """
    if not _is_ours(older):
        return False
    with closing(sqlite3.connect(public.resolve().as_uri(), uri=True, isolation_level=None)) as db:
        db.execute("pragma journal_mode = off")
        db.execute("pragma synchronous = off")
        # The bytes that were hashed, and no journal that may lie beside them.
        db.execute("attach ? as older", [f"{older.resolve().as_uri()}?immutable=1"])
        try:
            if not _is_same(db):
                return False
        except sqlite3.DatabaseError:  # tables of another format
            return False
        search_index.create(db)
        db.execute("begin")
        for name in search_index.NAMES:
            for part in _PARTS:
                db.execute(f"delete from main.{name}_{part}")
                db.execute(f"insert into main.{name}_{part} select * from older.{name}_{part}")
        db.execute("commit")
    return True


def _is_ours(older: Path) -> bool:
    """Whether a file is, byte for byte, what this code wrote."""
    try:
        said = json.loads(inspect_path(older).read_text("utf-8"))[NAME]
        if said["index"] != index_digest():
            return False
        with older.open("rb") as file:
            return bool(said["hash"] == hashlib.file_digest(file, "sha256").hexdigest())
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _is_same(db: sqlite3.Connection) -> bool:
    """Whether both files have the same words in the same places."""
    return all(_is_same_table(db, *each) for each in _SAME) and all(
        db.execute(f"{_ATTACHED.format(one)} except {_ATTACHED.format(other)} limit 1").fetchone() is None
        for one, other in (("main", "older"), ("older", "main"))
    )


def _is_same_table(db: sqlite3.Connection, table: str, key: str, columns: tuple[str, ...]) -> bool:
    count = f"select (select count(*) from main.{table}) = (select count(*) from older.{table})"
    differs = " or ".join(f'o."{column}" is not n."{column}"' for column in (key, *columns))
    pairs = f"main.{table} n left join older.{table} o on o.{key} = n.{key}"
    return (
        bool(db.execute(count).fetchone()[0])
        and db.execute(f"select 1 from {pairs} where {differs} limit 1").fetchone() is None
    )
