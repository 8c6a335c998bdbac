"""A page as the lines a reader sees, each knowing where in the tree it stands."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from crawler.reading.dom import Outline, is_block
from crawler.reading.text import tidy


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its text, the block it stands in, how much of it is link text, where it begins."""

    text: str
    owner: etree._Element
    link_length: int
    place: int  # of the event, in the page's outline, at which its text begins

    @property
    def is_link(self) -> bool:
        """Whether most of the line can be clicked."""
        return self.link_length * 2 > len(self.text)


@dataclass(frozen=True, slots=True)
class PageLines:
    """All lines of a page; ``lines[start:end]`` stand in the marked element."""

    lines: tuple[Line, ...]
    start: int
    end: int


class _Collector:
    """Gathers text until a block begins or ends."""

    def __init__(self, root: etree._Element) -> None:
        self.lines: list[Line] = []
        self._pieces: list[str] = []
        self._blocks = [root]
        self._anchors = 0
        self._link_length = 0
        self._begins = 0
        self.place = 0

    def add(self, text: str | None) -> None:
        if text and not (text.isspace() and not self._pieces):
            if not self._pieces:
                self._begins = self.place
            self._pieces.append(text)
            if self._anchors:
                self._link_length += len(tidy(text))

    def open(self, element: etree._Element) -> None:
        if is_block(element):
            self.flush()
            self._blocks.append(element)
        elif element.tag == "a":
            self._anchors += 1
        self.add(element.text)

    def close(self, element: etree._Element) -> None:
        if element is self._blocks[-1]:
            self.flush()
            self._blocks.pop()
        elif element.tag == "a" and self._anchors:
            self._anchors -= 1
        self.add(element.tail)

    def flush(self) -> None:
        if self._pieces and (text := tidy("".join(self._pieces))):
            self.lines.append(Line(text, self._blocks[-1], self._link_length, self._begins))
        self._pieces.clear()
        self._link_length = 0


def read_lines(outline: Outline, marked: etree._Element | None = None) -> PageLines:
    """The visible lines of a page in document order, and which of them stand in ``marked``."""
    collector = _Collector(outline.root)
    start = end = 0
    for collector.place, (event, element) in enumerate(outline.events):
        if event == "start":
            if element is marked:
                collector.flush()
                start = len(collector.lines)
            collector.open(element)
            continue
        if event == "skipped":
            collector.add(element.tail)
            continue
        if element is marked:
            collector.flush()
            end = len(collector.lines)
        collector.close(element)
    collector.flush()
    return PageLines(tuple(collector.lines), start, end)
