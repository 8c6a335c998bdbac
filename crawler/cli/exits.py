"""Exit codes (docs/exit-codes.md), and the boundary at which errors become one clear message."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from filelock import FileLock, Timeout

from archive.imports import ImportFileError
from crawler.errors import NoAddressError, NoContactError, PortalFileError, StorageError, UnknownPortalError
from crawler.reading import ReadingError

OK = 0
FINDINGS = 1
USAGE = 2
INTERRUPTED = 6
#: A crawl's verdict as an exit code.
CRAWL = {"ok": OK, "degraded": OK, "suspect": 3, "blocked": 4, "failed": 5, "interrupted": INTERRUPTED}
ARCHIVE_IN_USE = 7
ARCHIVE_NOT_WRITABLE = 8
NOTHING_READ = 9

_USAGE_ERRORS = (PortalFileError, UnknownPortalError, NoAddressError, NoContactError, ImportFileError)


class Stop(click.ClickException):
    """Ends a command with a message on stderr and an exit code."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.exit_code = code  # type: ignore[misc]  # click's own way to set it


@contextmanager
def boundary() -> Iterator[None]:
    """Turn the errors a command may meet into one message and a documented exit code."""
    try:
        yield
    except _USAGE_ERRORS as error:
        raise Stop(str(error), USAGE) from error
    except ReadingError as error:
        raise Stop(str(error), NOTHING_READ) from error
    except StorageError as error:
        raise Stop(
            f"the archive cannot be written: {error}; earlier facts are untouched", ARCHIVE_NOT_WRITABLE
        ) from error
    except sqlite3.DatabaseError as error:
        raise Stop(f"the archive cannot be used: {error}; earlier facts are untouched", ARCHIVE_NOT_WRITABLE) from error
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM):
            raise
        message = f"{error.filename or 'the archive'}: {error.strerror}; earlier facts are untouched"
        raise Stop(message, ARCHIVE_NOT_WRITABLE) from error


@contextmanager
def archive_lock(archive: Path) -> Iterator[None]:
    """Hold the archive for one writer; a second one is refused at once."""
    archive.mkdir(parents=True, exist_ok=True)
    lock = FileLock(archive / ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        message = f"{archive}: another run is writing this archive; wait for it, or give another --archive"
        raise Stop(message, ARCHIVE_IN_USE) from error
    try:
        yield
    finally:
        lock.release()
