"""The stored series of an archive, as commands and pages show them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.labels import Label
from archive.measures import inline
from archive.own_yaml import own_yaml
from archive.series.numbers import kinds

_HERE = Path(__file__).parent
_SERIES = """
select * from series where portal = ?1 and (?2 is null or year = ?2)
order by sort, prefix, year
"""
_GAPS = "select * from series_gaps where series = ? order by first"


@dataclass(frozen=True, slots=True)
class Figure:
    """A column of ``series``, its words, and the SQL that gives as many rows as it says."""

    key: str
    label: Label
    sql: str

    def of(self, series: str) -> str:
        """The SQL for one series, to be run as it is."""
        return inline(self.sql, {"series": series})


@dataclass(frozen=True, slots=True)
class SeriesFound:
    """One row of ``series``, its gaps, and the rows of its numbers that need a look."""

    row: Mapping[str, Any]
    gaps: tuple[Mapping[str, Any], ...]
    cited: tuple[Mapping[str, Any], ...]
    twice: tuple[Mapping[str, Any], ...]
    outliers: tuple[Mapping[str, Any], ...]

    @property
    def unread(self) -> tuple[str, ...]:
        """Titles of the columns that were not read whole."""
        return tuple(column["title"] for column in json.loads(self.row["unread"] or "[]"))


@cache
def figures() -> Mapping[str, Figure]:
    """The figures of figures.yml by key, in order."""
    data = own_yaml((_HERE / "figures.yml").read_text(encoding="utf-8"))
    return {key: Figure(key, Label(row["zh"], row["en"]), row["sql"].strip()) for key, row in data.items()}


@cache
def _words() -> Mapping[str, Any]:
    words: dict[str, Any] = own_yaml((_HERE / "reasons.yml").read_text(encoding="utf-8"))
    return words


def word(group: str, key: str) -> Label:
    """The words of reasons.yml: of a reason, an owner, a sort or an origin."""
    entry = _words()[group][key]
    return Label(entry["zh"], entry["en"])


def note() -> Label:
    """What must stand beside every number that was not found."""
    return Label(_words()["note"]["zh"], _words()["note"]["en"])


def kind_label(kind: str) -> Label:
    """The words of a kind of document numbers; empty for none."""
    return kinds().get(kind, Label("", ""))


def series_found(db: Database, portal: str, year: int | None = None) -> Iterator[SeriesFound]:
    """The series of a portal, document numbers first; of one year alone, where it is given."""
    for row in list(db.query(_SERIES, [portal, year])):
        gaps = db.query(_GAPS, [row["id"]]) if row["missing"] else ()
        yield SeriesFound(row, tuple(gaps), *(tuple(rows_of(db, key, row)) for key in ("cited", "twice", "outliers")))


def rows_of(db: Database, key: str, row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The rows behind one figure of a series; none are asked for where it says that there are none."""
    if row[key]:
        yield from db.query(figures()[key].of(row["id"]))
