"""Labels of the rows of a table without ruling lines: which words belong to which row of numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from crawler.reading.files.pdf.rules import begins_part
from crawler.reading.files.pdf.words import Row, Word, text_of, word_of

CLOSE = 1.6  # heights of a character between two lines of one cell, at most
Labels = dict[int, str]  # by the line of the numbers
_FEWEST = 3  # words that show where a column begins


def labels_of(rows: Sequence[Row], numbered: Sequence[int], places: Sequence[int]) -> tuple[Labels, Labels]:
    """The labels of each row of numbers: what stands beside them, and what stands further left.

    ``places`` are the lines that hold labels, ``numbered`` those of them with numbers. Labels that begin with an
    ordinal each, as many as there are rows, belong to them in their order; other lines to the row that is nearest.
    """
    lines = _parted_at_columns([(place, rows[place].labels) for place in places])
    last = {place: words[-1] for place, words in lines if words}
    inner = [(place, word) for place, word in last.items() if not _is_outer(last, place)]
    outer = [(place, word) for place, words in lines for word in words if (place, word) not in inner]
    blocks: list[list[Word]] = []
    for _, word in inner:
        if not blocks or begins_part(word.text):
            blocks.append([])
        blocks[-1].append(word)
    if len(blocks) == len(numbered):
        beside = {place: text_of(block) for place, block in zip(numbered, blocks, strict=True)}
    else:
        beside = _nearest_labels(rows, numbered, inner)
    return beside, _nearest_labels(rows, numbered, outer)


def _is_outer(last: dict[int, Word], place: int) -> bool:
    """Whether the last words in front of the numbers stand left of those of the lines beside it: a group's label."""
    word = last[place]
    beside = [last[other] for other in (place - 1, place + 1) if other in last]
    return any(
        other.x0 >= word.x1 - 0.5 * word.size and abs(other.middle - word.middle) < CLOSE * word.size
        for other in beside
    )


def _parted_at_columns(lines: Sequence[tuple[int, tuple[Word, ...]]]) -> list[tuple[int, tuple[Word, ...]]]:
    """Lines of labels, their words parted where the innermost column begins: those beside it may come close."""
    starts = Counter(round(words[-1].x0) for _, words in lines if words)
    column, count = max(starts.items(), key=lambda start: start[::-1], default=(0, 0))
    if count < _FEWEST:
        return list(lines)
    return [(place, tuple(part for word in words for part in _parted(word, column))) for place, words in lines]


def _parted(word: Word, at: float) -> Iterator[Word]:
    for number, (before, glyph) in enumerate(pairwise(word.glyphs), 1):
        if abs(glyph.x0 - at) <= 1 and glyph.x0 - before.x1 > 0.1 * word.size:
            yield word_of(word.glyphs[:number])
            yield word_of(word.glyphs[number:])
            return
    yield word


def _nearest_labels(rows: Sequence[Row], numbered: Sequence[int], words: Sequence[tuple[int, Word]]) -> Labels:
    labels: dict[int, list[Word]] = {}
    for _, word in words:
        nearest = min(numbered, key=lambda number: abs(rows[number].middle - word.middle))
        labels.setdefault(nearest, []).append(word)
    return {place: text_of(held) for place, held in labels.items()}
