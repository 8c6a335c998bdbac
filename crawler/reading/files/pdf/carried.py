"""Tables that go on over the end of a page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from crawler.reading.tables import GridCell

_NEAR = 6.0  # points: the columns of a table that goes on stand where they stood

Grid = tuple[GridCell, ...]


def all_columns(one: Sequence[float], other: Sequence[float]) -> tuple[float, ...]:
    """The places of the columns of a table that goes on; () where the two are not one table.

    On a page where a table has wide cells alone, lines between narrow ones are not drawn: its columns are then some
    of those of the other page.
    """
    fewer, more = sorted((one, other), key=len)
    ends = abs(one[0] - other[0]) < _NEAR and abs(one[-1] - other[-1]) < _NEAR
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


def carried_on(table: Grid, rows: int, grid: Grid, more: int) -> tuple[Grid, int]:
    """A table of so many rows with what stands on the next page, and how many rows that adds.

    Rows that only repeat the table's head are left out. A cell over several rows that the end of the page cut in two,
    its words in one of the halves, is one cell again; a row of blanks at the top is the lower end of the row before.
    """
    head = _repeated(table, grid)
    top = {cell.column: cell for cell in grid if cell.row == head}
    lost = 1 if _is_lower_end(top.values()) else 0
    whole: list[GridCell] = []
    for cell in table:
        half = top.get(cell.column) if cell.row + cell.rowspan == rows else None
        if half is not None and _is_one(cell, half, lost):
            cell = replace(cell, rowspan=cell.rowspan + half.rowspan - lost, text=cell.text + half.text)
            del top[cell.column]
        whole.append(cell)
    kept = [replace(cell, rowspan=cell.rowspan - lost, row=head + lost) for cell in top.values() if cell.rowspan > lost]
    later = [*kept, *(cell for cell in grid if cell.row > head)]
    return (*whole, *(replace(cell, row=cell.row - head - lost + rows) for cell in later)), more - head - lost


def _is_lower_end(row: Collection[GridCell]) -> bool:
    """Whether the first row of a page is what the end of the page before cut off a row: blanks, but for labels."""
    single = [cell for cell in row if cell.rowspan == 1]
    return len(single) > 1 and not any(cell.text for cell in single)


def _is_one(cell: GridCell, below: GridCell, lost: int) -> bool:
    """Whether two halves are one cell; where no row was cut, only one half has words."""
    spans = max(cell.rowspan, below.rowspan) > 1
    return cell.colspan == below.colspan and bool(lost or (spans and not (cell.text and below.text)))


def _repeated(table: Grid, grid: Grid) -> int:
    """How many rows at the top of a page are the table's first rows again."""
    head = 0
    while (row := _row(grid, head)) and row == _row(table, head) and any(cell.text for cell in row):
        head += 1
    deepest = max((cell.row + cell.rowspan for cell in grid if cell.row < head), default=0)
    return head if deepest <= head and _row(grid, head) else 0


def _row(grid: Grid, number: int) -> list[GridCell]:
    return [cell for cell in grid if cell.row == number]
