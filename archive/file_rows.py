"""How a file was read, as rows: with what, its parts, and what of it is unread."""

from __future__ import annotations

from collections.abc import Sequence

from sqlite_utils import Database

from archive.records import FileReading


def insert_files(db: Database, files: Sequence[tuple[int, FileReading]]) -> None:
    """Write how the files of these versions were read; their text is written with that of all versions."""
    if not files:
        return
    db.table("file_readings").insert_all(
        (
            {
                "version": version,
                "kind": reading.kind,
                "parts": len(reading.parts),
                "converter": reading.converter,
                "converter_version": reading.converter_version,
                "unread": reading.unread,
            }
            for version, reading in files
        ),
        pk="version",
    )
    db.table("file_parts").insert_all(
        (
            {"version": version, "number": number, "name": part.name, "start": part.start, "end": part.end}
            for version, reading in files
            for number, part in enumerate(reading.parts, start=1)
        ),
        pk=("version", "number"),
    )
