"""Column charts, measured out here and drawn as SVG by ``_gongkai_chart.html``: readable without a script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

#: Pixels: a character, from one column to the next at least (twelve fit a phone), between two columns or figures.
_CHARACTER, _LEAST_STEP, _GAP, _APART = 7, 26, 8, 5
_TOP, _PLOT, _BELOW = 24, 160, 28
_LEAST_WIDTH = 300


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it counts, and the figure over it; pixels from the left and the top."""

    label: str
    figure: str
    x: int
    y: float
    width: int
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
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


def column_chart(counts: Sequence[tuple[str, int | None]]) -> Chart:
    """The chart of labelled counts, in their order; the scale begins at 0. Of None nothing is known, and none drawn."""
    top = _round_above(max((count or 0 for _, count in counts), default=0))
    bottom, left = _TOP + _PLOT, _CHARACTER * (len(_figure(top)) + 2)
    longest = max((_breadth(text) for label, count in counts for text in (label, _figure(count))), default=0)
    step = max(_LEAST_STEP, _CHARACTER * longest + _APART)
    return Chart(
        width=max(left + step * len(counts) + _GAP // 2, _LEAST_WIDTH),
        height=bottom + _BELOW,
        left=left,
        bottom=bottom,
        columns=tuple(
            _column(left + step * place + _GAP // 2, step - _GAP, label, count, (count or 0) / top)
            for place, (label, count) in enumerate(counts)
        ),
        lines=tuple(Line(_figure(value), bottom - _PLOT * value / top) for value in sorted({0, top // 2, top})),
    )


def _column(x: int, width: int, label: str, count: int | None, share: float) -> Column:
    height = round(_PLOT * share, 1)
    return Column(label, _figure(count), x, round(_TOP + _PLOT - height, 1), width, height, x + width / 2)


def _breadth(text: str) -> int:
    """Characters of the narrow kind that a text takes the place of; Chinese ones take two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _figure(count: int | None) -> str:
    return "—" if count is None else f"{count:,}"


def _round_above(most: int) -> int:
    """The next of 2, 4, 10, 20, 40, 100, … that is no smaller: half of it is whole."""
    power = 1
    while True:
        for factor in (2, 4, 10):
            if factor * power >= most:
                return factor * power
        power *= 10
