"""The lines of a table, and which row of its form each of them is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from archive.records import Cell, Table
from archive.reports.form_labels import LabelReader
from archive.reports.forms import FormRow
from archive.reports.official_cells import has_ordinal, is_value, label_of, plain

Line = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell found to be the value of a row of the form, and the unit printed beside it (empty: none)."""

    row: FormRow
    column: str
    cell: Cell
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """The lines of a table, and its width in columns."""

    lines: tuple[tuple[Cell, ...], ...]
    width: int


def grid_of(table: Table) -> Grid:
    """The cells that begin in each line of the grid, left to right."""
    lines: dict[int, list[Cell]] = defaultdict(list)
    for cell in table.cells:
        lines[cell.row].append(cell)
    ordered = tuple(tuple(sorted(lines[row], key=lambda cell: cell.column)) for row in sorted(lines))
    return Grid(ordered, max((cell.column + cell.colspan for cell in table.cells), default=0))


def words_of(line: Line) -> list[Cell]:
    """The cells of a line that print words."""
    return [cell for cell in line if not is_value(cell)]


def _has_number(line: Line) -> bool:
    return any(is_value(cell) and any(map(str.isdigit, plain(cell.text))) for cell in line)


def _behind(row: FormRow, line: Line) -> Line:
    """The cells behind the innermost label of a line that names ``row``."""
    words = [place for place, cell in enumerate(line) if not is_value(cell)]
    naming = [place for place in words if row.label.search(label_of(line[place].text))]
    return line[(naming or words[:1] or [-1])[-1] + 1 :]


class RowReader:
    """Names the row of each line, also where a page break cut a row in two.

    The label may be cut (属于四类过 | 程性信息), its numbers standing in either line.
    """

    def __init__(self, labels: LabelReader, has_ordinals: bool = False) -> None:
        self._labels = labels
        self._has_ordinals = has_ordinals  # every row of the form has one: a line without goes on with the one before
        self._held: Line = ()  # a line that named no row: the next one may go on with it
        self._blank: FormRow | None = None  # the row of the line before, where that line holds no number

    def take(self, line: Line) -> tuple[FormRow, Line] | None:
        """The row that the innermost label of a line names, and the cells behind it."""
        words = words_of(line)
        named = [row for row in (self._labels.row_of(cell.text) for cell in words) if row]
        if named:
            found = None if named[-1].section else (named[-1], _behind(named[-1], line))
        else:
            found = self._rest(line, words)
        self._held = () if found or named else line
        self._blank = found[0] if found and not _has_number(found[1]) else None
        return found

    def _rest(self, line: Line, words: list[Cell]) -> tuple[FormRow, Line] | None:
        """What a line without a label of its own goes on with."""
        if not words:
            return None
        before = words_of(self._held)
        row = self._labels.row_of(before[-1].text + words[0].text) if before else None
        if row is not None and not row.section:
            values = line if _has_number(line) or not _has_number(self._held) else self._held
            return row, _behind(row, values)
        if self._blank and self._has_ordinals and not has_ordinal(words[0].text) and _has_number(line):
            return self._blank, _behind(self._blank, line)
        return None
