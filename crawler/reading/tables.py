"""HTML tables → grids of cells: which tables hold data, and where each cell stands after spans.

The layout of spans follows the HTML standard's table model (section "Forming a table"), with
every span bounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from crawler.reading.dom import is_hidden
from crawler.reading.outline import Outline
from crawler.reading.text import tidy

MAX_ROWS = 5000
MAX_COLUMNS = 200
_LONG_CELL = 400  # characters: a cell longer than this is prose


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell before it is placed in a body: its place, its spans, its lines joined by line breaks."""

    row: int
    column: int
    rowspan: int
    colspan: int
    text: str


def read_grid(table: etree._Element, outline: Outline) -> tuple[GridCell, ...]:
    """The cells of a table in reading order, laid out; empty cells are kept, for they hold a place."""
    taken: dict[int, int] = {}  # column → first row in which it is free again
    cells: list[GridCell] = []
    for number, row in enumerate(table_rows(table)):
        column = 0
        for element in row_cells(row):
            while taken.get(column, 0) > number:
                column += 1
            if column >= MAX_COLUMNS:
                break
            cell = _place(element, number, column, outline)
            for covered in range(column, column + cell.colspan):
                taken[covered] = max(taken.get(covered, 0), number + cell.rowspan)
            cells.append(cell)
            column += cell.colspan
    return tuple(cells)


def table_rows(table: etree._Element) -> list[etree._Element]:
    """The rows of a table itself, not those of tables in it, without hidden ones."""
    rows: list[etree._Element] = []
    for child in table:
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in ("tbody", "thead", "tfoot"):
            rows += [row for row in child if row.tag == "tr"]
    return [row for row in rows[:MAX_ROWS] if not is_hidden(row)]


def row_cells(row: etree._Element) -> Iterator[etree._Element]:
    """The cells of one row."""
    return (cell for cell in row if cell.tag in ("td", "th") and not is_hidden(cell))


def cell_text(element: etree._Element, outline: Outline) -> str:
    """The text of a cell: its lines, each tidied, joined by line breaks."""
    lines = (line.split() for line in outline.text(element).split("\n"))
    return "\n".join(" ".join(said) for said in lines if said)


def is_data_table(table: etree._Element, outline: Outline) -> bool:
    """Whether a table shows data in rows and columns; a table that arranges a page does not.

    A layout table holds another table, or one cell that is the article itself.
    """
    if next(table.iterdescendants("table"), None) is not None:
        return False
    filled = [[text for cell in row_cells(row) if (text := tidy(outline.text(cell)))] for row in table_rows(table)]
    filled = [row for row in filled if row]
    count = sum(len(row) for row in filled)
    if count < 2 or max(len(row) for row in filled) < 2:
        return False
    return not _is_prose(filled, count)


def _is_prose(filled: list[list[str]], count: int) -> bool:
    """Whether one cell of a small table is as good as all of its text."""
    lengths = [len(text) for row in filled for text in row]
    return count <= 6 and max(lengths) > _LONG_CELL and max(lengths) > 0.8 * sum(lengths)


def _place(element: etree._Element, row: int, column: int, outline: Outline) -> GridCell:
    rowspan = _span(element.get("rowspan"), MAX_ROWS)
    colspan = min(_span(element.get("colspan"), MAX_COLUMNS), MAX_COLUMNS - column)
    return GridCell(row, column, rowspan, colspan, cell_text(element, outline))


def _span(value: str | None, most: int) -> int:
    """A span as a number from 1 to ``most``; nonsense is 1."""
    if value is None:
        return 1
    digits = value.strip()[:6]
    return min(max(int(digits), 1), most) if digits.isascii() and digits.isdigit() else 1
