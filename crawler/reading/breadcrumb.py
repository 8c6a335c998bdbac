"""Where a page stands on its site: 当前位置：首页 > 政务公开 > 年度报告."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice, takewhile

from lxml import etree

from archive.reports.folding import to_simplified
from crawler.reading.outline import Outline
from crawler.reading.page import Page
from crawler.reading.text import is_longer, key, tidy
from crawler.reading.vocabulary import word_set, words
from crawler.reading.widgets import is_widget

_SEPARATOR = re.compile(r"\s*(?:-{1,3}>|={1,2}>|[>＞»›→⇒>>]+|[|｜/\\／﹥]|::|》|\s[-—–·]\s|^[-—–·]$)\s*")
_LONGEST = 300
_LEVELS = 3  # a label and the trail behind it stand at most so far apart
_LONGEST_NAME = 60
_LONGEST_LABEL = 80  # characters of a text in which a label or 首页 is looked for
_MOST_HOMES = 20
_PICTURES = frozenset({"img", "i", "em"})


@dataclass(frozen=True, slots=True)
class Breadcrumb:
    """The names from the home page to the column, and where they stand."""

    names: tuple[str, ...]
    element: etree._Element | None

    @property
    def begins_at_home(self) -> bool:
        """Whether the first name is the home page's: a trail, not a postal address behind 位置："""
        return len(self.names) >= 2 and key(self.names[0]) in _homes()


def read_breadcrumb(page: Page) -> tuple[str, ...]:
    """The names of the breadcrumb from the home page to the column; () when the page shows none.

    Words such as 正文, which say only what kind of page this is, are left out at the end.
    """
    return find_breadcrumb(page).names


def find_breadcrumb(page: Page) -> Breadcrumb:
    """The breadcrumb with the element that shows it; without names and element when the page shows none."""
    for place in _places(page):
        element: etree._Element | None = place
        for _ in range(_LEVELS):
            trail = _trail(element, page.outline) if element is not None else ()
            if len(trail) >= 2 or (trail and key(trail[0]) not in _homes()):
                return Breadcrumb(trail, element)
            element = element.getparent() if element is not None else None
    return Breadcrumb((), None)


@cache
def _label_pattern() -> re.Pattern[str]:
    """A breadcrumb's label in simplified characters: 当前位置：, [您现在的位置是]."""
    longest_first = sorted(words("fields", "breadcrumb_labels"), key=len, reverse=True)
    return re.compile(r"[\[【]?(?:" + "|".join(map(re.escape, longest_first)) + r")\s*(?:[:：]|是|(?=首)|$)\s*[\]】]?")


def begins_with_label(line: str) -> bool:
    """Whether a line begins with a breadcrumb's label."""
    return _label_pattern().match(to_simplified(line)) is not None


@lru_cache(maxsize=256)  # the trail of a column is on all its pages
def _without_labels(text: str) -> str:
    """A text without the labels in it."""
    start, kept = 0, []
    for label in _label_pattern().finditer(to_simplified(text)):  # of the same length
        kept.append(text[start : label.start()])
        start = label.end()
    return "".join((*kept, text[start:]))


@cache
def _homes() -> frozenset[str]:
    return frozenset(map(key, words("fields", "breadcrumb_home")))


def _places(page: Page) -> Iterator[etree._Element]:
    """Elements that may hold the breadcrumb, the best first: labelled, then marked, then one that begins at home."""
    labelled = list(_labelled(page.outline))
    for element in labelled:
        yield _widen(element, page.outline)
    for element, told in page.outline.marked:
        if told.is_trail and element not in labelled:
            yield element
    homes = (anchor for anchor in page.root.iter("a") if _is_home_link(anchor) and anchor not in labelled)
    for anchor in islice(homes, _MOST_HOMES):
        parent = anchor.getparent()
        if parent is not None and _SEPARATOR.match(tidy(anchor.tail or "")[:3]):
            yield parent


def _labelled(outline: Outline) -> Iterator[etree._Element]:
    """Elements that begin with a label, or with a picture and a label."""
    for place in sorted(outline.frame.trails):
        event, node = outline.events[place]
        element = node if event == "start" else _begun_by_picture(node)
        if element is None or element.tag == "a":
            continue
        if begins_with_label(tidy(outline.texts[place][:_LONGEST_LABEL])):
            yield element


def _begun_by_picture(picture: etree._Element) -> etree._Element | None:
    """The element that a picture begins; None when something else stands before it."""
    element = picture.getparent()
    if element is None or picture.tag not in _PICTURES or element[0] is not picture:
        return None
    return None if tidy(element.text or "") else element


def _is_home_link(anchor: etree._Element) -> bool:
    text = anchor.text or ""
    if text.isspace() or not text:
        picture = anchor[0] if len(anchor) else None
        text = (picture.tail or "") if picture is not None and picture.tag in _PICTURES else ""
    return key(tidy(text[:_LONGEST_LABEL])) in _homes()


def _widen(element: etree._Element, outline: Outline) -> etree._Element:
    """The smallest element around a label that also holds the trail."""
    node = element
    for _ in range(4):
        text = outline.text(node)
        if len(text) > _LONGEST * 4:
            break
        if len(tidy(_without_labels(tidy(text)))) >= 2:
            return node
        parent = node.getparent()
        if parent is None:
            break
        node = parent
    return element


def _trail(element: etree._Element, outline: Outline) -> tuple[str, ...]:
    """The names in an element: each anchor is one, text between anchors is split at separators."""
    if is_longer(outline.text(element), _LONGEST):
        return ()
    pieces = tuple(_pieces(element, outline))
    return _names(pieces) if sum(len(text) for text, _ in pieces) <= _LONGEST else ()


@lru_cache(maxsize=256)
def _names(pieces: tuple[tuple[str, bool], ...]) -> tuple[str, ...]:
    """The names in runs of text, each with whether it is an anchor's."""
    found: list[str] = []
    for text, is_anchor in pieces:
        found += [text] if is_anchor else _SEPARATOR.split(_without_labels(text))
    named = [name for piece in found if (name := tidy(piece).strip("[]【】:： 　>-"))]
    named = [*takewhile(lambda name: not is_widget(name), named)]
    if any(len(name) > _LONGEST_NAME for name in named[:-1]):
        return ()
    return _without_idle([name for name in named if len(name) <= _LONGEST_NAME])


def _without_idle(named: list[str]) -> tuple[str, ...]:
    while named and key(named[-1]) in word_set("fields", "breadcrumb_idle"):
        named.pop()
    return tuple(named)


def _pieces(element: etree._Element, outline: Outline) -> Iterator[tuple[str, bool]]:
    """Runs of text with whether they are an anchor's."""
    inside: etree._Element | None = None
    pending: list[str] = []
    for event, node in outline.events_of(element):
        if inside is None and event == "start" and node.tag == "a" and node is not element:
            yield tidy("".join(pending)), False
            pending = [node.text or ""]
            inside = node
            continue
        if event == "start":
            pending.append(node.text or "")
        elif node is inside:
            yield tidy("".join(pending)), True
            inside = None
            pending = [node.tail or ""]
        elif node is not element:
            pending.append(node.tail or "")
    yield tidy("".join(pending)), inside is not None
