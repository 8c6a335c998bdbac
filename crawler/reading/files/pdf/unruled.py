"""Tables without ruling lines: rows of several numbers that stand under one another.

Only those: what looks like a table and holds no columns of numbers is prose. Columns are told by the numbers of the
fullest rows; what stands left of the first is a label, in two columns: the innermost, and all others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.reports.folding import fold
from archive.reports.headings import official_title
from crawler.reading.files.pdf.drawn import Drawn
from crawler.reading.files.pdf.lines import rows_of
from crawler.reading.files.pdf.marks import Glyph
from crawler.reading.files.pdf.rules import begins_part, is_ended
from crawler.reading.files.pdf.unruled_columns import aligned, centres_of, with_empty
from crawler.reading.files.pdf.unruled_grid import LABELS, Found, drawn
from crawler.reading.files.pdf.words import Row, rows_of_words
from crawler.reading.tables import MAX_COLUMNS

_FEWEST = 3  # numbers in a row that is the row of a table
_ALONE = 10  # so many make one with no other row like it
_MOST_ROWS, _MOST_PLACES = 400, 20_000  # of one page: lines, lines times columns
_LONGEST_LABEL = 40


def unruled_tables(glyphs: Sequence[Glyph]) -> tuple[list[Drawn], list[Glyph]]:
    """The tables that characters outside of ruling lines make, and the characters that belong to none."""
    rows = rows_of_words(rows_of(glyphs))
    tables: list[Drawn] = []
    taken: set[int] = set()
    if len(rows) <= _MOST_ROWS:
        for start, end, centres in _regions(rows):
            tables.append(drawn(Found(rows[start:end], centres)))
            taken.update(id(glyph) for row in rows[start:end] for word in row.words for glyph in word.glyphs)
    return tables, [glyph for glyph in glyphs if id(glyph) not in taken]


def _regions(rows: Sequence[Row]) -> Iterator[tuple[int, int, tuple[float, ...]]]:
    """Where tables begin and end among the lines of a page, and the middles of their columns."""
    floor = 0
    seeds = [number for number, row in enumerate(rows) if _FEWEST <= len(row.values) <= MAX_COLUMNS - LABELS]
    while seeds:
        first = seeds[0]
        group = [first]
        for number in seeds[1:]:
            if not aligned(rows[first], rows[number]) or _is_parted(rows, group[-1], number):
                break
            group.append(number)
        seeds = [number for number in seeds if number > group[-1]]
        width = len(rows[first].values)
        if (len(group) < 2 and width < _ALONE) or width * len(rows) > _MOST_PLACES:
            continue
        centres = centres_of([rows[number] for number in group])
        start, end = _reach(rows, group, centres, floor)
        seeds = [number for number in seeds if number >= end]
        floor = end
        yield start, end, with_empty(centres, rows[start:first])


def _is_parted(rows: Sequence[Row], above: int, below: int) -> bool:
    """Whether prose or a title of the official form stands between two rows."""
    return any(_is_prose(row) for row in rows[above + 1 : below])


def _is_prose(row: Row) -> bool:
    text = row.text
    if official_title("".join(fold(text).split())) and not row.values:
        return True
    return len(text) > _LONGEST_LABEL or (is_ended(text) and len(text) > 15)


def _reach(rows: Sequence[Row], group: Sequence[int], centres: tuple[float, ...], floor: int) -> tuple[int, int]:
    """How far a table reaches beyond its full rows: as long as lines have something in its columns of numbers."""
    start, end = group[0], group[-1] + 1
    left = centres[0] - (centres[1] - centres[0]) / 2
    while start > floor and (step := _step_up(rows, start, left, floor)):
        start -= step
    while end < len(rows) and _belongs(rows[end], rows[end - 1], left):
        end += 1
    return start, end


def _step_up(rows: Sequence[Row], start: int, left: float, floor: int) -> int:
    """How many lines further up a table reaches: the end of a label that a page tore may stand under its heads."""
    if _belongs(rows[start - 1], rows[start], left):
        return 1
    torn = not _is_prose(rows[start - 1])
    return 2 if torn and start - 2 >= floor and _belongs(rows[start - 2], rows[start - 1], left) else 0


def _belongs(row: Row, beside: Row, left: float) -> bool:
    size = row.words[0].size
    near = abs(row.middle - beside.middle) < 3.2 * size
    if not near or _is_prose(row):
        return False
    inside = any(word.x1 > left for word in row.words)
    parted = len(row.words) > 1 or not begins_part(row.text)
    goes_on = abs(row.middle - beside.middle) < 1.6 * size and len(row.text) <= 12 and not is_ended(row.text)
    return (inside and parted) or (goes_on and not begins_part(row.text) and bool(beside.values))
