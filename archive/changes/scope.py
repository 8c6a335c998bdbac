"""What one crawl is compared with: the accepted live crawls before it, column by column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlite_utils import Database

_BEFORE = """
select id, started_at, closed_at from crawls
where portal = ? and source = 'live' and accepted = 1 and id <> ? order by closed_at, id
"""
_SEEN = """
select v.crawl, v."column", v.list_read from coverage v join crawls w on w.id = v.crawl
join coverage now on now.crawl = :crawl and now."column" = v."column" and now.binding = v.binding
join crawls this on this.id = :crawl and this.reader_version is w.reader_version -- another reads other entries
where w.portal = :portal and w.source = 'live' and w.accepted = 1 and v.crawl <> :crawl and v.entries > 0
"""
_LISTED = """
create temp table listed_now as
select document, min("column") as "column", min(url) as url from listings where crawl = ? group by document
"""


@dataclass(frozen=True, slots=True)
class Crawl:
    """An accepted crawl: when it began and closed, as the archive writes instants, and its place in their order."""

    id: str
    started_at: str
    closed_at: str
    place: int


#: Where a crawl found a document listed: columns and addresses.
Listing = tuple[Crawl, frozenset[tuple[str, str]]]


@dataclass(frozen=True)
class Scope:
    """A crawl that is accepted just now, and what it is compared with. ``before`` are the others, in their order."""

    db: Database
    portal: str
    crawl: str
    started_at: str
    before: tuple[Crawl, ...]
    _last: dict[str, Listing | None] = field(default_factory=dict, repr=False, compare=False)

    @property
    def previous(self) -> Crawl:
        """The last accepted crawl before this one."""
        return self.before[-1]

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {crawl.id: crawl.place for crawl in self.before}

    @cached_property
    def columns(self) -> Mapping[str, bool]:
        """The columns of this crawl: whether their lists were read to the end."""
        sql = 'select "column", list_read from coverage where crawl = ?'
        return {column: bool(is_read) for column, is_read in self.db.execute(sql, [self.crawl]).fetchall()}

    @cached_property
    def _seen(self) -> Mapping[str, Mapping[int, bool]]:
        """By column and place: crawls before that saw its list with this one's binding and reader; True: to its end."""
        seen: dict[str, dict[int, bool]] = {column: {} for column in self.columns}
        rows = self.db.execute(_SEEN, {"portal": self.portal, "crawl": self.crawl}).fetchall()
        for crawl, column, is_read in rows:
            seen[column][self._places[crawl]] = bool(is_read)
        return seen

    def first(self, column: str) -> Crawl | None:
        """The first crawl that saw the column with today's binding; None: this one is its baseline."""
        places = self._seen.get(column)
        return self.before[min(places)] if places else None

    def last_whole(self, column: str, before: int | None = None) -> Crawl | None:
        """The last crawl that read the column's list to its end, of those before the place ``before``."""
        places = self._seen.get(column, {})
        whole = [place for place, is_read in places.items() if is_read and (before is None or place < before)]
        return self.before[max(whole)] if whole else None

    def last_listing(self, document: str) -> Listing | None:
        """The last crawl before this one that found the document listed: in which columns, with which addresses."""
        if document not in self._last:
            self._last[document] = self._last_listing(document)
        return self._last[document]

    def _last_listing(self, document: str) -> Listing | None:
        sql = 'select "column", url from listings where document = ? and crawl = ?'
        found = self.db.execute(sql, [document, self.previous.id]).fetchall()
        if found:
            return self.previous, frozenset(found)
        everywhere = self._listings(document)
        if not everywhere:
            return None
        last = max(place for place, *_ in everywhere)
        return self.before[last], frozenset((column, url) for place, column, url in everywhere if place == last)

    def _listings(self, document: str) -> list[tuple[int, str, str]]:
        rows = self.db.execute('select crawl, "column", url from listings where document = ?', [document]).fetchall()
        return [(self._places[crawl], column, url) for crawl, column, url in rows if crawl in self._places]

    def is_off_its_lists(self, document: str) -> bool:
        """Whether a document that no list of this crawl names is off them: each where it stood was read to its end."""
        last = self.last_listing(document)
        if last is None:
            return False
        place = last[0].place
        stood = {column for column, _ in last[1] if place in self._seen.get(column, {})} | self._may_stand(document)
        return bool(stood) and all(self.columns[column] for column in stood)

    def _may_stand(self, document: str) -> set[str]:
        """Columns where it was listed, and that were not read to their end without it since."""
        if all(self.columns.values()):  # it stands in none of them now
            return set()
        newest: dict[str, int] = {}
        for place, column, _ in self._listings(document):
            if place in self._seen.get(column, {}):
                newest[column] = max(place, newest.get(column, -1))
        return {c for c, place in newest.items() if (whole := self.last_whole(c)) is None or place >= whole.place}

    def closed_at(self, started_at: str) -> str:
        """When the crawl before this one that began at an instant was closed; that instant where none did."""
        return next((crawl.closed_at for crawl in self.before if crawl.started_at == started_at), started_at)

    def day(self, instant: str) -> date:
        """The day of an instant in the portal's zone."""
        return datetime.fromisoformat(instant.replace("Z", "+00:00")).astimezone(self._zone).date()

    @cached_property
    def _zone(self) -> ZoneInfo:
        """As the portal file of this crawl says, once it is current."""
        (zone,) = self.db.execute("select zone from portals where id = ?", [self.portal]).fetchone()
        return ZoneInfo(zone or "UTC")

    def note_listed(self) -> None:
        """Write the documents that this crawl lists to the table ``temp.listed_now``, with a column and an address."""
        self._last.clear()
        self.db.execute("drop table if exists temp.listed_now")
        self.db.execute(_LISTED, [self.crawl])
        self.db.execute("create unique index temp.listed_now_document on listed_now (document)")


def scope_of(db: Database, portal: str, crawl: str) -> Scope | None:
    """What an accepted crawl is compared with; None where nothing is: it is the first, or was not made live."""
    source, started_at = db.execute("select source, started_at from crawls where id = ?", [crawl]).fetchone()
    before = db.execute(_BEFORE, [portal, crawl]).fetchall()
    if source != "live" or not before:
        return None
    return Scope(
        db,
        portal,
        crawl,
        started_at,
        tuple(Crawl(id_, began, closed, place) for place, (id_, began, closed) in enumerate(before)),
    )
