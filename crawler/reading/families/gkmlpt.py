"""gkmlpt (广东省政府信息公开目录平台): pages that are filled from ``/gkmlpt/api/all/COLUMN?page=1&sid=SITE``.

The page names the site in ``_CONFIG = {SITE_ID: '755031'}`` and the column there too, or in its address behind #. The
answer: ``{"classify": {}, "articles": [{"title", "url", "display_publish_time"}], "total": 321}``, in seconds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.records import Listing, PageRequest
from crawler.reading.data_lists import read_data_paging
from crawler.reading.families.base import Family
from crawler.reading.page import Page
from crawler.reading.page_requests import Paging, split

_CONFIG = re.compile(r"_CONFIG\s{0,3}=\s{0,3}\{")
_LONGEST_CONFIG = 4000
_VALUE = r"\b(?:{names})[\"']?\s{{0,3}}:\s{{0,3}}[\"']?(\d{{1,12}})\b"
_SITE = re.compile(_VALUE.format(names="SITE_ID|SITEID|SID"), re.IGNORECASE)
_COLUMN = re.compile(
    _VALUE.format(names="CATALOG_ID|CATALOG|COLUMN_ID|COLUMN|CATEGORY_ID|CATEGORY|CATE_ID|CID"), re.IGNORECASE
)


def _entries(page: Page) -> Sequence[Listing] | None:
    """None of the page's own where it names an API: what else it shows is its navigation."""
    return () if page.data is None and _api(page) else None


def _paging(page: Page, asked: PageRequest, shown: int) -> Paging:
    if page.data is not None:
        return read_data_paging(page, asked, shown)
    url = _api(page) if not shown else ""
    return Paging(PageRequest(url) if url else None)


def _api(page: Page) -> str:
    """The address of the first page of the column's list; '' where the page does not say it."""
    start = _CONFIG.search(page.text)
    config = page.text[start.end() : start.end() + _LONGEST_CONFIG] if start else ""
    site, column = _SITE.search(config), _column(page, config)
    if site is None or not column:
        return ""
    before, platform, _ = page.url.partition("/gkmlpt")
    return page.absolute(f"{before if platform else ''}/gkmlpt/api/all/{column}?page=1&sid={site[1]}")


def _column(page: Page, config: str) -> str:
    fragment = split(page.url).fragment
    if fragment.isdigit():
        return fragment
    named = _COLUMN.search(config)
    return named[1] if named else ""


GKMLPT = Family("gkmlpt", _entries, _paging)
