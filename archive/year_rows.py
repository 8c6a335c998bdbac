"""Keeps what each report of a portal shows beside the one of the year before: notes, and relations of both."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlite_utils import Database

from archive.layout import body_of
from archive.records import Identity
from archive.reports import read_report, relations_between
from archive.reports.year_notes import YearlyReport, YearNote, year_notes
from archive.standing import parse_date

_REPORTS = """
select r.id, r.year, r.title, r.published_on, t.text, t.layout,
    (select coalesce(max(i.number), 0) from identities i
        where i.report = r.id and i.previous is null and i.source is null) as identities
from reports r join document_texts t on t.version = r.version
where r.portal = ? and r.current = 1 and r.year is not null and r.kind = 'report' and r.copy_of is null
order by r.year, r.id
"""
#: Why a relation of two years is not asked at all: a note says that the form changed, once.
_NOT_ASKED = ("form_changed", "not_printed")


def store_years(db: Database, portal: str) -> None:
    """Write anew what all current reports of ``portal`` show beside the year before, in one transaction.

    Each is set beside the first report of the year before; identities with second sources, which stand behind these,
    go and are written anew by ``archive.source_rows``. They are read again from the archived text: what is
    compared is then always read by the same reader.
    """
    rows = list(db.query(_REPORTS, [portal]))
    reports = {row["id"]: _yearly(row) for row in rows}
    first = {row["year"]: row["id"] for row in reversed(rows)}
    of_portal = "report in (select id from reports where portal = ? and current = 1)"
    with db.atomic():
        db.execute(f"delete from year_notes where {of_portal}", [portal])
        db.execute(f"delete from identities where coalesce(previous, source) is not null and {of_portal}", [portal])
        for row in rows:
            before = first.get(row["year"] - 1)
            notes = year_notes(reports[row["id"]], reports[before] if before else None)
            db.table("year_notes").insert_all(_note_rows(row["id"], before, notes), pk="id")
            if before:
                found = relations_between(reports[before].reading, reports[row["id"]].reading)
                db.table("identities").insert_all(_relation_rows(row, before, found), pk="id")


def identity_row(report: str, number: int, identity: Identity, previous: str | None = None) -> dict[str, Any]:
    """The row of an identity; ``previous`` is the report of the year before, where it is of two years."""
    return {
        "id": f"{report}.i{number}",
        "report": report,
        "previous": previous,
        "number": number,
        "rule": identity.rule,
        "relation": identity.relation,
        "parts": json.dumps(identity.parts),
        "sum": identity.sum,
        "total": identity.total,
        "holds": None if identity.holds is None else int(identity.holds),
        "claims": json.dumps([f"{report}.{index + 1}" for index in identity.claims]),
        "cells": json.dumps(identity.cells, ensure_ascii=False),
        "note": identity.note,
        "level": identity.level,
        "reason": identity.reason,
    }


def _relation_rows(row: Mapping[str, Any], before: str, found: tuple[Identity, ...]) -> Iterator[dict[str, Any]]:
    asked = [identity for identity in found if identity.holds is not None or identity.reason not in _NOT_ASKED]
    for number, identity in enumerate(asked, row["identities"] + 1):
        yield identity_row(row["id"], number, identity, before)


def _yearly(row: Mapping[str, Any]) -> YearlyReport:
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
