"""Hostile words in a real browser, with scripts on and no policy against them: nothing runs, nothing is asked for."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from os import environ
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from asgi_server import serving
from axe_core import chromium
from hostile_archive import make_hostile
from published_sample import PORTAL, REPORT
from sqlite_utils import Database

from archive.publish.build import build
from archive.publish.metadata import read_metadata
from archive.publish.serve import datasette

pytestmark = pytest.mark.heavy

TABLES = (
    "documents",
    "document_texts",
    "listings",
    "claims",
    "findings",
    "remarks",
    "attachments",
    "changes",
    "portals",
)
#: Whatever a handler could be waiting for; then where the links of the page would lead.
PROVOKE = """() => {
  for (const element of document.querySelectorAll('*'))
    for (const name of ['mouseover', 'mouseenter', 'focus', 'error', 'load', 'toggle', 'animationstart', 'pointerdown'])
      element.dispatchEvent(new Event(name));
  return [...document.querySelectorAll('[href], [action], [src]')]
    .map(e => e.getAttribute('href') ?? e.getAttribute('action') ?? e.getAttribute('src'))
    .filter(address => !URL.canParse(address, document.baseURI)
      || !['http:', 'https:'].includes(new URL(address, document.baseURI).protocol));
}"""


@dataclass
class Watched:
    """A page of a browser, and what it did that nobody asked of it."""

    page: Any
    address: str
    dialogs: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("dialog", self._dialog)
        self.page.on("popup", lambda page: self.outside.append(page.url))
        self.page.on("request", self._request)

    def _dialog(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _request(self, request: Any) -> None:
        if not request.url.startswith(self.address):
            self.outside.append(request.url)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile-browser")
    make_hostile(folder / "archive.db")
    build(folder / "archive.db", folder / "public.db")
    return folder


@pytest.fixture(scope="module")
def watched(folder: Path) -> Iterator[Watched]:
    with serving(datasette(folder / "public.db").app()) as address, chromium() as browser:
        context = browser.new_context(bypass_csp=True)
        yield Watched(context.new_page(), address)
        context.close()


def pages(folder: Path) -> list[str]:
    with closing(Database(folder / "public.db")) as db:
        documents = [f"/document/{row['id']}" for row in db.query("select id from documents")]
        changes = [f"/change/{row['id']}" for row in db.query("select id from changes")]
        crawls = [f"/crawl/{row['id']}" for row in db.query("select id from crawls")]
        columns = [f"/column/{row['id']}" for row in db.query('select id from "columns"')]
    found = [
        *(
            "/",
            f"/report/{REPORT}",
            f"/changes/{PORTAL}",
            f"/coverage/{PORTAL}",
            f"/years/{PORTAL}",
            "/download",
            "/public",
        ),
        *(f"/year/{PORTAL}/2018", *documents, *changes, *crawls, *columns),
        *(f"/search?{urlencode({'q': words})}" for words in ("zq000", "党", "onerror")),
        *(f"/public/{table}" for table in TABLES),
        *(f"/public/{query}" for query in read_metadata()["databases"]["public"]["queries"]),
        "/public/documents?_facet=issuer&_facet=title",
    ]
    chance = random.Random(environ["GONGKAI_SEED"])
    return [f"{page}{'&' if '?' in page else '?'}_lang={chance.choice(('both', 'zh', 'en'))}" for page in found]


def test_nothing_runs_and_nothing_outside_is_asked_for(watched: Watched, folder: Path) -> None:
    ran, astray = [], {}
    asked = pages(folder)
    for page in asked:
        watched.page.goto(watched.address + page)
        if leading := watched.page.evaluate(PROVOKE):
            astray[page] = leading
        if watched.page.evaluate("window.hostile") is not None:
            ran.append(page)
    assert (ran, astray, watched.dialogs, watched.outside) == ([], {}, [], [])
    assert len(asked) > 80
