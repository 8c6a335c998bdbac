"""Column charts, measured out here and drawn as SVG by ``_gongkai_chart.html``: readable without a script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_STEP, _BAR = 40, 26  # pixels from one column to the next, and how wide one is
_LEFT, _TOP, _PLOT, _BELOW = 56, 24, 160, 28
_LEAST_WIDTH = 320


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it counts, and the figure over it; pixels from the left and the top."""

    label: str
    figure: str
    x: int
    y: float
    height: float
    middle: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the scale and its figure."""

    figure: str
    y: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart in pixels."""

    width: int
    height: int
    left: int
    bottom: int
    bar: int
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


def column_chart(counts: Sequence[tuple[str, int]]) -> Chart:
    """The chart of labelled counts, in their order; the scale begins at 0."""
    top = _round_above(max((count for _, count in counts), default=0))
    bottom = _TOP + _PLOT
    return Chart(
        width=max(_LEFT + _STEP * len(counts) + 8, _LEAST_WIDTH),
        height=bottom + _BELOW,
        left=_LEFT,
        bottom=bottom,
        bar=_BAR,
        columns=tuple(_column(place, label, count, top) for place, (label, count) in enumerate(counts)),
        lines=tuple(Line(f"{value:,}", bottom - _PLOT * value / top) for value in sorted({0, top // 2, top})),
    )


def _column(place: int, label: str, count: int, top: int) -> Column:
    x, height = _LEFT + _STEP * place + (_STEP - _BAR) // 2, round(_PLOT * count / top, 1)
    return Column(label, f"{count:,}", x, round(_TOP + _PLOT - height, 1), height, x + _BAR / 2)


def _round_above(most: int) -> int:
    """The next of 2, 4, 10, 20, 40, 100, … that is no smaller: half of it is whole."""
    power = 1
    while True:
        for factor in (2, 4, 10):
            if factor * power >= most:
                return factor * power
        power *= 10
