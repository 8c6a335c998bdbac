"""Lists in a text: their heads, and their rows as cells, as the readers write them.

A table is written with its rows on lines and its cells parted by tabs (crawler/reading/body.py); a cell may hold line
breaks, and one that spans rows stands in the first of them only. So a row of as many cells as the head is certain of
its columns, and every other row is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.publish.masking_heads import heads_of, line_spans

_LONG = 100  # characters: a line without a tab that is longer is a paragraph, and ends a list
_LOOSE = 6  # lines without a tab, one after another, that end a list
_LONG_LINE = 160  # characters: the same for lists whose columns are parted by spaces
_NUMBER = re.compile(r"[\d*]{5}")
_LABEL = re.compile(r"[。：:]")


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a cell stands, and its head; None where its column is not certain."""

    start: int
    end: int
    head: str | None


@dataclass(frozen=True, slots=True)
class List:
    """A list under one head. It ends at ``stop`` at the latest."""

    heads: tuple[str, ...]
    start: int
    stop: int
    tabs: bool

    def cells(self, text: str) -> Iterator[Cell]:
        """Its cells; of a list without tabs, its lines."""
        if not self.tabs:
            yield from _lines(text, self.start, self.stop)
            return
        before: _Row | None = None
        for row in _rows(text, self.start, self.stop, len(self.heads)):
            certain = row.tabs == len(self.heads) - 1
            for column, (start, end) in enumerate(_parted(text, row.start, row.end)):
                yield Cell(start, end, self.heads[column] if certain else None)
                if row.joined and certain:
                    yield Cell(start, end, None)
            if before is not None and before.end + 1 == row.start and (row.joined or before.joined or not certain):
                yield _seam(text, before, row)
            before = row


@dataclass(slots=True)
class _Row:
    start: int
    end: int
    tabs: int
    joined: bool = False


def lists_of(text: str) -> list[List]:
    """The lists of a text, in their order."""
    heads = list(heads_of(text))
    stops = [start for start, _, _ in [*heads[1:], (len(text), 0, ())]]
    return [
        List(parted, end, stop, "\t" in text[start:end])
        for (start, end, parted), stop in zip(heads, stops, strict=False)
    ]


def _rows(text: str, start: int, stop: int, columns: int) -> Iterator[_Row]:
    """The lines behind a head, joined where a row goes on: until it has all its tabs, and its last cell after that."""
    row = _Row(start, start, columns - 1)  # the head is a row that is whole
    loose, left = 0, False
    for begins, ends in line_spans(text, start + 1, stop):
        tabs = text.count("\t", begins, ends)
        loose = 0 if tabs else loose + 1
        if loose > _LOOSE or (loose and ends - begins > _LONG):
            break
        # A line with a label of its own is not of the list, which goes on only where a whole row follows.
        left = tabs != columns - 1 if left else not tabs and _LABEL.search(text, begins, ends) is not None
        if left:
            continue
        whole = row.tabs >= columns - 1
        if row.tabs + tabs < columns and (not whole or (not tabs and row.end > start)):
            row.end, row.tabs, row.joined = ends, row.tabs + tabs, True
            continue
        yield row
        row = _Row(begins, ends, tabs)
    yield row


def _seam(text: str, before: _Row, row: _Row) -> Cell:
    """The last cell of one row and the first of the next: where rows lack cells, the two may be one."""
    first = text.find("\t", row.start, row.end)
    last = text.rfind("\t", before.start, before.end) + 1 or before.start
    return Cell(last, first if first >= 0 else row.end, None)


def _lines(text: str, start: int, stop: int) -> Iterator[Cell]:
    """Lines of a list whose columns are parted by spaces, until one is prose or many have no number."""
    loose = 0
    for begins, ends in line_spans(text, start + 1, stop):
        loose = 0 if _NUMBER.search(text, begins, ends) else loose + 1
        if loose > _LOOSE or ends - begins > _LONG_LINE or "。" in text[begins:ends]:
            return
        place = begins
        for piece in text[begins:ends].split(" "):
            yield Cell(place, place + len(piece), None)
            place += len(piece) + 1


def _parted(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for cell in text[start:end].split("\t"):
        yield start, start + len(cell)
        start += len(cell) + 1
