"""Imports: what a channel that cannot be crawled published, brought as a file by a person."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.folding import title_key
from archive.store import document_id, now

MAX_IMPORT_BYTES = 50_000_000
REQUIRED = ("title", "date", "url")


class ImportFileError(Exception):
    """An import that cannot be used: says which file, which line, and why."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import brought. ``rows`` is 0 where the same file was imported before."""

    id: str
    rows: int
    known_before: bool


def import_channel(db: Database, portal: str, channel: str, path: Path) -> ImportResult:
    """Import a CSV file (title, date, url, and optionally length) as the documents of a channel.

    All or nothing; the same bytes again change nothing. Raises ImportFileError naming file and line.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ImportFileError(f"{path}: cannot be read: {error.strerror}") from error
    if len(content) > MAX_IMPORT_BYTES:
        raise ImportFileError(f"{path}: larger than {MAX_IMPORT_BYTES} bytes")
    digest = hashlib.sha256(content).hexdigest()
    identifier = f"{portal}-{channel}-{digest[:12]}"
    if db.execute("select 1 from imports where id = ?", [identifier]).fetchone():
        return ImportResult(identifier, 0, known_before=True)
    rows = list(_rows(path, content))
    if not rows:
        raise ImportFileError(f"{path}: no row; the first line names the columns {', '.join(REQUIRED)}")
    _write(db, portal, channel, identifier, path.name, digest, rows)
    return ImportResult(identifier, len(rows), known_before=False)


def _rows(path: Path, content: bytes) -> Iterator[dict[str, Any]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ImportFileError(f"{path}: not UTF-8: {error.reason} at byte {error.start}") from error
    reader = csv.DictReader(io.StringIO(text))
    missing = [name for name in REQUIRED if name not in (reader.fieldnames or ())]
    if missing:
        raise ImportFileError(f"{path}: line 1: no column {', '.join(missing)}")
    try:
        for row in reader:
            yield _row(path, reader.line_num, row)
    except csv.Error as error:
        raise ImportFileError(f"{path}: line {reader.line_num}: {error}") from error


def _row(path: Path, line: int, row: dict[str, str | None]) -> dict[str, Any]:
    title, url = (row["title"] or "").strip(), (row["url"] or "").strip()
    if not title:
        raise ImportFileError(f"{path}: line {line}: no title")
    try:
        day = date.fromisoformat((row["date"] or "").strip())
        length = int(row.get("length") or 0)
    except ValueError as error:
        raise ImportFileError(f"{path}: line {line}: {error}") from error
    return {"title": title, "published_on": day.isoformat(), "url": url, "characters": length or None}


def _write(
    db: Database, portal: str, channel: str, identifier: str, name: str, digest: str, rows: list[dict[str, Any]]
) -> None:
    imported_at = now()
    with db.atomic():
        db.table("imports").insert(
            {
                "id": identifier,
                "portal": portal,
                "channel": channel,
                "file_name": name,
                "file_sha256": digest,
                "imported_at": imported_at,
                "rows": len(rows),
                "from_date": min(row["published_on"] for row in rows),
                "to_date": max(row["published_on"] for row in rows),
            },
            pk="id",
        )
        db.table("documents").insert_all(
            (_document(portal, channel, identifier, imported_at, row) for row in rows), pk="id", ignore=True
        )


def _document(portal: str, channel: str, identifier: str, imported_at: str, row: dict[str, Any]) -> dict[str, Any]:
    key = row["url"] or f"{row['published_on']} {row['title']}"
    return {
        "id": document_id(f"{portal}/{channel}", key),
        "portal": portal,
        "state": "imported",
        "channel": channel,
        "title_key": title_key(row["title"]),
        "published_on_origin": "import",
        "date_conflict": 0,
        "first_seen": imported_at,
        "last_seen": imported_at,
        "import": identifier,
        **row,
    }
