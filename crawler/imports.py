"""Imports of a portal: only a channel that the portal file declares as an import is ever counted."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from sqlite_utils import Database

from archive.import_summary import ImportSummary, summary
from archive.imports import import_file, read_channel_file
from archive.kept_imports import keep_file
from archive.labels import channel_label
from crawler.errors import PortalFileError
from crawler.portal import Channel, Portal


def check_channel(portal: Portal, channel: str) -> None:
    """Raise PortalFileError where ``channel`` is not one of kind import in the portal file; it says what to write."""
    declared = portal.channels.get(channel)
    if declared is not None and declared.kind == "import":
        return
    if declared is None:
        known = ", ".join(key for key, other in portal.channels.items() if other.kind == "import") or "none"
        problem = f"the portal file declares no such channel (of kind import it declares: {known})"
    else:
        problem = f"is of kind {declared.kind}, not import"
    raise PortalFileError(
        f"{portal.portal}: channels.{channel}: {problem}; what is imported for it would never be counted. "
        f"The portal file has to say:\n{_declaration(channel, declared)}"
    )


def _declaration(channel: str, declared: Channel | None) -> str:
    """The YAML that declares a channel of kind import, under its own title where it has one."""
    known = channel_label(channel)
    title = {"zh": declared.title.zh, "en": declared.title.en} if declared else {"zh": known.zh, "en": known.en}
    words = json.dumps(title, ensure_ascii=False)
    return f"channels:\n  {channel}:\n    title: {words}\n    kind: import"


def bring(
    db: Database,
    archive: Path,
    portal: Portal,
    channel: str,
    path: Path,
    stated: tuple[date, date] | None = None,
) -> ImportSummary:
    """Import a file as a channel of the portal, complete from the first to the last day ``stated``, and keep it.

    Raises PortalFileError or archive.imports.ImportFileError.
    """
    check_channel(portal, channel)
    file = read_channel_file(portal.portal, channel, path, stated)
    keep_file(archive, file)
    return summary(file, import_file(db, file))
