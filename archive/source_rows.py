"""Keeps what the second sources of a portal's reports say: which there are, every figure, and what contradicts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlite_utils import Database

from archive.layout import body_of
from archive.records import Claim, ReportReading
from archive.report_copies import Read, authority_of, first_reports, names_of, read_documents
from archive.reports import read_official_tables, website_against_report
from archive.reports.beside import Beside, Said, beside_copy, beside_form, beside_next_year, metric_this_year
from archive.reports.rules import load_rules
from archive.reports.sources import COPY, NEXT_YEAR, PARENT_COPY, REPORT, body_of_document, is_same_body, table_of
from archive.year_rows import identity_row

_OF_PORTAL = "report in (select id from reports where portal = ?)"
_CURRENT = "report in (select id from reports where portal = ? and current = 1)"


@dataclass(frozen=True, slots=True)
class _Second:
    """A second source of a report, and what came of setting it beside."""

    source: Read
    kind: str
    beside: Beside


def store_sources(db: Database, portal: str) -> None:
    """Write anew what the second sources of all current reports of ``portal`` say, in one transaction.

    Identities between documents of one year go behind all others of the report.
    """
    authority, read = authority_of(db, portal), read_documents(db, portal)
    with db.atomic():
        for table in ("report_sources", "figure_sources"):
            db.execute(f"delete from {table} where {_OF_PORTAL}", [portal])
        db.execute(f"delete from identities where source is not null and {_CURRENT}", [portal])
        for report in first_reports(read).values():
            seconds = tuple(_seconds(report, read, names_of(report, authority)))
            db.table("report_sources").insert_all(
                (_source_row(report, second) for second in seconds), pk=("report", "source")
            )
            db.table("identities").insert_all(_identity_rows(db, report, seconds), pk="id")
            db.table("figure_sources").insert_all(_figure_rows(report, seconds), pk="id")


def _seconds(report: Read, read: Sequence[Read], names: Sequence[str]) -> Iterator[_Second]:
    """Every other document that gives figures of the report's year, and is of its body as far as titles say."""
    of_year = [one for one in read if one.row["year"] == report.row["year"] and one is not report]
    for other in of_year:
        kind = other.row["kind"]
        if other.row["copy_of"] == report.id:
            kind = PARENT_COPY if other.row["elsewhere"] else COPY
            yield _Second(other, kind, beside_copy(kind, report.claims, other.claims))
        elif kind != REPORT and _is_of(report, other, of_year, names):
            yield _Second(other, kind, _beside_form(kind, report, other))
    following = first_reports(read).get(report.row["year"] + 1)
    if following and (following.title == report.title or is_same_body(following.title, names)):
        beside = beside_next_year(report.claims, following.claims)
        if beside.said:
            yield _Second(following, NEXT_YEAR, beside)


def _is_of(report: Read, other: Read, of_year: Sequence[Read], names: Sequence[str]) -> bool:
    """Whether a form is of the report's body; one that names none is, where nobody else's could be meant."""
    kind = other.row["kind"]
    if body := body_of_document(kind, other.title):
        return is_same_body(body, names)
    return all(one is other or one.row["copy_of"] or one.row["kind"] not in (kind, REPORT) for one in of_year)


def _beside_form(kind: str, report: Read, other: Read) -> Beside:
    tables = read_official_tables(body_of(other.row["text"] or "", other.row["layout"]))
    beside = beside_form(kind, report.claims, other.claims, tables)
    whole = website_against_report(_reading(other), _reading(report)) if kind == "website" else None
    if whole is None:
        return beside
    metric = load_rules("years.yml")["website"]["published"]
    published = next(index for index, claim in enumerate(other.claims) if claim.metric == metric)
    return replace(beside, said=(*beside.said, Said(whole, whole.claims[0], published)))


def _reading(read: Read) -> ReportReading:
    return ReportReading(read.row["title"], read.row["year"], read.claims, ())


def _source_row(report: Read, second: _Second) -> dict[str, Any]:
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


def _identity_rows(db: Database, report: Read, seconds: Iterable[_Second]) -> Iterator[dict[str, Any]]:
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


def _both_quotes(report: Read, source: Read, said: Said) -> str:
    """The words of both places, each with what it stands in."""
    own = f"{report.row['title']}：{_words(report.claims[said.own])}"
    other = _words(source.claims[said.other]) if said.other is not None else "、".join(said.identity.cells)
    return f"{own}；{source.row['title']}：{other}" if other else own


def _words(claim: Claim) -> str:
    return f"{claim.subject} {claim.quote}" if table_of(claim) else f"“{claim.quote}”"


def _figure_rows(report: Read, seconds: tuple[_Second, ...]) -> Iterator[dict[str, Any]]:
    """Each metric that more than one place gives, with what each of them says."""
    said: dict[str, list[tuple[str, Read, int]]] = defaultdict(list)
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
    report: Read, number: int, metric: str, kind: str, source: Read, index: int, claim: Claim
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
