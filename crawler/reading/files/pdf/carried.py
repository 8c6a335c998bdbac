"""Tables that go on over the end of a page."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from crawler.reading.files.pdf.lines import joined
from crawler.reading.files.pdf.rules import begins_part
from crawler.reading.tables import GridCell

_NEAR = 6.0  # points: the columns of a table that goes on stand where they stood

_VALUE = re.compile(r"[-+\d.,%/—－\s]{1,40}")

_FEWEST = 3  # places of columns that are no accident

Grid = tuple[GridCell, ...]


def all_columns(one: Sequence[float], other: Sequence[float]) -> tuple[float, ...]:
    """The places of the columns of a table that goes on; () where the two are not one table.

    On a page where a table has wide cells alone, lines between narrow ones are not drawn: its columns are then some
    of those of the other page. Nor are those round a cell that only goes on: then they may end earlier at one side.
    """
    fewer, more = sorted((one, other), key=len)
    left, right = abs(one[0] - other[0]) < _NEAR, abs(one[-1] - other[-1]) < _NEAR
    ends = (left or right) if len(fewer) > _FEWEST else (left and right)
    return tuple(more) if ends and all(abs(more[_nearest(more, x)] - x) < _NEAR for x in fewer) else ()


def _nearest(places: Sequence[float], value: float) -> int:
    return min(range(len(places)), key=lambda number: abs(places[number] - value))


def with_columns(grid: Sequence[GridCell], had: Sequence[float], has: Sequence[float]) -> Grid:
    """A grid laid out on more columns: a cell spans those it covers."""
    at = [_nearest(has, x) for x in had]
    return tuple(
        replace(cell, column=at[cell.column], colspan=max(at[cell.column + cell.colspan] - at[cell.column], 1))
        for cell in grid
    )


def columns_at(xs: Sequence[float], places: Sequence[float]) -> frozenset[int]:
    """The numbers of the columns that begin at some places."""
    return frozenset(_nearest(xs, x) for x in places)


def carried_on(table: Grid, rows: int, grid: Grid, more: int, full: frozenset[int]) -> tuple[Grid, int]:
    """A table of so many rows with what stands on the next page, and how many rows that adds.

    Rows that only repeat the table's head are left out. A cell over several rows that the end of the page cut in two
    is one cell again; a row at the top is the lower end of the row before where it is blank or goes on with its words.
    ``full`` are the columns whose lowest cells are filled to their right side.
    """
    head = _repeated(table, grid)
    ends = {cell.column: cell for cell in table if cell.row + cell.rowspan == rows}
    top = {cell.column: cell for cell in grid if cell.row == head}
    lost = 1 if _is_lower_end(top.values()) or _is_torn(ends, top, full) else 0
    whole: list[GridCell] = []
    for cell in table:
        half = top.get(cell.column) if cell.row + cell.rowspan == rows else None
        if half is not None and _is_one(cell, half, lost, full):
            cell = replace(cell, rowspan=cell.rowspan + half.rowspan - lost, text=joined(cell.text, half.text))
            del top[cell.column]
        whole.append(cell)
    kept = [replace(cell, rowspan=cell.rowspan - lost, row=head + lost) for cell in top.values() if cell.rowspan > lost]
    later = [*kept, *(cell for cell in grid if cell.row > head)]
    return (*whole, *(replace(cell, row=cell.row - head - lost + rows) for cell in later)), more - head - lost


def _is_lower_end(row: Collection[GridCell]) -> bool:
    """Whether the first row of a page is what the end of the page before cut off a row: blanks, but for labels."""
    single = [cell for cell in row if cell.rowspan == 1]
    return len(single) > 1 and not any(cell.text for cell in single)


def _is_torn(ends: Mapping[int, GridCell], top: Mapping[int, GridCell], full: frozenset[int]) -> bool:
    """Whether the first row of a page goes on with the last of the page before: some words do, nothing speaks against.

    Against it speaks a column with a value in either row, an ordinal, and words above that came to their end.
    """
    single = [(ends.get(column), cell) for column, cell in top.items() if cell.rowspan == 1]
    if any(above is None or above.colspan != cell.colspan for above, cell in single):
        return False
    both = [(above, cell) for above, cell in single if above is not None and above.text and cell.text]
    return bool(both) and all(_words_go_on(above, cell, full) for above, cell in both)


def _words_go_on(cell: GridCell, below: GridCell, full: frozenset[int]) -> bool:
    """Whether the words of a cell may go on in the one below it on the next page."""
    values = _VALUE.fullmatch(cell.text) or _VALUE.fullmatch(below.text)
    return cell.column in full and not values and not begins_part(below.text)


def _is_one(cell: GridCell, below: GridCell, lost: int, full: frozenset[int]) -> bool:
    """Whether two halves are one cell; where no row was cut, only one half has words, or they go on."""
    spans = max(cell.rowspan, below.rowspan) > 1
    apart = cell.text and below.text and not _words_go_on(cell, below, full)
    return cell.colspan == below.colspan and bool(lost or (spans and not apart))


def _repeated(table: Grid, grid: Grid) -> int:
    """How many rows at the top of a page are the table's first rows again."""
    head = 0
    while (row := _row(grid, head)) and row == _row(table, head) and any(cell.text for cell in row):
        head += 1
    deepest = max((cell.row + cell.rowspan for cell in grid if cell.row < head), default=0)
    return head if deepest <= head and _row(grid, head) else 0


def _row(grid: Grid, number: int) -> list[GridCell]:
    return [cell for cell in grid if cell.row == number]
