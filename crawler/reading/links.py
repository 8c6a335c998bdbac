"""Every link of a page."""

from __future__ import annotations

from lxml import etree

from archive.records import Link
from crawler.reading.outline import Outline
from crawler.reading.page import Page
from crawler.reading.text import tidy

MAX_LINKS = 20_000


def read_links(page: Page) -> tuple[Link, ...]:
    """Every anchor that names something and leads to an http(s) URL, in document order.

    The name is its text, else its @title, else the @alt of its picture. Hidden menus count:
    they lead to columns too.
    """
    found: list[Link] = []
    for anchor in page.root.iter("a", "area"):
        url = page.target(anchor)
        text = anchor_name(anchor, page.outline) if url else ""
        if text:
            found.append(Link(text, url))
        if len(found) == MAX_LINKS:
            break
    return tuple(found)


def anchor_name(anchor: etree._Element, outline: Outline) -> str:
    """What an anchor is called: text, @title, picture's @alt; '' when it has no name.

    An anchor around other anchors (left open by mistake) has no text of its own.
    """
    holds_anchors = len(anchor) and next(anchor.iterdescendants("a"), None) is not None
    shown = "" if holds_anchors else tidy(outline.text(anchor))
    return shown or tidy(anchor.get("title") or "") or picture_name(anchor)


def picture_name(anchor: etree._Element) -> str:
    """The @alt or @title of the first picture in an anchor that has one."""
    for picture in anchor.iter("img"):
        if name := tidy(picture.get("alt") or picture.get("title") or ""):
            return name
    return tidy(anchor.get("alt") or "")
