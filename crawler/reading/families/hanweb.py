"""Hanweb jcms/jpaas (大汉): lists in an XML data store, as inline JSON, or built by the server when a script asks.

The older pages carry ``<datastore><recordset><record><![CDATA[<li>…]]></record>`` in a script of type text/xml (see
jpage.py), the newer assign ``listData = {articleList: [{"title":…, "urls":…, "pubDate":…}]}`` or leave a unit to be
filled (jpaas_unit.py).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from archive.records import Listing, PageRequest
from crawler.reading.data_lists import read_rows
from crawler.reading.families.base import Family
from crawler.reading.families.jpaas_unit import leaves_its_list, read_unit_paging
from crawler.reading.families.jpage import read_store, read_store_paging
from crawler.reading.page import Page
from crawler.reading.page_requests import Paging

_ARTICLES = re.compile(r"[\"']?articleList[\"']?\s{0,3}[:=]\s{0,3}(?=\[)")
#: The column that a newer page shows describes itself, with the number of its articles.
_ARTICLE_COUNT = re.compile(r"channelsTagSelf\s?=\s?\{[^{}]{0,3000}?\"articleCount\"\s?:\s?(\d{1,8})")


def _entries(page: Page) -> Sequence[Listing] | None:
    """The entries of the page's data, or None when it carries none."""
    if found := _from_json(page):
        return found
    stored = read_store(page)
    return () if stored is None and leaves_its_list(page) else stored


def _from_json(page: Page) -> Sequence[Listing]:
    match = _ARTICLES.search(page.text)
    if not match:
        return ()
    try:
        articles, _ = json.JSONDecoder().raw_decode(page.text, match.end())
    except (ValueError, RecursionError):
        return ()
    return read_rows(page, [article for article in articles if isinstance(article, dict)])


def _paging(page: Page, asked: PageRequest, shown: int) -> Paging:
    stated = _ARTICLE_COUNT.search(page.text) if _ARTICLES.search(page.text) else None
    counted = Paging(None, None, int(stated[1]) if stated else None)
    return read_store_paging(page, asked).over(read_unit_paging(page, asked, shown)).over(counted)


HANWEB = Family("hanweb", _entries, _paging)
