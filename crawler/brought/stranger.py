"""Records of strangers: those of the portal's hosts are written anew into WARC files of ours, their bytes as they came.

A record keeps its id, its date and its block; what is left aside is counted by reason (archive/foreign/words.yml).
Answers are written as they come, then the revisits and requests that belong to them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urljoin
from uuid import NAMESPACE_URL, uuid5

from archive.clock import instant, stamp
from archive.foreign.limits import LIMITS, ForeignFileError, Limits
from archive.foreign.warc import ForeignRecord, NoRecord, read_foreign
from archive.http_message import Head, read_head, split_interim
from archive.tombstone import purged_type
from archive.warc_block import Block, payload_start
from archive.warc_header import RecordHeader
from archive.warc_revisit import NOT_MODIFIED
from crawler.capture.record import HTTP_REQUEST, HTTP_RESPONSE, REVISIT_PROFILE, Record
from crawler.capture.warc import Place, WarcWriter
from crawler.past.view import PAST_RECORD
from crawler.urls import AddressBook

_TAKEN = ("response", "resource", "revisit", "request")
_ID = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,30}:[!-;=?-~]{1,200}")
_FIRST = datetime(1996, 1, 1, tzinfo=UTC)  # before the Web was archived
_AHEAD = timedelta(days=1)
#: Of a crawl of ours that a web archive answered: what it saw of the site is not what the site says.
OF_THE_PAST = (
    "it is a crawl of what a web archive had, which shows nothing of the site now; `gongkai crawl --from` asks it"
)
#: Codings of content that nothing here reads.
_CODINGS = ("br", "zstd", "compress", "x-compress")
#: Named fields of theirs that say something of the exchange; what is ours begins with Gongkai and is never taken.
_KEPT = ("WARC-IP-Address", "WARC-Truncated", "WARC-Protocol", "WARC-Cipher-Suite")
_WORDS = 200


@dataclass
class Surveyed:
    """What was found in files: which records are to be taken, and why others were left aside."""

    taken: Counter[str] = field(default_factory=Counter)  # by type
    left: Counter[str] = field(default_factory=Counter)  # by reason
    marked: Counter[str] = field(default_factory=Counter)
    hosts: Counter[str] = field(default_factory=Counter)  # of records off the portal's hosts
    first_at: str = ""
    last_at: str = ""

    def leave(self, reason: str) -> None:
        """Count a record that is left aside."""
        self.left[reason] += 1

    def note_date(self, at: datetime) -> None:
        """Take the date of a capture."""
        said = stamp(at)
        self.first_at = min(self.first_at or said, said)
        self.last_at = max(self.last_at, said)


@dataclass(frozen=True, slots=True)
class _Written:
    """A response that was written: what a revisit can refer to."""

    id: str
    place: Place
    url: str
    date: str
    payload_digest: str


@dataclass(frozen=True, slots=True)
class _Good:
    """A record that is to be written."""

    record: ForeignRecord
    at: datetime
    head: Head | None


@dataclass
class Stranger:
    """Takes the records of files. ``is_taken`` tells whether the archive has a record id already; ``now`` bounds dates;
    ``name`` is the import's id, from which ids come where a record's own cannot be used.
    """

    book: AddressBook
    name: str
    now: datetime
    is_taken: Callable[[str], bool]
    limits: Limits = LIMITS
    found: Surveyed = field(default_factory=Surveyed)
    _ids: set[str] = field(default_factory=set)
    _new_ids: dict[str, str] = field(default_factory=dict)
    _written: dict[str, _Written] = field(default_factory=dict)  # by the id it came with
    _by_payload: dict[tuple[str, str], _Written] = field(default_factory=dict)
    _by_date: dict[tuple[str, str], _Written] = field(default_factory=dict)
    _waiting: list[_Good] = field(default_factory=list)
    _partners: list[_Good] = field(default_factory=list)
    _waiting_bytes: int = 0

    def take(self, files: Iterable[Path], writer: WarcWriter) -> Surveyed:
        """Write every good record of the files. Raises ForeignFileError, OSError."""
        for path in files:
            for item in read_foreign(path, self.limits):
                self._item(item, writer)
        for good in self._waiting:
            self._revisit(good, writer)
        for good in self._partners:
            self._request(good, writer)
        return self.found

    def _item(self, item: ForeignRecord | NoRecord, writer: WarcWriter) -> None:
        if isinstance(item, NoRecord):
            self.found.leave(item.reason)
            return
        if is_of_the_past(item):
            raise ForeignFileError(OF_THE_PAST)
        reason, good = self._judged(item)
        if good is None:
            self.found.leave(reason)
        elif item.kind == "revisit":
            self._wait(self._waiting, good)
        elif item.kind == "request":
            self._wait(self._partners, good)
        else:
            self._answer(good, writer)

    def _wait(self, waiting: list[_Good], good: _Good) -> None:
        """Keep what can only be written once all answers are."""
        self._waiting_bytes += len(good.record.block)
        if self._waiting_bytes > self.limits.waiting:
            raise ForeignFileError(f"requests and revisits of more than {self.limits.waiting:,} bytes; split the file")
        waiting.append(good)

    def _judged(self, record: ForeignRecord) -> tuple[str, _Good | None]:
        """Why a record is left aside, or the record that is to be written."""
        if purged_type(record):
            return "purged", None
        if record.kind not in _TAKEN or not record.url.lower().startswith(("http:", "https:")):
            return "other_type", None
        if self.book.canonical(record.url) is None or not record.url.isprintable() or " " in record.url:
            self.found.hosts[_host(record.url)] += 1
            return "off_fence", None
        if not _ID.fullmatch(record.id):
            return "no_id", None
        at = self._date(record)
        if at is None:
            return "bad_date", None
        if self._has_wrong_digest(record):
            return "wrong_digest", None
        if record.kind in ("resource", "request"):
            return "", _Good(record, at, None)
        head = read_head(split_interim(record.block)[1])
        if head is None:
            return "no_answer", None
        if any(c in _CODINGS for said in head.all("Content-Encoding") for c in re.split(r"[\s,]+", said.lower())):
            return "coded", None
        return "", _Good(record, at, head)

    def _date(self, record: ForeignRecord) -> datetime | None:
        """When it was captured; None where that cannot be."""
        return captured_at(record.get("WARC-Date"), self.now)

    def _has_wrong_digest(self, record: ForeignRecord) -> bool:
        """Whether a stated digest is not that of its bytes. Of payloads, programs disagree whether the transfer coding
        belongs to them, so that only that of the block, or of a payload sent plainly, says it surely.
        """
        block = Block(record)
        block.feed(record.block)
        wrong = False
        for fault in block.faults():
            if "no known algorithm" in fault:
                self.found.marked["unchecked_digest"] += 1
            elif "Payload" not in fault or b"transfer-encoding" not in record.block[:16384].lower():
                wrong = True
        return wrong

    def _answer(self, good: _Good, writer: WarcWriter) -> None:
        record = good.record
        is_resource = record.kind == "resource"
        content_type = record.get("Content-Type")[:_WORDS] if is_resource else HTTP_RESPONSE
        new = self._record(good, record.kind, content_type or "application/octet-stream", self._fields(record))
        (place,) = writer.write([new])
        self._count(good, new)
        if is_resource:
            return
        written = _Written(new.id, place, record.url, record.get("WARC-Date"), new.payload_digest)
        self._written.setdefault(record.id, written)
        self._by_date.setdefault((record.url, record.get("WARC-Date")), written)
        for digest in {new.payload_digest, record.get("WARC-Payload-Digest")} - {""}:
            self._by_payload.setdefault((record.url, digest), written)
            self._by_payload.setdefault(("", digest), written)

    def _revisit(self, good: _Good, writer: WarcWriter) -> None:
        """Write a revisit with the place of what it refers to; without that it shows nothing."""
        record = good.record
        original = self._original(record)
        if original is None:
            self.found.leave("no_original")
            return
        is_unchanged = record.get("WARC-Profile").rstrip("/").endswith("server-not-modified")
        fields = [
            ("WARC-Profile", NOT_MODIFIED if is_unchanged else REVISIT_PROFILE),
            ("WARC-Refers-To", f"<{original.id}>"),
            ("WARC-Refers-To-Target-URI", original.url),
            ("WARC-Refers-To-Date", original.date),
            ("WARC-Refers-To-Filename", original.place.file),
            ("WARC-Refers-To-File-Offset", str(original.place.offset)),
            ("WARC-Payload-Digest", original.payload_digest),
        ]
        block = record.block[: payload_start(record.block)]
        new = self._record(good, "revisit", HTTP_RESPONSE, [*self._fields(record), *fields], block)
        writer.write([new])
        self._count(good, new)

    def _original(self, record: ForeignRecord) -> _Written | None:
        """The response that a revisit stands for: by its id, its address and date, or the digest of its payload."""
        named = self._written.get(record.get("WARC-Refers-To").strip("<>"))
        if named is not None:
            return named
        digest = record.get("WARC-Payload-Digest")
        about = record.get("WARC-Refers-To-Target-URI").strip("<>") or record.url
        dated = self._by_date.get((about, record.get("WARC-Refers-To-Date")))
        return dated or self._by_payload.get((about, digest)) or self._by_payload.get(("", digest))

    def _request(self, good: _Good, writer: WarcWriter) -> None:
        """Write the request of an answer that was taken: it tells GET from anything else."""
        partner = self._new_ids.get(good.record.get("WARC-Concurrent-To").strip("<>"))
        if partner is None:
            self.found.leave("no_partner")
            return
        new = self._record(good, "request", HTTP_REQUEST, [("WARC-Concurrent-To", f"<{partner}>")])
        writer.write([new])
        self.found.taken["request"] += 1

    def _count(self, good: _Good, new: Record) -> None:
        self.found.taken[new.kind] += 1
        self.found.note_date(good.at)
        self._new_ids.setdefault(good.record.id, new.id)

    def _record(
        self,
        good: _Good,
        kind: str,
        content_type: str,
        fields: Iterable[tuple[str, str]],
        block: bytes | None = None,
    ) -> Record:
        record = good.record
        content = record.block if block is None else block
        return Record(kind, self._own_id(record), good.at, content_type, content, record.url, tuple(fields))

    def _own_id(self, record: ForeignRecord) -> str:
        """The id of a record, or one made from the import and the record's place where its own is taken."""
        if record.id not in self._ids and not self.is_taken(record.id):
            self._ids.add(record.id)
            return record.id
        self.found.marked["same_id"] += 1
        new = uuid5(NAMESPACE_URL, f"{self.name} {len(self._ids)} {record.number} {record.id}").urn
        self._ids.add(new)
        return new

    def _fields(self, record: ForeignRecord) -> list[tuple[str, str]]:
        return [(name, said[:_WORDS]) for name in _KEPT if (said := record.get(name))]


def _host(url: str) -> str:
    """The host of an address, as it is told to people."""
    host = url.partition("//")[2].partition("/")[0].rpartition("@")[2]
    return "".join(filter(str.isprintable, host))[:100] or "(none)"


def is_of_the_past(record: RecordHeader) -> bool:
    """Whether a record says that its crawl was answered by a web archive."""
    return record.url.startswith(PAST_RECORD)


def captured_at(said: str, now: datetime) -> datetime | None:
    """The instant that a date in UTC says; None where it is none, before there were archives, or yet to come."""
    try:
        at = instant(said) if "T" in said and said.endswith(("Z", "+00:00")) else None
    except (ValueError, OverflowError):
        return None
    return at if at is not None and _FIRST <= at <= now + _AHEAD else None


def redirects_to_itself(book: AddressBook, url: str, head: Head) -> bool:
    """Whether an answer leads to its own canonical address: from http to https, or to a host of the same site."""
    location = head.get("Location")
    try:
        return (
            300 <= head.status < 400
            and bool(location)
            and book.canonical(urljoin(url, location)) == book.canonical(url)
        )
    except ValueError:
        return False


def most_named(counted: Counter[str], most: int = 12) -> Iterator[str]:
    """Names with their numbers, the most frequent first."""
    for name, count in counted.most_common(most):
        yield f"{name} ({count})"
