"""Pages → blocks in reading order: what goes on over a line, or over a page, is one paragraph or one table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from archive.records import Body, FilePart
from crawler.reading.body import Block
from crawler.reading.files.pdf.carried import all_columns, carried_on, with_columns
from crawler.reading.files.pdf.grid import Box, Ruled, find_tables
from crawler.reading.files.pdf.lines import Line, joined, read_lines
from crawler.reading.files.pdf.marks import Glyph, Marks
from crawler.reading.tables import GridCell

_PAGE_NUMBER = re.compile(r"[-—–\s·第]{0,4}\d{1,4}(?:\s?[/／]\s?\d{1,4})?[-—–\s·页]{0,4}(?:共\s?\d{1,4}\s?页)?")


@dataclass(frozen=True, slots=True)
class Margins:
    """Where lines of prose begin and end on a page, and how far apart they are."""

    left: float
    right: float
    leading: float


@dataclass(frozen=True, slots=True)
class Prose:
    """A line of prose, and the margins of its page."""

    line: Line
    margins: Margins

    @property
    def is_full(self) -> bool:
        """Whether it goes to the right margin, so that what follows may belong to it."""
        return self.line.x1 >= self.margins.right - 1.6 * self.line.size

    @property
    def is_indented(self) -> bool:
        """Whether it begins right of the margin, as the first line of a paragraph does."""
        return self.line.x0 > self.margins.left + 0.8 * self.line.size


@dataclass(frozen=True, slots=True)
class Drawn:
    """A table of one page with its cells read."""

    xs: tuple[float, ...]
    rows: int
    grid: tuple[GridCell, ...]


Item = Prose | Drawn


def read_page(marks: Marks) -> list[Item]:
    """Lines of prose and tables of a page from the top; its number is left out."""
    tables = find_tables(marks.rules)
    inside: dict[int, list[Glyph]] = {}
    outside: list[Glyph] = []
    for glyph in marks.glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, glyph.middle
        number = next((n for n, table in enumerate(tables) if table.holds(x, y)), None)
        (outside if number is None else inside.setdefault(number, [])).append(glyph)
    lines = _without_number(read_lines(outside))
    margins = _margins(lines, marks.width)
    placed: list[tuple[float, Item]] = [(line.middle, Prose(line, margins)) for line in lines]
    for number, table in enumerate(tables):
        if glyphs := inside.get(number):
            placed.append((table.ys[0], Drawn(table.xs, len(table.ys) - 1, _grid(table, glyphs))))
    return [item for _, item in sorted(placed, key=lambda pair: -pair[0])]


def _without_number(lines: list[Line]) -> list[Line]:
    for place in (-1, 0):
        if lines and _PAGE_NUMBER.fullmatch(lines[place].text):
            del lines[place]
    return lines


def _margins(lines: Sequence[Line], width: float) -> Margins:
    if not lines:
        return Margins(0, width, 0)
    steps = [a.middle - b.middle for a, b in pairwise(lines)]
    right = max(max(line.x1 for line in lines), 0.6 * width)
    return Margins(min(line.x0 for line in lines), right, median(steps) if steps else 0)


def _grid(table: Ruled, glyphs: Iterable[Glyph]) -> tuple[GridCell, ...]:
    """The cells of a table with their text."""
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
    return tuple(
        GridCell(box.row, box.column, box.rowspan, box.colspan, _cell_text(box, read_lines(held)))
        for box, held in zip(table.boxes, cells, strict=True)
    )


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
        margin = min(min(line.x0 for line in lines) - box.x0, line.size)
        fills = box.x1 - before.x1 < 1.5 * before.size + margin
        text = joined(text, line.text) if fills else f"{text}\n{line.text}"
    return text


@dataclass
class Flow:
    """The blocks of a file so far, and where its pages begin: in which block, at which character or row."""

    blocks: list[Block] = field(default_factory=list)
    begins: list[tuple[int, int]] = field(default_factory=list)
    _last: Item | None = None
    _rows: int = 0  # of the table that may go on

    def add(self, items: Sequence[Item]) -> None:
        """Take the next page."""
        begun = False
        for item in items:
            place = self._add(item, new_page=not begun)
            if not begun:
                self.begins.append(place)
            begun = True
        if not begun:
            self.begins.append((len(self.blocks), 0))

    def _add(self, item: Item, *, new_page: bool) -> tuple[int, int]:
        before, self._last = self._last, item
        if isinstance(item, Drawn):
            return self._add_table(before, item, new_page)
        block = self.blocks[-1] if self.blocks else None
        if isinstance(block, str) and isinstance(before, Prose) and _goes_on(before, item, new_page):
            self.blocks[-1] = joined(block, item.line.text)
            return len(self.blocks) - 1, len(self.blocks[-1]) - len(item.line.text)
        self.blocks.append(item.line.text)
        return len(self.blocks) - 1, 0

    def _add_table(self, before: Item | None, table: Drawn, new_page: bool) -> tuple[int, int]:
        block = self.blocks[-1] if self.blocks else None
        xs = all_columns(before.xs, table.xs) if new_page and isinstance(before, Drawn) else ()
        if isinstance(before, Drawn) and isinstance(block, tuple) and xs:
            start = self._rows
            self.blocks[-1], rows = carried_on(
                with_columns(block, before.xs, xs), start, with_columns(table.grid, table.xs, xs), table.rows
            )
            self._rows += rows
            self._last = replace(table, xs=xs)
            return len(self.blocks) - 1, start
        self.blocks.append(table.grid)
        self._rows = table.rows
        return len(self.blocks) - 1, 0

    def parts(self, body: Body) -> Iterator[FilePart]:
        """The span of each page in the body that was written of the blocks."""
        paragraphs, tables = iter(body.paragraphs), iter(body.tables)
        starts: list[dict[int, int] | int] = []
        for block in self.blocks:
            if isinstance(block, str):
                starts.append(next(paragraphs).start)
            else:
                rows: dict[int, int] = {}
                for cell in next(tables).cells:
                    rows.setdefault(cell.row, cell.start)
                starts.append(rows)
        places = [self._place(starts, body, *begin) for begin in self.begins]
        for number, (start, following) in enumerate(zip(places, [*places[1:], len(body.text)], strict=True)):
            end = following if number + 1 == len(places) else _before(body.text, start, following)
            yield FilePart(start, end, "")

    @staticmethod
    def _place(starts: Sequence[dict[int, int] | int], body: Body, block: int, at: int) -> int:
        if block >= len(starts):
            return len(body.text)
        start = starts[block]
        if isinstance(start, int):
            return start + at
        return next((place for row, place in start.items() if row >= at), len(body.text))


def _before(text: str, start: int, following: int) -> int:
    """Where a part ends that another follows: before the mark that parts their lines, if one does."""
    return following - 1 if following > start and text[following - 1] == "\n" else following


def _goes_on(before: Prose, item: Prose, new_page: bool) -> bool:
    """Whether a line is the next one of the same paragraph."""
    line, last = item.line, before.line
    if not before.is_full or item.is_indented or not 0.85 < line.size / last.size < 1.18:
        return False
    return new_page or last.middle - line.middle <= max(1.4 * item.margins.leading, 1.6 * line.size)
