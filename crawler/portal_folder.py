"""The portals of a folder: which portal files the scheduled job takes."""

from __future__ import annotations

from pathlib import Path

from crawler.errors import PortalFileError, UnknownPortalError

#: The folder of portal files in an archive's own folder.
FOLDER = "portals"
_SUFFIXES = (".yml", ".yaml")


def portal_files(folder: Path) -> list[Path]:
    """The portal files of a folder, by name; files beside them (`NAME.decisions.yml`) and hidden ones are none.

    None of them is read here. Raises UnknownPortalError where the folder holds none, PortalFileError where two are of
    one portal.
    """
    found = [path for path in sorted(folder.glob("*")) if path.suffix in _SUFFIXES and "." not in path.stem]
    if not found:
        raise UnknownPortalError(
            f"{folder}: no portal file is there; put one file for each portal into it, or name another with --portals"
        )
    names = [path.stem for path in found]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise PortalFileError(f"{folder}: two files of one portal: {', '.join(twice)}")
    return found
