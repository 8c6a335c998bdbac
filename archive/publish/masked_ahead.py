"""Rows on their way to be published, their long values masked on every core before it is their turn."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from archive.forked import Forked, cores
from archive.publish.masked_before import Kept, MaskedBefore, Value, is_remembered, kept_of
from archive.publish.publication import Treatment

#: Of many, so many are masked here first: rules and words that are made once are then there in every process.
ALONE = 100
#: Characters of rows that are read together, and bytes that are sent to a process at most (archive.forked).
TOGETHER, _LARGEST = 12_000, 48_000
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class LongColumns:
    """In which places of a row long values stand, by which treatment each is treated, and those treatments."""

    named: Sequence[tuple[int, str]]
    treatments: Mapping[str, Treatment]

    def mask(self, job: list[Value]) -> list[Kept]:
        """The work of a process."""
        return [kept_of(self.treatments[name], value) for name, value in job]

    def values(self, row: Row) -> Iterator[Value]:
        """The long values of a row."""
        return ((name, row[place]) for place, name in self.named if is_remembered(name, row[place]))


@dataclass(frozen=True, slots=True)
class _Batch:
    """Rows, what is known of their long values, and the digests of those of which nothing is."""

    rows: list[Row]
    known: dict[Value, tuple[bytes, Kept]]
    unknown: dict[Value, bytes]


def masked_ahead(rows: Iterable[Row], columns: LongColumns, before: MaskedBefore) -> Iterator[Row]:
    """The rows as they are; when one comes, ``before`` is ready to say what becomes of its long values.

    By as many processes as there are cores, where many values are new to ``before``.
    """
    batches = (_batch(some, columns, before) for some in _together(rows, columns))
    alone = 0
    for batch in batches:
        alone += len(batch.unknown)
        before.ready = batch.known
        yield from batch.rows
        if alone >= ALONE:
            yield from _on_every_core(batches, columns, before)
    before.ready = {}


def _on_every_core(batches: Iterator[_Batch], columns: LongColumns, before: MaskedBefore) -> Iterator[Row]:
    if (first := next(batches, None)) is None:
        return
    waiting = deque[_Batch]()
    processes = cores() if cores() > 1 else 0
    with Forked(columns.mask, processes, _LARGEST) as pool:
        for made in pool.map(_asked(chain([first], batches), waiting)):
            batch = waiting.popleft()
            answers = zip(batch.unknown.items(), made, strict=True)
            before.ready = batch.known | {value: (digest, kept) for (value, digest), kept in answers}
            yield from batch.rows


def _asked(batches: Iterable[_Batch], waiting: deque[_Batch]) -> Iterator[list[Value]]:
    for batch in batches:
        waiting.append(batch)
        yield list(batch.unknown)


def _together(rows: Iterable[Row], columns: LongColumns) -> Iterator[list[Row]]:
    some: list[Row] = []
    length = 0
    for row in rows:
        some.append(row)
        length += 1 + sum(len(value) for _, value in columns.values(row))
        if length >= TOGETHER:
            yield some
            some, length = [], 0
    if some:
        yield some


def _batch(rows: list[Row], columns: LongColumns, before: MaskedBefore) -> _Batch:
    batch = _Batch(rows, {}, {})
    for value in chain.from_iterable(map(columns.values, rows)):
        digest, kept = before.known(value)
        if kept is None:
            batch.unknown[value] = digest
        else:
            batch.known[value] = (digest, kept)
    return batch
