"""The documents of a portal's site that are, or could be, of two years: read in one go, counted for any span of them.

A document is of the year, or month, in which it is dated. What another date of its puts elsewhere may be elsewhere;
what has no date, or has another date in it, may be of it: so each number has its bounds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from archive.diff.growth import Amount

#: Each part finds its documents by an index of its own; one condition of all would read every document.
_ASKED = """
with asked as (
    select rowid as place from documents
    where portal = :portal and "import" is null and published_on between :from_date and :to_date
    union
    select rowid from documents
    where portal = :portal and "import" is null and published_on between :then_from and :then_to
    union
    select rowid from documents where portal = :portal and "import" is null and published_on = ''
    union
    select rowid from documents where portal = :portal and "import" is null and published_on is null
    union
    select rowid from documents
    where portal = :portal and "import" is null and published_on_other <> ''
        and (published_on_other between :from_date and :to_date or published_on_other between :then_from and :then_to)
)
"""
#: By the columns that any accepted crawl found a document in, as one text; empty: in none.
_SITE = f"""{_ASKED}, accepted as materialized (
    select id from crawls where accepted = 1
), own as (
    select d.state, substr(coalesce(d.published_on, ''), 1, 7) as dated,
        substr(coalesce(d.published_on_other, ''), 1, 7) as other,
        (select group_concat("column", ' ') from (
            select distinct l."column" from listings l where l.document = d.id and l.crawl in (select id from accepted)
            order by 1)) as columns
    from asked a cross join documents d on d.rowid = a.place
)
select state, dated, other, coalesce(columns, '') as columns, count(*) as documents from own group by 1, 2, 3, 4
"""

#: Documents by the months in which they are dated, and in which another of their dates lies; empty: none.
Dated = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Tally:
    """Documents, or characters, of a span of time: counted, of these dated out of it by another date, and possible.

    ``is_open``: nobody knows how many more there are.
    """

    counted: float = 0.0
    doubtful: float = 0.0
    candidates: float = 0.0
    is_open: bool = False

    @property
    def amount(self) -> Amount:
        """The number with its bounds."""
        high = None if self.is_open else self.counted + self.candidates
        return Amount(self.counted, self.counted - self.doubtful, high)


@dataclass(frozen=True, slots=True)
class Site:
    """The site's documents by state and columns; what was imported is none of it."""

    documents: Mapping[tuple[str, frozenset[str]], Dated]

    @property
    def states(self) -> frozenset[str]:
        """The states of documents that there are."""
        return frozenset(state for state, _ in self.documents)

    @property
    def columns(self) -> frozenset[str]:
        """The ids of the columns that any of them stands in."""
        return frozenset(column for _, columns in self.documents for column in columns)

    def dated(self, *, state: str | None = None, columns: Iterable[str] | None = None) -> Dated:
        """The documents of a state, and of those that stand in one of some columns; each is counted once."""
        wanted, found = None if columns is None else frozenset(columns), Counter[tuple[str, str]]()
        for (own_state, own_columns), documents in self.documents.items():
            if state in (None, own_state) and (wanted is None or own_columns & wanted):
                found.update(documents)
        return found


def tally(dated: Dated, span: str) -> Tally:
    """The documents of a year (2018) or month (2018-03)."""
    counted = doubtful = candidates = 0
    for (day, other), documents in dated.items():
        is_in, other_is_in = day.startswith(span), other.startswith(span)
        counted += documents * is_in
        doubtful += documents * (is_in and bool(other) and not other_is_in)
        candidates += documents * (not day or (not is_in and other_is_in))
    return Tally(float(counted), float(doubtful), float(candidates))


def days_of(year: int, month: str = "") -> tuple[str, str]:
    """The first and the last day of a year, or of a month of it (03), as texts; every month has 31 days here."""
    return (f"{year:04}-{month}-01", f"{year:04}-{month}-31") if month else (f"{year:04}-01-01", f"{year:04}-12-31")


def read_site(db: Database, portal: str, years: tuple[int, int]) -> Site:
    """The documents of the portal's own site that are, or could be, of one of the years."""
    names = ("from_date", "to_date", "then_from", "then_to")
    values = dict(zip(names, (*days_of(years[0]), *days_of(years[1])), strict=True))
    found: dict[tuple[str, frozenset[str]], dict[tuple[str, str], int]] = {}
    for row in db.query(_SITE, {"portal": portal, **values}):
        group = found.setdefault((row["state"] or "", frozenset(row["columns"].split())), {})
        group[row["dated"], row["other"]] = row["documents"]
    return Site(found)
