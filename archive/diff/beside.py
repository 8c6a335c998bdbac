"""What two reports say of each other: relations of their numbers, and text that is repeated.

Relations, and what the later report says of the year before, were stored when the reports were read
(``archive.year_rows``, ``archive.source_rows``); here they are read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from archive.labels import Label
from archive.layout import body_of
from archive.metrics import metric_of
from archive.relations import reason_of
from archive.reports.year_notes import compared_characters, repetition, section_texts

_RELATIONS = """
select number, rule, relation, parts, sum, total, holds, level, reason, claims, cells from identities
where report = ? and previous = ? order by number
"""
#: What the later report says of the earlier year, where the earlier report says it too.
_LATER_SAYS = """
select i.rule, i.total as earlier, i.sum as later, i.holds, i.reason, i.claims, i.source_claim, c.metric, c.unit,
    c.quote as earlier_quote, l.quote as later_quote, c.number as earlier_number, l.number as later_number
from identities i left join claims c on c.id = json_extract(i.claims, '$[0]')
left join claims l on l.id = i.source_claim
where i.report = ? and i.source = ? and i.relation = 'same' order by i.number
"""
_TEXT = """
select t.text, t.layout from reports r join document_texts t on t.version = r.version where r.id = ? and t.text <> ''
"""


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation between the numbers of two years, with both sides; ``holds`` is None where it cannot be judged."""

    number: int
    rule: str
    parts: tuple[float, ...]
    expected: float
    printed: float
    holds: bool | None
    level: str
    reason: Label | None


@dataclass(frozen=True, slots=True)
class LaterSaid:
    """A figure of the earlier year: as its own report gives it, and as the later one does."""

    metric: str
    label: Label
    unit: str
    earlier: float
    later: float
    holds: bool | None
    reason: Label | None
    earlier_number: int | None
    later_number: int | None
    earlier_quote: str
    later_quote: str


@dataclass(frozen=True, slots=True)
class Repeated:
    """A section of the later report: its Chinese characters, and how many stand in the earlier report too."""

    section: str
    characters: int
    repeated: int
    share: float


def relations(db: Database, earlier: str, later: str) -> tuple[Relation, ...]:
    """The stored relations between two reports that follow each other; growth that is claimed stands apart."""
    rows = (row for row in db.query(_RELATIONS, [later, earlier]) if row["relation"] != "growth")
    return tuple(
        Relation(
            row["number"],
            row["rule"],
            tuple(json.loads(row["parts"] or "[]")),
            row["sum"],
            row["total"],
            _judged(row["holds"]),
            row["level"],
            _reason(row["reason"]),
        )
        for row in rows
    )


def _judged(holds: int | None) -> bool | None:
    return None if holds is None else bool(holds)


def _reason(key: str | None) -> Label | None:
    return reason_of(key).label if key else None


def later_says(db: Database, earlier: str, later: str) -> tuple[LaterSaid, ...]:
    """What the later report says of the earlier year, beside what the report of that year says itself."""
    return tuple(
        LaterSaid(
            row["metric"] or "",
            _metric(row["metric"] or ""),
            row["unit"] or "",
            row["earlier"],
            row["later"],
            _judged(row["holds"]),
            _reason(row["reason"]),
            row["earlier_number"],
            row["later_number"],
            row["earlier_quote"] or "",
            row["later_quote"] or "",
        )
        for row in db.query(_LATER_SAYS, [earlier, later])
    )


def _metric(key: str) -> Label:
    words = metric_of(key)
    return Label(words.zh, words.en)


def repeated(db: Database, earlier: str, later: str) -> tuple[Repeated, ...] | None:
    """Every section of the later report that is long enough to be compared, with what stands in the earlier one.

    None where one of the texts is not there.
    """
    texts = [next(iter(db.query(_TEXT, [report])), None) for report in (earlier, later)]
    if None in texts:
        return None
    before, now = (section_texts(body_of(text["text"], text["layout"])) for text in texts if text)
    return tuple(_sections(now, "\n".join(before.values())))


def _sections(texts: Mapping[str, str], earlier: str) -> Iterator[Repeated]:
    for title, text in texts.items():
        characters = compared_characters(text)
        if characters:
            share = repetition(text, earlier)
            yield Repeated(title, characters, round(share * characters), round(share, 4))
