"""The locks of an archive folder: one writer at a time, and one job."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from archive import merging
from archive.store import now

#: More than a holder ever writes of itself.
_MAX_HOLDER = 2000


class ArchiveInUseError(Exception):
    """Somebody else is writing the archive; the message names its folder, and who holds it since when."""


@contextmanager
def archive_lock(archive: Path) -> Iterator[None]:
    """Hold the archive for one writer; the folder is made where it is missing.

    A second writer is refused at once: raises ArchiveInUseError. The lock ends with its process. A merge that was
    interrupted is ended first.
    """
    with _held(archive, ".lock", "another run is writing this archive"):
        merging.finish(archive)
        yield


@contextmanager
def reader_lock(archive: Path) -> Iterator[None]:
    """Hold an archive that is only read, so that nobody writes it meanwhile; not where we may not write there.

    A merge that was interrupted stays as it is. Raises ArchiveInUseError.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(_held(archive, ".lock", "another run is writing this archive"))
        except OSError as error:
            if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
                raise
        yield


@contextmanager
def crawls_lock(archive: Path) -> Iterator[None]:
    """Hold the archive for crawls of one job, of several portals at a time; whoever writes alone is refused meanwhile.

    Raises ArchiveInUseError where somebody writes alone. The lock ends with the last process that holds it.
    """
    archive.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(archive / ".lock", os.O_RDWR | os.O_CREAT, 0o644)  # the file that archive_lock locks
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError as error:
            said = _told(archive / ".lock.holder")
            message = f"{archive}: another run is writing this archive{said}; wait for it, or give another --archive"
            raise ArchiveInUseError(message) from error
        yield
    finally:
        os.close(descriptor)


@contextmanager
def portal_lock(archive: Path, portal: str) -> Iterator[None]:
    """Hold one portal of an archive whose crawls run beside each other. Raises ArchiveInUseError."""
    with crawls_lock(archive), _held(archive, f".{portal}.lock", f"another run is crawling {portal}"):
        yield


@contextmanager
def job_lock(archive: Path) -> Iterator[None]:
    """Hold the archive for one job, from its first crawl to its summary. Between its crawls others may write.

    A second job is refused at once: raises ArchiveInUseError. The lock ends with its process.
    """
    with _held(archive, ".job.lock", "another run is at work on this archive"):
        yield


@contextmanager
def _held(archive: Path, name: str, refusal: str) -> Iterator[None]:
    archive.mkdir(parents=True, exist_ok=True)
    lock, holder = FileLock(archive / name), archive / f"{name}.holder"
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        said = _told(holder)
        message = f"{archive}: {refusal}{said}; wait for it, or give another --archive"
        raise ArchiveInUseError(message) from error
    try:
        # Beside the lock, not in it: whoever only tries a lock empties its file.
        with suppress(OSError):  # a full disk keeps nobody from purging
            holder.write_text(json.dumps(_ourselves()), "utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _ourselves() -> dict[str, str | int]:
    command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:2]])
    return {"process": os.getpid(), "host": socket.gethostname(), "command": command, "since": now()}


def _told(holder: Path) -> str:
    """Who holds a lock since when, in words; empty where the file does not say (it is written after the lock)."""
    try:
        with holder.open("rb") as file:
            said = json.loads(file.read(_MAX_HOLDER))
        return f" (process {said['process']} on {said['host']}, `{said['command']}`, since {said['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
