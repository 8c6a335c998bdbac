"""Tables without ruling lines: rows of several numbers that stand under one another.

Only those: what looks like a table and holds no columns of numbers is prose. Columns are told by the numbers of the
fullest rows; what stands left of the first is a label, in two columns: the innermost, and all others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from archive.reports.folding import fold
from archive.reports.headings import official_title
from crawler.reading.files.pdf.drawn import Drawn
from crawler.reading.files.pdf.lines import WIDE, joined, rows_of
from crawler.reading.files.pdf.marks import Glyph
from crawler.reading.files.pdf.rules import begins_part, is_ended
from crawler.reading.tables import MAX_COLUMNS, GridCell
from crawler.reading.text import tidy

_VALUE = re.compile(r"[-+−]?\d{1,3}(?:,\d{3}){0,5}(?:\.\d{1,4})?|[-+−]?\d{1,12}(?:\.\d{1,4})?|[-—－/]")
_FEWEST = 3  # numbers in a row that is the row of a table
_ALONE = 10  # so many make one with no other row like it
_MOST_ROWS, _MOST_HEADS, _MOST_PLACES = 400, 200, 20_000  # of one page: lines, words of heads, rows times columns
_LONGEST_LABEL = 40
_CLOSE = 1.6  # heights of a character between two lines of one cell, at most
_BESIDE = 6.0  # points: so far from its head a number may stand
_LABELS = 2  # columns in front of the numbers


@dataclass(frozen=True, slots=True)
class Word:
    """Characters that no gap parts, and where they stand."""

    text: str
    x0: float
    x1: float
    middle: float
    size: float
    glyphs: tuple[Glyph, ...]

    @property
    def centre(self) -> float:
        """The middle of its width."""
        return (self.x0 + self.x1) / 2

    @property
    def is_value(self) -> bool:
        """Whether it is a number, or the stroke that stands for none."""
        return _VALUE.fullmatch(self.text) is not None


@dataclass(slots=True)
class _Row:
    """A line of words; ``values`` are the numbers it ends with."""

    words: tuple[Word, ...]
    values: tuple[Word, ...] = ()
    middle: float = 0.0

    def __post_init__(self) -> None:
        count = 0
        for word in reversed(self.words):
            if not word.is_value:
                break
            count += 1
        self.values = self.words[len(self.words) - count :] if count else ()
        self.middle = self.words[0].middle

    @property
    def text(self) -> str:
        return "".join(word.text for word in self.words)


@dataclass(slots=True)
class _Found:
    """A table: its lines from the top, and the middles of its columns of numbers."""

    rows: list[_Row]
    centres: tuple[float, ...]
    inner: dict[int, str] = field(default_factory=dict)  # of each row of numbers: the label beside them
    outer: dict[int, str] = field(default_factory=dict)  # and what stands further left

    @property
    def left(self) -> float:
        """Where the columns of numbers begin."""
        return self.centres[0] - (self.centres[1] - self.centres[0]) / 2

    @property
    def places(self) -> tuple[float, ...]:
        """What tells a table that goes on on the next page: its middles, and places of the labels that follow."""
        first, last = self.centres[0], self.centres[-1]
        return (first - 200, first - 100, *self.centres, last + 20)


def unruled_tables(glyphs: Sequence[Glyph]) -> tuple[list[Drawn], list[Glyph]]:
    """The tables that characters outside of ruling lines make, and the characters that belong to none."""
    rows = [_Row(words) for line in rows_of(glyphs) if (words := tuple(_words(line)))]
    tables: list[Drawn] = []
    taken: set[int] = set()
    if len(rows) <= _MOST_ROWS:
        for start, end, centres in _regions(rows):
            tables.append(_drawn(_Found(rows[start:end], centres)))
            taken.update(id(glyph) for row in rows[start:end] for word in row.words for glyph in word.glyphs)
    return tables, [glyph for glyph in glyphs if id(glyph) not in taken]


def _words(line: Sequence[Glyph]) -> Iterator[Word]:
    run: list[Glyph] = []
    for glyph in sorted(line, key=lambda glyph: glyph.x0):
        if not tidy(glyph.text):
            continue
        if run and _is_gap(run[-1], glyph):
            yield _word(run)
            run = []
        run.append(glyph)
    if run:
        yield _word(run)


def _is_gap(before: Glyph, glyph: Glyph) -> bool:
    """Whether two characters belong to two cells: a number stands nearer to its label than two words to each other."""
    wide = (before.text[-1:] >= WIDE, glyph.text[:1] >= WIDE)
    least = 0.2 if wide == (True, False) else 0.4
    return glyph.x0 - before.x1 > least * min(before.size, glyph.size)


def _word(run: Sequence[Glyph]) -> Word:
    text = "".join(glyph.text for glyph in run)
    size = median(glyph.size for glyph in run)
    return Word(tidy(text), run[0].x0, max(g.x1 for g in run), run[0].middle, size, tuple(run))


def _regions(rows: Sequence[_Row]) -> Iterator[tuple[int, int, tuple[float, ...]]]:
    """Where tables begin and end among the lines of a page, and the middles of their columns."""
    floor = 0
    seeds = [number for number, row in enumerate(rows) if _FEWEST <= len(row.values) <= MAX_COLUMNS - _LABELS]
    while seeds:
        first = seeds[0]
        group = [first]
        for number in seeds[1:]:
            if not _aligned(rows[first], rows[number]) or _is_parted(rows, group[-1], number):
                break
            group.append(number)
        seeds = [number for number in seeds if number > group[-1]]
        width = len(rows[first].values)
        if (len(group) < 2 and width < _ALONE) or width * len(rows) > _MOST_PLACES:
            continue
        centres = _centres([rows[number] for number in group])
        start, end = _reach(rows, group, centres, floor)
        seeds = [number for number in seeds if number >= end]
        floor = end
        yield start, end, _with_empty(centres, rows[start:first])


def _aligned(one: _Row, other: _Row) -> bool:
    """Whether the numbers of two rows stand under one another."""
    if len(one.values) != len(other.values):
        return False
    width = min(b.centre - a.centre for a, b in pairwise(one.values))
    return all(abs(a.centre - b.centre) < 0.4 * width for a, b in zip(one.values, other.values, strict=True))


def _is_parted(rows: Sequence[_Row], above: int, below: int) -> bool:
    """Whether prose or a title of the official form stands between two rows."""
    return any(_is_prose(row) for row in rows[above + 1 : below])


def _is_prose(row: _Row) -> bool:
    text = row.text
    if official_title("".join(fold(text).split())) and not row.values:
        return True
    return len(text) > _LONGEST_LABEL or (is_ended(text) and len(text) > 15)


def _centres(rows: Sequence[_Row]) -> tuple[float, ...]:
    return tuple(median(row.values[place].centre for row in rows) for place in range(len(rows[0].values)))


def _with_empty(centres: tuple[float, ...], heads: Sequence[_Row]) -> tuple[float, ...]:
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


def _reach(rows: Sequence[_Row], group: Sequence[int], centres: tuple[float, ...], floor: int) -> tuple[int, int]:
    """How far a table reaches beyond its full rows: as long as lines have something in its columns of numbers."""
    start, end = group[0], group[-1] + 1
    left = centres[0] - (centres[1] - centres[0]) / 2
    while start > floor and (step := _step_up(rows, start, left, floor)):
        start -= step
    while end < len(rows) and _belongs(rows[end], rows[end - 1], left):
        end += 1
    return start, end


def _step_up(rows: Sequence[_Row], start: int, left: float, floor: int) -> int:
    """How many lines further up a table reaches: the end of a label that a page tore may stand under its heads."""
    if _belongs(rows[start - 1], rows[start], left):
        return 1
    torn = not _is_prose(rows[start - 1])
    return 2 if torn and start - 2 >= floor and _belongs(rows[start - 2], rows[start - 1], left) else 0


def _belongs(row: _Row, beside: _Row, left: float) -> bool:
    size = row.words[0].size
    near = abs(row.middle - beside.middle) < 3.2 * size
    if not near or _is_prose(row):
        return False
    inside = any(word.x1 > left for word in row.words)
    parted = len(row.words) > 1 or not begins_part(row.text)
    goes_on = abs(row.middle - beside.middle) < 1.6 * size and len(row.text) <= 12 and not is_ended(row.text)
    return (inside and parted) or (goes_on and not begins_part(row.text) and bool(beside.values))


def _drawn(found: _Found) -> Drawn:
    """The table as a grid: a row for each line with numbers, and for each line of heads."""
    numbered = [place for place, row in enumerate(found.rows) if row.values]
    heads = [place for place, row in enumerate(found.rows) if not row.values and _is_head(found, place, numbered[0])]
    _label(found, numbered, [place for place in range(len(found.rows)) if place not in heads])
    grid: list[GridCell] = []
    lines = _rows_of_heads(found, heads) + [[place] for place in numbered]
    for number, places in enumerate(sorted(lines)):
        cells = _value_cells(found, places[0]) if places[0] in numbered else _head_cells(found, places)
        grid += [GridCell(number, column, 1, span, text) for column, span, text in cells]
    top, bottom = found.rows[0].words[0], found.rows[-1].words[0]
    return Drawn(top.middle + top.size, bottom.middle - bottom.size, found.places, len(lines), tuple(grid))


def _is_head(found: _Found, place: int, first: int) -> bool:
    """Whether a line without numbers is a row of its own, and no line of a label: by where it stands."""
    row = found.rows[place]
    if any(word.centre > found.left for word in row.words):
        return True
    near = [
        other for other in (place - 1, place + 1) if 0 <= other < len(found.rows) and _is_close(found, place, other)
    ]
    return not near or (place < first and first not in near)


def _is_close(found: _Found, one: int, other: int) -> bool:
    """Whether two lines stand as close together as lines of one cell."""
    row = found.rows[one]
    return abs(found.rows[other].middle - row.middle) < _CLOSE * row.words[0].size


def _rows_of_heads(found: _Found, heads: Sequence[int]) -> list[list[int]]:
    """Lines of heads that stand as close together as lines of one cell, together."""
    together: list[list[int]] = []
    for place in heads:
        before = together[-1][-1] if together else None
        if before == place - 1 and _is_close(found, place, before):
            together[-1].append(place)
        else:
            together.append([place])
    return together


def _head_cells(found: _Found, places: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    """The words of lines of heads, each in the column under its middle; those of one column together."""
    columns: dict[int, str] = {}
    for word in (word for place in places for word in found.rows[place].words):
        column = _column(found, word)
        columns[column] = joined(columns[column], word.text) if column in columns else word.text
    for column in sorted(columns):
        yield column, 1, columns[column]


def _value_cells(found: _Found, place: int) -> Iterator[tuple[int, int, str]]:
    """Labels and numbers of a row; a blank where a column has none, one cell where one number stands for all."""
    outer, inner = found.outer.get(place, ""), found.inner.get(place, "")
    if outer:
        yield 0, 1, outer
    if found.inner:
        yield (1, 1, inner) if outer else (0, _LABELS, inner)
    values = found.rows[place].values
    count = len(found.centres)
    if len(values) == 1 and count <= _FEWEST:
        yield _LABELS, count, values[0].text
        return
    at = {_column(found, word): word.text for word in values}
    for column in range(_LABELS, _LABELS + count):
        yield column, 1, at.get(column, "")


def _column(found: _Found, word: Word) -> int:
    if word.centre < found.left:
        return 0
    nearest = min(range(len(found.centres)), key=lambda number: abs(found.centres[number] - word.centre))
    return _LABELS + nearest


def _label(found: _Found, numbered: Sequence[int], places: Sequence[int]) -> None:
    """Give each row of numbers its labels.

    Labels that begin with an ordinal each, as many as there are rows, belong to them in their order; other lines
    belong to the row they stand nearest to.
    """
    before = [(place, found.rows[place]) for place in places]
    lines = _parted_at_columns([(place, row.words[: len(row.words) - len(row.values)]) for place, row in before])
    last = {place: words[-1] for place, words in lines if words}
    inner = [(place, word) for place, word in last.items() if not _is_outer(last, place)]
    outer = [(place, word) for place, words in lines for word in words if (place, word) not in inner]
    blocks: list[list[Word]] = []
    for _, word in inner:
        if not blocks or begins_part(word.text):
            blocks.append([])
        blocks[-1].append(word)
    if len(blocks) == len(numbered):
        found.inner = {place: _text(block) for place, block in zip(numbered, blocks, strict=True)}
    else:
        found.inner = _nearest_labels(found, numbered, inner)
    found.outer = _nearest_labels(found, numbered, outer)


def _is_outer(last: dict[int, Word], place: int) -> bool:
    """Whether the last words in front of the numbers stand left of those of the lines beside it: a group's label."""
    word = last[place]
    beside = [last[other] for other in (place - 1, place + 1) if other in last]
    return any(
        other.x0 >= word.x1 - 0.5 * word.size and abs(other.middle - word.middle) < _CLOSE * word.size
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
            yield _word(word.glyphs[:number])
            yield _word(word.glyphs[number:])
            return
    yield word


def _nearest_labels(found: _Found, numbered: Sequence[int], words: Sequence[tuple[int, Word]]) -> dict[int, str]:
    labels: dict[int, list[Word]] = {}
    for _, word in words:
        nearest = min(numbered, key=lambda number: abs(found.rows[number].middle - word.middle))
        labels.setdefault(nearest, []).append(word)
    return {place: _text(held) for place, held in labels.items()}


def _text(words: Sequence[Word]) -> str:
    text = ""
    for word in sorted(words, key=lambda word: (-word.middle, word.x0)):
        text = joined(text, word.text) if text else word.text
    return text
