"""Coverage says complete only where every list page and every entry was fetched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from archive.records import (
    Body,
    ColumnFound,
    ColumnNotFound,
    DocumentRead,
    DocumentReading,
    FileFetched,
    Listed,
    Listing,
    ListPageRead,
    NotRead,
    Paragraph,
    WalkRecord,
)
from archive.store import content_digest
from crawler.coverage import ROBOTS, ROBOTS_UNREAD, CoverageTracker

FOUND = ColumnFound("news", "http://s.invalid/news")


def page(number: int = 1, entries: int = 1, last: bool = True, pages: int | None = None, items: int | None = None):
    return ListPageRead("news", f"http://s.invalid/news?{number}", number, entries, last, pages, items)


def entry(name: str, state: str = "page") -> Listed:
    url = f"http://s.invalid/{name}"
    return Listed("news", Listing(name, url, None, 0), url, state, "http://s.invalid/news", "")


def read(name: str) -> FileFetched:
    return FileFetched(f"http://s.invalid/{name}", "", "application/pdf", 1, "")


def not_read(name: str, reason: str, answered: bool = False, purpose: str = "document") -> NotRead:
    return NotRead(f"http://s.invalid/{name}", purpose, "news", reason, answered)


def track(*records: WalkRecord, columns: Iterable[str] = ("news",)) -> CoverageTracker:
    tracker = CoverageTracker(columns)
    for record in records:
        tracker.add(record)
    return tracker


def test_a_column_read_to_its_end_is_complete_and_the_crawl_ok() -> None:
    tracker = track(FOUND, page(), entry("a"), read("a"))
    (coverage,) = tracker.coverage()
    assert (coverage.state, coverage.entries, coverage.documents_fetched, coverage.note) == ("complete", 1, 1, "")
    assert tracker.verdict().key == "ok"


@pytest.mark.parametrize("asked_in", ["news", "notices"])
def test_an_entry_of_two_columns_that_was_not_read_stands_under_the_first_whichever_list_was_read_before(
    asked_in: str,
) -> None:
    both = entry("a"), replace(entry("a"), column="notices")
    tracker = track(*both, replace(not_read("a", "HTTP 404"), column=asked_in), columns=("notices", "news"))
    assert [record.column for record in tracker.unread()] == ["notices"]


@pytest.mark.parametrize(
    "records",
    [
        (page(last=False), entry("a"), read("a")),
        (page(), entry("a")),
        (page(), entry("a"), not_read("a", "HTTP 503")),
        (page(), entry("a", "unlinked")),
        (page(pages=3), entry("a"), read("a")),
        (page(items=7), entry("a"), read("a")),
        (page(last=False), entry("a"), read("a"), not_read("news?2", "HTTP 500", purpose="list")),
    ],
    ids=["no last page", "never fetched", "failed", "unlinked", "pages stated", "items stated", "list page failed"],
)
def test_anything_missing_makes_it_incomplete_with_a_note(records: tuple[WalkRecord, ...]) -> None:
    tracker = track(FOUND, *records)
    (coverage,) = tracker.coverage()
    assert coverage.state == "incomplete"
    assert coverage.note
    assert tracker.verdict().key == "degraded"


@pytest.mark.parametrize("records", [(entry("a", "external"),), (entry("a"), not_read("a", "HTTP 404", answered=True))])
def test_what_leads_elsewhere_or_is_known_to_be_gone_is_no_gap(records: tuple[WalkRecord, ...]) -> None:
    (coverage,) = track(FOUND, page(), *records).coverage()
    assert coverage.state == "complete"


def test_an_empty_list_is_never_complete() -> None:
    assert track(FOUND, page(entries=0)).coverage()[0].state == "incomplete"


def test_a_column_that_is_not_named_is_not_found() -> None:
    records = (FOUND, page(), entry("a"), read("a"), ColumnNotFound("fiscal", "http://s.invalid/"))
    tracker = track(*records, columns=("news", "fiscal"))
    assert [row.state for row in tracker.coverage()] == ["complete", "not_found"]


def test_a_doubt_makes_the_crawl_suspect_and_says_why() -> None:
    verdict = track(FOUND, page(), entry("a"), read("a")).verdict(["news: 1 entries, 90 when last accepted"])
    assert (verdict.key, verdict.accepted) == ("suspect", False)
    assert verdict.reason == "news: 1 entries, 90 when last accepted"


def test_a_host_that_refused_us_is_said_before_any_doubt() -> None:
    assert track(FOUND, not_read("a", "challenge")).verdict(["news: no entries were read"]).key == "blocked"


@pytest.mark.parametrize(
    ("records", "broken_off"),
    [
        ((page(),), False),
        ((page(last=False),), False),
        ((page(), not_read("news?2", "HTTP 500", purpose="list")), True),
        ((page(), not_read("a", "HTTP 500")), False),
    ],
    ids=["last page", "no way to the next page", "a page failed", "an entry failed"],
)
def test_a_list_of_which_a_page_did_not_come_broke_off(records: tuple[WalkRecord, ...], broken_off: bool) -> None:
    assert track(FOUND, *records, entry("a")).coverage()[0].broken_off is broken_off


def test_a_column_that_robots_txt_closes_is_disallowed() -> None:
    closed = NotRead("http://s.invalid/fiscal", "list", "fiscal", ROBOTS, answered=False)
    records = (FOUND, page(), entry("a"), read("a"), ColumnFound("fiscal", "http://s.invalid/fiscal"), closed)
    tracker = track(*records, columns=("news", "fiscal"))
    assert [row.state for row in tracker.coverage()] == ["complete", "disallowed"]
    assert tracker.verdict().key == "degraded"


@pytest.mark.parametrize("status", [403, 412, 429, 521])
def test_the_third_refusal_closes_the_host(status: int) -> None:
    tracker = track(FOUND, page(), entry("a"), read("a"))
    for refused in (False, False, True):
        tracker.count_answer(status)
        assert tracker.refused is refused
    assert tracker.verdict().key == "blocked"
    assert f"HTTP {status} (3 times)" in tracker.verdict().reason


def test_other_errors_are_no_refusals() -> None:
    tracker = track(FOUND, page(), entry("a"), read("a"))
    for status in (200, 404, 500, 503, 404):
        tracker.count_answer(status)
    assert not tracker.refused


def test_one_challenge_page_closes_the_host() -> None:
    assert track(FOUND, not_read("a", "challenge")).refused


def test_nothing_read_at_all_is_a_failure_that_says_why() -> None:
    verdict = track(
        NotRead("http://s.invalid/", "navigation", None, "ConnectionRefusedError", answered=False)
    ).verdict()
    assert verdict.key == "failed"
    assert "ConnectionRefusedError" in verdict.reason


def notice(name: str, text: str = "系统维护中，请稍后再试") -> DocumentRead:
    body = Body(text, (Paragraph(0, len(text)),))
    reading = DocumentReading("系统提示", None, "", False, "", "", "", "", (), body, ())
    return DocumentRead(f"http://s.invalid/{name}", reading, (), "", "")


def test_a_crawl_that_goes_on_and_cannot_read_robots_txt_is_failed_whatever_it_saw_before() -> None:
    seen = [entry(name) for name in "abcdefgh"]
    tracker = track(FOUND, page(entries=8), *seen, *[read(name) for name in "abcdefg"])
    tracker.add(not_read("h", f"{ROBOTS_UNREAD}: HTTP 503"))
    assert tracker.verdict().key == "failed"
    assert tracker.coverage()[0].state == "incomplete"


def test_one_page_shown_for_many_entries_is_no_document_of_theirs() -> None:
    entries = [entry(name) for name in "abcd"]
    tracker = track(FOUND, page(entries=4), *entries, *[notice(name) for name in "abc"], read("d"))
    (coverage,) = tracker.coverage()
    assert (coverage.state, coverage.documents_fetched, coverage.failed) == ("incomplete", 1, 3)
    assert tracker.one_page_for_many() == {f"http://s.invalid/{name}" for name in "abc"}


def test_a_text_of_which_the_digest_alone_is_known_is_the_same_text() -> None:
    seen = notice("a")
    digest = content_digest(seen.reading.body.text)
    gone = [
        replace(notice(name), reading=replace(seen.reading, body=Body("", ())), content_digest=digest) for name in "bc"
    ]
    tracker = track(FOUND, page(entries=3), *map(entry, "abc"), seen, *gone)
    assert tracker.one_page_for_many() == {f"http://s.invalid/{name}" for name in "abc"}


def test_a_text_that_was_published_twice_is_two_documents() -> None:
    tracker = track(FOUND, page(entries=2), entry("a"), entry("b"), notice("a"), notice("b"))
    assert tracker.coverage()[0].state == "complete"


def test_different_texts_are_different_documents() -> None:
    names = "abcd"
    tracker = track(FOUND, page(entries=4), *map(entry, names), *[notice(name, f"正文{name}") for name in names])
    assert tracker.coverage()[0].state == "complete"


def test_a_later_page_without_entries_is_no_end_of_a_list() -> None:
    tracker = track(FOUND, page(last=False), entry("a"), read("a"), page(2, entries=0, last=False))
    assert tracker.coverage()[0].state == "incomplete"


def pages_of(count: int, size: int = 2, last_size: int = 2, **stated: int) -> list[WalkRecord]:
    """A list of ``count`` pages, every entry read."""
    records: list[WalkRecord] = []
    for number in range(1, count + 1):
        entries = last_size if number == count else size
        names = [f"{number}-{place}" for place in range(entries)]
        records += [page(number, entries, number == count, **stated), *map(entry, names), *map(read, names)]
    return records


@pytest.mark.parametrize(
    ("count", "last_size", "stated", "said"),
    [
        (25, 2, {}, "the last of them is full"),
        (50, 2, {}, "the last of them is full"),
        (25, 2, {"items": 381}, "it states 381 entries"),
        (25, 2, {"pages": 191}, "it states 191 pages"),
    ],
)
def test_a_list_that_ends_where_its_system_stops_publishing_is_capped(
    count: int, last_size: int, stated: dict[str, int], said: str
) -> None:
    (coverage,) = track(FOUND, *pages_of(count, 2, last_size, **stated)).coverage()
    assert (coverage.state, coverage.capped) == ("incomplete", True)
    assert f"publishing cap: the site publishes {count} pages of this list and no more ({said})" in coverage.note


@pytest.mark.parametrize(
    ("count", "last_size", "stated"), [(25, 1, {}), (24, 2, {}), (26, 2, {}), (25, 2, {"items": 50})]
)
def test_a_list_that_ends_by_itself_is_not_capped(count: int, last_size: int, stated: dict[str, int]) -> None:
    (coverage,) = track(FOUND, *pages_of(count, 2, last_size, **stated)).coverage()
    assert (coverage.state, coverage.note, coverage.capped) == ("complete", "", False)


def test_an_empty_page_behind_the_last_that_is_published_is_no_page_of_the_list() -> None:
    beyond = page(26, 0, last=True, items=381)
    (coverage,) = track(FOUND, *pages_of(25, items=381), beyond).coverage()
    assert (coverage.list_pages, coverage.capped) == (26, True)


def leading(number: int, following: str, last: bool = False) -> ListPageRead:
    here = "http://s.invalid/news" + (f"?{number}" if number > 1 else "")
    return ListPageRead("news", here, number, 1, last, None, None, following)


def test_a_page_that_leads_back_to_one_read_before_is_said_to() -> None:
    way = [leading(1, "http://s.invalid/news?2"), leading(2, "http://s.invalid/news")]
    tracker = track(FOUND, *reversed(way), entry("a"), read("a"))
    assert tracker.coverage()[0].note == "list page 2 leads back to page 1"


def test_a_page_that_shows_what_the_one_before_it_did_is_said_to() -> None:
    again = ListPageRead("news", "http://s.invalid/news?2", 2, 0, False, None, None, circular=True)
    tracker = track(FOUND, leading(1, "http://s.invalid/news?2"), again, entry("a"), read("a"))
    (coverage,) = tracker.coverage()
    assert coverage.state == "incomplete"
    assert coverage.note == "list page http://s.invalid/news?2 shows the entries of the page before it"


def test_a_list_that_leads_back_to_its_beginning_is_whole_where_all_that_it_states_was_read() -> None:
    whole = ListPageRead("news", "http://s.invalid/news", 1, 1, False, 1, 1, "http://s.invalid/news")
    tracker = track(FOUND, whole, entry("a"), read("a"))
    assert tracker.coverage()[0].state == "complete"


def a_list(*pages: str, leads_back: bool = False, **stated: int) -> list[WalkRecord]:
    """A list whose pages show entries of one letter each, every one of them read."""
    records: list[WalkRecord] = []
    for number, names in enumerate(pages, 1):
        is_last = number == len(pages)
        shown = page(number, len(names), is_last and not leads_back, **stated)
        back = "http://s.invalid/news?1" if is_last and leads_back else ""
        records.append(replace(shown, different=len(set(names)), next_url=back))
        records += [replace(entry(name), page_number=number) for name in names]
    return [*records, *map(read, sorted(set("".join(pages))))]


COPY = "list page 3 shows no entry that no page before it shows"
BACK = "list page 3 leads back to page 1"


@pytest.mark.parametrize("is_turned", [False, True])
@pytest.mark.parametrize(
    ("records", "note"),
    [
        (a_list("abcd", "efgh", items=8, pages=2), ""),
        (a_list("abcd", "dfgh", items=8, pages=2), "the site states 8 entries, 7 different ones were read"),
        (a_list("abcd", "dfgh", items=8), "the site states 8 entries, 7 different ones were read"),
        (a_list("abcd", "efgh", "abcd", pages=3), COPY),
        (a_list("abcd", "efgh", "abcd", leads_back=True, pages=3), f"{BACK}; {COPY}"),
        (a_list("abcd", "efgh", "abcd", leads_back=True, items=8), ""),
        (
            a_list("abcd", "efgh", "abcd", items=12, pages=3),
            f"{COPY}; the site states 12 entries, 8 different ones were read",
        ),
        (a_list("xabc", "xdef", items=7), ""),  # one is pinned, and counted once
        (a_list("xabc", "xdef"), ""),
        (a_list("aabc", "def", items=7), ""),  # the site lists one twice beside itself, and counts it so
        (a_list("aabc", "ade", items=7), "the site states 7 entries, 6 different ones were read"),
    ],
)
def test_an_entry_that_stands_on_two_pages_is_read_once(records: list[WalkRecord], note: str, is_turned: bool) -> None:
    tracker = track(*(reversed(records) if is_turned else records), FOUND)
    (coverage,) = tracker.coverage()
    assert (coverage.note, coverage.state) == (note, "incomplete" if note else "complete")
    assert tracker.whole_lists() == (set() if note else {"news"})


def test_what_stands_on_several_lists_is_new_on_each() -> None:
    both = [*a_list("ab", "cd", items=4), ColumnFound("notices", "http://s.invalid/notices")]
    both += [replace(record, column="notices") for record in both if isinstance(record, ListPageRead | Listed)]
    assert {row.state for row in track(FOUND, *both, columns=("news", "notices")).coverage()} == {"complete"}


def test_entries_that_repeat_do_not_fill_a_list_that_is_capped() -> None:
    """25 pages of a pinned entry and one of their own show 50, of which 26 are different."""
    pages = [f"あ{chr(0x4E00 + number)}" for number in range(25)]
    (coverage,) = track(FOUND, *a_list(*pages, items=50)).coverage()
    said = "publishing cap: the site publishes 25 pages of this list and no more (it states 50 entries); 26 read"
    assert (coverage.note, coverage.capped) == (said, True)


@pytest.mark.parametrize(
    ("records", "is_read"),
    [
        ((FOUND, page(), entry("a"), read("a")), True),
        ((FOUND, page(), entry("a"), not_read("a", "HTTP 503")), True),  # of the entry nothing is known; the list is
        ((FOUND, page(last=False), entry("a"), read("a"), not_read("news?2", "HTTP 503", purpose="list")), False),
        ((FOUND, page(pages=3), entry("a"), read("a")), False),
        ((FOUND, page(entries=2), entry("a"), read("a"), entry("b", "unlinked")), False),  # which may be any document
        ((FOUND, page(entries=0)), False),
        ((ColumnNotFound("news", "http://s.invalid/"),), False),
    ],
)
def test_a_list_is_read_to_its_end_whatever_became_of_its_entries(
    records: tuple[WalkRecord, ...], is_read: bool
) -> None:
    tracker = track(*records)
    assert [row.list_read for row in tracker.coverage()] == [is_read]
    assert tracker.whole_lists() == ({"news"} if is_read else set())
