"""The catalogue of snapshots: ``snapshots/index.json`` beside public.db, and one database file for each.

A snapshot is called by its day and the beginning of its SHA-256, public-2026-11-26-0123456789ab: the name says what it
is, and none is ever overwritten. One of which something is withheld since keeps its name and has another file; one that
is withdrawn has none. The catalogue says so, with the digests of before, and is published.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from archive.publish.takeaway.files import file_sha256
from archive.whole_file import write_whole

FOLDER, FILE = "snapshots", "index.json"
_NAME, _FILE_NAME = re.compile(r"[\w-]+"), re.compile(r"[\w-]+\.db")


class CatalogueError(Exception):
    """The catalogue of snapshots is not one that this program wrote."""


class UnknownSnapshotError(Exception):
    """There is no snapshot of that name."""


@dataclass(frozen=True, slots=True)
class Redaction:
    """That rows of a snapshot were emptied: on which day, of how many documents and files, why, what it was before."""

    on: str
    documents: int
    reasons: tuple[str, ...]
    sha256_before: str
    size_before: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One snapshot. ``sha256`` and ``size`` (bytes) are of the file that is served now, as ``file`` is its name.

    ``taken_at`` is UTC; ``as_of`` the last accepted crawl of each portal then; ``masking`` the digest of the masking
    rules that were applied.
    """

    name: str
    taken_at: str
    file: str
    sha256: str
    size: int
    software: str
    masking: str
    as_of: tuple[Mapping[str, Any], ...] = ()
    redactions: tuple[Redaction, ...] = field(default=())
    withdrawn_on: str = ""
    why_withdrawn: str = ""

    @property
    def taken_sha256(self) -> str:
        """The digest of the file when it was taken."""
        return self.redactions[0].sha256_before if self.redactions else self.sha256

    @property
    def is_withdrawn(self) -> bool:
        """Whether it is not served any more."""
        return bool(self.withdrawn_on)


def catalogue_path(folder: Path) -> Path:
    """Where the catalogue of a folder of snapshots stands."""
    return folder / FILE


def read_catalogue(folder: Path) -> tuple[Snapshot, ...]:
    """The snapshots of a folder, the oldest first; none where there is no catalogue. Raises CatalogueError."""
    try:
        stored = catalogue_path(folder).read_bytes()
    except FileNotFoundError:
        return ()
    try:
        return tuple(_snapshot(each) for each in json.loads(stored)["snapshots"])
    except (ValueError, KeyError, TypeError) as error:
        raise CatalogueError(f"{catalogue_path(folder)}: is no catalogue of snapshots: {error!r}") from error


def _snapshot(stored: dict[str, Any]) -> Snapshot:
    redactions = tuple(Redaction(**{**each, "reasons": tuple(each["reasons"])}) for each in stored["redactions"])
    found = Snapshot(**{**stored, "redactions": redactions, "as_of": tuple(stored["as_of"])})
    if not _NAME.fullmatch(found.name) or not _FILE_NAME.fullmatch(found.file or "withdrawn.db"):
        raise ValueError(f"{found.name!r}, {found.file!r} cannot be a snapshot's")
    return found


def write_catalogue(folder: Path, snapshots: Iterable[Snapshot]) -> None:
    """Write the catalogue, whole or not at all. Raises OSError."""
    write_whole(catalogue_path(folder), catalogue_json(snapshots).encode())


def catalogue_json(snapshots: Iterable[Snapshot]) -> str:
    """The catalogue as JSON."""
    return json.dumps({"snapshots": [asdict(each) for each in snapshots]}, ensure_ascii=False, indent=1) + "\n"


def named(snapshots: Iterable[Snapshot], name: str) -> Snapshot:
    """The snapshot of a name. Raises UnknownSnapshotError."""
    for each in snapshots:
        if each.name == name:
            return each
    raise UnknownSnapshotError(f"{name}: there is no snapshot of that name; `gongkai snapshot --list` shows them")


def held_path(path: Path) -> Path:
    """Where the file of ``path`` is while it is held back: not served, and kept until it can be redacted."""
    return path.with_name(f"{path.name}.held")


def is_held(folder: Path, snapshot: Snapshot) -> bool:
    """Whether a snapshot is held back."""
    return not snapshot.is_withdrawn and held_path(folder / snapshot.file).exists()


def file_of(folder: Path, snapshot: Snapshot) -> Path:
    """Where the file of a snapshot is now, held back or not."""
    path = folder / snapshot.file
    return held_path(path) if is_held(folder, snapshot) else path


def damaged(folder: Path) -> list[str]:
    """Names of snapshots whose file is missing or not what the catalogue says."""
    return [each.name for each in read_catalogue(folder) if not each.is_withdrawn and not _is_whole(folder, each)]


def _is_whole(folder: Path, snapshot: Snapshot) -> bool:
    path = file_of(folder, snapshot)
    return path.is_file() and path.stat().st_size == snapshot.size and file_sha256(path) == snapshot.sha256
