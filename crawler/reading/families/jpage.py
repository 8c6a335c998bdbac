"""Hanweb's list widget jpage: an XML data store in the page, and dataproxy.jsp for what follows.

``$('#1').jpage({totalRecord: 281, perPage: 15, groupSize: 3, proxyUrl: '/module/web/jpage/dataproxy.jsp', ajaxParam:
{col: 1, appid: '1', webid: 60, …}})``: the page holds the first group of records, the script posts ajaxParam to
``proxyUrl?startrecord=46&endrecord=90&perpage=15`` for the next and gets ``<datastore><totalrecord>…<recordset>``.
Older ones name it in ``<nextgroup><![CDATA[<a href="…dataproxy.jsp?page=2&…"></a>]]></nextgroup>``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from archive.records import Listing, PageRequest
from crawler.reading.data_lists import MAX_RECORDS
from crawler.reading.entries import entries_of
from crawler.reading.outline import Outline
from crawler.reading.page import Page, parse_html
from crawler.reading.page_requests import Paging, post, query_of, with_query

_MOST_STORES = 20
_STORE = ("<datastore", "</datastore>")
_RECORD = ("<record>", "</record>")
_DATA = ("<![CDATA[", "]]>")
_ARRAY = re.compile(r"\bInitData\w{0,40}\s{0,3}=\s{0,3}\[")
_STRING = re.compile(r"\s{0,10},?\s{0,10}'((?:[^'\\]|\\.){0,3000})'")
_ESCAPED = re.compile(r"\\(.)")
_NEXT_GROUP = re.compile(
    r"<nextgroup>\s{0,20}<!\[CDATA\[[^\]]{0,40}?href\s?=\s?[\"']([^\"']{1,1000})[\"']", re.IGNORECASE
)
_STATED = r"<{name}>\s{{0,10}}(?:<!\[CDATA\[)?\s{{0,10}}(\d{{1,8}})"
_TOTAL_RECORD = re.compile(_STATED.format(name="totalrecord"), re.IGNORECASE)
_TOTAL_PAGE = re.compile(_STATED.format(name="totalpage"), re.IGNORECASE)
_PROXY = re.compile(r"proxyUrl\s?:\s?[\"']([^\"'\s]{1,300}dataproxy\.jsp[^\"'\s]{0,300})[\"']")
_PARAMETERS = re.compile(r"ajaxParam\s?:\s?\{([^{}]{1,2000})\}")
_PARAMETER = re.compile(r"[\"']?(\w{1,40})[\"']?\s?:\s?(?:\"([^\"]{0,300})\"|'([^']{0,300})'|(-?\w{1,40}))")
_NUMBER = r"\b{name}\s?:\s?[\"']?(\d{{1,8}})"
_TOTAL = re.compile(_NUMBER.format(name="totalRecord"))
_PER_PAGE = re.compile(_NUMBER.format(name="perPage"))
_GROUP_SIZE = re.compile(_NUMBER.format(name="groupSize"))
_CALL = re.compile(r"\.jpage\s?\(\s?\{")
_LONGEST_CALL = 200_000
_LONGEST_OPTIONS = 4000
_GROUP = 3  # pages the script asks for at once where the page does not say


@dataclass(frozen=True, slots=True)
class _Call:
    """What the page says of one jpage widget."""

    proxy: str
    fields: tuple[tuple[str, str], ...]
    total: int
    per_page: int
    group: int

    @property
    def column(self) -> str:
        return dict(self.fields).get("columnid", "")


def read_store(page: Page) -> tuple[Listing, ...] | None:
    """The entries of the page's data store; None where it has none."""
    records = _records(page)
    if not records:
        return () if _store(page) is not None and _TOTAL_RECORD.search(page.text) else None
    root = parse_html("<ul>" + "".join(f"<li>{record}</li>" for record in records) + "</ul>")
    found = entries_of(page, Outline(root))
    return tuple(entry.at(place) for place, entry in enumerate(found))


def read_store_paging(page: Page, asked: PageRequest) -> Paging:
    """What asks for the records behind those of the page's, or the answer's, data store."""
    store = _store(page)
    count = len(_records(page))
    if store is None:
        call = _call(page) if count else None
        return _first(page, call, count, call.total) if call and call.fields else Paging()
    stated = _TOTAL_RECORD.search(store)
    pages = _TOTAL_PAGE.search(store)
    total = int(stated[1]) if stated else None
    if "startrecord" in query_of(asked.url):
        paging = _behind(asked, count, total)
    elif (call := _call(page)) is not None and call.fields and (call.total or total):
        paging = _first(page, call, count, call.total or total or 0)
    else:
        paging = _next_group(page, store, total, is_answer="dataproxy.jsp" in asked.url)
    return replace(paging, total_pages=int(pages[1]) if pages and int(pages[1]) else None)


def _first(page: Page, call: _Call, count: int, total: int) -> Paging:
    """The post for the first records that the page itself does not hold."""
    if count >= total:
        return Paging(None, None, total or None, ended=True)
    last = min(total, count + call.per_page * call.group)
    query = {"startrecord": str(count + 1), "endrecord": str(last), "perpage": str(call.per_page)}
    proxy = page.absolute(call.proxy)
    return Paging(post(with_query(proxy, query), call.fields) if proxy else None, None, total)


def _behind(asked: PageRequest, count: int, total: int | None) -> Paging:
    """The same post for the records behind those that it asked for."""
    query = query_of(asked.url)
    start, end = query["startrecord"], query.get("endrecord", "")
    if not (start.isdigit() and end.isdigit()) or not count:
        return Paging(None, None, total, ended=not count)
    size = int(end) - int(start) + 1
    begin = int(start) + count
    if begin > total if total is not None else count < size:
        return Paging(None, None, total, ended=True)
    last = begin + size - 1 if total is None else min(total, begin + size - 1)
    url = with_query(asked.url, {"startrecord": str(begin), "endrecord": str(last)})
    return Paging(replace(asked, url=url), None, total)


def _next_group(page: Page, store: str, total: int | None, *, is_answer: bool) -> Paging:
    match = _NEXT_GROUP.search(store)
    url = page.absolute(html.unescape(match[1])) if match else ""
    return Paging(PageRequest(url) if url else None, None, total, ended=is_answer and not url)


def _records(page: Page) -> Sequence[str]:
    store = _store(page)
    if store is None:
        return _array(page)
    records = islice(_between(store, *_RECORD), MAX_RECORDS)
    return [data for record in records if (data := next(_between(record, *_DATA), ""))]


def _array(page: Page) -> list[str]:
    """The rows of the oldest pages: ``InitData49468 = ['<tr>…</tr>', '…']``."""
    start = _ARRAY.search(page.text)
    if start is None:
        return []
    rows: list[str] = []
    place = start.end()
    while len(rows) < MAX_RECORDS and (match := _STRING.match(page.text, place)):
        rows.append(_ESCAPED.sub(r"\1", match[1]))
        place = match.end()
    return rows


def _store(page: Page) -> str | None:
    """The data store with the most records; what holds records without the element around them counts as one."""
    if b"<recordset" not in page.lower and b"<datastore" not in page.lower:
        return None
    stores = list(islice(_between(page.text, *_STORE), _MOST_STORES))
    return max(stores or [page.text], key=lambda store: store.count("<record>"))


def _between(text: str, opening: str, closing: str) -> Iterator[str]:
    """What stands between two marks, each time they do; every character is looked at once."""
    start = text.find(opening)
    while start >= 0:
        start += len(opening)
        end = text.find(closing, start)
        if end < 0:
            return
        yield text[start:end]
        start = text.find(opening, end)


def _call(page: Page) -> _Call | None:
    """The widget of the column whose page this is: its number stands in the address; else the one with most records."""
    calls = list(islice(_calls(page), _MOST_STORES))
    own = [call for call in calls if call.column and f"col{call.column}/" in page.url]
    return max(own or calls, key=lambda call: call.total, default=None)


def _calls(page: Page) -> Iterator[_Call]:
    starts = [match.end() for match in _CALL.finditer(page.text)][:_MOST_STORES]
    for start, after in pairwise([*starts, len(page.text)]):
        text = page.text[start : min(after, start + _LONGEST_CALL)]
        proxy = _PROXY.search(text)
        if proxy is None:
            continue
        # The options before and behind it: the data itself may stand between them.
        near = text[max(0, proxy.start() - _LONGEST_OPTIONS) : proxy.end() + _LONGEST_OPTIONS]
        parameters = _PARAMETERS.search(near)
        fields = tuple(_fields(parameters[1])) if parameters else ()
        total, per_page, group = _TOTAL.search(text), _PER_PAGE.search(near), _GROUP_SIZE.search(near)
        yield _Call(
            proxy[1],
            fields,
            int(total[1]) if total else 0,
            max(1, int(per_page[1])) if per_page else 15,
            max(1, int(group[1])) if group else _GROUP,
        )


def _fields(text: str) -> Iterator[tuple[str, str]]:
    for name, double, single, plain in _PARAMETER.findall(text):
        yield name, double or single or plain
