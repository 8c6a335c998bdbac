"""Routes that lead into the archive: search, columns, years."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from datasette.utils.asgi import NotFound, Request, Response

from archive.publish.plugin.answers import UNINDEXED, as_json, page
from archive.publish.plugin.column_page import column_view
from archive.publish.plugin.search_filters import KINDS, ORDERS, PLACES, filters_of
from archive.publish.plugin.search_page import choices, search_view
from archive.publish.plugin.year_page import year_view, years_view

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette


async def search(datasette: Datasette, request: Request) -> Response:
    """``/search`` and ``/search.json``; search engines are asked not to index lists of people's documents."""
    filters = filters_of({key: request.args.get(key) for key in request.args})
    view = await search_view(datasette, filters)
    if request.url_vars["format"]:
        return as_json(asdict(view), UNINDEXED)
    content = {"view": view, "filters": filters, "places": PLACES, "kinds": KINDS, "orders": ORDERS}
    content["choices"] = await choices(datasette, filters)
    return await page(datasette, request, "gongkai_search.html", content, UNINDEXED)


async def column(datasette: Datasette, request: Request) -> Response:
    """``/column/PORTAL/KEY`` and its twin; ``?year=2018`` shows the months of a year."""
    key = f"{request.url_vars['portal']}/{request.url_vars['key']}"
    view = await column_view(datasette, key, filters_of({"year": request.args.get("year")}).year)
    if view is None:
        raise NotFound(f"没有这个栏目。No column {key}")
    if request.url_vars["format"]:
        return as_json(asdict(view))
    return await page(datasette, request, "gongkai_column.html", {"view": view, "column": view.row})


async def years(datasette: Datasette, request: Request) -> Response:
    """``/years/PORTAL`` and its twin."""
    portal = request.url_vars["portal"]
    view = await years_view(datasette, portal)
    if view is None:
        raise NotFound(f"没有这个门户。No portal {portal}")
    if request.url_vars["format"]:
        return as_json(asdict(view))
    return await page(datasette, request, "gongkai_years.html", {"view": view})


async def year(datasette: Datasette, request: Request) -> Response:
    """``/year/PORTAL/2018`` and its twin."""
    portal = request.url_vars["portal"]
    view = await year_view(datasette, portal, request.url_vars["year"])
    if view is None:
        raise NotFound(f"没有这个门户。No portal {portal}")
    if request.url_vars["format"]:
        return as_json(asdict(view))
    return await page(datasette, request, "gongkai_year.html", {"view": view})
