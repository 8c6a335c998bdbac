"""SiteServer CMS: channels/12.html and 12_2.html, contents/12/34.html, index_2.html, a number behind the name.

Beyond the number of static pages that a site allows (CreateStaticMaxPage) its links call stlDynamic_page(n), which asks
the server with a key that no page shows: the list goes on there, and no address leads to it.
"""

from __future__ import annotations

from archive.records import PageRequest
from crawler.reading.families.base import Family
from crawler.reading.families.neutral_links import read_numbered_names
from crawler.reading.page import Page
from crawler.reading.page_requests import Paging


def _paging(page: Page, asked: PageRequest, shown: int) -> Paging:
    return Paging() if b"stldynamic_" in page.lower else read_numbered_names(page, shown)


SITESERVER = Family("siteserver", paging=_paging)
