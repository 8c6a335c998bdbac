"""The routes of a report: its page, its JSON twin, the files that are taken from it, its findings run again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasette.utils.asgi import Request, Response

from archive.publish.plugin import rows
from archive.publish.plugin.answers import UNINDEXED, as_json, page
from archive.publish.plugin.bibliography import bibtex, csl_json
from archive.publish.plugin.claim_reviews import claim_reviews
from archive.publish.plugin.counted_rows import stored_rows
from archive.publish.plugin.failures import NotThereError
from archive.publish.plugin.labels import label_of, word
from archive.publish.plugin.language import chosen
from archive.publish.plugin.report import ReportView, report_view
from archive.publish.plugin.report_csv import report_csv
from archive.publish.plugin.rerun import INTERRUPTED, rerun, rerun_json
from archive.publish.plugin.twin import report_json
from archive.publish.plugin.views import gone

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

_WITHHELD = "select w.* from withheld_documents w join reports r on r.document = w.document where r.id = ?"
_WITHHELD_FINDING = """
select w.* from withheld_documents w join reports r on r.document = w.document join findings f on f.report = r.id
where f.id = ?
"""
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "bib": "application/x-bibtex; charset=utf-8",
    "csl.json": "application/vnd.citationstyles.csl+json; charset=utf-8",
}


async def report(datasette: Datasette, request: Request) -> Response:
    """``/report/ID`` and ``/report/ID.json``."""
    key = request.url_vars["report"]
    if (found := await rows.first(datasette, _WITHHELD, [key])) is not None:
        return await gone(datasette, request, key, found)
    view = await _view(datasette, request, key)
    if request.url_vars["format"]:
        return as_json(report_json(view))
    content = {
        "view": view,
        "report": view.row,
        "said": word("said", ""),
        "label_of": label_of,
        "language": chosen(),
        "reviews": claim_reviews(view),
    }
    return await page(datasette, request, "gongkai_report.html", content)


async def report_file(datasette: Datasette, request: Request) -> Response:
    """``/report/ID.csv``, ``.bib`` and ``.csl.json``: the findings as a table, the report and its check to be cited."""
    key, kind = request.url_vars["report"], request.url_vars["format"]
    if (found := await rows.first(datasette, _WITHHELD, [key])) is not None:
        return await gone(datasette, request, key, found)
    view = await _view(datasette, request, key)
    headers = {"content-disposition": f'attachment; filename="{key}.{kind}"'}
    if kind == "csl.json":
        return as_json(csl_json(view), headers, content_type=_TYPES[kind])
    site = str(datasette.absolute_url(request, "/")).rstrip("/")
    body = bibtex(view) if kind == "bib" else report_csv(view, site)
    return Response(body, headers=headers, content_type=_TYPES[kind])


async def _view(datasette: Datasette, request: Request, key: str) -> ReportView:
    address = str(datasette.absolute_url(request, datasette.urls.path(f"/report/{key}")))
    view = await report_view(datasette, key, address)
    if view is None:
        raise NotThereError("no_report")
    return view


async def run_again(datasette: Datasette, request: Request) -> Response:
    """``/rerun/FINDING`` and ``/rerun/FINDING/NUMBER`` of a sub-total, with their JSON twins.

    One that was interrupted is no answer that may be kept: it comes with 503.
    """
    key, part = request.url_vars["finding"], request.url_vars["part"]
    if (withheld := await rows.first(datasette, _WITHHELD_FINDING, [key])) is not None:
        return await gone(datasette, request, key, withheld)
    path = f"/rerun/{key}" + (f"/{part}" if part else "")
    address = str(datasette.absolute_url(request, datasette.urls.path(path)))
    found = await rerun(datasette, key, int(part) if part else None, address)
    if found is None:
        raise NotThereError("no_finding")
    status = 503 if found.state == INTERRUPTED else 200
    if request.url_vars["format"]:
        return as_json(rerun_json(found), UNINDEXED, status)
    content = {
        "found": found,
        "twin": datasette.urls.path(f"{path}.json"),
        "sql_allowed": await datasette.permission_allowed(request.actor, "execute-sql", rows.DATABASE, default=True),
    }
    return await page(datasette, request, "gongkai_rerun.html", content, UNINDEXED, status)


async def rows_counted(datasette: Datasette, request: Request) -> Response:
    """``/rows/FINDING`` and ``/rows/FINDING/NUMBER`` of a sub-total lead on to the rows, or a file of them."""
    key, part = request.url_vars["finding"], request.url_vars["part"]
    if (withheld := await rows.first(datasette, _WITHHELD_FINDING, [key])) is not None:
        return await gone(datasette, request, key, withheld)
    found = await stored_rows(datasette, key, int(part) if part else None)
    if found is None:
        raise NotThereError("no_finding")
    to = {".csv": found.csv, ".json": found.json}.get(request.url_vars["format"], found.page)
    return Response.redirect(to)
