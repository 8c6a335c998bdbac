"""The portals of a folder: which portal files the scheduled job takes."""

from __future__ import annotations

from pathlib import Path

from crawler.errors import UnknownPortalError

#: The folder of portal files in an archive's own folder.
FOLDER = "portals"
_SUFFIXES = (".yml", ".yaml")


def portal_files(folder: Path) -> list[Path]:
    """The portal files of a folder, by name; files beside them (`NAME.decisions.yml`) and hidden ones are none.

    None of them is read here. Raises UnknownPortalError where the folder holds none.
    """
    found = [path for path in sorted(folder.glob("*")) if path.suffix in _SUFFIXES and "." not in path.stem]
    if not found:
        raise UnknownPortalError(
            f"{folder}: no portal file is there; put one file for each portal into it, or name another with --portals"
        )
    return found
