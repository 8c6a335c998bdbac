"""Strict readers for WARC files (ISO 28500, WARC 1.1) of one gzip member a record, and for the CDXJ beside them.

A record is read forward once, in pieces: what comes back is its header, where it stands, and the lengths and
digests that its bytes really have. Nothing of a broken file is raised: it comes back as a ``Damage``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.gzip_members import DamagedMemberError, HashedSource, Member, next_member
from archive.http_message import Answer
from archive.warc_block import Block
from archive.warc_header import BLANK_LINE, RecordHeader, read_named_fields

#: Longer than any header our capture writes (URLs end at 10,000 characters).
MAX_HEADER_BYTES = 1024 * 1024
MAX_LINE_BYTES = 1024 * 1024
_MANDATORY = ("WARC-Type", "WARC-Record-ID", "WARC-Date", "Content-Length")
_LENGTH = re.compile(r"[0-9]{1,18}")
_INDEX_LINE = re.compile(r"([^ ]+) ([0-9]{14}) (\{.*\})")


@dataclass(frozen=True, slots=True)
class Damage:
    """Bytes ``offset`` to ``end`` of a file that are no whole gzip member; ``truncated``: the file ends in one."""

    offset: int
    end: int
    reason: str
    truncated: bool


@dataclass(frozen=True, slots=True)
class Record(RecordHeader):
    """One WARC record: its header, its place, and ``faults``: where its header contradicts its bytes.

    ``answer`` is what an HTTP response or revisit says, None for other records; ``block_sha256`` is in hex.
    """

    offset: int
    length: int
    faults: tuple[str, ...]
    answer: Answer | None
    block_sha256: str

    @property
    def is_capture(self) -> bool:
        """True for records that a row of ``captures`` belongs to."""
        return self.kind in ("response", "revisit")


class WarcFile:
    """One WARC file, read once, each block by a ``block`` of its own.

    ``size`` and ``sha256`` are known when ``items`` has come to its end.
    """

    def __init__(self, path: Path, block: type[Block] = Block) -> None:
        self._path = path
        self._block = block
        self.size = 0
        self.sha256 = ""

    def items(self) -> Iterator[Record | Damage]:
        """Every record and every damaged stretch in the order of the file. Raises OSError."""
        with self._path.open("rb") as file:
            source = HashedSource(file)
            while not source.at_end():
                yield _next(source, self._block)
            self.size, self.sha256 = source.finish()


def _next(source: HashedSource, block: type[Block]) -> Record | Damage:
    offset = source.position
    member = Member(source)
    try:
        return _record(member, source, offset, block)
    except DamagedMemberError as damage:
        end = next_member(source, offset + 1)
        truncated = damage.truncated and end is None
        reason = str(damage) if truncated or not damage.truncated else "it does not end where the next one begins"
    if end is not None:
        source.seek(end)
    return Damage(offset, source.position, reason, truncated)


def _record(member: Member, source: HashedSource, offset: int, kind: type[Block]) -> Record:
    head, rest = _split_head(member)
    header = RecordHeader(read_named_fields(head))
    faults = [f"no {name}" for name in _MANDATORY if not header.get(name)]
    if not head.startswith((b"WARC/1.1\r\n", b"WARC/1.0\r\n")):
        faults.insert(0, "does not begin as a WARC record")
    block = kind(header)
    said = header.get("Content-Length")
    length = int(said) if _LENGTH.fullmatch(said) else 0
    followed, missing = _feed(member, rest, block, length)
    if missing:
        faults.append(f"Content-Length is {said!r}, the block has {length - missing} bytes")
    elif followed != BLANK_LINE:
        faults.append(f"Content-Length is {said!r}, but the record does not end there")
    faults += block.faults()
    return Record(header.fields, offset, source.position - offset, tuple(faults), block.answer(), block.sha256)


def _split_head(member: Member) -> tuple[bytes, bytes]:
    """Return the record's header, and what was already read of its block."""
    data = b""
    while BLANK_LINE not in data and len(data) < MAX_HEADER_BYTES:
        piece = member.read()
        if not piece:
            break
        data += piece
    head, _, rest = data.partition(BLANK_LINE)
    return head, rest


def _feed(member: Member, rest: bytes, block: Block, length: int) -> tuple[bytes, int]:
    """Feed ``length`` bytes to the block; return what follows it (its first KB) and how much was missing."""
    followed = b""
    piece = rest or member.read()
    while piece:
        block.feed(piece[:length])
        followed += piece[length : length + 1024 - len(followed)]
        length = max(0, length - len(piece))
        piece = member.read()
    return followed, length


@dataclass(frozen=True, slots=True)
class IndexLine:
    """One line of a CDXJ file: its number from 1, its text, its time stamp, and the object it carries."""

    number: int
    text: str
    urlkey: str
    timestamp: str
    fields: dict[str, Any]

    @property
    def offset(self) -> int | None:
        """Where the line says that its record stands; None where it says no number."""
        said = str(self.fields.get("offset", ""))
        return int(said) if _LENGTH.fullmatch(said) else None


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no CDXJ."""

    number: int


def read_index(path: Path) -> Iterator[IndexLine | BadLine]:
    """Every line of a CDXJ file. Raises OSError."""
    with path.open("rb") as file:
        number = 0
        while line := file.readline(MAX_LINE_BYTES):
            number += 1
            yield _index_line(number, line)


def _index_line(number: int, line: bytes) -> IndexLine | BadLine:
    match = _INDEX_LINE.fullmatch(line.decode("utf-8", "replace").removesuffix("\n"))
    if match is None or not line.endswith(b"\n"):
        return BadLine(number)
    try:
        fields = json.loads(match[3])
    except (ValueError, RecursionError):
        return BadLine(number)
    return IndexLine(number, match[0], match[1], match[2], fields)
