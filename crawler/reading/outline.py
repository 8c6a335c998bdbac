"""The visible part of a tree, walked once: its text in one piece, and where in it every element stands.

Readers ask for the text of many elements, for lines, for what stands before or behind something. All of it
is a slice of one string here, so that no reader has to walk the tree again.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate, chain, islice
from typing import NamedTuple

from lxml import etree

from crawler.reading.dom import hidden_in
from crawler.reading.frame import Frame, frame_words
from crawler.reading.marks import Told, told_by
from crawler.reading.text import without_invisible
from crawler.reading.vocabulary import word_set

_TRADITIONAL = "關網頁發會務區國"
BREAK = "\0"  # begins a line, where a block begins or ends; libxml2 lets no NUL into a tree
# By way of the attributes: several times as quick as a test of every element.
_MARKED = etree.XPath("(descendant-or-self::*/@id | descendant-or-self::*/@class)/..")
Event = tuple[str, etree._Element]


class Marked(NamedTuple):
    """An element, and what its id and classes tell of it."""

    element: etree._Element
    told: Told


class Line(NamedTuple):
    """One line of a page: its text, the block it stands in, and its span in the outline's text."""

    text: str
    owner: etree._Element
    start: int
    end: int
    outline: Outline

    @property
    def is_link(self) -> bool:
        """Whether most of the line can be clicked."""
        return self.outline.link_length(self.start, self.end) * 2 > len(self.text)

    @property
    def place(self) -> int:
        """The event of the outline at which the line's text begins."""
        return self.outline.place_of(self.start)


@lru_cache(maxsize=64)
def _any_of(groups: tuple[tuple[str, ...], ...]) -> re.Pattern[str]:
    """An expression for all words: one pass over a text, where a search for each would be as many."""
    return re.compile("|".join(map(re.escape, chain.from_iterable(groups))) or "(?!)")


class Outline:
    """What of a tree is visible, as events and as text.

    Events are ("start" | "end" | "skipped", element) in document order, without what is never shown. A
    skipped element is announced once, so that the text after it is not lost; it breaks no line. Event n
    is followed by ``texts[n]``. Where nothing ``may_hide`` itself nothing that does is looked for.
    """

    def __init__(self, root: etree._Element, *, may_hide: bool = True) -> None:
        self.root = root
        self.events: list[Event] = []
        self.texts: list[str] = []
        self._starts: dict[etree._Element, int] = {}
        self._ends: dict[etree._Element, int] = {}
        self._owners: list[etree._Element] = [root]  # of the text behind the first, second, … break
        self._hidden = hidden_in(root) if may_hide else frozenset[etree._Element]()
        self._unshown: dict[etree._Element, Outline] = {}  # of parts that this one passes over, as asked for
        pieces = self._walk()
        self._offsets = [*accumulate(map(len, pieces), initial=0)]
        said = "".join(pieces)
        self._shown = without_invisible(said)
        if self._shown is not said:
            self.texts = [*map(without_invisible, self.texts)]

    def _walk(self) -> list[str]:
        """Go through the tree; gives the text behind every event, with its break in front."""
        skipped, blocks = word_set("regions", "skipped_elements"), word_set("regions", "block_elements")
        hidden = self._hidden
        events, texts, starts, ends, owners = self.events, self.texts, self._starts, self._ends, self._owners
        pieces: list[str] = []
        open_blocks = [self.root]
        passed: etree._Element | None = None
        walk = etree.iterwalk(self.root, events=("start", "end"))
        for event in walk:
            kind, element = event
            tag = element.tag
            if kind == "start":
                if tag in skipped or element in hidden:
                    passed = element
                    walk.skip_subtree()
                    continue
                starts[element] = len(events)
                text = piece = element.text or ""
                if tag in blocks:
                    open_blocks.append(element)
                    owners.append(element)
                    piece = BREAK + text
            else:
                text = piece = element.tail or ""
                if element is passed:
                    event = "skipped", element
                else:
                    ends[element] = len(events)
                    if tag in blocks:
                        open_blocks.pop()
                        owners.append(open_blocks[-1])
                        piece = BREAK + text
            events.append(event)
            texts.append(text)
            pieces.append(piece)
        return pieces

    @cached_property
    def marked(self) -> Sequence[Marked]:
        """The elements whose id or classes tell something, hidden ones too, in document order."""
        found = _MARKED(self.root)
        elements = found if isinstance(found, list) else []
        return [
            Marked(element, told)
            for element in elements
            if isinstance(element, etree._Element) and (told := told_by(element.get("id"), element.get("class")))
        ]

    @cached_property
    def is_traditional(self) -> bool:
        """Whether the text holds one of the most frequent characters that only traditional script has."""
        return any(letter in self._shown for letter in _TRADITIONAL)

    @cached_property
    def frame(self) -> Frame[set[int]]:
        """The events behind which words of a page's frame begin."""
        return Frame(*self.places_saying(*frame_words(self.is_traditional)))

    @cached_property
    def anchors(self) -> Sequence[tuple[int, int]]:
        """Where the outermost anchors begin and end among the events."""
        found: list[tuple[int, int]] = []
        for anchor in self.root.iter("a"):
            start = self._starts.get(anchor)
            if start is not None and (not found or start > found[-1][1]):
                found.append((start, self._ends[anchor]))
        return found

    def place(self, element: etree._Element) -> int | None:
        """Where an element begins among the events; None when it is not visible."""
        return self._starts.get(element)

    def end(self, element: etree._Element) -> int | None:
        """Where an element ends among the events; None when it is not visible."""
        return self._ends.get(element)

    def place_of(self, offset: int) -> int:
        """The event behind which the character of the text stands."""
        return bisect_right(self._offsets, offset) - 1

    def places_saying(self, *groups: tuple[str, ...]) -> tuple[set[int], ...]:
        """For each group of words the events behind which one of them begins."""
        found: tuple[set[int], ...] = tuple(set() for _ in groups)
        search, at = _any_of(groups).search, 0
        while begun := search(self._shown, at):
            at = begun.start()
            for places, words in zip(found, groups, strict=True):
                if self._shown.startswith(words, at):
                    places.add(self.place_of(at))
            at += 1  # another may begin within it
        return found

    def part(self, element: etree._Element) -> tuple[Outline, int, int]:
        """The outline that shows an element, and the places of its start and end there.

        A hidden one is read as if it were shown; one that is never shown, such as a script, has no text.
        """
        outline = self if element in self._starts or element is self.root else self._outline_unshown(element)
        return outline, outline._starts.get(element, 0), outline._ends.get(element, 0)

    def _outline_unshown(self, element: etree._Element) -> Outline:
        """The outline of the hidden part in which an element stands, walked once for all that stands in it."""
        skipped = word_set("regions", "skipped_elements")
        top = element
        while top not in self._hidden and (parent := top.getparent()) is not None and parent.tag not in skipped:
            top = parent
        if top not in self._unshown:
            self._unshown[top] = Outline(top)
        return self._unshown[top]

    def events_of(self, element: etree._Element) -> Sequence[Event]:
        """The events of one element, its own included."""
        outline, start, end = self.part(element)
        return outline.events[start : end + 1]

    def text(self, element: etree._Element) -> str:
        """The text of an element as shown, lines broken at blocks."""
        if not len(element):
            never = element.tag in word_set("regions", "skipped_elements")
            return "" if never else without_invisible(element.text or "")
        outline, start, end = self.part(element)
        return outline._shown[outline._offsets[start] : outline._offsets[end]].lstrip(BREAK).replace(BREAK, "\n")

    def lines(self) -> list[Line]:
        """The lines of everything visible, in document order."""
        return [*self._lines(0, len(self._shown))]

    def divided(self, element: etree._Element) -> tuple[list[Line], Iterator[Line], list[Line]]:
        """The lines before an element, in it (made as they are taken, for mostly few are), and behind it."""
        start, end = self._starts.get(element), self._ends.get(element)
        if start is None or end is None:
            return [], iter(()), self.lines()
        begins, ends = self._offsets[start], self._offsets[end]
        behind = [*self._lines(ends, len(self._shown))]
        return [*self._lines(0, begins)], self._lines(begins, ends), behind

    def joined(self, start: int, end: int) -> str:
        """The texts behind the events from one to before another, parted by spaces."""
        return " ".join(" ".join(self.texts[start:end]).split())

    def said(self, start: int, end: int) -> list[str]:
        """The lines between two events, as text alone."""
        part = self._shown[self._offsets[start] : self._offsets[end]]
        return [line for piece in part.split(BREAK) if (line := " ".join(piece.split()))]

    def _lines(self, start: int, end: int) -> Iterator[Line]:
        """The lines of a part of the text."""
        owners = islice(self._owners, self._shown.count(BREAK, 0, start), None)
        for piece, owner in zip(self._shown[start:end].split(BREAK), owners, strict=False):
            if text := " ".join(piece.split()):
                yield Line(text, owner, start + len(piece) - len(piece.lstrip()), start + len(piece), self)
            start += len(piece) + 1

    def link_length(self, start: int, end: int) -> int:
        """How many characters of a part of the text stand in anchors."""
        begins, ends = self._anchor_spans
        length = 0
        for number in range(bisect_right(ends, start), bisect_left(begins, end)):
            inside = self._shown[max(start, begins[number]) : min(end, ends[number])]
            length += len(" ".join(inside.split()))
        return length

    @cached_property
    def _anchor_spans(self) -> tuple[list[int], list[int]]:
        """Where in the text the outermost anchors begin, and where they end."""
        offsets = self._offsets
        return [offsets[start] for start, _ in self.anchors], [offsets[end] for _, end in self.anchors]
