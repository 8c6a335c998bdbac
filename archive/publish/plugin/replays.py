"""Replays in public.db: which captures have one, and what a page of one shows."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datasette.utils import tilde_decode, tilde_encode

from archive.publish.plugin.rows import DATABASE, Row, first, rows

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

SHOWN = "shown"
_URN = "urn:uuid:"
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
#: A capture of the same bytes at the same address has the same replay.
_KEPT = """
select c.id from captures c where c.id in (select value from json_each(?1)) and (
    exists (select 1 from replays r where r.capture = c.id and r.state = 'shown')
    or exists (select 1 from replays r where r.url = c.url and r.url <> '' and r.entity_digest = c.entity_digest
        and r.state = 'shown'))
"""
_CAPTURE = """
select c.id, c.url, c.captured_at, c.status, c.mime, c.entity_digest, c.crawl, c.size, w.portal,
    p.title_zh, p.title_en, p.zone, g.ordered, g.purged_on
from captures c left join crawls w on w.id = c.crawl left join portals p on p.id = w.portal
left join purged g on g.record = c.id where c.id = ?
"""
_REPLAY = """
select r.*, d.title from replays r left join documents d on d.id = r.document
where r.capture = :capture or (r.url = :url and r.url <> '' and r.entity_digest = :digest)
order by r.capture <> :capture limit 1
"""
_OF_DOCUMENT = """
select document from document_versions where capture = :capture
union all select document from document_parts where capture = :capture
union all select document from document_urls where url = :url limit 1
"""
_RESOURCES = """
select url, captured_at, type, sha256 from replay_resources where url in (select value from json_each(?))
order by url, captured_at
"""
_ARCHIVED = """
with urls as (select value as url from json_each(?))
select url, '/column/' || id as path from "columns" where url in (select url from urls)
union all select url, '/document/' || document from document_urls where url in (select url from urls)
"""


@dataclass(frozen=True, slots=True)
class Page:
    """What is left of a page (archive.publish.replay.cleaning), and what the archive holds of what it names.

    ``linked`` are pages of ours, of documents and columns; ``resources`` digests of pictures and style sheets; both by
    address.
    """

    html: str
    styles: str
    links: tuple[str, ...]
    pictures: tuple[str, ...]
    sheets: tuple[str, ...]
    linked: Mapping[str, str]
    resources: Mapping[str, str]
    is_whole: bool  # nothing is masked, and it is no scan: its pictures may be shown

    @property
    def pictures_held(self) -> int:
        """How many of its pictures can be shown."""
        return sum(bool(self.picture(number)) for number in range(len(self.pictures)))

    @property
    def sheets_held(self) -> int:
        """How many of its style sheets are in the archive."""
        return sum(address in self.resources for address in self.sheets)

    def picture(self, number: int) -> str:
        """The digest of a picture; empty where it is not shown."""
        return self.resources.get(self.pictures[number], "") if self.is_whole else ""


def key_of(capture: str) -> str:
    """How a capture is called in the address of its replay: its UUID, or its id as Datasette writes it in paths."""
    uuid = capture.removeprefix(_URN)
    return uuid if uuid != capture and _UUID.fullmatch(uuid) else tilde_encode(capture)


def capture_of(key: str) -> str:
    """The capture of an address."""
    return _URN + key if _UUID.fullmatch(key) else str(tilde_decode(key))


def replay_path(datasette: Datasette, capture: str) -> str:
    """Where the page of a replay stands."""
    return str(datasette.urls.path(f"/replay/{key_of(capture)}"))


async def replay_links(datasette: Datasette, captures: Iterable[str | None]) -> dict[str, str]:
    """The addresses of replays, by those of ``captures`` that have one; older snapshots have none."""
    wanted = [capture for capture in captures if capture]
    if not wanted or not await _are_kept(datasette):
        return {}
    found = await rows(datasette, _KEPT, [json.dumps(wanted)])
    return {row["id"]: replay_path(datasette, row["id"]) for row in found}


async def _are_kept(datasette: Datasette) -> bool:
    return bool(await datasette.get_database(DATABASE).table_exists("replays"))


async def capture_row(datasette: Datasette, capture: str) -> Row | None:
    """The capture, its portal, and the order by which it was purged."""
    return await first(datasette, _CAPTURE, [capture])


async def document_of(datasette: Datasette, capture: Row) -> str:
    """The document that a capture is of; empty where it is of none."""
    result = await datasette.get_database(DATABASE).execute(
        _OF_DOCUMENT, {"capture": capture["id"], "url": capture["url"]}
    )
    return str(result.rows[0][0]) if result.rows else ""


async def replay_row(datasette: Datasette, capture: Row) -> Row | None:
    """The replay that shows a capture; None where none is kept, or there is nothing to show."""
    if not await _are_kept(datasette):
        return None
    asked = {"capture": capture["id"], "url": capture["url"], "digest": capture["entity_digest"]}
    result = await datasette.get_database(DATABASE).execute(_REPLAY, asked)
    found = [dict(row) for row in result.rows if row["state"] == SHOWN]
    return found[0] if found else None


async def page_of(datasette: Datasette, replay: Row, captured_at: str) -> Page:
    """The page of a replay; its pictures and style sheets are those captured nearest to ``captured_at``."""
    packed: dict[str, Any] = json.loads(zlib.decompress(replay["page"]))
    pictures, sheets = json.loads(replay["pictures"]), json.loads(replay["sheets"])
    found = await rows(datasette, _RESOURCES, [json.dumps([*pictures, *sheets])])
    linked = await rows(datasette, _ARCHIVED, [json.dumps(packed["links"])])
    return Page(
        packed["html"],
        packed["styles"],
        tuple(packed["links"]),
        tuple(pictures),
        tuple(sheets),
        {row["url"]: row["path"] for row in linked},
        _nearest(found, captured_at),
        is_whole=not replay["masked"] and not replay["scan"],
    )


def _nearest(found: Iterable[Row], captured_at: str) -> dict[str, str]:
    """Of each address the newest that is not newer; where all are, the oldest. ``found`` is in order of time."""
    nearest: dict[str, str] = {}
    for row in found:
        if row["url"] not in nearest or row["captured_at"] <= captured_at:
            nearest[row["url"]] = row["sha256"]
    return nearest
