"""Crawls of one portal made by hand, night by night, through the store: what was listed, read, asked for in vain."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from handmade_archive import PORTAL, empty_archive

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

BASE = "http://here.invalid/"
TEXT = "全区各单位要按照要求做好有关工作，并于月底前报送情况。"


@dataclass(frozen=True)
class Covered:
    """Coverage of one column, as crawler.coverage states it."""

    column: str
    entries: int
    list_read: bool = True
    url: str = ""
    list_pages: int = 1
    documents_fetched: int = 0
    failed: int = 0
    carried: int = 0
    stated_items: int | None = None
    note: str = ""

    @property
    def state(self) -> str:
        return "complete" if self.list_read else "incomplete"


@dataclass(frozen=True)
class Unread:
    """What was asked for in vain, as crawler.coverage states it."""

    url: str
    purpose: str = "probe"
    column: str | None = None
    reason: str = "HTTP 404"
    answered: bool = True


@dataclass(frozen=True)
class File:
    """An attached file: where it stands, what it is called, what it holds."""

    path: str
    name: str = "附件"
    content: str | None = "表一"  # None: it did not come, or was not asked for


@dataclass(frozen=True)
class Item:
    """An entry of a list and its page; ``read`` False: the page did not come. ``at``: where redirects led."""

    path: str
    title: str = "关于做好有关工作的通知"
    dated: str | None = "2020-05-01"
    text: str = TEXT
    listed_on: str | None = None  # as dated
    list_title: str = ""  # as title
    other: str | None = None
    origin: str = "visible"
    files: tuple[File, ...] = ()
    state: str = "page"
    read: bool = True
    at: str = ""
    noise: str = ""

    @property
    def url(self) -> str:
        return BASE + self.path

    def but(self, **changes: Any) -> Item:
        """This item with something else about it."""
        return replace(self, **changes)


@dataclass
class Watched:
    """An archive in memory, and the crawls that are made of it."""

    columns: Sequence[str] = ("news",)
    bindings: Mapping[str, str] = field(default_factory=dict)
    db: Any = field(default_factory=empty_archive)

    def __post_init__(self) -> None:
        self.db.register_function(title_key, deterministic=True)
        self._ids = count()

    def crawl(
        self,
        at: str,
        listed: Sequence[Item] | Mapping[str, Sequence[Item]],
        *,
        gone: Sequence[str] = (),
        answering: Sequence[Item] = (),
        unread: Sequence[str] = (),
        broken: Sequence[str] = (),
        accepted: bool = True,
        source: str = "live",
    ) -> list[tuple[Any, ...]]:
        """One crawl: its lists, probes that are ``gone``, ``answering`` or ``unread``; return its changes, in short."""
        by_column = listed if isinstance(listed, Mapping) else {self.columns[0]: listed}
        crawl = f"c{next(self._ids)}"
        began = datetime.fromisoformat(at + "+00:00")
        open_crawl(self.db, PORTAL, crawl, "", _instant(began))
        self.db.execute("update crawls set source = ? where id = ?", [source, crawl])
        store = Store(self.db, PORTAL, crawl)
        store.take([*self._records(store, crawl, by_column), *self._probed(store, crawl, answering)], (), None)
        store.flush()
        covered = [Covered(key, len(by_column.get(key, ())), key not in broken) for key in self.columns]
        asked = [Unread(BASE + path) for path in gone]
        asked += [Unread(BASE + path, reason="HTTP 503", answered=False) for path in unread]
        closed = _instant(began + timedelta(minutes=20))
        close_crawl(self.db, self._said(), crawl, "ok", "", accepted, covered, closed, asked)
        return self.changes(crawl)

    def changes(self, crawl: str) -> list[tuple[Any, ...]]:
        """Kind and path of the changes of a crawl; of a burst the number of documents."""
        sql = "select kind, url, documents from changes where crawl = ? order by kind, url"
        rows = self.db.execute(sql, [crawl]).fetchall()
        return [(kind, url.removeprefix(BASE) if url else documents) for kind, url, documents in rows]

    def last(self, kind: str) -> dict[str, Any]:
        """The newest change of a kind."""
        return next(iter(self.db.query("select * from changes where kind = ? order by seen_at desc", [kind])))

    def document(self, path: str) -> dict[str, Any]:
        """The row of the document at an address."""
        sql = "select d.* from documents d join document_urls a on a.document = d.id where a.url = ?"
        return next(iter(self.db.query(sql, [BASE + path])))

    def documents(self) -> int:
        return self.db.table("documents").count

    def _said(self) -> Declaration:
        columns = tuple({"id": f"{PORTAL}/{key}", "portal": PORTAL, "key": key, "title": key} for key in self.columns)
        bindings = {f"{PORTAL}/{key}": self.bindings.get(key, key) for key in self.columns}
        return Declaration({"id": PORTAL, "zone": "Asia/Shanghai"}, columns, (), (), bindings)

    def _records(self, store: Store, crawl: str, listed: Mapping[str, Sequence[Item]]) -> Iterator[WalkRecord]:
        read = set()
        for column, items in listed.items():
            for place, item in enumerate(items):
                day = _day(item.listed_on or item.dated)
                listing = Listing(item.list_title or item.title, item.url, day, place)
                yield Listed(column, listing, item.url, item.state, column, "")
                if item.read and item.state != "external" and item.url not in read:
                    read.add(item.url)
                    yield from self._read(store, crawl, item)

    def _probed(self, store: Store, crawl: str, items: Sequence[Item]) -> Iterator[WalkRecord]:
        for item in items:
            yield from self._read(store, crawl, item)

    def _read(self, store: Store, crawl: str, item: Item) -> Iterator[WalkRecord]:
        at = BASE + (item.at or item.path)
        if item.state == "file":
            yield self._file(store, crawl, File(item.path, content=item.text), at)
            return
        digest = _digest(repr(item))
        capture = self._capture(store, crawl, at, "document", digest)
        links = tuple(Link(file.name, BASE + file.path) for file in item.files)
        reading = DocumentReading(
            item.title, _day(item.dated), item.origin, bool(item.other), "", "", "", "", (), Body(item.text, ()),
            links, _day(item.other),
        )  # fmt: skip
        yield DocumentRead(item.url, reading, links, capture, digest)
        for file in item.files:
            if file.content is not None:
                yield self._file(store, crawl, file, BASE + file.path)

    def _file(self, store: Store, crawl: str, file: File, at: str) -> FileFetched:
        content = file.content or ""
        digest = _digest(content)
        capture = self._capture(store, crawl, at, "file", digest)
        reading = FileReading("pdf", Body(content.removesuffix("!"), ()))
        return FileFetched(BASE + file.path, capture, "application/pdf", len(content), digest, reading)

    def _capture(self, store: Store, crawl: str, url: str, kind: str, digest: str) -> str:
        name = f"r{next(self._ids)}"
        at = datetime.fromisoformat("2020-01-01T00:00:00+00:00")
        store.add_capture(Capture(name, crawl, url, url, "GET", at, 200, "", digest, 0, "", 0, 0, kind))
        return name


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _day(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None


def _digest(content: str) -> str:
    return f"sha256:{hashlib.sha256(content.encode()).hexdigest()}"
