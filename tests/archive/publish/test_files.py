"""Attachments as published: searched with their pages, masked, shown on the document's page."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import httpx
import pytest
from link_checker import follow
from lxml import html
from published_sample import BASE, CRAWL, MOBILE, PORTAL, make_archive
from sqlite_utils import Database

from archive.publish.build import build
from archive.publish.search import escape_query
from archive.publish.serve import datasette
from archive.records import Body, DocumentRead, DocumentReading, FileFetched, FilePart, FileReading, Link, Paragraph
from archive.store import Store, document_id

URL = f"{BASE}policy/2018-03-01.html"
DOCUMENT = document_id(PORTAL, URL)
FIRST, SECOND = f"救助名单，电话{MOBILE}。", "殡葬补贴标准。"
TEXT = f"{FIRST}\n{SECOND}"
START = len(FIRST) + 1
SCAN = "scan: no text layer"


def readings() -> dict[str, FileReading]:
    """A PDF of two pages, and a scan."""
    body = Body(TEXT, (Paragraph(0, len(FIRST)), Paragraph(START, len(TEXT))))
    parts = (FilePart(0, len(FIRST)), FilePart(START, len(TEXT)))
    return {
        "标准.pdf": FileReading("pdf", body, parts, "pdfminer.six", "20260107"),
        "扫描件.pdf": FileReading("pdf", Body("", ()), unread=SCAN),
    }


@pytest.fixture(scope="module")
def public_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    make_archive(folder / "archive.db")
    db = Database(folder / "archive.db")
    links = tuple(Link(name, f"{BASE}f/{number}.pdf") for number, name in enumerate(readings()))
    title = "关于印发就业创业实施方案第1号的通知"
    reading = DocumentReading(title, date(2018, 3, 1), "meta", False, "", "", "", "", (), Body("正文。", ()), links)
    files = [
        FileFetched(link.url, "", "application/pdf", 9, f"sha256:{link.url}", readings()[link.text]) for link in links
    ]
    store = Store(db, PORTAL, CRAWL)
    store.take([DocumentRead(URL, reading, links, "", "sha256:new"), *files], (), None)
    store.flush()
    db.close()
    build(folder / "archive.db", folder / "public.db")
    return folder / "public.db"


@pytest.fixture(scope="module")
def get(public_db: Path) -> Callable[..., httpx.Response]:
    site = datasette(public_db)
    return lambda path, **options: asyncio.run(site.client.get(path, **options))


@pytest.mark.parametrize("word", ["葬", "殡葬", "殡葬补贴标准", "标准.pdf", "扫描"])
def test_a_document_is_found_by_the_words_and_names_of_its_attachments(word: str, get: Callable) -> None:
    found = get("/public/documents.json", params={"_search": word, "_shape": "array"}).json()
    assert [row["id"] for row in found] == [DOCUMENT]


@pytest.mark.parametrize(("word", "pages"), [("葬", [2]), ("补贴", [2]), ("名单", [1]), ("名单 补贴", [])])
def test_a_page_of_a_file_is_found_by_its_words(word: str, pages: list[int], get: Callable) -> None:
    found = get("/public/file_parts.json", params={"_search": word, "_shape": "array"}).json()
    assert [row["number"] for row in found] == pages


@pytest.mark.parametrize("index", ["documents_fts", "file_parts_fts"])
def test_a_masked_number_is_in_no_index(index: str, public_db: Path) -> None:
    with closing(sqlite3.connect(public_db)) as db:
        query = f"select count(*) from {index} where {index} match ?"
        assert db.execute(query, [escape_query(MOBILE)]).fetchone() == (0,)


def test_a_number_in_an_attachment_is_masked_and_counted(public_db: Path) -> None:
    with closing(sqlite3.connect(public_db)) as db:
        sql = "select t.text from document_texts t join file_readings f on f.version = t.version"
        assert db.execute(sql).fetchall() == [(TEXT.replace(MOBILE, f"{MOBILE[:3]}********"),)]
        sql = "select m.numbers from masked m join file_readings f on f.version = m.row_id"
        assert db.execute(sql).fetchall() == [(1,)]


def test_the_document_page_shows_each_attachment_with_its_pages(get: Callable) -> None:
    page = html.fromstring(get(f"/document/{DOCUMENT}").text)
    section = page.xpath("//section[@aria-labelledby = 'files']")[0]
    assert [heading.text_content() for heading in section.xpath(".//h3")] == list(readings())
    assert [" ".join(heading.text_content().split()) for heading in section.xpath(".//h4")] == [
        "第 1 页 Page 1",
        "第 2 页 Page 2",
    ]
    assert section.xpath(".//h4[2]/following-sibling::div[1]//p/text()") == [SECOND]


def test_the_document_page_says_why_an_attachment_is_unread(get: Callable) -> None:
    assert SCAN in get(f"/document/{DOCUMENT}").text


def file_ids(public_db: Path) -> list[str]:
    """The ids under which the versions of attached files stand."""
    with closing(Database(public_db)) as db:
        found = [row["file"] for row in db.query("select distinct file from attachments")]
        assert db.execute("select count(*) from document_versions where document = ?", [found[0]]).fetchone() == (1,)
    return found


def test_the_id_of_an_attached_file_leads_to_the_document_that_it_is_attached_to(
    get: Callable, public_db: Path
) -> None:
    for file in file_ids(public_db):
        (page, twin) = (get(f"/document/{file}{kind}") for kind in ("", ".json"))
        assert (page.status_code, page.headers["location"]) == (302, f"/document/{DOCUMENT}#files")
        assert (twin.status_code, twin.headers["location"]) == (302, f"/document/{DOCUMENT}.json")


def test_every_link_of_a_table_of_versions_answers_also_of_attached_files(public_db: Path) -> None:
    client = datasette(public_db).client

    async def ask(path: str) -> httpx.Response:
        answer: httpx.Response = await client.get(path, follow_redirects=True)
        return answer

    (file, *_) = file_ids(public_db)
    found = asyncio.run(follow(ask, f"/public/document_versions?document={file}", depth=0, most=60))
    assert f"http://localhost/document/{file}" in found.asked
    assert found.broken == []


def test_the_id_of_a_file_that_is_attached_to_a_withheld_document_says_that_it_is_withheld(
    public_db: Path, tmp_path: Path
) -> None:
    shutil.copy(public_db, tmp_path / "public.db")
    with closing(Database(tmp_path / "public.db")) as db:
        row = {"document": DOCUMENT, "reason": "个人信息", "withheld_on": "2026-03-02"}
        db["withheld_documents"].insert(row)
    (file, *_) = file_ids(public_db)
    client = datasette(tmp_path / "public.db").client
    assert asyncio.run(client.get(f"/document/{file}", follow_redirects=True)).status_code == 410


def test_the_json_twin_has_the_files(get: Callable) -> None:
    files = get(f"/document/{DOCUMENT}.json").json()["files"]
    assert [(file["name"], file["parts"], file["unread"]) for file in files] == [
        ("标准.pdf", 2, ""),
        ("扫描件.pdf", 0, SCAN),
    ]


# What later crawls saw


def crawled(public_db: Path, crawl: str, closed_at: str, *, accepted: bool, names: list[str]) -> None:
    """A later crawl that saw the document with attachments of these names, each with the words of its name alone."""
    with closing(sqlite3.connect(public_db)) as connection, connection:
        db = Database(connection)
        row = dict(next(db.query("select * from crawls where id = ?", [CRAWL])))
        db.table("crawls").insert({**row, "id": crawl, "closed_at": closed_at, "accepted": int(accepted)})
        db.table("sightings").insert({"crawl": crawl, "document": DOCUMENT})
        for number, name in enumerate(names):
            file = f"{BASE}f/{number}.pdf"
            version = db.table("document_versions").insert({"document": document_id(PORTAL, file), "crawl": crawl})
            seen = {"crawl": crawl, "document": document_id(PORTAL, file), "version": version.last_pk}
            db.table("document_texts").insert({"version": version.last_pk, "text": f"殡葬补贴标准，{name}"})
            db.table("file_readings").insert({"version": version.last_pk, "kind": "pdf", "parts": 1})
            db.table("sightings").insert(seen)
            link = {"document": DOCUMENT, "crawl": crawl, "url": file, "name": name, "file": seen["document"]}
            db.table("attachments").insert({**link, "role": "attachment"})


@pytest.fixture
def changed(public_db: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(public_db, tmp_path / "public.db"))


def asked(public_db: Path, path: str) -> dict:
    found: dict = asyncio.run(datasette(public_db).client.get(path)).json()
    return found


def names_shown(public_db: Path) -> list[str]:
    return [file["name"] for file in asked(public_db, f"/document/{DOCUMENT}.json")["files"]]


def test_what_a_refused_crawl_saw_is_not_on_the_document_page(changed: Path) -> None:
    crawled(changed, "z", "2027-01-05T03:20:00.000000Z", accepted=False, names=["登录.pdf"])
    assert names_shown(changed) == ["标准.pdf", "扫描件.pdf"]


def test_the_crawl_that_was_closed_last_is_the_newest_whatever_its_name(changed: Path) -> None:
    crawled(changed, "a", "2027-01-05T03:20:00.000000Z", accepted=True, names=["新标准.pdf"])
    assert names_shown(changed) == ["新标准.pdf"]


def found_in(public_db: Path) -> list[str]:
    (hit,) = asked(public_db, "/search.json?q=殡葬补贴标准")["hits"]
    return ["".join(run["text"] for run in file["name"]) for file in hit["files"]]


def test_search_shows_an_attachment_that_two_crawls_saw_once(changed: Path) -> None:
    crawled(changed, "a", "2027-01-05T03:20:00.000000Z", accepted=True, names=["标准.pdf"])
    assert found_in(changed) == ["标准.pdf"]


def test_search_shows_attachments_as_the_last_accepted_crawl_saw_them(changed: Path) -> None:
    crawled(changed, "a", "2027-01-05T03:20:00.000000Z", accepted=True, names=["乙.pdf", "甲.pdf"])
    crawled(changed, "z", "2027-02-05T03:20:00.000000Z", accepted=False, names=["登录.pdf"])
    assert found_in(changed) == ["乙.pdf", "甲.pdf"]
