"""A finding explained in full: what the report says, by which rule the verdict was given, and all of its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from archive.decision_store import as_decided, decisions_of
from archive.findings import FindingRow, finding_row
from archive.labels import Label, rule_label, value_label
from archive.measures import Measure, choose_measure
from archive.standing import Column, Standing, read_standing

Row = Mapping[str, Any]
#: So many characters of the report are shown before and after a quote.
_CONTEXT = 60


@dataclass(frozen=True, slots=True)
class Covered:
    """A column on which the verdict rests, as the newest accepted crawl of its site left it."""

    title: str
    state: Label
    list_pages: int
    entries: int
    note: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything behind one finding. ``rows`` are the first of those behind its number, of ``rows_in_all``."""

    finding: FindingRow
    current: bool
    report_title: str
    report_url: str
    before: str
    after: str
    rule: Label | None
    rows: tuple[Row, ...]
    rows_in_all: int
    coverage: tuple[Covered, ...]


def explain(db: Database, identifier: str, most_rows: int) -> Explanation | None:
    """The finding of this id, or the current one of a claim or identity of this id; None where there is none.

    At most ``most_rows`` of the rows behind its number are given. The archive is read as it is: nothing is verified
    anew, and coverage is that of the newest accepted crawl.
    """
    stored = _stored(db, identifier)
    if stored is None:
        return None
    finding = finding_row(db, stored["id"])
    text, start, end = stored["text"] or "", finding.start, finding.end
    has_place = start is not None and end is not None
    return Explanation(
        finding=finding,
        current=bool(stored["current"]),
        report_title=stored["title"] or "",
        report_url=stored["url"] or "",
        before=text[max((start or 0) - _CONTEXT, 0) : start].rpartition("\n")[2] if has_place else "",
        after=text[end : (end or 0) + _CONTEXT].partition("\n")[0] if has_place else "",
        rule=rule_label(stored["verdict_rule"]) if stored["verdict_rule"] else None,
        rows=tuple(_rows(db, finding.sql, most_rows)),
        rows_in_all=_number_of_rows(db, finding.sql),
        coverage=tuple(_coverage(db, stored, finding)),
    )


_STORED = """
select f.id, f.current, f.claim, f.verdict_rule, f.report, r.portal, r.year, r.title, d.url, t."text"
from findings f join reports r on r.id = f.report
left join documents d on d.id = r.document
left join document_texts t on t.version = r.version
where f.id = :id or (:id in (f.claim, f.identity) and f.current = 1)
order by f.id = :id desc limit 1
"""


def _stored(db: Database, identifier: str) -> Row | None:
    return next(iter(db.query(_STORED, {"id": identifier})), None)


def _rows(db: Database, sql: str, most: int) -> list[Row]:
    return list(db.query(f"select * from ({sql}) limit ?", [most])) if sql else []


def _number_of_rows(db: Database, sql: str) -> int:
    return int(db.execute(f"select count(*) from ({sql})").fetchone()[0]) if sql else 0


def _coverage(db: Database, stored: Row, finding: FindingRow) -> list[Covered]:
    standing = read_standing(db, stored["portal"])
    return [_covered(db, standing, column) for column in _columns(db, standing, stored, finding)]


def _columns(db: Database, standing: Standing, stored: Row, finding: FindingRow) -> tuple[Column, ...]:
    """The columns whose coverage decides what may be said of the finding."""
    if stored["claim"] is None or not finding.sql:
        return ()
    if finding.kind == "existence":
        return standing.own_columns()
    claim = dict(db.table("claims").get(stored["claim"]))
    claim = as_decided(claim, decisions_of(db, stored["report"]).get(claim["id"]))
    measure = choose_measure(standing, claim, stored["year"])
    return measure.columns if isinstance(measure, Measure) else ()


def _covered(db: Database, standing: Standing, column: Column) -> Covered:
    crawl = standing.crawls.get(column.portal, "")
    sql = 'select list_pages, entries, note from coverage where crawl = ? and "column" = ?'
    row = db.execute(sql, [crawl, column.id]).fetchone() or (0, 0, "")
    return Covered(column.title, value_label(column.state), row[0] or 0, row[1] or 0, row[2] or "")
