"""Where a page stands on its site: 当前位置：首页 > 政务公开 > 年度报告."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import takewhile

from lxml import etree

from crawler.reading.dom import names, visible_text, visible_walk
from crawler.reading.page import Page
from crawler.reading.text import key, tidy
from crawler.reading.vocabulary import word_set, words
from crawler.reading.widgets import is_widget

_SEPARATOR = re.compile(r"\s*(?:-{1,3}>|={1,2}>|[>＞»›→⇒>>]+|[|｜/\\／﹥]|::|》|\s[-—–·]\s|^[-—–·]$)\s*")
_MARKED = frozenset(
    {
        "crumb",
        "crumbs",
        "breadcrumb",
        "breadcrumbs",
        "position",
        "location",
        "dqwz",
        "weizhi",
        "currentpath",
        "mianbaoxie",
        "bread",
    }
)
_LONGEST = 300
_LEVELS = 3  # a label and the trail behind it stand at most so far apart
_LONGEST_NAME = 60


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
    for place in _places(page.root):
        element: etree._Element | None = place
        for _ in range(_LEVELS):
            trail = _trail(element) if element is not None else ()
            if len(trail) >= 2 or (trail and key(trail[0]) not in _homes()):
                return Breadcrumb(trail, element)
            element = element.getparent() if element is not None else None
    return Breadcrumb((), None)


@cache
def label_pattern() -> re.Pattern[str]:
    """A breadcrumb's label at the beginning of a line: 当前位置：, [您现在的位置是]."""
    longest_first = sorted(words("fields", "breadcrumb_labels"), key=len, reverse=True)
    return re.compile(r"[\[【]?(?:" + "|".join(map(re.escape, longest_first)) + r")\s*(?:[:：]|是|(?=首)|$)\s*[\]】]?")


@cache
def _homes() -> frozenset[str]:
    return frozenset(map(key, words("fields", "breadcrumb_home")))


def _places(root: etree._Element) -> Iterator[etree._Element]:
    """Elements that may hold the breadcrumb, the best first: labelled, then marked, then one that begins at home."""
    marked: list[etree._Element] = []
    homes: list[etree._Element] = []
    label = label_pattern()
    for element in root.iter(etree.Element):
        text = element.text or ""
        text = "" if text.isspace() else tidy(text[:80])
        text = text or _first_tail(element)
        found = text and label.match(text)
        if found and element.tag not in ("title", "a", "script", "style", "option"):
            yield _widen(element)
        elif not _MARKED.isdisjoint(names(element)):
            marked.append(element)
        elif element.tag == "a" and key(text) in _homes() and len(homes) < 20:
            homes.append(element)
    yield from marked
    for anchor in homes:
        parent = anchor.getparent()
        if parent is not None and _SEPARATOR.match(tidy(anchor.tail or "")[:3]):
            yield parent


def _first_tail(element: etree._Element) -> str:
    """Text that follows a picture at an element's beginning."""
    if len(element) and element[0].tag in ("img", "i", "em") and not tidy(element.text or ""):
        return tidy((element[0].tail or "")[:80])
    return ""


def _widen(element: etree._Element) -> etree._Element:
    """The smallest element around a label that also holds the trail."""
    node = element
    for _ in range(4):
        text = visible_text(node)
        if len(text) > _LONGEST * 4:
            break
        if len(tidy(label_pattern().sub("", tidy(text)))) >= 2:
            return node
        parent = node.getparent()
        if parent is None:
            break
        node = parent
    return element


def _trail(element: etree._Element) -> tuple[str, ...]:
    """The names in an element: each anchor is one, text between anchors is split at separators."""
    pieces = list(_pieces(element))
    if sum(len(text) for text, _ in pieces) > _LONGEST:
        return ()
    found: list[str] = []
    for text, is_anchor in pieces:
        found += [text] if is_anchor else _SEPARATOR.split(label_pattern().sub("", text))
    named = [name for piece in found if (name := tidy(piece).strip("[]【】:： 　>-"))]
    named = [*takewhile(lambda name: not is_widget(name), named)]
    if any(len(name) > _LONGEST_NAME for name in named[:-1]):
        return ()
    return _without_idle([name for name in named if len(name) <= _LONGEST_NAME])


def _without_idle(named: list[str]) -> tuple[str, ...]:
    while named and key(named[-1]) in word_set("fields", "breadcrumb_idle"):
        named.pop()
    return tuple(named)


def _pieces(element: etree._Element) -> Iterator[tuple[str, bool]]:
    """Runs of text with whether they are an anchor's."""
    inside: etree._Element | None = None
    pending: list[str] = []
    for event, node in visible_walk(element):
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
