"""What a newcomer asks is answered within three clicks of the first page, by following the words on its links."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from asgi_server import serving
from datasette.app import Datasette
from page_visitor import Visitor
from published_sample import CRAWL, PORTAL, REPORT

MOST_CLICKS = 3
#: Of published_sample: what the report says and what was found, of the claim that is furthest off by its share.
WRONG = ("公开政府文件12份", "12", "10")
BOUND = re.compile(r"sha256:[0-9a-f]{64}")
PLACE = re.compile(r"[\w.-]+\.warc\.gz @ \d+")


@dataclass(frozen=True)
class Words:
    """What stands on the pages in one language: the questions, and links that lead on."""

    language: str
    wrong: str
    proof: str
    changed: str
    rows: str
    cite: str
    fewer: str
    counted: str
    since: str
    citations: str


VIEWS = {
    "zh": Words("^中文$", "哪个数字", "证据", "上个月", "怎样拿到", "怎样引用", "存档少于报告|存档中较少", "所计条目",
                "以来的变动", "引文|引用"),
    "en": Words("^English$", "Which number", "Where is the proof", "last month", "get the rows", "How do I cite",
                "(?i)fewer", "rows", "Changes since", "(?i)citation|cite"),
}  # fmt: skip


@pytest.fixture(scope="module")
def served(site: Datasette) -> Iterator[str]:
    with serving(site.app()) as address:
        yield address


@pytest.fixture(params=sorted(VIEWS))
def words(request: pytest.FixtureRequest) -> Words:
    return VIEWS[request.param]


@pytest.fixture
def visitor(served: str, words: Words) -> Iterator[Visitor]:
    visitor = Visitor(served)
    visitor.choose(words.language)
    yield visitor
    visitor.close()
    assert 0 < len(visitor.clicks) <= MOST_CLICKS, visitor.clicks


def test_which_number_is_wrong(visitor: Visitor, words: Words) -> None:
    quote, reported, found = WRONG
    visitor.click(words.fewer, under=words.wrong)
    assert quote in visitor.text
    visitor.click(rf"{REPORT}\.7\b")
    assert quote in visitor.text
    assert [number for number in (reported, found) if not re.search(rf"\b{number}\b", visitor.text)] == []


def test_where_is_the_proof(visitor: Visitor, words: Words) -> None:
    visitor.click(".", under=words.proof)
    visitor.click(words.counted)
    visitor.click(r"^d[0-9a-f]{16}$")
    assert BOUND.search(visitor.text)
    assert PLACE.search(visitor.text)


def test_what_changed_last_month(visitor: Visitor, words: Words) -> None:
    """All changes of the sample are of the day of its one crawl, and it begins a month before that."""
    visitor.click(words.since, under=words.changed)
    shown = visitor.page.xpath("//ol[contains(@class, 'hits')]/li")
    assert len(shown) == 3
    assert f"/changes/{PORTAL}?since=2025-12-05" in visitor.url


def test_how_do_i_get_the_rows(visitor: Visitor, words: Words) -> None:
    """The rows behind one number: the report is what the question about proof leads to."""
    visitor.click(".", under=words.proof)
    visitor.click(rf"^{WRONG[2]}\b.*({words.counted})")
    visitor.click("^CSV")
    assert "csv" in visitor.answer.headers["content-type"] or "text/plain" in visitor.answer.headers["content-type"]
    rows = list(csv.DictReader(io.StringIO(visitor.answer.content.decode("utf-8-sig"), newline="")))
    assert [row["title"][:4] for row in rows] == ["关于印发"] * int(WRONG[2])


def test_how_do_i_get_all_rows(visitor: Visitor, words: Words) -> None:
    visitor.click(".", under=words.rows)
    visitor.click(r"CSV.*documents\b|documents\b.*CSV")
    rows = list(csv.DictReader(io.StringIO(visitor.answer.content.decode("utf-8-sig"), newline="")))
    assert len(rows) == 30
    assert visitor.answer.headers["content-disposition"].startswith("attachment")


def test_how_do_i_cite_it(visitor: Visitor, words: Words) -> None:
    visitor.click(words.citations, under=words.cite)
    visitor.click(WRONG[0])
    for part in (*WRONG, CRAWL, f"/report/{REPORT}#claim-7"):
        assert part in visitor.text
