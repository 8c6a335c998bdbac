"""The walk: one exchange in, records and the next requests out.

Pure: no network, no clock, no database. Scrapy drives it live; a plain loop over the WARC drives it
again for a rebuild, and must come to the same records.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import quote, urljoin

from archive.records import (
    ColumnFound,
    ColumnNotFound,
    DocumentRead,
    FileFetched,
    Link,
    Listed,
    Listing,
    ListPageRead,
    NotRead,
    Request,
    WalkRecord,
)
from crawler.portal import Column, Portal
from crawler.reading import Page, find_columns, page_kind, parse_page, read_attachment, read_document, read_list
from crawler.reading.attachments import file_extension
from crawler.reading.files import signed_kind
from crawler.urls import AddressBook

#: No portal known has a longer list; a pager that never ends is cut here and said to be incomplete.
MAX_LIST_PAGES = 2_000
MAX_REDIRECTS = 5
HTML_TYPES = ("text/html", "application/xhtml+xml", "application/xml", "text/xml", "")


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
    # Servers send files as pages too; what no page begins with is none.
    if _mime(exchange) not in HTML_TYPES or signed_kind(exchange.content):
        return _file(exchange)
    page = parse_page(exchange.content, request.url, exchange.content_type)
    kind = page_kind(page, exchange.status)
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
    extension = file_extension(url) or file_extension(request.url)
    name = f"file.{extension}" if extension else request.url
    reading = read_attachment(exchange.content, name, exchange.content_type)
    fetched = FileFetched(url, exchange.capture, _mime(exchange), size, exchange.entity_digest, reading)
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
    if target in (request.url, request.entry_url):
        return _nothing(request, "redirects in a circle", answered=False, kind="error")
    if request.redirects >= MAX_REDIRECTS:
        return _nothing(request, "too many redirects", answered=False, kind="error")
    entry = request.entry_url or request.url
    return Step(
        requests=(replace(request, url=target, entry_url=entry, redirects=request.redirects + 1),), kind="redirect"
    )


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
    reading = read_list(page)
    records: list[WalkRecord] = []
    requests: list[Request] = []
    for item in _told_apart(reading.items):
        listed = _listed(request, exchange.capture, item, book)
        records.append(listed)
        if listed.state in ("page", "file"):
            purpose = "file" if listed.state == "file" else "document"
            requests.append(Request(listed.url, purpose, column=request.column))
    following = book.canonical(reading.next_page) if reading.next_page and reading.items else None
    if following is not None and request.number < MAX_LIST_PAGES:
        requests.insert(0, Request(following, "list", column=request.column, number=request.number + 1))
    read = ListPageRead(
        request.column or "",
        request.url,
        request.number,
        len(reading.items),
        # A later page without entries is no end of a list: it is a page that did not come.
        reading.next_page is None and not reading.more and (bool(reading.items) or request.number == 1),
        reading.total_pages,
        reading.total_items,
    )
    if request.number == 1:
        more_records, more_requests = _subcolumns(portal, request, page)
        records.extend(more_records)
        requests.extend(more_requests)
    return Step((read, *records), tuple(requests), kind="list")


def _told_apart(items: tuple[Listing, ...]) -> list[Listing]:
    """Entries of one page that share an address under different titles are told apart by a script alone."""
    titles: dict[str, set[str]] = {}
    for item in items:
        titles.setdefault(item.url, set()).add(item.title)
    return [replace(item, url="") if len(titles[item.url]) > 1 else item for item in items]


def _listed(request: Request, capture: str, item: Listing, book: AddressBook) -> Listed:
    """Where an entry leads: a page or a file of the portal, another host, or nowhere (a script's link).

    An entry without an address is told apart from others by its list and title.
    """
    if not item.url.startswith(("http://", "https://")):
        address = f"{request.url}#{quote(item.title)}"
        return Listed(request.column or "", item, address, "unlinked", request.url, capture, request.number)
    url = book.canonical(item.url)
    state = "external" if url is None else "file" if file_extension(url) else "page"
    return Listed(request.column or "", item, url or item.url, state, request.url, capture, request.number)


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
