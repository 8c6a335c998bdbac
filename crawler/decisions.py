"""The decisions of a portal: those of the file beside its portal file, else those that the archive used last."""

from __future__ import annotations

from pathlib import Path

from archive.decisions import DecisionFile, load_decisions
from archive.kept_decisions import keep_decisions, kept_decisions
from crawler.portal import portal_path

SUFFIX = ".decisions.yml"


def decisions_path(name: str) -> Path:
    """Where the decisions of a portal stand, whose built-in name or portal file is given."""
    path = portal_path(name)
    return path.with_name(path.stem + SUFFIX)


def find_decisions(name: str) -> DecisionFile | None:
    """The file beside the portal's, None where there is none. Raises DecisionFileError."""
    path = decisions_path(name)
    return load_decisions(path) if path.exists() else None


def use_decisions(archive: Path, portal: str, found: DecisionFile | None) -> DecisionFile | None:
    """Keep what was found and return it; where nothing was, what the archive used last stays in force.

    So that a run from elsewhere drops no decision: an empty list in the file takes them all back. Raises
    DecisionFileError, OSError.
    """
    if found is None:
        return kept_decisions(archive, portal)
    keep_decisions(archive, portal, found)
    return found
