"""How much of a year's count twins make: of a portal and of its columns; each number with the SQL of its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from archive.measures import quote
from archive.twins.rules import is_counted_twice, kinds

Row = Mapping[str, Any]

_SQL = """select t.document, d.title, d.published_on, t.kind, t.similarity, t.days_apart, t.twin, o.title as twin_title,
  o.published_on as twin_published_on, d.url, o.url as twin_url
from twins t join documents d on d.id = t.document left join documents o on o.id = t.twin
where {where}
order by t.similarity desc, t.document"""
_LISTED_TWICE = """select d.id as document, d.title, d.published_on, group_concat(m."column") as columns, d.url
from documents d join column_documents m on m.document = d.id
where {where}
group by d.id having count(*) > 1
order by d.published_on, d.id"""
_TWINS = """
select t.*, d.title, d.url, d.published_on, o.title as twin_title, o.url as twin_url,
    o.published_on as twin_published_on
from twins t join documents d on d.id = t.document left join documents o on o.id = t.twin
where t.portal = :portal and (:year is null or t.year = :year) order by t.similarity desc, t.document
"""
#: The lists of one portal: without it the view column_documents is made of those of all.
_OF_PORTAL = """m."column" between :portal || '/' and :portal || '0'"""
_YEAR = "cast(nullif(substr(d.published_on, 1, 4), '') as integer)"
_ALL = f"""
select {_YEAR} as year, '' as "column", count(*) as documents from documents d
where d.portal = :portal and d."import" is null group by 1
union all
select {_YEAR}, m."column", count(*) from column_documents m join documents d on d.id = m.document
where d.portal = :portal and d."import" is null and {_OF_PORTAL} group by 1, 2
"""
_TWICE = f"""
select year, count(*) as documents from (
    select {_YEAR} as year from documents d join column_documents m on m.document = d.id
    where d.portal = :portal and d."import" is null and {_OF_PORTAL} group by d.id having count(*) > 1)
group by year
"""
_PLACES = f"""
select m.document, m."column" from column_documents m join twins t on t.document = m.document and t.portal = :portal
where {_OF_PORTAL}
"""


@dataclass(frozen=True, slots=True)
class Share:
    """The twins among the documents of a portal and year (None: without date), or of a column's id in it."""

    portal: str
    year: int | None
    column: str
    title: str
    documents: int
    counts: Mapping[str, int]

    @property
    def counted_twice(self) -> int:
        """Documents that have the same text as one before them."""
        return sum(count for kind, count in self.counts.items() if is_counted_twice(kind))

    @property
    def counted_twice_share(self) -> float | None:
        """Their share of all documents, 0 to 1."""
        return self.counted_twice / self.documents if self.documents else None

    def sql(self, kind: str) -> str:
        """SQL of the rows behind a kind's number; runs as it is in Datasette."""
        where = [f"t.portal = {quote(self.portal)}", f"t.year is {'null' if self.year is None else self.year}"]
        if self.column:
            where.append(f't.document in (select document from column_documents where "column" = {quote(self.column)})')
        return _SQL.format(where="\n  and ".join([*where, f"t.kind = {quote(kind)}"]))


@dataclass(frozen=True, slots=True)
class YearTwins:
    """A year of a portal: all of it, its columns with twins, its twins, and documents that several columns list."""

    year: int | None
    whole: Share
    columns: tuple[Share, ...]
    rows: tuple[Row, ...]
    listed_twice: int

    @property
    def listed_twice_sql(self) -> str:
        """SQL of the documents that several columns list."""
        day = "coalesce(d.published_on, '') = ''" if self.year is None else f"d.published_on like '{self.year}-%'"
        portal = self.whole.portal
        lists = f'm."column" between {quote(portal + "/")} and {quote(portal + "0")}'
        where = f'd.portal = {quote(portal)} and {lists}\n  and d."import" is null and {day}'
        return _LISTED_TWICE.format(where=where)


def twins_of(db: Database, portal: str, year: int | None = None) -> Iterator[YearTwins]:
    """Each year of a portal that has documents, the newest first; the one of ``year`` alone.

    A document counts in its own year, whatever year its counterpart is of. Of archive.db or of public.db.
    """
    rows = list(db.query(_TWINS, {"portal": portal, "year": year}))
    totals = {(r["year"], r["column"]): r["documents"] for r in db.query(_ALL, {"portal": portal})}
    twice = {row["year"]: row["documents"] for row in db.query(_TWICE, {"portal": portal})}
    places: dict[str, set[str]] = {}
    for row in db.query(_PLACES, {"portal": portal}):
        places.setdefault(row["column"], set()).add(row["document"])
    columns = list(db.query('select id, title from "columns" where portal = ? order by rowid', [portal]))
    years = {one for one, column in totals if not column and year in (None, one)}
    for one in sorted(years, key=lambda year: -1 if year is None else year, reverse=True):
        own = [row for row in rows if row["year"] == one]
        whole = _share(portal, one, "", "", totals.get((one, ""), 0), own)
        parts = [
            _share(portal, one, column["id"], column["title"], totals.get((one, column["id"]), 0), of)
            for column in columns
            if (of := [row for row in own if row["document"] in places.get(column["id"], ())])
        ]
        yield YearTwins(one, whole, tuple(parts), tuple(own), twice.get(one, 0))


def _share(portal: str, year: int | None, column: str, title: str, documents: int, rows: Sequence[Row]) -> Share:
    found = Counter(row["kind"] for row in rows)
    return Share(portal, year, column, title, documents, {kind: found[kind] for kind in kinds()})
