"""How late many documents are: of a year, of its columns and of its issuers; each number with the SQL of its rows."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from sqlite_utils import Database

from archive.measures import quote
from archive.timeliness.rows import written_documents
from archive.timeliness.rules import chart_bounds, compared_kinds, kinds

Row = Mapping[str, Any]

_SQL = """select t.document, d.title, d.issuer, t.written_on, t.published_on, t.working_days, t.kind,
  t.published_on_other, t.other_days, t.lacked_on, t.at_least, d.url
from timeliness t join documents d on d.id = t.document
where {where}
order by t.working_days desc, t.document"""


@dataclass(frozen=True, slots=True)
class Group:
    """The documents of a portal and a year (None: without date), of a column's id or an issuer where given."""

    portal: str
    year: int | None
    column: str | None = None
    issuer: str | None = None

    def sql(self, wanted: Iterable[str] = ()) -> str:
        """SQL of the rows of the group that are of the kinds ``wanted``; of all kinds where none is."""
        where = [f"t.portal = {quote(self.portal)}", f"t.year is {'null' if self.year is None else self.year}"]
        if self.column is not None:
            listed = f'select document from column_documents where "column" = {quote(self.column)}'
            where.append(f"t.document in ({listed})")
        if self.issuer is not None:
            where.append(f"coalesce(d.issuer, '') = {quote(self.issuer)}")
        if named := ", ".join(map(quote, wanted)):
            where.append(f"t.kind in ({named})")
        return _SQL.format(where="\n  and ".join(where))


@dataclass(frozen=True, slots=True)
class Distribution:
    """What the rows of a group say together. ``median`` and ``p90`` are working days; None where nothing is compared.

    ``documents`` is how many the group has, with a day of writing or without.
    """

    group: Group
    title: str
    documents: int
    counts: Mapping[str, int]
    compared: int
    median: float | None
    p90: int | None

    @property
    def written(self) -> int:
        """How many documents have a day of writing."""
        return sum(self.counts.values())

    @property
    def over_share(self) -> float | None:
        """The share of those compared that are over the limit, 0 to 1."""
        return self.counts["over"] / self.compared if self.compared else None

    def sql(self, key: str) -> str:
        """SQL of the rows behind a kind's number or a measure; runs as it is in Datasette."""
        if key in kinds():
            return self.group.sql([key])
        return self.group.sql(() if key == "written" else compared_kinds())


def distribution(group: Group, title: str, documents: int, rows: Sequence[Row]) -> Distribution:
    """What ``rows`` of table ``timeliness`` say of a group of so many documents."""
    days = sorted(row["working_days"] for row in rows if row["kind"] in compared_kinds())
    found = Counter(row["kind"] for row in rows)
    return Distribution(
        group,
        title,
        documents,
        {kind: found[kind] for kind in kinds()},
        len(days),
        median(days) if days else None,
        percentile(days, 90) if days else None,
    )


def grouped(days: Iterable[int]) -> tuple[tuple[str, int], ...]:
    """Working days by the columns of the chart: what each is called, and how many it has."""
    bounds, counts = chart_bounds(), Counter[int]()
    for each in days:
        counts[bisect_left(bounds, each)] += 1
    names = [f"{low + 1}–{high}" if high - low > 1 else str(high) for low, high in pairwise((bounds[0] - 1, *bounds))]
    return tuple((name, counts[place]) for place, name in enumerate((*names, f">{bounds[-1]}")))


def percentile(ordered: Sequence[int], share: int) -> int:
    """The least value that ``share`` per cent of ordered values do not exceed (nearest rank)."""
    return ordered[math.ceil(len(ordered) * share / 100) - 1]


@dataclass(frozen=True, slots=True)
class YearTimeliness:
    """A year of a portal: all of it, its columns that have documents with a day of writing, and their issuers."""

    year: int | None
    whole: Distribution
    columns: tuple[Distribution, ...]
    issuers: tuple[Distribution, ...]


_ALL = """
select cast(nullif(substr(published_on, 1, 4), '') as integer) as year, count(*) as documents from documents
where portal = ? and "import" is null group by 1
"""
#: The lists of one portal: without it the view column_documents is made of those of all.
_OF_PORTAL = """m."column" between :portal || '/' and :portal || '0'"""
_IN_COLUMNS = f"""
select cast(nullif(substr(d.published_on, 1, 4), '') as integer) as year, m."column", count(*) as documents
from column_documents m join documents d on d.id = m.document and d.portal = :portal and d."import" is null
where {_OF_PORTAL} group by 1, 2
"""
_BY_ISSUER = """
select cast(nullif(substr(published_on, 1, 4), '') as integer) as year, coalesce(issuer, '') as issuer,
    count(*) as documents
from documents where portal = ? and "import" is null group by 1, 2
"""
_PLACES = f"""
select m.document, m."column" from column_documents m
join timeliness t on t.document = m.document and t.portal = :portal where {_OF_PORTAL}
"""


def timeliness_of(db: Database, portal: str, year: int | None = None) -> Iterator[YearTimeliness]:
    """Each year of a portal that has documents with a day of writing, the newest first; the one of ``year`` alone.

    Of archive.db or of public.db. Documents without a date of publication come last, as year None.
    """
    rows = list(written_documents(db, portal, year))
    totals = {row["year"]: row["documents"] for row in db.query(_ALL, [portal])}
    columns, issuers = _Columns(db, portal), _Issuers(db, portal)
    years = {row["year"] for row in rows}
    for one in sorted(years, key=lambda year: -1 if year is None else year, reverse=True):
        own = [row for row in rows if row["year"] == one]
        whole = distribution(Group(portal, one), "", totals.get(one, 0), own)
        yield YearTimeliness(one, whole, tuple(columns.of(one, own)), tuple(issuers.of(one, own)))


class _Columns:
    """The columns of a portal: titles in their order, how many documents each has in a year, which are where."""

    def __init__(self, db: Database, portal: str) -> None:
        self._portal = portal
        self._titles = {
            row["id"]: row["title"]
            for row in db.query('select id, title from "columns" where portal = ? order by rowid', [portal])
        }
        self._documents = {(r["year"], r["column"]): r["documents"] for r in db.query(_IN_COLUMNS, {"portal": portal})}
        self._of: dict[str, set[str]] = {}
        for row in db.query(_PLACES, {"portal": portal}):
            self._of.setdefault(row["column"], set()).add(row["document"])

    def of(self, year: int | None, rows: Sequence[Row]) -> Iterator[Distribution]:
        for column, title in self._titles.items():
            own = [row for row in rows if row["document"] in self._of.get(column, ())]
            if own:
                group = Group(self._portal, year, column=column)
                yield distribution(group, title, self._documents.get((year, column), 0), own)


class _Issuers:
    """The issuers of a portal, those with most documents in front; the one that is not said is ''."""

    def __init__(self, db: Database, portal: str) -> None:
        self._portal = portal
        self._documents = {(r["year"], r["issuer"]): r["documents"] for r in db.query(_BY_ISSUER, [portal])}

    def of(self, year: int | None, rows: Sequence[Row]) -> Iterator[Distribution]:
        of: dict[str, list[Row]] = {}
        for row in rows:
            of.setdefault(row["issuer"] or "", []).append(row)
        for issuer, own in sorted(of.items(), key=lambda pair: (-len(pair[1]), pair[0])):
            group = Group(self._portal, year, issuer=issuer)
            yield distribution(group, issuer, self._documents.get((year, issuer), 0), own)
