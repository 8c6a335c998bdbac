"""Decisions in the archive: attached to the claims as they are read now, or said to be unattached and why."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

from archive.decisions import Decision, DecisionFile
from archive.places import Place, Places, Row, Words
from archive.remark_store import apply_remarks
from archive.reports.numbers import is_upper_bound, rounding_of

ATTACHED, UNATTACHED = "attached", "unattached"
_CORRECTED = ("value", "unit", "qualifier", "metric", "scope")
#: In SQL, the decision ``x`` about a claim ``c``, if there is one.
DECISION_OF_CLAIM = "left join decisions x on x.claim = c.id and x.current = 1"


def apply_decisions(db: Database, portal: str, file: DecisionFile | None) -> None:
    """Attach the decisions and remarks of a portal's file to what its current reports say; None: there are none.

    In one transaction. Those that the file does not have any more stay, as not current.
    """
    with db.atomic():
        db.execute("update decisions set current = 0, claim = null where portal = ?", [portal])
        if file is not None:
            db.table("decisions").upsert_all(_rows(db, portal, file), pk="id")
        apply_remarks(db, portal, file.remarks if file else (), file.sha256 if file else "")


def _rows(db: Database, portal: str, file: DecisionFile) -> Iterator[dict[str, Any]]:
    places = Places(db, portal)
    taken: dict[str, int] = {}
    for decision in file.decisions:
        place = places.claim(Words(decision.report, decision.quote, decision.occurrence, decision.metric))
        if place.claim is not None and taken.setdefault(place.claim["id"], decision.number) != decision.number:
            place = Place(why=f"entry {taken[place.claim['id']]} is about the same claim")
        yield _row(portal, file, decision, place)


def _row(portal: str, file: DecisionFile, decision: Decision, place: Place) -> dict[str, Any]:
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


def corrected(field: str) -> str:
    """In SQL, a field of a claim ``c`` as ``as_decided`` gives it; ``DECISION_OF_CLAIM`` joins the decision.

    What a finding was found of: whoever shows the field beside one asks for this, and not for what was read.
    """
    return f"coalesce(x.{field}, c.{field})"


def as_decided(claim: dict[str, Any], decision: Row | None) -> dict[str, Any]:
    """A claim's row with what a person put in the place of what was read, and ``is_upper_bound``.

    ``rounding`` is that of the right value. That nothing above it agrees (不足20) the words say of the number that was
    read; it holds for the right one too, unless a person changed the qualifier.
    """
    corrected = {key: decision[key] for key in _CORRECTED if decision[key] is not None} if decision else {}
    right = claim | corrected
    value, qualifier = right["value"], right["qualifier"] or "exact"
    is_same = qualifier == (claim["qualifier"] or "exact")
    right["is_upper_bound"] = is_same and is_upper_bound(claim["quote"] or "", claim["value"])
    if value is not None and not (is_same and value == claim["value"]):
        right["rounding"] = value if right["is_upper_bound"] else rounding_of(value, qualifier)
    return right
