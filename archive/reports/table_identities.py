"""The identities that an official form asks of its own cells, as its data states them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from archive.records import Identity, TableCell
from archive.reports.forms import IdentityRule, Striking
from archive.reports.judging import Side, is_equal, judged, total_of
from archive.reports.official import OfficialTable

_Asked = tuple[str, str, Side, Side]  # row, column, both sides


def _rows_for(table: OfficialTable, names: Sequence[str]) -> list[str]:
    """The rows that a side is made of, with those of the form that the table has lost."""
    return [key for name in names for key in _printed_as(table, name)]


def _printed_as(table: OfficialTable, name: str) -> list[str]:
    """The rows that ``name`` stands for; one that can be printed whole or in parts (其他处理) as it is printed."""
    keys, whole = table.form.keys_under(name), table.form.row(name)
    parts = [key for key in keys if key != name]
    if whole is None or whole.section:
        return [key for key in parts or keys if key in table.rows or not _is_optional(table, key)]
    in_parts = any(table.cells[place].value is not None for place in table.cells if place[0] in parts)
    if in_parts or (name not in table.rows and any(key in table.rows for key in parts)):
        return parts
    return [name] if name in table.rows or not whole.optional else []


def _is_optional(table: OfficialTable, key: str) -> bool:
    row = table.form.row(key)
    return row is not None and row.optional


def _by_column(table: OfficialTable, asked: IdentityRule) -> Iterator[_Asked]:
    left, right = _rows_for(table, asked.left), _rows_for(table, asked.right)
    for column in _in_order(table):
        sides = [[table.cells.get((row, column)) for row in rows] for rows in (left, right)]
        yield "", column, sides[0], sides[1]


def _in_order(table: OfficialTable) -> list[str]:
    """The columns that are there, in the order of the form."""
    keys = [key for columns in table.form.columns for key in columns.keys]
    return [key for key in dict.fromkeys(keys) if key in table.columns]


def _by_row(table: OfficialTable, asked: IdentityRule) -> Iterator[_Asked]:
    for row in table.rows:
        sides = [[table.cells.get((row, column)) for column in names] for names in (asked.left, asked.right)]
        yield row, "", sides[0], sides[1]


def _by_cell(table: OfficialTable, asked: IdentityRule) -> Iterator[_Asked]:
    for (row, column), cell in table.cells.items():
        if column not in table.form.may_be_negative:
            yield row, column, [cell], []


_EACH: dict[str, Callable[[OfficialTable, IdentityRule], Iterator[_Asked]]] = {
    "column": _by_column,
    "row": _by_row,
    "cell": _by_cell,
}


def _is_there(side: Side) -> bool:
    return any(cell is not None for cell in side)


def _asked(table: OfficialTable, asked: IdentityRule) -> Iterator[Identity]:
    for row, column, left, right in _EACH[asked.each](table, asked):
        if _is_there([*left, *right]):
            rule = asked.rule.format(row=row, column=column)
            found = judged(rule, asked.relation, left, right, asked.level, asked.otherwise)
            yield _marked(table, row, column, found) if asked.each == "cell" else found


def _marked(table: OfficialTable, row: str, column: str, found: Identity) -> Identity:
    """The identity of a cell, with the reason why its number is striking, if it is."""
    for striking in table.form.striking:
        if striking.column == column and found.holds and _strikes(table, row, striking):
            return replace(found, reason=striking.reason)
    return found


def _strikes(table: OfficialTable, row: str, striking: Striking) -> bool:
    parts: list[TableCell | None] = [table.cells.get((row, column)) for column in striking.sum_of]
    filled = all(cell is not None and cell.value for cell in parts)  # 0 changed: both numbers are the same anyway
    return filled and is_equal(total_of(parts), table.value(row, striking.column) or 0.0)


def table_identities(tables: Iterable[OfficialTable]) -> Iterator[Identity]:
    """Every identity of the official tables: holds, broken, or None with the reason why that cannot be said."""
    for table in tables:
        for rule in table.form.identities:
            yield from _asked(table, rule)
