"""Writes the series of a portal: derived rows, as of its newest accepted crawl."""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from operator import attrgetter, itemgetter
from typing import Any

from sqlite_utils import Database

from archive.series.build import Built, build_series
from archive.series.gather import Documents, documents_of
from archive.series.numbers import kind_of, spelled
from archive.series.series import COVERAGE, Key
from archive.standing import Column, Standing

_AT_ONCE = 50  # rows
_TABLES = ("series_numbers", "series_gaps", "cited_numbers")


def store_series(db: Database, standing: Standing) -> int:
    """Find the series of a portal in what its archive holds now, in place of earlier ones; return how many.

    Part of the transaction of whoever calls it. A portal of which no crawl was accepted has none.
    """
    portal = standing.portal
    _forget(db, portal)
    if not standing.crawled:
        return 0
    with _no_collection():
        return _found_and_written(db, standing)


def _found_and_written(db: Database, standing: Standing) -> int:
    known, documents = _Columns(db, standing), Documents(db, standing)
    found = build_series(documents.bearers(), documents.texts, standing.authority, known.are_covered)
    _write(db, standing, found, known)
    return len(found)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Numbers and their bearers refer to nothing that refers back; looking through them for cycles costs a tenth.

    They must be gone when this ends: else they are looked through then.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class _Columns:
    """The columns that were not read whole, and the documents in them."""

    def __init__(self, db: Database, standing: Standing) -> None:
        self._unread = [c for c in standing.columns if c.portal == standing.portal and c.state != "complete"]
        self._of = documents_of(db, standing.portal, [column.id for column in self._unread])

    def unread(self, documents: Iterable[str]) -> list[Column]:
        """The columns in which ``documents`` stand, or stood, and that were not read whole in the newest crawl."""
        concerned = set(documents) if self._unread else set[str]()
        return [column for column in self._unread if not self._of[column.id].isdisjoint(concerned)]

    def are_covered(self, documents: Iterable[str]) -> bool:
        """Whether all of them were read whole."""
        return not self.unread(documents)


def series_id(portal: str, key: Key) -> str:
    """Portal and a digest of sort, prefix and year: the same in every crawl."""
    said = json.dumps([key.sort, key.prefix, key.year], ensure_ascii=False)
    return f"{portal}-{hashlib.sha256(said.encode()).hexdigest()[:16]}"


def _forget(db: Database, portal: str) -> None:
    for table in _TABLES:
        db.execute(f"delete from {table} where series in (select id from series where portal = ?)", [portal])
    db.execute("delete from series where portal = ?", [portal])


def _write(db: Database, standing: Standing, found: Iterable[Built], known: _Columns) -> None:
    """Write all rows, in the order of the tables' keys."""
    by_id = sorted(((series_id(standing.portal, each.series.key), each) for each in found), key=itemgetter(0))
    for identity, each in by_id:
        row = _series_row(identity, standing, each, known)
        db.execute(f"insert into series ({', '.join(row)}) values ({', '.join('?' * len(row))})", list(row.values()))
    _insert(db, "series_numbers", 6, (row for identity, each in by_id for row in _number_rows(identity, each)))
    _insert(db, "series_gaps", 8, (row for identity, each in by_id for row in _gap_rows(identity, each)))
    _insert(db, "cited_numbers", 6, (row for identity, each in by_id for row in _cited_rows(identity, each)))


def _insert(db: Database, table: str, columns: int, rows: Iterable[tuple[Any, ...]]) -> None:
    """Write rows, many with each statement: for narrow rows that costs a third less."""
    rows, one = iter(rows), f"({', '.join('?' * columns)})"
    many = f"insert into {table} values {', '.join([one] * _AT_ONCE)}"
    while len(batch := list(islice(rows, _AT_ONCE))) == _AT_ONCE:
        db.conn.execute(many, list(chain.from_iterable(batch)))
    db.conn.executemany(f"insert into {table} values {one}", batch)


def _series_row(identity: str, standing: Standing, each: Built, known: _Columns) -> dict[str, Any]:
    series = each.series
    unread = known.unread(one.document for one in each.carried) if series.reason == COVERAGE else []
    return {
        "id": identity,
        "portal": standing.portal,
        "as_of": standing.as_of,
        "as_of_date": standing.as_of_date,
        "sort": series.key.sort,
        "prefix": series.key.prefix,
        "kind": kind_of(series.key.prefix),
        "year": series.key.year,
        "spelling": series.spelling,
        "owner": series.owner,
        "first": series.serials[0] if series.serials else None,
        "last": series.serials[-1] if series.serials else None,
        "published": len(series.serials),
        "missing": series.missing,
        "share": series.share,
        "issued": series.issued,
        "cited": len(series.cited),
        "twice": len(series.twice),
        "outliers": len(series.outliers),
        "reason": series.reason,
        "unread": json.dumps([{"title": c.title, "state": c.state} for c in unread], ensure_ascii=False),
    }


def _number_rows(identity: str, each: Built) -> Iterator[tuple[Any, ...]]:
    outliers = set(each.series.outliers)
    for one in sorted(each.carried, key=attrgetter("number.serial", "document")):  # in the order of the table's key
        written = one.written or one.number
        serial = written.serial
        yield identity, serial, one.document, spelled(written.spelling, serial), one.origin, int(serial in outliers)


def _gap_rows(identity: str, each: Built) -> Iterator[tuple[Any, ...]]:
    days, spelling = _days(each), each.series.spelling
    for gap in each.series.gaps:
        first, last = gap.first, gap.last
        ends = spelled(spelling, first), spelled(spelling, last)
        yield identity, first, last, gap.numbers, *ends, days.get(first - 1), days.get(last + 1)


def _days(each: Built) -> dict[int, str]:
    """For each serial beside a gap the first day on which a document of it is dated."""
    beside = {serial for gap in each.series.gaps for serial in (gap.first - 1, gap.last + 1)}
    days: dict[int, str] = {}
    for one in each.carried if beside else ():
        serial = one.number.serial
        if serial in beside and (day := one.published_on) and day < days.get(serial, "9999"):
            days[serial] = day
    return days


def _cited_rows(identity: str, each: Built) -> Iterator[tuple[Any, ...]]:
    for naming in each.namings:
        number = naming.citation.number
        yield identity, number.serial, naming.document, str(number), int(naming.found), naming.citation.quote
