"""Two years of a portal beside each other: what their reports say, what the archive counts, and how both grew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlite_utils import Database

from archive.diff.asked import check_years, years_known
from archive.diff.beside import LaterSaid, Relation, Repeated, later_says, relations, repeated
from archive.diff.claimed import Claimed, claimed_growth
from archive.diff.counted import Asked, Counter, grown
from archive.diff.dated import read_site
from archive.diff.figure_lines import Figure, figure_line
from archive.diff.figures import Figures, Said, pairs, read_figures
from archive.diff.growth import Growth, not_comparable
from archive.diff.notes import Note, same_in_both
from archive.diff.spans import Line, Spans, channel_lines
from archive.labels import Label
from archive.reports.year_notes import form_label, form_of
from archive.standing import Standing, read_standing

#: The report of a year is the first of the own site, as everywhere; copies of it say nothing of their own.
_REPORTS = """
select id, year, title, published_on, document from reports
where portal = ? and current = 1 and kind = 'report' and copy_of is null and year in (?, ?) order by year, id
"""


@dataclass(frozen=True, slots=True)
class Report:
    """The report of one of the years."""

    id: str
    year: int
    title: str
    published_on: str


@dataclass(frozen=True, slots=True)
class YearsDiff:
    """Everything that two years of a portal show beside each other; ``as_of`` is the crawl whose findings stand.

    ``known`` are all years of which the archive has a report or a document. ``repeated`` is None where one of the texts
    is not there. ``follow``: the later year follows the earlier one.
    """

    portal: str
    years: tuple[int, int]
    known: tuple[int, ...]
    as_of: str
    as_of_date: str
    reports: tuple[Report | None, Report | None]
    follow: bool
    form_changed: bool
    figures: tuple[Figure, ...]
    channels: tuple[Line, ...]
    columns: tuple[Line, ...]
    kinds: tuple[Line, ...]
    months: tuple[Line, ...]
    relations: tuple[Relation, ...]
    claimed: tuple[Claimed, ...]
    later_says: tuple[LaterSaid, ...]
    repeated: tuple[Repeated, ...] | None
    notes: tuple[Note, ...]


def years_diff(db: Database, portal: str, one: int, other: int) -> YearsDiff:
    """Two years beside each other, the earlier one first, whichever is named first.

    Reads archive.db or public.db. Raises UnknownYearError where the archive has nothing of one of them, or where both
    are the same.
    """
    years = (min(one, other), max(one, other))
    known = years_known(db, portal)
    check_years(portal, years, known)
    standing = read_standing(db, portal)
    found = {row["year"]: row for row in reversed(list(db.query(_REPORTS, [portal, *years])))}
    withheld = _without_withheld(db, found)
    earlier, later = (read_figures(db, found[year]) if year in found else None for year in years)
    absent = "withheld" if withheld else "no_report"
    site = read_site(db, portal, years)
    counter, of_site = Counter(db, standing, site), Spans(standing, site, years)
    diff = YearsDiff(
        portal=portal,
        years=years,
        known=known,
        as_of=standing.as_of,
        as_of_date=standing.as_of_date,
        reports=(_report(found.get(years[0])), _report(found.get(years[1]))),
        follow=years[1] == years[0] + 1,
        form_changed=form_of(years[0]) != form_of(years[1]),
        figures=tuple(figure_line(counter, years, pair) for pair in pairs(earlier, later, absent)),
        channels=tuple(channel_lines(counter, years)),
        columns=tuple(of_site.columns()),
        kinds=tuple(of_site.kinds()),
        months=tuple(of_site.months()),
        relations=(),
        claimed=(),
        later_says=(),
        repeated=None,
        notes=(),
    )
    diff = _with_texts(counter, diff, earlier, later)
    return replace(diff, notes=tuple(_notes(standing, diff, withheld)))


def _without_withheld(db: Database, reports: dict[int, Mapping[str, Any]]) -> list[int]:
    """Take out the reports whose words are withheld from the public, and return their years; archive.db has them all.

    Without its words a figure of another scope, or of half a year, would pass for one of the whole.
    """
    if not db.table("withheld_documents").exists():
        return []
    withheld = {row["document"] for row in db.query("select document from withheld_documents")}
    years = sorted(year for year, row in reports.items() if row["document"] in withheld)
    for year in years:
        del reports[year]
    return years


def _report(row: Mapping[str, Any] | None) -> Report | None:
    return Report(row["id"], row["year"], row["title"] or "", row["published_on"] or "") if row else None


def _with_texts(counter: Counter, diff: YearsDiff, earlier: Figures | None, later: Figures | None) -> YearsDiff:
    """With what both reports say of each other; relations and claims of growth only where the years follow."""
    diff = replace(diff, claimed=_claimed(counter, diff, earlier, later))
    if earlier is None or later is None:
        return diff
    db, both = counter.db, (earlier.report, later.report)
    return replace(
        diff,
        relations=relations(db, *both) if diff.follow else (),
        later_says=later_says(db, *both) if diff.follow else (),
        repeated=repeated(db, *both),
    )


def _claimed(counter: Counter, diff: YearsDiff, earlier: Figures | None, later: Figures | None) -> tuple[Claimed, ...]:
    if later is None or not diff.follow:
        return ()

    def reported(metric: str, said: Said) -> Growth:
        of = ((figure, figure.later) for figure in diff.figures if figure.metric == metric)
        same = (figure for figure, own in of if own and (own.scope, own.period) == (said.scope, said.period))
        return next((figure.reported for figure in same), not_comparable("no_value"))

    def counted(metric: str, said: Said) -> Growth:
        asked = Asked(metric, said.channel, scope=said.scope, period=said.period)
        return grown(*(counter.counted(asked, year) for year in diff.years))

    return claimed_growth(counter.db, earlier, later, reported, counted)


def _notes(standing: Standing, diff: YearsDiff, withheld: list[int]) -> Iterator[Note]:
    """What is to be known of the whole comparison."""
    if diff.form_changed:
        yield Note("form_changed", (Label(*form_label(form_of(diff.years[1]))),))
    if withheld:
        yield Note("report_withheld", same_in_both(withheld))
    read = [report.year for report in diff.reports if report]
    if missing := [year for year in diff.years if year not in (*read, *withheld)]:
        yield Note("no_report", same_in_both(missing))
    empty = [
        year
        for place, year in enumerate(diff.years)
        if not any(_value(line, place) for line in (*diff.kinds, *diff.channels))
    ]
    if empty:
        yield Note("no_documents", same_in_both(empty))
    if not diff.follow:
        yield Note("not_following")
    yield from _began(standing, diff.years)


def _value(line: Line, place: int) -> float:
    amount = (line.earlier, line.later)[place].amount
    return amount.value if amount else 0.0


def _began(standing: Standing, years: tuple[int, int]) -> Iterator[Note]:
    """Whether the archive could see what stood there in those years, and not only what is left of it."""
    if not standing.crawled:
        return
    began = standing.complete_since(standing.own_columns())
    if began is None:
        yield Note("began_never")
        return
    day = same_in_both([began])
    if began > date(years[1], 12, 31):
        yield Note("began_later", day)
    elif began > date(years[0], 12, 31):
        yield Note("began_between", day)
