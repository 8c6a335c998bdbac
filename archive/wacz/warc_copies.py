"""WARC files on their way into a package: copied byte for byte, but for records that are left out."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from archive.manifest import FileEntry, ManifestError
from archive.publish.takeaway.originals import belongs_to
from archive.warc_reader import read_records

_PIECE = 1024 * 1024


class Sink(Protocol):
    """What bytes are written to."""

    def write(self, data: bytes, /) -> object: ...


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A stretch of whole records that stays behind; ``total`` bytes are left out up to its end."""

    start: int
    end: int
    total: int


@dataclass(frozen=True, slots=True)
class WarcCopy:
    """A WARC file, and what is left out of its copy in the order of the file."""

    path: Path
    left_out: tuple[LeftOut, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of the copy."""
        return self.path.stat().st_size - (self.left_out[-1].total if self.left_out else 0)

    def moved(self, offset: int) -> int | None:
        """Where the record at ``offset`` stands in the copy; None where it is left out."""
        before = bisect_right(self.left_out, offset, key=lambda stretch: stretch.start)
        if not before:
            return offset
        last = self.left_out[before - 1]
        return None if offset < last.end else offset - last.total

    def write(self, sink: Sink, expected: FileEntry) -> None:
        """Copy into ``sink``. Raises ManifestError where the file, read whole, is not ``expected``; OSError."""
        digest, size = hashlib.sha256(), 0
        for start, end, goes_along in self._stretches():
            for piece in pieces(self.path, start, end - start):
                digest.update(piece)
                size += len(piece)
                if goes_along:
                    sink.write(piece)
        if (size, digest.hexdigest()) != (expected.size, expected.sha256):
            raise ManifestError(f"{expected.name}: is not the file that its manifest speaks of")

    def _stretches(self) -> Iterator[tuple[int, int, bool]]:
        """The whole file: start, end, and whether it goes along."""
        place = 0
        for stretch in self.left_out:
            yield place, stretch.start, True
            yield stretch.start, stretch.end, False
            place = stretch.end
        yield place, self.path.stat().st_size, True


def without(path: Path, captures: Collection[str]) -> WarcCopy:
    """A copy without the records of these captures, their requests and what else came around them.

    One record at a time is in memory. Raises archive.warc_reader.TornRecordError, OSError.
    """
    left_out: list[LeftOut] = []
    total = 0
    for record in read_records(path):
        if belongs_to(record, captures):
            total += record.length
            left_out.append(LeftOut(record.offset, record.offset + record.length, total))
    return WarcCopy(path, tuple(left_out))


def pieces(path: Path, offset: int, length: int) -> Iterator[bytes]:
    """So many bytes of a file, some at a time; fewer where it ends before. Raises OSError."""
    with path.open("rb", buffering=0) as file:
        file.seek(offset)
        while length > 0 and (piece := file.read(min(length, _PIECE))):
            length -= len(piece)
            yield piece


def record_digest(path: Path, offset: int, length: int) -> str:
    """``sha256:`` and hex, of a record as it stands in its file, compressed. Raises OSError."""
    digest = hashlib.sha256()
    for piece in pieces(path, offset, length):
        digest.update(piece)
    return f"sha256:{digest.hexdigest()}"
