"""The demo's sites as a visitor meets them: served on loopback and followed by links.

Pages are read here with lxml and a few patterns of the tests' own; nothing of crawler/reading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from lxml import html

from crawler.demo import truth
from crawler.demo.server import Addresses, running
from crawler.demo.site import Document, Site

SCRIPT_PAGES = re.compile(r'createPageHTML\((\d+), (\d+), "index", "html"\)')
VISIBLE_DATE = re.compile(r"(?:发布时间|发布日期|日期)：(\d{4})[-年](\d{2})[-月](\d{2})")
META_DATE = re.compile(
    r'name="PubDate" content="(\d{4})-(\d{2})-(\d{2})|content="(\d{4})-(\d{2})-(\d{2})[^"]*" name="PubDate"'
)


def decoded(response: httpx.Response) -> str:
    """The text by the encoding the page itself declares."""
    declared = re.search(rb"charset=\"?([a-zA-Z0-9-]+)", response.content)
    encoding = declared[1].decode("ascii") if declared else "utf-8"
    return response.content.decode({"gb2312": "gb18030"}.get(encoding, encoding))


def links(text: str, address: str) -> Iterator[str]:
    """Every address a page leads to; script pagers as TRS sites compute them."""
    for href in html.fromstring(text).xpath("//a/@href"):
        yield urljoin(address, str(href))
    for match in SCRIPT_PAGES.finditer(text):
        count, current = int(match[1]), int(match[2])
        if current + 1 < count:
            yield urljoin(address, f"index_{current + 1}.html")


def get(client: httpx.Client, address: str) -> httpx.Response:
    """The answer, asked for again while it is 503."""
    for _ in range(3):
        response = client.get(address)
        if response.status_code != 503:
            break
    return response


def reachable(client: httpx.Client, home: str) -> dict[str, httpx.Response | None]:
    """Everything links lead to from the home page, by address; None for what lies on other hosts."""
    found: dict[str, httpx.Response | None] = {}
    waiting = [home]
    while waiting:
        address = waiting.pop()
        if address in found:
            continue
        if urlsplit(address).netloc != urlsplit(home).netloc:
            found[address] = None
            continue
        response = found[address] = get(client, address)
        if response.headers["content-type"].startswith("text/html"):
            waiting.extend(links(decoded(response), address))
    return found


def shown_date(text: str) -> date | None:
    """The date an article page shows: the visible one, else META PubDate."""
    match = VISIBLE_DATE.search(text) or META_DATE.search(text)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part)
    return date(year, month, day)


@pytest.fixture
def served(site: Site) -> Iterator[Addresses]:
    with running(site) as addresses:
        yield addresses


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client() as client:
        yield client


def _of_form(site: Site, form: str) -> Document:
    return next(document for document in site.own.documents if document.form == form)


def test_links_from_the_home_page_reach_every_document(site: Site, served: Addresses, client: httpx.Client) -> None:
    found = reachable(client, served.own)
    wanted = {urljoin(served.own, document.url) for document in site.own.documents}
    assert wanted - set(found) == set()


def test_links_reach_every_document_of_the_city(site: Site, served: Addresses, client: httpx.Client) -> None:
    found = reachable(client, served.city)
    assert {urljoin(served.city, document.url) for document in site.city.documents} - set(found) == set()


def test_no_link_is_dead(site: Site, served: Addresses, client: httpx.Client) -> None:
    found = reachable(client, served.own)
    dead = [address for address, answer in found.items() if answer is not None and answer.status_code != 200]
    assert dead == []


def _counts_of_truth() -> Counter[tuple[str, int | None]]:
    counts: Counter[tuple[str, int | None]] = Counter()
    for group in truth.documents().own_site:
        for column in filter(None, (group.column, group.also_in)):
            counts[column, group.year] += group.count
    for entry in truth.named():
        counts[entry.column, entry.published_on.year] += 1
    for year in truth.report_years():
        counts["reports", truth.report(year).published_on.year] += 1
    return counts


def _served_day(document: Document, listed_on: date | None, client: httpx.Client, own: str) -> date | None:
    """The date by the page itself; by the list where there is no page to ask."""
    if document.form not in ("page", "unavailable"):
        return listed_on
    return shown_date(decoded(get(client, urljoin(own, document.url))))


def test_the_served_pages_of_every_column_and_year_are_as_many_as_the_truth_says(
    site: Site, served: Addresses, client: httpx.Client
) -> None:
    documents = {document.number: document for document in site.own.documents}
    counts: Counter[tuple[str, int | None]] = Counter()
    for column, entries in site.own.listings.items():
        for entry in entries:
            day = _served_day(documents[entry.document], entry.listed_on, client, served.own)
            counts[column, day.year if day else None] += 1
    assert counts == _counts_of_truth()


def test_the_column_in_gbk_declares_gb2312_and_decodes(site: Site, served: Addresses, client: httpx.Client) -> None:
    page = next(d for d in site.own.documents if d.columns[0] == "services" and d.form == "page" and d.published_on)
    response = client.get(urljoin(served.own, page.url))
    assert page.title in response.content.decode("gbk")
    assert b"gb2312" in response.content


def test_a_page_that_is_unavailable_recovers(site: Site, served: Addresses, client: httpx.Client) -> None:
    page = _of_form(site, "unavailable")
    first, second = (client.get(urljoin(served.own, page.url)) for _ in range(2))
    assert (first.status_code, first.headers["retry-after"], second.status_code) == (503, "0", 200)


def test_a_listed_entry_leads_to_an_error_under_status_200(site: Site, served: Addresses, client: httpx.Client) -> None:
    page = _of_form(site, "soft_404")
    response = client.get(urljoin(served.own, page.url))
    assert response.status_code == 200
    assert "您访问的页面不存在" in decoded(response)
    assert page.title not in decoded(response).replace(f'title="{page.title}"', "")


def test_undated_pages_print_no_date_at_all(site: Site) -> None:
    undated = [document for document in site.own.documents if document.published_on is None]
    column = {c.key: c for c in truth.site("own_site").columns}
    texts = [site.own.pages[d.url].body.decode(column[d.columns[0]].encoding) for d in undated]
    assert len(texts) == 8
    assert [shown_date(text) for text in texts] == [None] * len(texts)
