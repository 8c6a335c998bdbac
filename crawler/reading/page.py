"""Bytes of a page → decoded text and one parsed tree that every reader works on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from lxml import etree

from crawler.reading.encoding import decode

MAX_BYTES = 8 * 1024 * 1024
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# Their end tags may be left out (HTML standard, 13.1.2.4); a fragment's own must not end the page early.
_EARLY_END = re.compile(r"</(?:html|body)\s{0,20}>", re.IGNORECASE)
_BLANK = re.compile(r"[\s\u200b\ufeff]+")
_WEB = ("http", "https")


@dataclass(frozen=True, slots=True)
class Page:
    """One page as read: where it stands, its text, and its tree (comments left out).

    ``base`` is what relative links are resolved against; ``cut`` says that bytes beyond
    MAX_BYTES were not read.
    """

    url: str
    text: str
    encoding: str
    root: etree._Element = field(compare=False)
    base: str
    cut: bool = False

    def absolute(self, href: str | None) -> str:
        """The absolute http(s) URL of ``href`` without fragment, or '' when it leads nowhere."""
        return absolute(self.base, href)


def parse_page(content: bytes, url: str, content_type: str = "") -> Page:
    """Read ``content`` as HTML; a page that cannot be parsed has an empty tree, nothing is raised.

    Depth is bounded by libxml2 (2048 elements), size by MAX_BYTES.
    """
    text, encoding = decode(content[:MAX_BYTES], content_type)
    root = parse_html(text)
    return Page(url, text, encoding, root, _base(root, url), len(content) > MAX_BYTES)


def parse_html(text: str) -> etree._Element:
    """The tree of ``text``; an empty <html> when there is nothing to parse."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True)
    cleaned = _EARLY_END.sub("", _CONTROL.sub(" ", text)).encode("utf-8", "replace")
    try:
        root = etree.fromstring(cleaned, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    return root if root is not None else etree.Element("html")


def absolute(base: str, href: str | None) -> str:
    """``href`` resolved against ``base`` without its fragment; '' for scripts, mail, anchors, nonsense."""
    target = _BLANK.sub("", href or "") if len(href or "") < 4096 else ""
    if not target or target.startswith("#"):
        return ""
    try:
        resolved = urljoin(base, target)
        parts = urlsplit(resolved)
    except ValueError:
        return ""
    if parts.scheme.lower() not in _WEB or not parts.netloc:
        return ""
    return resolved.partition("#")[0]


def _base(root: etree._Element, url: str) -> str:
    """The page's URL, or its <base href>."""
    for element in root.iter("base"):
        if href := element.get("href"):
            return absolute(url, href) or url
    return url
