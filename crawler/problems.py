"""What a person has to mend, in one message and an exit code (docs/exit-codes.md)."""

from __future__ import annotations

import errno
import sqlite3
from dataclasses import dataclass

from archive.decisions import DecisionFileError
from archive.diff.errors import DiffError
from archive.foreign.limits import ForeignFileError
from archive.import_header import ImportFileError
from archive.lock import ArchiveInUseError
from archive.manifest import ManifestError
from archive.publish.address import AddressUnavailableError
from archive.publish.public_file import NotPublicError, PublicDatabaseMissingError
from archive.publish.snapshots.catalogue import CatalogueError, UnknownSnapshotError
from archive.publish.takeaway.parquet import ParquetMissingError, UntypedValueError
from archive.publish.whole_folder import TargetExistsError
from archive.purge_orders import PurgeRegisterError
from archive.shards import MergeError
from archive.signing.evidence_list import EvidenceListError
from archive.signing.keys import KeyFileError
from archive.signing.proof import NoProofError
from archive.signing.statement import StatementError
from archive.wacz.errors import NoCrawlError, PublishedPlaceError
from archive.warc_reader import TornRecordError
from crawler.errors import (
    CannotPurgeError,
    NoAddressError,
    NoContactError,
    PortalFileError,
    RecordError,
    SigningFileError,
    SpreadError,
    StorageError,
    TellFileError,
    UnknownPortalError,
    WebArchiveError,
)
from crawler.exit_codes import ARCHIVE_IN_USE, ARCHIVE_NOT_WRITABLE, FAILED, NOTHING_READ, USAGE
from crawler.reading import ReadingError

_USAGE_ERRORS = (
    PortalFileError,
    UnknownPortalError,
    NoAddressError,
    NoContactError,
    DecisionFileError,
    DiffError,
    ImportFileError,
    AddressUnavailableError,
    NotPublicError,
    CannotPurgeError,
    TargetExistsError,
    TellFileError,
    UnknownSnapshotError,
    ParquetMissingError,
    SigningFileError,
    KeyFileError,
    StatementError,
    PublishedPlaceError,
    WebArchiveError,
    ForeignFileError,
    SpreadError,
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
_UNTOUCHED = "earlier facts are untouched"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong and what to do, and the exit code that says so."""

    message: str
    code: int


def problem_of(error: Exception) -> Problem | None:
    """What a person has to mend where ``error`` was raised; None where it is a mistake of the program."""
    match error:
        case ArchiveInUseError():
            return Problem(str(error), ARCHIVE_IN_USE)
        case ReadingError() | PublicDatabaseMissingError() | NoProofError() | NoCrawlError():
            return Problem(str(error), NOTHING_READ)
        case MergeError():
            return Problem(f"not merged: {error}; the archive is untouched", FAILED)
        case RecordError() | TornRecordError():
            return Problem(f"the record cannot be read whole: {error}; archive.db is untouched", FAILED)
        case CatalogueError() | UntypedValueError():
            return Problem(str(error), ARCHIVE_NOT_WRITABLE)
        case ManifestError() | PurgeRegisterError() | EvidenceListError():
            message = f"the archive needs a look, `gongkai check` names what: {error}"
            return Problem(message, ARCHIVE_NOT_WRITABLE)
        case StorageError():
            return Problem(f"the archive cannot be written: {error}; {_UNTOUCHED}", ARCHIVE_NOT_WRITABLE)
        case sqlite3.DatabaseError():
            return Problem(f"the archive cannot be used: {error}; {_UNTOUCHED}", ARCHIVE_NOT_WRITABLE)
        case OSError() if error.errno in _DISK and not isinstance(error, _USAGE_ERRORS):
            message = f"{error.filename or 'the archive'}: {error.strerror}; {_UNTOUCHED}"
            return Problem(message, ARCHIVE_NOT_WRITABLE)
    return Problem(str(error), USAGE) if isinstance(error, _USAGE_ERRORS) else None
