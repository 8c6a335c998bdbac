"""The labelled real pages: what share of them is read right. Floors, to be raised, never lowered."""

from __future__ import annotations

import json
from collections import Counter
from urllib.parse import parse_qsl, urljoin

import pytest

from crawler.reading import parse_page, read_document, read_list
from crawler.reading.families import family_of
from crawler.reading.text import key

HERE = "http://www.example.gov.cn/a/b/c/index.html"


@pytest.fixture(scope="module")
def gold(corpus):
    lines = (corpus / "pages" / "gold.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def documents(corpus, gold):
    labelled = [row for row in gold if row["kind"] == "detail"]
    return [
        (row, read_document(parse_page((corpus / "pages" / row["file"]).read_bytes(), row["url"] or HERE)))
        for row in labelled
    ]


@pytest.fixture(scope="module")
def lists(corpus, gold):
    labelled = [row for row in gold if row["kind"] != "detail"]
    return [(row, read_list(parse_page((corpus / "pages" / row["file"]).read_bytes(), HERE))) for row in labelled]


def share(pairs, is_right) -> float:
    return sum(bool(is_right(row, reading)) for row, reading in pairs) / len(pairs)


def likeness(text: str, expected: str) -> float:
    """F1 over characters, without white space."""
    got, want = Counter(key(text)), Counter(key(expected))
    if not got and not want:
        return 1.0
    return 2 * sum((got & want).values()) / (sum(got.values()) + sum(want.values()))


def test_titles_are_read(documents):
    assert share(documents, lambda row, reading: key(reading.title) == key(row["title"])) >= 0.95


def test_dates_are_read(documents):
    assert share(documents, lambda row, reading: str(reading.published_on or None) == str(row["pub_date"])) == 1.0


def test_sources_are_read_where_the_page_shows_one(documents):
    shown = [pair for pair in documents if pair[0]["source"]]
    assert share(shown, lambda row, reading: key(reading.source) == key(row["source"])) == 1.0


def test_issuers_and_index_numbers_are_read(documents):
    right = share(documents, lambda row, got: (got.issuer, got.index_number) == (row["issuer"], row["index_no"]))
    assert right == 1.0


def test_bodies_are_read_whole_and_alone(documents):
    assert sum(likeness(reading.body.text, row["body"]) for row, reading in documents) / len(documents) >= 0.99


def test_bodies_begin_and_end_where_the_article_does(documents):
    def is_whole(row, reading):
        text = key(reading.body.text)
        return key(row["first_60"]) in text and key(row["last_60"]) in text

    assert share(documents, is_whole) >= 0.95


def test_every_list_is_read_perfectly(lists):
    wrong = []
    for row, reading in lists:
        got = [(key(item.title), item.listed_on and item.listed_on.isoformat()) for item in reading.items]
        want = [(key(item["title"]), item["date"]) for item in row["items"]]
        if len(got) != row["item_count"] or got[: len(want)] != want:
            wrong.append(row["id"])
    assert wrong == []


def test_addresses_of_entries_are_absolute(lists):
    for row, reading in lists:
        for item, expected in zip(reading.items, row["items"], strict=False):
            href = expected["href"]
            assert item.url == ("" if href.startswith("javascript:") else urljoin(HERE, href)), row["id"]


def test_the_second_page_is_found_wherever_the_labels_name_one(lists):
    named = [pair for pair in lists if pair[0]["page2_url"]]
    assert share(named, lambda row, reading: reading.next_page == urljoin(HERE, row["page2_url"])) == 1.0


#: Pages whose pager only a script turns: what the page behind them is asked by, read from the page by eye.
BY_SCRIPT = {
    "030": ("/information/pubTradingInfo/getTradList", "POST", ("PAGENUMBER", "2")),
    "057": ("index_1.html", "GET", None),
    "084": ("index_2.html", "GET", None),
    "103": ("/cssfzx/032001/2.html", "GET", None),
}


@pytest.mark.parametrize("name", BY_SCRIPT)
def test_the_second_page_is_found_where_only_a_script_turns_to_it(lists, name):
    (request,) = (reading.next_request for row, reading in lists if row["id"] == name)
    address, method, field = BY_SCRIPT[name]
    assert (request.url, request.method) == (urljoin(HERE, address), method)
    assert field is None or field in parse_qsl(request.body.decode("ascii"))


def test_pages_that_nothing_follows_lead_nowhere(lists):
    led = {row["id"] for row, reading in lists if reading.next_request}
    assert led == {row["id"] for row, _ in lists if row["page2_url"]} | set(BY_SCRIPT)


#: What the corpus calls a system, and what our families are called.
CALLED = {"hanweb-jcms": "hanweb", "trs-wcm": "trs", "ucap": "ucap", "vsb": "vsb", "nfcms": "nfcms", "epoint": "epoint"}
#: Where the page's own markup does not show the system it is labelled with, or shows another.
SHOWN_OTHERWISE = {
    "005": "ucap",  # labelled other; the body stands in id="UCAP-CONTENT"
    "017": "trs",  # labelled ccgp; its breadcrumb has TRS's class CurrChnlCls
    "024": "generic",  # labelled trs-wcm; nothing of it is in the page
    "028": "ucap",  # labelled trs-wcm; its pager is UCAP's call, by div, from 1, with the number of entries
    "087": "generic",  # labelled nfcms; an article without any mark
    "090": "siteserver",  # labelled other; publishmentSystemID, stl:a
}


def test_families_agree_with_the_labels_wherever_the_page_shows_its_system(corpus, gold):
    got = {row["id"]: family_of(parse_page((corpus / "pages" / row["file"]).read_bytes(), HERE)).name for row in gold}
    want = {row["id"]: SHOWN_OTHERWISE.get(row["id"], CALLED.get(row["cms"], "generic")) for row in gold}
    assert got == want


def test_stated_totals_are_read(lists):
    for row, reading in lists:
        for name in ("total_pages", "total_items"):
            assert row[name] is None or getattr(reading, name) == row[name], (row["id"], name)


def test_no_article_is_read_as_a_list(corpus, gold):
    articles = [row for row in gold if row["kind"] == "detail" and not row["image_only"]]
    read = {row["id"]: read_list(parse_page((corpus / "pages" / row["file"]).read_bytes(), HERE)) for row in articles}
    assert {name for name, reading in read.items() if reading.items} == set()
