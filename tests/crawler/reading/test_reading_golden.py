"""Every family has a list, a page behind it and an article written by hand in its shape, with the record of each.

``golden/FAMILY/expected.json`` holds the cases: what is read, what it answers where that is no GET of its address, and
what must come out.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest

from archive.records import PageRequest
from crawler.reading import parse_page, read_document, read_list
from crawler.reading.families import FAMILIES, GENERIC
from crawler.reading.page_requests import FORM

GOLDEN = Path(__file__).parent / "golden"
NAMES = [family.name for family in (*FAMILIES, GENERIC)]
MEDIA_TYPES = {".html": "text/html", ".xml": "text/xml; charset=utf-8", ".json": "application/json"}


def cases_of(name: str) -> list[dict[str, Any]]:
    path = GOLDEN / name / "expected.json"
    loaded: list[dict[str, Any]] = json.loads(path.read_text("utf-8")) if path.is_file() else []
    return loaded


CASES = [pytest.param(name, case, id=f"{name}-{case['file']}") for name in NAMES for case in cases_of(name)]
LISTS = [param for param in CASES if param.values[1]["kind"] != "article"]  # type: ignore[index, call-overload]
ARTICLES = [param for param in CASES if param.values[1]["kind"] == "article"]  # type: ignore[index, call-overload]


def page_of(name: str, case: dict[str, Any]) -> Any:
    path = GOLDEN / name / case["file"]
    return parse_page(path.read_bytes(), case["url"], MEDIA_TYPES[path.suffix])


@pytest.mark.parametrize("name", NAMES)
def test_every_family_has_a_golden_list_paging_and_article(name: str) -> None:
    assert {case["kind"] for case in cases_of(name)} == {"list", "paging", "article"}


def test_no_golden_page_is_of_a_family_nobody_knows_or_of_no_record() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == set(NAMES)
    pages = {path for path in GOLDEN.glob("*/*") if path.name != "expected.json"}
    assert pages == {GOLDEN / name / case["file"] for name in NAMES for case in cases_of(name)}


@pytest.mark.parametrize(("name", "case"), LISTS)
def test_lists_and_what_follows_them_are_read_as_written_down(name: str, case: dict[str, Any]) -> None:
    form = urlencode([tuple(field) for field in case["form"]]).encode() if "form" in case else b""
    asked = PageRequest(
        case["url"], case.get("method", "GET"), form, FORM if form else "", case.get("entries_before", 0)
    )
    reading = read_list(page_of(name, case), asked)
    got = [[item.title, item.url, item.listed_on and item.listed_on.isoformat()] for item in reading.items]
    assert got == case["items"]
    assert (reading.family, reading.total_pages, reading.total_items, reading.more) == (
        name, case["total_pages"], case["total_items"], case["more"],
    )  # fmt: skip
    following = reading.next_request
    if case["next"] is None:
        assert following is None
        return
    assert following is not None
    wanted = {"method": "GET", "form": [], **case["next"]}
    fields = [list(field) for field in parse_qsl(following.body.decode("ascii"), keep_blank_values=True)]
    assert {"url": following.url, "method": following.method, "form": fields} == wanted
    assert following.entries_before == case.get("entries_before", 0) + len(case["items"])


@pytest.mark.parametrize(("name", "case"), ARTICLES)
def test_articles_are_read_as_written_down(name: str, case: dict[str, Any]) -> None:
    reading = read_document(page_of(name, case))
    got = {
        "title": reading.title,
        "published_on": str(reading.published_on),
        "source": reading.source,
        "text": reading.body.text,
        "attachments": [[link.text, link.url] for link in reading.attachments],
    }
    assert got == {key: case[key] for key in got}
    assert reading.family == name
