"""Which line breaks fell inside a sentence: lines that belong together are one paragraph again.

Texts come with lines as a printer, a PDF or a page's <br> broke them. What tells a torn paragraph from two is,
in the order of trust: how the line ends and how the next begins; whether the paragraphs of this text are indented,
and this line is not; whether the lines of this text are all filled to one width, and this one was.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from archive.records import Body
from archive.reports.folding import fold
from archive.reports.headings import heading_level
from archive.reports.rules import load_rules

LONGEST_PROSE = 300_000  # characters of a body that are read; the longest real reports have a tenth of them
_MOST_LINES = 100  # that one paragraph is broken into
_INDENT = 2  # columns; a single space stands before a figure as often as before a paragraph
_MOSTLY = 0.7
_FEWEST_STARTS = 2  # lines behind the end of a sentence that show whether paragraphs are indented
_FEWEST_FULL = 3  # lines of one width before a width is believed
_NARROWEST, _RAGGED = 40, 4  # columns: of a filled line, and by how much filled lines differ
_LONGEST_START = 200  # characters of a paragraph that are looked at to tell whether it goes on
_OPEN_END, _ITEM_END, _CLOSING = "，,、:：(（《〈“", "；;", "”』」)）"
_SENTENCE_END = tuple("。！？!?")
_COMMAS = "，,"

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of prose: its span, its folded words, how far it is indented, whether blank lines stand before it."""

    start: int
    end: int
    words: str
    indent: int
    apart: bool
    is_heading: bool  # by its ordinal
    ends_sentence: bool

    @property
    def width(self) -> int:
        """In columns: a Chinese character fills two."""
        return sum(map(_width, self.words))


@cache
def _width(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


@dataclass(frozen=True, slots=True)
class Layout:
    """How the lines of a text are set: paragraphs indented or not, and the width that lines are filled to (or 0)."""

    indented: bool
    width: int


@cache
def _continuation() -> re.Pattern[str]:
    return re.compile(load_rules("sections.yml")["continuation"])


@cache
def _rest_of_number() -> re.Pattern[str]:
    return re.compile(load_rules("sections.yml")["rest_of_number"])


@cache
def _rest_of_heading() -> re.Pattern[str]:
    return re.compile(load_rules("sections.yml")["rest_of_heading"])


def _columns(blank: str) -> int:
    return sum(2 if character in "\u3000\t" else 1 for character in blank)


def lines_of(body: Body) -> list[Line]:
    """The lines of a body's prose that are not blank, as far as prose is read."""
    lines: list[Line] = []
    for paragraph in body.paragraphs:
        if paragraph.start >= LONGEST_PROSE:
            break
        end = min(paragraph.end, LONGEST_PROSE)
        text = body.text[paragraph.start : end]
        if words := fold(text).strip():
            above = lines[-1].end if lines else 0
            before = body.text[above : paragraph.start] + text[: len(text) - len(text.lstrip())]
            if before.strip():  # a table stands between
                before = "\n\n"
            apart, indent = before.count("\n") > 1, _columns(before.rpartition("\n")[2])
            is_heading = heading_level(words) is not None
            lines.append(Line(paragraph.start, end, words, indent, apart, is_heading, _ends_sentence(words)))
    return lines


def _ends_sentence(words: str) -> bool:
    """Whether a sentence is over with them."""
    return words.rstrip(_CLOSING).endswith(_SENTENCE_END)


def layout_of(lines: Sequence[Line]) -> Layout:
    """What most lines of a text show of how it is set."""
    starts = [(above, line) for above, line in pairwise(lines) if not line.is_heading]
    first = [line for above, line in starts if above.ends_sentence]
    if len(first) < _FEWEST_STARTS:
        behind = [line for above, line in starts if above.is_heading]
        first += [line for line in behind if not _rest_of_heading().fullmatch(line.words)]
    first = first or list(lines[:1])
    open_lines = [line.width for line in lines if not line.ends_sentence and not line.is_heading]
    widest = max(open_lines, default=0)
    full = sum(width >= widest - _RAGGED for width in open_lines)
    filled = widest >= _NARROWEST and full >= max(_FEWEST_FULL, _MOSTLY * len(open_lines))
    indented = sum(line.indent >= _INDENT for line in first) >= max(1, _MOSTLY * len(first))
    return Layout(indented, widest if filled else 0)


@dataclass(slots=True)
class _Paragraph:
    """A paragraph while its lines are put together."""

    spans: list[Span]
    words: str  # what it begins with
    is_heading: bool
    last: Line

    def add(self, line: Line) -> None:
        self.spans.append((line.start, line.end))
        self.words = self.words[:_LONGEST_START] + line.words
        self.is_heading = heading_level(self.words) is not None
        self.last = line


def _goes_on(paragraph: _Paragraph, line: Line, layout: Layout) -> bool:
    """Whether a line goes on with the paragraph above it."""
    above = paragraph.last
    if line.apart or line.is_heading or above.ends_sentence or line.indent >= _INDENT:
        return False
    if len(paragraph.spans) >= _MOST_LINES:
        return False
    if paragraph.is_heading:
        return (layout.indented and above.indent >= _INDENT) or bool(_rest_of_heading().fullmatch(line.words))
    if layout.indented or above.words[-1] in _OPEN_END:
        return True
    if above.words[-1].isdigit() and _rest_of_number().match(line.words):
        return True
    if _continuation().match(line.words) or 0 < layout.width - _RAGGED <= above.width:
        return True
    return any(comma in paragraph.words for comma in _COMMAS) and above.words[-1] not in _ITEM_END


def paragraphs_of(body: Body) -> Iterator[list[Span]]:
    """The spans of each paragraph of a body's prose, line by line; most have one."""
    lines = lines_of(body)
    layout, paragraph = layout_of(lines), None
    for line in lines:
        if paragraph is not None and _goes_on(paragraph, line, layout):
            paragraph.add(line)
            continue
        if paragraph is not None:
            yield paragraph.spans
        paragraph = _Paragraph([(line.start, line.end)], line.words, line.is_heading, line)
    if paragraph is not None:
        yield paragraph.spans
