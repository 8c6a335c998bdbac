"""Keeps what each report of a portal shows beside the one of the year before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

from archive.layout import body_of
from archive.reports import read_report
from archive.reports.year_notes import YearlyReport, YearNote, year_notes
from archive.standing import parse_date

_REPORTS = """
select r.id, r.year, r.title, r.published_on, t.text, t.layout
from reports r join document_texts t on t.version = r.version
where r.portal = ? and r.current = 1 and r.year is not null order by r.year, r.id
"""


def store_year_notes(db: Database, portal: str) -> None:
    """Write anew the notes of all current reports of ``portal``, in one transaction.

    Each is set beside the first report of the year before. They are read again from the archived text: what is
    compared is then always read by the same reader.
    """
    rows = list(db.query(_REPORTS, [portal]))
    reports = {row["id"]: _yearly(row) for row in rows}
    first = {row["year"]: row["id"] for row in reversed(rows)}
    with db.atomic():
        db.execute("delete from year_notes where report in (select id from reports where portal = ?)", [portal])
        for row in rows:
            before = first.get(row["year"] - 1)
            notes = year_notes(reports[row["id"]], reports[before] if before else None)
            db.table("year_notes").insert_all(_note_rows(row["id"], before, notes), pk="id")


def _yearly(row: dict[str, Any]) -> YearlyReport:
    body = body_of(row["text"], row["layout"])
    return YearlyReport(read_report(body, row["title"]), body, parse_date(row["published_on"]))


def _note_rows(report: str, before: str | None, notes: tuple[YearNote, ...]) -> Iterator[dict[str, Any]]:
    for number, note in enumerate(notes, 1):
        earlier, own = note.claims
        yield {
            "id": f"{report}.y{number}",
            "report": report,
            "previous": before if note.beside_previous else None,
            "number": number,
            "kind": note.kind,
            "subject": note.subject,
            "previous_value": note.previous,
            "value": note.value,
            "unit": note.unit,
            "previous_claim": f"{before}.{earlier + 1}" if earlier is not None else None,
            "claim": f"{report}.{own + 1}" if own is not None else None,
        }
