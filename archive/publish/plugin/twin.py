"""The JSON twins of the pages: the same facts under the names of the tables, with links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from archive.labels import Label, RenderedNote
from archive.publish.plugin.document import DocumentView
from archive.publish.plugin.findings import ClaimView, SubtotalView
from archive.publish.plugin.identities import IdentityView
from archive.publish.plugin.metric_years import MetricLine
from archive.publish.plugin.report import ReportView
from archive.publish.plugin.rows import json_list
from archive.publish.plugin.sources import FigureView, SourceView
from archive.publish.plugin.year_notes import YearNoteView

_REPORT_KEYS = ("id", "portal", "document", "version", "year", "title", "published_on", "url")
_REMARK_KEYS = (
    *("number", "quote", "occurrence", "rule", "relation", "kind", "text", "said_by", "said_on", "source", "url"),
    *("language", "outcome", "verdict", "why_unattached"),
)
_CAPTURE_KEYS = ("capture", "captured_at", "entity_digest")


def report_json(view: ReportView) -> dict[str, Any]:
    """The report, its tally, claims and identities."""
    return {
        "report": {key: view.row[key] for key in _REPORT_KEYS},
        "portal": {"zh": view.row["title_zh"], "en": view.row["title_en"]},
        "evidence": {key: view.row[key] for key in _CAPTURE_KEYS},
        "as_of": {"crawl": view.crawl.get("id"), "date": view.as_of_date, "closed_at": view.crawl.get("closed_at")},
        "software": view.software,
        "data": {"sha256": view.data.sha256, "snapshot": view.data.snapshot.name if view.data.snapshot else None},
        "page": view.address,
        "citation": _label(view.citation.page()),
        "files": {kind: f"{view.address}.{kind}" for kind in ("csv", "bib", "csl.json")},
        "tally": {entry.verdict: entry.count for entry in view.tally},
        "claims": [_claim(claim) for claim in view.claims],
        "identities": [_identity(identity) for identity in view.identities],
        "metric_years": [_metric_years(view.metric_years.years, line) for line in view.metric_years.lines],
        "year_notes": [_year_note(note) for group in view.years for note in group.notes],
        "sources": [_source(source) for source in view.sources.sources],
        "figures": [_figure(figure) for figure in view.sources.figures],
        "unattached_decisions": [dict(row) for row in view.unattached],
        "unattached_remarks": [{key: row[key] for key in _REMARK_KEYS} for row, _ in view.unattached_remarks],
    }


def _claim(claim: ClaimView) -> dict[str, Any]:
    left_out = ("note", "section", "column_named", "decision", "decision_reason", "decided_by", "decided_on")
    stored = {k: value for k, value in claim.row.items() if k not in left_out and not k.startswith("right_")}
    return stored | {
        "decision": _decision(claim),
        "remarks": [asdict(remark) for remark in claim.remarks],
        "column": claim.row["column_named"],
        "section": claim.row["section"],
        "verdict_label": _label(claim.label),
        "metric_label": _label(claim.metric),
        "channel_label": _label(claim.channel) if claim.channel else None,
        "notes": [_note(note) for note in claim.notes],
        "subtotals": [_subtotal(part) for part in claim.subtotals],
        "relations": list(claim.relations),
        "links": {"permalink": claim.permalink} | _rerun(claim.rerun) | (asdict(claim.links) if claim.links else {}),
        "citation": _label(claim.citation),
    }


def _subtotal(view: SubtotalView) -> dict[str, Any]:
    stored = asdict(view.part) | {"label": _label(view.part.label)}
    stored["subject"] = _label(view.part.subject) if view.part.subject else None
    return stored | {"links": (asdict(view.links) if view.links else {}) | _rerun(view.rerun)}


def _rerun(address: str) -> dict[str, str]:
    return {"rerun": address} if address else {}


def _decision(claim: ClaimView) -> dict[str, Any] | None:
    if claim.decision is None:
        return None
    said = {key: claim.row[key] for key in ("decision", "decided_by", "decided_on")}
    return said | {"reason": claim.decision.reason, "read": claim.decision.read}


def _identity(identity: IdentityView) -> dict[str, Any]:
    stored = {key: value for key, value in identity.row.items() if key not in ("note", "parts", "claims", "cells")}
    return stored | {
        "parts": json_list(identity.row["parts"]),
        "claims": json_list(identity.row["claims"]),
        "cells": json_list(identity.row["cells"]),
        "remarks": [asdict(remark) for remark in identity.remarks],
        "verdict_label": _label(identity.label),
        "notes": [_note(note) for note in identity.notes],
        "sides": asdict(identity.sides),
        "equation": identity.equation,
        "links": {"permalink": identity.permalink} | _rerun(identity.rerun),
        "citation": _label(identity.citation),
    }


def _metric_years(years: Sequence[int], line: MetricLine) -> dict[str, Any]:
    keys = ("report", "number", "value", "unit", "observed", "verdict")
    told = zip(years, line.figures, strict=True)
    by_year = {str(year): {key: figure.row[key] for key in keys} for year, figure in told if figure}
    return {"metric_label": _label(line.metric), "years": by_year}


def _year_note(note: YearNoteView) -> dict[str, Any]:
    keys = ("kind", "subject", "previous", "previous_value", "value", "unit", "previous_claim", "claim")
    return {key: note.row[key] for key in keys} | {"subject_label": _label(note.subject)}


def _source(source: SourceView) -> dict[str, Any]:
    return dict(source.row) | {"kind_label": _label(source.kind), "page": source.link}


def _figure(figure: FigureView) -> dict[str, Any]:
    keys = ("kind", "source", "claim", "value", "unit", "scope", "period", "qualifier", "quote", "observed", "verdict")
    said = [{key: place.row[key] for key in keys} | {"page": place.link} for place in figure.places]
    return {"metric": figure.metric, "metric_label": _label(figure.label), "said": said}


def _text(said: str | Label) -> str:
    return said if isinstance(said, str) else f"{said.zh} {said.en}"


def _label(label: Label) -> dict[str, str]:
    return {"zh": label.zh, "en": label.en}


def _note(note: RenderedNote) -> dict[str, str]:
    return {"key": note.key, "zh": note.zh, "en": note.en}


def document_json(view: DocumentView) -> dict[str, Any]:
    """The document's row and text, and the tables of its page."""
    return {
        "document": {key: value for key, value in view.row.items() if key != "layout"},
        "standing": [_label(said) for said in view.standing],
        "changes": [asdict(change) for change in view.changes],
        "versions": [asdict(version) for version in view.versions],
        "reports": [dict(report) for report in view.reports],
        "tables": {
            table.caption.en.lower().replace(" ", "_"): [
                dict(zip([heading.en for heading in table.headings], [_text(text) for text, _ in cells], strict=True))
                for cells in table.rows
            ]
            for table in view.tables
        },
        "files": [
            {key: value for key, value in file.row.items() if key not in ("layout", "masked")} for file in view.files
        ],
    }
