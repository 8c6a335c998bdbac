"""Imports: what a channel that cannot be crawled published, brought as a file by a person."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.folding import title_key
from archive.import_rows import ImportFileError, ImportRow, read_content, read_rows
from archive.store import document_id, now

__all__ = ["ImportFileError", "ImportResult", "import_channel"]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import brought: ``items`` of the file, and the rows that only repeated one.

    Both are 0 where the same file was imported before.
    """

    id: str
    items: int
    repeated: int
    known_before: bool


def import_channel(
    db: Database, portal: str, channel: str, path: Path, stated: tuple[date, date] | None = None
) -> ImportResult:
    """Import a CSV file (title, date, url, and optionally length) as the documents of a channel.

    ``stated`` are the first and last day that the person who imports says the file covers completely; without
    them nothing can be said of what it does not hold. All or nothing; the same bytes again change nothing but what
    is stated of them. Raises ImportFileError naming file and line.
    """
    said = {"stated_from": stated[0].isoformat(), "stated_to": stated[1].isoformat()} if stated else {}
    content = read_content(path)
    digest = hashlib.sha256(content).hexdigest()
    identifier = f"{portal}-{channel}-{digest[:12]}"
    if db.execute("select 1 from imports where id = ?", [identifier]).fetchone():
        if said:
            db.table("imports").update(identifier, said)
        return ImportResult(identifier, 0, 0, known_before=True)
    imported_at = now()
    rows = read_rows(path, content, date.fromisoformat(imported_at[:10]))
    imported = {
        "id": identifier,
        "portal": portal,
        "channel": channel,
        "file_name": path.name,
        "file_sha256": digest,
        "imported_at": imported_at,
        "rows": len(rows.items),
        "from_date": min(row.published_on for row in rows.items).isoformat(),
        "to_date": max(row.published_on for row in rows.items).isoformat(),
        **said,
    }
    with db.atomic():
        db.table("imports").insert(imported, pk="id")
        db.table("documents").insert_all((_document(imported, row) for row in rows.items), pk="id", ignore=True)
    return ImportResult(identifier, len(rows.items), rows.repeated, known_before=False)


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
