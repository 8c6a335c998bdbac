"""The ledger of addresses says what sets and dictionaries of them would, however many records are written at once."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter

import pytest

from crawler.ledger import Entry, Ledger

HALF = "http://s.invalid/\ud800"
URLS = [
    *(f"http://s.invalid/{name}" for name in "abcdefgh"),
    "http://s.invalid/文",
    "http://s.invalid/\U0001f600",
    HALF,
]


@pytest.mark.parametrize("together", [1, 7, 500])
def test_it_says_what_sets_and_dictionaries_would(together: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.ledger._TOGETHER", together)
    drawn, ledger = random.Random(together), Ledger()
    listed: dict[tuple[str, int], str] = {}
    titles: dict[str, set[str]] = {}
    read: dict[str, set[bytes]] = {}
    carried: dict[str, bool] = {}
    pages: dict[tuple[str, int], int] = {}
    for _ in range(60):
        url, column, title = drawn.choice(URLS), drawn.randrange(3), drawn.choice(("题", "a", "\udc00"))
        shown, postponed = drawn.choice((b"", b"1", b"2")), drawn.random() < 0.3
        match drawn.randrange(3):
            case 0:
                page = drawn.randrange(1, 5)
                ledger.add_entry(column, url, f"page{column}", title, page)
                pages[url, column] = min(page, pages.get((url, column), page))
                listed[url, column] = f"page{column}"
                titles.setdefault(url, set()).add(title)
            case 1:
                ledger.add_read(url, shown)
                read.setdefault(url, set()).add(shown)
            case _:
                ledger.carry(url, postponed=postponed)
                carried[url] = carried.get(url, False) or postponed
    assert [*ledger.entries()] == [
        Entry(url, column, state, url in read, url in carried, carried.get(url, False))
        for (url, column), state in sorted(listed.items())
    ]
    new = Counter((column, page) for (_, column), page in pages.items())
    found = ledger.new_by_page().items()
    assert {(column, page): count for column, by_page in found for page, count in by_page.items()} == new
    for url in URLS:
        assert ledger.is_listed(url) is (url in titles)
        assert ledger.is_read(url) is (url in read)
        assert ledger.title(url) == min(titles.get(url, ()), default=None)
    alike = [{url for url, showed in read.items() if shown in showed} for shown in (b"1", b"2")]
    assert sorted(map(sorted, ledger.shown_alike(2))) == sorted(sorted(urls) for urls in alike if len(urls) > 1)


def test_what_is_not_compared_is_like_nothing() -> None:
    ledger = Ledger()
    for url in URLS:
        ledger.add_read(url)
    assert ledger.shown_alike(2) == []


def test_a_full_disk_names_the_temporary_database_and_not_the_archive() -> None:
    ledger = Ledger()
    ledger._db.execute("pragma max_page_count = 20")
    with pytest.raises(sqlite3.OperationalError, match=r"temporary database.*SQLITE_TMPDIR.*is full"):
        for number in range(2_000):
            ledger.add_read(f"http://s.invalid/{number}", b"shown")
