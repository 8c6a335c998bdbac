"""The lock of an archive folder: one writer at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout


class ArchiveInUseError(Exception):
    """Somebody else is writing the archive; the message names its folder."""


@contextmanager
def archive_lock(archive: Path) -> Iterator[None]:
    """Hold the archive for one writer; the folder is made where it is missing.

    A second writer is refused at once: raises ArchiveInUseError. The lock ends with its process.
    """
    archive.mkdir(parents=True, exist_ok=True)
    lock = FileLock(archive / ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        message = f"{archive}: another run is writing this archive; wait for it, or give another --archive"
        raise ArchiveInUseError(message) from error
    try:
        yield
    finally:
        lock.release()
