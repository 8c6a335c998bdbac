"""Pages say what came from somebody's archive: from where, with which digest, brought by whom."""

from __future__ import annotations

import asyncio
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html
from small_site import PORTAL
from strangers_warc import small_warc

from archive.publish.build import build
from archive.publish.serve import datasette
from archive.store import open_archive
from crawler.brought.bring import BroughtArchive, Said, bring_archive
from crawler.portal import load_portal_file


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, BroughtArchive, str]:
    folder = tmp_path_factory.mktemp("imported")
    (folder / "small.yml").write_text(PORTAL, encoding="utf-8")
    made = small_warc()
    made.add("response", "http://evil.invalid/", b"HTTP/1.1 200 OK\r\n\r\n")
    path = made.write(folder / "library.warc.gz")
    said = Said("Library of X, <b>crawl</b> of 2019", "someone@example.org")
    with closing(open_archive(folder / "archive.db")) as db:
        portal, at = load_portal_file(folder / "small.yml"), datetime(2026, 3, 1, tzinfo=UTC)
        brought = bring_archive(db, folder, portal, [path], said, clock=lambda: at)
        ((document,),) = db.execute("select id from documents limit 1").fetchall()
    build(folder / "archive.db", folder / "public.db")
    return folder / "public.db", brought, document


def page(published: tuple[Path, BroughtArchive, str], path: str) -> html.HtmlElement:
    answer = asyncio.run(datasette(published[0]).client.get(path))
    assert answer.status_code == 200
    return html.fromstring(answer.text)


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_the_crawl_says_from_where_it_came_and_what_was_left_aside(published):
    kept = published[1].kept
    (section,) = page(published, f"/crawl/{kept.crawl}").xpath("//section[h2/@id='imported']")
    said = {words(each.find("dt")): words(each.find("dd")) for each in section.xpath(".//dl/div")}
    assert said["SHA-256"] == kept.file_sha256
    assert said["来源（导入者所述） Where it came from, as said"] == "Library of X, <b>crawl</b> of 2019"
    assert said["导入者 Imported by"] == "someone@example.org"
    assert said["文件 File"] == "library.warc.gz (warc)"
    assert "1 不属于该门户的网址 off the portal's hosts" in said["未采用的记录 Records left aside"]


def test_coverage_and_document_say_so(published):
    kept = published[1].kept
    (head,) = page(published, "/coverage/small").xpath("//thead//th[a]")
    assert "导入 imported" in words(head)
    (said,) = page(published, f"/document/{published[2]}").xpath("//p[@class='standing']")
    assert said.xpath("a/@href") == [f"/crawl/{kept.crawl}"]


def test_the_table_has_it(published):
    kept = published[1].kept
    answer = asyncio.run(datasette(published[0]).client.get("/public/imported_archives.json?_shape=array"))
    (row,) = answer.json()
    assert (row["id"], row["file_sha256"], row["key"]) == (kept.id, kept.file_sha256, "")
