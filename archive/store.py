"""The store: one writer over archive.db, in batches; a crawl's facts become current when it closes as accepted."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.folding import title_key
from archive.records import (
    Body,
    Capture,
    Cell,
    DocumentRead,
    FileFetched,
    Listed,
    Paragraph,
    Table,
    WalkRecord,
)
from archive.schema import READER_VERSION, upgrade

BATCH = 300


def now() -> str:
    """The present instant in UTC as the archive writes it."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def open_archive(path: Path) -> Database:
    """Open archive.db for writing (WAL), creating or upgrading it.

    Raises sqlite3.DatabaseError where the file is no database.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    db = Database(sqlite3.connect(path, timeout=30))
    db.execute("pragma journal_mode = wal")
    db.execute("pragma synchronous = normal")
    upgrade(db)
    db.register_function(title_key, deterministic=True)
    return db


def document_id(portal: str, url: str) -> str:
    """The stable id of a document: hashed from its portal and first canonical URL."""
    return "d" + hashlib.sha256(f"{portal}\n{url}".encode()).hexdigest()[:16]


def content_digest(text: str) -> str | None:
    """Digest of a text without its white space; None for an empty one, so that pictures are no reposts."""
    squeezed = "".join(text.split())
    return "sha256:" + hashlib.sha256(squeezed.encode()).hexdigest() if squeezed else None


def layout_of(body: Body) -> str:
    """Paragraphs and cells of a body as JSON; ``body_of`` reads it back."""
    cells = [
        [[c.row, c.column, c.rowspan, c.colspan, c.start, c.end, c.text] for c in table.cells] for table in body.tables
    ]
    return json.dumps({"paragraphs": [[p.start, p.end] for p in body.paragraphs], "tables": cells}, ensure_ascii=False)


def body_of(text: str, layout: str) -> Body:
    """The body that ``layout_of`` wrote down."""
    data = json.loads(layout)
    tables = tuple(
        Table(
            tuple(
                Cell(row, column, rows, columns, words, start, end)
                for row, column, rows, columns, start, end, words in t
            )
        )
        for t in data["tables"]
    )
    return Body(text, tuple(Paragraph(start, end) for start, end in data["paragraphs"]), tables)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


class Store:
    """Writes one crawl. Rows go in by batches; until ``close`` nothing of it is current."""

    def __init__(self, db: Database, portal: str, crawl: str) -> None:
        self._db = db
        self._portal = portal
        self._crawl = crawl
        self._captures: dict[str, dict[str, Any]] = {}
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._pending = 0
        self._ids: dict[str, str] = {
            row["url"]: row["document"] for row in db.table("document_urls").rows_where("portal = ?", [portal])
        }

    def add_capture(self, capture: Capture) -> None:
        """Take a capture whose record is on disk."""
        self._captures[capture.id] = {
            "id": capture.id,
            "crawl": capture.crawl,
            "url": capture.url,
            "fetched_url": capture.fetched_url,
            "method": capture.method,
            "captured_at": capture.captured_at.isoformat(timespec="microseconds").replace("+00:00", "Z"),
            "status": capture.status,
            "mime": capture.mime,
            "entity_digest": capture.entity_digest,
            "size": capture.size,
            "warc_file": capture.warc_file,
            "warc_offset": capture.warc_offset,
            "warc_length": capture.warc_length,
            "kind": capture.kind,
        }
        self._count()

    def set_kind(self, capture: str, kind: str) -> None:
        """Say what a capture turned out to be: page, list, document, file, challenge, soft_404, …"""
        if capture in self._captures:
            self._captures[capture]["kind"] = kind
        elif capture:
            self._db.execute("update captures set kind = ? where id = ?", [kind, capture])

    def add(self, records: Iterable[WalkRecord]) -> None:
        """Take records of the walk."""
        for record in records:
            match record:
                case Listed():
                    self._queue("listings", self._listing(record))
                case DocumentRead():
                    self._add_document(record)
                case FileFetched():
                    self._add_file(record)

    def _id(self, url: str) -> str:
        return self._ids.get(url) or document_id(self._portal, url)

    def _listing(self, record: Listed) -> dict[str, Any]:
        return {
            "crawl": self._crawl,
            "column": f"{self._portal}/{record.column}",
            "position": record.listing.position,
            "title": record.listing.title,
            "listed_on": _iso(record.listing.listed_on),
            "url": record.url,
            "document": self._id(record.url),
            "state": record.state,
            "page_url": record.page_url,
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
                "content_digest": content_digest(reading.body.text),
                "reader_version": READER_VERSION,
                "state": "page",
                "title": reading.title,
                "published_on": _iso(reading.published_on),
                "published_on_origin": reading.published_on_origin,
                "published_on_other": _iso(reading.published_on_other),
                "date_conflict": int(reading.date_conflict),
                "issuer": reading.issuer,
                "source": reading.source,
                "index_number": reading.index_number,
                "document_number": reading.document_number,
                "breadcrumb": " > ".join(reading.breadcrumb),
                "family": reading.family,
                "text": reading.body.text,
                "layout": layout_of(reading.body),
            },
        )
        for link in record.attachments:
            row = {"document": self._id(record.url), "crawl": self._crawl, "url": link.url, "name": link.text}
            self._queue("attachments", row)

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
                "title": record.name,
                "date_conflict": 0,
            },
        )

    def _queue(self, table: str, row: dict[str, Any]) -> None:
        self._rows.setdefault(table, []).append(row)
        self._count()

    def _count(self) -> None:
        self._pending += 1
        if self._pending >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what is queued in one transaction.

        Raises sqlite3.OperationalError where the disk is full; nothing is lost of what is queued.
        """
        with self._db.atomic():
            self._db.table("captures").insert_all(list(self._captures.values()), pk="id")
            self._insert_versions(self._rows.get("document_versions", ()))
            for table in ("listings", "attachments"):
                self._db.table(table).insert_all(self._rows.get(table, ()), ignore=True)
        self._captures, self._rows, self._pending = {}, {}, 0

    def _insert_versions(self, versions: Iterable[dict[str, Any]]) -> None:
        """Write versions under ids given here, so that their texts follow in the same batch."""
        texts = []
        rows = []
        (last,) = self._db.execute("select coalesce(max(id), 0) from document_versions").fetchone()
        for number, version in enumerate(versions, last + 1):
            text, layout = version.pop("text", ""), version.pop("layout", "")
            rows.append({"id": number, **version})
            if text:
                texts.append({"version": number, "text": text, "layout": layout})
        self._db.table("document_versions").insert_all(rows, pk="id")
        self._db.table("document_texts").insert_all(texts, pk="version")
