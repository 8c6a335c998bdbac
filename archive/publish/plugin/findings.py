"""Claims and identities with their findings, as the report page and its JSON twin show them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archive.findings import SubtotalShown
from archive.labels import Label, RenderedNote, channel_label, is_compared, render_notes, verdict_group
from archive.publish.plugin import labels
from archive.publish.plugin.rows import EvidenceLinks, Row, evidence, json_list, number, signed
from archive.relations import relation_of
from archive.remark_store import REMARK_NOTES, RemarkShown, remarks_shown
from archive.remarks import REPLY

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


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim with its finding, as the page shows it. Numbers are printed already."""

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
    citation: str
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
    cells: tuple[str, ...]
    notes: tuple[RenderedNote, ...]
    citation: str
    remarks: tuple[RemarkShown, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """The line under each finding that somebody can paste into an article."""

    report: Row
    as_of: str
    address: str
    data: str = ""

    def line(self, anchor: str, words: str, numbers: str, label: Label, remarks: Sequence[RemarkShown]) -> str:
        """``words`` of the report, the ``numbers`` on both sides, the verdict, replies, and where all of it stands."""
        title = f"{self.report['title_zh'] or self.report['portal']}《{self.report['title']}》"
        as_of = f"依据采集 as of {self.as_of}，" if self.as_of else ""
        days = "、".join(remark.on for remark in remarks if remark.kind == REPLY)
        replied = f"；机关已答复（the authority replied, {days}）" if days else ""
        where = f"gongkai，{as_of}{self.data}{self.address}#{anchor}"
        return f"{title}，{words}：{numbers}{label.zh}（{label.en}）{replied}。{where}"


def claim_view(
    datasette: Datasette,
    row: Row,
    channels: dict[str, Label],
    parts: Iterable[SubtotalShown],
    cite: Citation,
    remarks: Sequence[Row] = (),
) -> ClaimView:
    """A claim and its finding with the sub-totals; ``channels`` are the portal's own labels.

    ``remarks`` are the rows about it.
    """
    verdict = row["verdict"] or ""
    label = labels.label_of(verdict)
    decision = _decision(row)
    row = {**row, **{key: row[f"right_{key}"] for key in _RIGHT if row[f"right_{key}"] is not None}}
    reported = _amount(row)
    shown = _notes(row)
    beside = remarks_shown(remarks, verdict)
    least = "≥ " if any(note.key == "lower_bound" for note in shown) else ""
    observed = least + number(row["observed"]) if row["observed"] is not None else ""
    before, after = context(cite.report["text"] or "", row["start"], row["end"])
    anchor = f"claim-{row['number']}"
    numbers = (f"报告 {reported}，" if reported else "") + (f"存档 {observed}，" if observed else "")
    return ClaimView(
        row=row,
        anchor=anchor,
        verdict=verdict,
        group=verdict_group(verdict),
        sign=labels.sign(verdict),
        label=label,
        metric=labels.metric_label(row["metric"]) if row["metric"] else labels.word("kind", row["kind"]),
        channel=(channels.get(row["channel"]) or channel_label(row["channel"])) if row["channel"] else None,
        qualifier=labels.word("qualifier", row["qualifier"]),
        reported=reported,
        observed=observed,
        difference=signed(row["difference"]) if is_compared(verdict) else "",
        subtotals=tuple(_subtotal(datasette, part) for part in parts),
        notes=shown,
        links=evidence(datasette, row["sql"]) if row["sql"] else None,
        citation=cite.line(anchor, f"第{row['number']}项“{row['quote']}”", numbers, label, beside),
        before=before,
        after=after,
        decision=decision,
        remarks=beside,
    )


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


def _subtotal(datasette: Datasette, part: SubtotalShown) -> SubtotalView:
    links = evidence(datasette, part.sql) if part.sql else None
    return SubtotalView(part, part.subject or part.label, number(part.amount), links)


def identity_view(row: Row, cite: Citation, remarks: Sequence[Row] = ()) -> IdentityView:
    """An identity and its finding; ``remarks`` are the rows about it."""
    verdict = row["verdict"] or ""
    beside = remarks_shown(remarks, verdict)
    label = labels.label_of(verdict)
    relation = relation_of(row["relation"] or "")
    parts = " + ".join(number(part) for part in json_list(row["parts"]) if isinstance(part, int | float))
    anchor = f"identity-{row['number']}"
    both = f"{parts} = {number(row['sum'])}；报告 {number(row['total'])}，"
    return IdentityView(
        row=row,
        anchor=anchor,
        verdict=verdict,
        group=verdict_group(verdict),
        sign=labels.sign(verdict),
        label=label,
        relation=relation.label,
        equation=_equation(row, parts),
        sum=number(row["sum"]),
        total=number(row["total"]),
        difference=signed((row["sum"] or 0) - (row["total"] or 0)) if relation.compared else "",
        claims=tuple(_claim_numbers(json_list(row["claims"]))),
        cells=tuple(str(cell) for cell in json_list(row["cells"])),
        notes=_notes(row),
        citation=cite.line(anchor, f"勾稽关系{row['number']}", both, label, beside),
        remarks=beside,
    )


def _equation(row: Row, parts: str) -> str:
    sign = relation_of(row["relation"] or "").sign(row["sum"] or 0.0, row["total"] or 0.0)
    return f"{parts} = {number(row['sum'])} {sign} {number(row['total'])}"


def _claim_numbers(ids: Iterable[Any]) -> Iterable[int]:
    for claim in ids:
        last = str(claim).rpartition(".")[2]
        if last.isdecimal():
            yield int(last)
