"""The column page: its documents by year or month, how completely each crawl saw it, which claims it bears out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.labels import Label, channel_label
from archive.measures import quote
from archive.publish.plugin import labels
from archive.publish.plugin.evidenced import Evidenced, claims_of_column
from archive.publish.plugin.rows import EvidenceLinks, Row, first, row_link, rows, table_links
from archive.publish.plugin.spans import Rows, Spans, months, years

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

_COLUMN = """
select c.id, c.portal, c.key, c.title, c.url, c.channel, c.reports, p.title_zh as portal_zh, p.title_en as portal_en,
    h.title_zh as channel_zh, h.title_en as channel_en,
    (select id from standing_crawls w where w.portal = c.portal order by w.closed_at desc, w.id desc limit 1)
        as newest
from "columns" c left join portals p on p.id = c.portal
left join channels h on h.portal = c.portal and h.key = c.channel
where c.id = ?
"""
_METRICS = 'select metric from column_metrics where "column" = ? order by metric'
_YEARS = 'select year as name, documents, listed_now from column_years where "column" = ?'
#: Documents that an accepted crawl ever found in the column, and which of them the newest one found there.
_MONTHS = """
with listed as (select distinct document from listings where crawl = ?2 and "column" = ?1)
select substr(d.published_on, 1, 7) as name, count(*) as documents, count(l.document) as listed_now
from column_documents c join documents d on d.id = c.document left join listed l on l.document = c.document
where c."column" = ?1 and substr(d.published_on, 1, 4) = ?3 group by 1
"""
_COVERAGE = """
select w.id as crawl, v."column", w.started_at, w.closed_at, w.verdict, w.accepted, v.state, v.list_pages, v.entries,
    v.documents_fetched, v.carried, v.failed, v.stated_items, v.note
from coverage v join crawls w on w.id = v.crawl where v."column" = ?
order by w.started_at desc, w.id desc limit 60
"""


@dataclass(frozen=True, slots=True)
class Covered:
    """What a crawl saw of a column."""

    row: Row
    state: Label
    verdict: Label
    row_link: str
    entries: EvidenceLinks
    failed: EvidenceLinks


@dataclass(frozen=True, slots=True)
class ColumnView:
    """Everything the column page shows."""

    row: Row
    channel: Label
    metrics: tuple[Label, ...]
    years: Spans
    year: str
    months: Spans | None
    listed_now: int
    coverage: tuple[Covered, ...]
    claims: tuple[Evidenced, ...]
    links: EvidenceLinks
    listed_links: EvidenceLinks


async def column_view(datasette: Datasette, column: str, year: str) -> ColumnView | None:
    """The column, with the months of ``year`` where one is named; None where there is none of that id."""
    row = await first(datasette, _COLUMN, [column])
    if row is None:
        return None
    table = _rows(row)
    counted = await rows(datasette, _YEARS, [column])
    by_month = await rows(datasette, _MONTHS, [column, row["newest"], year]) if year else []
    return ColumnView(
        row=row,
        channel=Label(row["channel_zh"], row["channel_en"]) if row["channel_zh"] else channel_label(row["channel"]),
        metrics=tuple(labels.metric_label(found["metric"]) for found in await rows(datasette, _METRICS, [column])),
        years=years(datasette, counted, table),
        year=year,
        months=months(datasette, year, by_month, table) if year else None,
        listed_now=sum(found["listed_now"] or 0 for found in counted),
        coverage=tuple(_covered(datasette, found) for found in await rows(datasette, _COVERAGE, [column])),
        claims=await claims_of_column(datasette, row["portal"], column),
        links=table_links(datasette, "documents", table.all),
        listed_links=table_links(datasette, "documents", table.listed_now or {}),
    )


def _rows(column: Row) -> Rows:
    """The documents of the column, and those of the newest accepted crawl."""
    of_column = f'"column" = {quote(column["id"])}'
    listed = f"select document from listings where crawl = {quote(column['newest'] or '')} and {of_column}"
    return Rows(
        {"_where": f"id in (select document from column_documents where {of_column})"},
        {"_where": f"id in ({listed})"},
    )


def _covered(datasette: Datasette, row: Row) -> Covered:
    of_both = {"crawl": row["crawl"], "column": row["column"]}
    return Covered(
        row=row,
        state=labels.word("coverage", row["state"]),
        verdict=labels.word("crawl_verdict", row["verdict"]),
        row_link=row_link(datasette, "coverage", row["crawl"], row["column"]),
        entries=table_links(datasette, "listings", of_both),
        failed=table_links(datasette, "unread", of_both),
    )
