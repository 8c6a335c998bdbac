"""The published tables of archive.db copied to public.db, row after row, each value through its treatment."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from archive.publish.masked_ahead import LongColumns, masked_ahead
from archive.publish.masked_before import MaskedBefore
from archive.publish.masking import Pseudonyms
from archive.publish.publication import (
    AS_IS,
    REMEMBERED,
    Treatment,
    published_tables,
    treatment_name,
    treatments,
    untouched,
)

_TEXTS = "document_texts"  # the table of long values
#: In which order the rows of a table are copied; those of the others as they stand in the archive. Of documents the
#: newest is last: what is found is put in order by its place in the table, and nothing else need be read of it.
_ORDERS = {"documents": "published_on, id desc", "listing_places": "page, entry"}
_SHORT, _MOST_SHORT = 100, 10_000  # characters of a value that may come again soon, and how many are kept at hand
_MASKED = "insert or replace into masked values (?, ?, ?, ?, ?)"
MaskedPlace = tuple[str, str, str, str, int]


@dataclass(frozen=True, slots=True)
class _Treated:
    """A column whose values are treated: where it stands, and what says of a value that it stays as it is."""

    place: int
    column: str
    name: str
    is_untouched: Callable[[str], bool]
    treatment: Treatment


def copy_all(source: sqlite3.Connection, public: sqlite3.Connection, before: MaskedBefore) -> None:
    """Copy every published table; what is covered in which row stands in ``masked`` then.

    ``source`` is in a transaction, ``public`` has the tables, empty, and ``before`` what was masked earlier.
    """
    functions = treatments(Pseudonyms())
    lasting = {name: _lasting(name, function, before) for name, function in functions.items()}
    for table in published_tables():
        columns = [name for _, name, *_ in public.execute(f'pragma table_info("{table}")')]
        names = ", ".join(f'"{column}"' for column in columns)
        treated = _treated(table, columns, lasting)
        found = source.execute(f'select {names} from "{table}" order by {_ORDERS.get(table, "rowid")}')
        rows: Iterable[Sequence[object]] = found
        if table == _TEXTS:
            long = [(each.place, each.name) for each in treated if each.name in REMEMBERED]
            rows = masked_ahead(found, LongColumns(long, functions), before)
        masked: list[MaskedPlace] = []
        if treated:
            rows = _treat(rows, table, _keys(public, table), treated, masked)
        public.executemany(f'insert into "{table}" ({names}) values ({", ".join("?" * len(columns))})', rows)
        public.executemany(_MASKED, masked)


def _lasting(name: str, treatment: Treatment, before: MaskedBefore) -> Treatment:
    """The treatment with what it gave for values that come again and again, and for long ones of the build before."""
    short = lru_cache(maxsize=_MOST_SHORT)(treatment)
    long = before.remembering(name, treatment) if name in REMEMBERED else treatment
    return lambda value: short(value) if len(value) <= _SHORT else long(value)


def _treated(table: str, columns: list[str], lasting: Mapping[str, Treatment]) -> list[_Treated]:
    named = [(place, column, treatment_name(table, column)) for place, column in enumerate(columns)]
    return [
        _Treated(place, column, name, untouched(name), lasting[name]) for place, column, name in named if name != AS_IS
    ]


def _keys(public: sqlite3.Connection, table: str) -> list[int]:
    """Where the table's primary key stands among its columns."""
    return [place for place, row in enumerate(public.execute(f'pragma table_info("{table}")')) if row[5]]


def _treat(
    rows: Iterable[Sequence[object]], table: str, keys: list[int], treated: list[_Treated], masked: list[MaskedPlace]
) -> Iterator[Sequence[object]]:
    """The rows as they are published; what is covered in them is added to ``masked``."""
    columns = [(each.place, each.column, each.is_untouched, each.treatment) for each in treated]
    for row in rows:
        values: list[object] | None = None
        found: list[tuple[str, str, int]] = []
        for place, column, is_untouched, treatment in columns:
            value = row[place]
            if not value or value.__class__ is not str or (len(value) <= _SHORT and is_untouched(value)):
                continue
            result = treatment(value)
            if result.text is not value:
                values = values or list(row)
                values[place] = result.text
            if result.counts:
                found.extend((column, rule, numbers) for rule, numbers in result.counts.items())
        if found:
            row_id = ",".join(str((values or row)[place]) for place in keys)
            masked.extend((table, row_id, *each) for each in found)
        yield values or row
