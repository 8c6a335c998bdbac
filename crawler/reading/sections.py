"""The links of a page by which its site is walked: menus, breadcrumbs, 更多 of a box, frames, scripts' links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from crawler.reading.addresses import is_article_url
from crawler.reading.breadcrumb import find_breadcrumb
from crawler.reading.columns import is_more, is_never, is_site_map
from crawler.reading.dom import stands_in, within
from crawler.reading.links import MAX_LINKS, anchor_name
from crawler.reading.page import Page
from crawler.reading.text import tidy

LONGEST_NAME = 18  # characters that a column's name has at most
_SHORT_NAME = 8
_LONGEST_HEADING = 14
_CLAUSE = re.compile(r"[，。；！？,;!?]")  # titles of documents have them, names of columns at most 、
_HIGHEST = 4  # levels between 更多 and the box it belongs to
_LARGEST_BOX = 600  # events of the outline
_FRAMES = ("frame", "iframe")
_MAX_FRAMES = 10
_MAX_CLICKED = 500
_CLICKED = etree.XPath("//*[@onclick and not(self::a) and not(self::area) and not(self::body)]")
#: An address that a script's link opens: location.href='…', window.open("…"), go('/…').
_OPENS = re.compile(
    r"(?:location(?:\.href)?\s{0,3}=|open\w{0,12}\s{0,3}\(|location\.(?:replace|assign)\s{0,3}\(|"
    r"\b(?:go|goto|jump|link|to)\w{0,8}\s{0,3}\()\s{0,3}[\"']([^\"'\s]{1,300})[\"']",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Section:
    """A link that may lead to a part of the site.

    ``place`` is where it stands: menu, breadcrumb, more (of a box, whose heading is the name), body, or frame.
    A name of '' is that of a picture, or of a box without heading.
    """

    name: str
    url: str
    place: str

    @property
    def may_be_column(self) -> bool:
        """Whether the link can lead to a column: named like one, and not one document's address in the body."""
        if len(self.name) > LONGEST_NAME or (self.place == "body" and _CLAUSE.search(self.name)):
            return False
        if self.place in ("more", "frame", "breadcrumb") or not is_article_url(self.url):
            return True
        # list.asp?id=3 and show.asp?id=301 tell nothing by themselves.
        path, query, _ = self.url.partition("?")
        is_numbered = bool(query) and not is_article_url(path) and len(self.name) <= _SHORT_NAME
        return is_numbered or (self.place == "menu" and bool(self.name))


def read_sections(page: Page) -> tuple[Section, ...]:
    """The links of a page with an address, in document order, each name of an address once.

    Left out are those that never lead to a column: controls, pages of a pager, other editions.
    """
    crumb = find_breadcrumb(page).element
    found = dict.fromkeys(_frames(page))
    for place, anchor in enumerate(page.root.iter("a", "area")):
        if place == MAX_LINKS:
            break
        if section := _section(page, anchor, crumb):
            found[section] = None
    found |= dict.fromkeys(_clickable(page))
    return tuple(found)


def _clickable(page: Page) -> Iterator[Section]:
    """What is no link and opens an address when it is clicked: <li onclick="location.href='/x/'">通知公告</li>."""
    elements = _CLICKED(page.root)
    for element in elements[:_MAX_CLICKED] if isinstance(elements, list) else ():
        if isinstance(element, etree._Element) and (url := _scripted(page, element)):
            name = tidy(page.outline.text(element))
            if name and not is_never(name):
                yield Section(name, url, "menu" if stands_in(element, "menu_tokens") else "body")


def _frames(page: Page) -> Iterator[Section]:
    for number, frame in enumerate(page.root.iter(*_FRAMES)):
        if number < _MAX_FRAMES and (url := page.absolute(frame.get("src"))):
            yield Section("", url, "frame")


def _section(page: Page, anchor: etree._Element, crumb: etree._Element | None) -> Section | None:
    url = page.absolute(anchor.get("href")) or _scripted(page, anchor)
    if not url:
        return None
    name = tidy(anchor_name(anchor, page.outline))
    if is_more(name):
        return Section(_heading(page, anchor), url, "more")
    if name and is_never(name) and not is_site_map(name):
        return None
    if crumb is not None and within(anchor, crumb):
        return Section(name, url, "breadcrumb")
    return Section(name, url, "menu" if stands_in(anchor, "menu_tokens") else "body")


def _scripted(page: Page, anchor: etree._Element) -> str:
    """The address that a link's script would open, where it is written out."""
    for said in (anchor.get("onclick"), anchor.get("href")):
        if said and (match := _OPENS.search(said[:600])):
            return page.absolute(match[1])
    return ""


def _heading(page: Page, more: etree._Element) -> str:
    """The heading of the box that a link 更多 belongs to; '' where none can be told."""
    outline, box = page.outline, more.getparent()
    at, ends = outline.place(more), outline.end(more)
    for _ in range(_HIGHEST):
        if box is None or at is None or ends is None or (start := outline.place(box)) is None:
            return ""
        if at - start > _LARGEST_BOX:
            return ""
        said = _names(outline.said(start, at))
        said = said or _names(outline.said(ends, min(outline.end(box) or ends, ends + _LARGEST_BOX)))
        if len(said) > 1:
            return _said(page, next(box.iter("h1", "h2", "h3", "h4"), None))
        if said:
            return said[0] if len(said[0]) <= _LONGEST_HEADING else ""
        box = box.getparent()
    return ""


def _said(page: Page, heading: etree._Element | None) -> str:
    name = tidy(page.outline.text(heading)) if heading is not None else ""
    return name if len(name) <= _LONGEST_HEADING else ""


def _names(lines: list[str]) -> list[str]:
    stripped = (line.strip(" 　·|｜[]【】［］>＞»《》-—:：") for line in lines)
    return [line for line in stripped if line and not is_more(line)]
