"""Writes the series of a portal: derived rows, as of its newest accepted crawl."""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
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
_Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class SeriesRows:
    """The rows of a portal's series: of ``series`` itself, and of the three tables beside it."""

    series: Sequence[dict[str, Any]]
    numbers: Iterable[_Row]
    gaps: Iterable[_Row]
    cited: Iterable[_Row]


def store_series(db: Database, standing: Standing) -> int:
    """Find the series of a portal in what its archive holds now, in place of earlier ones; return how many.

    Part of the transaction of whoever calls it. A portal of which no crawl was accepted has none.
    """
    with _no_collection():
        rows = _rows(db, standing)
        write_series(db, standing, rows)
        return len(rows.series)


def series_observed(db: Database, standing: Standing) -> SeriesRows:
    """The series of a portal in what its archive holds now; nothing is written."""
    with _no_collection():
        rows = _rows(db, standing)
        return SeriesRows(rows.series, [*rows.numbers], [*rows.gaps], [*rows.cited])


def write_series(db: Database, standing: Standing, rows: SeriesRows) -> None:
    """Write a portal's rows in place of earlier ones."""
    _forget(db, standing.portal)
    for row in rows.series:
        db.execute(f"insert into series ({', '.join(row)}) values ({', '.join('?' * len(row))})", list(row.values()))
    _insert(db, "series_numbers", 6, rows.numbers)
    _insert(db, "series_gaps", 8, rows.gaps)
    _insert(db, "cited_numbers", 6, rows.cited)


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


def _rows(db: Database, standing: Standing) -> SeriesRows:
    """All rows, in the order of the tables' keys; all but those of ``series`` are made as they are taken."""
    if not standing.crawled:
        return SeriesRows((), (), (), ())
    known, documents = _Columns(db, standing), Documents(db, standing)
    found = build_series(documents.bearers(), documents.texts, standing.authority, known.are_covered)
    by_id = sorted(((series_id(standing.portal, each.series.key), each) for each in found), key=itemgetter(0))
    return SeriesRows(
        [_series_row(identity, standing, each, known) for identity, each in by_id],
        (row for identity, each in by_id for row in _number_rows(identity, each)),
        (row for identity, each in by_id for row in _gap_rows(identity, each)),
        (row for identity, each in by_id for row in _cited_rows(identity, each)),
    )


def _insert(db: Database, table: str, columns: int, rows: Iterable[_Row]) -> None:
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


def _number_rows(identity: str, each: Built) -> Iterator[_Row]:
    outliers = set(each.series.outliers)
    for one in sorted(each.carried, key=attrgetter("number.serial", "document")):  # in the order of the table's key
        written = one.written or one.number
        serial = written.serial
        yield identity, serial, one.document, spelled(written.spelling, serial), one.origin, int(serial in outliers)


def _gap_rows(identity: str, each: Built) -> Iterator[_Row]:
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


def _cited_rows(identity: str, each: Built) -> Iterator[_Row]:
    for naming in each.namings:
        number = naming.citation.number
        yield identity, number.serial, naming.document, str(number), int(naming.found), naming.citation.quote
