"""What web archives showed, on the pages of the report, the crawl, the document and coverage."""

from __future__ import annotations

import asyncio
import json
from contextlib import closing
from pathlib import Path

import pytest
from lxml import html
from published_sample import CRAWL, HOSTILE, REPORT, make_archive
from sqlite_utils import Database

from archive.publish.build import build
from archive.publish.serve import datasette

PAST = "demo-20260301T000000000Z"
AT = "2019-03-31T15:59:59.000000Z"
FIRST, LAST = "2019-01-25T00:00:00.000000Z", "2019-03-11T00:00:00.000000Z"
GONE = "http://songshan.demo.invalid/never.html"


def _add_past(db: Database, document: str, finding: str) -> None:
    row = {"id": PAST, "portal": "demo", "source": "web archive", "web_archive": HOSTILE, "past_at": AT}
    row |= {"past_within": 90, "started_at": "2026-03-01T00:00:00.000000Z", "closed_at": "2026-03-01T00:10:00.000000Z"}
    db.table("crawls").insert(row | {"verdict": "degraded", "reason": "policy incomplete", "accepted": 0})
    for number, at in enumerate((FIRST, LAST)):
        capture = {"id": f"urn:uuid:past{number}", "crawl": PAST, "url": "http://songshan.demo.invalid/", "status": 200}
        db.table("captures").insert(capture | {"archived_at": at, "web_archive": HOSTILE, "kind": "document"})
    seen = {"crawl": PAST, "portal": "demo", "state": "page", "title": "从前的标题", "published_on": "2018-05-01"}
    seen |= {"document": document, "url": "http://songshan.demo.invalid/x", "listed_at": FIRST, "archived_at": LAST}
    db.table("past_documents").insert(seen | {"capture": "urn:uuid:past0"})
    unread = {"crawl": PAST, "url": GONE, "purpose": "document", "column": "demo/policy", "answered": 0}
    db.table("unread").insert(unread | {"reason": "not in x within 90 days of 20190331"})
    said = {"finding": finding, "crawl": PAST, "observed": 7, "before_report": 6, "first_at": FIRST, "last_at": LAST}
    note = [{"key": "past_lists", "columns": ["政策文件"]}]
    said |= {"missing": 3, "verdict": "incomplete", "verdict_rule": "P1-lists", "note": json.dumps(note)}
    db.table("contemporary").insert(said | {"sql": f"select document from past_documents where crawl = '{PAST}'"})


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the site answers, by path; the document's page is under its table's name."""
    folder: Path = tmp_path_factory.mktemp("past")
    make_archive(folder / "archive.db")
    with closing(Database(folder / "archive.db")) as db:
        sql = "select id from findings where claim is not null and current = 1 order by number limit 1"
        (finding,) = db.execute(sql.replace("order by number", "order by id")).fetchone()
        (document,) = db.execute("select id from documents where portal = 'demo' order by id limit 1").fetchone()
        _add_past(db, document, finding)
    build(folder / "archive.db", folder / "public.db")
    client = datasette(folder / "public.db").client
    paths = {"report": f"/report/{REPORT}", "crawl": f"/crawl/{PAST}", "other": f"/crawl/{CRAWL}"}
    paths |= {"document": f"/document/{document}", "coverage": "/coverage/demo"}
    return {name: asyncio.run(client.get(path)).text for name, path in paths.items()}


def _text(page: str) -> str:
    return " ".join(html.fromstring(page).text_content().split())


def test_contemporary_evidence_stands_beside_the_finding_in_both_languages(pages: dict[str, str]) -> None:
    text = _text(pages["report"])
    for words in (
        "当时的存档",
        "Contemporary evidence",
        "7 listed in",
        "captures around 2019-03-31; lists captured from 2019-01-25 to 2019-03-11 (UTC)",
        "6 of them were captured by the day on which the report was published",
        "3 addresses of these columns are not in that web archive near that time",
        "有关栏目另有3个地址该网络存档在此期间未存",
        "政策文件",
        "it does not change the verdict above",
    ):
        assert words in text
    assert html.fromstring(pages["report"]).xpath(f"//a[@href='/crawl/{PAST}']")


def test_only_that_finding_has_it(pages: dict[str, str]) -> None:
    assert _text(pages["report"]).count("Contemporary evidence") == 1


def test_the_page_of_the_crawl_says_archive_times_and_what_is_missing(pages: dict[str, str]) -> None:
    text = _text(pages["crawl"])
    for words in (
        "from a web archive",
        "± ",
        "90 days",
        "nothing of it becomes current",
        GONE,
        "not in x within 90 days",
    ):
        assert words in text
    assert "2019-01-25" in text
    assert "2019-03-11" in text


def test_the_page_of_a_live_crawl_says_nothing_of_it(pages: dict[str, str]) -> None:
    assert "web archive" not in _text(pages["other"])


def test_the_document_says_when_it_was_seen_in_a_web_archive(pages: dict[str, str]) -> None:
    text = _text(pages["document"])
    assert "网络存档所见" in text
    assert "从前的标题" in text


def test_coverage_names_the_web_archive_and_its_day(pages: dict[str, str]) -> None:
    text = _text(pages["coverage"])
    assert "from a web archive" in text
    assert "2019-03-31" in text


@pytest.mark.parametrize("name", ["report", "crawl", "document", "coverage"])
def test_a_hostile_name_is_shown_as_text(pages: dict[str, str], name: str) -> None:
    page = html.fromstring(pages[name])
    assert HOSTILE in page.text_content()
    assert HOSTILE not in pages[name]
