"""The page of twins: one year of a portal, by column, and the pairs themselves."""

from __future__ import annotations

from dataclasses import dataclass
from sqlite3 import Connection
from typing import TYPE_CHECKING

from sqlite_utils import Database

from archive.labels import Label
from archive.publish.plugin.charts import Chart, column_chart
from archive.publish.plugin.rows import DATABASE, EvidenceLinks, Row, first, query_links, rows
from archive.twins.figures import Share, YearTwins, twins_of
from archive.twins.rules import is_counted_twice, kind_head, kind_label, kinds

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

_PORTAL = """
select p.id, p.title_zh, p.title_en, w.id as crawl, w.closed_at from portals p
left join twins t on t.portal = p.id left join crawls w on w.id = t.as_of where p.id = ? limit 1
"""
_YEARS = """
select cast(substr(published_on, 1, 4) as integer) as year, count(*) as documents from documents
where portal = ? and published_on > '' and "import" is null group by 1 order by 1 desc
"""
_BY_YEAR = "select year, kind, count(*) as documents from twins where portal = ? and year is not null group by 1, 2"
#: Years and how many documents of them are counted twice.
Counted = tuple[tuple[str, int], ...]
#: Pairs that are shown one by one, the most alike first.
_MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class TwinCell:
    """A number and its rows."""

    kind: str
    documents: int
    links: EvidenceLinks


@dataclass(frozen=True, slots=True)
class TwinLine:
    """All of the year, or a column."""

    title: str
    column: str
    documents: int
    cells: tuple[TwinCell, ...]
    share: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A document and the one before it whose text it has, or nearly."""

    row: Row
    label: Label


@dataclass(frozen=True, slots=True)
class TwinsView:
    """Everything the page shows."""

    portal: Row
    years: tuple[Row, ...]
    year: int | None
    heads: tuple[tuple[str, Label, Label], ...]
    whole: TwinLine | None
    columns: tuple[TwinLine, ...]
    pairs: tuple[Pair, ...]
    more: int
    listed_twice: int
    listed_twice_label: Label
    listed_twice_links: EvidenceLinks | None
    chart: Chart | None
    counted_twice: Counted


async def twins_view(datasette: Datasette, portal: str, wanted: str) -> TwinsView | None:
    """The page of a portal for the year that is ``wanted``, else its newest; None where there is no such portal."""
    row = await first(datasette, _PORTAL, [portal])
    if row is None:
        return None
    years = await rows(datasette, _YEARS, [portal])
    year = next((each["year"] for each in years if str(each["year"]) == wanted), years[0]["year"] if years else None)
    counts = await rows(datasette, _BY_YEAR, [portal])
    twice: dict[int, int] = {each["year"]: 0 for each in reversed(years)}
    for each in counts:
        twice[each["year"]] = twice.get(each["year"], 0) + each["documents"] * is_counted_twice(each["kind"])
    found = await datasette.get_database(DATABASE).execute_fn(lambda connection: _read(connection, portal, year))
    return _view(datasette, row, tuple(years), found, tuple((str(one), count) for one, count in twice.items()))


def _read(connection: Connection, portal: str, year: int | None) -> YearTwins | None:
    return next(iter(twins_of(Database(connection, recursive_triggers=False), portal, year)), None) if year else None


def _view(
    datasette: Datasette,
    portal: Row,
    years: tuple[Row, ...],
    found: YearTwins | None,
    twice: tuple[tuple[str, int], ...],
) -> TwinsView:
    pairs = [row for row in found.rows if row["twin"]] if found else []
    return TwinsView(
        portal=portal,
        years=years,
        year=found.year if found else None,
        heads=tuple((kind, kind_head(kind), kind_label(kind)) for kind in kinds()),
        whole=_line(datasette, found.whole) if found else None,
        columns=tuple(_line(datasette, each) for each in found.columns) if found else (),
        pairs=tuple(Pair(dict(row), kind_label(row["kind"])) for row in pairs[:_MOST_SHOWN]),
        more=max(len(pairs) - _MOST_SHOWN, 0),
        listed_twice=found.listed_twice if found else 0,
        listed_twice_label=kind_label("listed_twice"),
        listed_twice_links=query_links(datasette, found.listed_twice_sql) if found else None,
        chart=column_chart(twice) if any(count for _, count in twice) else None,
        counted_twice=twice,
    )


def _line(datasette: Datasette, one: Share) -> TwinLine:
    cells = tuple(TwinCell(kind, one.counts[kind], query_links(datasette, one.sql(kind))) for kind in kinds())
    share = "" if one.counted_twice_share is None else f"{one.counted_twice_share:.1%}"
    return TwinLine(one.title, one.column, one.documents, cells, share)
