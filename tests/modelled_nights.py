"""Nights of the demo as rows: what a crawl would read of the site, from the site's model alone, in no time.

Nothing is served, fetched or read: listings, documents, files and probes go into the store as the walk would give
them, and the crawl is closed. What it tells of the engine that compares crawls it tells exactly; whether pages are
read so is another test's.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from typing import Any
from urllib.parse import urljoin

import pypdf
from handmade_archive import empty_archive
from handmade_watch import Covered, Unread
from sqlite_utils import Database
from told_changes import CHANGES

from archive.crawls import Declaration, close_crawl, open_crawl
from archive.folding import title_key
from archive.records import (
    Body,
    Capture,
    DocumentRead,
    DocumentReading,
    FileFetched,
    FileReading,
    Link,
    Listed,
    Listing,
    WalkRecord,
)
from archive.store import Store
from crawler.demo.model import Document, Entry, Host, Page, Site
from crawler.demo.nights import site_on
from crawler.demo.skin import load_skin
from crawler.demo.truth.watch import Night, small_site

PORTAL = "demo"
_COLUMNS = small_site().columns
SAID = Declaration(
    {"id": PORTAL, "zone": "Asia/Shanghai"},
    tuple({"id": f"{PORTAL}/{key}", "portal": PORTAL, "key": key, "title": key} for key in _COLUMNS),
    (),
    (),
    {f"{PORTAL}/{key}": key for key in _COLUMNS},
)


@dataclass
class Modelled:
    """A small site, night by night, in an archive in memory.

    ``order`` puts the records of a crawl in another order; ``prefix`` begins the ids of crawls and captures;
    ``noisy`` gives every page other bytes every night.
    """

    base: Site
    order: Callable[[list[WalkRecord]], Sequence[WalkRecord]] = list
    prefix: str = "c"
    noisy: bool = False
    db: Database = field(default_factory=empty_archive)

    def __post_init__(self) -> None:
        self.db.register_function(title_key, deterministic=True)
        self._captures = count()

    def play(self, night: Night, minutes_later: int = 0) -> None:
        """Crawl every document of the site as it is in ``night``."""
        at = night.at + timedelta(minutes=minutes_later)
        crawl = f"{self.prefix}{at:%Y%m%dT%H%M}"
        instant = at.isoformat().replace("+00:00", ".000000Z")
        open_crawl(self.db, PORTAL, crawl, "", instant)
        store = Store(self.db, PORTAL, crawl)
        accepted = night.expect != "not_accepted"
        covered, unread = [], []
        if accepted:
            host = site_on(self.base, night).own
            crawled = _Crawled(self, store, crawl, host, night)
            store.take(self.order(list(crawled.records())), (), None)
            covered, unread = crawled.covered, crawled.unread
        store.flush()
        closed = instant.replace(":30:00.", ":45:00.")
        close_crawl(self.db, SAID, crawl, "ok" if accepted else "suspect", "", accepted, covered, closed, unread)

    def changes(self) -> list[dict[str, Any]]:
        """All changes; ``night`` and ``lacked_by_night`` are when those crawls began."""
        return list(self.db.query(CHANGES, [PORTAL]))

    def capture(self, store: Store, crawl: str, url: str, kind: str, digest: str) -> str:
        name = f"{self.prefix}-{next(self._captures)}"
        at = datetime.fromisoformat("2020-01-01T00:00:00+00:00")
        store.add_capture(Capture(name, crawl, url, url, "GET", at, 200, "", digest, 0, "", 0, 0, kind))
        return name


@dataclass
class _Crawled:
    """One night's crawl of one host."""

    of: Modelled
    store: Store
    crawl: str
    host: Host
    night: Night
    covered: list[Covered] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    def records(self) -> Iterator[WalkRecord]:
        documents = {document.number: document for document in self.host.documents}
        listed: dict[str, Entry] = {}
        for column in _COLUMNS:
            entries = self.host.listings[column]
            is_broken = self.night.weather == "truncated" and column in self.night.columns
            shown = entries[: 2 * load_skin(self.of.base.skin).page_size] if is_broken else entries
            self.covered.append(Covered(column, len(shown), not is_broken))
            for place, entry in enumerate(shown):
                url = urljoin(self.host.base, entry.url)
                listed[url] = entry
                document = documents.get(entry.document)
                state = "external" if document and document.form == "external" else "page"
                yield Listed(column, Listing(entry.title, url, entry.listed_on, place), url, state, column, "")
        for url, entry in listed.items():
            if entry.document in documents:
                yield from self._read(url, url, documents[entry.document])
            else:
                self.unread.append(Unread(url, "document"))
        for url in self._left(listed):
            yield from self._probe(url, documents)

    def _left(self, listed: dict[str, Entry]) -> list[str]:
        """Addresses that the last accepted crawl listed, and those of what is missing, where no list has them."""
        sql = """
        select l.url from listings l join documents d on d.id = l.document
        where d.state <> 'external' and l.crawl = (
            select id from crawls where accepted = 1 order by closed_at desc limit 1)
        union select url from documents where missing_since is not null and gone_since is null
        """
        return [url for (url,) in self.of.db.execute(sql).fetchall() if url not in listed]

    def _probe(self, url: str, documents: dict[int, Document]) -> Iterator[WalkRecord]:
        at = {urljoin(self.host.base, document.url): document for document in documents.values()}
        page = self.host.pages.get(url.removeprefix(self.host.base.rstrip("/")))
        if page and page.location:
            leads = urljoin(self.host.base, page.location)
            yield from self._read(url, leads, at[leads])
        elif url in at:
            yield from self._read(url, url, at[url])
        else:
            self.unread.append(Unread(url))

    def _read(self, url: str, at: str, document: Document) -> Iterator[WalkRecord]:
        if document.form == "external":
            return
        if document.form == "file":
            yield self._fetched(url, at, self._page(document.url))
            return
        files = tuple(Link(file.name, urljoin(self.host.base, file.path)) for file in document.attachments)
        text = "\n".join(document.paragraphs)
        digest = _digest(repr((document.title, document.published_on, at, text, self.of.noisy and self.crawl)))
        capture = self.of.capture(self.store, self.crawl, at, "document", digest)
        shown = document.published_on if document.printed != "list" else None
        reading = DocumentReading(document.title, shown, "visible", False, "", "", "", "", (), Body(text, ()), files)
        yield DocumentRead(url, reading, files, capture, digest)
        for file in document.attachments:
            link = urljoin(self.host.base, file.path)
            yield self._fetched(link, link, self._page(file.path))

    def _page(self, path: str) -> Page:
        return self.host.pages[path]

    def _fetched(self, url: str, at: str, page: Page) -> FileFetched:
        digest = _digest(page.body)
        capture = self.of.capture(self.store, self.crawl, at, "file", digest)
        reading = FileReading("pdf", Body(_text(page.body), ())) if page.body.startswith(b"%PDF") else None
        return FileFetched(url, capture, page.content_type, len(page.body), digest, reading)


def _digest(content: str | bytes) -> str:
    data = content.encode() if isinstance(content, str) else content
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


@cache
def _text(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return "\n".join(page.extract_text() for page in pages)
