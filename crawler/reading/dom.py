"""What an element of a page is: hidden, furniture, a region, a block."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from lxml import etree

from crawler.reading.vocabulary import word_set

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_NONE: frozenset[str] = frozenset()
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# By way of the attributes: several times as quick as a test of every element.
_BY_NAME = "descendant::*/@hidden | descendant::*/@class[contains(., 'ng-hide')]"
_MAY_HIDE_BY_NAME = etree.XPath(f"({_BY_NAME})/..")
_MAY_HIDE = etree.XPath(f"(descendant::*/@style | {_BY_NAME})/..")
_STYLES = etree.XPath("descendant::*/@style", smart_strings=False)
_LONGEST_STYLE = 500  # characters
_DEEPEST = 64  # levels looked upward for a region; real pages have fewer


def holdable(text: str) -> str:
    """A text as a tree takes it: what XML cannot hold (XML 1.0, section 2.2), which a page may write as a reference
    (``&#1;``), as spaces.
    """
    return _NOT_XML.sub(" ", text)


def hidden_in(root: etree._Element) -> set[etree._Element]:
    """The elements below ``root`` that hide themselves, found in one pass of libxml2's own."""
    found = _STYLES(root)
    styles = {str(style)[:_LONGEST_STYLE] for style in found} if isinstance(found, list) else ()
    candidates = _MAY_HIDE(root) if any(map(_hides, styles)) else _MAY_HIDE_BY_NAME(root)
    if not isinstance(candidates, list):
        return set()
    return {element for element in candidates if isinstance(element, etree._Element) and is_hidden(element)}


def is_hidden(element: etree._Element) -> bool:
    """Whether the element's own style hides it (display:none), or AngularJS does (ng-hide)."""
    style = element.get("style")
    if style and _hides(style[:_LONGEST_STYLE]):
        return True
    classes = element.get("class")
    return element.get("hidden") is not None or (classes is not None and "ng-hide" in classes.split())


@lru_cache(maxsize=1024)  # the elements of a page have few styles between them
def _hides(style: str) -> bool:
    """Whether a style hides the element that has it."""
    return _HIDDEN.search(style.lower()) is not None


def names(element: etree._Element) -> frozenset[str]:
    """The tokens of an element's id and classes, lower case: leftNav_2 gives left, nav, leftnav, =leftnav."""
    return tokens_of(element.get("id"), element.get("class"))


def tokens_of(identifier: str | None, classes: str | None) -> frozenset[str]:
    """As names, of an id and classes already read."""
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


def within(element: etree._Element, ancestor: etree._Element) -> bool:
    """Whether ``element`` is ``ancestor`` or stands in it."""
    node: etree._Element | None = element
    while node is not None:
        if node is ancestor:
            return True
        node = node.getparent()
    return False
