"""What an entry of a person's file is about: the claim that stands where its quote does, or an identity of a rule."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from archive.reports.occurrences import Occurrences

Row = Mapping[str, Any]
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
_IDENTITIES = """
select id, claims, cells from identities
where report = :report and rule = :rule and (:relation is null or relation = :relation) order by number
"""
_AT = 'select id, subject from claims where report = :report and start < :end and "end" > :start'


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a report: the quote, the how manieth time it stands there, and the metric read from it where given."""

    report: str
    quote: str
    occurrence: int = 1
    metric: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """The claim or identity that an entry is about; ``why`` says why there is none, else it is empty."""

    claim: Row | None = None
    identity: str | None = None
    why: str = ""


@dataclass(slots=True)
class Places:
    """Finds the places of entries in the current reports of a portal."""

    db: Database
    portal: str
    _texts: dict[str, Occurrences | None] = field(default_factory=dict)

    def claim(self, words: Words) -> Place:
        """The one claim that stands where the quote does for the given time."""
        span = self._span(words)
        if isinstance(span, Place):
            return span
        found = self._claims_at(words, span)
        if not found:
            return Place(why="no claim is read from these words")
        if len(found) > 1:
            metrics = ", ".join(str(claim["metric"]) for claim in found)
            return Place(why=f"several claims are read from these words; metric tells them apart: {metrics}")
        return Place(found[0])

    def identity(self, report: str, rule: str, relation: str | None, words: Words | None) -> Place:
        """The one identity of a rule; where several have it, the one that concerns the claim of the words."""
        if self._text(report) is None:
            return Place(why="no report of this id is archived")
        values = {"report": report, "rule": rule, "relation": relation}
        found: list[Row] = [*self.db.query(_IDENTITIES, values)]
        if not found:
            return Place(why="no relation of this rule is found in the report")
        if words is not None:
            span = self._span(words)
            if isinstance(span, Place):
                return span
            found = self._concerned(found, words, span)
        if len(found) != 1:
            several = "several relations have this rule; the quote of one of its claims tells them apart"
            return Place(why=several if found else "no relation of this rule concerns these words")
        return Place(identity=found[0]["id"])

    def _text(self, report: str) -> Occurrences | None:
        if report not in self._texts:
            found = self.db.execute(_TEXT, [report, self.portal]).fetchone()
            self._texts[report] = Occurrences(found[0] or "") if found else None
        return self._texts[report]

    def _span(self, words: Words) -> tuple[int, int] | Place:
        text = self._text(words.report)
        if text is None:
            return Place(why="no report of this id is archived")
        span = text.span(words.quote, words.occurrence)
        return span or Place(why=f"the report does not have these words {words.occurrence} times")

    def _claims_at(self, words: Words, span: tuple[int, int]) -> list[Row]:
        values = {"report": words.report, "start": span[0], "end": span[1]}
        for place in _PLACES:
            found: list[Row] = [*self.db.query(_CLAIMS.format(place=place), values)]
            if words.metric is not None:
                found = [claim for claim in found if claim["metric"] == words.metric]
            if found:
                return found
        return []

    def _concerned(self, identities: list[Row], words: Words, span: tuple[int, int]) -> list[Row]:
        """Those that name a claim standing at the words, by its id or by its place in a table."""
        rows = self.db.query(_AT, {"report": words.report, "start": span[0], "end": span[1]})
        there = {place for row in rows for place in (row["id"], row["subject"]) if place}
        return [
            row for row in identities if there & {*json.loads(row["claims"] or "[]"), *json.loads(row["cells"] or "[]")}
        ]
