"""Column charts of two years, or two crawls: the earlier one drawn as an outline, the later one filled beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archive.diff.growth import Amount
from archive.diff.spans import Line as DiffLine
from archive.publish.plugin.charts import Chart, Column, Line, column_chart


@dataclass(frozen=True, slots=True)
class ColumnPair:
    """What both have of one thing; ``middle`` is where its label stands."""

    label: str
    earlier: Column
    later: Column
    middle: float


@dataclass(frozen=True, slots=True)
class PairedChart:
    """A chart in pixels, as ``archive.publish.plugin.charts`` measures it."""

    width: int
    height: int
    left: int
    bottom: int
    lines: tuple[Line, ...]
    pairs: tuple[ColumnPair, ...]


def paired_chart(counts: Iterable[tuple[int | None, int | None]]) -> PairedChart:
    """Both counts of each row of a table, numbered from 1 as the rows are; of None nothing is drawn."""
    drawn = column_chart([("", count) for both in counts for count in both])
    return PairedChart(drawn.width, drawn.height, drawn.left, drawn.bottom, drawn.lines, tuple(_pairs(drawn)))


def counts_of(lines: Iterable[DiffLine]) -> Iterator[tuple[int | None, int | None]]:
    """The numbers of both years, line by line."""
    return ((_count(line.earlier.amount), _count(line.later.amount)) for line in lines)


def _count(amount: Amount | None) -> int | None:
    return None if amount is None else int(amount.value)


def _pairs(drawn: Chart) -> Iterator[ColumnPair]:
    for number, (earlier, later) in enumerate(zip(drawn.columns[::2], drawn.columns[1::2], strict=True), 1):
        yield ColumnPair(str(number), earlier, later, (earlier.middle + later.middle) / 2)
