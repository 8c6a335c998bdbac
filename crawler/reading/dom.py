"""What is visible in a tree and what is only its furniture; walks that no depth can break."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from crawler.reading.vocabulary import word_set

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_DEEPEST = 64  # levels looked upward for a region; real pages have fewer
Event = tuple[str, etree._Element]


def visible_walk(root: etree._Element, also_skip: frozenset[str] = frozenset()) -> Iterator[Event]:
    """("start" | "end" | "skipped", element) in document order, without what is never shown.

    A skipped element is announced once, so that the text after it is not lost.
    """
    skipped = word_set("regions", "skipped_elements") | also_skip
    walk = etree.iterwalk(root, events=("start", "end"))
    hidden: etree._Element | None = None
    for event, element in walk:
        if event == "start" and (element.tag in skipped or (is_hidden(element) and element is not root)):
            hidden = element
            walk.skip_subtree()
        elif hidden is not None and element is hidden:
            hidden = None
            yield ("skipped", element)
        else:
            yield event, element


def is_hidden(element: etree._Element) -> bool:
    """Whether the element's own style hides it (display:none), or AngularJS does (ng-hide)."""
    style = element.get("style")
    if style is not None and _HIDDEN.search(style[:500]):
        return True
    classes = element.get("class")
    return element.get("hidden") is not None or (classes is not None and "ng-hide" in classes.split())


def names(element: etree._Element) -> frozenset[str]:
    """The tokens of an element's id and classes, lower case: leftNav_2 gives left, nav, leftnav, =leftnav."""
    return _tokens(f"{element.get('id') or ''} {element.get('class') or ''}"[:200])


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


def is_marked(element: etree._Element, tokens: str) -> bool:
    """Whether id or class of this element holds a word of regions.yml's list ``tokens``."""
    return not names(element).isdisjoint(word_set("regions", tokens))


def is_furniture(element: etree._Element) -> bool:
    """Whether this element by itself is a header, menu, side or foot region."""
    return element.tag in word_set("regions", "furniture_elements") or is_marked(element, "furniture_tokens")


def stands_in(element: etree._Element, tokens: str) -> bool:
    """Whether the element or one it stands in is marked with a word of the list ``tokens``."""
    node: etree._Element | None = element
    for _ in range(_DEEPEST):
        if node is None or node.tag in ("body", "html"):
            return False
        if is_marked(node, tokens):
            return True
        node = node.getparent()
    return False


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
    pieces: list[str] = []
    for event, node in visible_walk(element):
        if is_block(node) and node is not element:
            pieces.append("\n")
        if event == "start":
            pieces.append(node.text or "")
        elif node is not element:
            pieces.append(node.tail or "")
    return "".join(pieces)
