"""From the recording of an exchange to the records that keep it."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive.earlier import Condition, Earlier
from archive.http_message import Answer, left_as_kept, read_answer, read_received
from archive.warc_reader import StoredRecord
from archive.warc_revisit import NOT_MODIFIED, Reference, header_at, payload_of, reference_of, response_at
from crawler.browser.rendering import Rendering
from crawler.capture.certificate import CERTIFICATE_HEADER
from crawler.capture.failure import Failure
from crawler.capture.record import (
    BROWSER_HEADER,
    DOM,
    DOM_TYPE,
    HTTP_REQUEST,
    HTTP_RESPONSE,
    REQUEST_HEADER,
    REVISIT_PROFILE,
    UNANSWERED_HEADER,
    WARC_FIELDS,
    Record,
    new_record_id,
    payload_start,
    warc_fields,
)
from crawler.capture.recording import Recording

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """The records of one exchange, the answer (or else the failure) first; ``refers_to`` is a revisit's original."""

    records: tuple[Record, ...]
    answer: Answer | None = None
    refers_to: str = ""


def _fields(recording: Recording, identity: str) -> Fields:
    """Named fields on every record of an exchange: address, TLS as used, what it answers."""
    tls = recording.tls_version.lower().replace("v", "/", 1)
    fields = (
        ("WARC-IP-Address", recording.address),
        ("WARC-Protocol", tls),
        ("WARC-Cipher-Suite", recording.cipher),
        (CERTIFICATE_HEADER, recording.certificate.field if recording.certificate else ""),
        (REQUEST_HEADER, identity),
    )
    return tuple((name, value) for name, value in fields if value)


def _response(recording: Recording, message: bytes, identity: str, more: Fields = ()) -> Record:
    """The response as it came; bytes that are no HTTP are kept too, under no HTTP name."""
    content_type = HTTP_RESPONSE if message.startswith(b"HTTP/") else "application/octet-stream"
    fields = _fields(recording, identity) + more
    return Record("response", new_record_id(), recording.started_at, content_type, message, recording.url, fields)


def _request(recording: Recording, concurrent_to: str) -> Record:
    fields = (("WARC-Concurrent-To", f"<{concurrent_to}>"), *_fields(recording, ""))
    return Record(
        "request", new_record_id(), recording.started_at, HTTP_REQUEST, bytes(recording.sent), recording.url, fields
    )


def _aside(recording: Recording, interim: bytes, concurrent_to: str) -> tuple[Record, ...]:
    """What came around the answer and is no part of it: interim answers, bytes after its end, a new certificate."""
    pairs = {"interim-base64": interim, "excess-base64": recording.excess}
    blocks = [warc_fields({name: base64.b64encode(data).decode("ascii") for name, data in pairs.items()})]
    if recording.certificate and recording.introduces:
        blocks.append(recording.certificate.block())
    fields = (("WARC-Concurrent-To", f"<{concurrent_to}>"),)
    return tuple(
        Record("metadata", new_record_id(), recording.started_at, WARC_FIELDS, block, recording.url, fields)
        for block in blocks
        if block
    )


def kept_response(folder: Path, earlier: Earlier, payload_digest: str = "") -> tuple[str, StoredRecord] | None:
    """File and record of the response that an earlier capture is, or refers to; None without one, or of another
    payload than ``payload_digest`` where that is given. Raises OSError.

    It is read whole from a file that is sealed, so that a revisit never refers to what is not safely on the disk.
    """
    place: Reference | None = Reference(earlier.id, Path(earlier.warc_file).name, earlier.warc_offset)
    header = header_at(folder, place) if place else None
    if header is not None and header.kind == "revisit":  # a revisit refers to a response, never to a revisit
        place = reference_of(header)
    if header is None or place is None or not (folder / place.file).is_file():
        return None
    original = response_at(folder, place, payload_digest or header.get("WARC-Payload-Digest"))
    return None if original is None or original.get("WARC-Truncated") else (place.file, original)


def _original(folder: Path, earlier: Earlier, response: Record) -> tuple[str, StoredRecord] | None:
    """File and record of the response that holds this very payload; None without one."""
    kept = kept_response(folder, earlier, response.payload_digest)
    return kept if kept and payload_of(kept[1]) == _payload(response) else None


def _payload(response: Record) -> bytes:
    return response.block[payload_start("response", response.url, response.block) :]


def _revisit(response: Record, file: str, original: StoredRecord, profile: str = REVISIT_PROFILE) -> Record:
    """A revisit record (section 6.7): the header that came, without the payload."""
    head = response.block[: payload_start("response", response.url, response.block)]
    fields = (
        *response.fields,
        ("WARC-Profile", profile),
        ("WARC-Refers-To", f"<{original.id}>"),
        ("WARC-Refers-To-Target-URI", original.url),
        ("WARC-Refers-To-Date", original.get("WARC-Date")),
        ("WARC-Refers-To-Filename", file),
        ("WARC-Refers-To-File-Offset", str(original.offset)),
        ("WARC-Payload-Digest", original.get("WARC-Payload-Digest")),
    )
    return Record("revisit", response.id, response.date, HTTP_RESPONSE, head, response.url, fields)


def compose_answer(
    recording: Recording,
    identity: str,
    earlier: Earlier | None,
    folder: Path,
    condition: Condition | None = None,
) -> Exchange:
    """Return the records of an answered exchange: response or revisit, request, and what came around them.

    The answer of a 304 to ``condition`` has the entity that was kept.
    """
    interim, message, answer = read_received(bytes(recording.received), recording.method)
    record = _response(recording, message, identity)
    refers_to = ""
    if answer and answer.content and earlier and earlier.entity_digest == answer.entity_digest:
        found = _original(folder, earlier, record)
        if found is not None:
            record, refers_to = _revisit(record, *found), found[1].id
    elif answer and answer.head.status == 304 and condition:
        kept = kept_response(folder, condition.earlier)
        whole = read_answer(kept[1].block) if kept else None
        if kept and whole and whole.entity_digest == condition.earlier.entity_digest:
            record, refers_to = _revisit(record, *kept, NOT_MODIFIED), kept[1].id
            answer = left_as_kept(answer.head, whole)
    records = (record, _request(recording, record.id), *_aside(recording, interim, record.id))
    return Exchange(records, answer, refers_to)


def compose_rendering(rendering: Rendering, identity: str, at: datetime) -> Record:
    """The record of a rendered document: a resource (section 6.4), concurrent to the answer it was made of."""
    fields = (
        ("WARC-Concurrent-To", f"<{rendering.capture}>"),
        (BROWSER_HEADER, rendering.browser),
        (UNANSWERED_HEADER, rendering.shortfall),
        (REQUEST_HEADER, identity),
    )
    said = tuple((name, value) for name, value in fields if value)
    url = DOM + rendering.url
    return Record("resource", new_record_id(), at, DOM_TYPE, rendering.document, url, said)


def compose_failure(recording: Recording, identity: str, failure: Failure) -> Exchange:
    """Return the records of a failed exchange: what came of an answer, the request, and the failure, which is last."""
    interim, message, answer = read_received(bytes(recording.received), recording.method)
    records: list[Record] = []
    if message:
        more = () if recording.complete else (("WARC-Truncated", failure.truncated),)
        records.append(_response(recording, message, identity, more))
    metadata_id = new_record_id()
    subject = records[0].id if records else metadata_id
    if recording.sent:
        records.append(_request(recording, subject))
    records += _aside(recording, interim, subject)
    concurrent = (("WARC-Concurrent-To", f"<{subject}>"),) if message else ()
    fields = (*concurrent, *_fields(recording, identity))
    block = failure.block()
    records.append(Record("metadata", metadata_id, recording.started_at, WARC_FIELDS, block, recording.url, fields))
    return Exchange(tuple(records), answer)
