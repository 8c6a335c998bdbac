"""Records of a WARC file that somebody else made (WARC/0.17 to 1.1), one after the other.

What is no record is named and stepped over, as far as the next one can be found. Nothing of a file is raised but what
ends it: a bomb, or a file that is no WARC at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from archive.foreign.limits import LIMITS, ForeignFileError, Limits
from archive.foreign.stream import Expanded, TornStreamError
from archive.warc_header import RecordHeader

_VERSION = re.compile(rb"WARC/(?:0\.1[78]|1\.[01])[ \t]*\r?\n")
_LENGTH = re.compile(r"[0-9]{1,18}")
_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class ForeignRecord(RecordHeader):
    """A record as it stands in the file: its number there from 1, and its block."""

    number: int
    block: bytes


@dataclass(frozen=True, slots=True)
class NoRecord:
    """What is no record, or none that is read: ``reason`` is a key of archive/foreign/words.yml."""

    number: int
    reason: str


def read_foreign(path: Path, limits: Limits = LIMITS) -> Iterator[ForeignRecord | NoRecord]:
    """Every record of a file, and what is none. Raises ForeignFileError, OSError."""
    with closing(Expanded(path, limits)) as stream:
        reader = _Reader(stream, path, limits)
        while (item := reader.next()) is not None:
            yield item


class _Reader:
    def __init__(self, stream: Expanded, path: Path, limits: Limits) -> None:
        self._stream = stream
        self._path = path
        self._limits = limits
        self._number = 0
        self._seen = False  # any record: only then is it a WARC
        self._begun = False  # the line that begins the next record was read

    def next(self) -> ForeignRecord | NoRecord | None:
        """The next item; None at the end."""
        try:
            found = self._record()
        except TornStreamError as error:
            if not self._seen and error.ends is False:
                raise ForeignFileError(f"{self._path.name}: is no gzip file: {error}") from error
            if not error.ends and self._stream.next_member():
                return NoRecord(self._number, "damaged")
            self._stream.close()
            self._stream = _Ended()
            return NoRecord(self._number, "truncated")
        self._seen = self._seen or isinstance(found, ForeignRecord)
        return found

    def _record(self) -> ForeignRecord | NoRecord | None:
        begins, skipped = (True, False) if self._begun else self._version()
        self._begun = begins and skipped
        if skipped:
            return NoRecord(self._number, "no_header")
        if not begins:
            return None
        self._number += 1
        if self._number > self._limits.records:
            raise ForeignFileError(f"{self._path.name}: has more than {self._limits.records:,} records")
        fields = self._fields()
        header = RecordHeader(fields or ())
        if fields is None or not _LENGTH.fullmatch(header.get("Content-Length")):
            return NoRecord(self._number, "broken_header")
        length = int(header.get("Content-Length"))
        block = self._block(length)
        if block is None:
            return NoRecord(self._number, "too_long" if length > self._limits.block else "truncated")
        return ForeignRecord(header.fields, self._number, block)

    def _version(self) -> tuple[bool, bool]:
        """Whether a record begins; whether anything but blank lines stood before it."""
        skipped = False
        while line := self._stream.line():
            if _VERSION.fullmatch(line):
                return True, skipped
            if not self._seen and skipped:
                raise ForeignFileError(f"{self._path.name}: is no WARC: its first bytes are no record's")
            skipped = skipped or bool(line.strip())
        return False, skipped

    def _fields(self) -> tuple[tuple[str, str], ...] | None:
        """The named fields; None where they are none. A line that begins with white space goes on with the one before
        (RFC 2822), as old WARC files have them.
        """
        fields: list[tuple[str, str]] = []
        size, is_whole = 0, True
        while (line := self._stream.line()).strip(b"\r\n"):
            size += len(line)
            text = line.rstrip(b"\r\n").decode("utf-8", "backslashreplace")
            if size >= self._limits.header or not line.endswith(b"\n"):
                return None
            if text[0] in " \t" and fields:
                fields[-1] = (fields[-1][0], f"{fields[-1][1]} {text.strip()}".strip())
                continue
            name, colon, value = text.partition(":")
            is_whole = is_whole and bool(colon and name.strip())
            fields.append((name.strip(), value.strip()))
        return tuple(fields) if is_whole and fields else None

    def _block(self, length: int) -> bytes | None:
        """The block; None where the file ends in it, or where it is longer than is read: then it was stepped over."""
        pieces, left, keep = [], length, length <= self._limits.block
        while left:
            piece = self._stream.read(min(left, _PIECE))
            if not piece:
                return None
            left -= len(piece)
            if keep:
                pieces.append(piece)
        return b"".join(pieces) if keep else None


class _Ended(Expanded):
    """Nothing more of a file that broke off."""

    def __init__(self) -> None:
        """There is no file."""

    def close(self) -> None:
        """There is nothing to close."""

    def line(self) -> bytes:
        """Nothing."""
        return b""
