"""Where the values of a form's rows stand: the layouts that forms name in their data.

``heads``  columns under heads of their own (table 3); where these are gone, the last columns of the grid
``block``  by position behind the label, under the heads of a block (table 2)
``line``   one row holds every value, row after row of the form (table 4)
``last``   a label, its unit and its value, which is the last of the row or under a head (annexes)
``next``   fields, each value next to its label, several in one row (website report)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from archive.records import Cell
from archive.reports.form_grid import Grid, Placed, RowReader
from archive.reports.form_labels import LabelReader
from archive.reports.forms import Form, FormRow
from archive.reports.official_cells import is_value, plain, unit_of

_LONGEST_HEADS = 1000  # characters; those of a block of table 2 have 40
_MOST_HEADS = 40  # cells; a block of table 2 has four


def _heads(form: Form, grid: Grid, labels: LabelReader) -> Iterator[Placed]:
    columns = _columns_under_heads(form, grid)
    keys = form.columns[0].keys
    reader = RowReader(labels, has_ordinals=True)
    for line in grid.lines:
        found = None if _is_head(form, line) else reader.take(line)
        if found is None:
            continue
        row, values = found
        if len(values) == len(keys):  # by order, which no lost span disturbs
            yield from (Placed(row, key, cell) for key, cell in zip(keys, values, strict=True))
        else:
            yield from (Placed(row, columns[cell.column], cell) for cell in values if cell.column in columns)


def _is_head(form: Form, line: Sequence[Cell]) -> bool:
    """Whether a line holds heads of columns; they are repeated on every page."""
    return len({key for cell in line if (key := _head_key(form, cell))}) > 1


def _head_key(form: Form, cell: Cell) -> str | None:
    columns, printed = form.columns[0], plain(cell.text)
    fitting = (key for key, head in zip(columns.keys, columns.heads, strict=True) if head.search(printed))
    return next(fitting, None)


def _columns_under_heads(form: Form, grid: Grid) -> Mapping[int, str]:
    keys = form.columns[0].keys
    found: dict[int, str] = {}
    for line in grid.lines:
        for cell in line:
            key = _head_key(form, cell)
            if key and key not in found.values():
                found[cell.column] = key
        if len(found) == len(keys):
            return found
    if grid.width <= len(keys):  # columns are left out: only those whose heads are there are known
        return found
    return dict(enumerate(keys, grid.width - len(keys)))


def _block(form: Form, grid: Grid, labels: LabelReader) -> Iterator[Placed]:
    edition = _edition(form, grid)
    reader = RowReader(labels)
    heads = _Heads()
    for line in grid.lines:
        found = reader.take(line)
        if found is None:
            heads = _heads_so_far(form, heads, line)
            continue
        row, values = found
        for key, cell in zip(_block_columns(form, row, heads.text, edition), values, strict=False):
            yield Placed(row, key, cell, heads.unit_over(cell) or (unit_of(heads.text) if len(values) == 1 else ""))


@dataclass(frozen=True, slots=True)
class _Heads:
    """What the heads of a block say, and their cells."""

    text: str = ""
    cells: tuple[Cell, ...] = ()

    def unit_over(self, cell: Cell) -> str:
        """The unit that the heads above a cell name, together where a page break cut one; empty for none."""
        over = (head.text for head in self.cells if head.column <= cell.column < head.column + head.colspan)
        return unit_of("".join(over))


def _heads_so_far(form: Form, heads: _Heads, line: Sequence[Cell]) -> _Heads:
    """The heads of a block with those that a line adds; a line that names a block begins anew."""
    text = heads.text + "".join(plain(cell.text) for cell in line)
    blocks = list(form.block.finditer(text))
    cells = (*(() if blocks else heads.cells), *line)
    return _Heads(text[blocks[-1].end() if blocks else 0 :][-_LONGEST_HEADS:], cells[-_MOST_HEADS:])


def _edition(form: Form, grid: Grid) -> str:
    """Which edition of the form the heads of a table show."""
    text = "".join(plain(cell.text) for line in grid.lines for cell in line)
    return next((columns.edition for columns in form.columns if columns.head.search(text)), "")


def _block_columns(form: Form, row: FormRow, heads: str, edition: str) -> tuple[str, ...]:
    sets = [columns for columns in form.columns if row.kind in columns.rows]
    fitting = [columns for columns in sets if columns.head.search(heads)]
    fitting = fitting or [columns for columns in sets if columns.edition == edition] or sets
    return fitting[0].keys if fitting else ()


def _line(form: Form, grid: Grid, labels: LabelReader) -> Iterator[Placed]:
    places = [(row, key) for row in form.rows for key in form.columns[0].keys]
    lines = [line[-len(places) :] for line in grid.lines if len(line) >= len(places)]
    lines = [line for line in lines if 2 * sum(map(is_value, line)) > len(places)]
    filled = [line for line in lines if any(plain(cell.text) for cell in line)] or lines
    if filled:
        for (row, key), cell in zip(places, filled[-1], strict=True):
            yield Placed(row, key, cell)


def _last(form: Form, grid: Grid, labels: LabelReader) -> Iterator[Placed]:
    passed_over = _columns_of(grid, form.passed_over)
    chosen = _value_column(form, grid)
    reader = RowReader(labels)
    for line in grid.lines:
        found = reader.take([cell for cell in line if cell.column not in passed_over and not unit_of_cell(cell)])
        value = _value_of(found[1], chosen) if found else None
        if found and value:
            unit = next((unit for cell in line if (unit := unit_of_cell(cell) or unit_of(cell.text))), "")
            yield Placed(found[0], form.columns[0].keys[0], value, unit)


def _value_of(behind: Sequence[Cell], column: int | None) -> Cell | None:
    """The cell behind a label that is its value; None where several may be it."""
    under = [cell for cell in behind if cell.column == column]
    found = under or [cell for cell in behind if is_value(cell)] or behind
    return found[0] if len(found) == 1 else None


def unit_of_cell(cell: Cell) -> str:
    """The unit that a cell names and nothing else; empty for other cells."""
    unit = unit_of(cell.text)
    return unit if unit == plain(cell.text) else ""


def _columns_of(grid: Grid, head: re.Pattern[str]) -> frozenset[int]:
    return frozenset(cell.column for line in grid.lines for cell in line if head.search(plain(cell.text)))


def _value_column(form: Form, grid: Grid) -> int | None:
    """The column under the first head that fits, where only one does; None where the values simply come last."""
    for head in form.columns[0].heads:
        found = _columns_of(grid, head)
        if found:
            return min(found) if len(found) == 1 else None
    return None


def _next(form: Form, grid: Grid, labels: LabelReader) -> Iterator[Placed]:
    for line in grid.lines:
        field: FormRow | None = None
        unit = ""
        for cell in line:
            named = None if is_value(cell) else labels.row_of(cell.text)
            if named is not None:
                field, unit = (None if named.section else named), unit_of(cell.text)
            elif field is not None and not unit_of_cell(cell):
                yield Placed(field, form.columns[0].keys[0], cell, unit)
                field = None


LAYOUTS = {"heads": _heads, "block": _block, "line": _line, "last": _last, "next": _next}
