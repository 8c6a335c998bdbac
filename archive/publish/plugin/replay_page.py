"""Replays of single captures: the page that says what is shown and when it was seen, and what stands in its frame."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from datasette.utils.asgi import Request, Response

from archive.labels import Label
from archive.publish.plugin import rows
from archive.publish.plugin.answers import UNINDEXED, as_json, page
from archive.publish.plugin.cited_page import cited_page
from archive.publish.plugin.failures import NotThereError
from archive.publish.plugin.headers import CONTENT_SECURITY_POLICY
from archive.publish.plugin.replay_content import POLICY, SANDBOX, content
from archive.publish.plugin.replays import (
    Page,
    capture_of,
    capture_row,
    document_of,
    key_of,
    page_of,
    replay_path,
    replay_row,
)
from archive.publish.plugin.views import gone, withheld_row
from archive.publish.web_address import web_address

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

#: Ids of captures, as archive.publish.plugin.replays.key_of writes them.
ROUTE = r"/replay/(?P<capture>[\w~-]+)(?P<format>\.json)?$"
CONTENT_ROUTE = r"/-/replay/page/(?P<capture>[\w~-]+)$"
RESOURCE_ROUTE = r"/-/replay/resource/(?P<sha256>[0-9a-f]{64})$"
_FRAMING = UNINDEXED | {"content-security-policy": f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"}
#: What is framed by our own page alone.
_FRAMED = UNINDEXED | {"content-security-policy": POLICY, "x-frame-options": "SAMEORIGIN"}
_RESOURCE = UNINDEXED | {"content-security-policy": "default-src 'none'; sandbox", "content-disposition": "inline"}
_CONTENT = "select type, content from replay_resources where sha256 = ? limit 1"
_SHEETS = """
select sha256, content from replay_resources where type = 'text/css' and sha256 in (select value from json_each(?))
"""
_SHOWN = ("id", "url", "captured_at", "status", "mime", "entity_digest", "crawl", "portal")


async def replay(datasette: Datasette, request: Request) -> Response:
    """``/replay/CAPTURE`` and its JSON twin: what it is, when it was captured, what was masked and left out.

    410 with the reason where the document is withheld or the capture was purged.
    """
    capture = await _capture(datasette, request)
    document = await document_of(datasette, capture)
    if (refused := await _refused(datasette, request, capture, document)) is not None:
        return refused
    found = await replay_row(datasette, capture)
    if found is None:
        raise NotThereError("no_replay")
    shown = await page_of(datasette, found, capture["captured_at"] or "")
    if request.url_vars["format"]:
        return as_json(_json(datasette, capture, found, shown), UNINDEXED)
    local = _local(capture["captured_at"], capture["zone"])
    view = {
        "capture": capture,
        "replay": found,
        "page": shown,
        "document": found["document"] or document,
        "local": local,
        "original": web_address(capture["url"] or ""),
        "capture_link": rows.row_link(datasette, "captures", capture["id"]),
        "first_link": replay_path(datasette, found["capture"]) if found["capture"] != capture["id"] else "",
        "frame": datasette.urls.path(f"/-/replay/page/{key_of(capture['id'])}"),
        "json": f"{replay_path(datasette, capture['id'])}.json",
        "sandbox": SANDBOX,
        "citation": _citation(datasette, request, capture, found),
    }
    return await page(datasette, request, "gongkai_replay.html", {"view": view}, _FRAMING)


async def replayed(datasette: Datasette, request: Request) -> Response:
    """``/-/replay/page/CAPTURE``: what is left of the page, for the frame; 410 as for the page around it."""
    capture = await _capture(datasette, request)
    refused = await _refused(datasette, request, capture, await document_of(datasette, capture))
    if refused is not None:
        return refused
    found = await replay_row(datasette, capture)
    if found is None:
        raise NotThereError("no_replay")
    shown = await page_of(datasette, found, capture["captured_at"] or "")
    wanted = [shown.resources[address] for address in shown.sheets if address in shown.resources]
    sheets = {row["sha256"]: row["content"] for row in await rows.rows(datasette, _SHEETS, [rows.as_list(wanted)])}
    cleaned = [bytes(sheets[digest]).decode("utf-8") for digest in dict.fromkeys(wanted) if digest in sheets]
    return Response.html(content(datasette, shown, cleaned), headers=_FRAMED)


async def resource(datasette: Datasette, request: Request) -> Response:
    """``/-/replay/resource/SHA256``: a picture of the archive, by the digest of its bytes."""
    if not await datasette.get_database(rows.DATABASE).table_exists("replay_resources"):
        raise NotThereError("no_replay")
    found = await rows.first(datasette, _CONTENT, [request.url_vars["sha256"]])
    if found is None or not found["type"].startswith("image/"):
        raise NotThereError("no_replay")
    return Response(bytes(found["content"]), content_type=found["type"], headers=_RESOURCE)


async def _capture(datasette: Datasette, request: Request) -> rows.Row:
    found = await capture_row(datasette, capture_of(request.url_vars["capture"]))
    if found is None:
        raise NotThereError("no_replay")
    return found


async def _refused(datasette: Datasette, request: Request, capture: rows.Row, document: str) -> Response | None:
    """410 where the document is withheld or the capture was purged."""
    if document and (withheld := await withheld_row(datasette, document)) is not None:
        return await gone(datasette, request, document, withheld)
    return await _purged(datasette, request, capture) if capture["purged_on"] else None


async def _purged(datasette: Datasette, request: Request, capture: rows.Row) -> Response:
    """410 with the order and its day."""
    if request.url_vars.get("format"):
        said = {"ordered": capture["ordered"], "purged_on": capture["purged_on"]}
        return as_json({"id": capture["id"], "purged": said}, UNINDEXED, status=410)
    link = rows.row_link(datasette, "captures", capture["id"])
    content = {"capture": capture, "capture_link": link}
    return await page(datasette, request, "gongkai_replay_purged.html", content, UNINDEXED, status=410)


def _local(captured_at: str | None, zone: str | None) -> str:
    """The time of a capture in its portal's zone; empty where either is not known."""
    try:
        at = datetime.fromisoformat(captured_at or "").astimezone(ZoneInfo(zone or ""))
    except (ValueError, KeyError, OSError):  # no such zone is a KeyError
        return ""
    return f"{at:%Y-%m-%d %H:%M:%S} {zone}"


def _citation(datasette: Datasette, request: Request, capture: rows.Row, found: rows.Row) -> Label:
    cited = cited_page(datasette, request)
    title = f"《{found['title']}》，" if found["title"] else ""
    said = f"“{found['title']}”, " if found["title"] else ""
    at, digest = rows.instant(capture["captured_at"]), capture["entity_digest"] or ""
    who, who_en = capture["title_zh"] or "", capture["title_en"] or capture["title_zh"] or ""
    return Label(
        f"{who}{title}{capture['url']}，存档于 {at}（{digest}，记录 {capture['id']}）。"
        f"gongkai，{cited.data.zh}{cited.address}，{cited.day} 查阅。",
        f"{who_en}, {said}{capture['url']}, archived {at} ({digest}, record {capture['id']}). "
        f"gongkai, {cited.data.en}{cited.address}, accessed {cited.day}.",
    )


def _json(datasette: Datasette, capture: rows.Row, found: rows.Row, shown: Page) -> dict[str, Any]:
    return {
        "capture": {key: capture[key] for key in _SHOWN},
        "document": found["document"],
        "read_from": found["capture"],
        "masked": found["masked"],
        "pictures": {"named": len(shown.pictures), "shown": shown.pictures_held},
        "style_sheets": {"named": len(shown.sheets), "shown": shown.sheets_held},
        "links": {"named": len(shown.links), "archived": sum(address in shown.linked for address in shown.links)},
        "page": str(datasette.urls.path(f"/-/replay/page/{key_of(capture['id'])}")),
    }
