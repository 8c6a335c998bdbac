"""Hanweb jpaas: a part of a page that the server builds when a script asks for it.

``<script url="/api-gateway/jpaas-publish-server/front/page/build/unit" queryData="{'webId':'…','pageId':'…',
'tagId':'当前栏目list'}">`` is asked for with queryData as its query, and ``paramJson={"pageNo":2,"pageSize":15}`` for a
further page. The answer is JSON whose ``data.html`` holds the rows and a pager with ``rows``, ``count`` and ``pageNo``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from archive.records import PageRequest
from crawler.reading.page import Page
from crawler.reading.page_requests import Paging, compact_json, query_of, with_query
from crawler.reading.vocabulary import words

_PATH = "/page/build/unit"
_PAIR = re.compile(r"[\"'](\w{1,40})[\"']\s?:\s?[\"']([^\"']{0,200})[\"']")
_MOST_ELEMENTS = 50


def read_unit_paging(page: Page, asked: PageRequest, shown: int) -> Paging:
    """What asks for the next page of the unit that answered, or of the one that the page leaves to be filled."""
    url = asked.url if _PATH in asked.url else _unit(page)
    if not url:
        return Paging()
    if not shown:
        return Paging(None if url == asked.url else PageRequest(url))
    stated = _pager(page)
    before = _parameters(url)
    number = stated.get("pageNo") or before.get("pageNo") or 1
    size = stated.get("rows") or before.get("pageSize") or shown
    count = stated.get("count")
    is_over = number * size >= count if count is not None else url == asked.url and shown < size
    if count is None and (url != asked.url or "pageNo" not in before):
        return Paging()  # nothing says that there is more, or how long a page is
    if is_over:
        return Paging(None, None, count, ended=True)
    parameter = compact_json({"pageNo": number + 1, "pageSize": size})
    return Paging(PageRequest(with_query(url, {"paramJson": parameter})), None, count)


def leaves_its_list(page: Page) -> bool:
    """Whether the page leaves its list to a unit that is called so: what else it shows is no part of it."""
    return bool(_named_units(page)) and not _pager(page)


def _unit(page: Page) -> str:
    """The address of the page's list unit; '' where there is none, or several and no telling which."""
    found = _named_units(page) or list(dict.fromkeys(url for url, _ in islice(_units(page), _MOST_ELEMENTS)))
    return found[0] if len(found) == 1 else ""


def _named_units(page: Page) -> list[str]:
    units = islice(_units(page), _MOST_ELEMENTS)
    return list(
        dict.fromkeys(url for url, tag in units if any(word in tag.lower() for word in words("lists", "list_units")))
    )


def _units(page: Page) -> Iterator[tuple[str, str]]:
    for script in page.root.iter("script"):
        url = page.absolute(script.get("url"))
        fields = dict(_PAIR.findall((script.get("querydata") or "")[:4000]))
        if _PATH in url and fields.get("pageId"):
            yield with_query(url, fields), fields.get("tagId", "")


def _parameters(url: str) -> dict[str, int]:
    """pageNo and pageSize of a unit's address."""
    try:
        said = json.loads(query_of(url).get("paramJson", "{}"))
    except (ValueError, RecursionError):
        return {}
    items = said.items() if isinstance(said, dict) else ()
    return {str(name): int(value) for name, value in items if str(value).isdigit() and len(str(value)) < 7}


def _pager(page: Page) -> dict[str, int]:
    """rows, count and pageNo of the unit's pager, written as attributes or as its queryData."""
    for element in islice(_pagers(page), _MOST_ELEMENTS):
        pairs = dict(_PAIR.findall((element.get("querydata") or "")[:4000]))
        named = {"rows": element.get("rows"), "count": element.get("count"), "pageNo": element.get("pageno")}
        said = {name: pairs.get(name) or named[name] or "" for name in named}
        numbers = {name: int(value) for name, value in said.items() if value.isdigit() and len(value) < 9}
        if numbers.get("rows") and "count" in numbers:
            return numbers
    return {}


def _pagers(page: Page) -> Iterator[etree._Element]:
    for element in page.root.iter("div", "ul", "span", "table"):
        if element.get("querydata") or element.get("count"):
            yield element
