"""Many portals made of one that was crawled for real: its rows again for each, with other ids, names and words.

Nothing but SQL, so that a million documents take minutes. Ids keep their first digits, so that those of all portals lie
mixed in every index, as hashes do. The captures of the copies lead to WARC files that are not there.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from benchmarks.growth_site import PORTAL

_TENS, _ONES = "甲乙丙丁戊己庚辛壬癸", "天地玄黄宇宙洪荒日月"
#: Versions of the second portal begin here, those of the third at twice that.
_VERSIONS = 1_000_000
_NUMBERS = {"version", "before_version", "after_version"}
#: Likewise the numbers of crawls, pages and entries, in these tables alone.
_NUMBERED = {
    "document_versions": {"id"},
    "listing_crawls": {"id"},
    "listing_pages": {"id", "crawl"},
    "listing_entries": {"id"},
    "listing_places": {"page", "entry", "crawl"},
}
_TITLED = {"documents", "document_versions", "listing_entries"}
#: Rows of nobody's portal, and what SQLite and the migrations keep.
_NOT_COPIED = {"measures", "_sqlite_migrations", "withheld"}
#: How an id of a kind looks, how long it is, and after which sign the number of the portal is set into it.
_IDS = (("d[0-9a-f]*", 17, 9), ("urn:uuid:*", 45, 18), ("sha256:*", 71, 30), ("[0-9a-f]*", 32, 12))


def multiply(one: Path, many: Path, portals: int) -> None:
    """Make the archive ``many`` of so many portals from ``one``, the archive of a single one; both are folders.

    Only the first portal has WARC files; the manifests of the others are chained behind its own.
    """
    shutil.rmtree(many, ignore_errors=True)
    many.mkdir(parents=True)
    for folder in ("warc", "crawls"):
        shutil.copytree(one / folder, many / folder)
    shutil.copyfile(one / "archive.db", many / "archive.db")
    with closing(sqlite3.connect(many / "archive.db")) as db:
        db.executescript("pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -1000000")
        db.execute("attach ? as one", [str(one / "archive.db")])
        db.execute("create temp table clones (k integer primary key, name text, code text, words text)")
        db.executemany("insert into clones values (?, ?, ?, ?)", map(_clone, range(1, portals)))
        _copy_rows(db)
        db.execute("pragma journal_mode = wal")
    _chain(many / "crawls", portals)


def name_of(number: int) -> str:
    """The key of a portal."""
    return f"p{number:03}"


def _clone(number: int) -> tuple[int, str, str, str]:
    # No digit is an x, so that no id of a copy is one of the first portal's.
    return number, name_of(number), f"x{number:03x}", _TENS[number // 10 % 10] + _ONES[number % 10]


def _copy_rows(db: sqlite3.Connection) -> None:
    indexes = db.execute("select name, sql from main.sqlite_master where type = 'index' and sql is not null").fetchall()
    tables = db.execute(
        "select name from main.sqlite_master where type = 'table' and name not like 'sqlite%'"
    ).fetchall()
    for name, _ in indexes:
        db.execute(f'drop index main."{name}"')
    for (table,) in tables:
        if table not in _NOT_COPIED:
            columns = [row[1] for row in db.execute(f'pragma main.table_info("{table}")')]
            names, values = ", ".join(f'"{c}"' for c in columns), ", ".join(_value(db, table, c) for c in columns)
            db.execute(f'insert into main."{table}" ({names}) select {values} from clones c cross join one."{table}" s')
    for _, sql in indexes:
        db.execute(sql)
    db.commit()


def _value(db: sqlite3.Connection, table: str, column: str) -> str:
    """What a column of a copied row holds, as SQL over the row ``s`` and the portal ``c``."""
    cell = f's."{column}"'
    if column in _NUMBERS or column in _NUMBERED.get(table, ()):
        return f"{cell} + c.k * {_VERSIONS}"
    if (table, column) == ("document_texts", "text"):
        return f"replace({cell}, '测速', c.words)"
    if table in _TITLED and column.startswith("title"):
        return f"replace({cell}, '第', c.words || '第')"
    said = f"replace({cell}, '{PORTAL}', c.name)"
    for pattern, length, place in _IDS:
        looks = f"length({cell}) = {length} and {cell} glob '{pattern}' and typeof({cell}) = 'text'"
        if db.execute(f'select 1 from one."{table}" s where {looks} limit 1').fetchone():
            said = f"iif({looks}, substr({cell}, 1, {place}) || c.code || substr({cell}, {place + 5}), {said})"
    return (
        said
        if db.execute(f"select 1 from one.\"{table}\" s where typeof({cell}) = 'text' limit 1").fetchone()
        else cell
    )


def _chain(folder: Path, portals: int) -> None:
    (first,) = folder.glob("*.json")
    stored = first.read_bytes()
    for number in range(1, portals):
        said = json.loads(stored.replace(PORTAL.encode(), name_of(number).encode())) | {
            "number": number + 1,
            "previous": hashlib.sha256(
                (folder / first.name.replace(PORTAL, name_of(number - 1))).read_bytes()
            ).hexdigest(),
        }
        content = json.dumps(said, ensure_ascii=False, sort_keys=True, indent=1)
        (folder / first.name.replace(PORTAL, name_of(number))).write_text(content, encoding="utf-8")
