"""How many documents fall into each year, or each month of a year: rows with their links, and the chart of them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.publish.plugin.charts import Chart, column_chart
from archive.publish.plugin.rows import EvidenceLinks, Row, table_links

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

_MOST_YEARS = 60  # between the first and the last; where they lie further apart, only those with documents are shown


@dataclass(frozen=True, slots=True)
class Span:
    """A year (2018), a month (2018-03), or what has no date (an empty ``name``), with its documents."""

    name: str
    documents: int
    listed_now: int | None  # None where it is not asked
    links: EvidenceLinks
    listed_links: EvidenceLinks | None


@dataclass(frozen=True, slots=True)
class Rows:
    """Which rows of ``documents`` are counted: parameters of Datasette's table; ``listed_now`` those still listed."""

    all: Mapping[str, str]
    listed_now: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Spans:
    """Years or months in their order, the chart of them, and beside them what has no date."""

    spans: tuple[Span, ...]
    undated: Span | None
    total: int
    chart: Chart


def years(datasette: Datasette, counted: Sequence[Row], table: Rows) -> Spans:
    """By year; ``counted`` has name, documents and, where ``table`` has rows for it, listed_now."""
    named = {row["name"] or "": row for row in counted}
    dated = sorted(name for name in named if name)
    if dated and int(dated[-1]) - int(dated[0]) < _MOST_YEARS:
        dated = [f"{year:04}" for year in range(int(dated[0]), int(dated[-1]) + 1)]
    return _spans(datasette, dated, named, table)


def months(datasette: Datasette, year: str, counted: Sequence[Row], table: Rows) -> Spans:
    """The twelve months of a year."""
    named = {row["name"]: row for row in counted if row["name"]}
    return _spans(datasette, [f"{year}-{month:02}" for month in range(1, 13)], named, table)


def dates_of(name: str) -> tuple[str, str]:
    """The first and the last day of a year or month."""
    if len(name) == len("2018"):
        return f"{name}-01-01", f"{name}-12-31"
    year, month = int(name[:4]), int(name[5:7])
    return f"{name}-01", f"{name}-{monthrange(max(year, 1), month)[1]:02}"


def _spans(datasette: Datasette, names: Sequence[str], named: Mapping[str, Row], table: Rows) -> Spans:
    found = tuple(_span(datasette, name, named.get(name, {}), table) for name in names)
    undated = _span(datasette, "", named[""], table) if "" in named else None
    short = [(span.name[5:].lstrip("0") or span.name, span.documents) for span in found]
    total = sum(span.documents for span in found) + (undated.documents if undated else 0)
    return Spans(found, undated, total, column_chart(short))


def _span(datasette: Datasette, name: str, row: Row, table: Rows) -> Span:
    listed = table.listed_now
    return Span(
        name=name,
        documents=row.get("documents", 0),
        listed_now=None if listed is None else row.get("listed_now", 0),
        links=_links(datasette, name, table.all),
        listed_links=None if listed is None else _links(datasette, name, listed),
    )


def _links(datasette: Datasette, name: str, table: Mapping[str, str]) -> EvidenceLinks:
    return table_links(datasette, "documents", {**table, **_dated(name, table)})


def _dated(name: str, table: Mapping[str, str]) -> dict[str, str]:
    """The parameters of Datasette's table that leave the documents of a span."""
    if not name:
        undated = "coalesce(published_on, '') = ''"
        return {"_where": f"{table['_where']} and {undated}" if "_where" in table else undated}
    first, last = dates_of(name)
    return {"published_on__gte": first, "published_on__lte": last, "_sort": "published_on"}
