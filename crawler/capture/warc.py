"""The WARC files of one crawl: appended record by record, rotated by size, sealed with their index."""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from archive.clock import Clock, system_clock
from archive.http_message import Head
from archive.signing.leaves import Binding, merkle
from archive.signing.merkle import Tree
from archive.warc_reader import OPEN_SUFFIX
from crawler.capture.cdxj import asked_by, index_entry, placed, write_index
from crawler.capture.record import (
    WARC_FIELDS,
    Record,
    as_written,
    compress,
    named_fields,
    new_record_id,
    serialize,
    warc_date,
    warc_fields,
)

GIGABYTE = 1024**3
_PACKED_TOGETHER = 500


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands: the file's final name, offset and length of its gzip member."""

    file: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Packed:
    """Records that belong together, as they will stand in a file: the gzip member of each, its entry in the index (None
    where it has none), and what binds it in the manifest beside its place.
    """

    members: tuple[bytes, ...]
    entries: tuple[str | None, ...]
    bindings: tuple[Binding, ...]


def pack(records: Sequence[Record], head: Head | None = None) -> Packed:
    """Digest and compress records that belong together; ``head`` is of the answer that the first is, where it is one
    and its head was read before.
    """
    members: list[bytes] = []
    entries: list[str | None] = []
    bindings: list[Binding] = []
    answer: int | None = None
    for number, record in enumerate(records):
        fields = named_fields(record)
        content = serialize(fields, record.block)
        members.append(compress(content))
        bindings.append(_binding(record))
        entries.append(index_entry(record.kind, fields, record.block, None if number else head))
        if record.kind == "request" and answer is not None:
            entries[answer] = asked_by(entries[answer] or "", record.block)
        answer = number if entries[number] else answer
    return Packed(tuple(members), tuple(entries), tuple(bindings))


def _binding(record: Record) -> Binding:
    """What binds a record, by its header as whoever reads it finds it."""
    url = as_written(record.url).strip().strip("<>")
    return Binding(record.id, record.kind, warc_date(record.date), url, hashlib.sha256(record.block).hexdigest())


class PackedLines:
    """The lines of an index until their file is sealed: tens of thousands, each much like the one before."""

    def __init__(self) -> None:
        self._packed: list[bytes] = []
        self._lines: list[str] = []

    def add(self, lines: Iterable[str]) -> None:
        """Take lines, each with its line end."""
        self._lines += lines
        if len(self._lines) >= _PACKED_TOGETHER:
            self._packed.append(zlib.compress("".join(self._lines).encode(), 1))
            self._lines = []

    def __iter__(self) -> Iterator[str]:
        for packed in self._packed:
            yield from (f"{line}\n" for line in zlib.decompress(packed).decode().split("\n")[:-1])
        yield from self._lines


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power loss."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def seal(unsealed: Path, lines: Iterable[str]) -> Path:
    """Write the index of a file whose bytes are on disk and give the file its final name, which is returned."""
    sealed = unsealed.with_name(unsealed.name.removesuffix(OPEN_SUFFIX))
    write_index(sealed, lines)
    unsealed.rename(sealed)
    sync_folder(sealed.parent)
    return sealed


def _next_number(folder: Path, crawl: str) -> int:
    names = [path.name.removeprefix(f"{crawl}-")[:5] for path in folder.glob(f"{crawl}-[0-9]*.warc.gz*")]
    return max((int(name) for name in names if name.isdecimal()), default=-1) + 1


class WarcWriter:
    """Appends records; whatever it returns a place for has been handed to the operating system whole.

    Not safe for several threads. Files are ``{crawl}-{number:05}.warc.gz``, with ``.open`` until they are sealed.
    """

    def __init__(
        self,
        folder: Path,
        crawl: str,
        info: dict[str, str],
        max_bytes: int = GIGABYTE,
        clock: Clock = system_clock,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._crawl = crawl
        self._info = info
        self._max_bytes = max_bytes
        self._clock = clock
        number = _next_number(folder, crawl)
        self._is_first = number == 0
        self._tree = Tree()
        self._open(number)

    def _open(self, number: int) -> None:
        self._number = number
        self.name = f"{self._crawl}-{number:05}.warc.gz"
        self.path = self._folder / (self.name + OPEN_SUFFIX)
        self._file = FileIO(self.path, "xb")
        sync_folder(self._folder)
        self._size = 0
        self._torn = False
        self._lines = PackedLines()
        record = Record(
            kind="warcinfo",
            id=new_record_id(),
            date=self._clock(),
            content_type=WARC_FIELDS,
            block=warc_fields(self._info),
            fields=(("WARC-Filename", self.name),),
        )
        self._append(pack([record]))

    def write(self, records: Sequence[Record]) -> list[Place]:
        """Write records that belong together, in one file; return their places. Raises OSError: none is kept."""
        return self.put(pack(records))

    def put(self, packed: Packed) -> list[Place]:
        """Write packed records, in one file; return their places. Raises OSError: none is kept."""
        if self._size >= self._max_bytes:
            self.close()
            self._open(self._number + 1)
        return self._append(packed)

    def _append(self, packed: Packed) -> list[Place]:
        places: list[Place] = []
        offset = self._size
        for member in packed.members:
            places.append(Place(self.name, offset, len(member)))
            offset += len(member)
        self._put(b"".join(packed.members))
        for binding, place in zip(packed.bindings, places, strict=True):
            self._tree.add(binding.leaf(f"warc/{place.file}", place.offset, place.length).encoded())
        self._lines.add(
            placed(entry, place.file, place.offset, place.length)
            for entry, place in zip(packed.entries, places, strict=True)
            if entry
        )
        return places

    def _put(self, data: bytes) -> None:
        """Append bytes; where the disk refuses, what it took of them is cut off again."""
        view = memoryview(data)
        try:
            while view:
                view = view[self._file.write(view) :]
        except OSError:
            self._torn = True
            self._file.truncate(self._size)
            self._file.seek(self._size)
            self._torn = False
            raise
        self._size += len(data)

    def merkle(self) -> dict[str, object] | None:
        """What the crawl's manifest says of its records; None where another writer wrote some of them before."""
        return merkle(self._tree) if self._is_first else None

    def sync(self) -> None:
        """Make all that was written survive a power loss. Raises OSError."""
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Seal the file. Raises OSError; the file then keeps its ``.open`` and ``crawler.capture.repair`` seals it."""
        if self._file.closed:
            return
        try:
            self.sync()
        finally:
            self._file.close()
        if not self._torn:
            self.path = seal(self.path, self._lines)
