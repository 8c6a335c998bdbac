"""Lists in a text: their heads, and their rows as cells, as the readers write them.

A table is written with its rows on lines and its cells parted by tabs (crawler/reading/body.py); a cell may hold line
breaks, and one that spans rows stands in the first of them only. So a row of as many cells as the head is certain of
its columns, and every other row is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from archive.publish.masking_rules import list_words

_NEAR = 40  # characters between two words of one head
_HEAD = 400  # characters of a head at most
_HEAD_CELL = 20  # and of one cell of it
_LONG = 100  # characters: a line without a tab that is longer is a paragraph, and ends a list
_LOOSE = 6  # lines without a tab, one after another, that end a list
_LONG_LINE = 160  # characters: the same for lists whose columns are parted by spaces
_NUMBER = re.compile(r"[\d*]{5}")
_PROSE = re.compile(r"[，。；：:]")
_LABEL = re.compile(r"[。：:]")
_BLANKS = re.compile(r"[ \u00a0\u3000]+")


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
            if before is not None and (row.joined or before.joined or not certain):
                yield _seam(text, before, row)
            before = row


@dataclass(slots=True)
class _Row:
    start: int
    end: int
    tabs: int
    joined: bool = False


@lru_cache(maxsize=256)
def is_of_persons(heads: tuple[str, ...]) -> bool:
    """Whether the rows under such heads are persons, and not officials at their desks."""
    words = list_words()

    def has(pattern: re.Pattern[str]) -> bool:
        return any(pattern.search(head) for head in heads)

    return has(words.persons) and (has(words.private) or not has(words.offices))


def lists_of(text: str) -> list[List]:
    """The lists of a text, in their order."""
    heads = list(_heads(text))
    stops = [start for start, _, _ in [*heads[1:], (len(text), 0, ())]]
    return [
        List(parted, end, stop, "\t" in text[start:end])
        for (start, end, parted), stop in zip(heads, stops, strict=False)
    ]


def _heads(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Start, end and columns of each head: known words near each other, and no number between them."""
    first = last = None
    words = 0
    for found in list_words().heads.finditer(text, *_head_span(text)):
        if first is not None and last is not None and _goes_on(text, first.start(), last.end(), found.start()):
            last, words = found, words + 1
            continue
        if first is not None and last is not None and words > 1:
            yield from _head(text, first.start(), last.end())
        first, last, words = found, found, 1
    if first is not None and last is not None and words > 1:
        yield from _head(text, first.start(), last.end())


def _head_span(text: str) -> tuple[int, int]:
    """Where heads can be: a table has tabs, and other lists have a column of names."""
    marks = [mark for mark in "\t姓户" if mark in text]
    if not marks:
        return 0, 0
    return max(0, min(map(text.index, marks)) - _HEAD), max(map(text.rindex, marks)) + _HEAD


def _goes_on(text: str, first: int, last: int, start: int) -> bool:
    if start - last > _NEAR or start - first > _HEAD:
        return False
    between = text[last:start]
    # Only a row of a table goes on over a line break; over two, another row stands between.
    breaks = between.count("\n")
    whole = not breaks or (breaks == 1 and "\t" in text[first:start])
    return whole and not _PROSE.search(between) and not _NUMBER.search(between)


def _head(text: str, first: int, last: int) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    start = text.rfind("\n", max(0, first - _HEAD), first) + 1 or max(0, first - _HEAD)
    end = text.find("\n", last, last + _HEAD)
    end = end if end >= 0 else min(len(text), last + _HEAD)
    start = _without_prose(text, start, end)
    columns = _columns(text[start:end])
    if columns:
        yield start, end, columns


@lru_cache(maxsize=256)
def _columns(head: str) -> tuple[str, ...]:
    """The heads of the columns; none where the words are no head."""
    cells = head.split("\t") if "\t" in head else _BLANKS.split(head.strip())
    if _NUMBER.search(head) or not _is_head(cells):
        return ()
    return tuple("".join(one.split()) for cell in cells for one in _heads_in(cell))


def _heads_in(cell: str) -> list[str]:
    """A cell over whose line break another row of the head begins is two: then no row is certain."""
    lines = cell.split("\n")
    return lines if all(map(_is_known, lines)) else [cell]


def _without_prose(text: str, start: int, end: int) -> int:
    """Where the table begins, or else the last line: lines above are not of the head."""
    begins = start
    for begins, ends in line_spans(text, start, end):
        if "\t" in text[begins:ends] and not _PROSE.search(text, begins, ends):
            break
    return begins


def _is_head(cells: list[str]) -> bool:
    """Two neighbours that are known; in a form every label has its value beside it."""
    known = [len(cell) <= _HEAD_CELL and not _PROSE.search(cell) and _is_known(cell) for cell in cells]
    return any(one and other for one, other in pairwise(known))


def _is_known(cell: str) -> bool:
    return list_words().heads.search(cell) is not None


def _rows(text: str, start: int, stop: int, columns: int) -> Iterator[_Row]:
    """The lines behind a head, joined where a row goes on: until it has all its tabs, and its last cell after that."""
    row: _Row | None = None
    loose, needed = 0, columns - 1
    for begins, ends in line_spans(text, start + 1, stop):
        tabs = text.count("\t", begins, ends)
        loose = 0 if tabs else loose + 1
        if loose and (ends - begins > _LONG or loose > _LOOSE or _LABEL.search(text, begins, ends)):
            break
        if row is not None and (row.tabs + tabs <= needed and (row.tabs < needed or not tabs)):
            row.end, row.tabs, row.joined = ends, row.tabs + tabs, True
            continue
        if row is not None:
            yield row
        row = _Row(begins, ends, tabs)
    if row is not None:
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


def line_spans(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """The lines of a stretch of text, without their line breaks."""
    while start < stop:
        end = text.find("\n", start, stop)
        end = end if end >= 0 else stop
        yield start, end
        start = end + 1


def _parted(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for cell in text[start:end].split("\t"):
        yield start, start + len(cell)
        start += len(cell) + 1
