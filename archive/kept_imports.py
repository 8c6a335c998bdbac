"""The files that people brought, kept in ``imports/`` as they came: with the WARC they are the record.

``ID.csv``, ``ID.xlsx`` or ``ID.jsonl`` is the file, ``ID.json`` what was said when it was brought; from both, its rows
can be had again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.import_tables import FORMS
from archive.imports import ChannelFile, read_channel_file
from archive.whole_file import write_whole

_SAID = ("portal", "channel", "file_name", "file_sha256", "imported_at", "stated_from", "stated_to")


def keep_file(archive: Path, file: ChannelFile) -> None:
    """Keep a file that is about to be imported; what was said of it before stays, unless it is said anew.

    Raises OSError.
    """
    folder = archive / "imports"
    content, said = folder / f"{file.id}.{file.rows.form}", folder / f"{file.id}.json"
    new = {key: file.row[key] for key in _SAID}
    if said.exists():
        known = json.loads(said.read_bytes())
        stated = {key: new[key] for key in ("stated_from", "stated_to") if new[key]}
        new = {**known, **stated}
    write_whole(content, file.content)
    write_whole(said, (json.dumps(new, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode())


@dataclass(frozen=True, slots=True)
class KeptImport:
    """An import as it is kept."""

    id: str
    path: Path
    said: dict[str, Any]

    @property
    def imported_at(self) -> str:
        """When it was brought, in UTC."""
        return str(self.said["imported_at"])

    def read(self) -> ChannelFile:
        """Read the file again, as it was read then. Raises ImportFileError, OSError.

        What was stated of it is taken as it was said: items outside those days were no reason to refuse it then.
        """
        file = read_channel_file(self.said["portal"], self.said["channel"], self.path, None, self.imported_at)
        said = {key: self.said[key] for key in ("file_name", "stated_from", "stated_to")}
        return ChannelFile(file.content, file.rows, {**file.row, **said})


def kept_imports(archive: Path) -> Iterator[KeptImport]:
    """The imports that are kept, in the order of their ids. Raises OSError."""
    for said in sorted((archive / "imports").glob("*.json")):
        yield KeptImport(said.stem, _file_of(said), json.loads(said.read_bytes()))


def _file_of(said: Path) -> Path:
    """The file beside what was said of it, in whatever form it came; where there is none, the name of one."""
    files = [said.with_suffix(f".{form}") for form in FORMS]
    return next((file for file in files if file.exists()), files[0])
