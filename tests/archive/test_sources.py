"""Crawls of three sources in one archive: which is gone on with, which is open, which says what is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from archive.crawls import crawl_to_continue, open_crawl, open_crawls
from archive.listings import add_listings
from archive.publish.column_years import count_column_years
from archive.publish.metadata import read_metadata
from archive.publish.takeaway.data_package import origin_of
from archive.sources import IMPORT, SITE, WEB_ARCHIVE, Source, own_for_live
from archive.standing import read_standing
from archive.store import open_archive

THEN, LATER = "2020-01-01T00:00:00.000000Z", "2020-01-02T00:00:00.000000Z"
PAST = Source(WEB_ARCHIVE, "stub", "2019-03-31T15:59:59.000000Z", 90)
OTHER_DAY = Source(WEB_ARCHIVE, "stub", "2018-03-31T15:59:59.000000Z", 90)
OTHER_ARCHIVE = Source(WEB_ARCHIVE, "another", "2019-03-31T15:59:59.000000Z", 90)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with closing(open_archive(tmp_path / "archive.db")) as db:
        yield db


def test_a_crawl_goes_on_where_it_is_of_the_same_source_and_time(db: Database) -> None:
    for number, source in enumerate((SITE, PAST, OTHER_DAY, OTHER_ARCHIVE)):
        open_crawl(db, "p", f"c{number}", "file", LATER, source)
        assert crawl_to_continue(db, "p", "file", THEN, source) == f"c{number}"
    assert crawl_to_continue(db, "p", "file", THEN, Source(WEB_ARCHIVE, "stub", PAST.past_at, 30)) is None
    assert crawl_to_continue(db, "p", "another", THEN, SITE) is None
    assert crawl_to_continue(db, "p", "file", LATER + "x", SITE) is None


def test_a_run_closes_open_crawls_of_its_kind_and_whatever_is_too_old_to_go_on(db: Database) -> None:
    for id_, at, source in (
        ("live", LATER, SITE),
        ("past", LATER, PAST),
        ("day", LATER, OTHER_DAY),
        ("old live", THEN, SITE),
        ("old past", THEN, PAST),
        ("import", THEN, Source(IMPORT)),
    ):
        open_crawl(db, "p", id_, "", at, source)
    assert sorted(open_crawls(db, "p", SITE)) == ["live", "old live"]
    assert sorted(open_crawls(db, "p", SITE, LATER)) == ["live", "old live", "old past"]
    assert sorted(open_crawls(db, "p", PAST, LATER)) == ["day", "old live", "old past", "past"]


def test_own_imports_stand_for_live_crawls_with_all_that_crawls_have(db: Database) -> None:
    open_crawl(db, "p", "c1", "", LATER)
    columns = {column.name for column in db.table("crawls").columns}
    with own_for_live(db, "c1"):
        hidden = {row[0] for row in db.execute("select * from crawls").description}
    assert hidden == columns


def _imports(db: Database) -> None:
    """Two imports: the one of the later captures has the lesser id and began before."""
    for id_, began, ended in (("p-import-a", "2015", "2020"), ("p-import-b", "2016", "2019")):
        open_crawl(db, "p", id_, "", f"{began}-01-01T00:00:00Z", Source(IMPORT))
        closed = {"verdict": "ok", "accepted": 1, "closed_at": f"{ended}-01-01T00:00:00Z"}
        db.table("crawls").update(id_, closed)
        db.table("coverage").insert({"crawl": id_, "column": "p/news", "state": "complete"})
        add_listings(db, [{"crawl": id_, "column": "p/news", "document": id_, "url": id_, "position": 1}])
        db.table("documents").insert({"id": id_, "portal": "p", "url": id_, "published_on": "2014-01-01"})
    db.table("columns").insert({"id": "p/news", "portal": "p", "key": "news", "title": "x"})


def test_the_newest_of_several_imports_is_that_of_the_latest_captures_everywhere(db: Database, tmp_path: Path) -> None:
    _imports(db)
    coverage = read_metadata()["databases"]["public"]["queries"]["coverage_of_last_crawl"]["sql"]
    db.conn.commit()
    with closing(sqlite3.connect(tmp_path / "archive.db")) as public:
        assert [crawl for _, crawl, *_ in public.execute(coverage).fetchall()] == ["p-import-a"]
        assert [row["crawl"] for row in origin_of(public, "").as_of] == ["p-import-a"]
        count_column_years(public)
        assert public.execute("select documents, listed_now from column_years").fetchall() == [(2, 1)]
    assert read_standing(db, "p").as_of == "p-import-a"
