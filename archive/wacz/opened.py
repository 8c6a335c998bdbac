"""A WACZ file from anybody, opened: its members by name, each of them read in pieces and never unpacked.

No name of a member becomes a path, so that none can lead anywhere. What is longer than the limits here is refused.
"""

from __future__ import annotations

import errno
import re
import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

MAX_MEMBERS = 100_000
#: Of what is inflated: the lists and indexes of some millions of captures.
MAX_INFLATED_BYTES = 8 * 1024**3
MAX_DESCRIPTOR_BYTES = 64 * 1024**2
#: What zipfile raises of bytes that it does not expect.
_DAMAGED = (BadZipFile, NotImplementedError, ValueError, struct.error)
_PIECE = 1024 * 1024
_LOCAL_HEADER, _LENGTHS = 30, slice(26, 30)
#: Relative, with forward slashes, and nothing that a path or a terminal takes for something else.
_PLAIN_NAME = re.compile(r"(?![./])(?:[^/\\:\x00-\x1f\x7f]+/)*[^/\\:\x00-\x1f\x7f]+")


class NoWaczError(Exception):
    """What cannot be read as a ZIP file with the parts of a WACZ in it: says why."""


class OpenedWacz:
    """An open WACZ file; to be closed. Raises NoWaczError, OSError."""

    def __init__(self, path: Path) -> None:
        self._zip = _zip_file(path)
        members = [info for info in self._zip.infolist() if not info.filename.endswith("/")]
        self._file = path.open("rb", buffering=0)
        self._members = {info.filename: info for info in members}
        #: What may make one reader see another file than the next one.
        self.unsafe = sorted(name for name in set(self._zip.namelist()) if not _is_plain(name.removesuffix("/")))
        self.repeated = sorted(name for name, times in Counter(info.filename for info in members).items() if times > 1)
        inflated = sum(info.file_size for info in members if info.compress_type != ZIP_STORED)
        if any(info.header_offset < 0 for info in members):
            self.close()
            raise NoWaczError("its directory leads out of it")
        if len(members) > MAX_MEMBERS or inflated > MAX_INFLATED_BYTES:
            self.close()
            raise NoWaczError(f"it has {len(members)} files, which inflate to {inflated} bytes: that is too much")

    def __enter__(self) -> OpenedWacz:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
        self._zip.close()

    @property
    def names(self) -> list[str]:
        """Names of the members, sorted."""
        return sorted(self._members)

    def is_stored(self, name: str) -> bool:
        """Whether a member stands in the file as it is, so that a part of it can be read by its place."""
        return self._members[name].compress_type == ZIP_STORED

    def size(self, name: str) -> int:
        """Bytes of a member; 0 where there is none."""
        return self._members[name].file_size if name in self._members else 0

    def pieces(self, name: str) -> Iterator[bytes]:
        """A member from its beginning to its end. Raises NoWaczError where it is damaged or not there, OSError."""
        info = self._info(name)
        try:
            with self._zip.open(info) as member:
                while piece := member.read(_PIECE):
                    yield piece
        except (*_DAMAGED, zlib.error, EOFError, RuntimeError) as error:
            raise NoWaczError(f"{name}: cannot be read: {error}") from error

    def content(self, name: str, most: int = MAX_DESCRIPTOR_BYTES) -> bytes:
        """A whole member of at most so many bytes. Raises NoWaczError, OSError."""
        if self._info(name).file_size > most:
            raise NoWaczError(f"{name}: is longer than {most} bytes")
        return b"".join(self.pieces(name))

    def part(self, name: str, offset: int, length: int) -> Iterator[bytes]:
        """Bytes of a stored member by their place; fewer where it ends before. Raises NoWaczError, OSError."""
        info = self._info(name)
        if not self.is_stored(name):
            raise NoWaczError(f"{name}: is compressed, so that no part of it can be read by its place")
        length = max(0, min(length, info.file_size - offset)) if offset >= 0 else 0
        self._file.seek(self._start(info) + offset)
        while length > 0 and (piece := self._file.read(min(length, _PIECE))):
            length -= len(piece)
            yield piece

    def _info(self, name: str) -> ZipInfo:
        info = self._members.get(name)
        if info is None:
            raise NoWaczError(f"{name}: is not there")
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise NoWaczError(f"{name}: is compressed in a way that a WACZ does not allow")
        return info

    def _start(self, info: ZipInfo) -> int:
        """Where a member's bytes begin: after its own header, which may be longer than that in the directory."""
        self._file.seek(info.header_offset)
        header = self._file.read(_LOCAL_HEADER)
        if len(header) < _LOCAL_HEADER or not header.startswith(b"PK\x03\x04"):
            raise NoWaczError(f"{info.filename}: does not begin where the directory says")
        lengths = header[_LENGTHS]
        names = int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
        return info.header_offset + _LOCAL_HEADER + names


def _zip_file(path: Path) -> ZipFile:
    try:
        return ZipFile(path)
    except _DAMAGED as error:
        raise NoWaczError(f"it is no ZIP file: {error}") from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # a place before the file's beginning
            raise
        raise NoWaczError("it is no ZIP file: its directory leads out of it") from error


def _is_plain(name: str) -> bool:
    return bool(_PLAIN_NAME.fullmatch(name)) and ".." not in name.split("/")
