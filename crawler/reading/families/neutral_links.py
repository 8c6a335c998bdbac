"""Pagers of static pages whose links lead nowhere: where a system names its pages in one way, the address is known."""

from __future__ import annotations

import re

from archive.records import PageRequest
from crawler.reading.page import Page
from crawler.reading.page_requests import Paging
from crawler.reading.paging import current_page, stated_current
from crawler.reading.paging_signs import shows_more

_TAIL = re.compile(r"(?P<name>[A-Za-z0-9-]{1,60}?)(?:_(?P<number>\d{1,6}))?(?P<extension>\.s?html?)")


def read_numbered_names(page: Page, shown: int) -> Paging:
    """``name_2.html`` behind ``name.html``, where a pager shows that a page follows and gives no address.

    For systems that number their static pages from 1 and leave the number of the first one out.
    """
    folder, _, tail = page.url.partition("?")[0].rpartition("/")
    match = _TAIL.fullmatch(tail or "index.html")
    if match is None or not shown or not shows_more(page, Paging(), shown, 0):
        return Paging()
    number = int(match["number"] or current_page(page) or stated_current(page) or 1)
    return Paging(PageRequest(f"{folder}/{match['name']}_{number + 1}{match['extension']}"))
