"""The walk: one exchange in, records and the next requests out.

Pure: no network, no clock, no database. Scrapy drives it live; a plain loop over the WARC drives it
again for a rebuild, and must come to the same records.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from archive.records import (
    CHALLENGE,
    ColumnFound,
    ColumnNotFound,
    DocumentRead,
    DocumentReading,
    FileFetched,
    Link,
    Listed,
    ListPageRead,
    ListReading,
    NotRead,
    PageRequest,
    PartRead,
    Request,
    WalkRecord,
)
from archive.store import content_digest
from crawler import columns
from crawler.coverage import REFUSALS
from crawler.list_steps import entries_digest, following_request, is_last, listed, told_apart
from crawler.portal import Portal
from crawler.reading import (
    Page,
    is_list_data,
    page_kind,
    parse_page,
    read_attachment,
    read_document,
    read_list,
    redirect_target,
)
from crawler.reading.attachments import file_extension
from crawler.reading.files import signed_kind
from crawler.reading.parts import begins_parts
from crawler.steps import REDIRECTS, Exchange, Step
from crawler.urls import AddressBook

__all__ = ["Exchange", "Step", "circle", "needs_browser", "start", "step", "unanswered"]

MAX_REDIRECTS = 5
#: No article known is shown over more pages.
MAX_PARTS = 60
_CIRCLE = "redirects in a circle"
#: Answers that say that nothing is there.
GONE = frozenset({404, 410})
HTML_TYPES = ("text/html", "application/xhtml+xml", "application/xml", "text/xml", "")
#: What an API that lists are asked from may call its answer besides.
DATA_TYPES = ("application/json", "text/json", "text/plain", "application/javascript", "text/javascript")
#: Kinds of pages that no browser is shown: gates and refusals, and what only sends elsewhere.
NEVER_RENDERED = (CHALLENGE, "login", "soft_404", "redirect")


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


def needs_browser(portal: Portal, exchange: Exchange) -> bool:
    """Whether the answer is a page of a list that exists only after its scripts ran, and these did not run yet.

    Never a gate's page, nor one that stands in the place of another.
    """
    request = exchange.request
    if exchange.rendered or request.purpose != "list" or exchange.status != 200 or exchange.mime not in HTML_TYPES:
        return False
    if not any(column.browser and column.key == request.column for column in portal.columns):
        return False
    try:
        page = parse_page(exchange.content, request.url, exchange.content_type)
        is_page = not signed_kind(exchange.content) and not is_list_data(page)
        return is_page and page_kind(page) not in NEVER_RENDERED
    except Exception:  # noqa: BLE001 - whatever a stranger's page makes a reader raise: step says that it is unread
        return False


def step(portal: Portal, exchange: Exchange) -> Step:
    """Return what an exchange gives: records, and the requests that follow from it.

    A page that a reader fails on is a fact like a page that never came: the walk goes on, coverage says so.
    """
    try:
        taken = _step(portal, exchange)
    except Exception as error:  # noqa: BLE001 - whatever a stranger's page makes a reader raise
        taken = _nothing(exchange.request, f"could not be read: {type(error).__name__}", answered=False, kind="unread")
    if exchange.unanswered:
        short = NotRead(exchange.request.url, "list", exchange.request.column, exchange.unanswered, answered=False)
        return Step((*taken.records, short), taken.requests, taken.kind)
    return _searching_on(portal, exchange.request, taken)


def circle(portal: Portal, request: Request) -> Step:
    """Return what a request gives whose answer redirects to what was asked for on the way to it.

    A step cannot know that: it is for whoever knows what was asked for.
    """
    return _searching_on(portal, request, _nothing(request, _CIRCLE, answered=False, kind="error"))


def _searching_on(portal: Portal, request: Request, taken: Step) -> Step:
    """A step, and what a search asks for next: a page that did not come ends none."""
    if not request.search or taken.kind in ("navigation", "redirect"):
        return taken
    following = columns.go_on(portal, request, None)
    return Step((*taken.records, *following.records), following.requests, taken.kind)


def _step(portal: Portal, exchange: Exchange) -> Step:
    request = exchange.request
    if exchange.status == 0:
        return unanswered(request, exchange.error)
    if exchange.status in REDIRECTS:
        return _redirected(portal, exchange)
    if exchange.status != 200:
        if _is_gate(exchange):
            return _nothing(request, CHALLENGE, answered=False, kind=CHALLENGE)
        return _nothing(request, f"HTTP {exchange.status}", answered=exchange.status in GONE, kind="error")
    if needs_browser(portal, exchange):
        return _nothing(request, "its scripts were not run", answered=False, kind="page")
    may_be_list = request.purpose == "list" and exchange.mime in DATA_TYPES
    # Servers send files as pages too; what no page begins with is none.
    if (exchange.mime not in HTML_TYPES and not may_be_list) or signed_kind(exchange.content):
        return _file(exchange)
    page = parse_page(exchange.content, request.url, exchange.content_type, ZoneInfo(portal.zone))
    if request.purpose == "list" and is_list_data(page):
        return _list(portal, exchange, page)
    if exchange.mime not in HTML_TYPES:
        return _file(exchange)
    kind = page_kind(page, exchange.status)
    if kind == "script_shell" and request.purpose == "list" and read_list(page).next_request is not None:
        return _list(portal, exchange, page)  # a script fills it, and the page says from where
    if kind == "redirect":
        return _redirected(portal, replace(exchange, location=redirect_target(page)))
    if kind != "page":
        return _nothing(request, kind, answered=kind == "soft_404", kind=kind)
    if request.purpose == "file":
        return _file(exchange)
    reader = _READERS[request.purpose]
    return reader(portal, exchange, page)


def _is_gate(exchange: Exchange) -> bool:
    """Whether an answer that is neither a success nor a refusal by its status shows a gate's page (瑞数's 202)."""
    if exchange.status in REFUSALS | GONE or exchange.status >= 500 or exchange.mime not in HTML_TYPES:
        return False
    page = parse_page(exchange.content, exchange.request.url, exchange.content_type)
    return page_kind(page, exchange.status) == CHALLENGE


def unanswered(request: Request, reason: str) -> Step:
    """Return what a request gives that nothing answered."""
    return _nothing(request, reason, answered=False, kind="error")


def _nothing(request: Request, reason: str, *, answered: bool, kind: str) -> Step:
    url = request.entry_url or request.url
    return Step((NotRead(url, request.purpose, request.column, reason, answered),), kind=kind)


def _file(exchange: Exchange) -> Step:
    request = exchange.request
    if request.purpose in ("navigation", "list", "part"):
        return _nothing(request, f"a file ({exchange.mime}), not a page", answered=False, kind="file")
    url, size = request.entry_url or request.url, len(exchange.content)
    extension = file_extension(url) or file_extension(request.url)
    name = f"file.{extension}" if extension else request.url
    reading = read_attachment(exchange.content, name, exchange.content_type)
    fetched = FileFetched(url, exchange.capture, exchange.mime, size, exchange.entity_digest, reading)
    return Step((fetched,), kind="file")


def _redirected(portal: Portal, exchange: Exchange) -> Step:
    """Follow a redirect, of the server or of a page that shows nothing else, on the portal's hosts.

    One that leads off them is a fact, not an address to fetch.
    """
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
        return _nothing(request, _CIRCLE, answered=False, kind="error")
    if request.redirects >= MAX_REDIRECTS:
        return _nothing(request, "too many redirects", answered=False, kind="error")
    entry = request.entry_url or request.url
    following = replace(request, url=target, entry_url=entry, redirects=request.redirects + 1)
    if is_fetched:
        following = replace(following, method="GET", body=b"", content_type="")
    return Step(requests=(following,), kind="redirect")


def _navigation(portal: Portal, exchange: Exchange, page: Page) -> Step:
    request = exchange.request
    if request.search:
        return columns.go_on(portal, request, page)
    return columns.find_under(portal, page, request.parent) if request.parent else columns.find_on_home(portal, page)


def _list(portal: Portal, exchange: Exchange, page: Page) -> Step:
    request, book = exchange.request, AddressBook.of(portal)
    asked = PageRequest(request.url, request.method, request.body, request.content_type, request.entries_before)
    reading = read_list(page, asked)
    shows_nothing = not reading.items and reading.next_request is None and request.number == 1
    if shows_nothing and (behind := columns.behind_article(portal, request, page)):
        return behind
    shown = entries_digest(reading)
    circular = bool(reading.items) and shown == request.shown_before
    items = told_apart(reading.items) if not circular else ()
    entries = [listed(request, exchange.capture, item, book) for item in items]
    records: list[WalkRecord] = [*entries]
    requests: list[Request] = []
    for entry in entries:
        if entry.state in ("page", "file"):
            purpose = "file" if entry.state == "file" else "document"
            requests.append(Request(entry.url, purpose, column=request.column))
    following = following_request(request, reading, shown, book) if not circular else None
    if following is not None:
        requests.insert(0, following)
    read = _page_read(request, reading, entries, following, is_last(request, reading, is_data=is_list_data(page)))
    if request.number == 1:
        below = _subcolumns(portal, request, page)
        records.extend(below.records)
        requests.extend(below.requests)
    return Step((read, *records), tuple(requests), kind="list")


def _page_read(
    request: Request, reading: ListReading, entries: Sequence[Listed], following: Request | None, last: bool
) -> ListPageRead:
    """What coverage is told of a list page; one that only repeats the page before it brings no entries."""
    return ListPageRead(
        request.column or "",
        request.url,
        request.number,
        len(entries),
        last,
        reading.total_pages,
        reading.total_items,
        following.url if following and following.method == "GET" else "",
        circular=bool(reading.items) and not entries,
        different=len({entry.url for entry in entries}),
    )


def _subcolumns(portal: Portal, request: Request, page: Page) -> Step:
    column = next(column for column in portal.columns if column.key == request.column)
    return columns.find_under(portal, page, column.title) if columns.children(portal, column.title) else Step()


def _document(portal: Portal, exchange: Exchange, page: Page) -> Step:
    request, book = exchange.request, AddressBook.of(portal)
    reading = read_document(page)
    entry = request.entry_url or request.url
    attachments = _attachments(book, reading)
    images = tuple(book.canonical(url) or url for url in reading.images)
    files = () if request.purpose == "probe" else _files(book, [*(link.url for link in attachments), *images])
    begins = bool(reading.next_part) and begins_parts(request.url, reading.next_part)
    following = reading.next_part if begins else ""
    first = replace(request, entry_url=entry, number=1) if following else request
    lost, asked = _next_part(book, first, following)
    read = DocumentRead(
        entry,
        reading,
        attachments,
        exchange.capture,
        exchange.entity_digest,
        images,
        goes_on=bool(following),
        content_digest=content_digest(reading.body.text),
    )
    return Step((read, *lost), (*asked, *files), kind="document")


def _part(portal: Portal, exchange: Exchange, page: Page) -> Step:
    """A further page of a document: its text and files are the document's."""
    request, book = exchange.request, AddressBook.of(portal)
    reading = read_document(page)
    attachments = _attachments(book, reading)
    lost, asked = _next_part(book, request, reading.next_part)
    read = PartRead(
        request.entry_url,
        request.number,
        request.url,
        reading.body,
        attachments,
        exchange.capture,
        exchange.entity_digest,
    )
    return Step((read, *lost), (*asked, *_files(book, [link.url for link in attachments])), kind="document")


def _next_part(book: AddressBook, request: Request, following: str) -> tuple[list[WalkRecord], list[Request]]:
    """The request for the next page of a document, or the fact that it is not asked for."""
    if not following:
        return [], []
    url = book.canonical(following)
    if url is None or request.number >= MAX_PARTS:
        reason = f"more than {MAX_PARTS} pages" if url else "its next page lies off the site"
        return [NotRead(request.entry_url, "part", None, reason, answered=False)], []
    return [], [Request(url, "part", entry_url=request.entry_url, number=request.number + 1)]


def _attachments(book: AddressBook, reading: DocumentReading) -> tuple[Link, ...]:
    return tuple(Link(link.text, book.canonical(link.url) or link.url) for link in reading.attachments)


def _files(book: AddressBook, urls: Iterable[str]) -> tuple[Request, ...]:
    """Requests for the files that lie on the portal's hosts."""
    return tuple(Request(url, "file") for url in dict.fromkeys(urls) if book.canonical(url))


#: What reads a page that was asked for.
_READERS = {
    "navigation": _navigation,
    "list": _list,
    "document": _document,
    "part": _part,
    "probe": _document,
}
