"""Where the values of a form's rows stand: the layouts that forms name in their data.

``heads``  columns under heads of their own (table 3); where these are gone, the last columns of the grid
``block``  by position behind the label, under the heads of a block (table 2)
``line``   one row holds every value, row after row of the form (table 4)
``last``   a label, its unit and its value, which is the last of the row or under a head (annexes)
``next``   fields, each value next to its label, several in one row (website report)
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from archive.records import Cell, Table
from archive.reports.form_labels import LabelReader
from archive.reports.forms import Form, FormRow
from archive.reports.official_cells import is_value, plain, unit_of

_LONGEST_HEADS = 1000  # characters; those of a block of table 2 have 40


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell found to be the value of a row of the form, and the unit printed beside it (empty: none)."""

    row: FormRow
    column: str
    cell: Cell
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of a table, and its width in columns."""

    rows: tuple[tuple[Cell, ...], ...]
    width: int


def grid_of(table: Table) -> Grid:
    """The cells that begin in each row of the grid, left to right."""
    rows: dict[int, list[Cell]] = defaultdict(list)
    for cell in table.cells:
        rows[cell.row].append(cell)
    ordered = tuple(tuple(sorted(rows[row], key=lambda cell: cell.column)) for row in sorted(rows))
    return Grid(ordered, max((cell.column + cell.colspan for cell in table.cells), default=0))


class SplitRows:
    """Names the row of a line of the grid, also where a page break cut its label in two."""

    def __init__(self, labels: LabelReader) -> None:
        self._labels = labels
        self._held = ""  # a label that named no row: the next one may go on with it

    def row_of(self, labels: Sequence[str]) -> FormRow | None:
        """The row that the innermost of a line's labels names."""
        named = [row for row in map(self._labels.row_of, labels) if row]
        found = named[-1] if named and not named[-1].section else None
        if found is None and not named and labels and self._held:
            found = self._labels.row_of(self._held + labels[0])
            found = None if found and found.section else found
        self._held = labels[-1] if labels and found is None else ""
        return found


def _heads(form: Form, grid: Grid, labels: LabelReader) -> Iterator[Placed]:
    columns = _columns_under_heads(form, grid)
    keys = form.columns[0].keys
    split = SplitRows(labels)
    for line in grid.rows:
        if _is_head(form, line):
            continue
        words, values = _words_and_values(line)
        row = split.row_of([cell.text for cell in words])
        if row is None:
            continue
        if len(values) == len(keys):  # by order, which no lost span disturbs
            yield from (Placed(row, key, cell) for key, cell in zip(keys, values, strict=True))
        else:
            yield from (Placed(row, columns[cell.column], cell) for cell in line[1:] if cell.column in columns)


def _words_and_values(line: Sequence[Cell]) -> tuple[Sequence[Cell], Sequence[Cell]]:
    """The cells of a line that print words, and those behind the last of them."""
    words = [place for place, cell in enumerate(line) if not is_value(cell)]
    behind = words[-1] + 1 if words else 0
    return [line[place] for place in words], line[behind:]


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
    for line in grid.rows:
        for cell in line:
            key = _head_key(form, cell)
            if key and key not in found.values():
                found[cell.column] = key
        if len(found) == len(keys):
            return found
    start = max(grid.width, len(keys)) - len(keys)
    return dict(enumerate(keys, start))


def _block(form: Form, grid: Grid, labels: LabelReader) -> Iterator[Placed]:
    edition = _edition(form, grid)
    heads = ""
    for line in grid.rows:
        words, _ = _words_and_values(line)
        row = labels.row_of(words[0].text) if words else None
        if row is None:
            joined = "".join(plain(cell.text) for cell in line)
            heads = "" if form.block.search(joined) else (heads + joined)[-_LONGEST_HEADS:]
            continue
        unit = unit_of(heads) if len(line) == 2 else ""
        behind = line[line.index(words[0]) + 1 :]
        for key, cell in zip(_block_columns(form, row, heads, edition), behind, strict=False):
            yield Placed(row, key, cell, unit)


def _edition(form: Form, grid: Grid) -> str:
    """Which edition of the form the heads of a table show."""
    text = "".join(plain(cell.text) for line in grid.rows for cell in line)
    return next((columns.edition for columns in form.columns if columns.head.search(text)), "")


def _block_columns(form: Form, row: FormRow, heads: str, edition: str) -> tuple[str, ...]:
    sets = [columns for columns in form.columns if row.kind in columns.rows]
    fitting = [columns for columns in sets if columns.head.search(heads)]
    fitting = fitting or [columns for columns in sets if columns.edition == edition] or sets
    return fitting[0].keys if fitting else ()


def _line(form: Form, grid: Grid, labels: LabelReader) -> Iterator[Placed]:
    places = [(row, key) for row in form.rows for key in form.columns[0].keys]
    lines = [line[-len(places) :] for line in grid.rows if len(line) >= len(places)]
    lines = [line for line in lines if 2 * sum(map(is_value, line)) > len(places)]
    filled = [line for line in lines if any(plain(cell.text) for cell in line)] or lines
    if filled:
        for (row, key), cell in zip(places, filled[-1], strict=True):
            yield Placed(row, key, cell)


def _last(form: Form, grid: Grid, labels: LabelReader) -> Iterator[Placed]:
    passed_over = _columns_of(grid, form.passed_over)
    chosen = _value_column(form, grid)
    split = SplitRows(labels)
    for line in grid.rows:
        told = [cell for cell in line if cell.column not in passed_over and not unit_of_cell(cell)]
        words = [cell for cell in told if not is_value(cell)]
        row = split.row_of([cell.text for cell in words])
        value = _value_of(told[told.index(words[0]) + 1 :], chosen) if row else None
        if row and value:
            unit = next((unit for cell in line if (unit := unit_of_cell(cell) or unit_of(cell.text))), "")
            yield Placed(row, form.columns[0].keys[0], value, unit)


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
    return frozenset(cell.column for line in grid.rows for cell in line if head.search(plain(cell.text)))


def _value_column(form: Form, grid: Grid) -> int | None:
    """The column under the first head that fits, where only one does; None where the values simply come last."""
    for head in form.columns[0].heads:
        found = _columns_of(grid, head)
        if found:
            return min(found) if len(found) == 1 else None
    return None


def _next(form: Form, grid: Grid, labels: LabelReader) -> Iterator[Placed]:
    for line in grid.rows:
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
