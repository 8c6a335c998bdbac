"""The pictures of a body that holds nothing else: scanned notices, posters, 一图读懂."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from lxml import etree

from crawler.reading.dom import is_hidden, stands_in
from crawler.reading.page import Page

MAX_PICTURES = 100
_SOURCES = ("data-original", "data-src", "data-url", "src")  # where pictures are loaded late, src is a placeholder
_ICON = 48  # pixels: what is declared to be no larger is a mark of a file type or a button


def read_pictures(page: Page, container: etree._Element) -> tuple[str, ...]:
    """The absolute URLs of the container's pictures, each once, in order; MAX_PICTURES at most."""
    return tuple(islice(dict.fromkeys(_addresses(page, container)), MAX_PICTURES))


def _addresses(page: Page, container: etree._Element) -> Iterator[str]:
    for picture in container.iter("img"):
        if not (is_hidden(picture) or _is_icon(picture) or stands_in(picture, "furniture_tokens")):
            url = next((url for name in _SOURCES if (url := page.absolute(picture.get(name)))), "")
            if url:
                yield url


def _is_icon(picture: etree._Element) -> bool:
    sizes = [size for name in ("width", "height") if (size := _pixels(picture.get(name)))]
    return bool(sizes) and max(sizes) <= _ICON


def _pixels(value: str | None) -> int:
    digits = (value or "").strip().removesuffix("px")
    return int(digits) if digits.isdecimal() and len(digits) <= 5 else 0
