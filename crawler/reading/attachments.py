"""Files a document links: 附件."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, unquote, urlsplit

from lxml import etree

from archive.records import Link
from crawler.reading.links import anchor_name
from crawler.reading.page import Page
from crawler.reading.vocabulary import word_set

_EXTENSION = re.compile(r"\.([A-Za-z0-9]{2,5})$")
_IN_NAME = re.compile(r"\.([A-Za-z]{3,4})\s*[)）]?$")
_DOWNLOAD = re.compile(r"down(?:load|file)|attach|/fj/|filedown", re.IGNORECASE)


def read_attachments(page: Page, anchors: Iterable[etree._Element]) -> tuple[Link, ...]:
    """The anchors that lead to a file, each URL once, in order."""
    found: dict[str, Link] = {}
    for anchor in anchors:
        url = page.absolute(anchor.get("href"))
        if url and url not in found and is_file(url, name := anchor_name(anchor)):
            found[url] = Link(name or unquote(url.rsplit("/", 1)[-1]), url)
    return tuple(found.values())


def file_extension(url: str) -> str:
    """The extension of the file a URL names, in its path or in its query; '' when it names none we know."""
    parts = urlsplit(url)
    named = [parts.path, *(value for _, value in parse_qsl(parts.query, max_num_fields=40)), parts.query]
    for name in named:
        match = _EXTENSION.search(name[-200:])
        if match and match[1].lower() in word_set("files", "extensions"):
            return match[1].lower()
    return ""


def is_file(url: str, name: str = "") -> bool:
    """Whether a link leads to a document file, by its URL, or by its name where the URL says download."""
    try:
        if file_extension(url):
            return True
    except ValueError:
        return False
    match = _IN_NAME.search(name)
    return bool(match and match[1].lower() in word_set("files", "extensions") and _DOWNLOAD.search(url))
