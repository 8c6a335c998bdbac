"""From the recording of an exchange to the records that keep it."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path

from crawler.capture.failure import Failure
from crawler.capture.message import Answer, read_answer, split_interim
from crawler.capture.reader import StoredRecord, locate, read_fields
from crawler.capture.record import (
    HTTP_REQUEST,
    HTTP_RESPONSE,
    REQUEST_HEADER,
    REVISIT_PROFILE,
    WARC_FIELDS,
    Record,
    new_record_id,
    payload_start,
    warc_fields,
)
from crawler.capture.recording import Recording

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier capture of the same URL: what a revisit record may refer to."""

    id: str
    entity_digest: str
    warc_file: str
    warc_offset: int


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
    """What came around the answer and is no part of it: interim answers before it, bytes after its end."""
    pairs = {"interim-base64": interim, "excess-base64": recording.excess}
    block = warc_fields({name: base64.b64encode(data).decode("ascii") for name, data in pairs.items()})
    fields = (("WARC-Concurrent-To", f"<{concurrent_to}>"),)
    record = Record("metadata", new_record_id(), recording.started_at, WARC_FIELDS, block, recording.url, fields)
    return (record,) if block else ()


def _original(folder: Path, earlier: Earlier, response: Record) -> tuple[str, StoredRecord] | None:
    """File and head of the response record that holds this very payload, read from the disk; None without one."""
    file, offset, identifier = earlier.warc_file, earlier.warc_offset, earlier.id
    for _ in range(2):  # a revisit refers to a response, never to a revisit
        path = locate(folder, Path(file).name)
        stored = read_fields(path, offset) if path.exists() else None
        if stored is None or stored.id != identifier or stored.get("WARC-Truncated"):
            return None
        if stored.kind == "response":
            return (Path(file).name, stored) if stored.get("WARC-Payload-Digest") == response.payload_digest else None
        file, identifier = stored.get("WARC-Refers-To-Filename"), stored.get("WARC-Refers-To").strip("<>")
        offset = int(stored.get("WARC-Refers-To-File-Offset") or 0)
    return None


def _revisit(response: Record, file: str, original: StoredRecord) -> Record:
    """A revisit record (section 6.7, profile identical-payload-digest): the header that came, without the payload."""
    head = response.block[: payload_start("response", response.url, response.block)]
    fields = (
        *response.fields,
        ("WARC-Profile", REVISIT_PROFILE),
        ("WARC-Refers-To", f"<{original.id}>"),
        ("WARC-Refers-To-Target-URI", original.url),
        ("WARC-Refers-To-Date", original.get("WARC-Date")),
        ("WARC-Refers-To-Filename", file),
        ("WARC-Refers-To-File-Offset", str(original.offset)),
        ("WARC-Payload-Digest", response.payload_digest),
    )
    return Record("revisit", response.id, response.date, HTTP_RESPONSE, head, response.url, fields)


def compose_answer(recording: Recording, identity: str, earlier: Earlier | None, folder: Path) -> Exchange:
    """Return the records of an answered exchange: response or revisit, request, and what came around them."""
    interim, message = split_interim(bytes(recording.received))
    answer = read_answer(message, recording.method)
    record = _response(recording, message, identity)
    refers_to = ""
    if answer and answer.content and earlier and earlier.entity_digest == answer.entity_digest:
        found = _original(folder, earlier, record)
        if found is not None:
            record, refers_to = _revisit(record, *found), found[1].id
    records = (record, _request(recording, record.id), *_aside(recording, interim, record.id))
    return Exchange(records, answer, refers_to)


def compose_failure(recording: Recording, identity: str, failure: Failure) -> Exchange:
    """Return the records of a failed exchange: what came of an answer, the request, and the failure, which is last."""
    interim, message = split_interim(bytes(recording.received))
    records: list[Record] = []
    answer = None
    if message:
        more = () if recording.complete else (("WARC-Truncated", failure.truncated),)
        answer = read_answer(message, recording.method)
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
