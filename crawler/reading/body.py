"""An element of a page → the Body: paragraphs and tables in reading order, spans into one text."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from archive.records import Body, Cell, Paragraph, Table
from crawler.reading.outline import Outline
from crawler.reading.page import Page
from crawler.reading.tables import GridCell, is_data_table, read_grid

Block = str | tuple[GridCell, ...]


class BodyWriter:
    """Builds ``Body.text`` piece by piece, so that every span is right by construction."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._paragraphs: list[Paragraph] = []
        self._tables: list[Table] = []

    def paragraph(self, text: str) -> None:
        """Add one paragraph on a line of its own."""
        start = self._append("\n", text)
        self._paragraphs.append(Paragraph(start, self._length))

    def table(self, grid: Sequence[GridCell]) -> None:
        """Add a table: its rows on lines, its cells parted by tabs."""
        cells: list[Cell] = []
        row = -1
        for cell in grid:
            start = self._append("\t" if cell.row == row else "\n", cell.text)
            row = cell.row
            cells.append(Cell(row, cell.column, cell.rowspan, cell.colspan, cell.text, start, self._length))
        self._tables.append(Table(tuple(cells)))

    @property
    def length(self) -> int:
        """How many characters were written so far."""
        return self._length

    def body(self) -> Body:
        """What was written."""
        return Body("".join(self._pieces), tuple(self._paragraphs), tuple(self._tables))

    def _append(self, mark: str, text: str) -> int:
        """Add a text, parted by a mark from what is before it; give where it starts."""
        if self._pieces:
            self._pieces.append(mark)
            self._length += 1
        self._pieces.append(text)
        start, self._length = self._length, self._length + len(text)
        return start


def read_blocks(outline: Outline, element: etree._Element) -> list[Block]:
    """The lines of prose and the data tables of an element, in reading order."""
    outline, start, end = outline.part(element)
    blocks: list[Block] = []
    for table in element.iter("table"):
        begins, ends = outline.place(table), outline.end(table)
        if begins is None or ends is None or not is_data_table(table, outline):
            continue
        blocks += outline.said(start, begins)
        blocks.append(read_grid(table, outline))
        start = ends
    return blocks + outline.said(start, end)


def write_body(blocks: Sequence[Block]) -> Body:
    """The Body of these blocks."""
    writer = BodyWriter()
    for block in blocks:
        if isinstance(block, str):
            writer.paragraph(block)
        else:
            writer.table(block)
    return writer.body()


def read_body(root: etree._Element) -> Body:
    """The whole visible text of an element as a Body."""
    return write_body(read_blocks(Outline(root), root))


def read_tables(where: Page | etree._Element) -> tuple[Table, ...]:
    """The data tables of a page or an element, cells laid out on the grid.

    Their spans point into ``read_body(where).text``.
    """
    root = where.root if isinstance(where, Page) else where
    return read_body(root).tables
