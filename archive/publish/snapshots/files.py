"""The files of a folder of snapshots: put there read-only, taken away, and none that the catalogue does not name."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from archive.publish.inspect_file import inspect, inspect_path
from archive.publish.masking import mask_text
from archive.publish.snapshots.catalogue import (
    FILE,
    Snapshot,
    file_of,
    held_path,
    named,
    read_catalogue,
    write_catalogue,
)

CHECKED = "checked"  # beside the catalogue: for which state of what is withheld all snapshots were looked through


def place(unfinished: Path, path: Path) -> None:
    """Give a finished file its name, read-only, its inspect file beside it; it is on disk when this returns."""
    unfinished.chmod(0o444)
    with unfinished.open("rb") as file:
        os.fsync(file.fileno())
    inspect_path(path).write_text(inspect(unfinished, path.name), "utf-8")
    unfinished.replace(path)


def hold(folder: Path, snapshot: Snapshot) -> None:
    """Keep a snapshot's file and do not serve it. A rename alone, for the disk may be full."""
    path = folder / snapshot.file
    if path.exists():
        path.replace(held_path(path))


def release(folder: Path, snapshot: Snapshot) -> None:
    """Serve a snapshot again that was held back."""
    file_of(folder, snapshot).replace(folder / snapshot.file)


def withdraw(folder: Path, name: str, *, on: str, why: str) -> Snapshot:
    """Serve a snapshot no more: its file is deleted; its name, its digest, the day ``on`` and the reason, masked, stay.

    Raises :class:`archive.publish.snapshots.catalogue.UnknownSnapshotError`, ``CatalogueError`` and ``OSError``.
    """
    snapshots = read_catalogue(folder)
    before = named(snapshots, name)
    if before.is_withdrawn:
        return before
    after = replace(before, file="", withdrawn_on=on, why_withdrawn=mask_text(why).text)
    change(folder, after)
    return after


def change(folder: Path, after: Snapshot) -> None:
    """Write what a snapshot is now into the catalogue; a file that it had before is deleted."""
    write_catalogue(folder, [after if each.name == after.name else each for each in read_catalogue(folder)])
    delete_strays(folder)


def delete_strays(folder: Path) -> None:
    """Delete whatever the catalogue does not name: files of before, and what a killed program left."""
    files = [folder / each.file for each in read_catalogue(folder) if each.file]
    held = [held_path(path).name for path in files]
    kept = {FILE, CHECKED, *held, *(path.name for path in files), *(inspect_path(path).name for path in files)}
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.name not in kept:
            path.unlink()
