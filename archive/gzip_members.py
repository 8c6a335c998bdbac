"""The gzip members (RFC 1952) of a WARC file, one after the other, with the place where each begins and ends.

Nothing is guessed: a member counts as whole only where its CRC-32 and its length are right. After a damaged one
the reader goes on at the next member that opens a WARC record.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from io import FileIO
from typing import BinaryIO

CHUNK = 64 * 1024
MAGIC = b"\x1f\x8b\x08"
#: What the first bytes of every member inflate to, WARC 1.1 section 4.
OPENING = b"WARC/"
#: zlib's window bits for a gzip wrapper that is checked.
GZIP = 31


class DamagedMemberError(Exception):
    """A member that is not whole; ``truncated`` where the file ends inside it."""

    def __init__(self, reason: str, truncated: bool = False) -> None:
        super().__init__(reason)
        self.truncated = truncated


class Source:
    """A file read forward."""

    def __init__(self, file: BinaryIO | FileIO) -> None:
        self._file = file
        self._buffer = b""
        #: Offset of the first byte that is not taken yet.
        self.position = 0

    def take(self) -> bytes:
        """Return the next bytes and step over them; nothing at the end of the file."""
        data = self._buffer or self._read()
        self._buffer = b""
        self.position += len(data)
        return data

    def _read(self) -> bytes:
        return self._file.read(CHUNK) or b""

    def at_end(self) -> bool:
        """True where no byte is left."""
        self._buffer = self._buffer or self._read()
        return not self._buffer

    def give_back(self, data: bytes) -> None:
        """Put bytes back that were taken last."""
        self._buffer = data + self._buffer
        self.position -= len(data)

    def seek(self, offset: int) -> None:
        """Go to another place."""
        self._file.seek(offset)
        self._buffer = b""
        self.position = offset

    def opens_record(self, offset: int) -> bool:
        """True where a gzip member begins at ``offset`` whose first bytes are a WARC record's."""
        try:
            head = zlib.decompressobj(GZIP).decompress(os.pread(self._file.fileno(), 4096, offset), len(OPENING))
        except zlib.error:
            return False
        return head == OPENING


class HashedSource(Source):
    """A file read forward whose every byte goes into a digest once, however often a place is read again."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file)
        self._hash = hashlib.sha256()
        self._hashed = 0

    def _read(self) -> bytes:
        start = self._file.tell()
        data = super()._read()
        self._hash.update(data[max(0, self._hashed - start) :])
        self._hashed = max(self._hashed, start + len(data))
        return data

    def finish(self) -> tuple[int, str]:
        """Read what is left; return the file's size and its SHA-256 in hex."""
        while self.take():
            pass
        return self._hashed, self._hash.hexdigest()


class Member:
    """One gzip member, inflated piece by piece."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._inflate = zlib.decompressobj(GZIP)

    def read(self, most: int = CHUNK) -> bytes:
        """Return at most ``most`` bytes, or what comes at once where it is 0.

        Nothing once the member ended, and its CRC and length are right. Raises DamagedMemberError.
        """
        while not self._inflate.eof:
            data = self._inflate.unconsumed_tail or self._source.take()
            out = self._step(data, most)
            if self._inflate.eof:
                self._source.give_back(self._inflate.unused_data)
            if out:
                return out
            if not data and not self._inflate.eof:
                raise DamagedMemberError("the file ends inside it", truncated=True)
        return b""

    def whole(self, most: int | None = None) -> bytes:
        """Return all that is not read yet, once the member's CRC and length are right.

        Raises DamagedMemberError, also where that is more than ``most`` bytes.
        """
        pieces, size = [], 0
        while piece := self.read(0):
            pieces.append(piece)
            size += len(piece)
            if most is not None and size > most:
                raise DamagedMemberError(f"it holds more than {most} bytes")
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _step(self, data: bytes, most: int) -> bytes:
        try:
            return self._inflate.decompress(data, most)
        except zlib.error as error:
            raise DamagedMemberError(str(error).partition(": ")[2] or str(error)) from error


def next_member(source: Source, start: int, end: int | None = None) -> int | None:
    """Return the first place from ``start`` on where a member opens a WARC record; None where none does before
    ``end``, or the end of the file.
    """
    source.seek(start)
    kept = b""
    while data := source.take():
        window = kept + data
        base = source.position - len(window)
        at = window.find(MAGIC)
        while at >= 0 and (end is None or base + at < end):
            if source.opens_record(base + at):
                return base + at
            at = window.find(MAGIC, at + 1)
        kept = window[-len(MAGIC) + 1 :]
        if end is not None and source.position >= end + len(kept):
            break
    return None
