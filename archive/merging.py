"""What a merge made and has still to put in its place: ``merging/`` in the archive.

A merge makes everything beside the archive, in ``merging/archive``: new files as files, those that stay as symbolic
links. Once that is whole, the file ``merging/committed`` says so, and from then on the merge is done: whoever takes
the lock of the archive next moves what is left to its place. Without it nothing of the archive was touched yet, and
what it made is thrown away. ``merging/unpublished`` stays until public.db is built of what was merged.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

FOLDER = "merging"
_VIEW = "archive"
_COMMITTED = "committed"
_UNPUBLISHED = "unpublished"
_DATABASE = "archive.db"


def view_of(archive: Path) -> Path:
    """The folder in which a merge makes the archive as it will be."""
    return archive / FOLDER / _VIEW


def is_committed(archive: Path) -> bool:
    """Whether a merge is done but for moving its files."""
    return (archive / FOLDER / _COMMITTED).exists()


def is_unpublished(archive: Path) -> bool:
    """Whether public.db was not built since a merge gave the archive other rows."""
    return (archive / FOLDER / _UNPUBLISHED).exists()


def published(archive: Path) -> None:
    """Note that public.db shows what archive.db has now. Raises OSError."""
    (archive / FOLDER / _UNPUBLISHED).unlink(missing_ok=True)
    with suppress(OSError):  # there is none, or a merge is at work in it
        (archive / FOLDER).rmdir()


def commit(archive: Path, *, has_rows: bool) -> None:
    """Say that what ``view_of`` holds is whole, and put it in its place. Raises OSError: then the next lock does.

    Where it ``has_rows`` that the archive had not, public.db is to be built again.
    """
    for path in [view_of(archive), *view_of(archive).rglob("*")]:
        if not path.is_symlink():
            _sync(path)
    marker = archive / FOLDER / _COMMITTED
    unfinished = marker.with_name(f"{_COMMITTED}.new")
    unfinished.write_text(_UNPUBLISHED if has_rows else "", "ascii")
    _sync(unfinished)
    unfinished.replace(marker)
    _sync(marker.parent)
    finish(archive)


def finish(archive: Path) -> None:
    """End a merge that was interrupted: carry it out, or forget it. For whoever holds the lock. Raises OSError."""
    folder = archive / FOLDER
    if is_committed(archive):
        if (folder / _COMMITTED).read_text("ascii"):
            (folder / _UNPUBLISHED).touch()
        _move(archive)
        (folder / _COMMITTED).unlink()
        _sync(folder)
    if not is_unpublished(archive):
        if folder.exists():
            shutil.rmtree(folder)
        return
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != _UNPUBLISHED:
            path.unlink()


def _move(archive: Path) -> None:
    """Move every new file to its place, archive.db last: it speaks of the others."""
    view = view_of(archive)
    new = [path.relative_to(view) for path in view.rglob("*") if path.is_file() and not path.is_symlink()]
    folders = {archive}
    for relative in sorted(new, key=lambda relative: (relative.name == _DATABASE, relative)):
        target = archive / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        if relative.name == _DATABASE:
            for leftover in ("-wal", "-shm"):  # of the old one: never to be read into the new one
                target.with_name(target.name + leftover).unlink(missing_ok=True)
        (view / relative).replace(target)
        folders.add(target.parent)
    for folder in folders:
        _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
