"""One sheet: all that the archive says of one authority and year, to be printed for an editor's desk.

Every line is said in full elsewhere: the sheet names what differs, is missing, late, twice or old, and leads there.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlite_utils import Database

from archive.changes.words import kind_label
from archive.diff.errors import DiffError
from archive.diff.figure_lines import Figure
from archive.diff.figures import Said
from archive.diff.years import years_diff
from archive.labels import Label
from archive.publish.plugin.checklist_page import Duty, Promised, checklist_view
from archive.publish.plugin.evidenced import Evidenced, differing_claims
from archive.publish.plugin.identities import equation
from archive.publish.plugin.identity_sides import parts_of
from archive.publish.plugin.rows import DATABASE, Row, first, number, rows
from archive.publish.plugin.tally import Count, tallied
from archive.relations import relation_of
from archive.series.found import SeriesFound, series_found
from archive.timeliness.figures import Distribution, timeliness_of
from archive.twins.figures import Share, twins_of

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

#: Of figures that both years' reports give, so many stand on the sheet.
MOST_FIGURES = 12
_PORTAL = """
select p.id, p.title_zh, p.title_en, w.id as crawl, w.closed_at from portals p left join crawls w on w.id = (
    select id from standing_crawls where portal = p.id order by closed_at desc, id desc limit 1)
where p.id = ?
"""
_REPORTS = """
select r.id, r.title, r.published_on, d.url from reports r left join documents d on d.id = r.document
where r.portal = ? and r.year = ? and r.current = 1 and r.copy_of is null order by r.id
"""
_TALLY = """
select f.verdict, i.relation, i.reason, count(*) as items from findings f join reports r on r.id = f.report
left join identities i on i.id = f.identity
where r.portal = ? and r.year = ? and r.current = 1 and r.copy_of is null and f.current = 1 group by 1, 2, 3
"""
_BROKEN = """
select i.report, i.number, i.relation, i.parts, i.sum, i.total from identities i
join findings f on f.identity = i.id and f.current = 1 and f.verdict = 'broken'
join reports r on r.id = i.report and r.current = 1 and r.copy_of is null
where r.portal = ? and r.year = ? order by i.report, i.number
"""
_CHANGES = """
select h.kind, count(*) as changes from changes h join documents d on d.id = h.document
where h.portal = ? and d.published_on between ? and ? and h.kind <> 'added' group by 1 order by 2 desc
"""
_UNREAD = """
select c.title, v.state from coverage v join "columns" c on c.id = v."column"
where v.crawl = ? and v.state <> 'complete' order by c.rowid
"""


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many changes are of a kind."""

    label: Label
    count: int


@dataclass(frozen=True, slots=True)
class Broken:
    """A relation between numbers of a report that does not hold, with both its sides."""

    row: Row
    relation: Label
    equation: str


@dataclass(frozen=True, slots=True)
class SheetView:
    """Everything the sheet shows; what there is nothing of is empty or None. ``before`` is the year set beside it."""

    portal: Row
    year: str
    before: str
    reports: tuple[Row, ...]
    tally: tuple[Count, ...]
    differing: tuple[Evidenced, ...]
    broken: tuple[Broken, ...]
    figures: tuple[Figure, ...]
    series: tuple[SeriesFound, ...]
    timeliness: Distribution | None
    twins: Share | None
    changes: tuple[KindCount, ...]
    duties: tuple[Duty, ...]
    promises: tuple[Promised, ...]
    unread: tuple[Row, ...]


async def sheet_view(datasette: Datasette, portal: str, year: str) -> SheetView | None:
    """The sheet of a portal and year, or None where there is no such portal."""
    row = await first(datasette, _PORTAL, [portal])
    if row is None:
        return None
    of_year = [portal, int(year)]
    found = await datasette.get_database(DATABASE).execute_fn(
        lambda connection: _observed(connection, portal, int(year))
    )
    listed = await checklist_view(datasette, portal)
    changes = await rows(datasette, _CHANGES, [portal, f"{year}-01-01", f"{year}-12-31"])
    return SheetView(
        portal=row,
        year=year,
        before=str(int(year) - 1),
        reports=tuple(await rows(datasette, _REPORTS, of_year)),
        tally=tallied(await rows(datasette, _TALLY, of_year)),
        differing=await differing_claims(datasette, portal, year),
        broken=tuple(_broken(each) for each in await rows(datasette, _BROKEN, of_year)),
        figures=found.figures,
        series=found.series,
        timeliness=found.timeliness,
        twins=found.twins,
        changes=tuple(KindCount(kind_label(each["kind"]), each["changes"]) for each in changes),
        duties=tuple(duty for duty in listed.duties if duty.group != "agree") if listed else (),
        promises=tuple(each for each in listed.promises if each.group != "agree") if listed else (),
        unread=tuple(await rows(datasette, _UNREAD, [row["crawl"]])),
    )


def _broken(row: Row) -> Broken:
    parts = " + ".join(number(part) for part in parts_of(row))
    return Broken(
        row, relation_of(row["relation"] or "").label, equation(row, row["sum"] or 0.0, row["total"] or 0.0, parts)
    )


@dataclass(frozen=True, slots=True)
class _Observed:
    figures: tuple[Figure, ...]
    series: tuple[SeriesFound, ...]
    timeliness: Distribution | None
    twins: Share | None


def _observed(connection: sqlite3.Connection, portal: str, year: int) -> _Observed:
    db = Database(connection, recursive_triggers=False, execute_plugins=False)
    late = next((each.whole for each in timeliness_of(db, portal, year) if each.year == year), None)
    twins = next((each.whole for each in twins_of(db, portal, year) if each.year == year), None)
    series = tuple(each for each in series_found(db, portal, year) if each.row["missing"] or each.row["cited"])
    return _Observed(_figures(db, portal, year), series, late, twins)


def _figures(db: Database, portal: str, year: int) -> tuple[Figure, ...]:
    """What the reports on both years give and what grew between them; nothing where the year before has none."""
    try:
        found = years_diff(db, portal, year - 1, year)
    except DiffError:
        return ()
    both = (line for line in found.figures if line.earlier and line.later and line.reported.difference)
    return tuple(line for line in both if not (_is_zero(line.earlier) and _is_zero(line.later)))[:MOST_FIGURES]


def _is_zero(said: Said | None) -> bool:
    return said is not None and said.amount is not None and said.amount.value == 0
