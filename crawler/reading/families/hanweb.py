"""Hanweb jcms/jpaas (大汉): lists in an XML data island, or as inline JSON.

The older pages carry ``<datastore><recordset><record><![CDATA[<li>…]]></record>`` in a script of type
text/xml; the newer assign ``listData = {articleList: [{"title":…, "urls":…, "pubDate":…}]}``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from archive.records import Listing
from crawler.reading.dates import find_date
from crawler.reading.entries import entries_of
from crawler.reading.families.base import Family
from crawler.reading.outline import Outline
from crawler.reading.page import Page, parse_html
from crawler.reading.text import tidy

_ARTICLES = re.compile(r"[\"']?articleList[\"']?\s{0,3}[:=]\s{0,3}(?=\[)")
_RECORD = re.compile(r"<record>\s{0,20}<!\[CDATA\[(.*?)\]\]>\s{0,20}</record>", re.DOTALL)
_MARKUP = re.compile(r"<[^<>]{0,300}>")
_URL_KEYS = ("urls", "url", "link", "href")
_DATE_KEYS = ("pubDate", "publishTime", "deployTime", "docDate", "date")
MAX_RECORDS = 2000


def _entries(page: Page) -> Sequence[Listing] | None:
    """The entries of the page's data, or None when it carries none."""
    found = list(_from_json(page)) or list(_from_records(page))
    return found or None


def _from_json(page: Page) -> Iterator[Listing]:
    match = _ARTICLES.search(page.text)
    if not match:
        return
    try:
        articles, _ = json.JSONDecoder().raw_decode(page.text, match.end())
    except (ValueError, RecursionError):
        return
    described = [article for article in articles[:MAX_RECORDS] if isinstance(article, dict) and article.get("title")]
    for position, article in enumerate(described):
        title = tidy(_MARKUP.sub("", str(article["title"])))
        yield Listing(title, page.absolute(_address(article)), _date(article), position)


def _address(article: dict[str, Any]) -> str:
    """The article's address; ``urls`` is itself JSON with one address per kind of screen."""
    value = next((article[name] for name in _URL_KEYS if article.get(name)), "")
    if isinstance(value, str) and value.startswith("{"):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return ""
    if isinstance(value, dict):
        value = value.get("pc") or next(iter(value.values()), "")
    return value if isinstance(value, str) else ""


def _date(article: dict[str, Any]) -> date | None:
    text = next((str(article[name]) for name in _DATE_KEYS if article.get(name)), "")
    return find_date(text[:100])


def _from_records(page: Page) -> Iterator[Listing]:
    records = [match[1] for match in _RECORD.finditer(page.text)][:MAX_RECORDS]
    if not records:
        return
    root = parse_html("<ul>" + "".join(f"<li>{record}</li>" for record in records) + "</ul>")
    for position, entry in enumerate(entries_of(page, Outline(root))):
        yield Listing(entry.title, entry.url, entry.listed_on, position)


HANWEB = Family("hanweb", _entries)
