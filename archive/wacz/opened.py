"""A WACZ file from anybody, opened: its members by name, each of them read in pieces and never unpacked.

No name of a member becomes a path, so that none can lead anywhere. What is longer than archive.foreign.limits say is
refused. `gongkai check --wacz` and `gongkai import wacz` both open a file here.
"""

from __future__ import annotations

import errno
import re
import stat
import struct
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from archive.foreign.limits import LIMITS, Limits

#: What zipfile raises of bytes that it does not expect.
_DAMAGED = (
    *(BadZipFile, LargeZipFile, zlib.error, struct.error),
    *(EOFError, NotImplementedError, RuntimeError, ValueError, OverflowError),
)
_METHODS = (ZIP_STORED, ZIP_DEFLATED)
_PIECE = 1024 * 1024
_LOCAL_HEADER, _LENGTHS = 30, slice(26, 30)
#: Relative, with forward slashes, and nothing that a path or a terminal takes for something else.
_PLAIN_NAME = re.compile(r"(?![./])(?:[^/\\:]+/)*[^/\\:]+")
_DRIVE = re.compile(r"[A-Za-z]:")
_ENCRYPTED = 0x1  # general purpose bit flag (APPNOTE.TXT, 4.4.4)


class NoWaczError(Exception):
    """What cannot be read as a ZIP file with the parts of a WACZ in it: says why."""


class OpenedWacz:
    """An open WACZ file; to be closed. Raises NoWaczError, OSError."""

    def __init__(self, path: Path, limits: Limits = LIMITS) -> None:
        self.limits = limits
        self._zip = _zip_file(path)
        self._file = path.open("rb", buffering=0)
        entries = self._zip.infolist()
        members = [info for info in entries if not info.is_dir()]
        self._members = {info.filename: info for info in members}
        #: What may make one reader see another file than the next one: names, each with why. Names that are none, and
        #: names of what is no file.
        self.unsafe_names = {info.filename: why for info in entries if (why := _why_no_name(info))}
        self.unsafe_files = {info.filename: why for info in entries if (why := _why_no_file(info))}
        self.repeated = sorted(name for name, times in Counter(info.filename for info in members).items() if times > 1)
        if too_much := _too_much(entries, limits, path.stat().st_size):
            self.close()
            raise NoWaczError(too_much)

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
        except _DAMAGED as error:
            raise NoWaczError(f"{name}: cannot be read as a ZIP file has it: {error}") from error

    def content(self, name: str, most: int = 0) -> bytes:
        """A whole member of at most ``most`` bytes, by default those of a description. Raises NoWaczError, OSError."""
        most = most or self.limits.description
        if self._info(name).file_size > most:
            raise NoWaczError(f"{name}: is longer than {most:,} bytes")
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
        if why := _why_no_file(info):
            raise NoWaczError(f"{name}: {why}")
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
        raise NoWaczError(f"cannot be read as a ZIP file: {error}") from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # a place before the file's beginning
            raise
        raise NoWaczError("cannot be read as a ZIP file: its directory leads out of it") from error


def _too_much(entries: Sequence[ZipInfo], limits: Limits, size: int) -> str:
    """Why a file of ``size`` bytes with these entries is not read; empty where it is."""
    if any(info.header_offset < 0 for info in entries):
        return "cannot be read as a ZIP file: its directory leads out of it"
    if len(entries) > limits.entries:
        return f"holds more than {limits.entries:,} files"
    total = sum(info.file_size for info in entries)
    inflated = sum(info.file_size for info in entries if info.compress_type != ZIP_STORED)
    if total > limits.expanded(size) or inflated > limits.inflated:
        return f"expands to {total:,} bytes; so much of a file of its size is not read"
    return ""


def _why_no_name(info: ZipInfo) -> str:
    """What is suspicious of an entry's name; empty where nothing is."""
    name = info.filename
    if "\\" in info.orig_filename or "\x00" in info.orig_filename or not name.isprintable():
        return "no name of a file"
    if name.startswith("/") or _DRIVE.match(name) or ".." in name.split("/"):
        return "its name leads out of the folder"
    return "" if _PLAIN_NAME.fullmatch(name.removesuffix("/")) else "its name is no plain path inside the file"


def _why_no_file(info: ZipInfo) -> str:
    """What is suspicious of an entry beside its name; empty where nothing is."""
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "a link or device, not a file"
    if info.flag_bits & _ENCRYPTED:
        return "encrypted"
    return "" if info.compress_type in _METHODS else "compressed in a way that WACZ does not have"
