"""Files a document links: 附件."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import islice
from urllib.parse import parse_qsl, unquote, urlsplit

from lxml import etree

from archive.records import Link
from crawler.reading.dom import stands_in
from crawler.reading.links import anchor_name
from crawler.reading.page import Page
from crawler.reading.text import key
from crawler.reading.vocabulary import word_set, words

_EXTENSION = re.compile(r"\.([A-Za-z0-9]{2,5})(?:;[^/;]{0,150})?$")  # a session may stand behind it
_IN_NAME = re.compile(r"\.([A-Za-z]{3,4})\s*[)）]?$")
_DOWNLOAD = re.compile(r"down(?:load|file)|attach|/fj/|filedown", re.IGNORECASE)

_MOST_FIELDS = 40
_MARKS = ":[]【】()+>»·…"
#: Of a label so many characters are looked at, and so many boxes round an anchor.
_HEAD, _INLINE = 40, 3


def read_attachments(page: Page, anchors: Iterable[etree._Element]) -> tuple[Link, ...]:
    """The anchors that lead to a file, each URL once, in order: none in a foot, nor one to the next entry (下一篇)."""
    found: dict[str, Link] = {}
    for anchor in anchors:
        url = page.target(anchor)
        if not url or url in found or not _leads_to_file(page, url, anchor):
            continue
        if stands_in(anchor, "foot_tokens") or _leads_on(page, anchor):
            continue
        found[url] = Link(anchor_name(anchor, page.outline) or unquote(url.rsplit("/", 1)[-1]), url)
    return tuple(found.values())


@lru_cache(maxsize=4096)  # the menus of a site are on each of its pages
def file_extension(url: str) -> str:
    """The extension of the file a URL names, in its path or in its query; '' when it names none we know."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    for name in (parts.path, *_values(parts.query), parts.query):
        match = _EXTENSION.search(name[-200:])
        if match and match[1].lower() in word_set("files", "extensions"):
            return match[1].lower()
    return ""


def is_file(url: str, name: str = "") -> bool:
    """Whether a link leads to a document file, by its URL, or by its name where the URL says download."""
    return bool(file_extension(url)) or (_may_download(url) and _names_file(name))


def _leads_to_file(page: Page, url: str, anchor: etree._Element) -> bool:
    """As is_file; the anchor's name is read only where the URL leaves the question open."""
    return bool(file_extension(url)) or (_may_download(url) and _names_file(anchor_name(anchor, page.outline)))


def _leads_on(page: Page, anchor: etree._Element) -> bool:
    """Whether an anchor leads to the entry before or after this one, which may be a file."""
    before = key(_just_before(anchor)).rstrip(_MARKS)
    return before.endswith(_neighbours()) or key(anchor_name(anchor, page.outline)[:_HEAD]).startswith(_neighbours())


def _just_before(anchor: etree._Element) -> str:
    """The words that stand before an anchor and in its line: of its parent, or of a box that holds only these."""
    element = anchor
    for _ in range(_INLINE):
        previous, parent = element.getprevious(), element.getparent()
        if previous is not None:
            return (previous.tail or "").strip() or "".join(islice(map(str, previous.itertext()), _INLINE))[-_HEAD:]
        if parent is None or (parent.text or "").strip():
            return (parent.text or "")[-_HEAD:] if parent is not None else ""
        element = parent
    return ""


@cache
def _neighbours() -> tuple[str, ...]:
    return tuple(key(word).rstrip(_MARKS) for word in words("classify", "neighbours"))


@lru_cache(maxsize=4096)
def _may_download(url: str) -> bool:
    return _DOWNLOAD.search(url) is not None


def _names_file(name: str) -> bool:
    match = _IN_NAME.search(name)
    return bool(match and match[1].lower() in word_set("files", "extensions"))


def _values(query: str) -> list[str]:
    """The values of a query; none of one with more fields than any link to a file has."""
    if not query:
        return []
    try:
        return [value for _, value in parse_qsl(query, max_num_fields=_MOST_FIELDS)]
    except ValueError:
        return []
