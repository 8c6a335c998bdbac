"""The boundary at which errors become one clear message and an exit code (docs/exit-codes.md)."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import click

from archive.decisions import DecisionFileError
from archive.import_header import ImportFileError
from archive.lock import ArchiveInUseError
from archive.manifest import ManifestError
from archive.publish.address import AddressUnavailableError
from archive.publish.one_file import NotPublicError, PublicDatabaseMissingError
from archive.publish.snapshots.catalogue import CatalogueError, UnknownSnapshotError
from archive.publish.whole_folder import TargetExistsError
from archive.purge_orders import PurgeRegisterError
from archive.warc_reader import TornRecordError
from crawler.cli.printable import printable
from crawler.errors import (
    CannotPurgeError,
    NoAddressError,
    NoContactError,
    PortalFileError,
    RecordError,
    StorageError,
    UnknownPortalError,
)
from crawler.exit_codes import ARCHIVE_IN_USE, ARCHIVE_NOT_WRITABLE, FAILED, NOTHING_READ, USAGE
from crawler.reading import ReadingError

_USAGE_ERRORS = (
    PortalFileError,
    UnknownPortalError,
    NoAddressError,
    NoContactError,
    DecisionFileError,
    ImportFileError,
    AddressUnavailableError,
    NotPublicError,
    TargetExistsError,
    UnknownSnapshotError,
    CannotPurgeError,
)
_DISK = (
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EROFS,
    errno.EACCES,
    errno.EPERM,
    errno.ENOTDIR,
    errno.EISDIR,
    errno.ENOENT,
)


class Stop(click.ClickException):
    """Ends a command with a message on stderr and an exit code."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(printable(message))
        self.exit_code = code  # type: ignore[misc]  # click's own way to set it


@contextmanager
def boundary() -> Iterator[None]:
    """Turn the errors a command may meet into one message and a documented exit code."""
    try:
        yield
    except _USAGE_ERRORS as error:
        raise Stop(str(error), USAGE) from error
    except ArchiveInUseError as error:
        raise Stop(str(error), ARCHIVE_IN_USE) from error
    except (ReadingError, PublicDatabaseMissingError) as error:
        raise Stop(str(error), NOTHING_READ) from error
    except (RecordError, TornRecordError) as error:
        raise Stop(f"the record cannot be read whole: {error}; archive.db is untouched", FAILED) from error
    except CatalogueError as error:
        raise Stop(str(error), ARCHIVE_NOT_WRITABLE) from error
    except (ManifestError, PurgeRegisterError) as error:
        raise Stop(f"the archive needs a look, `gongkai check` names what: {error}", ARCHIVE_NOT_WRITABLE) from error
    except StorageError as error:
        raise Stop(
            f"the archive cannot be written: {error}; earlier facts are untouched", ARCHIVE_NOT_WRITABLE
        ) from error
    except sqlite3.DatabaseError as error:
        raise Stop(f"the archive cannot be used: {error}; earlier facts are untouched", ARCHIVE_NOT_WRITABLE) from error
    except OSError as error:
        if error.errno not in _DISK:
            raise
        message = f"{error.filename or 'the archive'}: {error.strerror}; earlier facts are untouched"
        raise Stop(message, ARCHIVE_NOT_WRITABLE) from error
