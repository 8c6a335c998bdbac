"""Ends of the program at moments that a kill seldom meets: each is made here, and the next run goes on from it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from conftest import SiteServer, gongkai
from small_site import PORTAL, answers, rows, small_site
from sqlite_utils import Database

from archive import crawls
from archive.records import Body, ColumnFound, DocumentRead, DocumentReading, Listed, Listing, ListPageRead, Paragraph
from archive.store import open_archive
from archive.warc_reader import read_records
from crawler import walk
from crawler.capture.failure import Failure
from crawler.capture.recording import Recording
from crawler.capture.warc_file import WarcFile
from crawler.portal import load_portal_file
from crawler.replay import read_crawl
from crawler.state import CrawlState, new_state
from crawler.steps import Step

StartSite = Callable[[Mapping[str, Any]], SiteServer]
CRAWL = "small-20180301T000000000Z"


@pytest.fixture
def portal_file(tmp_path: Path) -> Path:
    path = tmp_path / "small.yml"
    path.write_text(PORTAL, encoding="utf-8")
    return path


def test_a_crawl_that_ended_between_its_row_and_its_first_record_is_begun_by_the_next_run(
    site: StartSite, portal_file: Path, tmp_path: Path
) -> None:
    """A disk that filled up in between left a crawl of nothing behind, and the next run was a second one."""
    portal = load_portal_file(portal_file)
    with closing(open_archive(tmp_path / "a" / "archive.db").conn) as db:
        crawls.open_crawl(Database(db), "small", CRAWL, portal.file_sha256)
    result = gongkai("crawl", portal_file, "--archive", tmp_path / "a", "--host", site(answers(small_site())).address)
    assert result.returncode == 0, result.stderr
    assert rows(tmp_path / "a", "select id, verdict from crawls") == [(CRAWL, "ok")]
    assert gongkai("rebuild", "--check", "--archive", tmp_path / "a").returncode == 0


def test_an_answer_that_broke_off_is_none_where_its_failure_was_torn_off(tmp_path: Path) -> None:
    recording = Recording("http://small.invalid/a.html", "GET", sent=bytearray(b"GET /a.html HTTP/1.1\r\n\r\n"))
    recording.receive(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf of it")
    warc = WarcFile(tmp_path / "warc", CRAWL, {})
    warc.failure(recording, Failure("disconnect", "ResponseDataLossError"), "identity")
    warc.close()
    failure = list(read_records(warc.path))[-1]
    with warc.path.open("r+b") as file:
        file.truncate(failure.offset)
    records = read_crawl(tmp_path / "warc", CRAWL)
    assert records.answers == {}
    assert [(place.kind, place.status) for place in records.others] == [("response", 200)]


def _notice(name: str) -> DocumentRead:
    text = "系统维护中，请稍后再试"
    reading = DocumentReading(
        "系统提示", None, "", False, "", "", "", "", (), Body(text, (Paragraph(0, len(text)),)), ()
    )
    return DocumentRead(f"http://small.invalid/{name}", reading, (), f"urn:uuid:{name}", f"sha256:{name}")


def _one_page_for_three_entries(state: CrawlState) -> None:
    """Every entry of a list shows the same notice: it is nobody's document."""
    state.take(walk.start(state.portal))
    for column in ("news", "notices"):
        state.take(Step((ColumnFound(column, f"http://small.invalid/{column}/"),)))
        state.take(Step((ListPageRead(column, f"http://small.invalid/{column}/", 1, 3, True, None, None),)))
        for name in "abc":
            url = f"http://small.invalid/{name}"
            entry = Listing(name, url, None, 0)
            state.take(Step((Listed(column, entry, url, "page", f"http://small.invalid/{column}/", ""),)))
    for name in "abc":
        state.take(Step((_notice(name),)))


def test_a_crawl_whose_closing_was_cut_short_knows_all_that_it_saw_when_it_closes_again(
    portal_file: Path, tmp_path: Path
) -> None:
    portal = load_portal_file(portal_file)
    db = open_archive(tmp_path / "archive.db")
    crawls.open_crawl(db, "small", CRAWL, portal.file_sha256)
    state = new_state(portal, db, CRAWL)
    _one_page_for_three_entries(state)
    db.execute("create trigger cut before insert on unread begin select raise(abort, 'cut short'); end")
    with pytest.raises(sqlite3.IntegrityError, match="cut short"):
        state.close(db)
    db.execute("drop trigger cut")
    again = new_state(portal, db, CRAWL)
    again.restore(db)
    again.close(db)
    reasons = db.execute("select distinct reason from unread where url <> 'http://small.invalid/'").fetchall()
    assert reasons == [("one page for many entries",)]
    db.close()


def test_a_batch_that_a_full_disk_refused_is_written_whole_when_there_is_room(
    portal_file: Path, tmp_path: Path
) -> None:
    portal = load_portal_file(portal_file)
    db = open_archive(tmp_path / "archive.db")
    crawls.open_crawl(db, "small", CRAWL, portal.file_sha256)
    state = new_state(portal, db, CRAWL)
    state.take(Step((_notice("a"),)))
    db.execute("create trigger cut before insert on sightings begin select raise(abort, 'full'); end")
    with pytest.raises(sqlite3.IntegrityError, match="full"):
        state.store.flush()
    db.execute("drop trigger cut")
    state.store.flush()
    assert db.execute('select "text" from document_texts').fetchall() == [("系统维护中，请稍后再试",)]
    db.close()
