"""Identities with their findings, as the report page, its files and its JSON twin show them."""

from __future__ import annotations

from dataclasses import dataclass

from archive.labels import Label, RenderedNote, verdict_group
from archive.publish.plugin import labels
from archive.publish.plugin.citation import Said
from archive.publish.plugin.identity_places import claim_numbers, places_of
from archive.publish.plugin.identity_sides import Sides, parts_of, sides_of
from archive.publish.plugin.report_context import ReportContext, notes_of, rerun_address
from archive.publish.plugin.rows import Row, number, signed
from archive.relations import relation_of
from archive.remark_store import RemarkShown, remarks_shown


@dataclass(frozen=True, slots=True)
class IdentityView:
    """An identity with its finding and both its sides."""

    row: Row
    anchor: str
    verdict: str
    group: str
    sign: str
    label: Label
    relation: Label
    equation: str
    sum: str
    total: str
    difference: str
    claims: tuple[int, ...]
    sides: Sides
    sign_between: str
    notes: tuple[RenderedNote, ...]
    rerun: str
    permalink: str
    citation: Label
    remarks: tuple[RemarkShown, ...] = ()


def identity_view(report: ReportContext, row: Row) -> IdentityView:
    """An identity and its finding, with the places of its numbers."""
    verdict = row["verdict"] or ""
    remarks = remarks_shown(report.remarks(row["id"]), verdict)
    anchor, label, relation = f"identity-{row['number']}", labels.label_of(verdict), relation_of(row["relation"] or "")
    parts = " + ".join(number(part) for part in parts_of(row))
    left, total = f"{parts} = {number(row['sum'])}", number(row["total"])
    both = Label(f"{left}；报告 {total}，", f"{left}; the report prints {total}, ")
    words = Label(f"勾稽关系{row['number']}", f"relation {row['number']}")
    places = places_of(report.datasette, row, report.found.report["year"], report.claims, report.cells)
    return IdentityView(
        row=row,
        anchor=anchor,
        verdict=verdict,
        group=verdict_group(verdict),
        sign=labels.sign(verdict),
        label=label,
        relation=relation.label,
        equation=equation(row, row["sum"] or 0.0, row["total"] or 0.0, parts),
        sum=number(row["sum"]),
        total=total,
        difference=signed((row["sum"] or 0) - (row["total"] or 0)) if relation.compared else "",
        claims=claim_numbers(row),
        sides=sides_of(row, places),
        sign_between=relation.sign(row["sum"] or 0.0, row["total"] or 0.0),
        notes=notes_of(row),
        rerun=rerun_address(report.datasette, row["finding"]) if row["finding"] else "",
        permalink=report.citation.permalink(anchor),
        citation=report.citation.line(anchor, Said(words, both, label, remarks)),
        remarks=remarks,
    )


def equation(row: Row, left: float, right: float, parts: str) -> str:
    """Both sides of an identity and what stands between them."""
    return f"{parts} = {number(left)} {relation_of(row['relation'] or '').sign(left, right)} {number(right)}"
