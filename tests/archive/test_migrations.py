"""An archive of every earlier format opens, has what a new one has, keeps its rows, and goes on.

``formats/NNNN.sql`` are archives after the first NNNN migrations, with real rows; ``formats/write.py`` says how they
are made. Each is written once, when its migration is committed: a migration that is changed later is seen here.
"""

from __future__ import annotations

import os
import random
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from archive.crawls import Declaration, close_crawl, open_crawl
from archive.decision_store import apply_decisions
from archive.decisions import load_decisions
from archive.publish.build import build
from archive.publish.publication import published_tables
from archive.records import Body, DocumentRead, DocumentReading, Listed, Listing, Paragraph
from archive.report_store import read_reports
from archive.schema import migrations
from archive.store import Store, open_archive
from archive.verify import verify

FOLDER = Path(__file__).resolve().parent / "formats"
FORMATS = sorted(FOLDER.glob("[0-9]*.sql"))
#: The first, the newest and a few others are opened each time, all of them by the heavy tests.
AT_ONCE = {FORMATS[0], FORMATS[-1], *random.Random(os.environ["GONGKAI_SEED"]).sample(FORMATS, 7)}


def _each(first: int) -> list[Any]:
    heavy = {path: () if path in AT_ONCE else (pytest.mark.heavy,) for path in FORMATS[first:]}
    return [pytest.param(path, id=path.stem, marks=marks) for path, marks in heavy.items()]


FORMAT = pytest.mark.parametrize("written", _each(0))
WITH_DOCUMENTS = pytest.mark.parametrize("reread", _each(1), indirect=True)
#: Those that hold the reports of two years and a copy, which ``formats/demo.decisions.yml`` is about.
DECIDED = pytest.mark.parametrize("reread", _each(9), indirect=True)
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


@dataclass(frozen=True)
class Reread:
    """The archive of a format after a newer reader read its reports again and verified them.

    ``findings`` are the ids of the findings that the format had, with the number of their sub-totals.
    """

    db: Database
    findings: dict[str, int]


@pytest.fixture(scope="module")
def reread(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reread]:
    path = as_written(request.param, tmp_path_factory.mktemp(request.param.stem) / "archive.db")
    with closing(open_archive(path)) as db:
        before = with_subtotals(db, "current = 1")
        read_again(db)
        yield Reread(db, before)


def read_again(db: Database) -> None:
    """Read the reports of an archive with a reader that is newer than it, and verify them with what was decided."""
    db.execute("update reports set reader_version = 0")
    read_reports(db, "demo")
    apply_decisions(db, "demo", load_decisions(FOLDER / "demo.decisions.yml"))
    verify(db, "demo")


def with_subtotals(db: Database, which: str) -> dict[str, int]:
    """The ids of findings, as long as their report was current, and of how many sub-totals each has."""
    sql = f"select id, (select count(*) from subtotals where finding = findings.id) from findings where {which}"
    return {re.sub(r"~\d+\.\d+", "", finding): parts for finding, parts in db.execute(sql)}


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


@cache
def schema_after(count: int) -> set[tuple[Any, ...]]:
    """The schema of a new archive to which the first ``count`` migrations are applied."""
    with closing(Database(memory=True)) as db:
        migrations.apply(db, stop_before=NAMES[count:][:1])
        return schema(db)


def content(db: sqlite3.Connection) -> dict[tuple[str, str], list[tuple[Any, ...]]]:
    """Every column of every table of the archive's own, its values in order; and of what was one in earlier formats."""
    sql = "select name from sqlite_master where type = 'table' or name = 'listings'"
    tables = [name for (name,) in db.execute(sql)]
    return {
        (table, column): sorted(
            db.execute(f'select "{column}", count(*) from "{table}" group by 1').fetchall(), key=repr
        )
        for table in tables
        if not table.startswith("_")
        for (column,) in db.execute("select name from pragma_table_info(?)", [table])
    }


def test_every_format_is_written_the_newest_too() -> None:
    assert [path.stem for path in FORMATS] == [f"{number:04}" for number in range(1, len(NAMES) + 1)]


@FORMAT
def test_a_format_names_no_host_but_the_demos(written: Path) -> None:
    hosts = set(re.findall(r"https?://([^/:'\"\s]*)", written.read_text(encoding="utf-8")))
    assert {host for host in hosts if not host.endswith(".demo.invalid")} <= {"127.0.0.1"}


@FORMAT
def test_a_migration_is_never_changed(written: Path, tmp_path: Path) -> None:
    with closing(Database(as_written(written, tmp_path / "archive.db"))) as db:
        assert schema(db) == schema_after(int(written.stem))
        assert [migration.name for migration in migrations.applied(db)] == NAMES[: int(written.stem)]


@FORMAT
def test_a_format_has_rows_in_every_table(written: Path, tmp_path: Path) -> None:
    with closing(Database(as_written(written, tmp_path / "archive.db"))) as db:
        assert [name for name in db.table_names() if not db.table(name).count] == []


@FORMAT
def test_an_archive_of_an_earlier_format_gets_everything_a_new_one_has(opened: Database) -> None:
    assert schema(opened) == schema_after(len(NAMES))


@FORMAT
def test_an_archive_of_an_earlier_format_keeps_its_rows(written: Path, opened: Database, tmp_path: Path) -> None:
    with closing(sqlite3.connect(as_written(written, tmp_path / "before.db"))) as before:
        kept = content(before)
    now = content(opened.conn)
    assert {place: now.get(place) for place in kept} == kept


@FORMAT
def test_rows_of_an_earlier_format_refer_to_rows_that_are_there(opened: Database) -> None:
    assert opened.execute("pragma foreign_key_check").fetchall() == []


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


#: What the report of 2017 says, which every format holds that has documents: kind, quote, figures and verdict.
FOUND = (
    "select c.kind, c.quote, c.start, f.reported, f.observed, f.verdict "
    "from findings f join claims c on c.id = f.claim where f.current = 1 and f.report = 'demo-2017'"
)


@pytest.fixture(scope="module")
def found_in_the_newest(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[Any, ...]]:
    path = as_written(FORMATS[-1], tmp_path_factory.mktemp("newest") / "archive.db")
    with closing(open_archive(path)) as db:
        read_again(db)
        return set(db.execute(FOUND))


@WITH_DOCUMENTS
def test_the_same_rows_give_the_same_findings_in_every_format(
    reread: Reread, found_in_the_newest: set[tuple[Any, ...]]
) -> None:
    assert found_in_the_newest
    assert set(reread.db.execute(FOUND)) == found_in_the_newest


@WITH_DOCUMENTS
def test_what_was_found_before_stays_with_its_sub_totals_beside_what_is_found_now(reread: Reread) -> None:
    assert with_subtotals(reread.db, "current = 0") == reread.findings


@DECIDED
def test_decisions_hold_in_an_archive_of_an_earlier_format(reread: Reread) -> None:
    sql = (
        "select d.quote, d.decision, f.reported, f.verdict from decisions d "
        "left join findings f on f.claim = d.claim and f.current = 1 where d.current = 1 order by d.number"
    )
    assert reread.db.execute(sql).fetchall() == [
        ("公开政府文件12份", "correct", 13, "fewer_found"),
        ("年内购置了1台电脑", "dismiss", 1, "not_assessable"),
        ("《松山新区政府信息公开指南》", "confirm", None, "not_found"),
        ("公开会议纪要99份", "dismiss", None, None),
    ]


@DECIDED
def test_remarks_stand_beside_findings_in_an_archive_of_an_earlier_format(reread: Reread) -> None:
    sql = (
        "select r.kind, c.quote, i.rule, r.state from remarks r left join claims c on c.id = r.claim "
        "left join identities i on i.id = r.identity where r.current = 1 order by r.number"
    )
    assert reread.db.execute(sql).fetchall() == [
        ("note", "《松山新区政府信息公开目录》", None, "attached"),
        ("reply", None, "sum: topics = proactive_total", "attached"),
        ("note", None, None, "unattached"),
    ]
    assert reread.db.execute("select count(*) from finding_remarks where current = 1").fetchone() == (2,)


@DECIDED
def test_a_copy_of_a_report_is_a_second_source_in_an_archive_of_an_earlier_format(reread: Reread) -> None:
    sql = "select report, kind, differ from report_sources"
    assert reread.db.execute(sql).fetchall() == [("demo-2017", "copy", 1)]


@FORMAT
def test_an_archive_of_an_earlier_format_is_published_whole(opened: Database, tmp_path: Path) -> None:
    build(tmp_path / "archive.db", tmp_path / "public.db")
    with closing(Database(tmp_path / "public.db")) as public:
        rows = {table: (public.table(table).count, opened[table].count) for table in published_tables()}
    assert {table: counts for table, counts in rows.items() if counts[0] != counts[1]} == {}
    assert rows["portals"][0]
