"""Lines of a page as words: characters that no gap parts. A row of a table ends with numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from statistics import median

from crawler.reading.files.pdf.lines import WIDE, joined
from crawler.reading.files.pdf.marks import Glyph
from crawler.reading.text import tidy

_VALUE = re.compile(r"[-+−]?\d{1,3}(?:,\d{3}){0,5}(?:\.\d{1,4})?|[-+−]?\d{1,12}(?:\.\d{1,4})?|[-—－/]")


@dataclass(frozen=True, slots=True)
class Word:
    """Characters that no gap parts, and where they stand."""

    text: str
    x0: float
    x1: float
    middle: float
    size: float
    glyphs: tuple[Glyph, ...]

    @property
    def centre(self) -> float:
        """The middle of its width."""
        return (self.x0 + self.x1) / 2

    @property
    def is_value(self) -> bool:
        """Whether it is a number, or the stroke that stands for none."""
        return _VALUE.fullmatch(self.text) is not None


@dataclass(frozen=True, slots=True)
class Row:
    """A line of words; ``values`` are the numbers it ends with."""

    words: tuple[Word, ...]
    values: tuple[Word, ...]

    @property
    def middle(self) -> float:
        """The height it stands at."""
        return self.words[0].middle

    @property
    def labels(self) -> tuple[Word, ...]:
        """What stands in front of the numbers."""
        return self.words[: len(self.words) - len(self.values)]

    @property
    def text(self) -> str:
        """All its words."""
        return "".join(word.text for word in self.words)


def rows_of_words(lines: Sequence[Sequence[Glyph]]) -> list[Row]:
    """The lines of a page as rows, those that say something."""
    rows = (tuple(words_of(line)) for line in lines)
    return [Row(words, tuple(takewhile(lambda word: word.is_value, words[::-1]))[::-1]) for words in rows if words]


def words_of(line: Sequence[Glyph]) -> Iterator[Word]:
    """The words of a line from the left."""
    run: list[Glyph] = []
    for glyph in sorted(line, key=lambda glyph: glyph.x0):
        if not tidy(glyph.text):
            continue
        if run and _is_gap(run[-1], glyph):
            yield word_of(run)
            run = []
        run.append(glyph)
    if run:
        yield word_of(run)


def _is_gap(before: Glyph, glyph: Glyph) -> bool:
    """Whether two characters belong to two cells: a number stands nearer to its label than two words to each other."""
    wide = (before.text[-1:] >= WIDE, glyph.text[:1] >= WIDE)
    least = 0.2 if wide == (True, False) else 0.4
    return glyph.x0 - before.x1 > least * min(before.size, glyph.size)


def word_of(run: Sequence[Glyph]) -> Word:
    """Characters that stand together as a word."""
    text = "".join(glyph.text for glyph in run)
    size = median(glyph.size for glyph in run)
    return Word(tidy(text), run[0].x0, max(g.x1 for g in run), run[0].middle, size, tuple(run))


def text_of(words: Sequence[Word]) -> str:
    """Words of several lines as they are read."""
    text = ""
    for word in sorted(words, key=lambda word: (-word.middle, word.x0)):
        text = joined(text, word.text) if text else word.text
    return text
