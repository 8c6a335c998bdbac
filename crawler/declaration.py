"""What a portal file says, as the rows of the archive."""

from __future__ import annotations

import json

from archive.crawls import Declaration
from crawler.portal import Portal


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
    )
