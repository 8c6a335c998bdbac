"""What is visible in a tree and what is only its furniture; walks that no depth can break."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from lxml import etree

from crawler.reading.vocabulary import word_set

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_NONE: frozenset[str] = frozenset()
_MAY_HIDE = etree.XPath("descendant::*[@style or @hidden or contains(@class, 'ng-hide')]")
_DEEPEST = 64  # levels looked upward for a region; real pages have fewer
Event = tuple[str, etree._Element]


def visible_walk(root: etree._Element) -> Iterator[Event]:
    """("start" | "end" | "skipped", element) in document order, without what is never shown.

    A skipped element is announced once, so that the text after it is not lost.
    """
    skipped = word_set("regions", "skipped_elements")
    unseen = _hidden_in(root)
    walk = etree.iterwalk(root, events=("start", "end"))
    passed: etree._Element | None = None
    for event, element in walk:
        if event == "start" and (element.tag in skipped or element in unseen):
            passed = element
            walk.skip_subtree()
        elif passed is not None and element is passed:
            passed = None
            yield ("skipped", element)
        else:
            yield event, element


def _hidden_in(root: etree._Element) -> set[etree._Element]:
    """The elements below ``root`` that hide themselves, found in one pass of libxml2's own."""
    candidates = _MAY_HIDE(root)
    if not isinstance(candidates, list):
        return set()
    return {element for element in candidates if isinstance(element, etree._Element) and is_hidden(element)}


class Outline:
    """The visible part of a tree, walked once; every reader of the page goes over the same events."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.events: Sequence[Event] = list(visible_walk(root))
        self._starts = {element: place for place, (event, element) in enumerate(self.events) if event == "start"}
        self._ends = {element: place for place, (event, element) in enumerate(self.events) if event == "end"}

    def place(self, element: etree._Element) -> int | None:
        """Where an element begins among the events; None when it is not visible."""
        return self._starts.get(element)

    def end(self, element: etree._Element) -> int | None:
        """Where an element ends among the events; None when it is not visible."""
        return self._ends.get(element)

    def events_of(self, element: etree._Element) -> Sequence[Event]:
        """The events of one element, its own included; those of a hidden one as if it were shown."""
        start, end = self._starts.get(element), self._ends.get(element)
        if start is None or end is None:
            return list(visible_walk(element))
        return self.events[start : end + 1]

    def text(self, element: etree._Element) -> str:
        """As visible_text."""
        return _joined(element, self.events_of(element) if len(element) else ())


def is_hidden(element: etree._Element) -> bool:
    """Whether the element's own style hides it (display:none), or AngularJS does (ng-hide)."""
    style = element.get("style")
    if style is not None and _HIDDEN.search(style[:500]):
        return True
    classes = element.get("class")
    return element.get("hidden") is not None or (classes is not None and "ng-hide" in classes.split())


def names(element: etree._Element) -> frozenset[str]:
    """The tokens of an element's id and classes, lower case: leftNav_2 gives left, nav, leftnav, =leftnav."""
    return _tokens_of(element.get("id"), element.get("class"))


def _tokens_of(identifier: str | None, classes: str | None) -> frozenset[str]:
    if identifier is None and classes is None:
        return _NONE
    return _tokens(f"{identifier or ''} {classes or ''}"[:200])


@lru_cache(maxsize=4096)
def _tokens(text: str) -> frozenset[str]:
    found: set[str] = set()
    for word in text.split():
        found.add(word.lower())
        parts = [part.lower() for part in _TOKEN.findall(word)]
        found.update(parts)
        found.add("".join(part for part in parts if not part.isdigit()))
        found.add("=" + word.lower().rstrip("0123456789_-"))
    return frozenset(found)


def is_furniture(element: etree._Element) -> bool:
    """Whether this element by itself is a header, menu, side or foot region."""
    return _is_furniture(element.tag, element.get("id"), element.get("class"))


@lru_cache(maxsize=4096)
def _is_furniture(tag: str, identifier: str | None, classes: str | None) -> bool:
    if tag in word_set("regions", "furniture_elements"):
        return True
    return not _tokens_of(identifier, classes).isdisjoint(word_set("regions", "furniture_tokens"))


def stands_in(element: etree._Element, *tokens: str) -> bool:
    """Whether the element or one it stands in is marked with a word of these lists of regions.yml."""
    marks = _union(tokens)
    node: etree._Element | None = element
    for _ in range(_DEEPEST):
        if node is None or node.tag in ("body", "html"):
            return False
        if not marks.isdisjoint(names(node)):
            return True
        node = node.getparent()
    return False


@cache
def _union(tokens: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*(word_set("regions", name) for name in tokens))


def is_block(element: etree._Element) -> bool:
    """Whether the element begins and ends a line."""
    return element.tag in word_set("regions", "block_elements")


def within(element: etree._Element, ancestor: etree._Element) -> bool:
    """Whether ``element`` is ``ancestor`` or stands in it."""
    node: etree._Element | None = element
    while node is not None:
        if node is ancestor:
            return True
        node = node.getparent()
    return False


def visible_text(element: etree._Element) -> str:
    """The text of an element as shown; lines broken at blocks."""
    return _joined(element, visible_walk(element) if len(element) else ())


def _joined(element: etree._Element, events: Iterable[Event]) -> str:
    """The text of ``events``, which are the element's; an element without children needs none."""
    if not len(element):
        return "" if element.tag in word_set("regions", "skipped_elements") else element.text or ""
    blocks = word_set("regions", "block_elements")
    pieces: list[str] = []
    for event, node in events:
        if node.tag in blocks and node is not element:
            pieces.append("\n")
        if event == "start":
            pieces.append(node.text or "")
        elif node is not element:
            pieces.append(node.tail or "")
    return "".join(pieces)
