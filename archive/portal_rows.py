"""The rows of one portal in a database of their own: what a crawl of it on another machine has to know.

They are what crawls left. What is made of them when a portal is verified, and what people brought, is made and kept
where the archive is.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from archive.store import open_archive

_CLOSED = "select id from old.crawls where portal = :portal and verdict <> 'open'"
_OF_CRAWL = f"crawl in ({_CLOSED})"
_LISTED = f"crawl in (select id from old.listing_crawls where {_OF_CRAWL})"
_OF_VERSION = f"version in (select id from old.document_versions where {_OF_CRAWL})"
_OF_PORTAL = "portal = :portal"
#: Table → which of its rows go along. Of a crawl that is open, none: whoever has its WARC files closes it.
TAKEN = {
    "portals": "id = :portal",
    "columns": _OF_PORTAL,
    "channels": _OF_PORTAL,
    "column_metrics": '"column" in (select id from old."columns" where portal = :portal)',
    "crawls": f"id in ({_CLOSED})",
    "runs": _OF_CRAWL,
    "coverage": _OF_CRAWL,
    "captures": _OF_CRAWL,
    "certificates": _OF_CRAWL,
    "crawl_checks": _OF_CRAWL,
    "listing_crawls": _OF_CRAWL,
    "listing_pages": _LISTED,
    "listing_places": _LISTED,
    "listing_entries": f"id in (select entry from old.listing_places where {_LISTED})",
    "sightings": _OF_CRAWL,
    "attachments": _OF_CRAWL,
    "unread": _OF_CRAWL,
    "changes": _OF_CRAWL,
    "imported_archives": _OF_CRAWL,
    "past_documents": _OF_CRAWL,
    "document_parts": _OF_CRAWL,
    "document_versions": _OF_CRAWL,
    "document_texts": _OF_VERSION,
    "file_readings": _OF_VERSION,
    "file_parts": _OF_VERSION,
    "documents": 'portal = :portal and "import" is null',
    "document_urls": 'portal = :portal and document in (select id from old.documents where "import" is null)',
    "purged": f"record in (select id from old.captures where {_OF_CRAWL})",
}
_NOT_ASKED = """
cited_numbers checklist claims contemporary crawl_events decisions figure_sources findings frontier identities
imports inspections measures part_texts promises remarks report_sources reports series series_gaps series_numbers
subtotals text_signatures timeliness twins withheld year_notes _sqlite_migrations
"""
#: A table without rowids is copied as its key has it, the others as they were written.
_KEYED = {"listing_places": "page, entry"}
#: What no crawl asks for: what people brought or said, what verifying makes, what lives while a crawl is open.
LEFT = frozenset(_NOT_ASKED.split())


def copy_portal(archive_db: Path, portal: str, target: Path) -> None:
    """Write what crawls of ``portal`` left in ``archive_db`` into the archive.db ``target``, which lacks all else.

    ``target`` is made where it is not there; one that is has to be empty.
    The archive must have the newest format (:func:`archive.schema.upgrade`). Raises sqlite3.Error, OSError.
    """
    open_archive(target).close()
    with closing(sqlite3.connect(target, uri=True, isolation_level=None)) as db:
        db.execute("attach ? as old", [f"{archive_db.resolve().as_uri()}?mode=ro"])
        db.execute("pragma synchronous = off")  # whoever is killed meanwhile begins anew
        db.execute("begin")
        for table, condition in TAKEN.items():
            names = [row[1] for row in db.execute(f'pragma old.table_info("{table}")')]
            listed = ", ".join(f'"{name}"' for name in names)
            db.execute(f'delete from main."{table}"')
            db.execute(
                f'insert into main."{table}" ({listed}) select {listed} from old."{table}" where {condition} '
                f"order by {_KEYED.get(table, 'rowid')}",
                {"portal": portal},
            )
        db.execute("commit")
        db.execute("detach old")
        db.execute("pragma journal_mode = delete")  # one file is the whole of it
