"""The pages of timeliness and of twins: each number leads to its rows, each title is shown as text."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Callable

import httpx
import pytest
from handmade_archive import PORTAL, Archive
from lxml import html

from archive.observe import observe
from archive.publish.build import build
from archive.publish.serve import datasette
from archive.store import content_digest

Get = Callable[[str], httpx.Response]
HOSTILE = "<script>alert('x')</script>&通知"
TEXT = "各单位要把责任落实到人，对照要求逐项办理，并在规定时间内反馈结果。" * 4
PAGES = ("timeliness", "twins")


def add(archive: Archive, column: str, crawl: str, published_on: str, title: str, text: str) -> None:
    """A document written on 5 March 2018."""
    number = archive.documents + 1
    made = {"version": number, "content_digest": content_digest(text), "state": "page", "issuer": HOSTILE}
    own = archive.document(published_on, title=title, columns=[column], crawl=crawl, **made)
    archive.db.table("document_versions").insert({"id": number, "document": own, "written_on": "2018-03-05"})
    archive.db.table("document_texts").insert({"version": number, "text": text, "layout": ""})


@pytest.fixture(scope="module")
def get(tmp_path_factory: pytest.TempPathFactory) -> Get:
    folder = tmp_path_factory.mktemp("watch")
    archive = Archive()
    column = archive.column("policy")
    crawl = archive.crawl()
    add(archive, column, crawl, "2018-03-06", "值班安排", TEXT)
    add(archive, column, crawl, "2018-04-03", HOSTILE, TEXT)
    add(archive, column, crawl, "2018-04-04", "其他事项", "见附件。")
    archive.db.table("inspections").insert(
        {
            "portal": PORTAL,
            "number": 1,
            "day": "2018-04-10",
            "title_zh": HOSTILE,
            "title_en": "inspection",
            "source": "s",
        }
    )
    observe(archive.db, PORTAL)
    archive.db.conn.commit()
    with sqlite3.connect(folder / "archive.db") as copy:
        archive.db.conn.backup(copy)
    build(folder / "archive.db", folder / "public.db")
    site = datasette(folder / "public.db")
    return lambda path: asyncio.run(site.client.get(path))


@pytest.mark.parametrize("page", PAGES)
def test_every_number_that_is_a_link_leads_to_so_many_rows(get: Get, page: str) -> None:
    shown = html.fromstring(get(f"/{page}/{PORTAL}").text)
    counted = shown.xpath("//td[@class='figure']/a[contains(@href, 'sql=')]")
    assert counted
    for link in counted:
        address = link.get("href").replace("/public?", "/public.json?")
        assert len(get(address).json()["rows"]) == int(link.text)


@pytest.mark.parametrize("page", PAGES)
def test_the_files_that_a_page_and_its_twin_lead_to_are_there(get: Get, page: str) -> None:
    found = re.findall(r'"(?:csv|json)": "([^"]+)"', get(f"/{page}/{PORTAL}.json").text)
    found += html.fromstring(get(f"/{page}/{PORTAL}").text).xpath("//a[contains(@href, 'csv')]/@href")
    assert found
    assert {link: get(link).status_code for link in found if get(link).status_code != 200} == {}


@pytest.mark.parametrize("page", PAGES)
def test_hostile_titles_are_shown_as_text(get: Get, page: str) -> None:
    shown = html.fromstring(get(f"/{page}/{PORTAL}").text)
    assert shown.xpath("//script") == []
    assert any(HOSTILE in cell.text_content() for cell in shown.xpath("//td|//th"))


@pytest.mark.parametrize("page", PAGES)
def test_the_json_twin_says_the_same_year_and_portal(get: Get, page: str) -> None:
    told = get(f"/{page}/{PORTAL}.json?year=2018").json()
    assert (told["portal"]["id"], told["year"]) == (PORTAL, 2018)


@pytest.mark.parametrize("page", PAGES)
def test_a_year_that_nothing_is_known_of_shows_the_newest(get: Get, page: str) -> None:
    assert get(f"/{page}/{PORTAL}.json?year=1999").json()["year"] == 2018


@pytest.mark.parametrize("page", PAGES)
def test_of_a_portal_that_is_unknown_there_is_no_page(get: Get, page: str) -> None:
    assert get(f"/{page}/nowhere").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_a_portal_that_says_nothing_has_a_page_that_says_so(get: Get, page: str) -> None:
    answer = get(f"/{page}/city")
    assert answer.status_code == 200
    assert "本门户没有" in answer.text


def test_what_took_longest_is_named_with_its_days(get: Get) -> None:
    shown = html.fromstring(get(f"/timeliness/{PORTAL}").text)
    cells = [cell.text_content() for cell in shown.xpath("//section[@aria-labelledby='slowest']//tbody/tr/td")]
    assert list(zip(cells[1::3], cells[2::3], strict=True)) == [("2018-04-04", "22"), ("2018-04-03", "21")]


def test_a_twin_is_named_beside_the_one_before_it(get: Get) -> None:
    shown = html.fromstring(get(f"/twins/{PORTAL}").text)
    (row,) = shown.xpath("//section[@aria-labelledby='pairs']//tbody/tr")
    assert "全文相同" in row.text_content()
    assert "值班安排" in row.text_content()
