"""Imports: what a channel that cannot be crawled published, brought as a file by a person."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.folding import title_key
from archive.import_rows import ImportFileError, ImportRow, ImportRows, read_content, read_rows
from archive.store import document_id, now

__all__ = ["ChannelFile", "ImportFileError", "ImportResult", "import_channel", "import_file", "read_channel_file"]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import brought: ``items`` of the file, and the rows that only repeated one.

    Both are 0 where the same file was imported before.
    """

    id: str
    items: int
    repeated: int
    known_before: bool


@dataclass(frozen=True, slots=True)
class ChannelFile:
    """A file that a person brought for a channel, read and found right; ``row`` is its row of ``imports``."""

    content: bytes
    rows: ImportRows
    row: dict[str, Any]

    @property
    def id(self) -> str:
        """Portal, channel, and the beginning of the file's SHA-256: the same bytes are one import."""
        return str(self.row["id"])


def read_channel_file(
    portal: str, channel: str, path: Path, stated: tuple[date, date] | None = None, imported_at: str = ""
) -> ChannelFile:
    """Read a CSV file (title, date, url, and optionally length) as the items of a channel.

    ``stated`` are the first and last day that the person who imports says the file covers completely; without
    them nothing can be said of what it does not hold. Raises ImportFileError naming file and line.
    """
    content = read_content(path)
    digest = hashlib.sha256(content).hexdigest()
    imported_at = imported_at or now()
    rows = read_rows(path, content, date.fromisoformat(imported_at[:10]))
    row = {
        "id": f"{portal}-{channel}-{digest[:12]}",
        "portal": portal,
        "channel": channel,
        "file_name": path.name,
        "file_sha256": digest,
        "imported_at": imported_at,
        "rows": len(rows.items),
        "from_date": min(item.published_on for item in rows.items).isoformat(),
        "to_date": max(item.published_on for item in rows.items).isoformat(),
        "stated_from": stated[0].isoformat() if stated else None,
        "stated_to": stated[1].isoformat() if stated else None,
    }
    return ChannelFile(content, rows, row)


def import_file(db: Database, file: ChannelFile) -> ImportResult:
    """Import the items of a channel's file as documents, in one transaction.

    The same bytes again change nothing but what is stated of them.
    """
    if db.execute("select 1 from imports where id = ?", [file.id]).fetchone():
        if file.row["stated_from"]:
            db.table("imports").update(file.id, {key: file.row[key] for key in ("stated_from", "stated_to")})
        return ImportResult(file.id, 0, 0, known_before=True)
    with db.atomic():
        db.table("imports").insert(file.row, pk="id")
        db.table("documents").insert_all((_document(file.row, item) for item in file.rows.items), pk="id", ignore=True)
    return ImportResult(file.id, len(file.rows.items), file.rows.repeated, known_before=False)


def import_channel(
    db: Database, portal: str, channel: str, path: Path, stated: tuple[date, date] | None = None
) -> ImportResult:
    """Read a file as the items of a channel and import it. Raises ImportFileError; then nothing is imported."""
    return import_file(db, read_channel_file(portal, channel, path, stated))


def _document(imported: dict[str, Any], row: ImportRow) -> dict[str, Any]:
    portal, channel = imported["portal"], imported["channel"]
    return {
        "id": document_id(f"{portal}/{channel}", row.key),
        "portal": portal,
        "url": row.url,
        "state": "imported",
        "channel": channel,
        "title": row.title,
        "title_key": title_key(row.title),
        "published_on": row.published_on.isoformat(),
        "published_on_origin": "import",
        "date_conflict": 0,
        "characters": row.characters,
        "first_seen": imported["imported_at"],
        "last_seen": imported["imported_at"],
        "import": imported["id"],
    }
