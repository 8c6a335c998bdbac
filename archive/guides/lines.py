"""The text of a guide in parts: one for each line, or for each item where several stand in one line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from archive.guides.rules import rules
from archive.records import Body
from archive.reports.folding import Passage, compact

#: Folding leaves punctuation between clauses as it is, which the rules ask for in one form.
_PLAIN = str.maketrans("：；，！？．", ":;,!?.")
_TORN = ("、", ",", "(", "《", "“")


@dataclass(frozen=True, slots=True)
class Part:
    """An item, a heading or a paragraph: folded words, and where each of their characters stands in the body.

    ``level`` is that of the ordinal it begins with, 1 outermost, None without one; ``begin`` is where the words behind
    the ordinal begin.
    """

    words: str
    offsets: tuple[int, ...]
    level: int | None = None
    begin: int = 0

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span in the body of ``words[start:end]``, which is not empty."""
        return self.offsets[start], self.offsets[end - 1] + 1


def parts_of(body: Body) -> Iterator[Part]:
    """The prose of a body, part by part; the text of cells is none of it."""
    for spans in _joined(body):
        yield from split(compact(body.text, spans))


def split(passage: Passage) -> Iterator[Part]:
    """The parts of one passage: an ordinal behind a colon, semicolon or full stop begins another."""
    words = passage.text.translate(_PLAIN)
    starts = [0, *(found.start() for found in _inner().finditer(words) if found.start()), len(words)]
    for start, end in pairwise(starts):
        if start < end:
            yield _part(words[start:end], passage.offsets[start:end])


def _part(words: str, offsets: tuple[int, ...]) -> Part:
    for level, ordinal in enumerate(_ordinals(), 1):
        if found := ordinal.match(words):
            return Part(words, offsets, level, found.end())
    return Part(words, offsets)


@cache
def _ordinals() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(each) for each in rules()["ordinals"])


@cache
def _inner() -> re.Pattern[str]:
    # 第二十条第(一)项 is no item.
    return re.compile(
        f"(?<=[:;。])(?={'|'.join(rules()['ordinals'])})|(?<![第条款])(?=\\([一二三四五六七八九十]{{1,3}}\\)(?![项款]))"
    )


def _joined(body: Body) -> Iterator[list[tuple[int, int]]]:
    """The spans of each line, with those of the lines that a line break tore from it."""
    torn: list[tuple[int, int]] = []
    for paragraph in body.paragraphs:
        if paragraph.start >= rules()["most_characters"]:
            break
        torn.append((paragraph.start, paragraph.end))
        last = body.text[paragraph.start : paragraph.end].rstrip()[-1:].translate(_PLAIN)
        if last not in _TORN:
            yield torn
            torn = []
    if torn:
        yield torn
