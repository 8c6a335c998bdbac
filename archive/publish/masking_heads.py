"""The heads of lists in a text: known words beside each other, and no number between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from archive.publish.masking_rules import list_words

_NEAR = 40  # characters between two words of one head
_HEAD = 400  # characters of a head at most
_HEAD_CELL = 20  # and of one cell of it
_PROSE = re.compile(r"[，。；：:]")
_BLANKS = re.compile(r"[ \u00a0\u3000]+")
_NAMES = re.compile(r"姓[ \u3000]{0,4}名|户[ \u3000]{0,4}主")
_NUMBER = re.compile(r"[\d*]{5}")


def heads_of(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
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
    names = [found.start() for found in _NAMES.finditer(text)]
    tabs = [text.index("\t"), text.rindex("\t")] if "\t" in text else []
    places = [*names[:1], *names[-1:], *tabs]
    return (max(0, min(places) - _HEAD), max(places) + _HEAD) if places else (0, 0)


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


@lru_cache(maxsize=256)
def is_of_persons(heads: tuple[str, ...]) -> bool:
    """Whether the rows under such heads are persons, and not officials at their desks."""
    words = list_words()

    def has(pattern: re.Pattern[str]) -> bool:
        return any(pattern.search(head) for head in heads)

    return has(words.persons) and (has(words.private) or not has(words.offices))


def line_spans(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """The lines of a stretch of text, without their line breaks."""
    while start < stop:
        end = text.find("\n", start, stop)
        end = end if end >= 0 else stop
        yield start, end
        start = end + 1
