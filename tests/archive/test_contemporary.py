"""What web archives captured around a time, beside findings: by the rules of every count, and changing none."""

from __future__ import annotations

import json

import pytest
from handmade_archive import PORTAL, Archive
from past_sample import past_crawl

from archive.contemporary_shown import ContemporaryShown
from archive.findings import FindingRow
from archive.listings import add_listings
from archive.verify import findings, verify

#: The report came out on 2019-01-20 in Shanghai.
BEFORE, AFTER = "2019-01-15T02:00:00.000000Z", "2019-01-25T02:00:00.000000Z"
IN_THE_YEAR = "2018-12-31T15:59:59.000000Z"  # the year ends a second later, there


def archive_of(value: float, found: int = 3) -> Archive:
    """A portal whose own lists show ``found`` interpretations today, and a report that claims ``value``."""
    archive = Archive()
    column = archive.column("a", "interpretations", title="政策解读")
    crawl = archive.crawl(states={column: "complete"})
    archive.report()
    for _ in range(found):
        archive.document(columns=[column], crawl=crawl)
    archive.claim("interpretations", value, channel="own_site")
    return archive


def finding(archive: Archive) -> FindingRow:
    verify(archive.db, PORTAL)
    (row,) = findings(archive.db, f"{PORTAL}-2018")
    return row


def contemporary(archive: Archive) -> ContemporaryShown:
    (one,) = finding(archive).contemporary
    return one


@pytest.mark.parametrize(("value", "verdict"), [(3, "fewer_found"), (2, "confirmed"), (1, "more_found")])
def test_lists_that_are_whole_and_of_one_time_are_compared(value: float, verdict: str) -> None:
    archive = archive_of(value)
    past_crawl(archive, [BEFORE, BEFORE])
    seen = contemporary(archive)
    assert (seen.observed, seen.verdict, seen.before_report, seen.missing) == (2, verdict, 2, 0)


def test_the_finding_itself_is_the_same_with_and_without_it() -> None:
    alone, beside = archive_of(3), archive_of(3)
    past_crawl(beside, [BEFORE] * 7)
    said = [{**vars(finding(one)), "contemporary": ()} for one in (alone, beside)]
    assert said[0] == said[1]
    assert said[0]["verdict"] == "confirmed"


@pytest.mark.parametrize("state", ["incomplete", "disallowed", "not_found"])
def test_a_column_that_the_web_archive_has_in_part_allows_no_verdict(state: str) -> None:
    archive = archive_of(3)
    past_crawl(archive, [BEFORE], state=state, missing=4)
    seen = contemporary(archive)
    assert (seen.observed, seen.verdict, seen.missing) == (1, "incomplete", 4)
    assert "政策解读" in seen.notes[0].zh


@pytest.mark.parametrize(
    "captured",
    [[IN_THE_YEAR] * 2, [BEFORE, "2019-01-16T02:00:01.000000Z"]],
    ids=["before the year was over", "more than a day apart"],
)
def test_lists_that_show_no_whole_year_at_one_time_allow_no_verdict(captured: list[str]) -> None:
    archive = archive_of(2)
    past_crawl(archive, captured)
    seen = contemporary(archive)
    assert (seen.verdict, [note.key for note in seen.notes]) == ("incomplete", ["past_lists"])


def test_undated_documents_may_close_the_gap_there_too() -> None:
    archive = archive_of(3)
    past_crawl(archive, [BEFORE] * 3, undated=1)
    seen = contemporary(archive)
    assert (seen.observed, seen.verdict) == (2, "not_assessable")


def with_dates(archive: Archive, paged: str, other: str | None, listed: str | None) -> None:
    """A third document in the list of a past crawl, with the dates that its page and the list give."""
    crawl = past_crawl(archive, [BEFORE] * 2)
    entry = {"crawl": crawl, "document": "x", "url": "http://here.invalid/x", "title": "另"}
    archive.db.table("captures").insert({"id": "cx", "crawl": crawl, "archived_at": BEFORE})
    add_listings(archive.db, [entry | {"column": f"{PORTAL}/a", "capture": "cx", "listed_on": listed}])
    archive.db.table("document_versions").insert({"id": 1, "document": "x", "published_on_other": other})
    row = {"portal": PORTAL, "published_on": paged, "listed_at": BEFORE, "version": 1}
    archive.db.table("past_documents").insert(entry | row)


@pytest.mark.parametrize(
    ("value", "paged", "other", "listed", "verdict"),
    [
        (3, "2019-01-02", None, "2018-12-29", "not_assessable"),  # two, or three
        (3, "2019-01-02", "2018-12-29", None, "not_assessable"),
        (3, "2019-01-02", None, "2019-01-01", "fewer_found"),
        (3, "2019-01-02", None, None, "fewer_found"),
        (4, "2019-01-02", None, "2018-12-29", "fewer_found"),
        (2, "2018-12-29", None, "2019-01-02", "not_assessable"),  # three, or two
        (2, "2018-12-29", None, "2018-12-29", "more_found"),
        (1, "2018-12-29", None, "2019-01-02", "more_found"),
    ],
)
def test_dates_that_disagree_on_the_year_may_close_the_gap_there_too(
    value: float, paged: str, other: str | None, listed: str | None, verdict: str
) -> None:
    archive = archive_of(value)
    with_dates(archive, paged, other, listed)
    assert contemporary(archive).verdict == verdict


def test_a_total_over_channels_that_no_web_archive_shows_is_a_lower_bound() -> None:
    archive = Archive(("own_site", "wechat"))
    archive.column("a")
    archive.crawl()
    archive.report()
    archive.claim("proactive_total", 9)
    past_crawl(archive, [BEFORE] * 3)
    assert contemporary(archive).verdict == "not_assessable"


@pytest.mark.parametrize(
    ("value", "titles", "verdict"),
    [
        (2, ("则", "则"), "not_assessable"),  # two that stand on both channels, or four
        (4, ("则", "则"), "not_assessable"),
        (1, ("则", "则"), "more_found"),  # two are too many as well
        (5, ("则", "则"), "fewer_found"),
        (3, ("则", "另"), "not_assessable"),
        (2, ("另", "他"), "more_found"),
        (4, ("另", "他"), "confirmed"),
    ],
)
def test_one_title_on_two_channels_of_the_site_may_be_one_item_there_too(
    value: float, titles: tuple[str, str], verdict: str
) -> None:
    archive = Archive(("own_site", "bulletin"))
    archive.column("a")
    other = archive.column("b", channel="bulletin")
    archive.crawl()
    archive.report()
    archive.claim("proactive_total", value)
    crawl = past_crawl(archive, [BEFORE] * 2)
    archive.db.table("coverage").insert({"crawl": crawl, "column": other, "state": "complete"})
    for number, title in enumerate(titles):
        entry = {"crawl": crawl, "document": f"q{number}", "url": f"http://here.invalid/q{number}", "title": title}
        archive.db.table("captures").insert({"id": f"k{number}", "crawl": crawl, "archived_at": BEFORE})
        add_listings(archive.db, [entry | {"column": other, "capture": f"k{number}"}])
        row = {"portal": PORTAL, "published_on": "2018-05-01", "listed_at": BEFORE}
        archive.db.table("past_documents").insert(entry | row)
    assert contemporary(archive).verdict == verdict


def test_what_was_captured_after_the_report_is_told_apart() -> None:
    archive = archive_of(2)
    past_crawl(archive, [AFTER] * 2)
    seen = contemporary(archive)
    assert (seen.before_report, seen.first_at, seen.last_at) == (0, AFTER, AFTER)


def test_it_is_said_in_two_languages_with_archive_times_and_what_is_missing() -> None:
    archive = archive_of(2)
    past_crawl(archive, [BEFORE, BEFORE], missing=5)
    sentence = contemporary(archive).sentence
    for words in ("example", "2019-01-20", "2019-01-15", "5"):
        assert words in sentence.zh
        assert words in sentence.en
    assert "2 listed in example's captures around 2019-01-20" in sentence.en


@pytest.mark.parametrize("verdict", ["failed", "blocked", "interrupted", "open"])
def test_a_crawl_that_came_to_no_end_says_nothing(verdict: str) -> None:
    archive = archive_of(2)
    past_crawl(archive, [BEFORE], verdict=verdict)
    assert finding(archive).contemporary == ()


def test_its_sql_gives_its_documents() -> None:
    archive = archive_of(2)
    past_crawl(archive, [BEFORE, BEFORE])
    rows = list(archive.db.query(contemporary(archive).sql))
    assert [row["document"] for row in rows] == ["p0", "p1"]


def test_verifying_twice_writes_it_once() -> None:
    archive = archive_of(2)
    past_crawl(archive, [BEFORE])
    assert (len(finding(archive).contemporary), len(finding(archive).contemporary)) == (1, 1)
    assert json.loads(next(archive.db.query("select note from contemporary"))["note"]) == []
