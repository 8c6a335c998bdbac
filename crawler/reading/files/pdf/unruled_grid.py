"""Lines of a table without ruling lines → its grid: heads, labels, numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from crawler.reading.files.pdf.drawn import Drawn
from crawler.reading.files.pdf.lines import joined
from crawler.reading.files.pdf.unruled_labels import CLOSE, labels_of
from crawler.reading.files.pdf.words import Row, Word
from crawler.reading.tables import GridCell

LABELS = 2  # columns in front of the numbers
_FEWEST = 3  # columns of numbers over which one number may stand for all


@dataclass(frozen=True, slots=True)
class Found:
    """A table: its lines from the top, and the middles of its columns of numbers."""

    rows: Sequence[Row]
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


def drawn(found: Found) -> Drawn:
    """The table as a grid: a row for each line with numbers, and for each line of heads."""
    numbered = [place for place, row in enumerate(found.rows) if row.values]
    heads = [place for place, row in enumerate(found.rows) if not row.values and _is_head(found, place, numbered[0])]
    labelled = [place for place in range(len(found.rows)) if place not in heads]
    inner, outer = labels_of(found.rows, numbered, labelled)
    found = replace(found, inner=inner, outer=outer)
    grid: list[GridCell] = []
    lines = _rows_of_heads(found, heads) + [[place] for place in numbered]
    for number, places in enumerate(sorted(lines)):
        cells = _value_cells(found, places[0]) if places[0] in numbered else _head_cells(found, places)
        grid += [GridCell(number, column, 1, span, text) for column, span, text in cells]
    top, bottom = found.rows[0].words[0], found.rows[-1].words[0]
    return Drawn(top.middle + top.size, bottom.middle - bottom.size, found.places, len(lines), tuple(grid))


def _is_head(found: Found, place: int, first: int) -> bool:
    """Whether a line without numbers is a row of its own, and no line of a label: by where it stands."""
    row = found.rows[place]
    if any(word.centre > found.left for word in row.words):
        return True
    near = [
        other for other in (place - 1, place + 1) if 0 <= other < len(found.rows) and _is_close(found, place, other)
    ]
    return not near or (place < first and first not in near)


def _is_close(found: Found, one: int, other: int) -> bool:
    """Whether two lines stand as close together as lines of one cell."""
    row = found.rows[one]
    return abs(found.rows[other].middle - row.middle) < CLOSE * row.words[0].size


def _rows_of_heads(found: Found, heads: Sequence[int]) -> list[list[int]]:
    """Lines of heads that stand as close together as lines of one cell, together."""
    together: list[list[int]] = []
    for place in heads:
        before = together[-1][-1] if together else None
        if before == place - 1 and _is_close(found, place, before):
            together[-1].append(place)
        else:
            together.append([place])
    return together


def _head_cells(found: Found, places: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    """The words of lines of heads, each in the column under its middle; those of one column together."""
    columns: dict[int, str] = {}
    for word in (word for place in places for word in found.rows[place].words):
        column = _column(found, word)
        columns[column] = joined(columns[column], word.text) if column in columns else word.text
    for column in sorted(columns):
        yield column, 1, columns[column]


def _value_cells(found: Found, place: int) -> Iterator[tuple[int, int, str]]:
    """Labels and numbers of a row; a blank where a column has none, one cell where one number stands for all."""
    outer, inner = found.outer.get(place, ""), found.inner.get(place, "")
    if outer:
        yield 0, 1, outer
    if found.inner:
        yield (1, 1, inner) if outer else (0, LABELS, inner)
    values = found.rows[place].values
    count = len(found.centres)
    if len(values) == 1 and count <= _FEWEST:
        yield LABELS, count, values[0].text
        return
    at = {_column(found, word): word.text for word in values}
    for column in range(LABELS, LABELS + count):
        yield column, 1, at.get(column, "")


def _column(found: Found, word: Word) -> int:
    if word.centre < found.left:
        return 0
    nearest = min(range(len(found.centres)), key=lambda number: abs(found.centres[number] - word.centre))
    return LABELS + nearest
