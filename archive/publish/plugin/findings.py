"""Claims and identities with their findings, as the report page and its JSON twin show them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from archive.findings import SubtotalShown
from archive.labels import Label, RenderedNote, channel_label, is_compared, render_notes, verdict_group
from archive.publish.plugin import labels
from archive.publish.plugin.citation import Citation, Said
from archive.publish.plugin.identity_places import Cells, claim_numbers, places_of
from archive.publish.plugin.identity_sides import Sides, parts_of, sides_of
from archive.publish.plugin.report_rows import ReportRows
from archive.publish.plugin.rows import EvidenceLinks, Row, evidence, number, signed
from archive.relations import relation_of
from archive.remark_store import REMARK_NOTES, RemarkShown, remarks_shown

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

_MOST_CONTEXT = 120
_SENTENCE_END = re.compile("[。！？；\n]")


@dataclass(frozen=True, slots=True)
class SubtotalView:
    """One of the numbers that what was found is made of, or that stand beside it, with links to its rows.

    ``number`` is printed already, in the claim's unit; empty where the channel was not observed.
    """

    part: SubtotalShown
    label: Label
    number: str
    links: EvidenceLinks | None
    rerun: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What a report's findings are shown with: its rows, what its channels are called, how it is cited."""

    datasette: Datasette
    found: ReportRows
    channels: Mapping[str, Label]
    citation: Citation
    relations: Mapping[int, tuple[int, ...]]  # of each claim the identities that it is part of, by their numbers
    cells: Cells

    def remarks(self, place: str) -> Sequence[Row]:
        """The remarks on a claim or identity."""
        return self.found.remarks.get(place, ())


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim with its finding, as the page shows it. Numbers are printed already.

    ``rerun`` is where the SQL of the finding is run again, empty where it has none.
    """

    row: Row
    anchor: str
    verdict: str
    group: str
    sign: str
    label: Label
    metric: Label
    channel: Label | None
    qualifier: Label
    reported: str
    observed: str
    difference: str
    subtotals: tuple[SubtotalView, ...]
    notes: tuple[RenderedNote, ...]
    links: EvidenceLinks | None
    rerun: str
    permalink: str
    citation: Label
    relations: tuple[int, ...]
    before: str
    after: str
    decision: DecisionView | None = None
    remarks: tuple[RemarkShown, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionView:
    """What a person decided of a reading.

    Of a correction the page shows either what was read, beside what is right, or the reverse.
    """

    label: Label
    by: str
    on: str
    reason: str
    read: str
    right: str = ""


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


def claim_view(beside: Beside, row: Row) -> ClaimView:
    """A claim and its finding with the sub-totals."""
    verdict = row["verdict"] or ""
    row, decision = {**row, **_right(row)}, _decision(row)
    remarks = remarks_shown(beside.remarks(row["id"]), verdict)
    reported, observed = _amount(row), _observed(row)
    before, after = context(beside.found.report["text"] or "", row["start"], row["end"])
    anchor, label = f"claim-{row['number']}", labels.label_of(verdict)
    words = Label(f"第{row['number']}项“{row['quote']}”", f"claim {row['number']} “{row['quote']}”")
    cited = Said(words, _both_numbers(reported, observed), label, remarks)
    parts = beside.found.subtotals.get(row["finding"], ())
    return ClaimView(
        row=row,
        anchor=anchor,
        verdict=verdict,
        group=verdict_group(verdict),
        sign=labels.sign(verdict),
        label=label,
        metric=labels.metric_label(row["metric"]) if row["metric"] else labels.word("kind", row["kind"]),
        channel=_channel(beside, row),
        qualifier=labels.word("qualifier", row["qualifier"]),
        reported=reported,
        observed=observed,
        difference=signed(row["difference"]) if is_compared(verdict) else "",
        subtotals=tuple(_subtotal(beside.datasette, row, number, part) for number, part in parts),
        notes=_notes(row),
        links=evidence(beside.datasette, row["sql"]) if row["sql"] else None,
        rerun=rerun_address(beside.datasette, row["finding"]) if row["sql"] else "",
        permalink=beside.citation.permalink(anchor),
        citation=beside.citation.line(anchor, cited),
        relations=beside.relations.get(row["number"], ()),
        before=before,
        after=after,
        decision=decision,
        remarks=remarks,
    )


def rerun_address(datasette: Datasette, finding: str, part: int | None = None) -> str:
    """Where what is stored for a finding, or for a sub-total of it, is computed again."""
    path = f"/rerun/{quote(finding, safe='@~')}" + ("" if part is None else f"/{part}")
    return str(datasette.urls.path(path))


def _right(row: Row) -> dict[str, object]:
    """What a person corrected of a claim."""
    return {key: row[f"right_{key}"] for key in _RIGHT if row[f"right_{key}"] is not None}


def _channel(beside: Beside, row: Row) -> Label | None:
    return (beside.channels.get(row["channel"]) or channel_label(row["channel"])) if row["channel"] else None


def _observed(row: Row) -> str:
    if row["observed"] is None:
        return ""
    least = "≥ " if any(note.key == "lower_bound" for note in _notes(row)) else ""
    return least + number(row["observed"])


def _both_numbers(reported: str, observed: str) -> Label:
    zh = (f"报告 {reported}，" if reported else "") + (f"存档 {observed}，" if observed else "")
    en = (f"reported {reported}, " if reported else "") + (f"found {observed}, " if observed else "")
    return Label(zh, en)


def _notes(row: Row) -> tuple[RenderedNote, ...]:
    """The notes of a finding; those that point at remarks are left out where the remarks stand in full."""
    return tuple(note for note in render_notes(row["note"]) if note.key not in REMARK_NOTES)


#: What a correction may change of a claim.
_RIGHT = ("value", "unit", "qualifier", "metric", "scope")


def _amount(row: Row) -> str:
    return number(row["value"]) + (f" {row['unit']}" if row["unit"] else "") if row["value"] is not None else ""


def _decision(row: Row) -> DecisionView | None:
    if not row["decision"]:
        return None
    label = labels.word("decision", row["decision"])
    read = _amount(row) if row["right_value"] is not None or row["right_unit"] is not None else ""
    return DecisionView(label, row["decided_by"], row["decided_on"], row["decision_reason"], read)


def context(text: str, start: int | None, end: int | None) -> tuple[str, str]:
    """What stands before and after a quote in its sentence, at most ``_MOST_CONTEXT`` characters each."""
    if start is None or end is None:
        return "", ""
    before = _SENTENCE_END.split(text[max(start - _MOST_CONTEXT, 0) : start])[-1]
    found = _SENTENCE_END.search(text, end, end + _MOST_CONTEXT)
    after = text[end : found.end()] if found else text[end : end + _MOST_CONTEXT]
    return before.lstrip(), after.rstrip()


def _subtotal(datasette: Datasette, row: Row, place: int, part: SubtotalShown) -> SubtotalView:
    links = evidence(datasette, part.sql) if part.sql else None
    rerun = rerun_address(datasette, row["finding"], place) if part.sql else ""
    return SubtotalView(part, part.subject or part.label, number(part.amount), links, rerun)


def identity_view(beside: Beside, row: Row) -> IdentityView:
    """An identity and its finding, with the places of its numbers."""
    verdict = row["verdict"] or ""
    remarks = remarks_shown(beside.remarks(row["id"]), verdict)
    anchor, label, relation = f"identity-{row['number']}", labels.label_of(verdict), relation_of(row["relation"] or "")
    parts = " + ".join(number(part) for part in parts_of(row))
    left, total = f"{parts} = {number(row['sum'])}", number(row["total"])
    both = Label(f"{left}；报告 {total}，", f"{left}; the report prints {total}, ")
    words = Label(f"勾稽关系{row['number']}", f"relation {row['number']}")
    by_number = {claim["number"]: claim for claim in beside.found.claims}
    year = beside.found.report["year"]
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
        sides=sides_of(row, places_of(beside.datasette, row, year, by_number, beside.cells)),
        sign_between=relation.sign(row["sum"] or 0.0, row["total"] or 0.0),
        notes=_notes(row),
        rerun=rerun_address(beside.datasette, row["finding"]) if row["finding"] else "",
        permalink=beside.citation.permalink(anchor),
        citation=beside.citation.line(anchor, Said(words, both, label, remarks)),
        remarks=remarks,
    )


def equation(row: Row, left: float, right: float, parts: str) -> str:
    """Both sides of an identity and what stands between them."""
    return f"{parts} = {number(left)} {relation_of(row['relation'] or '').sign(left, right)} {number(right)}"
