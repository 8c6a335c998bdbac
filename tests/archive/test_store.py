"""Rows go in by batches; they are current only when the crawl is accepted."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from archive.crawls import Declaration, close_crawl, open_crawl, open_crawls
from archive.layout import body_of, layout_of
from archive.records import (
    Body,
    Cell,
    DocumentRead,
    DocumentReading,
    Listed,
    Listing,
    Paragraph,
    Request,
    Table,
    WalkRecord,
)
from archive.store import Store, content_digest, open_archive

READING = DocumentReading(
    title="关于召开会议的通知",
    published_on=date(2018, 3, 1),
    published_on_origin="visible",
    date_conflict=False,
    source="",
    issuer="",
    index_number="",
    document_number="",
    breadcrumb=("首页", "要闻"),
    body=Body("正文一段", (Paragraph(0, 4),)),
    attachments=(),
)

SAID = Declaration({"id": "p"}, ({"id": "p/news", "portal": "p"}, {"id": "p/more", "portal": "p"}), (), ())


@pytest.fixture
def db(tmp_path: Path) -> Database:
    return open_archive(tmp_path / "archive.db")


def listed(name: str, title: str, day: date | None, state: str = "page") -> Listed:
    url = f"http://p.invalid/{name}"
    return Listed("news", Listing(title, url, day, 0), url, state, "http://p.invalid/news", "")


def read(name: str, reading: DocumentReading = READING) -> DocumentRead:
    digest = hashlib.sha256(repr(reading).encode()).hexdigest()
    return DocumentRead(f"http://p.invalid/{name}", reading, (), "c", f"sha256:{digest}")


def crawl(db: Database, name: str, records: Iterable[WalkRecord], accepted: bool = True) -> None:
    open_crawl(db, "p", name, "")
    store = Store(db, "p", name)
    store.take(records, (), None)
    store.flush()
    close_crawl(db, SAID, name, "ok" if accepted else "suspect", "", accepted, [])


def documents(db: Database) -> list[tuple[Any, ...]]:
    columns = "title, state, published_on, published_on_origin, published_on_other, date_conflict"
    sql = f"select {columns} from documents order by url"
    return db.execute(sql).fetchall()


def test_an_accepted_crawl_makes_its_documents_current(db: Database) -> None:
    crawl(db, "c1", [listed("a", "通知", date(2018, 3, 1)), read("a")])
    assert documents(db) == [("关于召开会议的通知", "page", "2018-03-01", "visible", None, 0)]


def test_a_crawl_that_is_not_accepted_changes_nothing_that_is_current(db: Database) -> None:
    crawl(db, "c1", [listed("a", "通知", date(2018, 3, 1)), read("a")])
    before = documents(db)
    crawl(
        db, "c2", [listed("a", "别的", None), read("a", replace(READING, title="别的")), listed("b", "新", None)], False
    )
    assert documents(db) == before


def test_an_entry_that_gave_nothing_is_dated_by_its_list(db: Database) -> None:
    crawl(
        db, "c1", [listed("a", "没有打开的通知", date(2018, 5, 6)), listed("b", "外站", date(2018, 5, 7), "external")]
    )
    assert documents(db) == [
        ("没有打开的通知", "unfetched", "2018-05-06", "list", None, 0),
        ("外站", "external", "2018-05-07", "list", None, 0),
    ]


def test_a_document_without_a_date_takes_the_lists_and_one_with_another_is_in_conflict(db: Database) -> None:
    undated = replace(READING, published_on=None, published_on_origin="")
    crawl(
        db,
        "c1",
        [listed("a", "甲", date(2018, 5, 6)), read("a", undated), listed("b", "乙", date(2017, 12, 31)), read("b")],
    )
    assert [row[2:] for row in documents(db)] == [
        ("2018-05-06", "list", None, 0),
        ("2018-03-01", "visible", "2017-12-31", 1),
    ]


def test_a_documents_printed_day_is_its_pages_else_its_lists(db: Database) -> None:
    undated = replace(READING, published_on=None, published_on_origin="")
    instant = replace(READING, published_on_printed=date(2018, 2, 28))
    by_list = listed("c", "丙", date(2019, 1, 1))
    printed = replace(by_list, listing=replace(by_list.listing, listed_on_printed=date(2018, 12, 31)))
    listings = [replace(printed, url=f"http://p.invalid/{name}") for name in "abc"]
    older = replace(listed("a", "甲", date(2018, 5, 6)), column="more")
    crawl(db, "c1", [*listings, older, read("a", undated), read("b", instant), read("c")])
    sql = "select published_on, published_on_printed from documents order by url"
    assert db.execute(sql).fetchall() == [
        ("2019-01-01", "2018-12-31"),
        ("2018-03-01", "2018-02-28"),
        ("2018-03-01", None),
    ]


def test_what_was_read_once_stays_when_the_page_fails_later(db: Database) -> None:
    crawl(db, "c1", [listed("a", "通知", date(2018, 3, 1)), read("a")])
    before = documents(db)
    crawl(db, "c2", [listed("a", "通知", date(2018, 3, 1))])
    assert documents(db) == before


def test_what_is_read_anew_replaces_what_was_known(db: Database) -> None:
    crawl(db, "c1", [listed("a", "通知", None), read("a")])
    crawl(
        db,
        "c2",
        [listed("a", "通知", None), read("a", replace(READING, title="改了标题", published_on=date(2018, 4, 1)))],
    )
    assert [row[:3] for row in documents(db)] == [("改了标题", "page", "2018-04-01")]
    assert db.table("document_versions").count == 2


def test_what_is_unchanged_is_seen_again_and_not_written_again(db: Database) -> None:
    for name in ("c1", "c2", "c3"):
        crawl(db, name, [listed("a", "通知", None), read("a")])
    assert (db.table("document_versions").count, db.table("document_texts").count) == (1, 1)
    assert [row["crawl"] for row in db.query("select crawl from sightings order by crawl")] == ["c1", "c2", "c3"]


def test_what_a_refused_crawl_read_becomes_current_only_when_it_is_seen_again(db: Database) -> None:
    changed = replace(READING, title="改了标题")
    crawl(db, "c1", [listed("a", "通知", None), read("a")])
    crawl(db, "c2", [listed("a", "通知", None), read("a", changed)], accepted=False)
    crawl(db, "c3", [listed("a", "通知", None)])
    assert [row[0] for row in documents(db)] == [READING.title]
    crawl(db, "c4", [listed("a", "通知", None), read("a", changed)])
    assert [row[0] for row in documents(db)] == ["改了标题"]
    assert db.table("document_versions").count == 2


def test_what_only_a_list_knows_follows_the_list(db: Database) -> None:
    crawl(db, "c1", [listed("a", "外站", None, "external")])
    crawl(db, "c2", [listed("a", "外站（新）", date(2018, 5, 7), "external")])
    assert [row[:3] for row in documents(db)] == [("外站（新）", "external", "2018-05-07")]


def test_an_entry_on_two_pages_of_a_list_stands_where_it_stands_first(db: Database) -> None:
    pinned = listed("a", "置顶", None)
    crawl(db, "c1", [replace(pinned, page_number=2), pinned, replace(pinned, page_number=3)])
    assert db.execute("select page_number from listings").fetchall() == [(1,)]


def test_a_document_in_two_columns_is_one(db: Database) -> None:
    crawl(db, "c1", [listed("a", "通知", None), replace(listed("a", "通知", None), column="more"), read("a")])
    assert db.table("documents").count == 1
    assert db["listings"].count == 2


def test_a_column_that_is_no_longer_declared_is_gone_once_a_crawl_is_accepted(db: Database) -> None:
    crawl(db, "c1", [listed("a", "通知", None), read("a")])
    open_crawl(db, "p", "c2", "")
    fewer = replace(SAID, columns=SAID.columns[:1])
    close_crawl(db, fewer, "c2", "suspect", "", False, [])
    assert db.table("columns").count == 2
    close_crawl(db, fewer, "c2", "ok", "", True, [])
    assert [row["id"] for row in db.table("columns").rows] == ["p/news"]


def test_a_crawl_is_open_until_it_is_closed_with_whatever_verdict(db: Database) -> None:
    open_crawl(db, "p", "c1", "")
    open_crawl(db, "another", "c2", "")
    assert open_crawls(db, "p") == ["c1"]
    close_crawl(db, SAID, "c1", "interrupted", "", False, [])
    assert open_crawls(db, "p") == []


def test_what_rows_lead_to_is_brought_to_the_disk_before_them(db: Database) -> None:
    rows_then: list[int] = []
    store = Store(db, "p", "c1", lambda: rows_then.append(db.table("frontier").count))
    store.take([], [Request("http://p.invalid/", "document")], None)
    store.flush()
    assert (rows_then, db.table("frontier").count) == ([0], 1)


spans = st.integers(0, 50)
cells = st.builds(Cell, spans, spans, spans, spans, st.text(max_size=5), spans, spans)


@given(
    st.text(max_size=50),
    st.lists(st.builds(Paragraph, spans, spans), max_size=4),
    st.lists(st.lists(cells, max_size=3), max_size=2),
)
def test_a_layout_comes_back_as_it_went_in(text: str, paragraphs: list[Paragraph], tables: list[list[Cell]]) -> None:
    body = Body(text, tuple(paragraphs), tuple(Table(tuple(rows)) for rows in tables))
    assert body_of(text, layout_of(body)) == body


def test_white_space_makes_no_other_content_and_no_text_is_no_content() -> None:
    assert content_digest("甲 乙\n丙") == content_digest("甲乙丙")
    assert content_digest("甲乙丙") != content_digest("甲乙丁")
    assert content_digest(" \n") is None


def test_writers_beside_each_other_wait_and_lose_nothing(tmp_path: Path) -> None:
    open_archive(tmp_path / "archive.db").close()

    def write(name: str) -> None:
        with closing(open_archive(tmp_path / "archive.db")) as db:
            for number in range(20):
                with db.atomic():  # reads first: what it read is still so when it writes
                    (count,) = db.execute("select count(*) from runs").fetchone()
                    db.execute("insert into runs (id, requests) values (?, ?)", [f"{name}{number}", count])

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(write, "abc"))
    with closing(open_archive(tmp_path / "archive.db")) as db:
        assert [count for (count,) in db.execute("select requests from runs order by 1")] == list(range(60))
