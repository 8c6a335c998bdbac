"""A comparison as rows of one table, for CSV: one row for each number that two years, or crawls, both could have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

from archive.diff.counted import Counted
from archive.diff.crawls import CrawlsDiff
from archive.diff.figure_lines import Figure
from archive.diff.growth import Amount, Growth, Range
from archive.diff.lists import Number
from archive.diff.spans import Line
from archive.diff.years import YearsDiff
from archive.labels import Label
from archive.publish.takeaway.formats import csv_rows


@dataclass(frozen=True, slots=True)
class FlatRow:
    """One number in both years, or both crawls.

    ``part`` is figures, channels, columns, kinds, months, lists, added or gone; ``of`` reported or counted. Empty: not
    known, or open; ``why`` says why.
    """

    part: str
    key: str
    name_zh: str
    name_en: str
    of: str
    unit: str = ""
    earlier: float | None = None
    earlier_least: float | None = None
    earlier_most: float | None = None
    later: float | None = None
    later_least: float | None = None
    later_most: float | None = None
    difference: float | None = None
    difference_least: float | None = None
    difference_most: float | None = None
    percent: float | None = None
    percent_least: float | None = None
    percent_most: float | None = None
    why: str = ""
    earlier_sql: str = ""
    later_sql: str = ""


HEADS = tuple(field.name for field in fields(FlatRow))


def rows_of_years(diff: YearsDiff) -> Iterator[FlatRow]:
    """Every figure as reported and as counted, then channels, columns, kinds and months."""
    for figure in diff.figures:
        yield _reported(figure)
        pair = (figure.counted_earlier, figure.counted_later)
        yield _counted("figures", figure.metric, figure.label, pair, figure.counted)
    for part in ("channels", "columns", "kinds", "months"):
        lines: tuple[Line, ...] = getattr(diff, part)
        yield from (_counted(part, one.key, one.label, (one.earlier, one.later), one.growth) for one in lines)


def rows_of_crawls(diff: CrawlsDiff) -> Iterator[FlatRow]:
    """Of each column the entries of both lists, then what only one of them lists, then all columns together."""
    for column in diff.columns:
        name = (column.column, column.title, column.title)
        entries = [float(seen.entries) if seen else None for seen in (column.earlier, column.later)]
        sql = [seen.sql if seen else "" for seen in (column.earlier, column.later)]
        yield FlatRow(
            "lists", *name, "counted", earlier=entries[0], later=entries[1], why=column.why, earlier_sql=sql[0],
            later_sql=sql[1],
        )  # fmt: skip
        yield from _only_in(name, column.added, column.gone, column.why)
    yield from _only_in(("", "", ""), diff.added, diff.gone, "")


def _only_in(name: tuple[str, str, str], added: Number | None, gone: Number | None, why: str) -> Iterator[FlatRow]:
    amount, sql = (added.amount, added.sql) if added else (None, "")
    value, least, most = _ends(amount)
    yield FlatRow("added", *name, "counted", later=value, later_least=least, later_most=most, why=why, later_sql=sql)
    amount, sql = (gone.amount, gone.sql) if gone else (None, "")
    value, least, most = _ends(amount)
    yield FlatRow(
        "gone", *name, "counted", earlier=value, earlier_least=least, earlier_most=most, why=why, earlier_sql=sql
    )


def as_csv(rows: Iterable[FlatRow]) -> str:
    """The rows under their heads; no cell is a formula to the program that opens it."""
    return csv_rows([HEADS, *([_cell(getattr(row, name)) for name in HEADS] for row in rows)]).decode()


def _cell(value: str | float | None) -> str | float | int:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return "" if value is None else value


def _reported(figure: Figure) -> FlatRow:
    unit = next((said.unit for said in (figure.earlier, figure.later) if said), "")
    amounts = [said.amount if said else None for said in (figure.earlier, figure.later)]
    return _row("figures", figure.metric, figure.label, "reported", amounts, figure.reported, unit=unit)


def _counted(part: str, key: str, label: Label, pair: tuple[Counted, Counted], grown: Growth) -> FlatRow:
    return _row(part, key, label, "counted", [side.amount for side in pair], grown, sql=[side.sql for side in pair])


def _row(
    part: str,
    key: str,
    label: Label,
    of: str,
    amounts: list[Amount | None],
    grown: Growth,
    *,
    unit: str = "",
    sql: list[str] | None = None,
) -> FlatRow:
    numbers = (*_ends(amounts[0]), *_ends(amounts[1]), *_ends(grown.difference), *_ends(grown.percent))
    return FlatRow(part, key, label.zh, label.en, of, unit, *numbers, grown.why, *(sql or ["", ""]))


def _ends(found: Amount | Range | None) -> tuple[float | None, float | None, float | None]:
    return (found.value, found.low, found.high) if found else (None, None, None)
