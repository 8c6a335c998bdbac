"""What a portal file says, as the rows of the archive."""

from __future__ import annotations

import hashlib
import json

from archive.crawls import Declaration
from crawler.portal import Column, Portal


def declaration(portal: Portal) -> Declaration:
    """The rows that a portal file gives."""
    name = portal.portal
    return Declaration(
        portal={
            "id": name,
            "title_zh": portal.title.zh,
            "title_en": portal.title.en,
            "authority": json.dumps(portal.authority, ensure_ascii=False),
            "base": portal.base,
            "zone": portal.zone,
            "file_sha256": portal.file_sha256,
            "tls": portal.tls,
        },
        columns=tuple(
            {
                "id": f"{name}/{column.key}",
                "portal": name,
                "key": column.key,
                "title": column.title,
                "channel": column.channel,
                "reports": int(column.reports),
            }
            for column in portal.columns
        ),
        metrics=tuple(
            {"column": f"{name}/{column.key}", "metric": metric}
            for column in portal.columns
            for metric in column.evidences
        ),
        channels=tuple(
            {
                "portal": name,
                "key": key,
                "title_zh": channel.title.zh,
                "title_en": channel.title.en,
                "kind": channel.kind,
                "site": (channel.site or name) if channel.kind == "site" else "",
                "source": channel.source,
            }
            for key, channel in portal.channels.items()
        ),
        inspections=tuple(
            {
                "portal": name,
                "number": number,
                "day": inspection.day.isoformat(),
                "title_zh": inspection.title.zh,
                "title_en": inspection.title.en,
                "source": inspection.source,
            }
            for number, inspection in enumerate(portal.inspections, 1)
        ),
        bindings={f"{name}/{column.key}": _binding(column) for column in portal.columns},
    )


def _binding(column: Column) -> str:
    """Digest of what says where a column is; other names of one title are the same section still."""
    said = json.dumps([column.title, column.parent, column.url], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()
