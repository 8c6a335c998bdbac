"""Claims and identities of the official tables (T2-, T3- and T4- rules)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from archive.records import Claim, Identity
from archive.reports.official import OfficialTable
from archive.reports.official_cells import TableCell
from archive.reports.rules import load_rules

_SECTIONS = {2: "主动公开政府信息情况", 3: "收到和处理政府信息公开申请情况", 4: "政府信息公开行政复议、行政诉讼情况"}


def _rules(number: int) -> dict[str, Any]:
    rules: dict[str, Any] = load_rules("forms.yml")[f"table{number}"]
    return rules


def _metric(table: OfficialTable, row: str, column: str) -> str | None:
    metrics: dict[str, str] = _rules(table.number)["metrics"]
    if table.number == 3:
        return metrics.get(row) if column == "total" else None
    if table.number == 4:
        return metrics.get(f"{row}.{column}")
    kind = table.row_kinds[row]
    return metrics.get(f"{kind}.{column}", f"{kind}_{column}")


def _claim(table: OfficialTable, row: str, column: str, cell: TableCell, metric: str) -> Claim:
    money = _rules(2)["money"].get(column) if table.number == 2 else None
    value = (cell.value or 0.0) * (money or 1)
    return Claim(
        kind="count",
        quote="",
        start=cell.start,
        end=cell.end,
        value=value,
        unit="元" if money else "件",
        qualifier="cumulative" if table.number == 2 and column in _rules(2)["cumulative"] else "exact",
        metric=metric,
        subject=cell.place,
        section=(_SECTIONS[table.number],),
    )


def table_claims(tables: Iterable[OfficialTable]) -> Iterator[Claim]:
    """One claim for each filled cell of tables 2 and 4 and of the total column of table 3; money in 元."""
    for table in tables:
        for (row, column), cell in table.cells.items():
            metric = _metric(table, row, column)
            if metric is not None and cell.value is not None and cell.end > cell.start:
                yield _claim(table, row, column, cell, metric)


def _total(values: Sequence[float | None]) -> float:
    return sum(value for value in values if value is not None)


def _sum(rule: str, addends: Sequence[float | None], total: float | None, places: Sequence[str]) -> Identity:
    """Addends against a printed sum; not assessable where the sum, or every addend, is blank."""
    known = [value for value in addends if value is not None]
    holds = None if total is None or not known else sum(known) == total
    parts = tuple(value or 0.0 for value in addends)
    return Identity(rule, "sum", parts, _total(addends), total or 0.0, holds, cells=tuple(places))


def _balance(table: OfficialTable, column: str) -> Identity:
    left = [table.value(row, column) for row in ("new", "carry_in")]
    right = [table.value(row, column) for row in ("total", "carry_out")]
    equal = _total(left) == _total(right)
    unknown = right[0] is None or (left == [None, None] and not equal)
    places = [f"t3.{row}.{column}" for row in ("new", "carry_in", "total", "carry_out")]
    parts = tuple(value or 0.0 for value in left)
    holds = None if unknown else equal
    return Identity(f"T3-BALANCE[{column}]", "balance", parts, _total(left), _total(right), holds, cells=tuple(places))


def _rows_of(table: OfficialTable) -> list[str]:
    return list(dict.fromkeys(row for row, _ in table.cells))


def _table3(table: OfficialTable) -> Iterator[Identity]:
    columns: list[str] = list(_rules(3)["columns"].values())
    rows = _rows_of(table)
    addends = [row for row in rows if row.partition(".")[0] in _rules(3)["addends"]]
    for column in columns:
        yield _balance(table, column)
    for column in columns:
        values = [table.value(row, column) for row in addends]
        places = [f"t3.{row}.{column}" for row in (*addends, "total")]
        yield _sum(f"T3-ROWSUM[{column}]", values, table.value("total", column), places)
    for row in rows:
        values = [table.value(row, column) for column in columns[:-1]]
        places = [f"t3.{row}.{column}" for column in columns]
        yield _sum(f"T3-COLSUM[{row}]", values, table.value(row, "total"), places)


def _table4(table: OfficialTable) -> Iterator[Identity]:
    columns: list[str] = _rules(4)["columns"]
    for block in _rules(4)["blocks"]:
        values = [table.value(block, column) for column in columns[:-1]]
        places = [f"t4.{block}.{column}" for column in columns]
        yield _sum(f"T4-SUM[{block}]", values, table.value(block, "total"), places)


def _table2(table: OfficialTable) -> Iterator[Identity]:
    for (row, key), cell in table.cells.items():
        if key not in _rules(2)["may_be_negative"]:
            value = cell.value or 0.0
            holds = None if cell.value is None else cell.value >= 0
            yield Identity(f"T2-NONNEG[{row}.{key}]", "at_least_zero", (value,), value, 0.0, holds, cells=(cell.place,))
    for row in _rows_of(table):
        opened, total = table.cells.get((row, "opened")), table.cells.get((row, "open_total"))
        if opened and total:
            holds = None if opened.value is None or total.value is None else opened.value <= total.value
            value = opened.value or 0.0
            places = (opened.place, total.place)
            yield Identity(f"T2-19-OPEN[{row}]", "part", (value,), value, total.value or 0.0, holds, cells=places)


def table_identities(tables: Iterable[OfficialTable]) -> Iterator[Identity]:
    """Every identity of the official tables: holds, broken, or None where blanks leave it open."""
    rules = {2: _table2, 3: _table3, 4: _table4}
    for table in tables:
        yield from rules[table.number](table)
