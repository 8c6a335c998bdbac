"""The store: one writer over archive.db, in batches; a crawl's facts become current when it closes as accepted."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Collection, Generator, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from archive.clock import stamp, system_clock
from archive.earlier import Condition, Earlier, condition_of, earlier_capture, has_earlier
from archive.file_rows import insert_files
from archive.folding import title_key
from archive.frontier import Frontier, KeptFrontier, event_row, events
from archive.layout import layout_of
from archive.listings import add_listings
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
    PartRead,
    Request,
    WalkRecord,
)
from archive.schema import READER_VERSION, upgrade

if TYPE_CHECKING:  # who crawls signs nothing, and needs not load what does
    from archive.twins.signatures import Signed

BATCH = 300
#: A crawl that closes may keep those that run beside it waiting.
WAIT_SECONDS = 300
_UNREAD_KIB = 16_000  # of SQLite's pages: those of its indexes are written to all over
#: What a version has beside its row, in tables of their own.
_BESIDE = ("text", "layout", "file")


def now() -> str:
    """The present instant in UTC as the archive writes it."""
    return stamp(system_clock())


class _Archive(Database):
    """archive.db, whose transactions begin as writers: two processes that read first and then write never clash."""

    @contextmanager
    def atomic(self) -> Generator[Database, None, None]:
        """One transaction, or within one a savepoint."""
        if self.conn.in_transaction:
            with super().atomic():
                yield self
            return
        self.conn.execute("begin immediate")
        try:
            yield self
            self.conn.execute("commit")
        except BaseException:
            self.rollback()
            raise


def open_archive(path: Path) -> Database:
    """Open archive.db for writing (WAL), creating or upgrading it.

    Raises sqlite3.DatabaseError where the file is no database.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    db = _Archive(sqlite3.connect(path, timeout=WAIT_SECONDS))
    db.execute("pragma journal_mode = wal")
    db.execute("pragma synchronous = normal")
    upgrade(db)
    db.register_function(title_key, deterministic=True)
    return db


@contextmanager
def unread(db: Database) -> Iterator[None]:
    """Write a database that nobody reads until it is whole: each page once, and not by way of a log (WAL).

    Processes that are forked meanwhile may read it (archive.observe_all).
    """
    db.execute("pragma synchronous = off")
    db.execute("pragma journal_mode = truncate")
    db.execute(f"pragma cache_size = -{_UNREAD_KIB}")
    yield
    db.execute("pragma journal_mode = wal")
    db.execute("pragma synchronous = full")


def document_id(portal: str, url: str) -> str:
    """The stable id of a document: hashed from its portal and first canonical URL."""
    return "d" + hashlib.sha256(f"{portal}\n{url}".encode()).hexdigest()[:16]


def content_digest(text: str) -> str | None:
    """Digest of a text without its white space; None for an empty one, so that pictures are no reposts."""
    squeezed = "".join(text.split())
    return "sha256:" + hashlib.sha256(squeezed.encode()).hexdigest() if squeezed else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _file_text(reading: FileReading | None) -> dict[str, Any]:
    """What the version of a file has beside its row: its text, its layout and how it was read."""
    if reading is None:
        return {}
    return {"text": reading.body.text, "layout": layout_of(reading.body), "file": reading}


#: The document's newest version of this source, and whether it is the same.
_SAME_AS_LAST = """
select v.id, v.entity_digest is :entity_digest and v.reader_version is :reader_version
from document_versions v join crawls w on w.id = v.crawl
join crawls this on this.id = :crawl and this.source is w.source
where v.document = :document order by v.id desc limit 1
"""
#: Any version that is the same: what a web archive showed may be what was seen live at any time.
_SAME_EVER = """
select id, 1 from document_versions
where document = :document and entity_digest is :entity_digest and reader_version is :reader_version
order by id desc limit 1
"""
#: What a crawl read, under the address that its lists gave, or under that of the file.
_READ = """
select v.state, v.title, v.entity_digest, v.content_digest, s.capture, coalesce(l.url, c.url) as url
from sightings s join document_versions v on v.id = s.version
left join captures c on c.id = s.capture
left join (select document, min(url) as url from listings where crawl = ?1 group by document) l
    on l.document = s.document
where s.crawl = ?1
"""


def _document_read(row: dict[str, Any]) -> DocumentRead:
    """A document as coverage needs to know it: its address, its title and the digest of its text."""
    reading = DocumentReading(row["title"], None, "", False, "", "", "", "", (), Body("", ()), ())
    said = row["capture"], row["entity_digest"]
    return DocumentRead(row["url"], reading, (), *said, content_digest=row["content_digest"])


class Store:
    """Writes one crawl. Rows go in by batches; until ``close`` nothing of it is current.

    ``before_writing`` is called before each batch, to bring what the rows lead to safely to the disk. ``frontier`` is
    where what is asked for is kept, where that is not archive.db.
    """

    def __init__(
        self,
        db: Database,
        portal: str,
        crawl: str,
        before_writing: Callable[[], None] = lambda: None,
        *,
        is_past: bool = False,
        frontier: Frontier | None = None,
    ) -> None:
        self._db = db
        self._same = _SAME_EVER if is_past else _SAME_AS_LAST
        self._before_writing = before_writing
        self._portal = portal
        self._crawl = crawl
        self._captures: dict[str, dict[str, Any]] = {}
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._pending = 0
        self._frontier = frontier or KeptFrontier(db, crawl)
        self._has_earlier: bool | None = None

    def add_capture(self, capture: Capture) -> None:
        """Take a capture whose record is on disk."""
        self._captures[capture.id] = {
            "id": capture.id,
            "crawl": capture.crawl,
            "url": capture.url,
            "fetched_url": capture.fetched_url,
            "method": capture.method,
            "captured_at": stamp(capture.captured_at),
            "status": capture.status,
            "mime": capture.mime,
            "entity_digest": capture.entity_digest,
            "size": capture.size,
            "warc_file": capture.warc_file,
            "warc_offset": capture.warc_offset,
            "warc_length": capture.warc_length,
            "kind": capture.kind,
            "revisit_of": capture.revisit_of or None,
            "etag": capture.etag or None,
            "last_modified": capture.last_modified or None,
            "archived_at": stamp(capture.archived_at) if capture.archived_at else None,
            "web_archive": capture.web_archive or None,
        }
        self._pending += 1

    def add_signatures(self, signed: Iterable[Signed]) -> None:
        """Take the signatures of texts."""
        for digest, scheme, signature in signed:
            self._queue("text_signatures", {"content_digest": digest, "scheme": scheme, "signature": signature})

    def earlier(self, url: str) -> Earlier | None:
        """What an earlier crawl, closed at the first call, captured of a canonical URL. Raises sqlite3.Error."""
        if self._has_earlier is None:  # asked for every page of a first crawl too
            self._has_earlier = has_earlier(self._db, self._crawl)
        return earlier_capture(self._db, url, self._crawl) if self._has_earlier else None

    def condition(self, url: str, since: str) -> Condition | None:
        """On what a canonical URL can be asked for; see ``archive.earlier.condition_of``. Raises sqlite3.Error."""
        return condition_of(self._db, self._portal, url, since)

    def set_kind(self, capture: str, kind: str) -> None:
        """Say what a capture turned out to be: page, list, document, file, challenge, soft_404, …"""
        if capture in self._captures:
            self._captures[capture]["kind"] = kind
        elif capture:
            self._db.execute("update captures set kind = ? where id = ?", [kind, capture])

    def not_asked(self, requests: Iterable[Request]) -> list[Request]:
        """Those of the requests that the crawl did not ask for before, which are then to be taken. Raises
        sqlite3.Error.
        """
        return self._frontier.new(requests)

    def pending(self) -> list[Request]:
        """What was asked for and not answered, in the order it was asked, once all is written. Raises sqlite3.Error."""
        return self._frontier.pending()

    def take(self, records: Iterable[WalkRecord], asked: Collection[Request], answered: Request | None) -> None:
        """Take what one exchange gave, what the walk asks for next, and that its request is done.

        All of it goes into one transaction, whenever the batch is written.
        """
        for record in records:
            self._add(record)
        self._frontier.take(asked, answered)
        self._pending += len(asked)
        if self._pending >= BATCH:
            self.flush()

    def _add(self, record: WalkRecord) -> None:
        match record:
            case Listed():
                self._queue("listings", self._listing(record))
            case DocumentRead():
                self._add_document(record)
            case PartRead():
                self._add_part(record.url, record.number, record.page_url, record.body, record)
                self._add_attachments(record.url, record.attachments)
            case FileFetched():
                self._add_file(record)
            case _:
                self._queue("crawl_events", event_row(self._crawl, record))

    def _id(self, url: str) -> str:
        """The id that an address has by itself; which of them are one document is known when the crawl closes."""
        return document_id(self._portal, url)

    def _listing(self, record: Listed) -> dict[str, Any]:
        return {
            "crawl": self._crawl,
            "column": f"{self._portal}/{record.column}",
            "position": record.listing.position,
            "title": record.listing.title,
            "listed_on": _iso(record.listing.listed_on),
            "listed_on_printed": _iso(record.listing.listed_on_printed),
            "url": record.url,
            "document": self._id(record.url),
            "state": record.state,
            "page_url": record.page_url,
            "page_number": record.page_number,
            "capture": record.capture,
        }

    def _add_document(self, record: DocumentRead) -> None:
        reading = record.reading
        self._queue(
            "document_versions",
            {
                "document": self._id(record.url),
                "crawl": self._crawl,
                "capture": record.capture,
                "entity_digest": record.entity_digest,
                "content_digest": record.content_digest or content_digest(reading.body.text),
                "reader_version": READER_VERSION,
                "state": "page",
                "title": reading.title,
                "published_on": _iso(reading.published_on),
                "published_on_origin": reading.published_on_origin,
                "published_on_other": _iso(reading.published_on_other),
                "published_on_printed": _iso(reading.published_on_printed),
                "date_conflict": int(reading.date_conflict),
                "issuer": reading.issuer,
                "source": reading.source,
                "index_number": reading.index_number,
                "document_number": reading.document_number,
                "breadcrumb": " > ".join(reading.breadcrumb),
                "family": reading.family,
                "written_on": _iso(reading.written_on),
                "validity": reading.validity,
                "category": reading.category,
                "keywords": reading.keywords,
                "image_only": int(reading.image_only),
                "text": reading.body.text,
                "layout": layout_of(reading.body),
            },
        )
        self._add_attachments(record.url, record.attachments)
        self._add_attachments(record.url, [Link("", url) for url in record.images], "image")
        if record.goes_on:
            self._add_part(record.url, 1, record.url, reading.body, record)

    def _add_attachments(self, url: str, links: Iterable[Link], role: str = "attachment") -> None:
        for link in links:
            row = {"document": self._id(url), "crawl": self._crawl, "url": link.url, "name": link.text, "role": role}
            self._queue("attachments", row | {"file": self._id(link.url)})

    def _add_part(self, url: str, number: int, page_url: str, body: Body, read: DocumentRead | PartRead) -> None:
        """One of several pages of a document, and its text until the crawl closes."""
        key = {"crawl": self._crawl, "document": self._id(url), "number": number}
        row = key | {"url": page_url, "capture": read.capture, "entity_digest": read.entity_digest}
        self._queue("document_parts", row)
        self._queue("part_texts", key | {"text": body.text, "layout": layout_of(body)})

    def _add_file(self, record: FileFetched) -> None:
        self._queue(
            "document_versions",
            {
                "document": self._id(record.url),
                "crawl": self._crawl,
                "capture": record.capture,
                "entity_digest": record.entity_digest,
                "content_digest": record.entity_digest,
                "reader_version": READER_VERSION,
                "state": "file",
                "title": "",  # a file is called what its listing calls it
                "date_conflict": 0,
                "image_only": 0,
                **_file_text(record.reading),
            },
        )

    def _queue(self, table: str, row: dict[str, Any]) -> None:
        self._rows.setdefault(table, []).append(row)
        self._pending += 1

    def flush(self) -> None:
        """Write what is queued in one transaction.

        Raises sqlite3.OperationalError or OSError where the disk is full; nothing is lost of what is queued.
        """
        self._before_writing()
        with self._db.atomic():
            self._insert("captures", list(self._captures.values()))
            self._insert_versions(self._rows.get("document_versions", ()))
            add_listings(self._db, self._rows.get("listings", ()))
            for table in ("attachments", "document_parts", "part_texts", "crawl_events", "text_signatures"):
                self._insert(table, self._rows.get(table, ()))
            self._frontier.write()
        self._captures, self._rows, self._pending = {}, {}, 0
        self._frontier.written()

    def written(self) -> Iterator[WalkRecord]:
        """What is written of this crawl, as coverage needs to know it: events, entries, what was read."""
        yield from events(self._db, self._crawl)
        for row in self._db.query("select * from listings where crawl = ?", [self._crawl]):
            listed_on = date.fromisoformat(row["listed_on"]) if row["listed_on"] else None
            listing = Listing(row["title"], row["url"], listed_on, row["position"])
            column = row["column"].removeprefix(f"{self._portal}/")
            yield Listed(column, listing, row["url"], row["state"], row["page_url"], row["capture"], row["page_number"])
        for row in self._db.query(_READ, [self._crawl]):
            if row["state"] == "file":
                yield FileFetched(row["url"], row["capture"], "", 0, row["entity_digest"])
            else:
                yield _document_read(row)

    def forget_readings(self, urls: Iterable[str]) -> None:
        """What this crawl read under these addresses becomes nobody's present state; the captures stay."""
        with self._db.atomic():
            self._db.conn.executemany(
                "delete from sightings where crawl = ? and document = ?",
                [(self._crawl, self._id(url)) for url in urls],
            )

    def _insert(self, table: str, rows: Collection[dict[str, Any]], verb: str = "insert or ignore") -> None:
        """Write rows of a table that exists; a column that only some of them have is null in the others."""
        if not rows:
            return
        columns = [*dict.fromkeys(chain.from_iterable(dict.fromkeys(map(tuple, rows))))]
        names, values = ", ".join(f'"{name}"' for name in columns), ", ".join("?" for _ in columns)
        self._db.conn.executemany(
            f"{verb} into {table} ({names}) values ({values})", ([*map(row.get, columns)] for row in rows)
        )

    def _insert_versions(self, versions: Iterable[dict[str, Any]]) -> None:
        """Write what was seen; a version that equals the document's newest is seen again, not written again."""
        texts: list[dict[str, Any]] = []
        rows: list[dict[str, Any]] = []
        sightings: list[dict[str, Any]] = []
        files: list[tuple[int, FileReading]] = []
        (last,) = self._db.execute("select coalesce(max(id), 0) from document_versions").fetchone()
        for version in versions:
            # What is queued stays as it is: a full disk may refuse it, and it is written again.
            text, layout, file = version.get("text", ""), version.get("layout", ""), version.get("file")
            known = self._same_version(version)
            number = known or last + len(rows) + 1
            sightings.append(
                {
                    "crawl": self._crawl,
                    "document": version["document"],
                    "version": number,
                    "capture": version["capture"],
                }
            )
            if known:
                continue
            row = {name: value for name, value in version.items() if name not in _BESIDE}
            rows.append({"id": number, **row, "characters": len(text) or None})
            if text:
                texts.append({"version": number, "text": text, "layout": layout})
            if file:
                files.append((number, file))
        self._insert("document_versions", rows, "insert")
        self._insert("document_texts", texts, "insert")
        insert_files(self._db, files)
        self._insert("sightings", sightings, "insert or replace")

    def _same_version(self, version: dict[str, Any]) -> int | None:
        """The version that this one is seen again of: of the same bytes, read by the same reader."""
        names = ("document", "entity_digest", "reader_version")
        row = self._db.execute(self._same, {"crawl": self._crawl} | {name: version[name] for name in names}).fetchone()
        return int(row[0]) if row and row[1] else None
