"""One page, or one file, as one flat record: what `gongkai extract` prints."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from datetime import date
from typing import Any

from archive.records import DocumentReading, Link, Listing, ListReading, PageRequest
from crawler.reading.classify import read_page
from crawler.reading.files import read_file, signed_kind, told_kind
from crawler.reading.kinds import redirect_target
from crawler.reading.page import absolute, parse_page

_SAMPLE = 4096  # bytes
_LONGEST_TITLE = 100


@dataclass(frozen=True, slots=True)
class Extract:
    """Every field of a document and of a list, whatever the page is; what makes no sense for it is empty.

    Dates are in ISO 8601, URLs absolute. ``next_request`` is the request for the next page of a list that no
    plain URL leads to. ``redirect`` is where a page sends its reader that shows nothing itself.
    """

    kind: str
    family: str = "generic"
    title: str = ""
    published_on: str | None = None
    published_on_origin: str = ""
    date_conflict: bool = False
    published_on_other: str | None = None
    published_on_printed: str | None = None
    written_on: str | None = None
    source: str = ""
    issuer: str = ""
    index_number: str = ""
    document_number: str = ""
    validity: str = ""
    category: str = ""
    keywords: str = ""
    breadcrumb: tuple[str, ...] = ()
    text: str = ""
    image_only: bool = False
    images: tuple[str, ...] = ()
    attachments: tuple[dict[str, str], ...] = ()
    next_part: str | None = None
    items: tuple[dict[str, str | None], ...] = ()
    next_page: str | None = None
    next_request: dict[str, str] | None = None
    total_pages: int | None = None
    total_items: int | None = None
    redirect: str | None = None


def extract(content: bytes, url: str, content_type: str = "", status: int = 200, location: str = "") -> Extract:
    """What the answer of ``url`` shows: a page by its kind, any other file as a document of its text.

    An answer that is no success shows nothing, unless it is a gate's: kind redirect or other. Raises ReadingError for
    a file that is no page and cannot be read.
    """
    if location and status // 100 == 3:
        return Extract("redirect", redirect=absolute(url, location) or None)
    if status == 200 and not _is_page(content, url, content_type):
        return _of_file(read_file(content, url, content_type).body.text)
    page = parse_page(content, url, content_type)
    reading = read_page(page, status)
    if status != 200 and reading.kind != "challenge":
        return Extract("other", title=reading.title)
    fields: dict[str, Any] = {"kind": reading.kind, "family": reading.family, "title": reading.title}
    fields["breadcrumb"] = reading.breadcrumb
    if reading.kind in ("redirect", "soft_404"):
        fields["redirect"] = redirect_target(page) or None
    return Extract(**fields | _document(reading.document) | _listing(reading.listing))


def _is_page(content: bytes, name: str, content_type: str) -> bool:
    """Whether bytes are to be read as a page: HTML by what is said of them, or text of no kind that is known."""
    if signed_kind(content):
        return False
    kind = told_kind(content, name, content_type)
    is_text = b"\0" not in content[:_SAMPLE] or content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return kind == "html" or (not kind and is_text)


def _of_file(text: str) -> Extract:
    """A file's text; its first line is its title where it looks like one."""
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    is_title = len(first) <= _LONGEST_TITLE and not first.endswith("。")
    return Extract("document", title=first if is_title else "", text=text)


def _document(reading: DocumentReading | None) -> dict[str, Any]:
    if reading is None:
        return {}
    return {
        "published_on": _iso(reading.published_on),
        "published_on_origin": reading.published_on_origin,
        "date_conflict": reading.date_conflict,
        "published_on_other": _iso(reading.published_on_other),
        "published_on_printed": _iso(reading.published_on_printed),
        "written_on": _iso(reading.written_on),
        "source": reading.source,
        "issuer": reading.issuer,
        "index_number": reading.index_number,
        "document_number": reading.document_number,
        "validity": reading.validity,
        "category": reading.category,
        "keywords": reading.keywords,
        "text": reading.body.text,
        "image_only": reading.image_only,
        "images": reading.images,
        "attachments": tuple(map(_attachment, reading.attachments)),
        "next_part": reading.next_part or None,
    }


def _listing(reading: ListReading | None) -> dict[str, Any]:
    if reading is None:
        return {}
    return {
        "items": tuple(map(_item, reading.items)),
        "next_page": reading.next_page,
        "next_request": _request(reading.next_request),
        "total_pages": reading.total_pages,
        "total_items": reading.total_items,
    }


def _item(entry: Listing) -> dict[str, str | None]:
    printed = _iso(entry.listed_on_printed)
    shown = {"title": entry.title, "url": entry.url, "date": _iso(entry.listed_on)}
    return shown | ({"date_printed": printed} if printed else {})


def _attachment(link: Link) -> dict[str, str]:
    return {"url": link.url, "name": link.text}


def _request(request: PageRequest | None) -> dict[str, str] | None:
    if request is None:
        return None
    return {"method": request.method, "url": request.url, "body": request.body.decode("utf-8", "replace")}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
