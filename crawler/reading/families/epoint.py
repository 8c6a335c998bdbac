"""Epoint WebBuilder (国泰新点): infodetail, ewb- classes, list pages moreinfo.html, 2.html, 3.html.

The page writes its pager with ``pagination({pageSize: 15, total: 281})`` and goes where the handler of ``pageClicked``
says: to a static page under a limit, else to moreinfo.html with a query.
"""

from __future__ import annotations

import re

from archive.records import PageRequest
from crawler.reading.families.base import Family
from crawler.reading.page import Page
from crawler.reading.page_functions import addresses_with
from crawler.reading.page_requests import Paging, query_of

_OPTION = r"\.pagination\s?\(\s?\{{[^{{}}]{{0,600}}?\b{name}\s?:\s?[\"']?(\d{{1,8}})"
_TOTAL = re.compile(_OPTION.format(name="total"))
_SIZE = re.compile(_OPTION.format(name="pageSize"))
_HANDLER = re.compile(r"pageClicked[\"']\s?,\s?function\s?\([^()]{0,60}\)\s?\{")
_LIMIT = re.compile(r"pageIndex\s?<(=?)\s?(\d{1,6})")
_LONGEST_HANDLER = 1500
_NUMBERED = re.compile(r"/(\d{1,6})\.html$")
_FIRST = re.compile(r"/(?:list|\w{0,40}moreinfo|secondpage\w{0,20}|subpage\w{0,20})\.html$", re.IGNORECASE)


def _paging(page: Page, asked: PageRequest, shown: int) -> Paging:
    total, size = _TOTAL.search(page.text), _SIZE.search(page.text)
    if total is None or size is None or not int(size[1]):
        return Paging()
    items = int(total[1])
    pages = -(-items // int(size[1]))
    current = _current(page)
    if current is None or current >= pages:
        return Paging(None, pages, items, ended=current is not None)
    return Paging(_page_behind(page, current), pages, items)


def _current(page: Page) -> int | None:
    """The number of this page by its address; None where that is none of the system's."""
    index = query_of(page.url).get("pageIndex", "")
    if index.isdigit() and len(index) < 7:
        return int(index)
    path = page.url.partition("?")[0]
    if match := _NUMBERED.search(path):
        return int(match[1])
    return 1 if _FIRST.search(path) or _HANDLER.search(page.text) else None


def _page_behind(page: Page, current: int) -> PageRequest | None:
    handler = _HANDLER.search(page.text)
    if handler is None:
        path = page.url.partition("?")[0]
        return PageRequest(f"{path.rpartition('/')[0]}/{current + 1}.html") if path.endswith(".html") else None
    body = page.text[handler.end() : handler.end() + _LONGEST_HANDLER]
    # The index of the page to come counts from 0: it is the number of this one.
    values = {"data.pageIndex": str(current), "pageIndex": str(current)}
    ways = addresses_with(body, values)[:2]
    if not ways:
        return None
    limit = _LIMIT.search(body)
    is_static = limit is None or current < int(limit[2]) + bool(limit[1])
    return PageRequest(url) if (url := page.absolute(ways[0 if is_static else -1])) else None


EPOINT = Family("epoint", paging=_paging)
