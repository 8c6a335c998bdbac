"""Answers from the WARC instead of the network: for a crawl that goes on, and for one that is rebuilt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, TypeVar

from archive.clock import instant
from archive.content_coding import MAX_ENTITY_BYTES
from archive.http_message import Answer, read_head, read_status
from archive.purge_orders import PurgedRecord, purged_records, read_orders
from archive.records import Capture, Request
from archive.tombstone import purged_type
from archive.validators import etag_of, last_modified_of
from archive.warc_reader import OPEN_SUFFIX, StoredRecord, TornRecordError, read_record, read_records
from archive.warc_revisit import is_not_modified, original_of, whole_answer
from crawler.capture import warc
from crawler.capture.certificate import Certificate, read_certificate
from crawler.capture.failure import describe, read_failure
from crawler.capture.record import REQUEST_HEADER, UNANSWERED_HEADER, read_warc_fields
from crawler.capture.rendered import rendered_capture
from crawler.capture.unreadable import EntityTooLongError, NoHeaderError
from crawler.past.seen import as_seen
from crawler.past.view import PAST_RECORD, PastView
from crawler.plan import PLAN_RECORD, Plan
from crawler.portal import Portal, recorded_portal
from crawler.steps import answered
from crawler.urls import AddressBook
from crawler.walk import Exchange

#: The record in which a crawl's WARC holds the portal file it followed.
PORTAL_RECORD = "urn:gongkai:portal:"
#: Those in which it holds what it followed.
FOLLOWED = (PORTAL_RECORD, PLAN_RECORD, PAST_RECORD)
#: Records that hold an answer, and the one that says why there is none.
ANSWERS = ("response", "revisit")
_CAPTURE = frozenset(entry.name for entry in fields(Capture))
RENDERED = "resource"
#: A resource of a stranger: what an address held, without an HTTP header (WARC 1.1, section 6.4).
PLAIN_RESOURCE = "plain resource"
_FAILURE = "metadata"
#: An answer whose bytes were deleted after an order.
_PURGED = "purged"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands, and what it is: response, revisit resource (a rendered document), metadata
    (a failure) or purged. ``status`` 0 is no answer; ``purged`` is what is known of a purged one; ``is_memento``
    where a web archive that the crawl looks at replayed it.
    """

    path: Path
    offset: int
    kind: str
    status: int
    purged: PurgedRecord | None = None
    is_memento: bool = False
    length: int = 0  # of its gzip member


@dataclass(frozen=True, slots=True)
class Answered:
    """The record that stands for a request's answer. ``is_cut``: not all of the answer came."""

    identity: str
    place: Place
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Software:
    """What wrote a file of the crawl's: one run of the program may have written several."""

    run: str
    since: str  # as WARC-Date has it
    software: str


@dataclass
class CrawlRecords:
    """The records of one crawl's WARC files.

    ``answers`` are the last record for each request of the walk; ``others`` are responses that answer none of
    them or were followed by another: robots.txt, a 503 that was tried again, an answer that was cut off.
    ``portals`` is every portal file that the crawl followed: one, but for the hosts it was reached at.
    """

    answers: dict[str, Place] = field(default_factory=dict)
    others: list[Place] = field(default_factory=list)
    certificates: list[Certificate] = field(default_factory=list)
    methods: dict[str, str] = field(default_factory=dict)  # by the record of the answer, where it is not GET
    portals: list[Portal] = field(default_factory=list)
    plan: Plan | None = None  # None: from before there were plans
    view: PastView | None = None  # of a crawl that a web archive answered
    software: list[Software] = field(default_factory=list)
    register: Mapping[str, PurgedRecord] = field(default_factory=dict)  # of purged records, by their ids
    purged: list[PurgedRecord] = field(default_factory=list)  # captures of this crawl that were purged

    def find(self, request: Request) -> Place | None:
        """The record that answers a request; None where there is none."""
        return self.answers.get(request.identity)

    def taken(self, request: Request, place: Place) -> bool:
        """Note that a request was answered with the record; whether its capture is to be taken with it."""
        return self.answers.pop(request.identity, None) is place

    def left(self) -> list[Place]:
        """What answered nothing that was asked: captures all the same."""
        return [*self.others, *self.answers.values()]

    @property
    def portal(self) -> Portal | None:
        """The portal file of the crawl, reached at any of the hosts that it was reached at; None where it has none."""
        if not self.portals:
            return None
        hosts = dict.fromkeys(host for portal in reversed(self.portals) for host in portal.hosts)
        return self.portals[-1].model_copy(update={"hosts": tuple(hosts)})

    def add(self, path: Path, record: StoredRecord) -> None:
        """Take one record of the crawl's files, in their order."""
        kind = record.kind
        if purged := purged_type(record):
            self._add_purged(path, record, purged)
        elif kind == "resource" and record.url.startswith(FOLLOWED):
            self._add_followed(path, record)
        elif kind == "warcinfo":
            said = read_warc_fields(record.block)
            self.software.append(Software(said.get("run", ""), record.get("WARC-Date"), said.get("software", "")))
        elif kind == "request":
            if (method := method_of(record)) != "GET":
                self.methods[record.get("WARC-Concurrent-To").strip("<>")] = method
        elif kind in ANSWERS or record.get(REQUEST_HEADER):
            self.answer(answered_by(path, record, is_past=self.view is not None))
        elif kind == "metadata" and (certificate := read_certificate(record.block)):
            self.certificates.append(certificate)

    def _add_followed(self, path: Path, record: StoredRecord) -> None:
        if record.url.startswith(PORTAL_RECORD):
            self.portals.append(recorded_portal(record.block))
        elif record.url.startswith(PLAN_RECORD):
            self.plan = _read(path, record, Plan.from_json, "no plan")
        else:
            self.view = _read(path, record, PastView.from_json, "no view of a web archive")

    def answer(self, answered: Answered) -> None:
        """Take the place of one answer, in their order."""
        if answered.is_cut:  # its failure stands behind it, or was cut off with the end of the file
            self.others.append(answered.place)
        else:
            self._answer(answered.identity, answered.place)

    def _add_purged(self, path: Path, record: StoredRecord, kind: str) -> None:
        """An answer that is gone. Raises TornRecordError where no order says what it was."""
        if kind not in (*ANSWERS, RENDERED):
            return
        known = self.register.get(record.id)
        if known is None or known.capture is None:
            raise TornRecordError(path, record.offset, "it was purged, and no order in purged/ says what it was")
        self.purged.append(known)
        self._answer(record.get(REQUEST_HEADER), Place(path, record.offset, _PURGED, known.capture["status"], known))

    def _answer(self, identity: str, place: Place) -> None:
        replaced = self.answers.get(identity) if identity else place
        if identity:
            self.answers[identity] = place
        if replaced is not None and replaced.kind in (*ANSWERS, RENDERED, _PURGED):
            self.others.append(replaced)


def answered_by(path: Path, record: StoredRecord, *, is_past: bool = False) -> Answered:
    """The place of a record that is an answer; ``is_past`` where a web archive answers."""
    is_answer = record.kind in ANSWERS
    status = read_status(record.block) if is_answer else 200 if record.kind == RENDERED else 0
    is_memento = is_answer and is_past and _is_memento(record)
    place = Place(path, record.offset, record.kind, status, is_memento=is_memento, length=record.length)
    return Answered(record.get(REQUEST_HEADER), place, bool(record.get("WARC-Truncated")))


def method_of(request: StoredRecord) -> str:
    """The HTTP method of a request's record: of nearly all of them GET."""
    return request.block[:32].partition(b" ")[0].decode("latin-1")


def _is_memento(record: StoredRecord) -> bool:
    """Whether a web archive says of its answer that it replays one."""
    head = read_head(record.block)
    return head is not None and bool(head.get("Memento-Datetime"))


_Followed = TypeVar("_Followed")


def _read(path: Path, record: StoredRecord, reader: Callable[[bytes], _Followed], else_: str) -> _Followed:
    """What a record says that the crawl follows. Raises TornRecordError."""
    try:
        return reader(record.block)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise TornRecordError(path, record.offset, f"it is {else_}: {error}") from error


def files_of(folder: Path, crawl: str) -> list[Path]:
    """The WARC files of a crawl, in the order in which they were written."""
    return sorted(folder.glob(f"{crawl}-[0-9]*.warc.gz*"))


def read_crawl(
    folder: Path,
    crawl: str,
    register: Mapping[str, PurgedRecord] | None = None,
    records: CrawlRecords | None = None,
) -> CrawlRecords:
    """Index the WARC files of a crawl by the requests that their records answer.

    ``register`` has what was purged of the archive, by record; it is read where it is not given. ``records`` takes
    them, where those of a crawl are not to be taken as our own.
    Raises TornRecordError where a file ends inside a record (``crawler.capture.repair`` cuts it) or is damaged.
    """
    records = CrawlRecords() if records is None else records
    records.register = purged_records(read_orders(folder.parent)) if register is None else register
    for path in files_of(folder, crawl):
        for record in read_records(path):
            records.add(path, record)
    return records


def load(
    place: Place, request: Request, crawl: str, book: AddressBook, view: PastView | None = None
) -> tuple[Exchange, Capture | None]:
    """Return the exchange that a record answers ``request`` with, and its capture; a failure has none.

    That of a purged record has no content. ``view`` is what the crawl saw of a web archive.
    """
    if place.purged is not None:
        capture = _purged_capture(place.purged, crawl)
        return Exchange(request, capture.status, capture=capture.id, entity_digest=capture.entity_digest), capture
    record = read_record(place.path, place.offset, place.length)
    if place.kind == _FAILURE:
        return Exchange(request, status=0, error=read_failure(record.block).error), None
    if place.kind == RENDERED:
        return _rendered(record, place, request, crawl)
    if place.kind == PLAIN_RESOURCE:
        return _plain(record, place, request, crawl, book)
    answer = _answer(place, record, request.method)
    if answer is None:
        return Exchange(request, status=0, error=describe(NoHeaderError(record.url))), None
    capture = _capture(place, record, answer, request.method, crawl, book)
    if answer.cut:
        return Exchange(request, status=0, error=describe(EntityTooLongError(record.url))), capture
    exchange = answered(request, 200 if is_not_modified(record) else capture.status, answer, capture)
    return as_seen(view, exchange, record.url, answer.head.get) if view else exchange, capture


def _rendered(record: StoredRecord, place: Place, request: Request, crawl: str) -> tuple[Exchange, Capture]:
    """The document that a browser made of a page, as it was read live."""
    capture = _rendered_capture(record, place, crawl)
    exchange = Exchange(
        request=request,
        status=place.status,
        content=record.block,
        content_type=record.get("Content-Type"),
        capture=capture.id,
        entity_digest=capture.entity_digest,
        rendered=True,
        unanswered=record.get(UNANSWERED_HEADER),
    )
    return exchange, capture


def _plain(
    record: StoredRecord, place: Place, request: Request, crawl: str, book: AddressBook
) -> tuple[Exchange, Capture]:
    capture = _plain_capture(record, place, crawl, book)
    content = record.block[:MAX_ENTITY_BYTES]
    if len(record.block) > MAX_ENTITY_BYTES:
        return Exchange(request, status=0, error=describe(EntityTooLongError(record.url))), capture
    exchange = Exchange(
        request=request,
        status=200,
        content=content,
        content_type=record.get("Content-Type"),
        capture=capture.id,
        entity_digest=capture.entity_digest,
    )
    return exchange, capture


def _plain_capture(record: StoredRecord, place: Place, crawl: str, book: AddressBook) -> Capture:
    """The row of what a stranger kept of an address without its HTTP header."""
    row = _rendered_capture(record, place, crawl)
    mime = record.get("Content-Type").partition(";")[0].strip().lower()
    return replace(row, url=book.canonical(record.url) or record.url, fetched_url=record.url, mime=mime)


def _rendered_capture(record: StoredRecord, place: Place, crawl: str) -> Capture:
    at = instant(record.get("WARC-Date"))
    stands = warc.Place(place.path.name.removesuffix(OPEN_SUFFIX), record.offset, record.length)
    return rendered_capture(crawl, record.id, record.url, at, record.block, stands)


def load_capture(place: Place, records: CrawlRecords, crawl: str, book: AddressBook) -> Capture | None:
    """Return the capture of a record, whatever it answers; None where it is a failure or its header is not whole."""
    if place.purged is not None:
        return _purged_capture(place.purged, crawl)
    if place.kind not in (*ANSWERS, RENDERED, PLAIN_RESOURCE):
        return None
    record = read_record(place.path, place.offset, place.length)
    if place.kind == PLAIN_RESOURCE:
        return _plain_capture(record, place, crawl, book)
    if place.kind == RENDERED:
        return _rendered_capture(record, place, crawl)
    method = records.methods.get(record.id, "GET")
    answer = _answer(place, record, method)
    return _capture(place, record, answer, method, crawl, book) if answer else None


def _purged_capture(known: PurgedRecord, crawl: str) -> Capture:
    row = {name: value for name, value in (known.capture or {}).items() if name in _CAPTURE and value is not None}
    instants: dict[str, Any] = {name: instant(row.pop(name)) for name in ("captured_at", "archived_at") if name in row}
    return Capture(**row | {"crawl": crawl} | instants)


def _answer(place: Place, record: StoredRecord, method: str) -> Answer | None:
    """The answer as it came; that of a revisit has its body from the record that it refers to.

    Raises TornRecordError where that record is not there.
    """
    original = original_of(place.path.parent, record) if record.kind == "revisit" else None
    if original is None and record.kind == "revisit":
        said = f"it refers to {record.get('WARC-Refers-To')}, not found, or purged there"
        raise TornRecordError(place.path, record.offset, said)
    return whole_answer(record, original, method)


def _capture(place: Place, record: StoredRecord, answer: Answer, method: str, crawl: str, book: AddressBook) -> Capture:
    status = answer.head.status
    origin = book.origin(record.url, answer.head.get)
    kind = "truncated" if record.get("WARC-Truncated") else "page" if status == 200 else "error"
    return Capture(
        id=record.id,
        crawl=crawl,
        url=book.canonical(record.url) or record.url,
        fetched_url=record.url,
        method=method,
        captured_at=instant(record.get("WARC-Date")),
        status=status,
        mime=answer.head.mime,
        entity_digest=answer.entity_digest,
        size=len(answer.content),
        warc_file=place.path.name.removesuffix(OPEN_SUFFIX),
        warc_offset=record.offset,
        warc_length=record.length,
        kind=kind,
        revisit_of=record.get("WARC-Refers-To").strip("<>"),
        etag=etag_of(answer.head),
        last_modified=last_modified_of(answer.head),
        archived_at=origin.archived_at,
        web_archive=origin.web_archive,
    )
