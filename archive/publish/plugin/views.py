"""The routes of the plugin: each fetches its content and renders it, or its JSON twin."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from datasette.utils.asgi import Request, Response

from archive.publish.plugin import rows
from archive.publish.plugin.answers import UNINDEXED, as_json, page
from archive.publish.plugin.document import document_view
from archive.publish.plugin.document_files import attaching_document
from archive.publish.plugin.failures import NotThereError
from archive.publish.plugin.home import newest_report, portals
from archive.publish.plugin.twin import document_json

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

#: Datasette's pages that name files, programs or versions of the machine, or serve debugging and logging in. What is
#: left open, /-/metadata and /-/settings, says what is published and within which limits.
CLOSED = (
    r"/-/(databases|threads|versions|plugins|config|actor|auth-token|create-token|logout|permissions|messages"
    r"|allow-debug|patterns)(\.json)?$|/:memory:"
)
_WITHHELD = "select * from withheld_documents where document = ?"


async def home(datasette: Datasette, request: Request) -> Response:
    """``/``: portals and reports."""
    found = await portals(datasette)
    content = {"portals": found, "newest_report": newest_report(found)}
    return await page(datasette, request, "gongkai_home.html", content)


async def document(datasette: Datasette, request: Request) -> Response:
    """``/document/ID`` and ``/document/ID.json``; ``?version=N`` compares versions from that one on.

    The id of an attached file leads on to the document that it is attached to. Search engines are asked not to index
    people's documents.
    """
    key = request.url_vars["document"]
    if (found := await withheld_row(datasette, key)) is not None:
        return await gone(datasette, request, key, found)
    typed = request.args.get("version") or ""
    newest = int(typed) if re.fullmatch(r"[0-9]{1,15}", typed) else None
    view = await document_view(datasette, key, newest)
    if view is None:
        return await _attached(datasette, request, key)
    if request.url_vars["format"]:
        return as_json(document_json(view), UNINDEXED)
    return await page(datasette, request, "gongkai_document.html", {"view": view, "document": view.row}, UNINDEXED)


async def _attached(datasette: Datasette, request: Request, file: str) -> Response:
    document = await attaching_document(datasette, file)
    if not document:
        raise NotThereError("no_document")
    path = str(datasette.urls.path(f"/document/{document}"))
    return Response.redirect(f"{path}.json" if request.url_vars["format"] else f"{path}#files")


async def withheld_row(datasette: Datasette, document: str) -> rows.Row | None:
    """Why a document is withheld, and since which day; None where it is not."""
    return await rows.first(datasette, _WITHHELD, [document])


async def gone(datasette: Datasette, request: Request, key: str, withheld: rows.Row) -> Response:
    """410 with the reason and the day: what is withheld, or the report that was read from it."""
    if request.url_vars.get("format"):
        return as_json({"id": key, "withheld": dict(withheld)}, UNINDEXED, status=410)
    content = {"key": key, "withheld": withheld}
    return await page(datasette, request, "gongkai_withheld.html", content, UNINDEXED, status=410)


async def closed() -> Response:
    """Pages of Datasette that are no part of what is published."""
    raise NotThereError("closed")
