"""One page → its lines of prose and its tables, before it is known what of them belongs to the page alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crawler.reading.files.pdf.drawn import Drawn
from crawler.reading.files.pdf.grid import Box, Ruled, find_tables
from crawler.reading.files.pdf.lines import Line, joined, read_lines
from crawler.reading.files.pdf.marks import Glyph, Marks
from crawler.reading.files.pdf.unruled import unruled_tables
from crawler.reading.tables import GridCell


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page: lines outside of tables from the top, and tables."""

    width: float
    lines: tuple[Line, ...]
    tables: tuple[Drawn, ...]


def read_leaf(marks: Marks) -> Leaf:
    """Lines and tables of a page."""
    tables = find_tables(marks.rules)
    inside: dict[int, list[Glyph]] = {}
    outside: list[Glyph] = []
    for glyph in marks.glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, glyph.middle
        number = next((n for n, table in enumerate(tables) if table.holds(x, y)), None)
        (outside if number is None else inside.setdefault(number, [])).append(glyph)
    drawn = [_drawn(table, glyphs) for number, table in enumerate(tables) if (glyphs := inside.get(number))]
    more, prose = unruled_tables(outside)
    return Leaf(marks.width, tuple(read_lines(prose)), (*drawn, *more))


def _drawn(table: Ruled, glyphs: Iterable[Glyph]) -> Drawn:
    """A table with the text of its cells."""
    cells: list[list[Glyph]] = [[] for _ in table.boxes]
    at = {
        (row, column): number
        for number, box in enumerate(table.boxes)
        for row in range(box.row, box.row + box.rowspan)
        for column in range(box.column, box.column + box.colspan)
    }
    for glyph in glyphs:
        column = _slot(table.xs, (glyph.x0 + glyph.x1) / 2)
        row = _slot([-y for y in table.ys], -glyph.middle)
        cells[at[row, column]].append(glyph)
    rows = len(table.ys) - 1
    grid: list[GridCell] = []
    full: list[float] = []
    for box, held in zip(table.boxes, cells, strict=True):
        lines = read_lines(held)
        grid.append(GridCell(box.row, box.column, box.rowspan, box.colspan, _cell_text(box, lines)))
        if box.row + box.rowspan == rows and lines and _fills(box, lines[-1], lines):
            full.append(box.x0)
    return Drawn(table.ys[0], table.ys[-1], table.xs, rows, tuple(grid), tuple(full))


def _slot(places: Sequence[float], value: float) -> int:
    """Between which of the places a value lies; the outer slots reach beyond them."""
    return next((n for n, place in enumerate(places[1:-1]) if value < place), len(places) - 2)


def _cell_text(box: Box, lines: Sequence[Line]) -> str:
    """The lines of a cell; one that fills the cell goes on in the next."""
    text = ""
    for before, line in zip([None, *lines], lines, strict=False):
        if before is None:
            text = line.text
            continue
        text = joined(text, line.text) if _fills(box, before, lines) else f"{text}\n{line.text}"
    return text


def _fills(box: Box, line: Line, lines: Sequence[Line]) -> bool:
    """Whether a line of a cell goes to the cell's right side, but for the margin its lines leave on the left."""
    margin = min(min(other.x0 for other in lines) - box.x0, line.size)
    return box.x1 - line.x1 < 1.5 * line.size + margin
