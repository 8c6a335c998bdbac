"""One exchange in, what its page shows of the site out. Pure, as the walk is."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urljoin

from archive.records import ListReading
from crawler.coverage import ROBOTS
from crawler.reading import Page, Section, page_kind, parse_page, read_document, read_links, read_list, read_sections
from crawler.reading.addresses import is_article_url
from crawler.reading.breadcrumb import read_breadcrumb
from crawler.reading.container import find_container
from crawler.reading.kinds import redirect_target
from crawler.reading.paging_calls import read_call
from crawler.reading.prose import Prose
from crawler.reading.sections import LONGEST_NAME
from crawler.steps import REDIRECTS, Exchange
from crawler.walk import HTML_TYPES

_PROSE = 80  # characters outside links that make a page without list an article
_SHORT_ENTRY = 10  # characters: an undated entry named by so few may be a column
_MAX_DOCUMENTS = 500


@dataclass(frozen=True, slots=True)
class Look:
    """What one page shows. ``kind`` is page, redirect, or why there is none: error, disallowed, challenge, soft_404 …

    ``sections`` may lead to columns, ``documents`` are the addresses of what looks like one, both as the page has them.
    ``crumbs`` are the names from the home page to this one; ``is_article`` is meant of a page without entries.
    """

    url: str
    kind: str
    reason: str = ""
    target: str = ""  # of a redirect
    sections: tuple[Section, ...] = ()
    documents: tuple[str, ...] = ()
    crumbs: tuple[str, ...] = ()
    reading: ListReading | None = None
    paging: str = "none"
    is_article: bool = False
    page: Page | None = field(default=None, compare=False, repr=False)


def look(exchange: Exchange) -> Look:
    """Return what an exchange shows; a page that a reader fails on is one that could not be read."""
    try:
        return _look(exchange)
    except Exception as error:  # noqa: BLE001 - whatever a stranger's page makes a reader raise
        return Look(exchange.request.url, "unread", f"could not be read: {type(error).__name__}")


def _look(exchange: Exchange) -> Look:
    url = exchange.request.url
    if exchange.status == 0:
        return Look(url, "disallowed" if exchange.error == ROBOTS else "error", exchange.error)
    if exchange.status in REDIRECTS and exchange.location:
        return Look(url, "redirect", target=urljoin(url, exchange.location))
    if exchange.status != 200:
        return Look(url, "error", f"HTTP {exchange.status}")
    if exchange.mime not in HTML_TYPES:
        return Look(url, "file", f"a file ({exchange.mime}), not a page")
    page = parse_page(exchange.content, url, exchange.content_type)
    kind = page_kind(page, exchange.status)
    if kind != "page":
        return Look(url, kind, kind, redirect_target(page), page=page)
    return _page(page)


def _page(page: Page) -> Look:
    reading = read_list(page)
    is_article = not reading.items and reading.next_page is None and _is_article(page)
    sections = [section for section in read_sections(page) if section.may_be_column]
    if is_article:  # what else it links is beside it, or in its text
        sections = [section for section in sections if section.place != "body"]
    entries = {
        item.url
        for item in reading.items
        if item.listed_on or is_article_url(item.url) or len(item.title) > _SHORT_ENTRY
    }
    kept = tuple(section for section in sections if section.url not in entries or section.place != "body")
    crumbs = read_breadcrumb(page)
    paging = _paging(page, reading)
    return Look(page.url, "page", "", "", kept, _documents(page), crumbs, reading, paging, is_article, page)


def _is_article(page: Page) -> bool:
    """Whether a page without a list has prose of its own, or the date of a document."""
    weights = Prose(page.outline)
    return weights.weight(find_container(page.root, weights)) >= _PROSE or read_document(page).published_on is not None


def _documents(page: Page) -> tuple[str, ...]:
    """Addresses of what looks like a document: named too long for a column, or with the address of an article."""
    named = (link.url for link in read_links(page) if len(link.text) > LONGEST_NAME or is_article_url(link.url))
    return tuple(dict.fromkeys(named))[:_MAX_DOCUMENTS]


def _paging(page: Page, reading: ListReading) -> str:
    """How the next page is reached: links, call (a script's call that is read), post, script (none is read), none."""
    if read_call(page.text, page.lower):
        return "call"
    if (following := reading.next_request) is not None:
        return "links" if following.method == "GET" else "post"
    return "script" if reading.more else "none"
