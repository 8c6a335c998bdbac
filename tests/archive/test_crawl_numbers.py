"""What a crawl read and what accepted crawls left, counted from rows made by hand."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from handmade_archive import empty_archive

from archive.crawl_numbers import Before, ColumnBefore, CrawlNumbers, crawl_numbers, numbers_before
from archive.listings import add_listings
from archive.schema import READER_VERSION

LATEST = date(2020, 6, 4)


class Rows:
    """An archive in memory with crawls of one portal."""

    def __init__(self) -> None:
        self.db = empty_archive()
        self.versions = 0

    def crawl(self, name: str, day: str = "", accepted: int = 1, source: str = "live", **columns: Any) -> str:
        """A crawl closed on ``day``; ``columns`` give the entries of each, or entries and state."""
        closed = f"{day}T17:00:00.000000Z" if day else None
        row = {"id": name, "portal": "here", "closed_at": closed, "accepted": accepted, "source": source}
        self.db.table("crawls").insert(row)
        for key, said in columns.items():
            entries, state = said if isinstance(said, tuple) else (said, "complete")
            row = {"crawl": name, "column": f"here/{key}", "entries": entries, "list_read": state == "complete"}
            self.db.table("coverage").insert(row | {"state": state})
        return name

    def entry(self, crawl: str, url: str, column: str = "news", state: str = "page", listed_on: str = "") -> None:
        """An entry of a list, by itself: nothing was read of it."""
        listing = {"crawl": crawl, "column": f"here/{column}", "url": url, "document": f"d-{url}", "state": state}
        add_listings(self.db, [listing | {"listed_on": listed_on or None}])

    def read(self, crawl: str, url: str, state: str = "page", current: bool = False, **said: Any) -> None:
        """What a crawl read of an entry; ``current``: it is what the archive knows of the document."""
        self.versions += 1
        known = {"title": "一", "published_on": "2020-06-01", "family": "hanweb", "reader_version": READER_VERSION}
        version = {**known, **said, "id": self.versions, "document": f"d-{url}", "state": state}
        self.db.table("document_versions").insert(version | {"crawl": crawl, "capture": f"c-{crawl}-{url}"})
        seen = {"crawl": crawl, "document": f"d-{url}", "version": self.versions, "capture": f"c-{crawl}-{url}"}
        self.db.table("sightings").insert(seen)
        if current:
            document = {"id": f"d-{url}", "portal": "here", "url": url, "version": self.versions}
            self.db.table("documents").insert(document | {"published_on": version["published_on"]})
            self.db.table("document_urls").insert({"url": url, "portal": "here", "document": f"d-{url}"})

    def unread(self, crawl: str, url: str) -> None:
        self.db.table("unread").insert({"crawl": crawl, "url": url, "purpose": "document", "answered": 1})

    def now(self, **unread: str) -> CrawlNumbers:
        return crawl_numbers(self.db, "here", "now", unread, LATEST)

    def before(self) -> Before:
        return numbers_before(self.db, "here", "now")


@pytest.fixture
def rows() -> Rows:
    made = Rows()
    made.crawl("now", accepted=0)
    return made


def test_what_was_read_is_counted_with_titles_dates_and_systems(rows: Rows) -> None:
    for url in ("a", "b", "c"):
        rows.entry("now", url)
    rows.read("now", "a")
    rows.read("now", "b", title="", published_on=None, family="generic")
    rows.read("now", "c", state="file", title="")
    seen = rows.now().columns["news"]
    assert (seen.asked, seen.documents, seen.pages, seen.titled, seen.dated) == (3, 3, 2, 1, 2)
    assert seen.families == Counter(hanweb=1, generic=1)


def test_a_date_of_the_list_dates_a_document(rows: Rows) -> None:
    rows.entry("now", "a", listed_on="2020-06-02")
    rows.read("now", "a", published_on=None)
    seen = rows.now().columns["news"]
    assert (seen.dated, seen.newest) == (1, date(2020, 6, 2))


def test_what_was_not_asked_for_is_in_no_share(rows: Rows) -> None:
    rows.entry("now", "a")
    rows.entry("now", "carried", listed_on="2020-06-02")
    rows.read("now", "a")
    seen = rows.now().columns["news"]
    assert (seen.asked, seen.unread, seen.documents) == (1, 0, 1)
    assert seen.newest == date(2020, 6, 2)


@pytest.mark.parametrize("state", ["external", "unlinked"])
def test_entries_without_an_address_on_the_portal_are_never_asked_for(rows: Rows, state: str) -> None:
    rows.entry("now", "a", state=state)
    assert rows.now(a="not fetched").columns["news"].asked == 0


def test_entries_that_are_known_and_were_not_asked_for_are_carried(rows: Rows) -> None:
    rows.read(rows.crawl("before", "2020-06-02"), "known", current=True)
    for url in ("known", "never read"):
        rows.entry("now", url)
    seen = rows.now().columns["news"]
    assert (seen.asked, seen.carried) == (0, 1)


@pytest.mark.parametrize(
    ("known", "now", "counted"),
    [
        ({"title": "", "published_on": None}, {"title": "", "published_on": None}, (0, 0, 0, 0)),
        ({"title": "一", "published_on": "2020-01-01"}, {"title": "", "published_on": None}, (1, 0, 1, 0)),
        ({"title": "", "published_on": None}, {"title": "一", "published_on": "2020-01-01"}, (1, 1, 1, 1)),
        ({"title": "一", "published_on": "2020-01-01"}, {"title": "一", "published_on": "2020-01-01"}, (1, 1, 1, 1)),
        ({"state": "file", "title": ""}, {"title": "", "published_on": None}, (1, 0, 1, 0)),
    ],
    ids=["known to lack them", "lost them", "gained them", "has them", "was a file"],
)
def test_what_a_document_is_known_to_lack_says_nothing_of_a_crawl(
    rows: Rows, known: dict[str, Any], now: dict[str, Any], counted: tuple[int, ...]
) -> None:
    rows.read(rows.crawl("before", "2020-06-02"), "a", current=True, **known)
    rows.entry("now", "a")
    rows.read("now", "a", **now)
    seen = rows.now().columns["news"]
    assert (seen.pages, seen.titled, seen.documents, seen.dated) == counted


@pytest.mark.parametrize(
    ("known", "same"),
    [({"family": "trs"}, 1), ({"family": "jpage"}, 0), ({"family": "trs", "reader_version": READER_VERSION - 1}, 0)],
    ids=["of the same system", "of another", "by another reader"],
)
def test_a_page_of_the_system_that_it_is_known_to_be_of_is_counted_as_such(
    rows: Rows, known: dict[str, Any], same: int
) -> None:
    rows.read(rows.crawl("before", "2020-06-02"), "a", current=True, **known)
    rows.entry("now", "a")
    rows.read("now", "a", family="trs")
    seen = rows.now().columns["news"]
    assert (seen.families["trs"], seen.same_families["trs"]) == (1, same)


def test_what_gave_nothing_is_counted_with_its_reason(rows: Rows) -> None:
    rows.entry("now", "a")
    seen = rows.now(a="HTTP 503", elsewhere="HTTP 404").columns["news"]
    assert (seen.asked, seen.unread, seen.reasons) == (1, 1, Counter({"HTTP 503": 1}))


def test_a_dead_link_that_an_accepted_crawl_knows_is_no_news(rows: Rows) -> None:
    rows.unread(rows.crawl("before", "2020-06-02"), "a")
    rows.entry("now", "a")
    assert rows.now(a="HTTP 404").columns["news"].asked == 0


@pytest.mark.parametrize("accepted", [0, 1], ids=["in a crawl that was not accepted", "and read since"])
def test_a_link_that_was_dead_once_is_news_again(rows: Rows, accepted: int) -> None:
    rows.unread(rows.crawl("before", "2020-06-01", accepted=accepted), "a")
    if accepted:
        rows.read(rows.crawl("since", "2020-06-02"), "a", current=True)
    rows.entry("now", "a")
    assert rows.now(a="HTTP 404").columns["news"].unread == 1


def test_columns_are_counted_apart_and_added_up(rows: Rows) -> None:
    rows.entry("now", "a", "news")
    rows.entry("now", "b", "notices", listed_on="2020-06-03")
    rows.read("now", "a")
    seen = rows.now(b="HTTP 404")
    assert (seen.columns["news"].pages, seen.columns["notices"].pages) == (1, 0)
    both = seen.columns["news"] + seen.columns["notices"]
    assert (both.asked, both.unread, both.reasons["HTTP 404"], both.pages) == (2, 1, 1, 1)
    assert (both.newest, both.families) == (date(2020, 6, 3), Counter(hanweb=1))


def test_an_address_of_two_columns_is_added_up_once(rows: Rows) -> None:
    for column in ("news", "notices"):
        rows.entry("now", "a", column)
    seen = rows.now(a="HTTP 404")
    assert [seen.columns[column].unread for column in ("news", "notices")] == [1, 1]
    assert [numbers.unread for numbers in seen.once.values()] == [1]


def test_a_date_of_next_year_is_not_the_newest(rows: Rows) -> None:
    rows.entry("now", "a", listed_on="2021-06-02")
    rows.entry("now", "b", listed_on="2020-06-04")
    assert rows.now().columns["news"].newest == date(2020, 6, 4)


def test_a_purged_page_has_no_title_and_is_not_blamed_for_it(rows: Rows) -> None:
    rows.entry("now", "a")
    rows.read("now", "a", title="")
    rows.db.table("purged").insert({"record": "c-now-a"})
    seen = rows.now().columns["news"]
    assert (seen.documents, seen.pages) == (1, 0)


def test_pages_read_by_another_reader_say_nothing_of_the_system(rows: Rows) -> None:
    rows.entry("now", "a")
    rows.read("now", "a", reader_version=READER_VERSION - 1)
    assert rows.now().columns["news"].families == Counter()


def test_challenge_pages_are_counted_beside_addresses_that_answered(rows: Rows) -> None:
    for number, url in enumerate("abbc"):
        rows.db.table("captures").insert({"id": f"c{number}", "crawl": "now", "url": url, "kind": "error"})
    seen = rows.now(b="HTTP 503", c="challenge")
    assert (seen.answered, seen.challenges) == (3, 1)


def test_before_the_first_accepted_crawl_there_is_nothing(rows: Rows) -> None:
    rows.crawl("suspect", "2020-06-02", accepted=0, news=90)
    rows.crawl("imported", "2020-06-02", source="web archive", news=90)
    assert rows.before() == Before()


@pytest.mark.parametrize(
    ("earlier", "later", "entries"),
    [
        (500, 480, 480),
        (500, (260, "incomplete"), 500),
        ((500, "incomplete"), (260, "incomplete"), 260),
        (500, (0, "disallowed"), 500),
    ],
    ids=["the last", "the last whole one", "none is whole", "never one without entries"],
)
def test_a_column_is_compared_with_the_last_crawl_that_had_it_whole(
    rows: Rows, earlier: Any, later: Any, entries: int
) -> None:
    rows.crawl("earlier", "2020-05-20", news=earlier)
    rows.crawl("later", "2020-06-02", news=later)
    assert rows.before().columns == {"news": ColumnBefore(entries)}


def test_a_columns_documents_are_counted_as_they_are_known_now(rows: Rows) -> None:
    last = rows.crawl("last", "2020-06-02", news=3)
    for url in ("a", "b", "never read"):
        rows.entry(last, url)
    rows.read(rows.crawl("earlier", "2020-05-02"), "a", current=True, family="trs")
    rows.read(last, "b", current=True, title="", published_on=None)
    left = rows.before()
    assert left.columns["news"] == ColumnBefore(3, documents=2, dated=1, pages=2, titled=1)
    assert left.column_families == {"news": Counter(trs=1, hanweb=1)}
    assert (left.families, left.families_read) == (Counter(trs=1, hanweb=1), Counter(hanweb=1))
