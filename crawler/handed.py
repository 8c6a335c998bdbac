"""What is made of a whole answer beside the process that fetches: the records that keep it, and what the walk reads.

Nothing here writes anything: who fetched it writes the records first, then what they give.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive.earlier import Earlier
from archive.forked import pickle_plainly
from archive.http_message import Answer
from archive.records import Capture, Request
from archive.signing.leaves import Binding
from crawler import walk
from crawler.capture.compose import compose_answer
from crawler.capture.middleware import capture_of
from crawler.capture.recording import Recording
from crawler.capture.warc import Packed, Place, pack
from crawler.capture.warc_file import Archived
from crawler.portal import Portal
from crawler.steps import Step
from crawler.urls import AddressBook

#: Of a capture until its records are written.
_NOWHERE = Place("", 0, 0)


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer as it came over a connection without TLS, the request of the walk that it answers, and what was
    captured of its address before.
    """

    request: Request
    url: str
    method: str
    started_at: datetime
    address: str
    sent: bytes
    received: bytes
    earlier: Earlier | None

    @classmethod
    def of(cls, recording: Recording, request: Request, earlier: Earlier | None) -> Heard:
        """What a recording holds."""
        wire = (recording.started_at, recording.address, bytes(recording.sent), bytes(recording.received))
        return cls(request, recording.url, recording.method, *wire, earlier)

    def recording(self) -> Recording:
        """The recording again."""
        return Recording(
            self.url,
            self.method,
            started_at=self.started_at,
            address=self.address,
            sent=bytearray(self.sent),
            received=bytearray(self.received),
            complete=True,
        )


@dataclass(frozen=True, slots=True)
class Kept:
    """The records of an answer, its capture without a place, and what it gave.

    Without a whole header there is no capture; of an entity that is too long there is no step.
    """

    packed: Packed
    capture: Capture | None
    step: Step | None


@dataclass(frozen=True, slots=True)
class Keeper:
    """Composes and reads the answers of one crawl; ``folder`` is where its WARC files stand."""

    crawl: str
    portal: Portal
    book: AddressBook
    folder: Path

    def keep(self, heard: Heard) -> Kept:
        """What is made of an answer. Raises OSError where an earlier capture cannot be read."""
        recording = heard.recording()
        exchange = compose_answer(recording, heard.request.identity, heard.earlier, self.folder)
        packed, answer = pack(exchange.records), exchange.answer
        if answer is None:
            return Kept(packed, None, None)
        archived = Archived(exchange.records[0].id, _NOWHERE, answer, exchange.refers_to)
        capture = capture_of(self.crawl, self.book, recording, archived, answer)
        return Kept(packed, capture, None if answer.cut else self._read(heard.request, answer, capture))

    def _read(self, request: Request, answer: Answer, capture: Capture) -> Step:
        exchange = walk.Exchange(
            request=request,
            status=answer.head.status,
            content=answer.content,
            content_type=answer.head.get("Content-Type"),
            location=answer.head.get("Location"),
            capture=capture.id,
            entity_digest=capture.entity_digest,
        )
        return walk.step(self.portal, exchange)


pickle_plainly(Heard, Kept, Packed, Binding, Earlier)  # what a step holds: crawler.read_ahead
