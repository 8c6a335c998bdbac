"""What was read of an input, and how it looks as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from archive.records import Claim, Identity, ReportReading, TableCell
from archive.reports.occurrences import Occurrences
from crawler.cli.sources import Source

#: What is shown of a decision; value to scope are what is right instead, null where it stays as read.
_DECIDED = ("decision", "value", "unit", "qualifier", "metric", "scope", "reason", "decided_by", "decided_on")


@dataclass(frozen=True, slots=True)
class Read:
    """An input with what was read of it."""

    source: Source
    reading: ReportReading

    @property
    def error(self) -> str:
        """Why nothing could be read of it; empty where something was."""
        if self.source.unread and not self.source.body.text:
            return self.source.unread
        if self.reading.claims:
            return ""
        unread = f" ({self.source.unread})" if self.source.unread else ""
        return f"no claim could be read{unread}: is it a yearly report?"


def as_labels(read: Read) -> dict[str, Any]:
    """Return one object in the label fields of the corpus: claims, existence, identities and cells of tables.

    Existence claims stand under their own key: they carry no amount, and whoever scores ``claims``
    against labelled amounts would count each of them as false. ``unread`` is null where all was read, else partly,
    scan or unreadable, and ``unread_reason`` says why.
    """
    source, reading = read.source, read.reading
    text = Occurrences(source.body.text)
    amounts = [_claim(claim, text, source) for claim in reading.claims if claim.kind != "existence"]
    existence = [_claim(claim, text, source) for claim in reading.claims if claim.kind == "existence"]
    return {
        "id": source.stem,
        "input": source.name,
        "url": source.url,
        "title": reading.title,
        "year": reading.year,
        "claims": amounts,
        "existence": existence,
        "identities": [_identity(identity, n, source) for n, identity in enumerate(reading.identities, 1)],
        "cells": [_valued(cell) for cell in reading.cells],
        "cut": reading.cut,
        "unread": source.unread_kind,
        "unread_reason": source.unread or None,
        "error": read.error or None,
    }


def _claim(claim: Claim, text: Occurrences, source: Source) -> dict[str, Any]:
    """A claim, which occurrence of its quote it is (a decision names both), what was decided of it and remarked."""
    decision = source.decided.get((claim.start, claim.end, claim.metric))
    return {
        **_valued(claim),
        "occurrence": text.number(claim.quote, claim.start),
        "decision": {key: decision[key] for key in _DECIDED} if decision else None,
        "remarks": [asdict(remark) for remark in source.remarked.get((claim.start, claim.end, claim.metric), ())],
    }


def _valued(record: Claim | TableCell) -> dict[str, Any]:
    return {**asdict(record), "value": _plain(record.value)}


def _identity(identity: Identity, number: int, source: Source) -> dict[str, Any]:
    row = asdict(identity)
    row["remarks"] = [asdict(remark) for remark in source.remarked.get((number, identity.rule), ())]
    for key in ("sum", "total"):
        row[key] = _plain(row[key])
    row["parts"] = [_plain(part) for part in identity.parts]
    return row


def _plain(value: float | None) -> float | int | None:
    return int(value) if value is not None and value == int(value) else value
