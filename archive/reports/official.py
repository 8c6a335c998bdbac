"""Tables 2, 3 and 4 of the official form, cell by cell, whichever way they were printed.

国办公开办函〔2019〕60号 for report years 2019 and 2020, 国办公开办函〔2021〕30号 from 2021.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from archive.records import Body, Table
from archive.reports.official_cells import TableCell, plain
from archive.reports.official_forms import read_table2, read_table3, read_table4
from archive.reports.rules import load_rules

MOST_CELLS = 5000  # of one table; a larger one is not read


@dataclass(frozen=True, slots=True)
class OfficialTable:
    """One of the tables 2, 3 and 4, its value cells by row (or block) and column key.

    ``row_kinds`` gives for each row of table 2 what kind of row its printed label is: rules, normative ...
    """

    number: int
    cells: Mapping[tuple[str, str], TableCell]
    row_kinds: Mapping[str, str]

    def value(self, row: str, column: str) -> float | None:
        """The number a cell prints; None where it is blank or missing."""
        cell = self.cells.get((row, column))
        return cell.value if cell else None


def _number_of(table: Table) -> int | None:
    text = "".join(plain(cell.text) for cell in table.cells[:MOST_CELLS])
    for number in (3, 4, 2):
        rules: dict[str, Any] = load_rules("forms.yml")[f"table{number}"]
        if sum(mark in text for mark in rules["marks"]) >= 2:
            return number
    return None


def read_official_tables(body: Body) -> tuple[OfficialTable, ...]:
    """The official tables of a report in the order of the body; other tables are left out."""
    readers = {2: read_table2, 3: read_table3, 4: read_table4}
    found = []
    for table in body.tables:
        number = _number_of(table) if len(table.cells) <= MOST_CELLS else None
        if number is not None:
            cells, kinds = readers[number](table)
            found.append(OfficialTable(number, MappingProxyType(cells), MappingProxyType(kinds)))
    return tuple(found)
