"""Bytes of a page → decoded text and one parsed tree that every reader works on."""

from __future__ import annotations

import re
import threading
from codecs import BOM_UTF8
from dataclasses import dataclass
from datetime import tzinfo
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from archive.encoding import decode
from crawler.reading.dom import holdable
from crawler.reading.encoded import reveal
from crawler.reading.instants import PORTAL_ZONE
from crawler.reading.json_value import json_value
from crawler.reading.outline import Outline
from crawler.reading.page_functions import literal_address
from crawler.reading.sessions import without_session
from crawler.reading.source_marks import HIDING, marks_in
from crawler.reading.text import tidy

MAX_BYTES = 8 * 1024 * 1024
_CONTROL = bytes(32 if code < 32 and code not in b"\t\n\r" else code for code in range(256))
# Their end tags may be left out (HTML standard, 13.1.2.4); a fragment's own must not end the page early.
_EARLY_END = re.compile(rb"</(?:html|body)\s{0,20}>", re.IGNORECASE)
_BLANK = re.compile(r"[\s\u200b\ufeff]+")
_ORIGIN = r"(?P<origin>https?://[A-Za-z0-9.:-]+)"
_NAME = r"[A-Za-z0-9_%~-][A-Za-z0-9_%~.-]*"  # no segment that begins with a dot: nothing to normalise
_PLAIN_BASE = re.compile(rf"{_ORIGIN}(?P<folder>/(?:{_NAME}/)*)?(?:{_NAME})?")
_PLAIN_LINK = re.compile(
    rf"(?:{_ORIGIN}(?=/)|(?=/)|(?:\./)?(?=[A-Za-z0-9_%~-]))/?(?:{_NAME}/)*(?:{_NAME})?(?:\?[A-Za-z0-9_=&%.-]+)?"
)
_LONGEST_LINK = 4096  # characters from which on it leads nowhere
_LONGEST_SCRIPT = 1000  # characters of a click's script that are looked through
_WEB = re.compile(r"https?://[^/?#]", re.IGNORECASE)
# A catalogue of one page, whose script fills it with the column behind the # (see families/gkmlpt.py).
_CATALOGUE = re.compile(r"/gkmlpt/index(?:\.html)?#\d{1,12}$")


@dataclass(frozen=True, eq=False)  # no slots: what is derived is kept with the page, and stands in its own tree
class Page:
    """One page as read: where it stands, its text, and its tree (comments left out).

    ``base`` is what relative links are resolved against; ``cut`` says that bytes beyond MAX_BYTES were not read;
    ``zone`` is the portal's: an instant is read as the day it is there.
    """

    url: str
    text: str
    encoding: str
    root: etree._Element
    base: str
    cut: bool = False
    zone: tzinfo = PORTAL_ZONE

    @cached_property
    def lower(self) -> bytes:
        """The text in UTF-8, ASCII letters in lower case: marks of scripts and systems are looked for there."""
        return self.text.encode("utf-8", "replace").lower()

    @cached_property
    def latin(self) -> bytes:
        """What of ``lower`` is ASCII, mostly a third: a mark in ASCII that is not here is not there either."""
        return self.text.encode("ascii", "ignore").lower()

    @cached_property
    def marks(self) -> frozenset[bytes]:
        """The marks of systems and scripts in ``latin``: one that is not here is not in the source either."""
        return marks_in(self.latin)

    def shows(self, mark: bytes) -> bool:
        """Whether a mark in ASCII, in lower case, stands in the source."""
        return mark in self.latin and mark in self.lower

    @cached_property
    def title(self) -> str:
        """The text of <title>; '' where there is none."""
        return tidy(next((element.text or "" for element in self.root.iter("title")), ""))

    @cached_property
    def has_times(self) -> bool:
        """Whether the page has time elements: most have none, and none need be looked for."""
        return next(self.root.iter("time"), None) is not None

    @cached_property
    def data(self) -> Any:
        """The value where the text is JSON and not a page: a dict or list; None otherwise."""
        text = self.text.strip()
        if text[:1] not in ("{", "["):
            return None
        try:
            return json_value(text)
        except (ValueError, RecursionError):
            return None

    @cached_property
    def outline(self) -> Outline:
        """What of the tree is visible."""
        return Outline(self.root, may_hide=not self.marks.isdisjoint(HIDING))

    def absolute(self, href: str | None) -> str:
        """The absolute http(s) URL of ``href`` without fragment, or '' when it leads nowhere."""
        return absolute(self.base, href)

    def target(self, element: etree._Element) -> str:
        """The absolute URL a link leads to: its href, or the address its own script would go to; '' for none.

        Scripts are read, never run: only an address written out in a call that opens it counts.
        """
        href = element.get("href")
        if found := absolute(self.base, href):
            return found
        script = element.get("onclick") or (href if href and href[:11].lower() == "javascript:" else "") or ""
        return absolute(self.base, literal_address(script[:_LONGEST_SCRIPT])) if script else ""


def parse_page(content: bytes, url: str, content_type: str = "", zone: tzinfo = PORTAL_ZONE) -> Page:
    """Read ``content`` as HTML; a page that cannot be parsed has an empty tree, nothing is raised.

    Depth is bounded by libxml2 (2048 elements), size by MAX_BYTES: bytes beyond are not read, and ``cut`` says so.
    """
    read = content[:MAX_BYTES]
    text, encoding = decode(read, content_type)
    root = _parsed(read) if _is_as_decoded(read, text, encoding) else parse_html(text)
    reveal(root, content, parse_html)
    _leave_sessions_out(root)
    return Page(url, text, encoding, root, _base(root, url), len(content) > MAX_BYTES, zone)


def _leave_sessions_out(root: etree._Element) -> None:
    """Give links the addresses that they have for everybody: the digits of a session are no number of a page."""
    for anchor in root.iter("a", "area"):
        href = anchor.get("href")
        if href and ("?" in href or ";" in href) and href[:11].lower() != "javascript:":
            bare = without_session(href)
            if bare != href:
                anchor.set("href", holdable(bare))


class _OfThread(threading.local):
    """A thread's parser, used again: to make one takes half as long as to parse a page.

    Each thread has its own: a parser is locked while it works, and a process that is forked meanwhile would wait for it
    for ever.
    """

    def __init__(self) -> None:
        self.parser = etree.HTMLParser(
            encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True, collect_ids=False
        )


_OWN = _OfThread()


def parse_html(text: str) -> etree._Element:
    """The tree of ``text``; an empty <html> when there is nothing to parse."""
    return _parsed(text.replace("\ufffe", " ").replace("\uffff", " ").encode("utf-8", "replace"))


def _is_as_decoded(content: bytes, text: str, encoding: str) -> bool:
    """Whether bytes are their text in UTF-8, which need not be encoded again.

    They are where no mark was taken off, nothing replaced or cut off at the end, and XML can hold every character.
    """
    is_whole = encoding == "utf-8" and content[-1:].isascii() and not content.startswith(BOM_UTF8)
    return is_whole and "\ufffd" not in text and "\ufffe" not in text and "\uffff" not in text


def _parsed(source: bytes) -> etree._Element:
    """The tree of a text in UTF-8, the control characters that XML cannot hold as spaces."""
    try:
        root = etree.fromstring(_EARLY_END.sub(b"", source.translate(_CONTROL)), _OWN.parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    return root if root is not None else etree.Element("html")


def absolute(base: str, href: str | None) -> str:
    """``href`` resolved against ``base`` without its fragment; '' for scripts, mail, anchors, nonsense."""
    return _absolute(base, href) if href and len(href) < _LONGEST_LINK else ""


@lru_cache(maxsize=1024)
def _absolute(base: str, href: str) -> str:
    target, needed = _link(href)
    if not target or target.startswith("#"):
        return ""
    if needed is not None and (beginnings := _plain_base(base)):
        return beginnings[needed] + target
    try:
        resolved = urljoin(base, target)
    except ValueError:
        return ""
    return without_fragment(resolved) if _WEB.match(resolved) else ""


def without_fragment(url: str) -> str:
    """``url`` without its fragment, which names a place of a page; kept where it names the page itself."""
    return url if _CATALOGUE.search(url) else url.partition("#")[0]


@lru_cache(maxsize=2048)  # the menus of a site are on each of its pages
def _link(href: str) -> tuple[str, int | None]:
    """What a link names; and how much of a plain base stands before it where urljoin need not be asked: nothing, the
    origin, or the folder too. None where it is no plain address.
    """
    target = without_session(_BLANK.sub("", href))
    plain = _PLAIN_LINK.fullmatch(target)
    if not plain:
        return target, None
    return target.removeprefix("./"), 0 if plain["origin"] else 1 if target.startswith("/") else 2


@lru_cache(maxsize=64)
def _plain_base(base: str) -> tuple[str, str, str] | None:
    """What stands before links, for a base with nothing to normalise: nothing, its origin, its folder; else None."""
    plain = _PLAIN_BASE.fullmatch(base)
    return ("", plain["origin"], plain["origin"] + (plain["folder"] or "/")) if plain else None


def _base(root: etree._Element, url: str) -> str:
    """The page's URL, or its <base href>."""
    for element in root.iter("base"):
        if href := element.get("href"):
            return absolute(url, href) or url
    return url
