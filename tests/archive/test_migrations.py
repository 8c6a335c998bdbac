"""An archive of every earlier format opens, has what a new one has, keeps its rows, and goes on.

``formats/NNNN.sql`` are archives after the first NNNN migrations, with real rows; ``formats/write.py`` says how they
are made. Each is written once, when its migration is committed: a migration that is changed later is seen here.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from archive.crawls import Declaration, close_crawl, open_crawl
from archive.records import Body, DocumentRead, DocumentReading, Listed, Listing, Paragraph
from archive.report_store import read_reports
from archive.schema import migrations
from archive.store import Store, open_archive
from archive.verify import verify

FORMATS = sorted((Path(__file__).resolve().parent / "formats").glob("[0-9]*.sql"))
FORMAT = pytest.mark.parametrize("written", FORMATS, ids=lambda path: path.stem)
WITH_DOCUMENTS = pytest.mark.parametrize("written", FORMATS[1:], ids=lambda path: path.stem)
NAMES = [migration.name for migration in migrations.pending(Database(memory=True))]
URL = "http://songshan.demo.invalid/new/1.html"


def as_written(path: Path, target: Path) -> Path:
    """The archive of a format, as a file."""
    with closing(sqlite3.connect(target)) as db:
        db.executescript(path.read_text(encoding="utf-8"))
    return target


@pytest.fixture
def opened(written: Path, tmp_path: Path) -> Iterator[Database]:
    """The archive of a format, opened as every command opens it."""
    with closing(open_archive(as_written(written, tmp_path / "archive.db"))) as db:
        yield db


def schema(db: Database) -> set[tuple[Any, ...]]:
    """Every table with its columns and references, every index and every view, however the SQL is written."""
    parts: set[tuple[Any, ...]] = set()
    for name, kind, sql in db.execute(
        "select name, type, sql from sqlite_master where name not like '\\_%' escape '\\'"
    ):
        if kind == "view":
            parts.add((kind, name, re.sub(r"\s+", " ", sql).strip()))
        elif kind == "table":
            parts.update(
                (what, name, *row)
                for what in ("table_info", "foreign_key_list")
                for row in db.execute(f"select {_FIELDS[what]} from pragma_{what}(?)", [name])
            )
        elif kind == "index":
            keys = db.execute(
                "select desc, name from pragma_index_xinfo(?) where key order by seqno", [name]
            ).fetchall()
            parts.add((kind, name, *keys))
    return parts


_FIELDS = {
    "table_info": 'name, lower(type), "notnull", dflt_value, pk',
    "foreign_key_list": '"table", "from", "to", on_delete, on_update',
}


def after(count: int) -> Database:
    """A new archive to which the first ``count`` migrations are applied."""
    db = Database(memory=True)
    migrations.apply(db, stop_before=NAMES[count:][:1])
    return db


def content(db: sqlite3.Connection) -> dict[tuple[str, str], list[tuple[Any, ...]]]:
    """Every column of every table of the archive's own, its values in order."""
    tables = [name for (name,) in db.execute("select name from sqlite_master where type = 'table'")]
    return {
        (table, column): sorted(
            db.execute(f'select "{column}", count(*) from "{table}" group by 1').fetchall(), key=repr
        )
        for table in tables
        if not table.startswith("_")
        for (column,) in db.execute("select name from pragma_table_info(?)", [table])
    }


def test_formats_are_written_without_a_gap() -> None:
    assert [path.stem for path in FORMATS] == [f"{number:04}" for number in range(1, len(FORMATS) + 1)]


@FORMAT
def test_a_migration_is_never_changed(written: Path, tmp_path: Path) -> None:
    with closing(Database(as_written(written, tmp_path / "archive.db"))) as db:
        assert schema(db) == schema(after(int(written.stem)))
        assert [migration.name for migration in migrations.applied(db)] == NAMES[: int(written.stem)]


@FORMAT
def test_a_format_has_rows_in_every_table(written: Path, tmp_path: Path) -> None:
    with closing(Database(as_written(written, tmp_path / "archive.db"))) as db:
        assert [name for name in db.table_names() if not db.table(name).count] == []


@FORMAT
def test_an_archive_of_an_earlier_format_gets_everything_a_new_one_has(opened: Database) -> None:
    assert schema(opened) == schema(after(len(NAMES)))


@FORMAT
def test_an_archive_of_an_earlier_format_keeps_its_rows(written: Path, opened: Database, tmp_path: Path) -> None:
    with closing(sqlite3.connect(as_written(written, tmp_path / "before.db"))) as before:
        kept = content(before)
    now = content(opened.conn)
    assert {place: now.get(place) for place in kept} == kept


@FORMAT
def test_opening_again_changes_nothing(opened: Database, tmp_path: Path) -> None:
    before = content(opened.conn)
    with closing(open_archive(tmp_path / "archive.db")) as again:
        assert content(again.conn) == before


@pytest.mark.parametrize("written", FORMATS[:4], ids=lambda path: path.stem)
def test_every_version_that_was_written_before_sightings_was_seen_by_its_crawl(opened: Database) -> None:
    newest = "select crawl, document, max(id), capture from document_versions group by crawl, document order by 1, 2"
    seen = "select crawl, document, version, capture from sightings order by 1, 2"
    assert opened.execute(seen).fetchall() == opened.execute(newest).fetchall()


def close_one(db: Database) -> None:
    """A crawl that lists and reads one document, closed as accepted."""
    reading = DocumentReading(
        title="关于召开会议的通知",
        published_on=date(2020, 3, 1),
        published_on_origin="visible",
        date_conflict=False,
        source="",
        issuer="",
        index_number="",
        document_number="",
        breadcrumb=(),
        body=Body("正文一段", (Paragraph(0, 4),)),
        attachments=(),
    )
    said = Declaration({"id": "demo"}, ({"id": "demo/news", "portal": "demo", "key": "news"},), (), ())
    open_crawl(db, "demo", "demo-new", "")
    store = Store(db, "demo", "demo-new")
    listed = Listed("news", Listing(reading.title, URL, reading.published_on, 0), URL, "page", URL, "")
    store.take([listed, DocumentRead(URL, reading, (), "", "sha256:new")], (), None)
    store.flush()
    close_crawl(db, said, "demo-new", "ok", "", True, [])


@FORMAT
def test_an_archive_of_an_earlier_format_takes_a_crawl(opened: Database) -> None:
    before = {row["id"] for row in opened.query("select id from documents")}
    close_one(opened)
    found = {row["id"]: row["title"] for row in opened.query("select id, title from documents")}
    assert before < found.keys()
    assert [found[new] for new in found.keys() - before] == ["关于召开会议的通知"]


def findings(path: Path, target: Path) -> set[tuple[Any, ...]]:
    """What is found when the archive of a format is verified now: quote, figures and verdict."""
    with closing(open_archive(as_written(path, target))) as db:
        for table in ("findings", "identities", "claims", "reports"):
            db.execute(f"delete from {table}")  # what an earlier reader claimed: the report is read again
        read_reports(db, "demo")
        verify(db, "demo")
        sql = (
            "select c.kind, c.quote, c.start, f.reported, f.observed, f.verdict "
            "from findings f join claims c on c.id = f.claim where f.current = 1"
        )
        return set(db.execute(sql).fetchall())


@WITH_DOCUMENTS
def test_the_same_rows_give_the_same_findings_in_every_format(written: Path, tmp_path: Path) -> None:
    found = findings(written, tmp_path / "one.db")
    assert found
    assert found == findings(FORMATS[-1], tmp_path / "newest.db")
