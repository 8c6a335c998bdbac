"""Findings that are not as they were: what a verification changed, set beside what stood before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Judged:
    """A current finding: its claim or identity, where to look it up, and what it says."""

    finding: str
    report: str
    verdict: str
    observed: float | None


@dataclass(frozen=True, slots=True)
class Turned:
    """A claim or identity whose verdict or observed amount is not as it was."""

    subject: str
    report: str
    before: str
    after: str  # empty where nothing is said of it any more
    observed_before: float | None
    observed_after: float | None


def judged(db: Database, portal: str) -> dict[str, Judged]:
    """The portal's current findings, by the id of their claim or identity."""
    rows = db.execute(
        "select coalesce(f.claim, f.identity), f.id, f.report, f.verdict, f.observed from findings f "
        "join reports r on r.id = f.report where r.portal = ? and f.current = 1",
        [portal],
    )
    return {subject: Judged(*said) for subject, *said in rows}


def turned(before: Mapping[str, Judged], after: Mapping[str, Judged]) -> tuple[Turned, ...]:
    """What differs of what was judged before, by claim and identity; amounts of an equal verdict too.

    A first verdict is none: nothing was said before it.
    """
    found = []
    for subject, old in sorted(before.items()):
        new = after.get(subject, Judged("", old.report, "", None))
        if (old.verdict, old.observed) != (new.verdict, new.observed):
            found.append(Turned(subject, new.report, old.verdict, new.verdict, old.observed, new.observed))
    return tuple(found)
