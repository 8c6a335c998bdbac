"""The crawl that an import's records become: made when it is brought, and in the same way when all is rebuilt."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

from sqlite_utils import Database

from archive import crawls
from archive.kept_archives import KeptArchive, kept_archives, portal_file_path, write_row
from archive.known import NOTHING, Known, known
from archive.purge_orders import PurgedRecord
from archive.sources import IMPORT, Source, own_for_live
from archive.warc_reader import TornRecordError
from crawler.brought.records import ImportedRecords
from crawler.declaration import declaration
from crawler.errors import RecordError
from crawler.over import finish
from crawler.portal import Portal, recorded_portal
from crawler.replay import CrawlRecords, read_crawl
from crawler.state import NEVER_CAPTURED

#: Said of what the walk asked for and the files of a stranger do not have.
NOT_IN_FILE = "not in the imported file"


def followed_portal(archive: Path, id: str) -> Portal:
    """The portal file that an import followed. Raises RecordError where it is not there or is none."""
    path = portal_file_path(archive, id)
    try:
        return recorded_portal(path.read_bytes())
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RecordError(f"the import {id} cannot be read again: {path}: {error}") from error


def imported_records(
    archive: Path, kept: KeptArchive, register: Mapping[str, PurgedRecord] | None = None
) -> ImportedRecords:
    """The records of an import. Raises RecordError where files of it are not there,
    archive.warc_reader.TornRecordError, OSError.
    """
    for warc in kept.warcs:
        if not (archive / warc.name).is_file():
            raise RecordError(f"the import {kept.id}: {warc.name} is not there; bring {kept.file_name} again")
    records = ImportedRecords(followed=followed_portal(archive, kept.id))
    read_crawl(archive / "warc", kept.crawl, register, records)
    return records


def records_of(archive: Path, crawl: str) -> CrawlRecords:
    """The records of any crawl, live or imported. Raises as ``imported_records``."""
    kept = next((kept for kept in kept_archives(archive) if kept.crawl == crawl), None)
    return read_crawl(archive / "warc", crawl) if kept is None else imported_records(archive, kept)


def take(db: Database, kept: KeptArchive, records: ImportedRecords) -> None:
    """Drive the walk over the records of an import, with the network closed, and close its crawl.

    Raises RecordError where a record cannot be read.
    """
    portal = records.portal
    assert portal is not None
    started_at, closed_at = kept.started_at or kept.first_at, kept.closed_at or kept.last_at
    crawls.open_crawl(db, kept.portal, kept.crawl, portal.file_sha256, started_at, Source(IMPORT))
    runs = {software.run or uuid4().hex: software for software in reversed(records.software)}
    db.table("runs").insert_all(
        (
            {"id": run, "crawl": kept.crawl, "started_at": software.since, "software": software.software}
            for run, software in runs.items()
        ),
        pk="id",
        ignore=True,  # another's id of a run may be one of ours
    )
    over = kept.reason if kept.verdict == "interrupted" else ""
    lacking = NEVER_CAPTURED if kept.own else NOT_IN_FILE
    write_row(db, kept)
    try:
        finish(db, kept.crawl, records, over, closed_at, held=_held(db, kept, records), lacking=lacking)
    except TornRecordError as error:
        raise RecordError(f"{error}; `gongkai check` names what is damaged") from error


def _held(db: Database, kept: KeptArchive, records: ImportedRecords) -> Known:
    """What an import rests on: a crawl of this program on those imported before it, any other on nothing."""
    if not kept.own or records.plan is None or records.portal is None:
        return NOTHING
    with own_for_live(db, kept.crawl):
        return known(db, kept.portal, declaration(records.portal).bindings)
