"""Reading WARC files back record by record, each whole; a file that ends inside a record says so."""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from isal import isal_zlib

from archive.gzip_members import GZIP, MAGIC, DamagedMemberError, Member, Source
from archive.warc_header import BLANK_LINE, RecordHeader, read_named_fields

_PLAIN = MAGIC + b"\0"  # how a member without flags begins
_DAMAGED: type[Exception] = isal_zlib.IsalError  # type: ignore[assignment]  # its stub says: an instance
_HEAD_PIECE = 32 * 1024
_LENGTH = re.compile(r"[0-9]{1,18}")
#: What the name of a file ends in until it is whole and has its index.
OPEN_SUFFIX = ".open"


class TornRecordError(Exception):
    """No whole record stands at ``offset`` of a file, and the file does not end there."""

    def __init__(self, path: Path, offset: int, reason: str) -> None:
        super().__init__(f"{path}: no whole record at byte {offset}: {reason}")
        self.path = path
        self.offset = offset
        self.reason = reason


@dataclass(frozen=True, slots=True)
class StoredRecord(RecordHeader):
    """A record as it stands in a file; ``offset`` and ``length`` are those of its gzip member."""

    offset: int
    length: int
    block: bytes


def read_records(path: Path, offset: int = 0, most: int | None = None) -> Iterator[StoredRecord]:
    """Yield the records of a file in order.

    Raises TornRecordError at the first that is not whole, or with which they hold more than ``most`` bytes; OSError.
    """
    with path.open("rb", buffering=0) as file:
        source = Source(file)
        source.seek(offset)
        while not source.at_end():
            offset = source.position
            try:
                content = _next_member(source, most)
                most = None if most is None else most - len(content)
                record = _parse(offset, source.position - offset, content)
            except (DamagedMemberError, ValueError) as error:
                raise TornRecordError(path, offset, str(error)) from error
            yield record


def _next_member(source: Source, most: int | None) -> bytes:
    """What the next member holds: by ISA-L where it is plain and all of it was read of the file, else by zlib, which
    says what is wrong with it, or that it is more than ``most`` bytes. Raises DamagedMemberError.
    """
    data = source.take()
    if data.startswith(_PLAIN):
        inflate = isal_zlib.decompressobj(GZIP)
        with suppress(_DAMAGED):
            content: bytes = inflate.decompress(data)
            if inflate.eof and (most is None or len(content) <= most):
                source.give_back(inflate.unused_data)
                return content
    source.give_back(data)
    return Member(source).whole(most)


def _parse(offset: int, length: int, content: bytes) -> StoredRecord:
    """Raises ValueError where ``content`` is no whole record."""
    start = content.find(BLANK_LINE) + len(BLANK_LINE)
    if start < len(BLANK_LINE) or not content.startswith(b"WARC/1."):
        raise ValueError("no WARC header")
    block = content[start : -len(BLANK_LINE)]
    record = StoredRecord(read_named_fields(content[: start - len(BLANK_LINE)]), offset, length, block)
    said = record.get("Content-Length")
    ends = content.endswith(BLANK_LINE) and len(content) - start >= len(BLANK_LINE)
    if not ends or not _LENGTH.fullmatch(said) or int(said) != len(block):
        raise ValueError("its block is not as long as it says")
    return record


def read_record(path: Path, offset: int, length: int = 0) -> StoredRecord:
    """Return the record at ``offset``, read at once where its ``length`` is known. Raises TornRecordError, OSError."""
    if length:
        with suppress(ValueError, zlib.error, _DAMAGED), path.open("rb", buffering=0) as file:
            return _parse(offset, length, _inflated(os.pread(file.fileno(), length, offset)))
    for record in read_records(path, offset):
        return record
    raise TornRecordError(path, offset, "the file ends there")


def _inflated(member: bytes) -> bytes:
    """What a gzip member holds: by ISA-L in half the time, but by zlib where its header has flags, for ISA-L takes some
    that mean nothing. Raises zlib.error, ISA-L's own.
    """
    content: bytes = (isal_zlib if member.startswith(_PLAIN) else zlib).decompress(member, GZIP)
    return content


def read_fields(path: Path, offset: int) -> RecordHeader | None:
    """The named fields of the record at ``offset``, without its block; None where none stands there. Raises OSError."""
    with path.open("rb", buffering=0) as file:
        file.seek(offset)
        try:
            content = zlib.decompressobj(GZIP).decompress(file.read(_HEAD_PIECE), _HEAD_PIECE)
        except zlib.error:
            return None
    head, blank, _ = content.partition(BLANK_LINE)
    return RecordHeader(read_named_fields(head)) if blank and head.startswith(b"WARC/1.") else None


def locate(folder: Path, name: str) -> Path:
    """The path of a WARC file by its final name, whether it is sealed yet or not."""
    sealed = folder / name
    unsealed = folder / (name + OPEN_SUFFIX)
    return unsealed if unsealed.exists() and not sealed.exists() else sealed
