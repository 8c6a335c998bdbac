"""Contemporary evidence: what web archives had captured of a portal around a time, beside the findings of today.

It never changes a finding. Its own verdict follows the same rules (``archive.verdicts``), over the columns as the web
archive shows them: what it does not have leaves them incomplete, and then nothing is said.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlite_utils import Database

from archive.clock import instant
from archive.decision_store import as_decided, decisions_of
from archive.folding import title_key
from archive.measures import Measure, NoMeasure, channel_thing, choose_measure, date_conditions, inline
from archive.standing import Column, Standing, parse_date, read_standing
from archive.verdicts import COUNTED, Note, Observation, Verdict, first_verdict

Row = Mapping[str, Any]

#: Crawls from web archives that came to their end, and findings of today that counted something.
_CRAWLS = """
select id from crawls where portal = ? and source = 'web archive' and verdict in ('ok', 'degraded')
order by closed_at, id
"""
_FINDINGS = """
select f.id, f.claim, f.report, r.year, r.published_on from findings f join reports r on r.id = f.report
where r.portal = ? and f.current = 1 and f.claim is not null and f.measure in ('columns', 'channel', 'all_channels')
order by f.id
"""
#: Those of findings that are gone too.
_FORGOTTEN = "delete from contemporary where crawl in (select id from crawls where portal = ?)"
_DOCUMENTS = """
select p.document, p.title, p.published_on, p.url, p.state, p.listed_at, p.archived_at
from past_documents p
where p.crawl = :crawl and {dates}
and p.document in (select l.document from listings l
  where l.crawl = :crawl and l."column" in (select value from json_each(:columns)))
order by p.published_on, p.document
"""
_DATED = "p.published_on between :from_date and :to_date"
#: How many have no date of the year, and how many a date out of it: with both dates that page and lists give.
_UNCERTAIN = """
select count(*) filter (where {candidates}), count(*) filter (where {doubtful}) from (
    select p.published_on, coalesce(
        (select nullif(v.published_on_other, '') from document_versions v where v.id = p.version),
        nullif((select max(l.listed_on) from listings l where l.crawl = :crawl and l.document = p.document),
            p.published_on)) as published_on_other
    from past_documents p
    where p.crawl = :crawl and p.document in (select l.document from listings l
      where l.crawl = :crawl and l."column" in (select value from json_each(:columns)))
) d
"""
#: Of each column of a crawl its state, and between which instants its list pages were captured.
_LISTS = """
with listed as (
    select l."column", min(k.archived_at) as first_at, max(k.archived_at) as last_at
    from listings l join captures k on k.id = l.capture where l.crawl = ?1 group by l."column"
)
select v."column", v.state, c.title, l.first_at, l.last_at
from coverage v left join "columns" c on c.id = v."column" left join listed l on l."column" = v."column"
where v.crawl = ?1 order by v."column"
"""
#: On which channels a crawl lists a document.
_CHANNELS = """
select distinct l.document, c.channel from listings l join "columns" c on c.id = l."column"
where l.crawl = :crawl and l."column" in (select value from json_each(:columns))
"""
_MISSING = """
select count(*) from unread u where u.crawl = :crawl and u.answered = 0
and (u."column" in (select value from json_each(:columns)) or u.url in (select l.url from listings l
  where l.crawl = :crawl and l."column" in (select value from json_each(:columns))))
"""
#: Pages of one list that were captured further apart than this show no one state of it.
_TOGETHER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Contemporary:
    """What one crawl from a web archive shows of what a finding counts; fields as in the table."""

    finding: str
    crawl: str
    observed: float
    before_report: int | None
    first_at: str | None
    last_at: str | None
    missing: int
    verdict: str
    verdict_rule: str
    note: str
    sql: str


def store_contemporary(db: Database, portal: str) -> None:
    """Write anew what web archives show of what the portal's findings count; in one transaction."""
    with db.atomic():
        db.execute(_FORGOTTEN, [portal])
        crawls = [row["id"] for row in db.query(_CRAWLS, [portal])]
        if crawls:
            rows = (asdict(row) for row in _contemporary(db, portal, crawls))
            db.table("contemporary").insert_all(rows, pk=("finding", "crawl"))


def _contemporary(db: Database, portal: str, crawls: Sequence[str]) -> Iterator[Contemporary]:
    standing = read_standing(db, portal)
    decided = cache(lambda report: decisions_of(db, report))
    lists = {crawl: {row["column"]: row for row in db.query(_LISTS, [crawl])} for crawl in crawls}
    for finding in list(db.query(_FINDINGS, [portal])):
        read = next(db.query("select * from claims where id = ?", [finding["claim"]]))
        claim = as_decided(read, decided(finding["report"]).get(finding["claim"]))
        measure = choose_measure(standing, claim, finding["year"])
        if isinstance(measure, NoMeasure):
            continue
        columns = tuple(column for column in measure.columns if column.portal == portal)
        for crawl in crawls if columns else ():
            yield _of_crawl(db, standing, finding, claim, measure, columns, crawl, lists[crawl])


def _of_crawl(
    db: Database,
    standing: Standing,
    finding: Row,
    claim: Row,
    measure: Measure,
    columns: Sequence[Column],
    crawl: str,
    lists: Mapping[str, Row],
) -> Contemporary:
    values = {
        "crawl": crawl,
        "columns": json.dumps(sorted(column.id for column in columns), ensure_ascii=False),
        "from_date": f"{finding['year']:04}-01-01",
        "to_date": f"{finding['year']:04}-12-31",
    }
    sql = inline(_DOCUMENTS.format(dates=_DATED), values).strip()
    documents = list(db.query(sql))
    uncertain = _UNCERTAIN.format(**date_conditions(values))
    candidates, doubtful = db.execute(inline(uncertain, values)).fetchone()
    (missing,) = db.execute(_MISSING, {name: values[name] for name in ("crawl", "columns")}).fetchone()
    seen = Observation(
        reported=_reported(claim),
        qualifier=claim["qualifier"] or "exact",
        rounding=claim["rounding"] or 0.0,
        is_upper_bound=claim["is_upper_bound"],
        coverage=tuple(_gaps(columns, lists)),
        missing=tuple(channel_thing(channel) for channel in _unseen(standing, measure)),
        observed=float(len(documents)),
        candidates=float(candidates),
        candidate_documents=candidates,
        doubtful=float(doubtful),
        doubtful_documents=doubtful,
    )
    merges = bool(measure.merged) and len({column.channel for column in columns}) > 1
    repeated = _repeated(documents, db.execute(inline(_CHANNELS, values)).fetchall()) if merges else 0
    verdict = _verdict(standing, finding["year"], seen, columns, lists, repeated)
    instants = sorted(row["listed_at"] for row in documents if row["listed_at"])
    return Contemporary(
        finding=finding["id"],
        crawl=crawl,
        observed=seen.observed,
        before_report=_before(standing, finding["published_on"], instants),
        first_at=instants[0] if instants else None,
        last_at=instants[-1] if instants else None,
        missing=missing,
        verdict=verdict.key,
        verdict_rule=verdict.rule,
        note=json.dumps([note.stored() for note in verdict.notes], ensure_ascii=False),
        sql=sql,
    )


def _reported(claim: Row) -> float | None:
    return 0.0 if claim["kind"] == "zero" and claim["value"] is None else claim["value"]


def _gaps(columns: Sequence[Column], lists: Mapping[str, Row]) -> Iterator[dict[str, str]]:
    """The columns that the web archive does not show whole."""
    for column in columns:
        state = lists[column.id]["state"] if column.id in lists else "not_recorded"
        if state != "complete":
            yield {"title": column.title, "state": state}


def _unseen(standing: Standing, measure: Measure) -> tuple[Any, ...]:
    """Channels that the claim speaks of and this portal's own site does not show."""
    own = {column.channel for column in measure.columns if column.portal == standing.portal}
    return (*measure.missing, *(channel for channel, _ in measure.parts if channel.key not in own))


def _repeated(documents: Sequence[Row], listed: Iterable[tuple[str, str]]) -> int:
    """How many documents have the title of one on another channel, so that the measure may count both once."""
    titles = {row["document"]: title_key(row["title"]) for row in documents}
    of_channel = Counter((titles[document], channel) for document, channel in listed if document in titles)
    most: Counter[str] = Counter()
    for (title, _), number in of_channel.items():
        most[title] = max(most[title], number)
    return len(titles) - most.total()


def _verdict(
    standing: Standing,
    year: int,
    seen: Observation,
    columns: Sequence[Column],
    lists: Mapping[str, Row],
    repeated: int,
) -> Verdict:
    """By the rules of every count; lists captured before the year was over, or not together, show no whole year.

    Where the ``repeated`` documents decide, counted or not, nothing is said.
    """
    early = [column.title for column in columns if column.id in lists and _is_unfit(standing, year, lists[column.id])]
    if early and not seen.coverage:
        return Verdict("incomplete", (Note("past_lists", {"columns": early}),), "P1-lists")
    verdict = first_verdict(COUNTED, seen) or Verdict("not_assessable")
    merged = first_verdict(COUNTED, replace(seen, observed=seen.observed - repeated))
    if merged and merged.key != verdict.key:
        return Verdict("not_assessable", (Note("past_same_title", {"documents": repeated}),), "P2-same-title")
    return verdict


def _is_unfit(standing: Standing, year: int, lists: Row) -> bool:
    if not lists["first_at"]:
        return True
    is_early = lists["first_at"] < standing.end_of_day(date(year, 12, 31))
    return bool(is_early or instant(lists["last_at"]) - instant(lists["first_at"]) > _TOGETHER)


def _before(standing: Standing, published_on: object, instants: Sequence[str]) -> int | None:
    """How many were captured by the end of the day of the report's publication; None where nobody knows that day."""
    published = parse_date(published_on)
    if published is None:
        return None
    return sum(at < standing.end_of_day(published) for at in instants)
