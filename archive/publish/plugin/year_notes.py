"""What a report shows beside the one of the year before, as the report page lists it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from archive.labels import Label
from archive.publish.plugin import labels
from archive.publish.plugin.rows import Row, number, rows
from archive.reports.year_notes import form_label, note_label

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

_NOTES = """
select y.number, y.kind, y.subject, y.previous_value, y.value, y.unit, y.previous, y.previous_claim, y.claim,
    c.number as claim_number, b.number as previous_number
from year_notes y left join claims c on c.id = y.claim left join claims b on b.id = y.previous_claim
where y.report = ? order by y.number
"""
_METRICS = ("appeared", "vanished", "jumped")


@dataclass(frozen=True, slots=True)
class YearNoteView:
    """One line: what it speaks of, both figures as printed, and where the claims behind them stand."""

    row: Row
    subject: Label
    before: str
    before_link: str
    now: str
    now_link: str


@dataclass(frozen=True, slots=True)
class YearNoteGroup:
    """The lines of one kind."""

    kind: str
    label: Label
    notes: tuple[YearNoteView, ...]


async def year_note_groups(datasette: Datasette, report: str) -> tuple[YearNoteGroup, ...]:
    """The notes of a report by kind, in their order; empty where there are none."""
    return tuple(_groups(datasette, await rows(datasette, _NOTES, [report])))


def _groups(datasette: Datasette, found: Iterable[Row]) -> Iterable[YearNoteGroup]:
    for kind, members in groupby(found, key=lambda row: row["kind"]):
        yield YearNoteGroup(kind, Label(*note_label(kind)), tuple(_view(datasette, row) for row in members))


def _view(datasette: Datasette, row: Row) -> YearNoteView:
    before_page = str(datasette.urls.path(f"/report/{row['previous']}"))
    return YearNoteView(
        row=row,
        subject=_subject(row["kind"], row["subject"]),
        before=_amount(row["previous_value"], row["unit"]),
        before_link=f"{before_page}#claim-{row['previous_number']}" if row["previous_number"] else "",
        now=f"{number(row['value'] * 100)} %" if row["kind"] == "repeated" else _amount(row["value"], row["unit"]),
        now_link=f"#claim-{row['claim_number']}" if row["claim_number"] else "",
    )


def _subject(kind: str, subject: str) -> Label:
    if kind in _METRICS:
        return labels.metric_label(subject)
    if kind == "form_changed":
        return Label(*form_label(subject))
    return Label(subject, "") if subject else Label("首段", "the opening")


def _amount(value: float | None, unit: str | None) -> str:
    return f"{number(value)} {unit or ''}".strip() if value is not None else ""
