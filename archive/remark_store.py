"""Remarks in the archive: attached to the claims and identities as they are read now, or said to be unattached."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from archive.labels import Label
from archive.places import Place, Places, Words
from archive.remarks import NO_OUTCOME, REPLY, Remark, remark_label
from archive.verdicts import Note

Row = Mapping[str, Any]
#: Keys of the notes that point at remarks (archive/verdicts.yml).
NOTE_STANDS, REPLIED = REMARK_NOTES = ("note_stands_beside", "authority_replied")
ATTACHED, UNATTACHED = "attached", "unattached"
_OF_REPORT = "select * from remarks where report = ? and current = 1 and state = 'attached' order by said_on, number"


@dataclass(frozen=True, slots=True)
class RemarkShown:
    """A remark as it stands beside a finding; the text is whole.

    ``kind`` is note or reply, ``on`` a day (ISO 8601). ``earlier_verdict`` is the verdict a note confirms or disputes,
    where the finding has another one now; else it is empty.
    """

    kind: str
    kind_label: Label
    text: str
    by: str
    on: str
    source: str
    url: str
    language: str
    outcome: str
    outcome_label: Label
    earlier_verdict: str


def apply_remarks(db: Database, portal: str, remarks: Sequence[Remark], file_sha256: str) -> None:
    """Attach a portal's remarks to its current reports; those that are not given any more stay, as not current.

    The caller holds the transaction.
    """
    db.execute("update remarks set current = 0, claim = null, identity = null where portal = ?", [portal])
    places = Places(db, portal)
    rows = [_row(portal, file_sha256, remark, _place(places, remark)) for remark in remarks]
    db.table("remarks").upsert_all(rows, pk="id")


def _place(places: Places, remark: Remark) -> Place:
    words = Words(remark.report, remark.quote, remark.occurrence, remark.metric) if remark.quote else None
    if remark.rule is not None:
        return places.identity(remark.report, remark.rule, remark.relation, words)
    return places.claim(words) if words else Place(why="it names neither words nor a rule")


def _row(portal: str, file_sha256: str, remark: Remark, place: Place) -> dict[str, Any]:
    return {
        "id": f"{portal}-{hashlib.sha256(repr(remark.said).encode()).hexdigest()[:12]}",
        "portal": portal,
        "number": remark.number,
        "report": remark.report,
        "quote": remark.quote,
        "occurrence": remark.occurrence,
        "claim_metric": remark.metric,
        "rule": remark.rule,
        "relation": remark.relation,
        "kind": remark.kind,
        "text": remark.text,
        "said_by": remark.by,
        "said_on": remark.on.isoformat(),
        "source": remark.source,
        "url": remark.url,
        "language": remark.language,
        "outcome": remark.outcome,
        "verdict": remark.verdict,
        "claim": place.claim["id"] if place.claim is not None else None,
        "identity": place.identity,
        "state": UNATTACHED if place.why else ATTACHED,
        "why_unattached": place.why,
        "file_sha256": file_sha256,
        "current": 1,
    }


def remarks_of(db: Database, report: str) -> dict[str, list[Row]]:
    """The current remarks on a report, by the id of the claim or identity, the earliest first."""
    return by_place(list(db.query(_OF_REPORT, [report])))


def by_place(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Rows of remarks by the id of the claim or identity that they are about."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["claim"] or row["identity"]].append(row)
    return found


def remarks_shown(rows: Sequence[Row], verdict: str) -> tuple[RemarkShown, ...]:
    """Remarks as they stand beside a finding of this verdict."""
    return tuple(
        RemarkShown(
            kind=row["kind"],
            kind_label=remark_label("kinds", row["kind"]),
            text=row["text"],
            by=row["said_by"],
            on=row["said_on"],
            source=row["source"],
            url=row["url"],
            language=row["language"],
            outcome=row["outcome"],
            outcome_label=remark_label("outcomes", row["outcome"]),
            earlier_verdict=row["verdict"] if row["outcome"] != NO_OUTCOME and row["verdict"] != verdict else "",
        )
        for row in rows
    )


def remark_notes(rows: Sequence[Row]) -> Iterator[Note]:
    """Notes of a finding that say who remarked or replied, so that its row alone, or its CSV, tells of it."""
    for row in rows:
        said = {"by": row["said_by"], "on": row["said_on"]}
        if row["kind"] == REPLY:
            yield Note(REPLIED, said | {"source": row["source"] or row["url"]})
        else:
            yield Note(NOTE_STANDS, said)


def current_remarks(db: Database, portal: str) -> tuple[Row, ...]:
    """All current remarks of a portal, in the order of its file."""
    return tuple(db.query("select * from remarks where portal = ? and current = 1 order by number", [portal]))


def unattached_remarks(db: Database, portal: str) -> tuple[Row, ...]:
    """The current remarks of a portal that fit nothing that is read now."""
    return tuple(row for row in current_remarks(db, portal) if row["state"] == UNATTACHED)
