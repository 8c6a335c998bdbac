"""Rows of a keyed view are served as those of a table would be: set beside a public.db in which they are one."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from datasette.app import Datasette
from datasette.utils import tilde_encode
from lxml import html
from published_sample import CRAWL, MOBILE, PORTAL, make_archive
from sqlite_utils import Database

from archive.listings import add_listings
from archive.publish.build import build
from archive.publish.inspect_file import inspect, inspect_path
from archive.publish.publication import keyed_views
from archive.publish.serve import datasette

LATER = "demo-20260205T030000Z"
COLUMN = f"{PORTAL}/policy"
CALL = "http://songshan.demo.invalid/policy/call"
#: What ``listings`` was before entries were kept once.
TABLE = """
create table plain (
    crawl TEXT references crawls (id), "column" TEXT references "columns" (id), position INTEGER, title TEXT,
    listed_on TEXT, url TEXT, document TEXT, state TEXT, page_url TEXT, capture TEXT,
    page_number INTEGER not null default 1, listed_on_printed TEXT, primary key (crawl, "column", url)
);
insert into plain select * from listings order by crawl, "column", url;
drop view listings;
alter table plain rename to listings;
"""


def _rows(path: Path, sql: str, *parameters: object) -> list[Any]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql, parameters).fetchall()


@dataclass(frozen=True)
class Sites:
    """The sample after a second crawl, and the same with a table in the place of the view."""

    public_db: Path
    view: Datasette
    table: Datasette

    def both(self, path: str) -> tuple[httpx.Response, httpx.Response]:
        return self.get(self.view, path), self.get(self.table, path)

    def get(self, site: Datasette, path: str) -> httpx.Response:
        answer: httpx.Response = asyncio.run(site.client.get(path))
        return answer


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Sites:
    folder = tmp_path_factory.mktemp("keyed")
    make_archive(folder / "archive.db")
    db = Database(folder / "archive.db")
    later = {"started_at": "2026-02-05T03:00:00.000000Z", "closed_at": "2026-02-05T04:00:00.000000Z"}
    db.table("crawls").insert(
        {"id": LATER, "portal": PORTAL, "source": "live", "verdict": "ok", "accepted": 1, "reader_version": 1, **later}
    )
    first, *others = db.query("select * from listings where crawl = ? order by url", [CRAWL])
    add_listings(db, ({**row, "crawl": LATER} for row in others))
    called = {**first, "crawl": LATER, "column": COLUMN, "title": f"联系人手机{MOBILE}，备查", "url": CALL}
    add_listings(db, [called, {**called, "crawl": CRAWL}])
    db.close()
    public_db, plain = folder / "public.db", folder / "plain" / "public.db"
    build(folder / "archive.db", public_db)
    plain.parent.mkdir()
    shutil.copyfile(public_db, plain)
    with closing(sqlite3.connect(plain)) as connection:
        connection.executescript(TABLE)
    inspect_path(plain).write_text(inspect(plain, "public.db"))
    return Sites(public_db, datasette(public_db), datasette(plain))


def _told(answer: httpx.Response) -> Any:
    """What an answer says, but for what differs from one file to the other, and for how long it took."""
    answer.raise_for_status()
    if "json" not in answer.headers["content-type"]:
        return answer.text
    said = json.loads(answer.text)
    if isinstance(said, dict):
        for name in ("query_ms", "table_definition", "view_definition"):
            said.pop(name, None)
        for name in ("expandable_columns", "expanded_columns"):
            said.get(name, []).sort(key=repr)  # SQLite turns round the order in which they are declared
    return said


ASKED = {
    "the first page": "listings.json?_size=5",
    "of a crawl": f"listings.json?crawl={LATER}&_size=5",
    "of a column": f"listings.json?column={COLUMN}",
    "one that is not there": "listings.json?crawl=none",
    "in an order": "listings.json?_sort=title&_size=5",
    "in an order turned round": "listings.json?_sort_desc=listed_on&_size=5",
    "with a facet": "listings.json?_facet=column&_facet=crawl",
    "with labels": "listings.json?_labels=on&_size=3",
    "as an array": "listings.json?_shape=array",
    "by its words": "listings.json?title__contains=政策",
    "as CSV": "listings.csv",
    "all of it as CSV": "listings.csv?_stream=on&_size=3",
}


@pytest.mark.parametrize("path", ASKED.values(), ids=ASKED.keys())
def test_it_is_answered_as_a_table_is(sites: Sites, path: str) -> None:
    view, table = sites.both(f"/public/{path}")
    assert _told(view) == _told(table)


@pytest.mark.parametrize("order", ["", "&_sort=title", "&_sort_desc=position"])
def test_turning_pages_shows_every_row_once(sites: Sites, order: str) -> None:
    shown, address = [], f"/public/listings.json?_size=4{order}"
    while address:
        page = sites.get(sites.view, address).raise_for_status().json()
        shown += [tuple(row) for row in page["rows"]]
        address = (page["next_url"] or "").removeprefix("http://localhost")
    assert sorted(map(repr, shown)) == sorted(map(repr, _rows(sites.public_db, "select * from listings")))


def test_a_stream_has_every_row_once(sites: Sites) -> None:
    answer = sites.get(sites.view, "/public/listings.csv?_stream=on&_size=2")
    shown = [(row["crawl"], row["column"], row["url"]) for row in csv.DictReader(io.StringIO(answer.text))]
    assert shown == _rows(sites.public_db, 'select crawl, "column", url from listings order by 1, 2, 3')


def _addresses(sites: Sites) -> list[str]:
    keys = _rows(sites.public_db, 'select crawl, "column", url from listings order by 1, 2, 3')
    return ["/public/listings/" + ",".join(map(tilde_encode, key)) for key in keys]


def test_every_row_has_the_address_that_it_had_and_a_page(sites: Sites) -> None:
    addresses = _addresses(sites)
    assert len(addresses) > 30
    for address in addresses:
        view, table = sites.both(f"{address}.json")
        assert _told(view) == _told(table)
    page, other = sites.both(addresses[0])
    assert _without_times(page) == _without_times(other)


def test_the_table_page_links_every_row_to_its_address(sites: Sites) -> None:
    page = sites.get(sites.view, "/public/listings?_size=max").text
    assert {address for address in _addresses(sites) if f'href="{address}"' in page} == set(_addresses(sites))


def test_a_row_that_is_not_there_is_not_found(sites: Sites) -> None:
    assert [answer.status_code for answer in sites.both("/public/listings/none,none,none")] == [404, 404]


def test_it_is_listed_among_the_tables_with_its_rows_keys_and_where_they_lead(sites: Sites) -> None:
    of_view, of_table = (
        {table["name"]: table for table in answer.json()["tables"]} for answer in sites.both("/public.json")
    )
    for found in (of_view, of_table):
        for table in found.values():
            for keys in table["foreign_keys"].values():
                keys.sort(key=repr)
    assert of_view == of_table
    assert of_view["listings"]["count"] == _rows(sites.public_db, "select count(*) from listings")[0][0]


def test_the_page_of_a_crawl_counts_its_rows(sites: Sites) -> None:
    view, table = sites.both(f"/public/crawls/{LATER}.json?_extras=foreign_key_tables")
    counted = {each["other_table"]: each["count"] for each in view.json()["foreign_key_tables"]}
    assert counted == {each["other_table"]: each["count"] for each in table.json()["foreign_key_tables"]}
    assert counted["listings"] == 30


def test_its_definition_is_shown(sites: Sites) -> None:
    page = sites.get(sites.view, "/public/listings").text
    assert "CREATE VIEW listings" in page


def test_what_is_masked_is_so_in_every_crawl_that_saw_it(sites: Sites) -> None:
    titles = _rows(sites.public_db, "select title from listings where url = ?", CALL)
    assert len(titles) == 2
    assert all(MOBILE not in title and re.search(r"\*{3,}", title) for (title,) in titles)
    masked = (
        "select m.row_column, m.rule from masked m join listing_entries e on e.id = m.row_id "
        "where m.row_table = 'listing_entries' and e.url = ?"
    )
    assert _rows(sites.public_db, masked, CALL) == [("title", "mobile_phone")]


@pytest.mark.parametrize("counted", [{}, {"documents": {"count": 30}}], ids=["nothing", "tables alone"])
def test_datasettes_own_command_shows_its_rows_too(sites: Sites, counted: dict[str, Any]) -> None:
    """What `datasette site` and `datasette publish` start, with an inspect file that Datasette wrote or with none."""
    inspected = {"public": {"hash": "", "size": 0, "file": "public.db", "tables": counted}} if counted else None
    stock = Datasette([], immutables=[str(sites.public_db)], inspect_data=inspected)
    listed = {table["name"]: table["count"] for table in sites.get(stock, "/public.json").json()["tables"]}
    assert listed["listings"] == _rows(sites.public_db, "select count(*) from listings")[0][0]
    for address in _addresses(sites)[:2]:
        assert _told(sites.get(stock, f"{address}.json")) == _told(sites.get(sites.view, f"{address}.json"))


def test_no_two_rows_have_one_key(sites: Sites) -> None:
    for name, view in keyed_views().items():
        columns = ", ".join(f'"{column}"' for column in view.key)
        assert _rows(sites.public_db, f'select 1 from "{name}" group by {columns} having count(*) > 1') == []


def test_a_document_says_once_what_its_lists_said_of_it_and_in_how_many_crawls(sites: Sites) -> None:
    (document,) = _rows(sites.public_db, "select document from listings where url = ?", CALL)[0]
    (said,) = _rows(sites.public_db, "select distinct title from listings where url = ?", CALL)[0]
    page = html.fromstring(sites.get(sites.view, f"/document/{document}").text)
    rows = [
        ([" ".join(cell.text_content().split()) for cell in row.iter("td")], row.xpath("td/a/@href"))
        for row in page.xpath("//section[@aria-labelledby='table-1']//tbody/tr")
    ]
    assert len(rows) == len(_rows(sites.public_db, "select id from listing_entries where document = ?", document)) == 2
    by_title = {cells[1]: (cells, links) for cells, links in rows}
    cells, links = by_title[said]
    assert cells[3:6] == ["2", CRAWL, LATER]
    for words, leads in by_title.values():
        address = next(link for link in leads if "listings?" in link).replace(
            "listings?", "listings.json?_shape=array&"
        )
        assert len(sites.get(sites.view, address).raise_for_status().json()) == int(words[3])
    assert f"/crawl/{CRAWL}" in links and f"/crawl/{LATER}" in links


def _without_times(answer: httpx.Response) -> str:
    """A page, but for what names the file that it is of."""
    text = re.sub(r"[0-9a-f]{12,64}", "", answer.raise_for_status().text)
    return re.sub(r"[\d.]+ ?ms", "", text)
