"""The coverage page: what the newest crawls of a portal saw of each of its columns, beside each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.labels import Label
from archive.measures import quote
from archive.publish.plugin import labels
from archive.publish.plugin.rows import EvidenceLinks, Row, portal_row, row_link, rows, table_links

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

MOST_CRAWLS = 12
_CRAWLS = f"""
select id, started_at, closed_at, verdict, accepted, reason, source, web_archive, past_at from crawls where portal = ?
order by started_at desc, id desc limit {MOST_CRAWLS}
"""
_STATES = f"""
select v.crawl, v."column", v.state, v.entries from coverage v
where v.crawl in (select id from crawls where portal = ? order by started_at desc, id desc limit {MOST_CRAWLS})
"""
_COLUMNS = 'select id, key, title from "columns" where portal = ? order by rowid'


@dataclass(frozen=True, slots=True)
class Cell:
    """What one crawl saw of one column; ``row_link`` leads to the row of ``coverage``."""

    state: str
    label: Label
    entries: int | None
    row_link: str


@dataclass(frozen=True, slots=True)
class Crawled:
    """A crawl at the head of the coverage table."""

    row: Row
    verdict: Label
    past: Label | None  # where a web archive was asked


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """A column, and what each of the crawls saw of it; None where it was no column of the portal then."""

    column: Row
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class CoverageView:
    """A portal's newest crawls beside each other."""

    portal: Row
    crawls: tuple[Crawled, ...]
    lines: tuple[CoverageLine, ...]
    crawls_link: EvidenceLinks
    links: EvidenceLinks


async def coverage_view(datasette: Datasette, portal: str) -> CoverageView | None:
    """The coverage of a portal's columns by its newest crawls, or None where there is no such portal."""
    row = await portal_row(datasette, portal)
    if row is None:
        return None
    crawls = await rows(datasette, _CRAWLS, [portal])
    found = {(seen["column"], seen["crawl"]): seen for seen in await rows(datasette, _STATES, [portal])}
    return CoverageView(
        portal=row,
        crawls=tuple(map(_crawled, crawls)),
        lines=tuple(
            CoverageLine(column, tuple(_cell(datasette, found.get((column["id"], each["id"]))) for each in crawls))
            for column in await rows(datasette, _COLUMNS, [portal])
        ),
        crawls_link=table_links(datasette, "crawls", {"portal": portal}),
        links=table_links(datasette, "coverage", {"_where": _of_portal(portal)}),
    )


def _of_portal(portal: str) -> str:
    return f"crawl in (select id from crawls where portal = {quote(portal)})"


def _crawled(row: Row) -> Crawled:
    past = labels.word("crawl_source", row["source"]) if row["source"] == "web archive" else None
    return Crawled(row, labels.word("crawl_verdict", row["verdict"]), past)


def _cell(datasette: Datasette, seen: Row | None) -> Cell | None:
    if seen is None:
        return None
    link = row_link(datasette, "coverage", seen["crawl"], seen["column"])
    return Cell(seen["state"], labels.word("coverage", seen["state"]), seen["entries"], link)
