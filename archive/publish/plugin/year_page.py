"""The year pages: what a portal published in each year, and in one year by month and by column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.labels import Label, channel_label
from archive.measures import quote
from archive.publish.plugin.evidenced import Evidenced, claims_of_year
from archive.publish.plugin.further import Further, further
from archive.publish.plugin.rows import EvidenceLinks, Row, first, rows, table_links
from archive.publish.plugin.spans import Rows, Spans, dates_of, months, years

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

_PORTAL = """
select p.id, p.title_zh, p.title_en, w.id as crawl, w.closed_at from portals p left join crawls w on w.id = (
    select id from standing_crawls where portal = p.id order by closed_at desc, id desc limit 1)
where p.id = ?
"""
_YEARS = """
select coalesce(substr(published_on, 1, 4), '') as name, count(*) as documents from documents
where portal = ? group by substr(published_on, 1, 4)
"""
_MONTHS = """
select substr(published_on, 1, 7) as name, count(*) as documents from documents
where portal = ? and published_on between ? and ? group by 1
"""
#: A document stands in each of the columns that ever listed it, and is one in each. No year: of all of them.
_COLUMNS = """
select c.id, c.key, c.title, coalesce(sum(n.documents), 0) as documents
from "columns" c left join column_years n on n."column" = c.id and (?2 = '' or n.year = ?2)
where c.portal = ?1 group by c.id order by c.rowid
"""
_CHANNELS = """
select d.channel, c.title_zh, c.title_en, d.documents
from (
    select channel, count(*) as documents from documents where portal = ?1 and published_on between ?2 and ?3
    group by channel
) d left join channels c on c.portal = ?1 and c.key = d.channel
order by d.documents desc
"""
_REPORTS = """
select id, title, published_on from reports where portal = ? and year = ? and current = 1 and copy_of is null
order by id
"""
_NEIGHBOURS = """
select max(case when year < ?2 then year end) as before, min(case when year > ?2 then year end) as after from (
    select distinct substr(published_on, 1, 4) as year from documents where portal = ?1 and published_on > '')
"""


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """A column with its documents."""

    row: Row
    links: EvidenceLinks


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """A channel with its documents."""

    row: Row
    label: Label
    links: EvidenceLinks


@dataclass(frozen=True, slots=True)
class YearsView:
    """A portal's years and columns."""

    portal: Row
    years: Spans
    columns: tuple[ColumnLine, ...]
    links: EvidenceLinks
    further: Further


@dataclass(frozen=True, slots=True)
class YearView:
    """Everything the page of one year shows; ``before`` and ``after`` are the nearest years with documents."""

    portal: Row
    year: str
    months: Spans
    channels: tuple[ChannelLine, ...]
    columns: tuple[ColumnLine, ...]
    reports: tuple[Row, ...]
    claims: tuple[Evidenced, ...]
    before: str
    after: str
    links: EvidenceLinks
    further: Further


async def years_view(datasette: Datasette, portal: str) -> YearsView | None:
    """The years of a portal, or None where there is none of that name."""
    row = await first(datasette, _PORTAL, [portal])
    if row is None:
        return None
    table = {"portal": portal}
    found = await rows(datasette, _COLUMNS, [portal, ""])
    return YearsView(
        portal=row,
        years=years(datasette, await rows(datasette, _YEARS, [portal]), Rows(table)),
        columns=tuple(_line(datasette, line, {}) for line in found),
        links=table_links(datasette, "documents", table),
        further=await further(datasette, portal),
    )


async def year_view(datasette: Datasette, portal: str, year: str) -> YearView | None:
    """One year of a portal, or None where there is no such portal; a year without documents has a page that says so."""
    row = await first(datasette, _PORTAL, [portal])
    if row is None:
        return None
    start, end = dates_of(year)
    dated = {"published_on__gte": start, "published_on__lte": end, "_sort": "published_on"}
    near = await first(datasette, _NEIGHBOURS, [portal, year]) or {}
    return YearView(
        portal=row,
        year=year,
        months=months(datasette, year, await rows(datasette, _MONTHS, [portal, start, end]), Rows({"portal": portal})),
        channels=tuple(
            _channel(datasette, portal, line, dated) for line in await rows(datasette, _CHANNELS, [portal, start, end])
        ),
        columns=tuple(_line(datasette, line, dated) for line in await rows(datasette, _COLUMNS, [portal, year])),
        reports=tuple(await rows(datasette, _REPORTS, [portal, int(year)])),
        claims=await claims_of_year(datasette, portal, year),
        before=near.get("before") or "",
        after=near.get("after") or "",
        links=table_links(datasette, "documents", {"portal": portal, **dated}),
        further=await further(datasette, portal, year),
    )


def _channel(datasette: Datasette, portal: str, row: Row, dated: Mapping[str, str]) -> ChannelLine:
    label = Label(row["title_zh"], row["title_en"]) if row["title_zh"] else channel_label(row["channel"] or "")
    links = table_links(datasette, "documents", {"portal": portal, "channel": row["channel"] or "", **dated})
    return ChannelLine(row, label, links)


def _line(datasette: Datasette, row: Row, dated: Mapping[str, str]) -> ColumnLine:
    where = f'id in (select document from column_documents where "column" = {quote(row["id"])})'
    return ColumnLine(row, table_links(datasette, "documents", {"_where": where, **dated}))
