"""What a list page gives: entries as they are listed, and the request for the page behind it. Pure, for the walk."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from urllib.parse import quote

from archive.records import Listed, Listing, ListReading, Request
from crawler.reading.attachments import file_extension
from crawler.urls import AddressBook

#: No portal known has a longer list; a pager that never ends is cut here and said to be incomplete.
MAX_LIST_PAGES = 2_000


def entries_digest(reading: ListReading) -> str:
    """A digest of the entries that a page shows: two pages of one list never show the same ones."""
    said = "\n".join(f"{item.url} {item.title}" for item in reading.items)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def following_request(request: Request, reading: ListReading, shown: str, book: AddressBook) -> Request | None:
    """The request for the page behind this one, where that is the portal's.

    Only a first page may show no entries and lead on: one that leaves its list to an API.
    """
    asked = reading.next_request
    url = book.canonical(asked.url) if asked and (reading.items or request.number == 1) else None
    if asked is None or url is None or request.number >= MAX_LIST_PAGES:
        return None
    return Request(
        url,
        "list",
        column=request.column,
        number=request.number + 1,
        method=asked.method,
        body=asked.body,
        content_type=asked.content_type,
        entries_before=asked.entries_before,
        shown_before=shown,
    )


def is_last(request: Request, reading: ListReading, *, is_data: bool) -> bool:
    """Whether nothing follows a page. A later one without entries is no end of a list, unless data says so: it is a
    page that did not come."""
    if reading.next_request is not None or reading.more:
        return False
    return bool(reading.items) or request.number == 1 or is_data


def told_apart(items: tuple[Listing, ...]) -> list[Listing]:
    """Entries of one page that share an address under different titles are told apart by a script alone."""
    titles: dict[str, set[str]] = {}
    for item in items:
        titles.setdefault(item.url, set()).add(item.title)
    return [replace(item, url="") if len(titles[item.url]) > 1 else item for item in items]


def listed(request: Request, capture: str, item: Listing, book: AddressBook) -> Listed:
    """Where an entry leads: a page or a file of the portal, another host, or nowhere (a script's link).

    An entry without an address is told apart from others by its list and title.
    """
    if not item.url.startswith(("http://", "https://")):
        address = f"{request.url}#{quote(item.title)}"
        return Listed(request.column or "", item, address, "unlinked", request.url, capture, request.number)
    url = book.canonical(item.url)
    state = "external" if url is None else "file" if file_extension(url) else "page"
    return Listed(request.column or "", item, url or item.url, state, request.url, capture, request.number)
