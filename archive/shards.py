"""A shard: an archive folder that somebody made elsewhere, copied under a fence so that it can be checked and merged.

Taken are files that an archive of ours has, by their names, whole and no longer than ours ever are; no symbolic link
is followed, and nothing but a plain file is opened. archive.db is not among them: rows are made from the record.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from archive.decisions import MAX_FILE_BYTES as MAX_DECISIONS_BYTES
from archive.import_rows import MAX_IMPORT_BYTES
from archive.manifest import FileEntry
from archive.merges import MAX_MERGE_BYTES
from archive.signing.keys import MAX_KEY_BYTES
from archive.signing.queue import FILE as QUEUE
from archive.signing.queue import MAX_QUEUE_BYTES
from archive.signing.timestamps import MAX_CERTIFICATE_BYTES
from archive.withholding import MAX_FILE_BYTES as MAX_WITHHELD_BYTES

_PORTAL = r"[a-z][a-z0-9_-]{0,39}"
_CRAWL = rf"(?P<crawl>(?P<portal>{_PORTAL})-[0-9]{{8}}T[0-9]{{9}}Z)"
CRAWL = re.compile(_CRAWL)
_AUTHORITY = r"[a-z0-9][a-z0-9_-]{0,40}"
#: WARC files are closed at a gigabyte, and hold a record of 256 MB more at most.
MAX_WARC_BYTES = 2 * 1024**3
MAX_MANIFEST_BYTES = 32_000_000
_MAX_SIGNATURE_BYTES = 100_000
#: More names than any folder of an archive has.
MAX_NAMES = 1_000_000
_PIECE = 1024 * 1024
_EMPTY = ""
_NO_FILE = "is a symbolic link, or no plain file; nothing but files is taken"


class MergeError(Exception):
    """A shard that is not merged: the message says which file of which shard, and why."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Files of one folder of an archive: how they are called, and how many bytes each has at most."""

    folder: str
    name: re.Pattern[str]
    limit: int


_WARC = Kind("warc", re.compile(rf"{_CRAWL}-[0-9]{{5}}\.(?:warc\.gz|cdxj)"), MAX_WARC_BYTES)
#: The record, but for the WARC files, and which timestamps are still to come; what has no folder lies in the archive's.
KINDS = (
    Kind("crawls", re.compile(rf"{_CRAWL}\.json"), MAX_MANIFEST_BYTES),
    Kind("crawls", re.compile(rf"{_CRAWL}\.json\.(?:sig|key|sig\.{_AUTHORITY}\.tsr)"), _MAX_SIGNATURE_BYTES),
    Kind("merges", re.compile(r"[0-9a-f]{64}\.json"), MAX_MERGE_BYTES),
    Kind("imports", re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,150}\.(?:csv|xlsx|jsonl|json)"), MAX_IMPORT_BYTES),
    Kind("decisions", re.compile(rf"{_PORTAL}\.yml"), MAX_DECISIONS_BYTES),
    Kind("purged", re.compile(r"[0-9]{5}\.json"), MAX_MANIFEST_BYTES),
    Kind("keys", re.compile(r"[0-9a-f]{64}\.pem"), MAX_KEY_BYTES),
    Kind("authorities", re.compile(rf"{_AUTHORITY}\.pem"), MAX_CERTIFICATE_BYTES),
    Kind(_EMPTY, re.compile(r"withheld\.yml"), MAX_WITHHELD_BYTES),
    Kind(_EMPTY, re.compile(r"evidence\.sha256"), MAX_MANIFEST_BYTES),
    Kind(_EMPTY, re.compile(re.escape(QUEUE)), MAX_QUEUE_BYTES),
)


@dataclass
class Shard:
    """The folder ``source``, and ``copy``, where what is taken of it stands. ``left`` are names that were not taken."""

    source: Path
    copy: Path
    left: list[str] = field(default_factory=list)

    def copy_record(self) -> None:
        """Copy all of the record but its WARC files. Raises MergeError, OSError."""
        folders = dict.fromkeys(kind.folder for kind in KINDS)
        for folder in folders:
            kinds = [kind for kind in KINDS if kind.folder == folder]
            for name in self._names(folder):
                kind = next((kind for kind in kinds if kind.name.fullmatch(name)), None)
                if kind:
                    self._copy(folder, name, kind.limit)
                elif folder:
                    self.left.append(f"{folder}/{name}")

    def copy_warcs(self, expected: Mapping[str, FileEntry]) -> None:
        """Copy the WARC files and indexes of these names, as long as they are to be. Raises MergeError, OSError.

        One that is not there is not copied; others of the same crawls are named in ``left``.
        """
        crawls = {match["crawl"] for name in expected if (match := _WARC.name.fullmatch(name.removeprefix("warc/")))}
        names = self._names(_WARC.folder)
        for name in names:
            match = _WARC.name.fullmatch(name)
            if f"warc/{name}" not in expected and (not match or match["crawl"] in crawls):
                self.left.append(f"warc/{name}")
        needed, free = sum(entry.size for entry in expected.values()), shutil.disk_usage(self.copy).free
        if needed > free:
            raise OSError(errno.ENOSPC, f"{needed} bytes are needed and {free} are free", str(self.copy))
        for name in sorted({f"warc/{name}" for name in names} & expected.keys()):
            if not _WARC.name.fullmatch(name.removeprefix("warc/")) or expected[name].size > _WARC.limit:
                raise self.refused(name, "is none of our names, or longer than ours are")
            self._copy(_WARC.folder, name.removeprefix("warc/"), expected[name].size)

    def unclosed(self) -> list[str]:
        """Crawls that have WARC files and no manifest: still open, or never closed."""
        matches = (CRAWL.match(name) for name in self._names(_WARC.folder))
        found = {match["crawl"] for match in matches if match}
        return sorted(crawl for crawl in found if not (self.copy / "crawls" / f"{crawl}.json").exists())

    def refused(self, name: str, why: str) -> MergeError:
        """The error that says why a file of the shard keeps it from being merged."""
        return MergeError(f"{self.source}: {name}: {why}")

    def _names(self, folder: str) -> list[str]:
        try:
            with self._folder(folder) as descriptor, os.scandir(descriptor) as found:
                names = [entry.name for entry in islice(found, MAX_NAMES + 1)]
        except FileNotFoundError:
            return []
        if len(names) > MAX_NAMES:
            raise self.refused(folder or ".", f"holds more than {MAX_NAMES} names")
        return sorted(names)

    def _copy(self, folder: str, name: str, limit: int) -> None:
        target = self.copy / folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        where = f"{folder}/{name}" if folder else name
        with (
            self._folder(folder) as parent,
            self._opened(where, name, os.O_NONBLOCK, parent) as descriptor,
            target.open("wb") as copy,
        ):
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise self.refused(where, _NO_FILE)
            for piece in _pieces(descriptor, limit + 1):
                copy.write(piece)
            if copy.tell() > limit:
                raise self.refused(where, f"is longer than the {limit} bytes that it may have")

    @contextmanager
    def _folder(self, folder: str) -> Iterator[int]:
        """A folder of the shard; the shard's own folder may be reached by a link, which its operator gave."""
        root = os.open(self.source, os.O_RDONLY | os.O_DIRECTORY)
        try:
            with self._opened(folder or ".", folder or ".", os.O_DIRECTORY, root) as descriptor:
                yield descriptor
        finally:
            os.close(root)

    @contextmanager
    def _opened(self, where: str, name: str, flags: int, parent: int) -> Iterator[int]:
        try:
            descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | flags, dir_fd=parent)
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.ENOTDIR, errno.ENXIO):
                raise self.refused(where, _NO_FILE) from error
            raise
        try:
            yield descriptor
        finally:
            os.close(descriptor)


def _pieces(descriptor: int, most: int) -> Iterator[bytes]:
    while most > 0 and (piece := os.read(descriptor, min(_PIECE, most))):
        most -= len(piece)
        yield piece
