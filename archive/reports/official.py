"""Tables 2, 3 and 4 of the official form, cell by cell, whichever way they were printed.

国办公开办函〔2019〕60号 for report years 2019 and 2020, 国办公开办函〔2021〕30号 from 2021.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from archive.records import Body, Cell, Table
from archive.reports.folding import fold
from archive.reports.numbers import scale_of
from archive.reports.rules import load_rules

_ORDINAL = re.compile(r"^(?:[一二三四五六七]、|\([一二三四五六七八九]\)|\d[.、．])+")
_NUMBER = re.compile(r"^([+-]?\d{1,3}(?:,\d{3}){1,5}|[+-]?\d{1,15})(\.\d{1,8})?(万|亿)?(?:元)?(?![\d.])")
_MOST_CELLS = 5000


@dataclass(frozen=True, slots=True)
class TableCell:
    """A value cell of an official table. ``value`` is None where the cell is blank; blank is not zero."""

    place: str  # t2.行政规范性文件.made, t3.new.total, t4.review.total
    text: str
    value: float | None
    start: int
    end: int


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


def plain(text: str) -> str:
    """A cell's text without white space, folded."""
    return re.sub(r"\s", "", fold(text)).replace("（", "(").replace("）", ")")


@cache
def _blank() -> re.Pattern[str]:
    return re.compile(load_rules("forms.yml")["blank"])


def cell_value(text: str) -> float | None:
    """The number a cell prints, footnotes left out, 万 multiplied out; None when it prints none."""
    printed = plain(text)
    if _blank().match(printed):
        return None
    found = _NUMBER.match(printed)
    if found is None:
        return None
    return float(found[1].replace(",", "") + (found[2] or "")) * scale_of(found[3] or "")


def is_value(cell: Cell) -> bool:
    """Whether a cell is blank or prints a number, and so is no label."""
    printed = plain(cell.text)
    return bool(_blank().match(printed)) or (cell_value(printed) is not None and not _ORDINAL.match(printed))


def without_ordinal(text: str) -> str:
    """A label without the ordinal in front: (七)总计 gives 总计."""
    return _ORDINAL.sub("", plain(text))


def make_cell(place: str, cell: Cell) -> TableCell:
    """The value cell at ``place``."""
    return TableCell(place, cell.text, cell_value(cell.text), cell.start, cell.end)


def _number_of(table: Table) -> int | None:
    text = "".join(plain(cell.text) for cell in table.cells[:_MOST_CELLS])
    for number in (3, 4, 2):
        rules: dict[str, Any] = load_rules("forms.yml")[f"table{number}"]
        if sum(mark in text for mark in rules["marks"]) >= 2:
            return number
    return None


def read_official_tables(body: Body) -> tuple[OfficialTable, ...]:
    """The official tables of a report in the order of the body; other tables are left out."""
    from archive.reports.official_forms import read_table2, read_table3, read_table4

    readers = {2: read_table2, 3: read_table3, 4: read_table4}
    found = []
    for table in body.tables:
        number = _number_of(table) if len(table.cells) <= _MOST_CELLS else None
        if number is not None:
            cells, kinds = readers[number](table)
            found.append(OfficialTable(number, MappingProxyType(cells), MappingProxyType(kinds)))
    return tuple(found)
