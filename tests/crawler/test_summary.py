"""What the rows of an archive say of a crawl that a run made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from archive.publish.news.crawls import FailedCheck
from archive.store import open_archive
from crawler.summary import facts_of, last_run

CLOSED = "2026-01-02T18:30:00Z"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive with an earlier crawl of a portal, and one that this run made after it."""
    with closing(open_archive(tmp_path / "archive.db")) as db:
        db.table("portals").insert({"id": "small"})
        for crawl, closed in (("small-1", "2026-01-01T18:30:00Z"), ("small-2", CLOSED)):
            row = {"id": crawl, "portal": "small", "closed_at": closed, "verdict": "suspect", "reason": f"of {crawl}"}
            db.table("crawls").insert(row)
            db.table("runs").insert({"id": f"run of {crawl}", "crawl": crawl, "requests": 13})
        documents = (("a", "2026-01-01T18:30:00Z"), ("b", CLOSED), ("c", CLOSED))
        db.table("documents").insert_all({"id": id, "portal": "small", "first_seen": seen} for id, seen in documents)
        kinds = [("x", "small-1", "added"), ("y", "small-2", "removed"), ("z", "small-2", "removed")]
        db.table("changes").insert_all({"id": id, "portal": "small", "crawl": w, "kind": kind} for id, w, kind in kinds)
        checks = [("minimum", "small/news", 3, 10, 0, "10 at least"), ("share_titled", None, 1, 0.9, 1, "")]
        for number, (check, column, measured, bound, passed, text) in enumerate(checks):
            db.table("crawl_checks").insert(
                {"crawl": "small-2", "number": number, "check": check, "column": column, "measured": measured}
                | {"bound": bound, "passed": passed, "note": text}
            )
    return tmp_path / "archive.db"


@pytest.fixture
def writing(archive: Path) -> Iterator[Database]:
    with closing(open_archive(archive)) as db:
        yield db


def test_what_a_crawl_found_is_counted_apart_from_the_crawl_before(archive: Path) -> None:
    facts = facts_of(archive, "small", after=1)
    assert facts is not None
    assert (facts.crawl, facts.verdict, facts.reason, facts.requests) == ("small-2", "suspect", "of small-2", 13)
    assert (facts.documents_new, facts.changes) == (2, {"removed": 2})


def test_checks_that_failed_are_named_with_measure_and_bound(archive: Path) -> None:
    facts = facts_of(archive, "small", after=1)
    assert facts is not None
    assert facts.checks_failed == (FailedCheck("minimum", "small/news", 3, 10, "10 at least"),)


def test_a_run_that_crawled_nothing_has_no_facts(archive: Path) -> None:
    assert facts_of(archive, "small", after=last_run(archive)) is None


def test_a_crawl_of_another_portal_is_none_of_this_one(archive: Path) -> None:
    assert facts_of(archive, "other", after=0) is None


def test_a_crawl_whose_process_was_killed_is_interrupted_and_says_no_number_of_requests(
    writing: Database, archive: Path
) -> None:
    writing.table("crawls").insert({"id": "small-3", "portal": "small", "verdict": "open"})
    writing.table("runs").insert({"id": "killed", "crawl": "small-3"})
    facts = facts_of(archive, "small", after=2)
    assert facts is not None
    assert (facts.crawl, facts.verdict, facts.requests) == ("small-3", "interrupted", None)


def test_before_the_first_crawl_there_is_no_run(tmp_path: Path) -> None:
    assert last_run(tmp_path / "archive.db") == 0
