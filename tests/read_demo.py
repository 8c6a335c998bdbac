"""Pages of the demo, read as a crawl reads them and set into an archive by hand: no server, no WARC."""

from __future__ import annotations

import os
import random
from collections.abc import Iterable
from datetime import date
from functools import cache
from urllib.parse import urljoin

import pytest
from handmade_archive import empty_archive
from sqlite_utils import Database

from archive.listings import add_listings
from archive.observe import observe
from archive.store import content_digest, document_id
from crawler.declaration import declaration
from crawler.demo import truth
from crawler.demo.model import Document, Site
from crawler.demo.site import SKINS, build
from crawler.demo.truth.twins import expected_twins, short_texts
from crawler.portal import find_portal
from crawler.reading.classify import read_page
from crawler.reading.page import parse_page

PORTAL = "demo"
CRAWL = "demo-1"
#: Of the documents that have no part to play, every so many-th is read too.
_EVERY = 12
_DRAWN = random.Random(f"observed {os.environ['GONGKAI_SEED']}")
_AT_ONCE = _DRAWN.choice(SKINS)
#: A seed for each skin; one is read each time, the others with the heavy tests.
SEEDS = [
    pytest.param((_DRAWN.randrange(10**6), skin), id=skin, marks=() if skin == _AT_ONCE else (pytest.mark.heavy,))
    for skin in SKINS
]


@cache
def observed_demo(seed: int, skin: str) -> tuple[Site, Database]:
    """The demo of a seed and skin, and its archive with what is observed; read once in a process, not to be changed."""
    site = build(seed, skin)
    db = read_demo(site)
    observe(db, PORTAL)
    return site, db


def played(site: Site) -> list[Document]:
    """The documents that timeliness.yml and twins.yml speak of, and some of the others; pages only."""
    named = {entry.title for entry in truth.named()}
    named |= {title for twin in expected_twins() for title in (twin.title, twin.of)}
    named |= {short.title for short in short_texts()}
    reposts = {d.number for d in site.own.documents if d.repost_of}
    reposts |= {d.repost_of for d in site.own.documents if d.repost_of}
    return [
        d
        for place, d in enumerate(site.own.documents)
        if d.form == "page"
        and (d.written_on or d.title in named or d.number in reposts or d.report_year or place % _EVERY == 0)
    ]


def read_demo(site: Site) -> Database:
    """An archive of one accepted crawl that saw the documents in ``played``, with the demo's own portal file."""
    db = empty_archive()
    said = declaration(find_portal(PORTAL))
    db.table("portals").insert(said.portal)
    db.table("columns").insert_all(said.columns)
    db.table("channels").insert_all(said.channels)
    db.table("inspections").insert_all(said.inspections)
    db.table("crawls").insert(
        {"id": CRAWL, "portal": PORTAL, "source": "live", "accepted": 1, "closed_at": "2020-06-01T00:00:00.000000Z"}
    )
    for number, document in enumerate(played(site), 1):
        _add(db, site, document, number)
    return db


def _add(db: Database, site: Site, document: Document, number: int) -> None:
    url = urljoin(site.own.base, document.url)
    page = site.own.pages[document.url]
    reading = read_page(parse_page(page.body, url, page.content_type)).document
    assert reading is not None, document.title
    own = document_id(PORTAL, url)
    version = {"id": number, "document": own, "crawl": CRAWL, "written_on": _iso(reading.written_on)}
    db.table("document_versions").insert(version)
    db.table("document_texts").insert({"version": number, "text": reading.body.text, "layout": ""})
    db.table("documents").insert(
        {
            "id": own,
            "portal": PORTAL,
            "url": url,
            "state": "page",
            "title": document.title,
            "published_on": _iso(reading.published_on),
            "published_on_other": _iso(reading.published_on_other),
            "date_conflict": int(reading.date_conflict),
            "issuer": reading.issuer,
            "content_digest": content_digest(reading.body.text),
            "version": number,
        }
    )
    listed = ({"crawl": CRAWL, "column": f"{PORTAL}/{key}", "url": url, "document": own} for key in document.columns)
    add_listings(db, listed)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def ids(site: Site, documents: Iterable[Document]) -> set[str]:
    """The ids of documents in the archive."""
    return {document_id(PORTAL, urljoin(site.own.base, document.url)) for document in documents}
