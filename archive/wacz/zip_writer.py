"""Writing a ZIP file member by member, each streamed, with its size and digest.

The same members give the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO
from zipfile import ZIP64_LIMIT, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from archive.manifest import FileEntry

_UNIX, _MODE = 3, 0o644 << 16


class Member:
    """A file of the package while it is written."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._digest = hashlib.sha256()
        self._size = 0

    def write(self, data: bytes, /) -> None:
        """Append. Raises OSError."""
        self._digest.update(data)
        self._size += len(data)
        self._stream.write(data)

    def entry(self, name: str) -> FileEntry:
        """What was written."""
        return FileEntry(name, self._size, self._digest.hexdigest())


class ZipWriter:
    """Writes members into ``file``, which can be sought in; ``entries`` are those that were written, in order.

    ``at`` is the time that every member gets: nothing else in the file depends on when it was written.
    """

    def __init__(self, file: IO[bytes], at: datetime) -> None:
        self._zip = ZipFile(file, "w")
        self._time = (max(at.year, 1980), at.month, at.day, at.hour, at.minute, at.second)
        self.entries: list[FileEntry] = []

    @contextmanager
    def member(self, name: str, *, size: int = 0, deflated: bool = False) -> Iterator[Member]:
        """A file of the package; ``size`` in bytes where that may be gigabytes. Raises OSError."""
        info = ZipInfo(name, self._time)
        info.create_system, info.external_attr = _UNIX, _MODE
        info.compress_type = ZIP_DEFLATED if deflated else ZIP_STORED
        # Only where it is needed: readers take a file without extra fields to begin right after its name.
        with self._zip.open(info, "w", force_zip64=size >= ZIP64_LIMIT) as stream:
            member = Member(stream)
            yield member
        self.entries.append(member.entry(name))

    def add(self, name: str, content: Iterable[bytes], *, deflated: bool = False) -> FileEntry:
        """Write a whole file in pieces. Raises OSError."""
        with self.member(name, deflated=deflated) as member:
            for piece in content:
                member.write(piece)
        return self.entries[-1]

    def close(self) -> None:
        """Write the directory of members. Raises OSError."""
        self._zip.close()
