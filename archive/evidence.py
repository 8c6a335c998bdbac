"""Evidence: what the archive is asked for a finding – its number, its rows and their sub-totals."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlite_utils import Database

from archive.excerpt import excerpt
from archive.measures import Measure, channel_thing, date_conditions, quote
from archive.standing import Column, Standing, parse_date
from archive.subtotals import (
    CHANNEL,
    COUNTED,
    MERGED,
    Kind,
    Subtotal,
    alone,
    ask,
    conditions,
    merged_sql,
    subtotals,
)
from archive.traits import Tally, having, tallies, traits
from archive.verdicts import Note, Observation

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Evidence:
    """What a finding shows beside its verdict: the SQL behind its number, and sub-totals of it."""

    measure: str | None = None
    sql: str = ""
    observed: float | None = None
    listed_now: int | None = None
    undated: int | None = None
    reposts: int | None = None
    before_report: int | None = None
    notes: tuple[Note, ...] = ()
    columns: tuple[Column, ...] = ()  # those whose coverage decides what the number shows
    subtotals: tuple[Subtotal, ...] = ()

    def documents(self, key: str) -> int:
        """The documents of a sub-total."""
        return sum(subtotal.documents or 0 for subtotal in self.subtotals if subtotal.key == key)


def incomplete(columns: Iterable[Column]) -> tuple[dict[str, str], ...]:
    """The columns that were not completely crawled, as a note names them."""
    return tuple({"title": c.title, "state": c.state} for c in columns if c.state != "complete")


@dataclass(frozen=True)
class Held:
    """What the archive holds for a measure: its populations by name, kinds of sub-totals, and channels by key."""

    populations: Mapping[str, Tally]
    kinds: Mapping[Kind, Tally]
    channels: Mapping[str, Tally]


@contextmanager
def countable(db: Database, standing: Standing, report: Row) -> Iterator[Mapping[Kind, str]]:
    """While the block runs, ``hold`` says what measures of the report's year amount to, under these conditions."""
    values = condition_values(standing, report)
    asked, dates = conditions(values), date_conditions(values)
    with excerpt(db, standing, report["year"]), traits(db, dates | _judged(asked, dates)):
        yield asked


def _judged(asked: Mapping[Kind, str], dates: Mapping[str, str]) -> dict[str, str]:
    """For each kind the condition that a document of its population fulfils, as far as it can be judged alone."""
    return {kind.key: f"({dates[kind.population]}) and ({alone(kind, where)})" for kind, where in asked.items()}


def hold(db: Database, asked: Mapping[Kind, str], measure: Measure) -> Held:
    """What the archive holds for ``measure``, in a block of ``countable``.

    Documents of any date are gathered once; their traits tell the populations apart. Only where the same title of
    several channels becomes one, the items are gathered by themselves.
    """
    with _gathered(db, "shown", measure.gathered, measure.amount, "channel" if measure.merged else "''"):
        if not measure.merged:
            found = tallies(db, "temp.shown")
            return Held(found, _kinds(db, asked, found, found, "temp.shown"), _by_channel(db, measure))
        found = tallies(db, "(select distinct document, amount, bits from temp.shown)")
        rows = "(select * from temp.shown where channel = {})"
        channels = {channel.key: tallies(db, rows.format(quote(channel.key)))[COUNTED] for channel, _ in measure.parts}
    with _gathered(db, "items", measure.sql, measure.amount):
        items = "(select distinct document, amount, bits from temp.items)"
        kinds = _kinds(db, asked, tallies(db, items), found, items)
        whole = db.execute("select count(*), total(amount) from temp.items").fetchone()
        return Held({**found, COUNTED: Tally(*whole)}, kinds, channels)


def _kinds(
    db: Database, asked: Mapping[Kind, str], counted: Mapping[str, Tally], others: Mapping[str, Tally], rows: str
) -> dict[Kind, Tally]:
    """The tally of each kind; ``rows`` are the documents that are counted, and others."""
    found = {kind: (counted if kind.counted else others)[kind.key] for kind in asked}
    together = {kind: ask(db, where, having(rows, kind.key)) for kind, where in asked.items() if kind.together}
    return {kind: together.get(kind, tally) for kind, tally in found.items()}


def _by_channel(db: Database, measure: Measure) -> dict[str, Tally]:
    """What each channel shows, where the claim speaks of several and more than one is observed."""
    if len(measure.parts) < 2:
        return {}
    found = {}
    for channel, sql in measure.parts:
        with _gathered(db, "part", sql, measure.amount):
            found[channel.key] = tallies(db, "temp.part")[COUNTED]
    return found


@contextmanager
def _gathered(db: Database, table: str, sql: str, amount: str, channel: str = "''") -> Iterator[None]:
    """While the block runs, a temporary table has document, amount and traits of the rows behind ``sql``.

    SQLite leaves out their last sorting, which is for readers, for they are joined.
    """
    db.execute(f"create temp table {table} as {_traits_of(sql, amount, channel)}")
    try:
        yield
    finally:
        db.execute(f"drop table temp.{table}")


def _traits_of(sql: str, amount: str, channel: str) -> str:
    fields = f"x.document, {'1' if amount == 'rows' else amount} as amount, {channel} as channel, t.bits"
    return f"select {fields} from ({sql}) x cross join temp.traits t on t.document = x.document"


def count(measure: Measure, claimed: Observation, held: Held) -> Observation:
    """``claimed`` with what the archive holds of it."""
    observed, candidates, doubtful = (held.populations[name] for name in (COUNTED, "candidates", "doubtful"))
    return replace(
        claimed,
        coverage=incomplete(measure.columns),
        missing=tuple(channel_thing(channel) for channel in measure.missing),
        unstated=tuple(channel_thing(channel) for channel in measure.unstated),
        observed=observed.amount,
        candidates=candidates.amount,
        candidate_documents=candidates.documents,
        doubtful=doubtful.amount,
        doubtful_documents=doubtful.documents,
        unknown_lengths=observed.unknown + candidates.unknown,
    )


def count_evidence(asked: Mapping[Kind, str], report: Row, measure: Measure, held: Held) -> Evidence:
    """The sub-totals of a count."""
    texts = {COUNTED: measure.sql, "candidates": measure.candidates, "printed": measure.printed}
    parts = tuple(_channels(measure, held))
    edges = subtotals(held.kinds, asked, texts)
    evidence = _evidence(measure.sql, (*parts, *_merged(measure, parts, held), *edges), report, bool(measure.columns))
    return replace(
        evidence,
        measure=measure.key,
        observed=held.populations[COUNTED].amount,
        undated=held.populations["candidates"].documents,
        notes=tuple(_notes(evidence)),
        columns=measure.columns,
    )


def name_evidence(db: Database, standing: Standing, report: Row, sql: str, matches: Iterable[Row]) -> Evidence:
    """The sub-totals of what carries a name."""
    asked = conditions(condition_values(standing, report), names=True)
    documents = "(select distinct document, 1 as amount from temp.counted)"
    found = {kind: ask(db, where, documents) for kind, where in asked.items()}
    undated = len({match["document"] for match in matches if not match["published_on"]})
    named = tuple(subtotals(found, asked, {COUNTED: sql}))
    return replace(_evidence(sql, named, report, is_listed=True), undated=undated)


def condition_values(standing: Standing, report: Row) -> dict[str, str]:
    """What the conditions of sub-totals name; without a date of publication nothing was seen before the report.

    A document belongs to one site: whether it is listed now, the newest crawls of all sites tell as well as its own.
    """
    published = parse_date(report["published_on"])
    return {
        "from_date": f"{report['year'] or 0:04}-01-01",
        "to_date": f"{report['year'] or 0:04}-12-31",
        "crawls": json.dumps(sorted(standing.crawls.values())),
        "after_report": standing.end_of_day(published) if published else "",
    }


def _evidence(sql: str, subtotals: tuple[Subtotal, ...], report: Row, is_listed: bool) -> Evidence:
    """``is_listed``: a site's columns list what is counted; what was imported stands in none."""
    evidence = Evidence(sql=sql, subtotals=subtotals)
    return replace(
        evidence,
        listed_now=evidence.documents("listed_now") if is_listed else None,
        reposts=evidence.documents("reposts"),
        before_report=evidence.documents("before_report") if parse_date(report["published_on"]) else None,
    )


def _channels(measure: Measure, held: Held) -> Iterator[Subtotal]:
    """The number of each channel where the claim speaks of several; none of those that were not observed."""
    if not measure.parts:
        return
    for channel, sql in measure.parts:
        tally = held.channels.get(channel.key, held.populations[COUNTED])
        yield Subtotal(CHANNEL, tally.documents, tally.amount, True, sql, channel.key)
    for channel in measure.missing:
        yield Subtotal(CHANNEL, None, None, False, "", channel.key)


def _merged(measure: Measure, parts: tuple[Subtotal, ...], held: Held) -> Iterator[Subtotal]:
    """Where one title on several channels was counted once, how many vanished by it."""
    merged = sum(part.documents or 0 for part in parts) - held.populations[COUNTED].documents
    if measure.merged and merged:
        yield Subtotal(MERGED, merged, float(merged), False, merged_sql(measure.merged, measure.sql))


def _notes(evidence: Evidence) -> Iterator[Note]:
    if merged := evidence.documents(MERGED):
        yield Note("same_title", {"documents": merged})
    if late := evidence.documents("late"):
        yield Note("late", {"documents": late})


@contextmanager
def matched(db: Database, sql: str) -> Iterator[None]:
    """While the block runs, the temporary table ``counted`` holds the documents behind the SQL of a name."""
    db.execute(f"create temp table counted as select document from (select 1), ({sql})")
    try:
        yield
    finally:
        db.execute("drop table temp.counted")


def match_dates(matches: Iterable[Row]) -> tuple[tuple[date | None, ...], ...]:
    """For each match all dates its document carries; one unknown date where it carries none."""
    return tuple(tuple(_dates(match)) for match in matches)


def _dates(match: Row) -> Iterator[date | None]:
    yield parse_date(match["published_on"])
    if other := parse_date(match["published_on_other"]):
        yield other
