"""The labelled real pages: what share of them is read right. Floors, to be raised, never lowered."""

from __future__ import annotations

import json
from collections import Counter
from urllib.parse import urljoin

import pytest

from crawler.reading import parse_page, read_document, read_list
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


def test_stated_totals_are_read(lists):
    for row, reading in lists:
        for name in ("total_pages", "total_items"):
            assert row[name] is None or getattr(reading, name) == row[name], (row["id"], name)


def test_no_article_is_read_as_a_list(corpus, gold):
    articles = [row for row in gold if row["kind"] == "detail" and not row["image_only"]]
    read = {row["id"]: read_list(parse_page((corpus / "pages" / row["file"]).read_bytes(), HERE)) for row in articles}
    assert {name for name, reading in read.items() if reading.items} == set()
