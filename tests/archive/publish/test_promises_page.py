"""What a guide names, on the checklist's page and the sheet: in its words, with its proof, masked and withheld."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from guide_site import GuideSite
from handmade_archive import PORTAL
from lxml import html

from archive.observe import observe
from archive.publish.build import build
from archive.publish.serve import datasette

Get = Callable[[str], httpx.Response]
PAGE = f"/checklist/{PORTAL}"
HOSTILE = "<b onclick=x>名录"
MOBILE = "13800138000"
NAMED = ("政府文件", "新闻发布会", "应急预案", HOSTILE, f"联系手机{MOBILE}通讯录")


def published(folder: Path, *, withheld: bool = False) -> Path:
    """The site's public.db."""
    site = GuideSite(*NAMED, columns=["政府文件", "新闻发布会"])
    site.listed("政府文件", "2018-05-01", "2018-05-02")
    observe(site.archive.db, PORTAL)
    if withheld:
        row = {"number": 1, "pattern": f"http://{PORTAL}.invalid/1", "portal": PORTAL, "reason": "示例"}
        site.archive.db.table("withheld").insert(row | {"withheld_on": "2026-01-01"})
    source = folder / "archive.db"
    with closing(sqlite3.connect(source)) as written:
        site.archive.db.conn.backup(written)
    build(source, folder / "public.db")
    return folder / "public.db"


@pytest.fixture(scope="module")
def get(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Get]:
    site = datasette(published(tmp_path_factory.mktemp("guide")))
    yield lambda path: asyncio.run(site.client.get(path))


def shown(get: Get) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = get(f"{PAGE}.json").json()["promises"]
    return found


def test_each_name_stands_there_in_the_words_of_the_guide_with_its_state(get: Get) -> None:
    page = html.fromstring(get(PAGE).text)
    rows = page.xpath("//tr[starts-with(@id, 'promise-')]")
    quotes = [row.xpath("string(.//q)") for row in rows]
    assert quotes[:4] == list(NAMED[:4])
    states = [row.xpath("string(.//*[contains(@class, 'badge')])") for row in rows]
    assert "两年以上未更新" in states[0] or "未按期更新" in states[0]
    assert "有栏目，无内容" in states[1]
    assert "存档中未见" in states[2]
    assert not page.xpath("//*[@onclick]")
    tally = page.xpath("//section[@aria-labelledby='promised']//ul[@class='tally']//strong/text()")
    assert sum(map(int, tally)) == len(NAMED)


def test_a_name_leads_to_the_guide_and_to_its_documents(get: Get) -> None:
    first = shown(get)[0]
    page = html.fromstring(get(PAGE).text)
    assert page.xpath("//section[@aria-labelledby='promised']//a/@href")[0].endswith(f"/{first['row']['document']}")
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert get(f"/document/{first['row']['document']}").status_code == 200
    assert {row["document"] for row in get(first["links"]["json"]).json()} == {"d0000000000000002", "d0000000000000003"}
    start, end = first["row"]["start"], first["row"]["end"]
    sql = f"select substr(text, {start} %2B 1, {end - start}) as words from document_texts where version = 1"
    assert get(f"/public.json?sql={sql}&_shape=array").json() == [{"words": "政府文件"}]


def test_a_number_of_a_person_is_masked_in_the_name_as_in_the_text(get: Get) -> None:
    for path in (PAGE, f"{PAGE}.json", "/public/promises.json?_shape=array", f"/sheet/{PORTAL}/2018"):
        answer = get(path)
        assert answer.status_code == 200
        assert MOBILE not in answer.text
    masked = shown(get)[4]["row"]
    assert len(masked["quote"]) == masked["end"] - masked["start"]


def test_the_sheet_names_what_has_to_be_looked_into(get: Get) -> None:
    page = html.fromstring(get(f"/sheet/{PORTAL}/2018").text)
    listed = page.xpath("//section[@aria-labelledby='promises']//q/text()")
    assert listed[:4] == list(NAMED[:4])
    links = page.xpath("//section[@aria-labelledby='promises']//a/@href")
    assert links[0].endswith(f"{PAGE}#promise-1")


def test_one_language_is_shown_where_one_is_chosen(get: Get) -> None:
    english = html.fromstring(get(f"{PAGE}?_lang=en").text).xpath("string(//main)")
    assert "What its own guide and catalogue name" in english
    assert "机关自己的指南" not in english


def test_a_withheld_guide_says_nothing_and_the_counts_stay(tmp_path: Path) -> None:
    with closing(sqlite3.connect(published(tmp_path, withheld=True))) as db:
        rows = db.execute("select quote, columns, note, sql, documents, state from promises order by number").fetchall()
    assert [row[4:] for row in rows][1:3] == [(0, "empty"), (0, "not_found")]
    assert rows[0][4] == 2
    assert {row[:3] for row in rows} <= {("", "", ""), (None, None, None)}
    assert all(name not in (row[3] or "") for row in rows for name in NAMED)


@pytest.mark.parametrize("path", [PAGE, f"/sheet/{PORTAL}/2019"])
def test_where_a_withheld_guide_had_words_the_page_says_so(path: str, tmp_path: Path) -> None:
    answer = asyncio.run(datasette(published(tmp_path, withheld=True)).client.get(f"{path}?_lang=en"))
    named = html.fromstring(answer.text).xpath("//a[contains(@href, '#promise-')]")
    assert answer.status_code == 200
    assert named
    assert all("withheld" in link.text_content() for link in named)
    assert not [
        words for words in ("新闻发布会", "应急预案") if words in "".join(link.text_content() for link in named)
    ]
