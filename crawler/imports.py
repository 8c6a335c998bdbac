"""Imports of a portal: only a channel that the portal file declares as an import is ever counted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlite_utils import Database

from archive.imports import ImportResult, import_file, read_channel_file
from archive.kept_imports import keep_file
from crawler.errors import PortalFileError
from crawler.portal import Portal


def check_channel(portal: Portal, channel: str) -> None:
    """Raise PortalFileError where ``channel`` is not one of kind import in the portal file."""
    declared = portal.channels.get(channel)
    if declared is None:
        known = ", ".join(key for key, other in portal.channels.items() if other.kind == "import") or "none"
        raise PortalFileError(
            f"{portal.portal}: channels.{channel}: the portal file declares no such channel "
            f"(of kind import it declares: {known}); what is imported for it would never be counted"
        )
    if declared.kind != "import":
        raise PortalFileError(
            f"{portal.portal}: channels.{channel}: is of kind {declared.kind}, not import; "
            "what is imported for it would never be counted"
        )


def bring(
    db: Database,
    archive: Path,
    portal: Portal,
    channel: str,
    path: Path,
    stated: tuple[date, date] | None = None,
) -> ImportResult:
    """Import a file as a channel of the portal, complete from the first to the last day ``stated``, and keep it.

    Raises PortalFileError or archive.imports.ImportFileError.
    """
    check_channel(portal, channel)
    file = read_channel_file(portal.portal, channel, path, stated)
    keep_file(archive, file)
    return import_file(db, file)
