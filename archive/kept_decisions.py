"""The file of decisions that was used last, kept in ``decisions/PORTAL.yml``: with the WARC it is the record."""

from __future__ import annotations

from pathlib import Path

from archive.decisions import DecisionFile, load_decisions
from archive.whole_file import write_whole


def keep_decisions(archive: Path, portal: str, file: DecisionFile) -> None:
    """Keep a file that is about to be used. Raises OSError."""
    write_whole(_path(archive, portal), file.content)


def kept_decisions(archive: Path, portal: str) -> DecisionFile | None:
    """The file that was used last; None where there was none. Raises DecisionFileError."""
    path = _path(archive, portal)
    return load_decisions(path) if path.exists() else None


def _path(archive: Path, portal: str) -> Path:
    return archive / "decisions" / f"{portal}.yml"
