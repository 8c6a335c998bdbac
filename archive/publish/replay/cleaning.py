"""One archived page cut down to what can be shown: no script, no form, nothing that asks for anything.

The page is parsed as browsers do (HTML Standard, 13.2; ammonia through nh3) and only elements and attributes of
``rules.yml`` are written again. Where a link led, and where a picture stood, is noted beside the page and a number
stands in its place: what the archive holds of it is known to whoever shows the page, and changes with every crawl.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from urllib.parse import urljoin, urlsplit

import nh3
from lxml import etree, html

from archive.publish.masking import Pseudonyms
from archive.publish.replay.rules import data, limit, names
from archive.publish.replay.styles import LONG_NUMBER, clean_declarations, clean_sheet

#: What stands in the place of an address: the number of the link or picture.
LINK, PICTURE = "gongkai-link-", "gongkai-picture-"
_DATA = re.compile(r"data:[^\"'\s>]{100,}", re.IGNORECASE)
_NUL = re.compile("[\x00\ud800-\udfff]")
_WORDS = re.compile(r"[\w\u4e00-\u9fff .,%#()+-]{1,100}")
_NAMES = re.compile(r"[\w\u4e00-\u9fff -]{1,200}")
_DIGITS = re.compile(r"[\W\d_]*\d[\W\d_]*")  # pictures of digits: each is part of a number that nobody could cover
_SIZE = re.compile(r"\d{1,4}(?:\.\d{1,2})?(?:%|px|pt|em)?")
_SIZES = frozenset(("width", "height", "border", "cellpadding", "cellspacing", "colspan", "rowspan", "span", "start"))
_MOST_ADDRESS = 2_000


class CannotReplayError(Exception):
    """A page that is larger or deeper than what is replayed; the message is the name of the limit."""


@dataclass(slots=True)
class Cleaned:
    """What is left of a page. ``links``, ``pictures`` and ``sheets`` are absolute addresses, by their numbers.

    An address with a number of a person in it is empty; ``covered`` says how many of each kind.
    """

    html: str = ""
    styles: str = ""
    links: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    covered: dict[str, int] = field(default_factory=dict)


def clean(text: str, url: str) -> Cleaned:
    """What is left of a page that stood at ``url``. Raises :class:`CannotReplayError`."""
    text = _NUL.sub("\ufffd", _DATA.sub("data:,", text))
    _check(text)
    head = _Head(text, url)
    cleaned = Cleaned(styles=head.styles, sheets=head.sheets)
    attributes = _Attributes(cleaned, head.base)
    cleaned.html = nh3.clean(
        text,
        tags=set(names("elements")),
        clean_content_tags=set(names("removed_whole")),
        attributes=_attributes(),
        attribute_filter=attributes.filter,
        link_rel=None,
        url_schemes={"http", "https"},
        strip_comments=True,
    )
    return cleaned


def _check(text: str) -> None:
    if len(text) > limit("page_characters"):
        raise CannotReplayError("page_characters")
    tags = text.split("<")
    if len(tags) > limit("page_tags"):
        raise CannotReplayError("page_tags")
    if max(map(len, tags)) > limit("tag_characters") and _is_long_tag(tags):
        raise CannotReplayError("tag_characters")


def _is_long_tag(tags: list[str]) -> bool:
    """Whether what is long is a tag, and no text behind one."""
    return any(len(each.partition(">")[0]) > limit("tag_characters") for each in tags[1:])


@cache
def _attributes() -> dict[str, set[str]]:
    return {element: set(allowed) for element, allowed in data()["attributes"].items()}


class _Head:
    """What the head of a page says of its body: the base of its addresses, its styles and style sheets."""

    def __init__(self, text: str, url: str) -> None:
        root = _parsed(text)
        found = root.xpath("string(//base[@href][1]/@href)") if root is not None else ""
        self.base = _address(str(found), url) or url
        self.styles, self.sheets = "", []
        if root is None:
            return
        sheets = [clean_sheet(style.text or "") for style in root.iter("style") if _is_for_screens(style)]
        self.styles = "\n".join(filter(None, sheets))[: limit("style_characters")]
        for link in root.iter("link"):
            if "stylesheet" in (link.get("rel") or "").lower().split() and _is_for_screens(link):
                self.sheets.append(_public(_address(link.get("href") or "", self.base))[0])


def _parsed(text: str) -> html.HtmlElement | None:
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        return html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):  # nothing in it
        return None


def _is_for_screens(element: html.HtmlElement) -> bool:
    media = (element.get("media") or "").lower()
    return not media or "all" in media or "screen" in media


class _Attributes:
    """Decides upon every attribute, as the cleaner meets them."""

    def __init__(self, cleaned: Cleaned, base: str) -> None:
        self._cleaned, self._base = cleaned, base
        self._by_name: dict[str, Callable[[str], str | None]] = {
            "href": self._link,
            "src": self._picture,
            "style": lambda value: clean_declarations(value) or None,
            "class": lambda value: _if_like(_NAMES, value),
            "id": lambda value: _if_like(_NAMES, value),
            "title": lambda value: value,
            "alt": lambda value: None if _DIGITS.fullmatch(value) else value,
        }

    def filter(self, element: str, name: str, value: str) -> str | None:
        """The attribute as it is written; None where it is left out, as all of elements that are."""
        if element not in names("elements"):
            return None
        if name in _SIZES:
            return _if_like(_SIZE, value.strip())
        decide = self._by_name.get(name)
        return decide(value) if decide else _if_like(_WORDS, value)

    def _link(self, value: str) -> str | None:
        return self._numbered(value, self._cleaned.links, LINK)

    def _picture(self, value: str) -> str | None:
        return self._numbered(value, self._cleaned.pictures, PICTURE)

    def _numbered(self, value: str, noted: list[str], prefix: str) -> str | None:
        if len(noted) >= limit("links"):
            return None
        address = _address(value, self._base)
        public, counts = _public(address)
        for rule, numbers in counts.items():
            self._cleaned.covered[rule] = self._cleaned.covered.get(rule, 0) + numbers
        noted.append(public)
        return f"{prefix}{len(noted) - 1}"


@lru_cache(maxsize=20_000)
def _public(address: str) -> tuple[str, Mapping[str, int]]:
    """The address, empty where it holds numbers of persons, and how many of each kind."""
    counts = Pseudonyms().address(address).counts
    return "" if counts else address, counts


@lru_cache(maxsize=20_000)  # the same links, names and sizes stand on every page of a site
def _if_like(pattern: re.Pattern[str], value: str) -> str | None:
    """A value of an attribute where it looks like one, and holds no number as long as a person's."""
    return value if pattern.fullmatch(value) and not LONG_NUMBER.search(value) else None


@lru_cache(maxsize=20_000)
def _address(value: str, base: str) -> str:
    """The absolute address without a fragment, where it is one of the web; else empty."""
    value = value.strip()
    if not value or len(value) > _MOST_ADDRESS or value.startswith("#"):
        return ""
    try:
        joined = urljoin(base, value).partition("#")[0]
        parts = urlsplit(joined)
    except ValueError:
        return ""
    return joined if parts.scheme in ("http", "https") and parts.hostname and joined.isprintable() else ""
