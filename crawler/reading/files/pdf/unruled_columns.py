"""Columns of a table without ruling lines: where numbers stand under one another, and under which heads."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from crawler.reading.files.pdf.words import Row, Word

_MOST_HEADS = 200  # words
_BESIDE = 6.0  # points: so far from its head a number may stand


def aligned(one: Row, other: Row) -> bool:
    """Whether the numbers of two rows stand under one another."""
    if len(one.values) != len(other.values):
        return False
    width = min(b.centre - a.centre for a, b in pairwise(one.values))
    return all(abs(a.centre - b.centre) < 0.4 * width for a, b in zip(one.values, other.values, strict=True))


def centres_of(rows: Sequence[Row]) -> tuple[float, ...]:
    """The middles of the columns of some rows with equally many numbers."""
    return tuple(median(row.values[place].centre for row in rows) for place in range(len(rows[0].values)))


def with_empty(centres: tuple[float, ...], heads: Sequence[Row]) -> tuple[float, ...]:
    """The columns with those that hold nothing on the page: a head stands there, and no number under it.

    Only where every number stands under a head of its own: else nothing is known of what is empty.
    """
    left = centres[0] - (centres[1] - centres[0]) / 2
    words = [word for row in heads if not row.values for word in row.words if word.centre > left]
    if len(words) > _MOST_HEADS:
        return centres
    columns = _side_by_side([word for word in words if not _spans(word, words)])
    under = [[c for c in centres if x0 - _BESIDE < c < x1 + _BESIDE] for x0, x1 in columns]
    if sorted(c for found in under for c in found) != sorted(centres) or any(len(found) > 1 for found in under):
        return centres
    empty = [(x0 + x1) / 2 for (x0, x1), found in zip(columns, under, strict=True) if not found]
    return tuple(sorted([*centres, *empty]))


def _spans(word: Word, words: Sequence[Word]) -> bool:
    """Whether a word of a head stands over two or more columns: over words that stand side by side."""
    below = [other for other in words if other.middle < word.middle and min(word.x1, other.x1) > max(word.x0, other.x0)]
    return len(_side_by_side(below)) > 1


def _side_by_side(words: Sequence[Word]) -> list[tuple[float, float]]:
    """From where to where words stand, those over one another together."""
    found: list[tuple[float, float]] = []
    for word in sorted(words, key=lambda word: word.x0):
        if found and word.x0 < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], word.x1))
        else:
            found.append((word.x0, word.x1))
    return found
