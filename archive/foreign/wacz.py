"""WACZ files (Web Archive Collection Zipped 1.1.1) that somebody else made: a ZIP file with WARC files in it.

Every name in it is looked at and none is used: what is taken out is written under names of ours. Its description has
to list each WARC file with its digest, and the digests have to be right.
"""

from __future__ import annotations

import errno
import hashlib
import json
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.foreign.limits import LIMITS, ForeignFileError, Limits
from archive.foreign.signed import signature_state

_PIECE = 1024 * 1024
_WARC = re.compile(r"archive/[^/]+\.warc(?:\.gz)?")
_NESTED = re.compile(r".+\.(?:wacz|zip|7z|tar|tgz|rar)(?:\.[a-z]+)?", re.IGNORECASE)
_DESCRIPTION = "datapackage.json"
_DIGEST = "datapackage-digest.json"
#: Where the exporter of this program puts what it knows of a crawl.
_OURS = "gongkai/"
_WRONG = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error),
    *(EOFError, NotImplementedError, RuntimeError, ValueError, OverflowError),
)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True, slots=True)
class Wacz:
    """What was found in a WACZ: its WARC files, taken out; the manifest of a crawl of this program, where it has one.

    ``signature`` is none, sound, wrong or unchecked, ``key`` the fingerprint of the key that it is by. ``nested`` are
    names of archives in it, which are left alone.
    """

    warcs: tuple[Path, ...]
    names: tuple[str, ...]
    signature: str
    key: str
    manifest: bytes = b""
    nested: tuple[str, ...] = ()


def open_wacz(path: Path, folder: Path, limits: Limits = LIMITS) -> Wacz:
    """Take the WARC files of a WACZ out into ``folder``. Raises ForeignFileError, OSError."""
    with _opened(path) as archive:
        entries = _entries(path, archive, limits)
        described = _described(path, archive, entries, limits)
        names = sorted(name for name in entries if _WARC.fullmatch(name))
        if not names:
            raise ForeignFileError(f"{path}: holds no WARC file in archive/")
        for name in sorted(described.keys() - entries.keys()):
            raise ForeignFileError(f"{path}: {_DESCRIPTION} lists {name!r}, which is not there")
        warcs = tuple(_take_out(path, archive, entries[name], described, folder, n) for n, name in enumerate(names))
        rest = sorted(name for name in described if name not in names)
        for name in rest:
            _check(path, name, described[name], _digest(_pieces(path, archive, entries[name])))
        digest = _read(path, archive, entries.get(_DIGEST), limits)
        state, key = signature_state(digest, _read(path, archive, entries[_DESCRIPTION], limits))
        nested = tuple(name for name in entries if _NESTED.fullmatch(name))
        manifest = _read(path, archive, entries.get(f"{_OURS}manifest.json"), limits)
        return Wacz(warcs, tuple(name.rpartition("/")[2] for name in names), state, key, manifest, nested)


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The ZIP file. What its reader finds wrong is raised as ForeignFileError."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except _WRONG as error:
        raise ForeignFileError(f"{path}: cannot be read as a ZIP file: {error}") from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # a place that is none, where the file says a part of it begins
            raise
        raise ForeignFileError(f"{path}: cannot be read as a ZIP file: it leads out of itself") from error


def _entries(path: Path, archive: zipfile.ZipFile, limits: Limits) -> Mapping[str, zipfile.ZipInfo]:
    """The files in it by name, once nothing about them is suspicious."""
    infos = archive.infolist()
    if len(infos) > limits.entries:
        raise ForeignFileError(f"{path}: holds more than {limits.entries:,} files")
    entries: dict[str, zipfile.ZipInfo] = {}
    total = 0
    for info in infos:
        if problem := _problem(info) or ("its name stands there twice" if info.filename in entries else ""):
            raise ForeignFileError(f"{path}: {info.filename!r}: {problem}; nothing of such a file is taken")
        total += info.file_size
        if not info.is_dir():
            entries[info.filename] = info
    if total > limits.expanded(path.stat().st_size):
        raise ForeignFileError(f"{path}: expands to {total:,} bytes; so much of a file of its size is not read")
    return entries


def _problem(info: zipfile.ZipInfo) -> str:
    """What is suspicious of a file in a ZIP file; empty where nothing is."""
    name, mode = info.filename, info.external_attr >> 16
    if "\\" in info.orig_filename or "\x00" in info.orig_filename or not name.isprintable():
        return "no name of a file"
    if name.startswith("/") or re.match(r"[A-Za-z]:", name) or ".." in name.split("/"):
        return "its name leads out of the folder"
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "a link or device, not a file"
    if info.flag_bits & 0x1:
        return "encrypted"
    return "" if info.compress_type in _METHODS else "compressed in a way that WACZ does not have"


def _described(
    path: Path, archive: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo], limits: Limits
) -> dict[str, str]:
    """The digest (``sha256:…``) of each file that the description lists."""
    if _DESCRIPTION not in entries:
        raise ForeignFileError(f"{path}: has no {_DESCRIPTION}; take its WARC files out and import those")
    said = json_object(_read(path, archive, entries[_DESCRIPTION], limits)) or {}
    resources = said.get("resources")
    if not isinstance(resources, list):
        raise ForeignFileError(f"{path}: {_DESCRIPTION} lists no resources")
    described: dict[str, str] = {}
    for each in resources:
        if not isinstance(each, dict) or not isinstance(each.get("path"), str) or not isinstance(each.get("hash"), str):
            raise ForeignFileError(f"{path}: {_DESCRIPTION}: a resource without path or hash")
        described[each["path"]] = each["hash"]
    for name in sorted(name for name in entries if _WARC.fullmatch(name)):
        if name not in described:
            raise ForeignFileError(f"{path}: {name!r} is not listed in {_DESCRIPTION}")
    return described


def _take_out(
    path: Path,
    archive: zipfile.ZipFile,
    info: zipfile.ZipInfo,
    described: Mapping[str, str],
    folder: Path,
    number: int,
) -> Path:
    to = folder / f"{number:05}.{'warc.gz' if info.filename.endswith('.gz') else 'warc'}"
    with to.open("wb") as file:
        found = _digest(_written(_pieces(path, archive, info), file.write))
    _check(path, info.filename, described[info.filename], found)
    return to


def _written(pieces: Iterator[bytes], write: Callable[[bytes], object]) -> Iterator[bytes]:
    for piece in pieces:
        write(piece)
        yield piece


def _check(path: Path, name: str, said: str, found: str) -> None:
    if said.lower() != found:
        known = said if said.lower().startswith("sha256:") else f"{said}, which is no SHA-256"
        raise ForeignFileError(f"{path}: {name!r} has {found}; {_DESCRIPTION} says {known}")


def _digest(pieces: Iterator[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return f"sha256:{digest.hexdigest()}"


def _pieces(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of a file; never more than its entry says."""
    left = info.file_size
    with archive.open(info) as file:
        while piece := file.read(_PIECE):
            left -= len(piece)
            if left < 0:
                raise ForeignFileError(f"{path}: {info.filename!r} is longer than its entry says")
            yield piece


def _read(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo | None, limits: Limits) -> bytes:
    """A short file whole; nothing where it is not there."""
    if info is None:
        return b""
    if info.file_size > limits.description:
        raise ForeignFileError(f"{path}: {info.filename!r} is longer than {limits.description:,} bytes")
    return b"".join(_pieces(path, archive, info))


def json_object(content: bytes) -> dict[str, Any] | None:
    """The JSON object that bytes hold; None where they hold none."""
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None
