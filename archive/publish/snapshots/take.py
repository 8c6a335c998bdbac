"""Taking a snapshot: a copy of the public.db that stands there, named by its day and digest."""

from __future__ import annotations

import shutil
from contextlib import closing
from datetime import datetime
from pathlib import Path

from archive.publish.masking import rules_digest
from archive.publish.public_file import PublicDatabaseMissingError, open_all
from archive.publish.snapshots.catalogue import FOLDER, Snapshot, named, read_catalogue, write_catalogue
from archive.publish.snapshots.files import CHECKED, place
from archive.publish.snapshots.sweep import sweep
from archive.publish.takeaway.data_package import origin_of
from archive.publish.takeaway.files import file_sha256

_DIGITS = 12  # of the digest in a name


def take_snapshot(archive: Path, *, now: datetime, software: str) -> tuple[Snapshot, bool]:
    """Take a snapshot of the public.db in the folder ``archive``; return it, and whether it is a new one.

    A public.db of which there is a snapshot already is not taken again. What archive.db withholds is not shown in it,
    even where public.db was not built again since. The caller holds the lock of the archive. Raises
    :class:`archive.publish.one_file.PublicDatabaseMissingError`, :class:`archive.publish.one_file.NotPublicError`,
    :class:`archive.publish.snapshots.catalogue.CatalogueError`, ``sqlite3.Error`` and ``OSError``.
    """
    folder = archive / FOLDER
    known = read_catalogue(folder)
    folder.mkdir(exist_ok=True)
    unfinished = folder / "taken.new"
    try:
        snapshot = _copied(archive / "public.db", unfinished, now, software)
        for each in known:
            if snapshot.sha256 in (each.sha256, each.taken_sha256):
                return each, False
        place(unfinished, folder / snapshot.file)
    finally:
        unfinished.unlink(missing_ok=True)
    (folder / CHECKED).unlink(missing_ok=True)
    write_catalogue(folder, (*known, snapshot))
    sweep(archive / "archive.db", folder, now=now)
    return named(read_catalogue(folder), snapshot.name), True


def _copied(public_db: Path, target: Path, now: datetime, software: str) -> Snapshot:
    """Copied through one open file: what is swapped in meanwhile is not mixed with it."""
    if not public_db.is_file():
        raise PublicDatabaseMissingError(f"{public_db}: no such file; `gongkai run` or `gongkai demo` makes it")
    target.unlink(missing_ok=True)  # of a killed program, and read-only perhaps
    shutil.copyfile(public_db, target)
    _, (connection,) = open_all(target, 1)
    with closing(connection):
        as_of = origin_of(connection, "").as_of
    sha256 = file_sha256(target)
    name = f"public-{now:%Y-%m-%d}-{sha256[:_DIGITS]}"
    return Snapshot(
        name=name,
        taken_at=now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        file=f"{name}.db",
        sha256=sha256,
        size=target.stat().st_size,
        software=software,
        masking=rules_digest(),
        as_of=as_of,
    )
