"""The walk: one exchange in, records and the next requests out.

Pure: no network, no clock, no database. Scrapy drives it live; a plain loop over the WARC drives it
again for a rebuild, and must come to the same records.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urljoin

from archive.records import (
    ColumnFound,
    ColumnNotFound,
    DocumentRead,
    FileFetched,
    Link,
    ListPageRead,
    ListReading,
    NotRead,
    PageRequest,
    Request,
    WalkRecord,
)
from crawler.list_steps import entries_digest, following_request, is_last, listed, told_apart
from crawler.portal import Column, Portal
from crawler.reading import Page, find_columns, is_list_data, page_kind, parse_page, read_document, read_list
from crawler.urls import AddressBook

MAX_REDIRECTS = 5
HTML_TYPES = ("text/html", "application/xhtml+xml", "application/xml", "text/xml", "")
#: What an API that lists are asked from may call its answer besides.
DATA_TYPES = ("application/json", "text/json", "text/plain", "application/javascript", "text/javascript")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer. ``status`` 0 is a failure whose reason is ``error``."""

    request: Request
    status: int
    content: bytes = b""
    content_type: str = ""
    location: str = ""
    capture: str = ""
    entity_digest: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What one exchange gave."""

    records: tuple[WalkRecord, ...] = ()
    requests: tuple[Request, ...] = ()
    kind: str = "page"


def start(portal: Portal) -> Step:
    """Return the first requests: columns whose address is known, and the home page for all others."""
    book = AddressBook.of(portal)
    records: list[WalkRecord] = []
    requests: list[Request] = []
    for column in portal.columns:
        if column.url is None:
            continue
        url = book.canonical(column.url)
        if url is None:
            records.append(ColumnNotFound(column.key, column.url))
        else:
            records.append(ColumnFound(column.key, url))
            requests.append(Request(url, "list", column=column.key))
    if any(column.url is None for column in portal.columns):
        requests.insert(0, Request(portal.base, "navigation"))
    return Step(tuple(records), tuple(requests))


def step(portal: Portal, exchange: Exchange) -> Step:
    """Return what an exchange gives: records, and the requests that follow from it.

    A page that a reader fails on is a fact like a page that never came: the walk goes on, coverage says so.
    """
    try:
        return _step(portal, exchange)
    except Exception as error:  # noqa: BLE001 - whatever a stranger's page makes a reader raise
        return _nothing(exchange.request, f"could not be read: {type(error).__name__}", answered=False, kind="unread")


def _step(portal: Portal, exchange: Exchange) -> Step:
    request = exchange.request
    if exchange.status == 0:
        return unanswered(request, exchange.error)
    if exchange.status in (301, 302, 303, 307, 308):
        return _redirected(portal, exchange)
    if exchange.status != 200:
        answered = exchange.status in (404, 410)
        return _nothing(request, f"HTTP {exchange.status}", answered=answered, kind="error")
    if _mime(exchange) not in HTML_TYPES and not (request.purpose == "list" and _mime(exchange) in DATA_TYPES):
        return _file(exchange)
    page = parse_page(exchange.content, request.url, exchange.content_type)
    if request.purpose == "list" and is_list_data(page):
        return _list(portal, exchange, page)
    if _mime(exchange) not in HTML_TYPES:
        return _file(exchange)
    kind = page_kind(page, exchange.status)
    if kind == "script_shell" and request.purpose == "list" and read_list(page).next_request is not None:
        return _list(portal, exchange, page)  # a script fills it, and the page says from where
    if kind != "page":
        return _nothing(request, kind, answered=kind == "soft_404", kind=kind)
    if request.purpose == "file":
        return _file(exchange)
    reader = {"navigation": _navigation, "list": _list, "document": _document}[request.purpose]
    return reader(portal, exchange, page)


def unanswered(request: Request, reason: str) -> Step:
    """Return what a request gives that nothing answered."""
    return _nothing(request, reason, answered=False, kind="error")


def _nothing(request: Request, reason: str, *, answered: bool, kind: str) -> Step:
    url = request.entry_url or request.url
    return Step((NotRead(url, request.purpose, request.column, reason, answered),), kind=kind)


def _mime(exchange: Exchange) -> str:
    return exchange.content_type.partition(";")[0].strip().lower()


def _file(exchange: Exchange) -> Step:
    request = exchange.request
    if request.purpose in ("navigation", "list"):
        return _nothing(request, f"a file ({_mime(exchange)}), not a page", answered=False, kind="file")
    url, size = request.entry_url or request.url, len(exchange.content)
    fetched = FileFetched(url, exchange.capture, _mime(exchange), size, exchange.entity_digest)
    return Step((fetched,), kind="file")


def _redirected(portal: Portal, exchange: Exchange) -> Step:
    """Follow a redirect on the portal's hosts; one that leads off them is a fact, not an address to fetch."""
    request = exchange.request
    target = AddressBook.of(portal).canonical(urljoin(request.url, exchange.location)) if exchange.location else None
    if target == portal.base and request.purpose != "navigation":
        return _nothing(request, "redirected to the home page", answered=False, kind="redirect")
    if target is None:
        return _nothing(
            request, f"redirected off the site to {exchange.location[:200]!r}", answered=False, kind="error"
        )
    is_fetched = exchange.status in (301, 302, 303)  # as every browser does (RFC 9110, 15.4), whatever was sent
    if target in (request.url, request.entry_url) and not (is_fetched and request.method != "GET"):
        return _nothing(request, "redirects in a circle", answered=False, kind="error")
    if request.redirects >= MAX_REDIRECTS:
        return _nothing(request, "too many redirects", answered=False, kind="error")
    entry = request.entry_url or request.url
    following = replace(request, url=target, entry_url=entry, redirects=request.redirects + 1)
    if is_fetched:
        following = replace(following, method="GET", body=b"", content_type="")
    return Step(requests=(following,), kind="redirect")


def _children(portal: Portal, parent: str | None) -> tuple[Column, ...]:
    return tuple(column for column in portal.columns if column.url is None and column.parent == parent)


def _find(portal: Portal, page: Page, parent: str | None) -> tuple[list[WalkRecord], list[Request]]:
    """Look for the columns under ``parent`` (None: of the home page), and for the parents of others."""
    book = AddressBook.of(portal)
    records: list[WalkRecord] = []
    requests: list[Request] = []
    for column in _children(portal, parent):
        url = _address_of(page, column.titles, book)
        if url is None:
            records.append(ColumnNotFound(column.key, page.url))
            continue
        records.append(ColumnFound(column.key, url))
        requests.append(Request(url, "list", column=column.key))
    if parent is None:
        declared = {column.title for column in portal.columns if column.parent is None}
        for title in dict.fromkeys(c.parent for c in portal.columns if c.parent and c.parent not in declared):
            url = _address_of(page, (title,), book)
            if url is None:
                records.extend(ColumnNotFound(column.key, page.url) for column in _children(portal, title))
            else:
                requests.append(Request(url, "navigation", parent=title))
    return records, requests


def _address_of(page: Page, titles: tuple[str, ...], book: AddressBook) -> str | None:
    found = find_columns(page, titles)
    for title in titles:
        url = book.canonical(found[title]) if title in found else None
        if url is not None:
            return url
    return None


def _navigation(portal: Portal, exchange: Exchange, page: Page) -> Step:
    records, requests = _find(portal, page, exchange.request.parent)
    return Step(tuple(records), tuple(requests), kind="navigation")


def _list(portal: Portal, exchange: Exchange, page: Page) -> Step:
    request, book = exchange.request, AddressBook.of(portal)
    asked = PageRequest(request.url, request.method, request.body, request.content_type, request.entries_before)
    reading = read_list(page, asked)
    shown = entries_digest(reading)
    circular = bool(reading.items) and shown == request.shown_before
    records: list[WalkRecord] = []
    requests: list[Request] = []
    for item in told_apart(reading.items) if not circular else ():
        entry = listed(request, exchange.capture, item, book)
        records.append(entry)
        if entry.state in ("page", "file"):
            purpose = "file" if entry.state == "file" else "document"
            requests.append(Request(entry.url, purpose, column=request.column))
    following = following_request(request, reading, shown, book) if not circular else None
    if following is not None:
        requests.insert(0, following)
    read = _page_read(request, reading, following, is_last(request, reading, is_data=is_list_data(page)), circular)
    if request.number == 1:
        more_records, more_requests = _subcolumns(portal, request, page)
        records.extend(more_records)
        requests.extend(more_requests)
    return Step((read, *records), tuple(requests), kind="list")


def _page_read(
    request: Request, reading: ListReading, following: Request | None, last: bool, circular: bool
) -> ListPageRead:
    """What coverage is told of a list page; one that only repeats the page before it brings no entries."""
    return ListPageRead(
        request.column or "",
        request.url,
        request.number,
        0 if circular else len(reading.items),
        last,
        reading.total_pages,
        reading.total_items,
        following.url if following and following.method == "GET" else "",
        circular,
    )


def _subcolumns(portal: Portal, request: Request, page: Page) -> tuple[list[WalkRecord], list[Request]]:
    column = next(column for column in portal.columns if column.key == request.column)
    if not _children(portal, column.title):
        return [], []
    return _find(portal, page, column.title)


def _document(portal: Portal, exchange: Exchange, page: Page) -> Step:
    request, book = exchange.request, AddressBook.of(portal)
    reading = read_document(page)
    attachments = tuple(Link(link.text, book.canonical(link.url) or link.url) for link in reading.attachments)
    read = DocumentRead(
        request.entry_url or request.url, reading, attachments, exchange.capture, exchange.entity_digest
    )
    files = tuple(Request(link.url, "file") for link in attachments if book.canonical(link.url))
    return Step((read,), files, kind="document")
