"""A table as it stands on one page."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.reading.tables import GridCell


@dataclass(frozen=True, slots=True)
class Drawn:
    """A table of one page with its cells read.

    ``full`` are the left sides of those cells at its lower end whose last line goes to their right side: their words
    may go on.
    """

    top: float
    bottom: float
    xs: tuple[float, ...]
    rows: int
    grid: tuple[GridCell, ...]
    full: tuple[float, ...] = ()
