"""Evidence: what the archive is asked for a finding – its number, its rows and their sub-totals."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlite_utils import Database

from archive.measures import Measure, channel_thing
from archive.standing import Column, Standing, parse_date
from archive.subtotals import CHANNEL, COUNTED, MERGED, Asked, Subtotal, ask, asked, merged_sql
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


def count(db: Database, measure: Measure, claimed: Observation) -> Observation:
    """``claimed`` with what the archive holds of it."""
    observed, _, unknown = _amount(db, measure, "select * from temp.counted")
    candidates, candidate_documents, unknown_candidates = _amount(db, measure, _documents(measure, measure.candidates))
    doubtful, doubtful_documents, _ = _amount(db, measure, _documents(measure, measure.doubtful))
    return replace(
        claimed,
        coverage=incomplete(measure.columns),
        missing=tuple(channel_thing(channel) for channel in measure.missing),
        unstated=tuple(channel_thing(channel) for channel in measure.unstated),
        observed=observed,
        candidates=candidates,
        candidate_documents=candidate_documents,
        doubtful=doubtful,
        doubtful_documents=doubtful_documents,
        unknown_lengths=unknown + unknown_candidates,
    )


def _documents(measure: Measure, sql: str) -> str:
    """The documents of a population, each once though two channels show it."""
    amount = "" if measure.amount == "rows" else f", {measure.amount}"
    return f"select distinct document{amount} from ({sql})"


def _amount(db: Database, measure: Measure, sql: str) -> tuple[float, int, int]:
    """The amount behind a measure's SQL, its number of rows, and how many of them have no amount."""
    if measure.amount == "rows":
        rows = int(_one(db, f"select count(*) as found from ({sql})")["found"])
        return float(rows), rows, 0
    totals = (
        f"select count(*) as found, total({measure.amount}) as amount, count({measure.amount}) as known from ({sql})"
    )
    row = _one(db, totals)
    return float(row["amount"]), int(row["found"]), int(row["found"]) - int(row["known"])


def _one(db: Database, sql: str) -> Row:
    return next(iter(db.query(sql)))


def count_evidence(db: Database, asked: Asked, report: Row, measure: Measure, seen: Observation) -> Evidence:
    """The sub-totals of a count."""
    populations = {"counted": (measure.sql, "temp.counted")} | {
        name: (sql, f"({sql})") for name, sql in (("candidates", measure.candidates), ("printed", measure.printed))
    }
    parts = tuple(_channels(db, measure, seen))
    edges = [
        subtotal
        for name, (sql, rows) in populations.items()
        for subtotal in ask(db, asked, name, sql, rows, measure.amount)
    ]
    evidence = _evidence(measure.sql, (*parts, *_merged(measure, parts, seen), *edges), report, measure.crawls)
    return replace(
        evidence,
        measure=measure.key,
        observed=seen.observed,
        undated=seen.candidate_documents,
        notes=tuple(_notes(evidence)),
        columns=measure.columns,
    )


def name_evidence(db: Database, standing: Standing, report: Row, sql: str, matches: Iterable[Row]) -> Evidence:
    """The sub-totals of what carries a name."""
    names = asked(condition_values(standing, report), names=True)
    found = tuple(ask(db, names, COUNTED, sql, "temp.counted", "rows"))
    undated = len({match["document"] for match in matches if not match["published_on"]})
    return replace(_evidence(sql, found, report, (standing.as_of,)), undated=undated)


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


def _evidence(sql: str, subtotals: tuple[Subtotal, ...], report: Row, crawls: tuple[str, ...]) -> Evidence:
    evidence = Evidence(sql=sql, subtotals=subtotals)
    return replace(
        evidence,
        listed_now=evidence.documents("listed_now") if crawls else None,
        reposts=evidence.documents("reposts"),
        before_report=evidence.documents("before_report") if parse_date(report["published_on"]) else None,
    )


def _channels(db: Database, measure: Measure, seen: Observation) -> Iterator[Subtotal]:
    """The number of each channel where the claim speaks of several; none of those that were not observed."""
    if not measure.parts:
        return
    for channel, sql in measure.parts:
        number, documents, _ = _amount(db, measure, sql) if len(measure.parts) > 1 else (seen.observed, 0, 0)
        yield Subtotal(CHANNEL, documents or int(number), number, True, sql, channel.key)
    for channel in measure.missing:
        yield Subtotal(CHANNEL, None, None, False, "", channel.key)


def _merged(measure: Measure, parts: tuple[Subtotal, ...], seen: Observation) -> Iterator[Subtotal]:
    """Where one title on several channels was counted once, how many vanished by it."""
    merged = sum(part.documents or 0 for part in parts) - int(seen.observed)
    if measure.merged and merged:
        yield Subtotal(MERGED, merged, float(merged), False, merged_sql(measure.merged, measure.sql))


def _notes(evidence: Evidence) -> Iterator[Note]:
    if merged := evidence.documents(MERGED):
        yield Note("same_title", {"documents": merged})
    if late := evidence.documents("late"):
        yield Note("late", {"documents": late})


@contextmanager
def counted(db: Database, sql: str, amount: str = "rows") -> Iterator[None]:
    """While the block runs, the temporary table ``counted`` holds document and amount of the rows behind ``sql``.

    The number and all of its sub-totals are asked of it: the SQL runs once. It is joined to one row, so that SQLite
    leaves out its last sorting, which is for readers.
    """
    columns = "document" if amount == "rows" else f"document, {amount}"
    db.execute(f"create temp table counted as select {columns} from (select 1), ({sql})")
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
