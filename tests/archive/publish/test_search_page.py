"""The search page: what is found, how it is narrowed, where its rows stand, and that strangers' words stay words."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from urllib.parse import quote, urlsplit

import httpx
import pytest
from lxml import html
from published_sample import CARD, HOSTILE, IDENTITY_CARD, LANDLINE, MOBILE, PORTAL, make_archive
from sqlite_utils import Database

from archive.publish.build import build
from archive.publish.plugin.search_filters import MOST_PAGES, filters_of
from archive.publish.serve import datasette

Get = Callable[..., httpx.Response]


def found(get: Get, **asked: str) -> dict:
    return json.loads(get(f"/search.json?{'&'.join(f'{key}={quote(value)}' for key, value in asked.items())}").text)


def titles(view: dict) -> list[str]:
    return ["".join(run["text"] for run in hit["title"]) for hit in view["hits"]]


@pytest.mark.parametrize(("typed", "documents"), [("就业", 10), ("就業", 10), ("业", 13), ("业就", 0), ("AND", 0)])
def test_words_of_any_length_are_found(get: Get, typed: str, documents: int) -> None:
    assert found(get, q=typed)["total"] == documents


def test_what_was_looked_for_is_marked_in_the_title_and_in_the_text(get: Get) -> None:
    page = html.fromstring(get(f"/search?q={quote('業')}").text)
    assert {mark.text for mark in page.xpath("//h3//mark")} == {"业"}
    assert {mark.text for mark in page.xpath("//p[@class='passage']//mark")} == {"业"}


def test_a_title_that_holds_the_words_stands_before_a_text_that_does(get: Get) -> None:
    hits = found(get, q="业")["hits"]
    in_title = [any(run["is_found"] for run in hit["title"]) for hit in hits]
    assert in_title == sorted(in_title, reverse=True)
    assert set(in_title) == {True, False}


@pytest.mark.parametrize(
    ("filters", "documents"),
    [
        ({"column": f"{PORTAL}/policy"}, 10),
        ({"column": f"{PORTAL}/news"}, 3),
        ({"column": f"{PORTAL}/nothing"}, 0),
        ({"year": "2018"}, 13),
        ({"year": "2017"}, 0),
        ({"portal": PORTAL}, 13),
        ({"portal": "another"}, 0),
        ({"issuer": "松山新区管委会"}, 13),
        ({"issuer": "松山"}, 0),
        ({"kind": "page"}, 13),
        ({"kind": "file"}, 0),
        ({"place": "title"}, 10),
        ({"place": "text"}, 3),
        ({"place": "attachments"}, 0),
        ({"column": f"{PORTAL}/policy", "year": "2018", "kind": "page"}, 10),
    ],
)
def test_what_is_found_is_narrowed(get: Get, filters: dict[str, str], documents: int) -> None:
    assert found(get, q="业", **filters)["total"] == documents


@pytest.mark.parametrize(
    "filters",
    [
        {"q": "业"},
        {"q": "业", "place": "title"},
        {"column": f"{PORTAL}/policy"},
        {"year": "2017", "kind": "page"},
        {"q": "业", "issuer": "松山新区管委会", "portal": PORTAL, "year": "2018", "column": f"{PORTAL}/news"},
    ],
)
def test_the_rows_and_the_csv_are_those_that_are_counted(get: Get, filters: dict[str, str]) -> None:
    view = found(get, **filters)
    assert view["total"] > 0
    of_page = html.fromstring(get(view["links"]["page"]).text).xpath(
        "//table[contains(@class, 'rows-and-columns')]/tbody/tr"
    )
    assert len(of_page) == view["total"]
    assert len(get(view["links"]["csv"]).text.strip().splitlines()) == view["total"] + 1
    assert len(get(view["links"]["json"]).json()) == view["total"]


def test_without_words_the_newest_come_first(get: Get) -> None:
    days = [hit["row"]["published_on"] for hit in found(get, portal=PORTAL)["hits"]]
    assert days == sorted(days, reverse=True)


def test_those_in_which_a_word_stands_most_often_can_come_first(attached: Get) -> None:
    orders = {order: titles(found(attached, q="业务", order=order)) for order in ("", "frequent")}
    assert (orders[""][-1], orders["frequent"][0]) == ("多次", "多次")


@pytest.mark.parametrize(("order", "is_reversed"), [("newest", True), ("oldest", False)])
def test_what_is_found_can_be_put_in_the_order_of_its_dates(get: Get, order: str, is_reversed: bool) -> None:
    days = [hit["row"]["published_on"] for hit in found(get, q="业", order=order)["hits"]]
    assert days == sorted(days, reverse=is_reversed)


def test_pages_show_every_document_once(get: Get) -> None:
    pages = [found(get, portal=PORTAL, page=str(number)) for number in (1, 2, 3)]
    shown = [hit["row"]["id"] for page in pages for hit in page["hits"]]
    assert len(shown) == len(set(shown)) == pages[0]["total"] == 30
    assert pages[2]["hits"] == [] and pages[2]["total"] == 30


def test_nothing_asked_finds_nothing(get: Get) -> None:
    assert (found(get)["total"], found(get, q="。")["total"]) == (0, 0)


@pytest.mark.parametrize("typed", ["0", "-1", "x", "99999999", "²", ""])
def test_a_page_that_cannot_be_is_the_first_or_the_last(typed: str) -> None:
    assert 1 <= filters_of({"page": typed}).page <= MOST_PAGES


def test_no_word_of_a_stranger_is_markup(get: Get) -> None:
    asked = f"/search?q={quote('alert')}&issuer={quote(HOSTILE)}&column={quote(HOSTILE)}&portal={quote(HOSTILE)}"
    for path in (asked, f"/search?q={quote('alert')}", f"/search?q={quote(HOSTILE)}"):
        page = html.fromstring(get(path).text)
        assert page.xpath("//script") == []
        assert page.xpath("//@*[starts-with(name(), 'on')]") == []
    assert titles(found(get, q="alert"))[0] == HOSTILE


def test_no_quote_in_a_filter_ends_its_sql(get: Get) -> None:
    view = found(get, q="业", issuer="x' or '1'='1", column="a' or 1=1 --")
    assert view["total"] == 0
    assert get(view["links"]["json"]).json() == []


def test_what_is_masked_is_found_by_nobody_and_shown_to_nobody(get: Get) -> None:
    for number in (IDENTITY_CARD, MOBILE, LANDLINE, CARD):
        assert found(get, q=number)["total"] == 0
    shown = get(f"/search.json?q={quote('救助对象')}").text
    assert "*" in shown
    assert [number for number in (IDENTITY_CARD, MOBILE, LANDLINE, CARD) if number in shown] == []


def test_search_engines_are_asked_to_leave_it_out(get: Get) -> None:
    assert get("/search?q=a").headers["x-robots-tag"] == "noindex"
    assert get("/search.json?q=a").headers["x-robots-tag"] == "noindex"


def test_every_field_of_the_form_has_a_label_and_keeps_what_was_chosen(get: Get) -> None:
    page = html.fromstring(get(f"/search?q={quote('业')}&year=2018&column={PORTAL}/policy&kind=page").text)
    fields = page.xpath("//form[@class='finder']//*[self::input or self::select]")
    assert [field.get("name") for field in fields if not page.xpath(f"//label[@for='{field.get('id')}']")] == []
    chosen = {
        field.get("name"): field.xpath(".//option[@selected]/@value") for field in fields if field.tag == "select"
    }
    assert chosen == {
        "place": [], "portal": [], "column": [f"{PORTAL}/policy"], "year": ["2018"], "kind": ["page"], "order": [],
    }  # fmt: skip


def test_turning_a_page_keeps_what_was_asked(get: Get) -> None:
    page = html.fromstring(get(f"/search?portal={PORTAL}&year=2018").text)
    (following,) = page.xpath("//a[@rel='next']/@href")
    assert set(urlsplit(following).query.split("&")) == {f"portal={PORTAL}", "year=2018", "page=2"}


# Attachments, and what is withheld


@pytest.fixture(scope="module")
def attached(tmp_path_factory: pytest.TempPathFactory) -> Get:
    """The sample with a file of two pages at its first document, and one interpretation withheld."""
    folder = tmp_path_factory.mktemp("attached")
    make_archive(folder / "archive.db")
    db = Database(folder / "archive.db")
    crawl, document = db.execute("select crawl, document from listings order by position, url limit 1").fetchone()
    text = f"第一页没有什么。\n第二页写着公租房，电话{MOBILE}。"
    version = db.table("document_versions").insert({"document": "f1", "crawl": crawl, "state": "file"}).last_pk
    db.table("document_texts").insert({"version": version, "text": text, "layout": ""})
    db.table("file_parts").insert_all(
        [
            {"version": version, "number": 1, "name": "", "start": 0, "end": 9},
            {"version": version, "number": 2, "name": "", "start": 9, "end": len(text)},
        ]
    )
    db.table("sightings").insert_all(
        [{"crawl": crawl, "document": "f1", "version": version}, {"crawl": crawl, "document": document}]
    )
    db.table("attachments").insert(
        {"document": document, "crawl": crawl, "url": "http://x.invalid/a.pdf", "name": "分配表.pdf", "file": "f1"}
    )
    often = "业务。" * 30
    version = db.table("document_versions").insert({"document": "d0", "crawl": crawl}).last_pk
    db.table("document_texts").insert({"version": version, "text": often, "layout": ""})
    db.table("documents").insert({"id": "d0", "portal": PORTAL, "title": "多次", "version": version})
    db.table("withheld").insert(
        {"number": 1, "pattern": "http://songshan.demo.invalid/interpretation/2018-05-14.html", "portal": ""}
        | {"reason": "申请", "withheld_by": "x", "withheld_on": "2026-01-01"}
    )
    db.close()
    build(folder / "archive.db", folder / "public.db")
    site = datasette(folder / "public.db")

    def ask(path: str) -> httpx.Response:
        return asyncio.run(site.client.get(path))

    return ask


def test_a_word_in_an_attachment_is_shown_with_its_page(attached: Get) -> None:
    (hit,) = found(attached, q="公租房")["hits"]
    (file,) = hit["files"]
    assert file["part"] == {"zh": "第 2 页", "en": "Page 2"}
    assert [run["text"] for passage in file["passages"] for run in passage["runs"] if run["is_found"]] == ["公租房"]
    assert MOBILE not in json.dumps(hit)


def test_an_attachment_is_found_by_its_name(attached: Get) -> None:
    (hit,) = found(attached, q="分配表", place="attachments")["hits"]
    assert hit["files"][0]["name"][0] == {"text": "分配表", "is_found": True}


def test_what_is_withheld_is_neither_found_nor_listed(attached: Get) -> None:
    assert found(attached, q="政策解读")["total"] == 13
    assert found(attached, column=f"{PORTAL}/interpretation")["total"] == 13
