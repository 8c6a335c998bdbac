"""Texts as they are archived beside the same as they are published: a mask keeps the length, so that places hold."""

from __future__ import annotations

import sqlite3
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate

from archive.publish.masking import found_in
from archive.publish.masking_cover import Found

_TEXT = "select coalesce(\"text\", '') from document_texts where version = ?"


class BothTexts:
    """The texts of documents by their versions; ``public`` is a whole copy of ``source``, masked value by value."""

    def __init__(self, source: sqlite3.Connection, public: sqlite3.Connection) -> None:
        self._both = source, public
        self.of = lru_cache(maxsize=8)(self._of)

    def _of(self, version: int) -> tuple[str, str]:
        """As archived and as published; both empty where they are not of one length."""
        archived, published = (db.execute(_TEXT, [version]).fetchone()[0] for db in self._both)
        return (archived, published) if len(archived) == len(published) else ("", "")


def counts_within(archived: str, start: int, end: int) -> Counter[str]:
    """How many numbers each rule covers between two places of a text."""
    found, starts, reach = _found(archived)
    near = found[bisect_right(reach, start) : bisect_left(starts, end)]
    return Counter(one.rule for one in near if one.end > start)


@lru_cache(maxsize=8)
def _found(archived: str) -> tuple[Sequence[Found], Sequence[int], Sequence[int]]:
    """What is covered in a text in its order, where each begins, and how far those up to each reach."""
    found = found_in(archived)
    return found, [one.start for one in found], [*accumulate((one.end for one in found), max)]


def note_masked(public: sqlite3.Connection, place: tuple[str, str, str], counts: Mapping[str, int]) -> None:
    """Write down what is masked now at a place: in a table, a row and a column."""
    public.execute("delete from masked where row_table = ? and row_id = ? and row_column = ?", place)
    public.executemany("insert into masked values (?, ?, ?, ?, ?)", [(*place, rule, n) for rule, n in counts.items()])
