"""Changes as both the truth of the demo's year and an archive tell them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from crawler.demo.expected import expected_rows
from crawler.demo.model import Site

CHANGES = """
select h.*, w.started_at as night, l.started_at as lacked_by_night from changes h join crawls w on w.id = h.crawl
left join crawls l on l.id = h.lacked_by where h.portal = ? order by w.started_at, h.kind, h.document, h.id
"""


def night_of(instant: str) -> str:
    """The name of the night that began at an instant of the archive."""
    return instant[:16].replace("T", " ")


@dataclass(frozen=True)
class Told:
    """A change as both the truth and the archive tell it."""

    night: str
    kind: str
    column: str
    url: str = ""
    title: str = ""
    before: str | None = None
    after: str | None = None
    days: int | None = None
    missing_since: str = ""
    part: str = ""
    count: int | None = None


def told(row: dict[str, Any]) -> Told:
    """A change that was found."""
    return Told(
        night_of(row["night"]),
        row["kind"],
        row["column"].partition("/")[2],
        "" if row["part"] == "attachment" else row["url"] or "",
        row["title"] or "",
        row["before"],
        row["after"],
        row["days"],
        night_of(row["missing_since"]) if row["missing_since"] else "",
        row["part"] or "",
        row["documents"],
    )


def expected(sites: Mapping[str, Site]) -> Iterator[Told]:
    """The changes of the year, where every document is asked for every night; ``sites`` by the nights' keys."""
    for row in expected_rows(sites):
        is_edit = row.kind == "edited"
        yield Told(
            row.night,
            row.kind,
            row.column,
            "" if row.part == "attachment" else row.url,
            row.title,
            None if is_edit else _text(row.before),
            None if is_edit else _text(row.after),
            row.days,
            row.missing_since,
            row.part if is_edit else "",
            row.count if row.kind == "burst" else None,
        )


def _text(value: str | date | None) -> str | None:
    return value.isoformat() if isinstance(value, date) else value
