"""Imports: what a channel that cannot be crawled published, brought as a file by a person."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.folding import title_key
from archive.import_rows import ImportFileError, ImportRow, ImportRows, check_days, read_content, read_rows
from archive.store import document_id, now

__all__ = ["ChannelFile", "ImportFileError", "ImportResult", "import_channel", "import_file", "read_channel_file"]

#: What an item is compared by with what an earlier import holds of it.
_SHOWN = ("title", "published_on", "characters", "source")


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import brought: ``items`` of the file, and the rows that only repeated one.

    ``held`` of the items came with an earlier import already; ``differing`` did too, but with another title, date or
    length there: what came first stays. All are 0 where the same file was imported before.
    """

    id: str
    items: int
    repeated: int
    known_before: bool
    held: int = 0
    differing: int = 0


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
    """Read a CSV, XLSX or JSON Lines file (title, date, url, and optionally length) as the items of a channel.

    ``stated`` are the first and last day that the person who imports says the file covers completely; without
    them nothing can be said of what it does not hold. Raises ImportFileError naming file and line, also where an
    item is dated outside these days.
    """
    content = read_content(path)
    digest = hashlib.sha256(content).hexdigest()
    imported_at = imported_at or now()
    rows = read_rows(path, content, date.fromisoformat(imported_at[:10]))
    if stated:
        check_days(path, rows, *stated)
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
        documents = [_document(file.row, item) for item in file.rows.items]
        before = [(_held(db, document), document) for document in documents]
        db.table("imports").insert(file.row, pk="id")
        db.table("documents").insert_all((document for held, document in before if not held), pk="id")
    held = [held == tuple(document[name] for name in _SHOWN) for held, document in before if held]
    return ImportResult(file.id, len(documents), file.rows.repeated, False, sum(held), len(held) - sum(held))


def _held(db: Database, document: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """What an earlier import holds of an item; None where none does."""
    select = f"select {', '.join(_SHOWN)} from documents where id = ?"
    row: tuple[Any, ...] | None = db.execute(select, [document["id"]]).fetchone()
    return row


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
        "source": row.number or None,
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
