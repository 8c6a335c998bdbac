"""The truth of the demo's year agrees with itself and with the rules it opens with; nothing here looks at a page."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crawler.demo.truth.watch import (
    ALL,
    ExpectedChange,
    Night,
    expected_changes,
    expected_of,
    missing,
    missing_at,
    named_documents,
    named_groups,
    nights,
    small_site,
    unreported,
)
from crawler.demo.truth.watch_table import night_table

DOC = Path(__file__).parents[3] / "docs" / "nights.md"
NIGHTS = {night.key: night for night in nights()}
ACCEPTED = [night for night in nights() if night.accepted]
CHANGES = expected_changes()
KINDS = ("added", "removed", "delisted", "moved", "retitled", "redated", "edited", "restored", "backdated", "burst")
#: The kinds of change that an event can become.
BECOMES = {
    "added": {"added", "backdated"},
    "put_up": {"added", "backdated"},
    "reposted": {"added"},
    "removed": {"removed"},
    "delisted": {"delisted"},
    "returned": {"restored"},
    "moved": {"moved"},
    "retitled": {"retitled"},
    "redated": {"redated"},
    "edited": {"edited"},
    "file_edited": {"edited"},
    "file_saved": {"edited"},
    "redesigned": {"moved"},
}


def local(night: Night) -> date:
    return night.at.astimezone(ZoneInfo("Asia/Shanghai")).date()


def accepted_before(night: Night) -> Night:
    return [one for one in ACCEPTED if one.at < night.at][-1]


def first_accepted(key: str) -> Night:
    """The night of that key, or the first after it that is accepted."""
    return next(night for night in ACCEPTED if night.at >= NIGHTS[key].at)


def of_kind(kind: str) -> list[ExpectedChange]:
    return [change for change in CHANGES if change.kind == kind]


def test_the_table_of_all_nights_is_the_one_of_the_truth() -> None:
    assert night_table() in DOC.read_text(encoding="utf-8")


def test_about_sixty_nights_follow_each_other_through_a_year() -> None:
    times = [night.at for night in nights()]
    assert times == sorted(set(times))
    assert 60 <= len(times) <= 66
    assert timedelta(days=360) < times[-1] - times[0] < timedelta(days=370)


def test_the_job_starts_at_half_past_two_by_a_clock_with_summer_time() -> None:
    zone = ZoneInfo("Australia/Sydney")
    times = {night.key: night.true_time.astimezone(zone).strftime("%H:%M") for night in nights()}
    assert {key: time for key, time in times.items() if time != "02:30"} == {
        "2020-07-06 11:30": "21:30",  # by hand
        "2020-07-06 13:30": "23:30",
        "2020-10-03 16:30": "03:30",  # half past two does not come when summer time begins
    }


def test_every_kind_of_change_is_there() -> None:
    assert {change.kind for change in CHANGES} == set(KINDS)


def test_every_change_is_of_an_accepted_night_after_the_first() -> None:
    assert [one for one in CHANGES if not NIGHTS[one.night].accepted or NIGHTS[one.night] is nights()[0]] == []


def test_a_night_is_not_accepted_for_its_weather_alone() -> None:
    assert [night.key for night in nights() if night.accepted == bool(night.weather)] == []


def test_every_document_of_a_change_is_named_or_a_group() -> None:
    known = {*named_documents(), *named_groups(), ALL}
    assert {change.document for change in CHANGES} <= known
    assert {one.document for one in (*missing(), *unreported())} <= known


@pytest.mark.parametrize(
    ("key", "what", "document"),
    [(n.key, e.what, e.document or ALL) for n in nights() for e in n.events if e.what not in ("pinned", "lost")],
)
def test_every_event_has_its_line_of_truth(key: str, what: str, document: str) -> None:
    known = [one for one in CHANGES if one.document == document and one.kind in BECOMES[what]]
    if what == "removed":
        began = {one.since for one in missing() if one.document == document}
        assert first_accepted(key).key in began
    elif not any(one.document == document and one.night == key for one in unreported()):
        assert [one.night for one in known].count(first_accepted(key).key) == 1


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: f"{change.night} {change.kind} {change.document}")
def test_every_change_has_its_event(change: ExpectedChange) -> None:
    began = change.missing_since or change.night
    events = [
        event
        for night in nights()
        for event in night.events
        if first_accepted(night.key).key == began and (event.document or ALL) == change.document
    ]
    kinds = set().union(*(BECOMES.get(event.what, set()) for event in events))
    assert (change.kind if change.kind != "burst" else "backdated") in kinds


def test_no_two_rows_are_of_the_same_change() -> None:
    assert Counter((one.night, one.kind, one.document) for one in CHANGES).most_common(1)[0][1] == 1


def test_a_removal_is_reported_of_the_first_accepted_night_twenty_hours_after_it_was_missed() -> None:
    for change in of_kind("removed"):
        since = NIGHTS[change.missing_since]
        sure = next(night for night in ACCEPTED if night.at - since.at >= timedelta(hours=20))
        assert (since.accepted, change.night) == (True, sure.key)


def test_what_is_missing_is_removed_in_the_end_or_back() -> None:
    removed = {(one.document, one.missing_since, one.night) for one in of_kind("removed")}
    assert {(one.document, one.since, one.until) for one in missing() if one.then == "removed"} == removed
    assert [one.document for one in missing() if one.then != "removed"] == ["window"]


def test_a_night_that_is_not_accepted_leaves_what_is_missing_as_it_was() -> None:
    (broken,) = (night for night in nights() if night.key == "2020-08-24 16:30")
    assert [one.document for one in missing_at(broken)] == ["survey"]


def _late_by(change: ExpectedChange) -> dict[date, int]:
    if change.dated and change.days:
        return {change.dated: change.days}
    return dict(change.each or {})


def test_a_backdated_document_is_dated_so_many_days_before_the_last_accepted_crawl_that_lacked_it() -> None:
    for change in of_kind("backdated"):
        lacked = accepted_before(NIGHTS[change.night])
        assert change.lacked_by == lacked.key
        days = _late_by(change)
        assert days == {day: (local(lacked) - day).days for day in days} and min(days.values()) > 0


def test_no_document_that_is_added_is_dated_before_a_crawl_that_lacked_it() -> None:
    for change in of_kind("added"):
        lacked = local(accepted_before(NIGHTS[change.night]))
        groups, documents = named_groups(), named_documents()
        of = groups[change.document].dated if change.document in groups else [documents[change.document].dated]
        assert min(of) >= lacked, change


def test_the_dates_of_backdated_documents_are_those_they_carry() -> None:
    for change in of_kind("backdated"):
        if change.dated:
            assert named_documents()[change.document].dated == change.dated
        else:
            assert set(named_groups()[change.document].dated) == set(change.each or {})


def test_a_group_is_counted_as_it_is_put_up() -> None:
    counted = {change.document: change.count for change in CHANGES if change.document in named_groups()}
    assert counted == {key: sum(group.dated.values()) for key, group in named_groups().items()}


def test_an_edit_is_reported_at_the_latest_with_the_next_full_recrawl_or_after_a_month() -> None:
    for change in of_kind("edited"):
        night = NIGHTS[change.night]
        later = [one for one in ACCEPTED if one.at > night.at]
        assert change.by == next(one.key for one in later if one.full or one.at - night.at >= timedelta(days=31))


def test_no_document_is_edited_again_before_the_edit_must_have_been_seen() -> None:
    edits = of_kind("edited")
    for change in edits:
        again = [one.night for one in edits if one.document == change.document and one.night > change.night]
        assert all(one > change.by for one in again)


def test_titles_and_dates_before_a_change_are_those_after_the_one_before() -> None:
    for kind, first in (("retitled", "title"), ("redated", "dated")):
        known = {key: getattr(one, first) for key, one in named_documents().items()}
        for change in of_kind(kind):
            assert change.before == known[change.document]
            known[change.document] = change.after


def test_texts_before_an_edit_are_those_after_the_one_before() -> None:
    known = {key: set(one.says) for key, one in named_documents().items()}
    for change in of_kind("edited"):
        if change.before:
            assert change.before in known[change.document]
            known[change.document] = known[change.document] - {str(change.before)} | {str(change.after)}


def test_the_first_and_the_quiet_nights_report_nothing() -> None:
    quiet = [night for night in nights() if not expected_of(night)]
    assert nights()[0] in quiet
    assert len(quiet) > 20


def test_named_documents_stand_in_columns_that_the_small_site_has() -> None:
    columns = {one.column for one in (*named_documents().values(), *named_groups().values())}
    assert columns == set(small_site().columns)
