"""What one archive holds of a portal, in the order of addresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlite_utils import Database

from archive.diff.errors import NoSuchPortalError

#: The same order in both: by the bytes of the address.
_SEEN = """
select c.url, c.entity_digest as digest, min(c.captured_at) as first_at, max(c.captured_at) as last_at,
    count(*) as captures, substr(max(c.captured_at || ' ' || c.status), 29) as status
from captures c join crawls w on w.id = c.crawl
where w.portal = ? and w.verdict <> 'open' and c.kind <> 'truncated' and c.method = 'GET'
group by c.url, c.entity_digest order by c.url, first_at, c.entity_digest
"""
_DOCUMENTS = """
select d.url, d.id, d.title, coalesce(d.published_on, ''), d.state, coalesce(d.content_digest, '')
from documents d where d.portal = ? and d."import" is null and d.url <> '' order by d.url, d.id
"""
_PORTALS = "select id from portals union select portal from crawls order by 1"


@dataclass(frozen=True, slots=True)
class Bytes:
    """Bytes that an archive saw at an address: their digest, from when to when (ISO 8601, UTC), how often."""

    digest: str
    first_at: str
    last_at: str
    captures: int
    status: int


@dataclass(frozen=True, slots=True)
class Address:
    """An address as an archive saw it, by what stood there; the first seen comes first."""

    url: str
    seen: tuple[Bytes, ...]

    @property
    def last(self) -> Bytes:
        """What it saw last."""
        return max(self.seen, key=lambda each: (each.last_at, each.digest))

    @property
    def digests(self) -> frozenset[str]:
        """Every digest it saw."""
        return frozenset(each.digest for each in self.seen)


@dataclass(frozen=True, slots=True)
class Document:
    """A document as an archive knows it; dates are days."""

    url: str
    id: str
    title: str
    published_on: str
    state: str
    content_digest: str


def addresses(db: Database, portal: str) -> Iterator[Address]:
    """Every address that closed crawls of a portal captured."""
    rows = _ordered(db, _SEEN, portal)
    for url, found in groupby(rows, key=itemgetter(0)):
        yield Address(
            url,
            tuple(Bytes(d or "", first, last, count, int(status or 0)) for _, d, first, last, count, status in found),
        )


def documents(db: Database, portal: str) -> Iterator[Document]:
    """Every document of a portal that a crawl found."""
    for row in _ordered(db, _DOCUMENTS, portal):
        yield Document(*(value or "" for value in row))


def _ordered(db: Database, sql: str, portal: str) -> Iterator[tuple[Any, ...]]:
    cursor = db.execute(sql, [portal])
    while rows := cursor.fetchmany(1000):
        yield from rows


def common_portal(one: Database, other: Database, name: str | None) -> str:
    """The portal of this name, or the only one that both archives have. Raises NoSuchPortalError."""
    known = [{row for (row,) in db.execute(_PORTALS).fetchall()} for db in (one, other)]
    both = sorted(known[0] & known[1])
    asked = [name] if name in both else [] if name else both
    if len(asked) != 1:
        said = f"no portal {name} in both archives; " if name else ""
        hint = f"name one with --portal: {', '.join(both)}" if both else "they have no portal in common"
        raise NoSuchPortalError(f"{said}{hint}")
    return str(asked[0])
