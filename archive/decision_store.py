"""Decisions in the archive: attached to the claims as they are read now, or said to be unattached and why."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from archive.decisions import Decision, DecisionFile
from archive.reports.occurrences import Occurrences

Row = Mapping[str, Any]
ATTACHED, UNATTACHED = "attached", "unattached"
_CORRECTED = ("value", "unit", "qualifier", "metric", "scope")
_TEXT = """
select t.text from reports r left join document_texts t on t.version = r.version
where r.id = ? and r.portal = ? and r.current = 1
"""
_CLAIMS = "select id, metric, value, unit from claims where report = :report and {place} order by number"
#: A reader may take a word more or less into a quote: the claim of exactly these words goes before one around them,
#: and that before those within.
_PLACES = (
    'start = :start and "end" = :end',
    'start <= :start and "end" >= :end',
    'start >= :start and "end" <= :end',
)


@dataclass(frozen=True, slots=True)
class _Place:
    """The claim a decision is about; ``why`` is empty where there is one."""

    claim: Row | None = None
    why: str = ""


def apply_decisions(db: Database, portal: str, file: DecisionFile | None) -> None:
    """Attach the decisions of a portal's file to its current reports' claims; None: there are none.

    In one transaction. Those that the file does not have any more stay, as not current.
    """
    with db.atomic():
        db.execute("update decisions set current = 0, claim = null where portal = ?", [portal])
        if file is not None:
            db.table("decisions").upsert_all(_rows(db, portal, file), pk="id")


def _rows(db: Database, portal: str, file: DecisionFile) -> Iterator[dict[str, Any]]:
    texts: dict[str, Occurrences | None] = {}
    taken: dict[str, int] = {}
    for decision in file.decisions:
        if decision.report not in texts:
            texts[decision.report] = _occurrences(db, portal, decision.report)
        place = _place(db, decision, texts[decision.report])
        if place.claim is not None and taken.setdefault(place.claim["id"], decision.number) != decision.number:
            place = _Place(None, f"entry {taken[place.claim['id']]} is about the same claim")
        yield _row(portal, file, decision, place)


def _occurrences(db: Database, portal: str, report: str) -> Occurrences | None:
    found = db.execute(_TEXT, [report, portal]).fetchone()
    return Occurrences(found[0] or "") if found else None


def _place(db: Database, decision: Decision, text: Occurrences | None) -> _Place:
    """The one claim that stands where the quote does for the given time."""
    if text is None:
        return _Place(None, "no report of this id is archived")
    span = text.span(decision.quote, decision.occurrence)
    if span is None:
        return _Place(None, f"the report does not have these words {decision.occurrence} times")
    found = _claims_at(db, decision, span)
    if not found:
        return _Place(None, "no claim is read from these words")
    if len(found) > 1:
        metrics = ", ".join(str(claim["metric"]) for claim in found)
        return _Place(None, f"several claims are read from these words; metric tells them apart: {metrics}")
    return _Place(found[0])


def _claims_at(db: Database, decision: Decision, span: tuple[int, int]) -> list[Row]:
    values = {"report": decision.report, "start": span[0], "end": span[1]}
    for place in _PLACES:
        found: list[Row] = [*db.query(_CLAIMS.format(place=place), values)]
        if decision.metric is not None:
            found = [claim for claim in found if claim["metric"] == decision.metric]
        if found:
            return found
    return []


def _row(portal: str, file: DecisionFile, decision: Decision, place: _Place) -> dict[str, Any]:
    claim = place.claim or {}
    return {
        "id": _id(portal, decision),
        "portal": portal,
        "number": decision.number,
        "report": decision.report,
        "quote": decision.quote,
        "occurrence": decision.occurrence,
        "claim_metric": decision.metric,
        "decision": decision.kind,
        **{key: getattr(decision.corrected, key) for key in _CORRECTED},
        "reason": decision.reason,
        "decided_by": decision.by,
        "decided_on": decision.on.isoformat(),
        "claim": claim.get("id"),
        "read_value": claim.get("value"),
        "read_unit": claim.get("unit"),
        "state": ATTACHED if place.claim is not None else UNATTACHED,
        "why_unattached": place.why,
        "file_sha256": file.sha256,
        "current": 1,
    }


def _id(portal: str, decision: Decision) -> str:
    """The same for the same words of a decision, wherever it stands in the file."""
    said = (decision.about, decision.kind, decision.corrected, decision.reason, decision.by, decision.on.isoformat())
    return f"{portal}-{hashlib.sha256(repr(said).encode()).hexdigest()[:12]}"


def decisions_of(db: Database, report: str) -> dict[str, Row]:
    """The current decisions about claims of a report, by the claim's id."""
    rows = db.query("select * from decisions where report = ? and current = 1 and claim is not null", [report])
    return {row["claim"]: row for row in rows}


def current_decisions(db: Database, portal: str) -> tuple[Row, ...]:
    """All current decisions of a portal, in the order of its file."""
    return tuple(db.query("select * from decisions where portal = ? and current = 1 order by number", [portal]))


def unattached(db: Database, portal: str) -> tuple[Row, ...]:
    """The current decisions of a portal that are about no claim as it is read now."""
    return tuple(row for row in current_decisions(db, portal) if row["state"] == UNATTACHED)


def as_decided(claim: dict[str, Any], decision: Row | None) -> dict[str, Any]:
    """A claim's row with what a person put in the place of what was read."""
    if decision is None:
        return claim
    return claim | {key: decision[key] for key in _CORRECTED if decision[key] is not None}
