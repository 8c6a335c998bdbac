"""Files that people brought, in ``imports/``: each still the bytes that were brought, and each known."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from archive.fixity.problems import Problem, shown
from archive.fixity.register import Register
from archive.kept_archives import FOLDER, KeptArchive, folder_of, read_said
from archive.kept_imports import KeptImport, kept_imports
from archive.manifest import file_entry

_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError)
#: Beside the file that says what was said, by what follows the import's id.
_BESIDE = (".json", ".portal.json", ".manifest.json")


def check_brought(archive: Path, register: Register) -> Iterator[Problem]:
    """What is wrong with imports of channels and of archives. Raises OSError."""
    yield from _channels(archive, register)
    known: set[str] = set()
    said = {path: _said(path) for path in sorted(folder_of(archive).glob("*.json")) if "." not in path.stem}
    rows = register.imported("imported_archives")
    for path, kept in said.items():
        known |= {f"{FOLDER}/{path.stem}{suffix}" for suffix in _BESIDE}
        if kept is None or kept.id != path.stem:
            yield Problem(f"{FOLDER}/{path.name}", "altered_import", "it does not say what is said of an import")
            continue
        known |= {file.kept for file in kept.files}
        yield from _files(archive, kept)
        yield from _row(kept, rows.pop(kept.id, None), register)
    for id in sorted(rows):
        yield Problem(f"{FOLDER}/{id}.json", "missing_import", "archive.db has this import; its files are not there")
    for path in sorted(folder_of(archive).glob("*")):
        if path.is_file() and f"{FOLDER}/{path.name}" not in known:
            yield Problem(f"{FOLDER}/{path.name}", "unknown_file", "no part of an import; left over, or put there")


def _channels(archive: Path, register: Register) -> Iterator[Problem]:
    rows, known = register.imported("imports"), set[str]()
    try:
        for kept in kept_imports(archive):
            known |= {kept.path.name, f"{kept.id}.json"}
            yield from _channel(kept, rows.pop(kept.id, None), register)
    except _UNREADABLE as error:
        yield Problem("imports/", "altered_import", f"what is said of an import cannot be read: {error}")
        return
    for id, row in sorted(rows.items()):
        detail = f"archive.db has this import; its file is not there: bring it again ({row['file_name']})"
        yield Problem(f"imports/{id}", "missing_import", detail)
    for path in sorted((archive / "imports").glob("*")):
        if path.is_file() and path.name not in known:
            yield Problem(f"imports/{path.name}", "unknown_file", "no part of an import; left over, or put there")


def _channel(kept: KeptImport, row: dict[str, object] | None, register: Register) -> Iterator[Problem]:
    name, said = f"imports/{kept.path.name}", kept.said
    if not kept.path.is_file():
        yield Problem(name, "missing_import", f"it is not there; it was {said['file_name']}")
    elif file_entry(kept.path, name).sha256 != said["file_sha256"]:
        yield Problem(name, "altered_import", f"its SHA-256 is not {said['file_sha256']}")
    if row is None:
        if register.sound:
            detail = f"imports/{kept.id}.json is there, and no row; bring the file again, or `gongkai rebuild`"
            yield Problem(f"archive.db imports {kept.id}", "unfinished_import", detail)
        return
    for column in ("portal", "channel", "file_sha256", "stated_from", "stated_to"):
        if (row.get(column) or "") != (said.get(column) or ""):
            yield _differs(f"archive.db imports {kept.id}", column, row.get(column), said.get(column))


def _said(path: Path) -> KeptArchive | None:
    try:
        return read_said(path)
    except _UNREADABLE:
        return None


def _files(archive: Path, kept: KeptArchive) -> Iterator[Problem]:
    """The files as they came, where no order deleted them; those of a crawl of ours are checked in warc/."""
    for file in kept.files:
        if kept.purged or not file.kept.startswith(f"{FOLDER}/"):
            continue
        path = archive / file.kept
        if not path.is_file():
            yield Problem(file.kept, "missing_import", f"it is not there; it was {file.name}")
        elif file_entry(path, file.kept).sha256 != file.sha256:
            yield Problem(file.kept, "altered_import", f"its SHA-256 is not {file.sha256}, with which it was brought")


def _row(kept: KeptArchive, row: dict[str, object] | None, register: Register) -> Iterator[Problem]:
    place = f"archive.db imported_archives {kept.id}"
    if row is None:
        if register.sound:
            detail = f"{FOLDER}/{kept.id}.json is there, and no row; bring the file again, or `gongkai rebuild`"
            yield Problem(place, "unfinished_import", detail)
        return
    for column, value in json.loads(json.dumps(kept.row())).items():
        if row.get(column) != value:
            yield _differs(place, column, row.get(column), value)


def _differs(place: str, column: str, stored: object, said: object) -> Problem:
    return Problem(place, "row_differs", f"{column}: {shown(stored)} in the row, {shown(said)} was said")
