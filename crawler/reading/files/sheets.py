"""Sheets of a workbook → tables: rows and columns in which nothing stands are left out, merged cells have spans."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from crawler.reading.files.base import MAX_CELLS, Part, UnreadError
from crawler.reading.tables import MAX_COLUMNS, MAX_ROWS, GridCell

#: Said where a sheet is larger than a table may be.
CUT = f"of a sheet only the first {MAX_ROWS} rows and {MAX_COLUMNS} columns are read"
_MOST_COVERED = 4 * MAX_CELLS  # places under merged cells that are looked at

#: Row and column of a cell, both from 0 → what it shows.
Values = Mapping[tuple[int, int], str]


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged range, its last row and column included."""

    top: int
    left: int
    bottom: int
    right: int


def sheet_part(name: str, values: Values, merged: Iterable[Merged]) -> Part:
    """One sheet as a part with one table; without a table where nothing stands in it. Cells that are blank are kept."""
    rows = sorted({row for row, _ in values})
    columns = sorted({column for _, column in values})
    if len(rows) * len(columns) > MAX_CELLS:
        raise UnreadError(f"its sheets have more than {MAX_CELLS} cells")
    spans, covered = _spans(rows, columns, merged)
    grid = tuple(
        GridCell(r, c, *spans.get((r, c), (1, 1)), values.get((row, column), ""))
        for r, row in enumerate(rows)
        for c, column in enumerate(columns)
        if (r, c) not in covered
    )
    return Part([grid] if grid else [], name)


def _spans(
    rows: list[int], columns: list[int], merged: Iterable[Merged]
) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
    """Among the rows and columns that are kept: the spans of merged cells, and the places they cover."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    looked_at = 0
    for area in merged:
        top, bottom = bisect_left(rows, area.top), bisect_left(rows, area.bottom + 1)
        left, right = bisect_left(columns, area.left), bisect_left(columns, area.right + 1)
        looked_at += (bottom - top) * (right - left)
        if looked_at > _MOST_COVERED:
            raise UnreadError("broken: its merged cells lie on each other")
        places = [(row, column) for row in range(top, bottom) for column in range(left, right)]
        if len(places) > 1 and covered.isdisjoint(places):
            spans[top, left] = (bottom - top, right - left)
            covered.update(places[1:])
    return spans, covered


def shown(value: object, number_format: str = "") -> str:
    """A cell's value as a sheet shows it: whole numbers without a point, per cent as such, dates as ISO 8601 has them.

    Other formats change no digit that counts and are left alone.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value, number_format)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return "\n".join(line for part in str(value).split("\n") if (line := " ".join(part.split())))


def _number(value: float, number_format: str) -> str:
    pattern = number_format.split(";")[0]
    if "%" in pattern:
        decimals = pattern.partition(".")[2].count("0")
        return f"{value * 100:.{min(decimals, 9)}f}%"
    return f"{value:.15g}"
