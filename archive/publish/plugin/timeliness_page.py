"""The page of timeliness: one year of a portal, by column and issuer, each number with its rows."""

from __future__ import annotations

from dataclasses import dataclass
from sqlite3 import Connection
from typing import TYPE_CHECKING

from sqlite_utils import Database

from archive.labels import Label
from archive.publish.plugin.charts import Chart, column_chart
from archive.publish.plugin.rows import DATABASE, EvidenceLinks, Row, first, query_links, rows
from archive.timeliness.eves import Eve, eves_of
from archive.timeliness.figures import Distribution, Group, YearTimeliness, grouped, timeliness_of
from archive.timeliness.rows import written_documents
from archive.timeliness.rules import compared_kinds, eve_days, kind_head, kind_label, kinds, limits

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

_PORTAL = """
select p.id, p.title_zh, p.title_en, w.id as crawl, w.closed_at from portals p
left join timeliness t on t.portal = p.id left join crawls w on w.id = t.as_of where p.id = ? limit 1
"""
_YEARS = """
select year, count(*) as documents from timeliness where portal = ? group by year order by year is null, year desc
"""
#: Documents that are shown one by one: those that took longest.
_MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Cell:
    """A number and its rows."""

    kind: str
    documents: int
    links: EvidenceLinks


@dataclass(frozen=True, slots=True)
class TimelinessLine:
    """A line of the table: all of the year, a column, or an issuer."""

    title: str
    column: str
    distribution: Distribution
    cells: tuple[Cell, ...]
    compared: EvidenceLinks

    @property
    def share(self) -> str:
        """The share over the limit, in per cent."""
        return "" if self.distribution.over_share is None else f"{self.distribution.over_share:.0%}"


@dataclass(frozen=True, slots=True)
class EveLine:
    """An eve and its rows."""

    eve: Row
    links: EvidenceLinks
    backdated: EvidenceLinks


@dataclass(frozen=True, slots=True)
class TimelinessView:
    """Everything the page shows; ``year`` None is that of documents without a date of publication."""

    portal: Row
    years: tuple[Row, ...]
    year: int | None
    heads: tuple[tuple[str, Label, Label], ...]
    whole: TimelinessLine | None
    columns: tuple[TimelinessLine, ...]
    issuers: tuple[TimelinessLine, ...]
    chart: Chart | None
    buckets: tuple[tuple[str, int], ...]
    slowest: tuple[Row, ...]
    contradicted: tuple[Row, ...]
    eves: tuple[EveLine, ...]
    eve_days: int
    limits: tuple[Label, ...]


async def timeliness_view(datasette: Datasette, portal: str, wanted: str) -> TimelinessView | None:
    """The page of a portal for the year that is ``wanted``, else its newest; None where there is no such portal."""
    row = await first(datasette, _PORTAL, [portal])
    if row is None:
        return None
    years = await rows(datasette, _YEARS, [portal])
    known = {str(each["year"] or "undated"): each["year"] for each in years}
    year = known.get(wanted, years[0]["year"] if years else None)
    read = await datasette.get_database(DATABASE).execute_fn(lambda connection: _read(connection, portal, year))
    return _view(datasette, row, tuple(years), year, read)


@dataclass(frozen=True, slots=True)
class _Read:
    found: YearTimeliness | None
    documents: tuple[Row, ...]
    eves: tuple[Eve, ...]


def _read(connection: Connection, portal: str, year: int | None) -> _Read:
    db = Database(connection, recursive_triggers=False)
    found = next((each for each in timeliness_of(db, portal, year) if each.year == year), None)
    documents = tuple(dict(each) for each in written_documents(db, portal, year) if each["year"] == year)
    return _Read(found, documents, tuple(eves_of(db, portal, year)) if year else ())


def _view(datasette: Datasette, portal: Row, years: tuple[Row, ...], year: int | None, read: _Read) -> TimelinessView:
    shown = tuple(kind for kind in kinds() if read.found and read.found.whole.counts[kind])
    compared = [row for row in read.documents if row["kind"] in compared_kinds()]
    buckets = grouped(row["working_days"] for row in compared)
    found = read.found
    return TimelinessView(
        portal=portal,
        years=years,
        year=year,
        heads=tuple((kind, kind_head(kind), kind_label(kind)) for kind in shown),
        whole=_line(datasette, found.whole, shown) if found else None,
        columns=tuple(_line(datasette, each, shown) for each in found.columns) if found else (),
        issuers=tuple(_line(datasette, each, shown) for each in found.issuers if each.title) if found else (),
        chart=column_chart(buckets) if compared else None,
        buckets=buckets,
        slowest=tuple(row for row in compared if row["kind"] == "over")[:_MOST_SHOWN],
        contradicted=tuple(row for row in read.documents if row["lacked_on"])[:_MOST_SHOWN],
        eves=tuple(_eve(datasette, each) for each in read.eves),
        eve_days=eve_days(),
        limits=tuple(limit.label for limit in limits()),
    )


def _line(datasette: Datasette, one: Distribution, shown: tuple[str, ...]) -> TimelinessLine:
    group: Group = one.group
    cells = tuple(Cell(kind, one.counts[kind], query_links(datasette, one.sql(kind))) for kind in shown)
    return TimelinessLine(one.title, group.column or "", one, cells, query_links(datasette, one.sql("compared")))


def _eve(datasette: Datasette, one: Eve) -> EveLine:
    return EveLine(one.row(), query_links(datasette, one.sql), query_links(datasette, one.backdated_sql))
