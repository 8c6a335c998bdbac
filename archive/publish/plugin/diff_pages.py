"""The pages of comparisons: ``/diff/PORTAL/2017/2018`` and ``/diff/crawls/A/B``, with their twins in JSON and CSV.

What they show is what `gongkai diff` says, of public.db. It is worked out in one of Datasette's threads, and waits at
the gate with other questions that make SQLite work (``archive.publish.plugin.gate``).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeVar

from datasette.utils.asgi import Request, Response
from sqlite_utils import Database

from archive.diff import shown
from archive.diff.asked import portal_asked
from archive.diff.crawls import crawls_diff
from archive.diff.errors import DiffError
from archive.diff.flat import FlatRow, as_csv, rows_of_crawls, rows_of_years
from archive.diff.lists import Seen
from archive.diff.words import caption, outcome_label, part_label, why_label
from archive.diff.years import YearsDiff, years_diff
from archive.publish.harmless_csv import BYTE_ORDER_MARK
from archive.publish.plugin.answers import as_json, page
from archive.publish.plugin.cited_page import cited_page
from archive.publish.plugin.failures import NotThereError
from archive.publish.plugin.paired_chart import counts_of, paired_chart
from archive.publish.plugin.rows import DATABASE, Row, evidence, portal_row

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

YEARS_ROUTE = r"/diff/(?P<portal>[\w-]+)/(?P<one>[12]\d{3})/(?P<other>[12]\d{3})(?P<format>\.json|\.csv)?$"
CRAWLS_ROUTE = r"/diff/crawls/(?P<one>[\w@.-]+)/(?P<other>[\w@.-]+?)(?P<format>\.json|\.csv)?$"
#: Parts of two years that are counted line by line.
_COUNTED = ("channels", "columns", "kinds", "months")
_Found = TypeVar("_Found")


async def years(datasette: Datasette, request: Request) -> Response:
    """``/diff/PORTAL/2017/2018``, ``.json`` and ``.csv``."""
    asked = request.url_vars

    def compare(db: Database) -> YearsDiff:
        return years_diff(db, portal_asked(db, asked["portal"]), int(asked["one"]), int(asked["other"]))

    found = await _compared(datasette, compare)
    if asked["format"]:
        name = f"{found.portal}-{found.years[0]}-{found.years[1]}"
        return _twin(asked["format"], {"kind": "years"} | asdict(found), rows_of_years(found), name)
    charts = {part: paired_chart(counts_of(getattr(found, part))) for part in ("channels", "columns", "months")}
    captions = {part: caption(part) for part in _COUNTED}
    content = {"diff": found, "charts": charts, "captions": captions} | await _helpers(datasette, request, found.portal)
    return await page(datasette, request, "gongkai_diff_years.html", content)


async def crawls(datasette: Datasette, request: Request) -> Response:
    """``/diff/crawls/A/B``, ``.json`` and ``.csv``."""
    asked = request.url_vars
    found = await _compared(datasette, lambda db: crawls_diff(db, asked["one"], asked["other"]))
    if asked["format"]:
        name = f"{found.crawls[0].id}-{found.crawls[1].id}"
        return _twin(asked["format"], {"kind": "crawls"} | asdict(found), rows_of_crawls(found), name)
    entries = [(_entries(column.earlier), _entries(column.later)) for column in found.columns]
    content = {"diff": found, "chart": paired_chart(entries), "lists_title": caption("lists")} | await _helpers(
        datasette, request, found.portal
    )
    return await page(datasette, request, "gongkai_diff_crawls.html", content)


def _entries(seen: Seen | None) -> int | None:
    return seen.entries if seen else None


async def _compared(datasette: Datasette, compare: Callable[[Database], _Found]) -> _Found:
    """What ``compare`` finds in public.db. Raises NotThereError where there is nothing to compare."""

    def compared(connection: sqlite3.Connection) -> _Found:
        return compare(Database(connection, recursive_triggers=False, execute_plugins=False))

    try:
        found: _Found = await datasette.get_database(DATABASE).execute_fn(compared)
    except DiffError as error:
        raise NotThereError("no_comparison") from error
    return found


def _twin(kind: str, content: dict[str, Any], rows: Iterable[FlatRow], name: str) -> Response:
    if kind == ".json":
        return as_json(content)
    headers = {"content-disposition": f'attachment; filename="{name}.csv"'}
    written = BYTE_ORDER_MARK.decode() + as_csv(rows)
    return Response(written, headers=headers, content_type="text/csv; charset=utf-8")


async def _helpers(datasette: Datasette, request: Request, portal: str) -> dict[str, Any]:
    """What both templates call."""
    row: Row = await portal_row(datasette, portal) or {"id": portal}
    return {
        "portal": row,
        "cited_page": cited_page(datasette, request),
        "rows_link": lambda sql: evidence(datasette, sql).page,
        "amount_text": shown.amount_text,
        "range_text": shown.range_text,
        "figure_text": shown.plain,
        "why_label": why_label,
        "part_label": part_label,
        "outcome_label": outcome_label,
    }
