"""VSB (博达, Visual SiteBuilder): v_news_content, _vsl/ pictures, .vsb.css.

Its static lists count down: of 23 pages the second is ``tzgg/22.htm`` and the last ``tzgg/1.htm``, so that old pages
keep their addresses. Links say so; where they lead nowhere, the jump field's call ``_simple_list_gotopage_fun(23,
'id', 2)`` does. Kind 1 of that call is a list with ``?totalpage=23&PAGENUM=2``.
"""

from __future__ import annotations

import re

from archive.records import PageRequest
from crawler.reading.families.base import Family
from crawler.reading.page import Page
from crawler.reading.page_requests import Paging, query_of, with_query

_CALL = re.compile(
    r"_simple_list_gotopage_fun\(\s?(\d{1,5})\s?,\s?(?:[\"']|&quot;)[\w.-]{1,60}(?:[\"']|&quot;)\s?,\s?(\d)\s?\)"
)
_COUNTED = re.compile(r"(\d{1,5})\.html?")


def _paging(page: Page, asked: PageRequest, shown: int) -> Paging:
    call = _CALL.search(page.text)
    if call is None or not shown:
        return Paging()
    pages = int(call[1])
    if call[2] != "2":
        number = query_of(page.url).get("PAGENUM", "1")
        return _at(page, int(number) + 1 if number.isdigit() else 2, pages)
    folder, _, tail = page.url.partition("?")[0].rpartition("/")
    counted = _COUNTED.fullmatch(tail)
    left = int(counted[1]) if counted else pages
    name, _, extension = tail.rpartition(".")
    place = folder if counted else f"{folder}/{name}"
    request = PageRequest(f"{place}/{left - 1}.{extension}") if left > 1 and extension else None
    return Paging(request, pages, ended=left <= 1)


def _at(page: Page, number: int, pages: int) -> Paging:
    """Page ``number`` of a list that the server makes when it is asked."""
    if number > pages:
        return Paging(None, pages, ended=True)
    query = {"totalpage": str(pages), "PAGENUM": str(number)}
    return Paging(PageRequest(with_query(page.url, query)), pages)


VSB = Family("vsb", paging=_paging)
