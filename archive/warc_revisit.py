"""Revisit records (WARC 1.1 section 6.7) and the responses they stand for.

Of the profile identical-payload-digest: the same payload came again. Of server-not-modified: the server said so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from archive.http_message import Answer, left_as_kept, read_answer
from archive.warc_block import payload_start
from archive.warc_header import RecordHeader
from archive.warc_reader import StoredRecord, TornRecordError, locate, read_fields, read_record

#: The profile of a 304 (section 6.7.3).
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_OFFSET = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Reference:
    """A record's id, and where it stands: the file's final name, without a folder, and the offset."""

    id: str
    file: str
    offset: int


def reference_of(revisit: RecordHeader) -> Reference | None:
    """The response that a revisit names; None where it does not say its file and offset."""
    file, offset = revisit.get("WARC-Refers-To-Filename"), revisit.get("WARC-Refers-To-File-Offset")
    if not file or not _OFFSET.fullmatch(offset):
        return None
    return Reference(revisit.get("WARC-Refers-To").strip("<>"), Path(file).name, int(offset))


def header_at(folder: Path, place: Reference) -> RecordHeader | None:
    """The header of the record that a reference leads to; None where another stands there, or none. Raises OSError."""
    path = locate(folder, place.file)
    if not path.is_file() or place.offset >= path.stat().st_size:
        return None
    found = read_fields(path, place.offset)
    return found if found is not None and found.id == place.id else None


def response_at(folder: Path, place: Reference, payload_digest: str) -> StoredRecord | None:
    """The response that a reference leads to, read whole.

    None where no whole response of that id and WARC-Payload-Digest stands there. Raises OSError.
    """
    header = header_at(folder, place)
    if header is None or header.kind != "response" or header.get("WARC-Payload-Digest") != payload_digest:
        return None
    try:
        return read_record(locate(folder, place.file), place.offset)
    except TornRecordError:
        return None


def payload_of(response: StoredRecord) -> bytes:
    """What follows the HTTP header in a response, framed as it came."""
    return response.block[payload_start(response.block) :]


def is_not_modified(record: RecordHeader) -> bool:
    """Whether a record keeps a 304: its server said that a response kept before is what it would send."""
    return record.kind == "revisit" and record.get("WARC-Profile") == NOT_MODIFIED


def original_of(folder: Path, revisit: StoredRecord) -> StoredRecord | None:
    """The response that a revisit stands for. ``folder`` holds the WARC files.

    None where it is not there, or is damaged. Raises OSError.
    """
    place = reference_of(revisit)
    return response_at(folder, place, revisit.get("WARC-Payload-Digest")) if place else None


def whole_answer(record: StoredRecord, original: StoredRecord | None, method: str = "GET") -> Answer | None:
    """The answer that a record holds; that of a revisit has its entity from the response ``original``.

    None where its head is not whole.
    """
    if original is None:
        return read_answer(record.block, method)
    if not is_not_modified(record):
        return read_answer(record.block + payload_of(original), method)
    own, kept = read_answer(record.block, method), read_answer(original.block, method)
    return left_as_kept(own.head, kept) if own and kept else None
