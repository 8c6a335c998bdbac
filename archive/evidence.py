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


def _one(db: Database, sql: str, values: Mapping[str, Any] | None = None) -> Row:
    return next(iter(db.query(sql, dict(values or {}))))


def count_evidence(db: Database, standing: Standing, report: Row, measure: Measure, seen: Observation) -> Evidence:
    """The sub-totals of a count."""
    evidence = subtotals(db, standing, report, measure.sql, measure.crawls)
    return replace(
        evidence,
        measure=measure.key,
        observed=seen.observed,
        undated=seen.candidate_documents,
        notes=_merged(db, measure, seen),
        columns=measure.columns,
    )


def _merged(db: Database, measure: Measure, seen: Observation) -> tuple[Note, ...]:
    """A note where one title on several channels was counted once."""
    if not measure.merged:
        return ()
    merged = int(_one(db, f"select count(*) as found from ({measure.merged})")["found"]) - int(seen.observed)
    return (Note("same_title", {"documents": merged}),) if merged else ()


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


_SUBTOTALS = """
select count(*) as found,
       coalesce(sum(exists (
         select 1 from listings l
         where l.document = d.id and l.crawl in (select value from json_each(:crawls))
       )), 0) as listed_now,
       coalesce(sum(substr(d.first_seen, 1, 19) < :after_report), 0) as before_report,
       count(nullif(d.content_digest, '')) - count(distinct nullif(d.content_digest, '')) as reposts,
       coalesce(sum(coalesce(d.published_on, '') = ''), 0) as undated
from documents d
where d.id in (select document from temp.counted)
"""


def subtotals(db: Database, standing: Standing, report: Row, sql: str, crawls: tuple[str, ...]) -> Evidence:
    """Of the documents behind ``sql``: listed now, known when the report came out, of the same content."""
    published = parse_date(report["published_on"])
    after = standing.end_of_day(published) if published else ""
    row = _one(db, _SUBTOTALS, {"crawls": json.dumps(crawls), "after_report": after})
    return Evidence(
        sql=sql,
        listed_now=row["listed_now"] if crawls else None,
        undated=row["undated"],
        reposts=row["reposts"],
        before_report=row["before_report"] if published else None,
    )


def match_dates(matches: Iterable[Row]) -> tuple[tuple[date | None, ...], ...]:
    """For each match all dates its document carries; one unknown date where it carries none."""
    return tuple(tuple(_dates(match)) for match in matches)


def _dates(match: Row) -> Iterator[date | None]:
    yield parse_date(match["published_on"])
    if other := parse_date(match["published_on_other"]):
        yield other
