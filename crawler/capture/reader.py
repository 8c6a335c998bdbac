"""Reading our own WARC files back, record by record; a file that ends inside a record says so."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_GZIP = 31
_PIECE = 64 * 1024
_HEAD_PIECE = 32 * 1024
OPEN_SUFFIX = ".open"


class TornRecordError(Exception):
    """No whole record stands at ``offset`` of a file, and the file does not end there."""

    def __init__(self, path: Path, offset: int, reason: str) -> None:
        super().__init__(f"{path}: no whole record at byte {offset}: {reason}")
        self.path = path
        self.offset = offset
        self.reason = reason


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record as it stands in a file; ``offset`` and ``length`` are those of its gzip member."""

    offset: int
    length: int
    fields: tuple[tuple[str, str], ...]
    block: bytes

    def get(self, name: str) -> str:
        """The first named field of that name; empty where there is none."""
        return next((value for key, value in self.fields if key.lower() == name.lower()), "")

    @property
    def kind(self) -> str:
        """WARC-Type."""
        return self.get("WARC-Type")

    @property
    def id(self) -> str:
        """WARC-Record-ID without its angle brackets."""
        return self.get("WARC-Record-ID").strip("<>")

    @property
    def url(self) -> str:
        """WARC-Target-URI."""
        return self.get("WARC-Target-URI").strip("<>")


def _fields(head: bytes) -> tuple[tuple[str, str], ...]:
    lines = head.decode("utf-8", "replace").split("\r\n")[1:]
    pairs = (line.partition(":") for line in lines)
    return tuple((name, value.strip()) for name, colon, value in pairs if colon)


def _parse(offset: int, length: int, content: bytes) -> StoredRecord:
    """Raises ValueError where ``content`` is no whole record."""
    head, blank, rest = content.partition(b"\r\n\r\n")
    if not (blank and head.startswith(b"WARC/1.")):
        raise ValueError("no WARC header")
    record = StoredRecord(offset, length, _fields(head), rest[:-4])
    said = record.get("Content-Length")
    if not rest.endswith(b"\r\n\r\n") or not said.isdecimal() or int(said) != len(record.block):
        raise ValueError("its block is not as long as it says")
    return record


def _member(file: BinaryIO, rest: bytes) -> tuple[bytes, int, bytes]:
    """Return content and length of the gzip member that begins with ``rest`` and goes on in the file, and what follows.

    The length is 0 at the file's end. Raises ValueError where the member is damaged or cut.
    """
    coder = zlib.decompressobj(_GZIP)
    content, length, piece = bytearray(), 0, rest or file.read(_PIECE)
    try:
        while piece and not coder.eof:
            content += coder.decompress(piece)
            length += len(piece) - len(coder.unused_data)
            piece = b"" if coder.eof else file.read(_PIECE)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if length and not coder.eof:
        raise ValueError("the file ends inside it")
    return bytes(content), length, coder.unused_data


def read_records(path: Path, offset: int = 0) -> Iterator[StoredRecord]:
    """Yield the records of a file in order. Raises TornRecordError at the first that is not whole, OSError."""
    with path.open("rb") as file:
        file.seek(offset)
        rest = b""
        while True:
            try:
                content, length, rest = _member(file, rest)
                if not length:
                    return
                record = _parse(offset, length, content)
            except ValueError as error:
                raise TornRecordError(path, offset, str(error)) from error
            yield record
            offset += length


def read_record(path: Path, offset: int) -> StoredRecord:
    """Return the record at ``offset``. Raises TornRecordError, OSError."""
    for record in read_records(path, offset):
        return record
    raise TornRecordError(path, offset, "the file ends there")


def read_fields(path: Path, offset: int) -> StoredRecord | None:
    """The named fields of the record at ``offset``, without its block; None where none stands there."""
    with path.open("rb") as file:
        file.seek(offset)
        try:
            content = zlib.decompressobj(_GZIP).decompress(file.read(_HEAD_PIECE), _HEAD_PIECE)
        except zlib.error:
            return None
    head, blank, _ = content.partition(b"\r\n\r\n")
    return StoredRecord(offset, 0, _fields(head), b"") if blank and head.startswith(b"WARC/1.") else None


def locate(folder: Path, name: str) -> Path:
    """The path of a WARC file by its final name, whether it is sealed yet or not."""
    sealed = folder / name
    unsealed = folder / (name + OPEN_SUFFIX)
    return unsealed if unsealed.exists() and not sealed.exists() else sealed
