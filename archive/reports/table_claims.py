"""Claims of the official tables: what a filled cell asserts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archive.records import Claim, TableCell
from archive.reports.numbers import scale_of
from archive.reports.official import OfficialTable
from archive.reports.official_cells import scale_word

_UNIT = "件"  # what the tables of the report count where they print no unit


def claimed_amount(cell: TableCell) -> tuple[float, str]:
    """The value of a filled cell and its unit, 万 multiplied out and money in 元."""
    scale = scale_word(cell.unit)
    return (cell.value or 0.0) * scale_of(scale), cell.unit.removeprefix(scale) or _UNIT


def _claim(table: OfficialTable, column: str, cell: TableCell, metric: str) -> Claim:
    value, unit = claimed_amount(cell)
    return Claim(
        kind="count",
        quote="",
        start=cell.start,
        end=cell.end,
        value=value,
        unit=unit,
        qualifier="cumulative" if column in table.form.cumulative else "exact",
        metric=metric,
        subject=cell.place,
        section=(table.form.section,),
    )


def table_claims(tables: Iterable[OfficialTable]) -> Iterator[Claim]:
    """One claim for each filled cell that its form gives a metric: of table 3 the totals, of others every number."""
    for table in tables:
        for (row, column), cell in table.cells.items():
            metric = table.form.metric(row, column)
            if metric and cell.value is not None and cell.end > cell.start:
                yield _claim(table, column, cell, metric)
