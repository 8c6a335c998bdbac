"""Routes that lead into the archive: search, columns, years, series of numbers, crawls, their coverage, changes."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Request, Response

from archive.diff.shown import amount_text, range_text
from archive.publish.plugin.across_page import ORDERS as ACROSS_ORDERS
from archive.publish.plugin.across_page import across_view, across_year_view
from archive.publish.plugin.answers import UNINDEXED, as_json, page
from archive.publish.plugin.change_filters import change_filters_of
from archive.publish.plugin.changes_page import changes_view, one_change
from archive.publish.plugin.checklist_page import checklist_view
from archive.publish.plugin.cited_page import cited_page
from archive.publish.plugin.column_page import column_view
from archive.publish.plugin.coverage_page import coverage_view
from archive.publish.plugin.crawl_page import crawl_view
from archive.publish.plugin.failures import NotThereError
from archive.publish.plugin.search_filters import KINDS, ORDERS, PLACES, filters_of
from archive.publish.plugin.search_page import choices, search_view
from archive.publish.plugin.series_page import series_view
from archive.publish.plugin.sheet_page import sheet_view
from archive.publish.plugin.timeliness_page import timeliness_view
from archive.publish.plugin.twins_page import twins_view
from archive.publish.plugin.year_page import year_view, years_view
from archive.series.found import kind_label as series_kind

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
    """``/column/PORTAL/KEY``; ``?year=2018`` shows the months of a year."""
    key = f"{request.url_vars['portal']}/{request.url_vars['key']}"
    view = await column_view(datasette, key, filters_of({"year": request.args.get("year")}).year)
    return await _shown(datasette, request, view, "gongkai_column.html")


async def years(datasette: Datasette, request: Request) -> Response:
    """``/years/PORTAL``."""
    view = await years_view(datasette, request.url_vars["portal"])
    return await _shown(datasette, request, view, "gongkai_years.html")


async def year(datasette: Datasette, request: Request) -> Response:
    """``/year/PORTAL/2018``."""
    view = await year_view(datasette, request.url_vars["portal"], request.url_vars["year"])
    return await _shown(datasette, request, view, "gongkai_year.html")


async def across(datasette: Datasette, request: Request) -> Response:
    """``/across``: all authorities over the years."""
    return await _shown(datasette, request, await across_view(datasette), "gongkai_across.html")


async def across_year(datasette: Datasette, request: Request) -> Response:
    """``/across/2018``; ``?order=differ`` puts the reports into an order of ``across_page.ORDERS``."""
    view = await across_year_view(datasette, int(request.url_vars["year"]), request.args.get("order") or "")
    return await _shown(datasette, request, view, "gongkai_across_year.html", content={"orders": ACROSS_ORDERS})


async def crawl(datasette: Datasette, request: Request) -> Response:
    """``/crawl/ID``."""
    return await _shown(
        datasette, request, await crawl_view(datasette, request.url_vars["crawl"]), "gongkai_crawl.html"
    )


async def coverage(datasette: Datasette, request: Request) -> Response:
    """``/coverage/PORTAL``."""
    view = await coverage_view(datasette, request.url_vars["portal"])
    return await _shown(datasette, request, view, "gongkai_coverage.html")


async def checklist(datasette: Datasette, request: Request) -> Response:
    """``/checklist/PORTAL``."""
    view = await checklist_view(datasette, request.url_vars["portal"])
    return await _shown(datasette, request, view, "gongkai_checklist.html")


async def series(datasette: Datasette, request: Request) -> Response:
    """``/series/PORTAL``."""
    view = await series_view(datasette, request.url_vars["portal"])
    return await _shown(datasette, request, view, "gongkai_series.html")


async def changes(datasette: Datasette, request: Request) -> Response:
    """``/changes/PORTAL``; lists of people's documents are not to be indexed."""
    asked = {key: request.args.get(key) or "" for key in request.args}
    view = await changes_view(datasette, change_filters_of(request.url_vars["portal"], asked))
    return await _shown(datasette, request, view, "gongkai_changes.html", UNINDEXED)


async def timeliness(datasette: Datasette, request: Request) -> Response:
    """``/timeliness/PORTAL``; ``?year=2018`` shows another year than the newest."""
    view = await timeliness_view(datasette, request.url_vars["portal"], request.args.get("year") or "")
    return await _shown(datasette, request, view, "gongkai_timeliness.html", UNINDEXED)


async def twins(datasette: Datasette, request: Request) -> Response:
    """``/twins/PORTAL``; ``?year=2018`` shows another year than the newest."""
    view = await twins_view(datasette, request.url_vars["portal"], request.args.get("year") or "")
    return await _shown(datasette, request, view, "gongkai_twins.html", UNINDEXED)


async def change(datasette: Datasette, request: Request) -> Response:
    """``/change/ID``."""
    key = request.url_vars["change"]
    address = str(datasette.absolute_url(request, datasette.urls.path(f"/change/{key}")))
    view = await one_change(datasette, key, address)
    return await _shown(datasette, request, view, "gongkai_change.html", UNINDEXED, {"cited_page": None})


async def sheet(datasette: Datasette, request: Request) -> Response:
    """``/sheet/PORTAL/2018``."""
    view = await sheet_view(datasette, request.url_vars["portal"], request.url_vars["year"])
    helpers = {"range_text": range_text, "amount_text": amount_text, "kind_of_series": series_kind}
    return await _shown(datasette, request, view, "gongkai_sheet.html", content=helpers)


async def _shown(
    datasette: Datasette,
    request: Request,
    view: Any,
    template: str,
    headers: dict[str, str] | None = None,
    content: dict[str, Any] | None = None,
) -> Response:
    """The page of a view, or its JSON twin; 404 where there is none."""
    if view is None:
        raise NotThereError("no_page")
    if request.url_vars["format"]:
        return as_json(asdict(view), headers)
    shown = {"view": view, "cited_page": cited_page(datasette, request)}
    return await page(datasette, request, template, shown | (content or {}), headers)
