"""WARC and WACZ files that people brought, kept in ``imports/archives/`` as they came, and what was said of them.

``ID.json`` is what was said and found, ``ID.portal.json`` the portal file that was followed, ``ID.manifest.json`` the
manifest that came along with a crawl of this program. The records that were taken stand in ``warc/`` like those of any
crawl. With the WARC files they are the record: a rebuild makes the crawl again from them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.holdings import portal_of
from archive.manifest import FileEntry
from archive.whole_file import write_whole

FOLDER = "imports/archives"
#: What does not stand in the row of ``imported_archives``.
_NOT_IN_ROW = ("files", "warcs", "started_at", "closed_at", "verdict", "reason", "notes", "purged", "reasons")


@dataclass(frozen=True, slots=True)
class BroughtFile:
    """A file as it was brought: its name, size in bytes, SHA-256 in hex; ``kept`` is its path in the archive."""

    name: str
    size: int
    sha256: str
    kept: str


@dataclass(frozen=True, slots=True)
class KeptArchive:
    """An import of archive files; fields as in the table ``imported_archives``, instants in UTC.

    ``warcs`` are the files in ``warc/`` that its records became. ``purged``: days on which orders deleted files of
    ``files``. Of a crawl of this program ``started_at`` to ``reason`` are as its manifest says; else verdict is empty.
    """

    id: str
    portal: str
    crawl: str
    form: str
    files: tuple[BroughtFile, ...]
    file_sha256: str
    origin: str
    imported_by: str
    imported_at: str
    own: bool
    signature: str = "none"
    key: str = ""
    records: int = 0
    left_aside: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    first_at: str = ""
    last_at: str = ""
    started_at: str = ""
    closed_at: str = ""
    verdict: str = ""
    reason: str = ""
    notes: tuple[str, ...] = ()
    warcs: tuple[FileEntry, ...] = ()
    purged: tuple[str, ...] = ()

    @property
    def file_name(self) -> str:
        """What the files were called, with a comma between several."""
        return ", ".join(file.name for file in self.files)

    def row(self) -> dict[str, Any]:
        """Its row of ``imported_archives``."""
        said = {key: value for key, value in asdict(self).items() if key not in _NOT_IN_ROW}
        reasons = json.dumps(dict(self.reasons), sort_keys=True)
        return {**said, "file_name": self.file_name, "own": int(self.own), "reasons": reasons}

    def encoded(self) -> bytes:
        """What ``ID.json`` holds."""
        return (json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode(
            "utf-8", "replace"
        )


def folder_of(archive: Path) -> Path:
    """Where the files of an archive that people brought are kept."""
    return archive / FOLDER


def said_path(archive: Path, id: str) -> Path:
    """Where it stands what was said of an import."""
    return folder_of(archive) / f"{id}.json"


def portal_file_path(archive: Path, id: str) -> Path:
    """Where the portal file stands that an import followed."""
    return folder_of(archive) / f"{id}.portal.json"


def manifest_beside(archive: Path, id: str) -> Path:
    """Where the manifest stands that came along."""
    return folder_of(archive) / f"{id}.manifest.json"


def write_said(archive: Path, kept: KeptArchive) -> None:
    """Write what is said of an import, whole or not at all. Raises OSError."""
    write_whole(said_path(archive, kept.id), kept.encoded())


def read_said(path: Path) -> KeptArchive:
    """Read what was said of an import. Raises OSError; ValueError, KeyError or TypeError where it is none."""
    said: dict[str, Any] = json.loads(path.read_bytes())
    files = tuple(BroughtFile(**file) for file in said.pop("files"))
    warcs = tuple(FileEntry(**file) for file in said.pop("warcs"))
    notes, purged = tuple(said.pop("notes")), tuple(said.pop("purged"))
    return KeptArchive(**said, notes=notes, purged=purged, files=files, warcs=warcs)


def kept_archives(archive: Path) -> Iterator[KeptArchive]:
    """The imports of archive files, in the order of their ids. Raises as ``read_said``."""
    for path in sorted(folder_of(archive).glob("*.json")):
        if "." not in path.stem:
            yield read_said(path)


def write_row(db: Database, kept: KeptArchive) -> None:
    """Write the row of ``imported_archives``."""
    db.table("imported_archives").upsert(kept.row(), pk="id")


def forget_originals(archive: Path, warc_files: Iterable[str], on: str) -> list[str]:
    """Delete the files as they came of every portal of which an order took bytes out of these WARC files.

    They may hold the same bytes, also in records that were left aside. What was said of them stays, with the day.
    Return their paths in the archive. Doing it again changes nothing. Raises OSError.
    """
    portals = {portal_of(name.rpartition("-")[0]) for name in warc_files}  # CRAWL-NUMBER.warc.gz
    gone: list[str] = []
    for kept in list(kept_archives(archive)):
        own = [file.kept for file in kept.files if file.kept.startswith(f"{FOLDER}/")]
        if not own or kept.portal not in portals:
            continue
        if on not in kept.purged:
            write_said(archive, replace(kept, purged=(*kept.purged, on)))
        for name in own:
            (archive / name).unlink(missing_ok=True)
        gone += own
    return gone
