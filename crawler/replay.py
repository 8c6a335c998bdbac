"""Answers from the WARC instead of the network, for a crawl that goes on."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archive.records import Capture, Request
from crawler.capture import REQUEST_HEADER
from crawler.capture.failure import read_failure
from crawler.capture.message import Answer, read_answer
from crawler.capture.reader import OPEN_SUFFIX, StoredRecord, read_record, read_records
from crawler.urls import AddressBook
from crawler.walk import Exchange

#: The record in which a crawl's WARC holds the portal file it followed.
PORTAL_RECORD = "urn:gongkai:portal:"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands, and what it is: response or metadata (a failure). ``status`` 0 is no answer."""

    path: Path
    offset: int
    kind: str
    status: int


@dataclass
class CrawlRecords:
    """The records of one crawl's WARC files.

    ``answers`` are the last record for each request of the walk; ``others`` are responses that answer none of
    them or were followed by another: robots.txt, a 503 that was tried again, an answer that was cut off.
    """

    answers: dict[str, Place] = field(default_factory=dict)
    others: list[Place] = field(default_factory=list)
    portal: dict[str, Any] = field(default_factory=dict)

    def add(self, path: Path, record: StoredRecord) -> None:
        """Take one record of the crawl's files, in their order."""
        if record.kind == "resource" and record.url.startswith(PORTAL_RECORD):
            self.portal = json.loads(record.block)
        if record.kind not in ("response", "metadata"):
            return
        identity = record.get(REQUEST_HEADER)
        if record.kind == "metadata" and not identity:
            return
        answer = read_answer(record.block, "GET") if record.kind == "response" else None
        place = Place(path, record.offset, record.kind, answer.head.status if answer else 0)
        replaced = self.answers.get(identity) if identity else place
        if identity:
            self.answers[identity] = place
        if replaced is not None and replaced.kind == "response":
            self.others.append(replaced)


def read_crawl(folder: Path, crawl: str) -> CrawlRecords:
    """Index the WARC files of a crawl by the requests that their records answer.

    Raises TornRecordError where a file ends inside a record; ``crawler.capture.repair`` cuts it.
    """
    records = CrawlRecords()
    for path in sorted(folder.glob(f"{crawl}-[0-9]*.warc.gz*")):
        for record in read_records(path):
            records.add(path, record)
    return records


def load(place: Place, request: Request, crawl: str, book: AddressBook) -> tuple[Exchange, Capture | None]:
    """Return the exchange that a record answers ``request`` with, and its capture; a failure has none."""
    record = read_record(place.path, place.offset)
    if place.kind == "metadata":
        return Exchange(request, status=0, error=read_failure(record.block).error), None
    answer = read_answer(record.block, request.method)
    if answer is None:
        return Exchange(request, status=0, error="the header of its answer cannot be read"), None
    capture = _capture(place, record, answer, crawl, book)
    exchange = Exchange(
        request=request,
        status=capture.status,
        content=answer.content,
        content_type=answer.head.get("Content-Type"),
        location=answer.head.get("Location"),
        capture=capture.id,
        entity_digest=capture.entity_digest,
    )
    return exchange, capture


def load_capture(place: Place, crawl: str, book: AddressBook) -> Capture | None:
    """Return the capture of a response that answers no request of the walk; None where its header is not whole."""
    record = read_record(place.path, place.offset)
    answer = read_answer(record.block, "GET")
    return _capture(place, record, answer, crawl, book) if answer else None


def _capture(place: Place, record: StoredRecord, answer: Answer, crawl: str, book: AddressBook) -> Capture:
    status = answer.head.status
    kind = "truncated" if record.get("WARC-Truncated") else "page" if status == 200 else "error"
    return Capture(
        id=record.id,
        crawl=crawl,
        url=book.canonical(record.url) or record.url,
        fetched_url=record.url,
        method="GET",
        captured_at=datetime.fromisoformat(record.get("WARC-Date").replace("Z", "+00:00")).astimezone(UTC),
        status=status,
        mime=answer.head.mime,
        entity_digest=answer.entity_digest,
        size=len(answer.content),
        warc_file=place.path.name.removesuffix(OPEN_SUFFIX),
        warc_offset=record.offset,
        warc_length=record.length,
        kind=kind,
    )
