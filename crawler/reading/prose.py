"""How much prose the elements of a page hold: what tells an article's body from the page around it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate

from lxml import etree

from crawler.reading.frame import frame_words, spelt
from crawler.reading.outline import Outline
from crawler.reading.text import has_clause_mark
from crawler.reading.visits import awaits_number, without_counters, without_number
from crawler.reading.vocabulary import word_set, words

_SHORT = 20  # characters: text without clause marks that is no longer is a label
_LONGEST_WORD = 120  # characters without a space
_LABEL_WEIGHT = 0.3
_FURNITURE_WEIGHT = 0.1
_DEEPEST = 6  # furniture within furniture beyond which nothing becomes lighter


def is_aside(said: str, aside_words: tuple[str, ...]) -> bool:
    """Whether a text says one of the words, and is no sentence that only speaks of who organises something."""
    found = [word for word in aside_words if word in said]
    if not has_clause_mark(said):
        return bool(found)
    ambiguous = spelt(words("regions", "said_in_prose"), is_traditional=True)
    return any(word not in ambiguous or f"{word}:" in said or f"{word}：" in said for word in found)


class Prose:
    """The weights of a page's elements, in characters; links, labels and furniture count for little.

    Weights of texts are summed up once in document order; an element's is the difference of two sums.
    """

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self._places: list[int] = []  # of texts that weigh something
        self._sums = [0.0]  # of the weights up to each, as the whole page feels them
        changes = sorted(_furniture(outline))  # where furniture begins (+1) or has ended (-1)
        self._changes = [place for place, _ in changes]
        depths = accumulate((change for _, change in changes), initial=0)
        self._shares = [_FURNITURE_WEIGHT ** min(depth, _DEEPEST) for depth in depths]  # before the first change, …
        self._weigh()

    def weight(self, element: etree._Element) -> float:
        """The prose an element holds; 0.0 for a hidden one."""
        start, end = self.outline.place(element), self.outline.end(element)
        if start is None or end is None:
            return 0.0
        whole = self._sums[bisect_left(self._places, end)] - self._sums[bisect_left(self._places, start)]
        return round(whole / self._share(start), 6)

    def _share(self, place: int) -> float:
        """How much of what stands there the whole page feels."""
        return self._shares[bisect_right(self._changes, place)]

    def _weigh(self) -> None:
        aside_words, aside = frame_words(self.outline.is_traditional).asides, self.outline.frame.asides
        for place, said in _texts_without_counts(self.outline):
            if _is_code(said) or (place in aside and is_aside(said, aside_words)):
                continue
            weight = len(said) if len(said) >= _SHORT or has_clause_mark(said) else len(said) * _LABEL_WEIGHT
            self._places.append(place)
            self._sums.append(self._sums[-1] + weight * self._share(place))


def _texts_without_counts(outline: Outline) -> Iterator[tuple[int, str]]:
    """The texts as they are without counts of visitors: a page weighs the same however many came."""
    frame = outline.frame
    is_open = False  # behind a text whose number stands in an element of its own
    for place, said in _texts_outside_anchors(outline):
        if is_open:
            said = without_number(said)
            if not said:
                continue
            is_open = False
        if place in frame.counters or place in frame.asides:
            is_open = awaits_number(said)
        yield place, without_counters(said) if place in frame.counters else said


def _texts_outside_anchors(outline: Outline) -> Iterator[tuple[int, str]]:
    """The texts that are not blank, each with its place."""
    begin = 0
    for start, end in (*outline.anchors, (len(outline.texts), 0)):
        for place, text in enumerate(outline.texts[begin:start], begin):
            if text and not text.isspace():
                yield place, " ".join(text.split())
        begin = end


def _is_code(said: str) -> bool:
    """Whether a text is one word that nobody reads: an encoded pager, a token."""
    return len(said) > _LONGEST_WORD and said.isascii() and " " not in said


def _furniture(outline: Outline) -> Iterator[tuple[int, int]]:
    """Where furniture begins and ends: its texts are those from the one place to before the other."""
    by_tag = outline.root.iter(*word_set("regions", "furniture_elements"))
    by_name = (element for element, told in outline.marked if told.is_furniture)
    for element in {*by_tag, *by_name}:
        start, end = outline.place(element), outline.end(element)
        if start is not None and end is not None:
            yield start, 1
            yield end, -1
