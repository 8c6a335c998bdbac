"""Two years of a portal beside each other: what their reports say, what the archive counts, and how both grew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlite_utils import Database

from archive.diff.beside import (
    Claimed,
    LaterSaid,
    Relation,
    Repeated,
    claimed_growth,
    later_says,
    relations,
    repeated,
)
from archive.diff.counted import Asked, Counted, Counter, grown
from archive.diff.dated import read_site
from archive.diff.errors import NoSuchPortalError, UnknownYearError
from archive.diff.figures import Figures, Pair, Said, named_otherwise, pairs, read_figures, units_named
from archive.diff.growth import Growth, not_comparable
from archive.diff.notes import Note, same_in_both
from archive.diff.spans import Line, Spans, channel_lines, years_with_documents
from archive.labels import Label
from archive.metrics import metric_of
from archive.reports.year_notes import form_label, form_of
from archive.standing import Standing, read_standing
from archive.verdicts import OTHER_AMOUNTS

#: The report of a year is the first of the own site, as everywhere; copies of it say nothing of their own.
_REPORTS = """
select id, year, title, published_on, document from reports
where portal = ? and current = 1 and kind = 'report' and copy_of is null and year in (?, ?) order by year, id
"""
_YEARS = "select distinct year from reports where portal = ? and current = 1 and kind = 'report' and year is not null"
_PORTALS = """
select p.id, exists (
    select 1 from reports r where r.portal = p.id and r.current = 1 and r.kind = 'report') as has_reports
from portals p order by p.id
"""


@dataclass(frozen=True, slots=True)
class Report:
    """The report of one of the years."""

    id: str
    year: int
    title: str
    published_on: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One metric in both years: what the reports say of it and how it grew, what is counted and how that did."""

    metric: str
    label: Label
    earlier: Said | None
    later: Said | None
    reported: Growth
    counted_earlier: Counted
    counted_later: Counted
    counted: Growth
    notes: tuple[Note, ...]


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


def portal_asked(db: Database, name: str | None) -> str:
    """The portal of this name; without one the only portal with reports, or the only one.

    Raises NoSuchPortalError, which names those there are.
    """
    rows = list(db.query(_PORTALS))
    known = [row["id"] for row in rows]
    if name is not None and name not in known:
        raise NoSuchPortalError(f"no portal {name} in the archive; there is {', '.join(known) or 'none'}")
    asked = [name] if name else [row["id"] for row in rows if row["has_reports"]] or known
    if len(asked) != 1:
        raise NoSuchPortalError(f"name one of the portals with --portal: {', '.join(asked) or 'there is none'}")
    return asked[0]


def years_known(db: Database, portal: str) -> tuple[int, ...]:
    """The years of which the archive has a report or a document, oldest first."""
    reported = {row["year"] for row in db.query(_YEARS, [portal])}
    return tuple(sorted(reported | set(years_with_documents(db, portal))))


def years_diff(db: Database, portal: str, one: int, other: int) -> YearsDiff:
    """Two years beside each other, the earlier one first, whichever is named first.

    Reads archive.db or public.db. Raises UnknownYearError where the archive has nothing of one of them, or where both
    are the same.
    """
    years = (min(one, other), max(one, other))
    known = years_known(db, portal)
    _check(portal, years, known)
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
        figures=tuple(_figure(counter, years, pair) for pair in pairs(earlier, later, absent)),
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


def _check(portal: str, years: tuple[int, int], known: tuple[int, ...]) -> None:
    if years[0] == years[1]:
        raise UnknownYearError(f"{years[0]} twice: name two years, such as {years[0]} {years[0] + 1}")
    for year in years:
        if year not in known:
            there = ", ".join(map(str, known)) or "none"
            raise UnknownYearError(f"{portal}: neither a report nor a document of {year}; years there are: {there}")


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


def _figure(counter: Counter, years: tuple[int, int], pair: Pair) -> Figure:
    words = metric_of(pair.metric)
    earlier, later = (
        counter.counted(_asked(pair, said), year) for said, year in zip((pair.earlier, pair.later), years, strict=True)
    )
    return Figure(
        metric=pair.metric,
        label=Label(words.zh, words.en),
        earlier=pair.earlier,
        later=pair.later,
        reported=pair.growth,
        counted_earlier=earlier,
        counted_later=later,
        counted=grown(earlier, later),
        notes=tuple(_beside(pair, earlier, later)),
    )


def _asked(pair: Pair, said: Said | None) -> Asked:
    """What is counted: as the report of that year says it; where it gives no amount of the year, as the other does."""
    of_year = [one for one in (said, pair.earlier, pair.later) if one and one.qualifier not in OTHER_AMOUNTS]
    one = next(iter(of_year), said or pair.said)
    return Asked(pair.metric, one.channel, one.qualifier, one.scope, one.period, one.claim if one is said else "")


def _beside(pair: Pair, earlier: Counted, later: Counted) -> Iterator[Note]:
    if names := named_otherwise(pair):
        yield Note("column_named_otherwise", same_in_both(names))
    if pair.others:
        yield Note("several", same_in_both(f"{said.quote} ({said.report})" for said in pair.others))
    if units := units_named(pair):
        yield Note("unit_named_otherwise", same_in_both(units))
    if pair.earlier and pair.later and pair.earlier.qualifier == pair.later.qualifier == "cumulative":
        yield Note("both_cumulative")
    for key in ("incomplete", "import_not_stated"):
        names_of = [name for side in (earlier, later) if side.why == key for name in side.names]
        if names_of:
            yield Note("incomplete" if key == "incomplete" else "import_partial", tuple(dict.fromkeys(names_of)))
    yield from _channels_left_out(earlier, later)
    if any(side.amount and not side.amount.is_exact and not side.why for side in (earlier, later)):
        yield Note("undated")


def _channels_left_out(earlier: Counted, later: Counted) -> Iterator[Note]:
    """Channels that neither number counts, and those that only one of them does."""
    then, now = (frozenset(side.missing) for side in (earlier, later))
    never = then & now if earlier.amount and later.amount else then | now
    for key, left in (("not_counted", never), ("only_later_has", then - never), ("only_earlier_has", now - never)):
        if left:
            yield Note(key, tuple(sorted(left, key=lambda name: name.zh)))


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
