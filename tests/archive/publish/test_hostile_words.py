"""Hostile titles, quotes, texts, names and addresses are shown as text in every page, feed, file, mail and terminal."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import re
import runpy
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from html import escape
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import feedparser
import pytest
from conftest import ROOT, gongkai
from datasette.app import Datasette
from hostile_archive import MARK, make_hostile
from lxml import etree, html
from published_sample import PORTAL
from sqlite_utils import Database

from archive.publish.build import build
from archive.publish.metadata import read_metadata
from archive.publish.news.crawls import crawls_told
from archive.publish.news.digest import digest
from archive.publish.news.places import Places
from archive.publish.news.words import kinds
from archive.publish.publication import published_tables
from archive.publish.serve import datasette
from archive.publish.snapshots.take import take_snapshot
from archive.publish.steering import text_without_steering
from archive.publish.takeaway.export import export
from crawler.printable import printable

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")

_VISITORS = runpy.run_path(str(Path(__file__).with_name("test_hostile_visitors.py")))
ROUTES, ask = _VISITORS["ROUTES"], _VISITORS["ask"]
Told = Any
DRAWN = random.Random(os.environ["GONGKAI_SEED"])
LANGUAGES = ("both", "zh", "en")
#: Where a word of a stranger may stand besides in text; an address only where it leads somewhere harmless.
ATTRIBUTES = frozenset({"value", "aria-label", "title", "content"})
ADDRESSES = frozenset({"href", "action"})
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
QUERIES = read_metadata()["databases"]["public"]["queries"]
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("hostile-words")
    marks = make_hostile(folder / "archive.db")
    build(folder / "archive.db", folder / "public.db")
    take_snapshot(folder, now=datetime(2026, 11, 26, tzinfo=UTC), software="gongkai test")
    return folder, marks


@pytest.fixture(scope="module")
def folder(written: tuple[Path, dict[str, str]]) -> Path:
    return written[0]


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[Datasette]:
    yield datasette(folder / "public.db")


@pytest.fixture(scope="module")
def targets(folder: Path) -> list[str]:
    """Every route of test_hostile_visitors, every table, row, document, change, query and search there is."""
    with closing(Database(folder / "public.db")) as db:
        documents = [row["id"] for row in db.query("select id from documents")]
        changes = [row["id"] for row in db.query("select id from changes")]
        snapshot = next((folder / "snapshots").glob("*.db")).stem
        sql = [row["sql"] for row in db.query("select sql from findings where sql <> '' limit 2")]
    asked = [target for group in ROUTES.values() for target in group]
    asked = [target.replace("{document}", documents[0]).replace("{snapshot}", snapshot) for target in asked]
    asked += [f"/document/{document}" for document in DRAWN.sample(documents, 12)] + [
        f"/change/{change}" for change in changes
    ]
    asked += [f"/public/{table}" for table in published_tables()]
    asked += [f"/public/{table}?_facet={facet}" for table, facet in (("documents", "issuer"), ("listings", "title"))]
    asked += [f"/public/{query}" for query in QUERIES]
    asked += [f"/public?{urlencode({'sql': each})}" for each in sql]
    asked += [f"/search?{urlencode({'q': words})}" for words in ("zq000", "党", "onerror", "长长")]
    return list(dict.fromkeys(asked))


@pytest.fixture(scope="module")
def told(site: Datasette, targets: list[str]) -> dict[str, Told]:
    """The answers, one after the other in another language; the seed says with which they begin."""
    languages = cycle(DRAWN.sample(LANGUAGES, len(LANGUAGES)))
    asked = [f"{target}{'&' if '?' in target else '?'}_lang={next(languages)}" for target in targets]
    return {target: ask(site, each) for target, each in zip(targets, asked, strict=True)}


def _is_page(told: Told) -> bool:
    return told.headers.get("content-type", "").startswith("text/html")


def wrong_places(page: str) -> Iterator[str]:
    """Where a stranger's word is more than text. libxml2 from 2.14 on takes a page apart as HTML5 says."""
    for element in html.fromstring(page).iter():
        if not isinstance(element.tag, str):
            if MARK.search(str(element)):
                yield f"comment {element}"
            continue
        if MARK.search(element.tag):
            yield f"element {element.tag}"
        for name, value in element.attrib.items():
            if MARK.search(name) or name.startswith("on"):
                yield f"attribute {name} of {element.tag}"
            elif MARK.search(value) and (
                name not in ATTRIBUTES | ADDRESSES or (name in ADDRESSES and _leads_astray(value))
            ):
                yield f"{name}={value[:80]!r} of {element.tag}"
        if element.tag in ("script", "style") and MARK.search(element.text or ""):
            yield from _wrong_script(element)


def _leads_astray(address: str) -> bool:
    """Whether a browser would take the address for anything but a page: it leaves out white space first."""
    bare = re.sub(r"[\t\n\r]", "", address).strip("".join(map(chr, range(0x21))))
    scheme = SCHEME.match(bare)
    return bare.startswith("//") or (scheme is not None and scheme[1].lower() not in ("http", "https"))


def _wrong_script(element: html.HtmlElement) -> Iterator[str]:
    """Data that a page carries for search engines is JSON, and ends nothing."""
    if element.get("type") != "application/ld+json":
        yield f"{element.tag} with a stranger's word"
    else:
        json.loads(element.text)


def test_libxml2_takes_pages_apart_as_browsers_do() -> None:
    assert etree.LIBXML_VERSION >= (2, 14)


def test_no_page_fails_for_what_a_stranger_wrote(told: dict[str, Told]) -> None:
    assert [target for target, each in told.items() if each.status >= 500] == []


def test_no_element_attribute_or_script_of_a_page_is_a_strangers(told: dict[str, Told]) -> None:
    pages = {target: each.body.decode() for target, each in told.items() if _is_page(each) and each.body}
    assert sum(len(set(MARK.findall(page))) for page in pages.values()) > 1_000
    assert {target: found for target, page in pages.items() if (found := sorted(set(wrong_places(page))))} == {}


def test_no_word_of_a_stranger_is_computed(told: dict[str, Told]) -> None:
    assert any(b"70999*91997" in each.body for each in told.values())
    assert [target for target, each in told.items() if b"6531695003" in each.body] == []  # so long is no part of an id


def test_no_character_of_a_page_steers_the_words_round_it(told: dict[str, Told]) -> None:
    pages = {target: each.body.decode() for target, each in told.items() if _is_page(each)}
    assert [target for target, page in pages.items() if text_without_steering(page) != page] == []


def test_a_title_stands_on_its_page_word_for_word(site: Datasette, folder: Path) -> None:
    with closing(Database(folder / "public.db")) as db:
        titles = {row["id"]: row["title"] for row in db.query("select id, title from documents where title <> ''")}
    missing = []
    for document, title in titles.items():
        heading = html.fromstring(ask(site, f"/document/{document}").body.decode()).find(".//h1")
        if _seen(heading.text_content()) != _seen(title):
            missing.append((title, heading.text_content()))
    assert missing == []


def _seen(text: str) -> str:
    """As it is seen: white space is one space, what steers is �."""
    return " ".join(text_without_steering(text.replace("\r", "\n")).split())


def test_json_is_json_with_every_character(told: dict[str, Told], folder: Path) -> None:
    answers = {target: each for target, each in told.items() if each.status == 200 and ".json" in target}
    assert [target for target, each in answers.items() if json.loads(each.body) is None] == []
    documents = json.loads(told["/public/documents.json?_shape=array"].body)
    with closing(Database(folder / "public.db")) as db:
        stored = {row["id"]: row["title"] for row in db.query("select id, title from documents")}
    assert {row["id"]: row["title"] for row in documents} == stored


@pytest.mark.parametrize("path", ["/public/documents.csv?_stream=on", "/download/documents.csv", "/download/claims.csv",
                                  "/download/query/recent_changes.csv", "/public/recent_changes.csv"])  # fmt: skip
def test_no_cell_of_csv_is_a_formula(site: Datasette, path: str) -> None:
    rows = list(csv.reader(io.StringIO(ask(site, path).body.decode("utf-8-sig"), newline="")))
    assert len({len(row) for row in rows}) == 1
    assert MARK.search(str(rows))
    assert [cell for row in rows for cell in row if re.match(r"[=+@\t\r]|-[^\d.]", cell)] == []


@pytest.mark.parametrize("kind", ["", *kinds()])
def test_feeds_are_valid_and_have_titles_as_text(site: Datasette, kind: str) -> None:
    told = ask(site, f"/feeds/{PORTAL}{f'/{kind}' if kind else ''}.atom")
    feed = etree.fromstring(told.body)
    grammar = etree.RelaxNG(etree.parse(str(ROOT / "tests" / "atom.rng")))
    assert grammar.validate(feed), grammar.error_log
    assert not feedparser.parse(told.body).bozo
    marked = [element for element in feed.iter() if element.text and MARK.search(element.text)]
    assert {element.tag.removeprefix(ATOM) for element in marked} <= {"title", "summary", "content", "name", "id"}
    assert {element.get("type", "text") for element in marked} <= {"text", "html"}
    embedded = [element.text for element in marked if element.get("type") == "html"]
    assert [found for text in embedded for found in wrong_places(text)] == []
    assert [link for link in feed.iter(f"{ATOM}link") if _leads_astray(link.get("href"))] == []


def test_the_data_package_is_described_in_json(folder: Path, tmp_path: Path) -> None:
    export(folder / "public.db", tmp_path / "package", created=datetime(2026, 11, 26, tzinfo=UTC), software="test")
    json.loads((tmp_path / "package" / "datapackage.json").read_text("utf-8"))


def test_the_digest_has_no_link_or_markup_of_a_stranger(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "public.db")) as public:
        text = digest(public, crawls_told(folder), "2026-W02", Places("https://watch.example.org/"))
    assert MARK.search(text)
    assert [link for link in re.findall(r"(?<!\\)\]\((.*?)\)", text) if not link.startswith("<https://watch.")] == []
    assert re.findall(r"(?<!\\)<(?!https://watch\.example\.org/)", text) == []
    assert printable(text) == text
    assert [line for line in text.splitlines() if line.lstrip("- ").startswith(("Bcc:", "=", "#zq"))] == []


@pytest.mark.parametrize(
    ("command", "form"),
    [("changes", ("--portal",)), ("verify", ()), ("verify", ("--json",)), ("runs", ())],
    ids=["changes", "verify", "verify-json", "runs"],
)
def test_no_word_of_a_stranger_steers_the_terminal(folder: Path, command: str, form: tuple[str, ...]) -> None:
    said = gongkai(command, *form, PORTAL, "--archive", folder)
    assert printable(said.stdout + said.stderr) == said.stdout + said.stderr
    assert "Traceback" not in said.stderr
    assert MARK.search(said.stdout)
    if "--json" in form:
        json.loads(said.stdout)


def test_claims_of_a_hostile_report_are_shown_and_written_as_text(
    written: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    hostile = [text for text in written[1].values() if len(text) < 200]
    body = "".join(f"<p>主动公开政府信息{number}条，{escape(text)}</p>" for number, text in enumerate(hostile[:60], 1))
    report = tmp_path / "report.html"
    report.write_text(f"<html><meta charset=utf-8><h1>某区2018年政府信息公开工作年度报告</h1>{body}</html>", "utf-8")
    said = gongkai("claims", report)
    assert said.returncode == 0, said.stderr
    assert MARK.search(said.stdout)
    assert printable(said.stdout) == said.stdout
