"""The bytes of a capture, read from its WARC record, where they are those that the archive speaks of."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from archive.publish.replay.choosing import Source
from archive.warc_reader import TornRecordError, locate, read_record
from archive.warc_revisit import original_of, whole_answer


@dataclass(frozen=True, slots=True)
class Entity:
    """What came, after transfer and content coding, and the Content-Type that came with it."""

    content: bytes
    content_type: str


def entity_of(folder: Path, source: Source) -> Entity | None:
    """What a record in ``folder`` holds. None where it is not there, is damaged or purged, or of another digest."""
    try:
        found = _entity(folder, source)
    except (TornRecordError, OSError, ValueError):
        return None
    if found is None or "sha256:" + hashlib.sha256(found.content).hexdigest() != source.entity_digest:
        return None
    return found


def _entity(folder: Path, source: Source) -> Entity | None:
    path = locate(folder, PurePosixPath(source.warc_file).name)
    if not path.is_file():
        return None
    record = read_record(path, source.warc_offset)
    if record.id != source.capture:
        return None
    if record.kind == "resource":  # a page as a browser rendered it
        return Entity(record.block, record.get("Content-Type"))
    if record.kind not in ("response", "revisit"):
        return None
    answer = whole_answer(record, original_of(folder, record) if record.kind == "revisit" else None)
    return Entity(answer.content, answer.head.get("Content-Type")) if answer and not answer.cut else None
