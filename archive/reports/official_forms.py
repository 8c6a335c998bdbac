"""How each of the three official tables is laid out: where its rows, blocks and columns stand in the grid."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import Any

from archive.records import Cell, Table
from archive.reports.official_cells import TableCell, is_value, make_cell, plain, without_ordinal
from archive.reports.rules import load_rules

Cells = dict[tuple[str, str], TableCell]
Reading = tuple[Cells, dict[str, str]]


def _rules(number: int) -> dict[str, Any]:
    rules: dict[str, Any] = load_rules("forms.yml")[f"table{number}"]
    return rules


def _rows(table: Table) -> dict[int, list[Cell]]:
    """The cells that begin in each row of the grid, left to right."""
    rows: dict[int, list[Cell]] = defaultdict(list)
    for cell in table.cells:
        rows[cell.row].append(cell)
    return {row: sorted(rows[row], key=lambda cell: cell.column) for row in sorted(rows)}


def _column_keys(kind: str, heads: str) -> list[str]:
    for rule in _rules(2)["columns"]:
        if kind in rule["rows"] and re.search(rule["head"], heads):
            keys: list[str] = rule["keys"]
            return keys
    return []


def read_table2(table: Table) -> Reading:
    """Table 2 主动公开政府信息情况: columns are read by position under the block's heads."""
    rules = _rules(2)
    cells: Cells = {}
    kinds: dict[str, str] = {}
    heads = ""
    for row in _rows(table).values():
        label = without_ordinal(row[0].text)
        kind = rules["rows"].get(label)
        if kind is None:
            joined = "".join(plain(cell.text) for cell in row)
            heads = "" if re.search(rules["block"], joined) else heads + joined
            continue
        keys = _column_keys(kind, heads) or _default_keys(kind)
        kinds[label] = kind
        for key, cell in zip(keys, row[1:], strict=False):
            cells[label, key] = make_cell(f"t2.{label}.{key}", cell)
    return cells, kinds


def _default_keys(kind: str) -> list[str]:
    """The columns of the 2021 form, where a page break took a block's heads away."""
    keys = [rule["keys"] for rule in _rules(2)["columns"] if kind in rule["rows"]]
    return min(keys, key=len) if keys else []


@cache
def _table3_rows() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row["key"], re.compile(row["label"])) for row in _rules(3)["rows"])


def _table3_columns(rows: dict[int, list[Cell]], width: int) -> dict[int, str]:
    """Grid column to key: by the heads, else the last seven columns."""
    names: dict[str, str] = _rules(3)["columns"]
    found: dict[int, str] = {}
    for row in rows.values():
        for cell in row:
            key = names.get(plain(cell.text))
            if key and key not in found.values():
                found[cell.column] = key
        if len(found) == len(names):
            return found
    return dict(zip(range(width - len(names), width), names.values(), strict=True))


def _row_key(labels: list[Cell]) -> str | None:
    for cell in reversed(labels):
        label = without_ordinal(cell.text)
        for key, pattern in _table3_rows():
            if pattern.search(label):
                return key
    return None


def read_table3(table: Table) -> Reading:
    """Table 3 收到和处理政府信息公开申请情况: 23 or 25 rows, seven columns; repeated heads are passed over."""
    rows = _rows(table)
    width = max((cell.column + cell.colspan for cell in table.cells), default=0)
    columns = _table3_columns(rows, max(width, 7))
    first = min(columns)
    cells: Cells = {}
    for row in rows.values():
        labels = [cell for cell in row if cell.column < first and not is_value(cell)]
        values = {columns[cell.column]: cell for cell in row if cell.column in columns and is_value(cell)}
        key = _row_key(labels)
        if key is None or not values:
            continue
        for column, cell in values.items():
            cells.setdefault((key, column), make_cell(f"t3.{key}.{column}", cell))
    return cells, {}


def read_table4(table: Table) -> Reading:
    """Table 4 行政复议、行政诉讼: one row of fifteen values, three blocks of five."""
    rules = _rules(4)
    places = [(block, column) for block in rules["blocks"] for column in rules["columns"]]
    for row in reversed(_rows(table).values()):
        values = [cell for cell in row if is_value(cell)]
        if len(values) == len(row) >= len(places) and any(plain(cell.text) for cell in values):
            return {
                place: make_cell(f"t4.{place[0]}.{place[1]}", cell) for place, cell in zip(places, values, strict=False)
            }, {}
    return {}, {}
