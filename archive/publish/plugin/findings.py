"""Claims with their findings, as the report page, its files and its JSON twin show them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.contemporary_shown import ContemporaryShown
from archive.findings import SubtotalShown
from archive.labels import Label, RenderedNote, channel_label, is_compared, verdict_group
from archive.publish.plugin import labels
from archive.publish.plugin.citation import Said
from archive.publish.plugin.counted_rows import counted_rows
from archive.publish.plugin.report_context import ReportContext, notes_of, rerun_address
from archive.publish.plugin.rows import EvidenceLinks, Row, number, signed
from archive.remark_store import RemarkShown, remarks_shown

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
    contemporary: tuple[ContemporaryShown, ...] = ()


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


def claim_view(report: ReportContext, row: Row) -> ClaimView:
    """A claim and its finding with the sub-totals."""
    verdict = row["verdict"] or ""
    row, decision = {**row, **_right(row)}, _decision(row)
    remarks = remarks_shown(report.remarks(row["id"]), verdict)
    reported, observed = _amount(row), _observed(row)
    before, after = context(report.found.report["text"] or "", row["start"], row["end"])
    anchor, label = f"claim-{row['number']}", labels.label_of(verdict)
    words = Label(f"第{row['number']}项“{row['quote']}”", f"claim {row['number']} “{row['quote']}”")
    cited = Said(words, _both_numbers(reported, observed), label, remarks)
    parts = report.found.subtotals.get(row["finding"], ())
    return ClaimView(
        row=row,
        anchor=anchor,
        verdict=verdict,
        group=verdict_group(verdict),
        sign=labels.sign(verdict),
        label=label,
        metric=labels.metric_label(row["metric"]) if row["metric"] else labels.word("kind", row["kind"]),
        channel=_channel(report, row),
        qualifier=labels.word("qualifier", row["qualifier"]),
        reported=reported,
        observed=observed,
        difference=signed(row["difference"]) if is_compared(verdict) else "",
        subtotals=tuple(_subtotal(report.datasette, row, number, part) for number, part in parts),
        notes=notes_of(row),
        links=counted_rows(report.datasette, row["finding"]) if row["sql"] else None,
        rerun=rerun_address(report.datasette, row["finding"]) if row["sql"] else "",
        permalink=report.citation.permalink(anchor),
        citation=report.citation.line(anchor, cited),
        relations=report.relations.get(row["number"], ()),
        before=before,
        after=after,
        decision=decision,
        remarks=remarks,
        contemporary=report.found.contemporary.get(row["finding"], ()),
    )


def _right(row: Row) -> dict[str, object]:
    """What a person corrected of a claim."""
    return {key: row[f"right_{key}"] for key in _RIGHT if row[f"right_{key}"] is not None}


def _channel(report: ReportContext, row: Row) -> Label | None:
    return (report.channels.get(row["channel"]) or channel_label(row["channel"])) if row["channel"] else None


def _observed(row: Row) -> str:
    if row["observed"] is None:
        return ""
    least = "≥ " if any(note.key == "lower_bound" for note in notes_of(row)) else ""
    return least + number(row["observed"])


def _both_numbers(reported: str, observed: str) -> Label:
    zh = (f"报告 {reported}，" if reported else "") + (f"存档 {observed}，" if observed else "")
    en = (f"reported {reported}, " if reported else "") + (f"found {observed}, " if observed else "")
    return Label(zh, en)


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
    links = counted_rows(datasette, row["finding"], place) if part.sql else None
    rerun = rerun_address(datasette, row["finding"], place) if part.sql else ""
    return SubtotalView(part, part.subject or part.label, number(part.amount), links, rerun)
