"""Which snapshots there are, and which of them a page is of or can be cited by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.labels import Label
from archive.publish.plugin.rows import DATABASE
from archive.publish.snapshots.catalogue import FOLDER, CatalogueError, Snapshot, catalogue_path, read_catalogue

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette


class Shelf:
    """The catalogue of a folder, read again whenever it or the files beside it changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._stat: tuple[int, ...] | None = None
        self._snapshots: tuple[Snapshot, ...] = ()

    @property
    def state(self) -> object:
        """Another one whenever the catalogue changed, or a file was held back."""
        self.snapshots()
        return self._stat

    def snapshots(self) -> tuple[Snapshot, ...]:
        """The snapshots, the oldest first; none where there is no catalogue, or none that can be read."""
        try:
            stat, folder = catalogue_path(self.folder).stat(), self.folder.stat()
        except (FileNotFoundError, NotADirectoryError):
            self._stat, self._snapshots = None, ()
            return ()
        now = (stat.st_ino, stat.st_mtime_ns, stat.st_size, folder.st_mtime_ns)
        if now != self._stat:
            try:
                self._snapshots, self._stat = read_catalogue(self.folder), now
            except CatalogueError:
                return ()
        return self._snapshots


shelf_of = cache(Shelf)


def shelf_beside(datasette: Datasette) -> Shelf:
    """The snapshots beside the database that is served."""
    return shelf_of(Path(datasette.get_database(DATABASE).path).with_name(FOLDER))


@dataclass(frozen=True, slots=True)
class DataCited:
    """By what the data behind a page can be cited: its SHA-256 in hex, if known, and a snapshot that is the same."""

    sha256: str
    snapshot: Snapshot | None

    def address(self, address: str, path: str) -> str:
        """Where the page at ``address``, which ends with ``path``, stays as it is."""
        if self.snapshot is None or f"/snapshots/{self.snapshot.name}/" in address:
            return address
        return f"{address.removesuffix(path)}/snapshots/{self.snapshot.name}{path}"

    @property
    def said(self) -> Label:
        """As a citation in one language says it."""
        if self.snapshot is not None:
            name = self.snapshot.name
            return Label(f"数据快照 {name}（SHA-256 {self.sha256}），", f"snapshot {name} (SHA-256 {self.sha256}), ")
        return Label(f"数据 SHA-256 {self.sha256}，", f"data SHA-256 {self.sha256}, ") if self.sha256 else Label("", "")


def snapshot_shown(datasette: Datasette) -> Snapshot | None:
    """The snapshot that this site is over; None where it is over the newest public.db."""
    file = Path(datasette.get_database(DATABASE).path)
    return next((each for each in shelf_of(file.parent).snapshots() if each.file == file.name), None)


def data_cited(datasette: Datasette) -> DataCited:
    """By what the data that is served now can be cited."""
    shown = snapshot_shown(datasette)
    if shown is not None:
        return DataCited(shown.sha256, shown)
    sha256 = known_digest(datasette)
    same = (each for each in shelf_beside(datasette).snapshots() if each.sha256 == sha256 and not each.is_withdrawn)
    return DataCited(sha256, next(same, None))


def state_served(datasette: Datasette) -> str:
    """Other words for another file, or other snapshots beside it: what every page is a function of."""
    database = datasette.databases.get(DATABASE)
    if database is None:
        return ""
    file = getattr(database, "state", None) or database.path  # of a Datasette that is not ours the file does not change
    return repr((file, known_digest(datasette), shelf_beside(datasette).state, snapshot_shown(datasette)))


def known_digest(datasette: Datasette) -> str:
    """SHA-256 of the database in hex, where its inspect file says it; else empty, for it would take long."""
    said: Mapping[str, Any] = (datasette.inspect_data or {}).get(DATABASE) or {}
    return str(said.get("hash") or "")
