"""The versions of a document, each with what became different since the one before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from archive.publish.plugin.differences import OF_MANY, Cost, Difference, differences
from archive.publish.plugin.replays import replay_links
from archive.publish.plugin.rows import Row, row_link, rows

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

MOST = 200
#: Where somebody asks for the difference to one version.
_FROM_ONE = Cost(8, 120_000, 100)
_VERSIONS = f"""
select v.id, v.document, v.crawl, v.capture, v.title, v.published_on, v.content_digest, v.reader_version, v.cut,
    w.started_at
from document_versions v left join crawls w on w.id = v.crawl where v.document = ?
    and coalesce(w.source, '') <> 'web archive' order by v.id desc limit {MOST}
"""


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version. ``difference`` is that to the one before, None of the first; ``compared`` leads to more of it.

    Where ``by_another_reader``, one reader read it and another the one before: what differs may be theirs.
    """

    row: Row
    title_before: str
    published_before: str
    by_another_reader: bool
    difference: Difference | None
    capture: str
    replay: str
    compared: str


async def version_views(datasette: Datasette, document: str, newest: int | None) -> tuple[VersionView, ...]:
    """All versions, the newest first; texts are compared from the version ``newest`` on, as far as a request goes."""
    found = await rows(datasette, _VERSIONS, [document])
    pairs = [
        (older["id"], newer["id"]) if newest is None or newer["id"] <= newest else (None, None)
        for newer, older in pairwise(found)
    ]
    compared = [*await differences(datasette, pairs, OF_MANY if newest is None else _FROM_ONE), None]
    replays = await replay_links(datasette, [row["capture"] for row in found])
    befores: Sequence[Row | None] = [*found[1:], None]
    views = [
        _view(datasette, row, before, each, newest) for row, before, each in zip(found, befores, compared, strict=False)
    ]
    return tuple(replace(view, replay=replays.get(view.row["capture"], "")) for view in views)


def _view(
    datasette: Datasette, row: Row, before: Row | None, compared: Difference | None, newest: int | None
) -> VersionView:
    earlier: Row = before or row
    is_asked = row["id"] == newest
    page = datasette.urls.path(f"/document/{row['document']}")
    return VersionView(
        row=row,
        title_before=(earlier["title"] or "") if earlier["title"] != row["title"] else "",
        published_before=(earlier["published_on"] or "") if earlier["published_on"] != row["published_on"] else "",
        by_another_reader=earlier["reader_version"] != row["reader_version"],
        difference=Difference("long") if is_asked and compared == Difference("elsewhere") else compared,
        capture=row_link(datasette, "captures", row["capture"]) if row["capture"] else "",
        replay="",
        compared=f"{page}?version={row['id']}#version-{row['id']}" if before and not is_asked else "",
    )
