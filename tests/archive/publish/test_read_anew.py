"""A report that was read anew: whatever was said of the earlier reading leads to the page of what is read now."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from checked_report import checked_archive
from lxml import etree, html
from published_sample import CRAWL, PORTAL, REPORT
from sqlite_utils import Database

from archive.publish.build import build
from archive.publish.serve import datasette
from archive.report_store import read_reports

Get = Callable[..., httpx.Response]
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, whose report another version of the reader has read since; nothing is found of that reading yet."""
    path: Path = tmp_path_factory.mktemp("anew")
    checked_archive(path / "archive.db", "松山新区2018年度政府信息公开工作报告")
    with closing(Database(path / "archive.db")) as db:
        for table in ("claims", "reports"):  # of other years: they were made of the same document
            db[table].delete_where("id like 'demo-2017%' or id like 'demo-2019%'")
        db["columns"].update(f"{PORTAL}/reports", {"reports": 1})
        read_reports(db, PORTAL)
    build(path / "archive.db", path / "public.db")
    return path


@pytest.fixture(scope="module")
def get(folder: Path) -> Get:
    client = datasette(folder / "public.db").client
    return lambda path: asyncio.run(client.get(path))


@pytest.fixture(scope="module")
def earlier(folder: Path) -> str:
    """The id of the earlier reading."""
    with closing(Database(folder / "public.db")) as db:
        ((key,),) = db.execute("select id from reports where current = 0").fetchall()
    assert key.startswith(f"{REPORT}~")
    return str(key)


def led_to(page: httpx.Response) -> set[str]:
    return {str(link) for link in html.fromstring(page.text).xpath("//main//a/@href") if "/report/" in link}


def test_the_document_page_offers_the_newest_reading_alone(get: Get, folder: Path) -> None:
    with closing(Database(folder / "public.db")) as db:
        document = db["reports"].get(REPORT)["document"]
    assert led_to(get(f"/document/{document}")) == {f"/report/{REPORT}"}
    assert [report["id"] for report in get(f"/document/{document}.json").json()["reports"]] == [REPORT]


def test_a_cell_of_a_query_leads_to_the_newest_reading(get: Get, earlier: str) -> None:
    page = get("/public?sql=select+report+from+findings+where+current+=+0")
    assert html.fromstring(page.text).xpath(f"//td/a[@href='/report/{REPORT}']/text()")[0] == earlier
    assert led_to(page) == {f"/report/{REPORT}"}
    assert get(f"/report/{REPORT}").status_code == 200


def test_a_feed_leads_to_the_newest_reading(get: Get) -> None:
    feed = etree.fromstring(get(f"/feeds/{PORTAL}/finding.atom").content)
    links = feed.xpath("//a:entry/a:link[@rel='alternate']/@href", namespaces=ATOM)
    assert {link.removeprefix("http://localhost") for link in links} == {f"/report/{REPORT}"}


@pytest.mark.parametrize("finding", ["7", "i1", "i7"])
def test_a_finding_of_the_earlier_reading_run_again_leads_to_the_newest(get: Get, earlier: str, finding: str) -> None:
    page = get(f"/rerun/{earlier}.{finding}@{CRAWL}")
    assert page.status_code == 200
    assert led_to(page) == {f"/report/{REPORT}"}
