"""The official tables of a report, cell by cell, whichever way they were printed.

Which forms there are, and what they ask, stands in ``forms.yml`` and the files it names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from archive.records import Body, CellKind, Table, TableCell
from archive.reports.form_grid import grid_of
from archive.reports.form_labels import LabelReader
from archive.reports.form_layouts import LAYOUTS
from archive.reports.forms import Form, forms
from archive.reports.official_cells import make_cell, plain

MOST_CELLS = 5000  # of one table; a larger one is not read

Cells = dict[tuple[str, str], TableCell]


@dataclass(frozen=True, slots=True)
class OfficialTable:
    """A table of an official form: its value cells by row and column key, in the order of the table."""

    form: Form
    cells: Mapping[tuple[str, str], TableCell]

    def value(self, row: str, column: str) -> float | None:
        """The number a cell prints; None where it prints none or is missing."""
        cell = self.cells.get((row, column))
        return cell.value if cell else None

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows that are there, in the order of the table."""
        return tuple(dict.fromkeys(row for row, _ in self.cells))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are there, in the order of the table."""
        return tuple(dict.fromkeys(column for _, column in self.cells))


def _forms_shown(table: Table) -> list[Form]:
    """The forms that a table is of: mostly one, but a word processor may join tables that follow each other."""
    text = "".join(plain(cell.text) for cell in table.cells)
    return [form for form in forms() if sum(mark in text for mark in form.marks) >= form.fewest_marks]


def _read(form: Form, table: Table, labels: LabelReader) -> Cells:
    """The value cells of one table; of a row printed twice the first, or the one that is filled."""
    cells: Cells = {}
    for placed in LAYOUTS[form.layout](form, grid_of(table), labels):
        row, column = placed.row.key, placed.column
        unit = placed.unit or form.column_units.get(column) or placed.row.unit
        cell = make_cell(f"{form.key}.{row}.{column}", placed.cell, unit, placed.row.is_number)
        known = cells.get((row, column))
        if known is None or (known.kind is CellKind.BLANK and cell.kind is CellKind.NUMBER):
            cells[row, column] = cell
    return cells


class _Reading:
    """The official tables read so far; a table that a page break cut goes on with the one before."""

    def __init__(self) -> None:
        self.found: list[tuple[Form, Cells]] = []
        self._labels: LabelReader | None = None

    def take(self, table: Table) -> None:
        """Read a table as the rest of the one before it, or as a form of its own."""
        shown = _forms_shown(table)
        if self._goes_on(shown, table):
            return
        self._labels = None
        for form in shown:
            self._labels = LabelReader(form)
            self.found.append((form, _read(form, table, self._labels)))

    def _goes_on(self, shown: list[Form], table: Table) -> bool:
        if self._labels is None or not self.found or (shown and shown != [self.found[-1][0]]):
            return False
        before, cells = self.found[-1]
        rest = _read(before, table, self._labels)
        if not rest or rest.keys() & cells.keys() or (not shown and 4 * len(rest) < len(table.cells)):
            return False
        cells.update(rest)
        return True


def read_official_tables(body: Body) -> tuple[OfficialTable, ...]:
    """The official tables of a report in the order of the body; other tables are left out."""
    reading = _Reading()
    for table in body.tables:
        if len(table.cells) <= MOST_CELLS:
            reading.take(table)
    return tuple(OfficialTable(form, MappingProxyType(cells)) for form, cells in reading.found if cells)


def cells_of(tables: Iterable[OfficialTable]) -> tuple[TableCell, ...]:
    """Every value cell of the tables, in their order."""
    return tuple(cell for table in tables for cell in table.cells.values())
