"""Characters → lines as they stand on the page: from the top, from the left, blanks where gaps show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from crawler.reading.files.pdf.marks import Glyph
from crawler.reading.text import tidy

WIDE = "\u2e80"  # from here on characters are as wide as high, and no blank parts words


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text and its box, in points; ``size`` is the usual height of its characters."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float

    @property
    def middle(self) -> float:
        """The height it stands at."""
        return (self.y0 + self.y1) / 2


def read_lines(glyphs: Iterable[Glyph]) -> list[Line]:
    """The lines of some characters, those that say something."""
    lines = (_line(sorted(row, key=lambda glyph: glyph.x0)) for row in rows_of(glyphs))
    return [line for line in lines if line is not None]


def rows_of(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """The characters of each line, from the top."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: (-glyph.middle, glyph.x0)):
        if rows and rows[-1][0].middle - glyph.middle <= 0.45 * max(rows[-1][0].size, glyph.size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return _with_raised(rows)


def _with_raised(rows: list[list[Glyph]]) -> list[list[Glyph]]:
    """The rows with small raised or lowered characters in the row they belong to: the [1] of a note."""
    whole: list[list[Glyph]] = []
    for row in rows:
        if whole and (_hangs_on(whole[-1], row) or _hangs_on(row, whole[-1])):
            whole[-1] = whole[-1] + row
        else:
            whole.append(row)
    return whole


def _hangs_on(small: Sequence[Glyph], row: Sequence[Glyph]) -> bool:
    """Whether all of some characters are smaller than those of a row, and stand a good part of the way into it."""
    if max(glyph.size for glyph in small) > 0.9 * median(glyph.size for glyph in row):
        return False
    low, high = min(glyph.y0 for glyph in small), max(glyph.y1 for glyph in small)
    shared = min(high, max(glyph.y1 for glyph in row)) - max(low, min(glyph.y0 for glyph in row))
    return shared > 0.35 * (high - low)


def _line(glyphs: Sequence[Glyph]) -> Line | None:
    """The line of characters in their order; None where they are blanks alone."""
    shown = [glyph for glyph in glyphs if tidy(glyph.text)]
    if not shown:
        return None
    pieces = [glyphs[0].text]
    for before, glyph in pairwise(glyphs):
        pieces.append(" " * _is_parted(before, glyph) + glyph.text)
    box = (shown[0].x0, min(g.y0 for g in shown), max(g.x1 for g in shown), max(g.y1 for g in shown))
    return Line(tidy("".join(pieces)), *box, median(glyph.size for glyph in shown))


def _is_parted(before: Glyph, glyph: Glyph) -> bool:
    """Whether the gap between two characters is a blank.

    It is wider between Chinese ones, which are often spread, and beside them, where programs leave a quarter of a
    character free before digits and letters.
    """
    wide = (before.text[-1:] >= WIDE) + (glyph.text[:1] >= WIDE)
    return glyph.x0 - before.x1 > (0.25, 0.5, 0.8)[wide] * min(before.size, glyph.size)


def joined(before: str, after: str) -> str:
    """A line and the one it goes on in: a blank stands between words that are written with blanks alone."""
    last, first = before[-1:], after[:1]
    blank = last.isascii() and first.isascii() and last.isalpha() and first.isalnum()
    return f"{before} {after}" if blank else before + after
