"""``/feeds/PORTAL.atom`` and ``/feeds/PORTAL/KIND.atom``: changes and findings as Atom, asked again at little cost."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from datasette.utils.asgi import Request, Response

from archive.publish.news.atom import MEDIA_TYPE, Part, parts_of, render
from archive.publish.news.feeds import feed_of, portals_query, total_of
from archive.publish.news.places import Places
from archive.publish.news.rows import Query, count_query, news_of, news_query
from archive.publish.news.words import kinds
from archive.publish.plugin import rows
from archive.publish.plugin.failures import NotThereError

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

ROUTE = r"/feeds/(?P<portal>[a-z][a-z0-9_-]{0,39})(?:/(?P<kind>[a-z]{1,20}))?(?:/(?P<number>[1-9]\d{0,5}))?\.atom$"


async def feed(datasette: Datasette, request: Request) -> Response:
    """The feed, one of its archive documents, or 304 where the reader has it."""
    portal, kind = request.url_vars["portal"], request.url_vars["kind"] or ""
    found = await _rows(datasette, portals_query(portal))
    if not found or (kind and kind not in kinds()):
        raise NotThereError("no_feed")
    counts = {row["kind"]: row["news"] for row in await _rows(datasette, count_query(portal))}
    part = _part(total_of(counts, kind), int(request.url_vars["number"] or 0))
    query = news_query(portal=portal, kind=kind, limit=part.limit, offset=part.offset)
    news = tuple(news_of(await _rows(datasette, query)))
    site = str(datasette.absolute_url(request, datasette.urls.path("/")))
    return _answer(request, render(feed_of(found[0], kind), part, news, Places(site)))


async def _rows(datasette: Datasette, query: Query) -> list[rows.Row]:
    result = await datasette.get_database(rows.DATABASE).execute(query.sql, dict(query.parameters))
    return [dict(row) for row in result.rows]


def _part(total: int, number: int) -> Part:
    for part in parts_of(total):
        if (part.number or 0) == number:
            return part
    raise NotThereError("no_feed")


def _answer(request: Request, content: bytes) -> Response:
    """200, or 304 by entity tag (RFC 9110, section 13.1.2). Of times nothing is said: what is withheld changes a feed
    without anything newer in it.
    """
    headers = {"ETag": f'"{sha256(content).hexdigest()[:32]}"', "Cache-Control": "max-age=300"}
    asked = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    if headers["ETag"] in asked or asked == ["*"]:
        return Response(b"", status=304, headers=headers, content_type=MEDIA_TYPE)
    return Response(content, headers=headers, content_type=f"{MEDIA_TYPE}; charset=utf-8")
