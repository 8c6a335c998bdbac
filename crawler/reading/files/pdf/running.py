"""What belongs to the pages and not to their text: running heads and feet, and the numbers of the pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from crawler.reading.files.pdf.leaves import Leaf
from crawler.reading.files.pdf.lines import Line
from crawler.reading.files.pdf.rules import pattern

_DEEPEST = 2  # lines at the top and at the bottom of a page that may be running ones
_LONGEST = 200
_MOST_NUMBERS = 6
_DIGITS = re.compile(r"\d{1,4}")

Key = tuple[str, int, int]


def without_running(leaves: Sequence[Leaf]) -> list[Leaf]:
    """The pages without the lines that stand at the same height of several of them, and without their numbers.

    Such a line says the same on each, or the same but for a number that grows with the pages.
    """
    seen: Counter[Key] = Counter()
    for number, leaf in enumerate(leaves):
        seen.update({key for line in _edges(leaf) for key in _keys(line, number)})
    return [_without(leaf, number, seen) for number, leaf in enumerate(leaves)]


def _without(leaf: Leaf, number: int, seen: Counter[Key]) -> Leaf:
    running = {line for line in _edges(leaf) if any(seen[key] > 1 for key in _keys(line, number))}
    lines = [line for line in leaf.lines if line not in running]
    for place in (-1, 0):
        if lines and pattern("page_number").fullmatch(lines[place].text):
            del lines[place]
    return replace(leaf, lines=tuple(lines))


def _edges(leaf: Leaf) -> Iterator[Line]:
    """The lines that may be running ones: nothing but lines of their kind stands above, or below them."""
    top = max((table.top for table in leaf.tables), default=float("-inf"))
    bottom = min((table.bottom for table in leaf.tables), default=float("inf"))
    for place, line in enumerate(leaf.lines):
        above = place < _DEEPEST and line.middle > top
        below = place >= len(leaf.lines) - _DEEPEST and line.middle < bottom
        if (above or below) and len(line.text) <= _LONGEST:
            yield line


def _keys(line: Line, number: int) -> Iterator[Key]:
    """What a line has in common with the lines like it on other pages: words, height, how far a number is ahead."""
    text, height = "".join(line.text.split()), round(line.middle / 3)
    yield text, height, 0
    for found in list(_DIGITS.finditer(text))[:_MOST_NUMBERS]:
        yield f"{text[: found.start()]}\0{text[found.end() :]}", height, int(found.group()) - number
