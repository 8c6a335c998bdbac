"""News in public.db: its changes, and its findings whose verdict is another than as of the crawl before.

A finding that is the first of its claim is news where somebody should look at it. What a claim said before its report
was read anew is found by its words, for its id is another one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from archive.decision_store import DECISION_OF_CLAIM, corrected
from archive.labels import Label, needs_a_person, verdict_keys
from archive.publish.news.plain import plain
from archive.relations import relation_keys, relation_of

FINDING = "finding"
CHANGES, FINDINGS = "changes", "findings"

#: Findings side by side with the one of the same words as of the crawl before.
_JUDGED = f"""
with worded as (
    select f.*, r.portal, r.title as report_title, r.document, w.started_at, c.quote, i.rule, i.relation,
        {corrected("unit")} as unit, coalesce(c.number, i.number) as number,
        substr(f.report, 1, instr(f.report || '~', '~') - 1) as lineage,
        coalesce(c.metric || char(10) || c.quote, i.rule || char(10) || coalesce(i.source, '')) as words
    from findings f join crawls w on w.id = f.as_of join reports r on r.id = f.report
        left join claims c on c.id = f.claim {DECISION_OF_CLAIM}
        left join identities i on i.id = f.identity
), numbered as (
    select *, row_number() over (partition by report, as_of, words order by number) as occurrence from worded
), last as (
    select *, row_number() over (
        partition by lineage, words, occurrence, as_of order by report like '%~%', report desc) as place from numbered
), judged as (
    select *, lag(verdict) over (
        partition by lineage, words, occurrence order by started_at, as_of) as verdict_before
    from last where place = 1
)
"""
_NEWS = """
select h.id, h.kind, h.portal, p.title_zh, p.title_en, h.crawl, h.seen_at, h.document, '' as report, '' as anchor,
    h.url, h.title, c.title as column_title, h.before, h.after, h.part, h.days, h.missing_since, h.repost_of,
    h.documents, null as reported, null as observed, '' as unit, x.document is not null as withheld,
    h.before_version, h.after_version
from changes h left join portals p on p.id = h.portal left join columns c on c.id = h."column"
    left join withheld_documents x on x.document = h.document
union all
select j.id, 'finding', j.portal, p.title_zh, p.title_en, j.as_of, j.started_at, j.document, j.report,
    case when j.claim is null then 'identity-' else 'claim-' end || j.number,
    '', coalesce(j.quote, j.rule), j.report_title, coalesce(j.verdict_before, ''), j.verdict, '', null, '', '',
    null, j.reported, j.observed, coalesce(j.unit, ''), x.document is not null, null, null
from judged j left join portals p on p.id = j.portal left join withheld_documents x on x.document = j.document
where case when j.verdict_before is null then j.verdict in ({gravely}) else j.verdict <> j.verdict_before end
    and (j.claim is not null or j.relation not in ({evident}) or 'broken' in (j.verdict, j.verdict_before))
"""


@dataclass(frozen=True, slots=True)
class News:
    """A change of a document, or (kind ``finding``) another verdict on a claim or identity of a report.

    ``seen_at`` is an instant (ISO 8601, UTC): when the crawl began that shows it. ``column`` is a column's title, of a
    finding the report's; ``before`` and ``after`` are titles, dates or addresses, of a finding verdicts. Texts that
    are missing are empty. ``withheld``: its words are published no more. Versions are those of an edit.
    """

    id: str
    kind: str
    portal: str
    portal_title: Label
    crawl: str
    seen_at: str
    document: str
    report: str
    anchor: str
    url: str
    title: str
    column: str
    before: str
    after: str
    part: str
    days: int | None
    missing_since: str
    repost_of: str
    documents: int | None
    reported: float | None
    observed: float | None
    unit: str
    withheld: bool
    before_version: int | None = None
    after_version: int | None = None

    @property
    def topic(self) -> str:
        """``changes`` or ``findings``."""
        return FINDINGS if self.kind == FINDING else CHANGES


@dataclass(frozen=True, slots=True)
class Query:
    """SQL with named parameters that gives rows of news, in the order in which it was seen."""

    sql: str
    parameters: Mapping[str, Any]


def news_query(*, portal: str = "", kind: str = "", limit: int = -1, offset: int = 0) -> Query:
    """News of one portal and kind, or (empty) of all, the oldest first."""
    where = "(:portal = '' or portal = :portal) and (:kind = '' or kind = :kind)"
    values = {"portal": portal, "kind": kind, "limit": limit, "offset": offset}
    return Query(f"{_all()} where {where} order by seen_at, id limit :limit offset :offset", values)


def count_query(portal: str) -> Query:
    """How many news of each kind a portal has: rows of ``kind`` and ``news``."""
    counted = f"select kind, count(*) as news from ({_news()}) where portal = :portal group by kind"
    return Query(_JUDGED + counted, {"portal": portal})


def news_of_crawl(public: sqlite3.Connection, crawl: str) -> tuple[News, ...]:
    """What a crawl showed."""
    return _read(public, Query(f"{_all()} where crawl = :crawl order by seen_at, id", {"crawl": crawl}))


def news_between(public: sqlite3.Connection, start: str, end: str) -> tuple[News, ...]:
    """What crawls showed that began from ``start`` to before ``end`` (instants, ISO 8601, UTC), by portal."""
    where = "seen_at >= :start and seen_at < :end order by portal, seen_at, id"
    return _read(public, Query(f"{_all()} where {where}", {"start": start, "end": end}))


def read_news(public: sqlite3.Connection, query: Query) -> tuple[News, ...]:
    """The news that a query gives."""
    return _read(public, query)


def news_of(rows: Iterable[Mapping[str, Any]]) -> Iterator[News]:
    """Rows of a query as news."""
    for row in rows:
        texts: dict[str, Any] = {key: row[key] or "" for key in _TEXTS}
        numbers: dict[str, Any] = {key: row[key] for key in _NUMBERS}
        portal = Label(plain(row["title_zh"] or row["portal"]), plain(row["title_en"] or row["portal"]))
        column = row["column_title"] or ""
        yield News(**texts, **numbers, portal_title=portal, column=column, withheld=bool(row["withheld"]))


_TEXTS = (
    *("id", "kind", "portal", "crawl", "seen_at", "document", "report", "anchor", "url", "title", "before", "after"),
    *("part", "missing_since", "repost_of", "unit"),
)
_NUMBERS = ("days", "documents", "reported", "observed", "before_version", "after_version")


def _read(public: sqlite3.Connection, query: Query) -> tuple[News, ...]:
    cursor = public.execute(query.sql, dict(query.parameters))
    names = [column[0] for column in cursor.description]
    return tuple(news_of(dict(zip(names, row, strict=True)) for row in cursor))


def _all() -> str:
    return f"{_JUDGED} select * from ({_news()})"


def _news() -> str:
    gravely = (key for key in verdict_keys() if needs_a_person(key))
    evident = (key for key in relation_keys() if relation_of(key).self_evident)
    return _NEWS.format(gravely=_literals(gravely), evident=_literals(evident))


def _literals(keys: Iterable[str]) -> str:
    """Keys of our own data files in SQL."""
    return ", ".join(f"'{key}'" for key in keys)
