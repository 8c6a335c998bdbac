"""Keeps what the second sources of a portal's reports say: which there are, every figure, and what contradicts."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlite_utils import Database

from archive.layout import body_of
from archive.records import Claim, ReportReading
from archive.reports import read_official_tables, website_against_report
from archive.reports.sources import (
    COPY,
    NEXT_YEAR,
    PARENT_COPY,
    REPORT,
    Beside,
    Said,
    beside_copy,
    beside_form,
    beside_next_year,
    is_same_body,
    metric_this_year,
    table_of,
)
from archive.year_rows import identity_row

_REPORTS = """
select r.id, r.year, r.title, r.kind, r.copy_of, coalesce(d.portal, r.portal) <> r.portal as elsewhere, t.text, t.layout
from reports r left join documents d on d.id = r.document left join document_texts t on t.version = r.version
where r.portal = ? and r.current = 1 and r.year is not null order by r.year, elsewhere, length(r.id), r.id
"""
_CLAIMS = """
select c.* from claims c join reports r on r.id = c.report and r.current = 1
where r.portal = ? order by c.report, c.number
"""
_OF_PORTAL = "report in (select id from reports where portal = ?)"


@dataclass(frozen=True, slots=True)
class _Read:
    """A document that was read as a report, and its claims in the order of their numbers."""

    row: Mapping[str, Any]
    claims: tuple[Claim, ...]

    @property
    def id(self) -> str:
        return str(self.row["id"])

    def claim(self, index: int) -> str:
        """The id of a claim."""
        return f"{self.id}.{index + 1}"


@dataclass(frozen=True, slots=True)
class _Second:
    """A second source of a report, and what came of setting it beside."""

    source: _Read
    kind: str
    beside: Beside


def authority_of(db: Database, portal: str) -> list[str]:
    """The names of the portal's authority, as its file gives them."""
    found = db.execute("select authority from portals where id = ?", [portal]).fetchone()
    return [str(name) for name in json.loads(found[0] or "[]")] if found else []


def mark_copies(db: Database, portal: str) -> None:
    """Say of each current report of ``portal`` whether it shows another of the same year and body once more.

    The report that keeps the id portal-year is the one; reports of other bodies stay reports of their own.
    """
    authority = authority_of(db, portal)
    first: dict[int, Mapping[str, Any]] = {}
    with db.atomic():
        for row in [row for row in db.query(_REPORTS, [portal]) if row["kind"] == REPORT]:
            one = first.setdefault(row["year"], row)
            names = [one["title"], *(authority if is_same_body(one["title"], authority) else ())]
            copy = row is not one and (row["title"] == one["title"] or is_same_body(row["title"], names))
            db.execute("update reports set copy_of = ? where id = ?", [one["id"] if copy else None, row["id"]])


def store_sources(db: Database, portal: str) -> None:
    """Write anew what the second sources of all current reports of ``portal`` say, in one transaction.

    Identities between documents of one year go behind all others of the report.
    """
    claims: dict[str, list[Claim]] = defaultdict(list)
    for row in db.query(_CLAIMS, [portal]):
        claims[row["report"]].append(_claim(row))
    read = [_Read(row, tuple(claims[row["id"]])) for row in db.query(_REPORTS, [portal])]
    with db.atomic():
        for table in ("report_sources", "figure_sources"):
            db.execute(f"delete from {table} where {_OF_PORTAL}", [portal])
        db.execute(f"delete from identities where source is not null and {_current()}", [portal])
        for report in _first_of_each_year(read):
            seconds = tuple(_seconds(report, read))
            db.table("report_sources").insert_all(
                (_source_row(report, second) for second in seconds), pk=("report", "source")
            )
            db.table("identities").insert_all(_identity_rows(db, report, seconds), pk="id")
            db.table("figure_sources").insert_all(_figure_rows(report, seconds), pk="id")


def _current() -> str:
    return "report in (select id from reports where portal = ? and current = 1)"


def _first_of_each_year(read: Iterable[_Read]) -> tuple[_Read, ...]:
    """The yearly report of each year that has its own second sources: the first that is no copy."""
    first: dict[int, _Read] = {}
    for one in read:
        if one.row["kind"] == REPORT and not one.row["copy_of"]:
            first.setdefault(one.row["year"], one)
    return tuple(first.values())


def _seconds(report: _Read, read: Iterable[_Read]) -> Iterator[_Second]:
    """Every other document that gives figures of the report's year."""
    for other in read:
        kind = other.row["kind"]
        if other.row["copy_of"] == report.id:
            kind = PARENT_COPY if other.row["elsewhere"] else COPY
            yield _Second(other, kind, beside_copy(kind, report.claims, other.claims))
        elif kind != REPORT and other.row["year"] == report.row["year"]:
            yield _Second(other, kind, _beside_form(kind, report, other))
    following = [one for one in _first_of_each_year(read) if one.row["year"] == report.row["year"] + 1]
    for other in following:
        beside = beside_next_year(report.claims, other.claims)
        if beside.said:
            yield _Second(other, NEXT_YEAR, beside)


def _beside_form(kind: str, report: _Read, other: _Read) -> Beside:
    tables = read_official_tables(body_of(other.row["text"] or "", other.row["layout"]))
    beside = beside_form(kind, report.claims, other.claims, tables)
    whole = website_against_report(_reading(other), _reading(report)) if kind == "website" else None
    return replace(beside, said=(*beside.said, Said(whole, whole.claims[0], None))) if whole else beside


def _reading(read: _Read) -> ReportReading:
    return ReportReading(read.row["title"], read.row["year"], read.claims, ())


def _claim(row: Mapping[str, Any]) -> Claim:
    """The claim of a row of ``claims``."""
    as_stored = ("kind", "quote", "start", "end", "value", "qualifier", "scope", "channel", "column", "period")
    stored: dict[str, Any] = {key: row[key] for key in as_stored}
    stored |= {key: row[key] or "" for key in ("unit", "metric", "subject")}
    stored |= {"rounding": row["rounding"] or 0.0, "implicit_zero": bool(row["implicit_zero"])}
    return Claim(**stored, section=tuple((row["section"] or "").split(" > ")))


def _source_row(report: _Read, second: _Second) -> dict[str, Any]:
    beside = second.beside
    return {
        "report": report.id,
        "source": second.source.id,
        "kind": second.kind,
        "agree": beside.count(True),
        "differ": beside.count(False),
        "undecided": beside.count(None),
        "only_report": beside.only_own,
        "only_source": beside.only_other,
    }


def _identity_rows(db: Database, report: _Read, seconds: Iterable[_Second]) -> Iterator[dict[str, Any]]:
    """Every figure that differs, cannot be compared, or agrees in another form; what a copy repeats is only counted."""
    (number,) = db.execute(
        "select coalesce(max(number), 0) from identities where report = ? and source is null", [report.id]
    ).fetchone()
    for second in seconds:
        for said in second.beside.said:
            if said.identity.holds and (second.kind in (COPY, PARENT_COPY) or table_of(report.claims[said.own])):
                continue
            number += 1
            other = said.other
            row = identity_row(report.id, number, said.identity)
            row |= {"source": second.source.id, "note": _both_quotes(report, second.source, said)}
            yield row | {"source_claim": None if other is None else second.source.claim(other)}


def _both_quotes(report: _Read, source: _Read, said: Said) -> str:
    """The words of both places, each with what it stands in."""
    own = f"{report.row['title']}：{_words(report.claims[said.own])}"
    other = _words(source.claims[said.other]) if said.other is not None else "、".join(said.identity.cells)
    return f"{own}；{source.row['title']}：{other}" if other else own


def _words(claim: Claim) -> str:
    return f"{claim.subject} {claim.quote}" if table_of(claim) else f"“{claim.quote}”"


def _figure_rows(report: _Read, seconds: tuple[_Second, ...]) -> Iterator[dict[str, Any]]:
    """Each metric that more than one place gives, with what each of them says."""
    said: dict[str, list[tuple[str, _Read, int]]] = defaultdict(list)
    for index, claim in enumerate(report.claims):
        said[claim.metric].append(("table" if table_of(claim) else "text", report, index))
    for second in seconds:
        for index, claim in enumerate(second.source.claims):
            metric = metric_this_year(claim.metric) if second.kind == NEXT_YEAR else claim.metric
            said[metric].append((second.kind, second.source, index))
    several = {metric for metric, places in said.items() if len({(kind, one.id) for kind, one, _ in places}) > 1}
    told = {metric: places for metric, places in said.items() if metric and metric in several}
    rows = [(metric, *place) for metric, places in told.items() for place in places]
    for number, (metric, kind, source, index) in enumerate(rows, 1):
        claim = source.claims[index]
        if claim.kind != "existence":
            yield _figure_row(report, number, metric, kind, source, index, claim)


def _figure_row(
    report: _Read, number: int, metric: str, kind: str, source: _Read, index: int, claim: Claim
) -> dict[str, Any]:
    nothing = 0.0 if claim.kind == "zero" and claim.value is None else claim.value
    return {
        "id": f"{report.id}.f{number}",
        "report": report.id,
        "number": number,
        "metric": metric,
        "kind": kind,
        "source": source.id,
        "claim": source.claim(index),
        "value": nothing,
        "unit": claim.unit,
        "scope": claim.scope,
        "qualifier": claim.qualifier,
        "period": claim.period,
        "quote": claim.quote,
    }
