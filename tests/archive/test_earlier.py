"""Which earlier capture of an address a revisit may refer to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from archive.earlier import Earlier, earlier_capture
from archive.store import open_archive

URL = "http://p.invalid/a"


@pytest.fixture
def db(tmp_path: Path) -> Database:
    db = open_archive(tmp_path / "archive.db")
    for crawl, verdict in (("c1", "ok"), ("c2", "interrupted"), ("open", "open")):
        db.table("crawls").insert({"id": crawl, "verdict": verdict, "source": "live"})
    return db


def capture(db: Database, name: str, day: int, **fields: Any) -> None:
    row = {"id": name, "crawl": "c1", "url": URL, "method": "GET", "captured_at": f"2019-01-{day:02}T00:00:00.000000Z"}
    place = {"entity_digest": f"sha256:{name}", "warc_file": f"{name}.warc.gz", "warc_offset": day}
    db.table("captures").insert(row | place | {"status": 200, "kind": "document"} | fields)


def test_what_somebody_brought_is_no_earlier_capture(db: Database) -> None:
    db.table("crawls").insert({"id": "brought", "verdict": "ok", "source": "import"})
    capture(db, "theirs", 1, crawl="brought")
    assert earlier_capture(db, URL, "open") is None


def test_the_newest_capture_of_another_crawl_is_the_earlier_one(db: Database) -> None:
    capture(db, "old", 1)
    capture(db, "new", 2, crawl="c2")
    assert earlier_capture(db, URL, "open") == Earlier("new", "sha256:new", "new.warc.gz", 2)
    assert earlier_capture(db, URL, "c2") == Earlier("old", "sha256:old", "old.warc.gz", 1)


@pytest.mark.parametrize(
    "other",
    [
        {"url": "http://p.invalid/b"},
        {"crawl": "open"},
        {"crawl": "mine"},
        {"status": 404},
        {"kind": "truncated"},
        {"method": "HEAD"},
    ],
    ids=lambda other: next(iter(other)) + "=" + str(next(iter(other.values()))),
)
def test_what_may_not_be_referred_to_is_passed_over(db: Database, other: dict[str, Any]) -> None:
    capture(db, "old", 1)
    capture(db, "new", 2, **other)
    earlier = earlier_capture(db, URL, "mine")
    assert earlier is not None and earlier.id == "old"


def test_nothing_is_earlier_than_the_first(db: Database) -> None:
    assert earlier_capture(db, URL, "c1") is None


def test_the_question_is_answered_from_an_index(db: Database) -> None:
    sql: list[str] = []
    db.conn.set_trace_callback(sql.append)
    earlier_capture(db, URL, "c1")
    db.conn.set_trace_callback(None)
    plan = " ".join(str(row) for row in db.execute(f"explain query plan {sql[0]}").fetchall())
    assert "SCAN" not in plan and "idx_captures_url_captured_at" in plan
