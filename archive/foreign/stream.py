"""The bytes of a WARC file, whether it is one gzip member for each record, one for all, or not compressed."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import BinaryIO

from archive.foreign.limits import ForeignFileError, Limits
from archive.gzip_members import CHUNK, GZIP, MAGIC

GZIP_MAGIC = MAGIC[:2]


class TornStreamError(Exception):
    """Bytes that are no whole gzip member. ``ends``: the file ends inside it, and nothing follows."""

    def __init__(self, reason: str, *, ends: bool) -> None:
        super().__init__(reason)
        self.ends = ends


class Expanded:
    """What a file holds, read forward in pieces. Raises OSError; ForeignFileError beyond the limits."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._file: BinaryIO = path.open("rb")
        self._most = limits.expanded(path.stat().st_size)
        self._name = path.name
        self._limits = limits
        self._raw = b""  # of the file, not yet expanded
        self._buffer = b""  # expanded, not yet taken
        self._expanded = 0
        start = self._file.read(len(MAGIC))
        self._file.seek(0)
        self._zipped = start.startswith(GZIP_MAGIC)
        self._inflate = zlib.decompressobj(GZIP) if self._zipped else None

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def read(self, most: int) -> bytes:
        """At most ``most`` bytes; nothing at the end. Raises TornStreamError."""
        if not self._buffer:
            self._buffer = self._next()
        data, self._buffer = self._buffer[:most], self._buffer[most:]
        return data

    def line(self) -> bytes:
        """The next line with its end, cut after as many bytes as a header may have. Raises TornStreamError."""
        pieces, length = [], 0
        while length < self._limits.header:
            if not self._buffer and not (more := self._next()):
                break
            self._buffer = self._buffer or more
            end = self._buffer.find(b"\n") + 1 or len(self._buffer)
            piece = self._buffer[: min(end, self._limits.header - length)]
            self._buffer = self._buffer[len(piece) :]
            pieces.append(piece)
            length += len(piece)
            if piece.endswith(b"\n"):
                break
        return b"".join(pieces)

    def next_member(self) -> bool:
        """After damage: go on where the next gzip member may begin; False where none does."""
        self._buffer, self._inflate = b"", zlib.decompressobj(GZIP)
        at = self._raw.find(MAGIC, 1)
        while at < 0:
            more = self._file.read(CHUNK)
            if not more:
                return False
            self._raw = self._raw[-len(MAGIC) + 1 :] + more
            at = self._raw.find(MAGIC)
        self._raw = self._raw[at:]
        return True

    def _next(self) -> bytes:
        data = self._inflated() if self._zipped else self._file.read(CHUNK)
        self._expanded += len(data)
        if self._expanded > self._most:
            raise ForeignFileError(
                f"{self._name}: expands to more than {self._most:,} bytes; that much of a file of its size is not read"
            )
        return data

    def _inflated(self) -> bytes:
        """The next piece, across the ends of members."""
        while True:
            self._raw = self._raw or self._file.read(CHUNK)
            if self._inflate is None:
                if not self._raw.strip(b"\x00"):
                    if not self._raw:
                        return b""
                    self._raw = b""  # zeros behind the last member are padding
                    continue
                self._inflate = zlib.decompressobj(GZIP)
            out = self._step()
            if out:
                return out

    def _step(self) -> bytes:
        assert self._inflate is not None
        if not self._raw:
            raise TornStreamError("the file ends inside a gzip member", ends=True)
        try:
            out = self._inflate.decompress(self._raw, CHUNK)
        except zlib.error as error:
            raise TornStreamError(str(error).partition(": ")[2] or str(error), ends=False) from error
        self._raw = self._inflate.unused_data if self._inflate.eof else self._inflate.unconsumed_tail
        if self._inflate.eof:
            self._inflate = None
        elif not out and not self._raw:
            self._raw = self._file.read(CHUNK)
        return out
