"""Each check fails for the reason it exists, and for no other; numbers are made by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from archive.crawl_numbers import Before, ColumnBefore, CrawlNumbers, Numbers
from crawler import bounds
from crawler.check import Check, doubts
from crawler.checks import judge
from crawler.coverage import Coverage
from crawler.portal import Portal, recorded_portal

DAY = date(2020, 6, 3)
TITLE = {"zh": "样本", "en": "Sample"}
#: Keys of a portal that the record of a crawl did not have before there were checks.
UNKNOWN_THEN: dict[str, Any] = {"checks": True, "check_rules": True, "columns": {"__all__": {"checks"}}}
LOOSE = {"min": 0.1, "reason": "moved to the city's site"}


def portal_of(checks: Mapping[str, Any] | None = None, **columns: Mapping[str, Any]) -> Portal:
    """A portal of the columns news and notices, with bounds of its own."""
    declared = [{"key": key, "title": key, "checks": columns.get(key, {})} for key in ("news", "notices")]
    channels = {"own_site": {"title": TITLE, "kind": "site"}}
    file = {"portal": "sample", "title": TITLE, "authority": ["样本"], "columns": declared, "channels": channels}
    return Portal.model_validate(file | {"checks": checks or {}})


def covered(column: str = "news", entries: int = 100, state: str = "complete", **said: Any) -> Coverage:
    fields = {"list_pages": 5, "documents_fetched": entries, "failed": 0, "stated_items": None, "note": ""}
    return Coverage(column=column, state=state, url="http://s.invalid/", entries=entries, **{**fields, **said})


def read(documents: int = 100, **said: Any) -> Numbers:
    """A hundred pages of one system, read as they should be, unless said otherwise."""
    whole = {"asked": documents, "documents": documents, "dated": documents, "pages": documents, "titled": documents}
    return Numbers(**{**whole, "newest": DAY, "families": Counter(hanweb=documents), **said})


def before(entries: int = 100, column: str = "news", **said: Any) -> Before:
    known = ColumnBefore(entries, **{"documents": 100, "dated": 100, "pages": 100, "titled": 100, **said})
    return Before({column: known}, Counter(hanweb=100), Counter(hanweb=10))


def numbers(columns: Mapping[str, Numbers], answered: int = 120, challenges: int = 0) -> CrawlNumbers:
    """What was read of columns that have no address in common."""
    return CrawlNumbers(columns, columns, answered, challenges)


def judged(
    now: Numbers | None = None,
    row: Coverage | None = None,
    earlier: Before | None = None,
    portal: Portal | None = None,
    answered: tuple[int, int] = (120, 0),
    day: date = DAY,
) -> tuple[Check, ...]:
    """The checks of a crawl of the column news."""
    seen = numbers({"news": now or read()}, *answered)
    return judge(portal or portal_of(), [row or covered()], seen, earlier or Before(), day)


def failing(*arguments: Any, **named: Any) -> list[tuple[str, str | None]]:
    return [(check.check, check.column) for check in judged(*arguments, **named) if check.passed is False]


def undecided(checks: tuple[Check, ...]) -> list[tuple[str, str | None]]:
    return [(check.check, check.column) for check in checks if check.passed is None]


def test_a_crawl_like_the_one_before_passes_every_check() -> None:
    checks = judged(earlier=before())
    assert {check.passed for check in checks} == {True}
    named = {check.check for check in checks}
    assert named == {"entries_min", "kept", "unread", "challenges", "titled", "dated", "family"}


def test_a_list_without_entries_is_never_ok() -> None:
    assert failing(row=covered(entries=0, state="incomplete")) == [("entries_min", "news")]


def test_a_list_that_was_emptied_is_said_once() -> None:
    row = covered(entries=0, state="incomplete", note="its list shows no entries")
    doubts_of_column = [one for one in doubts(judged(row=row, earlier=before())) if one.startswith("news: ")]
    assert doubts_of_column == [
        "news: no entries were read: its list shows no entries "
        "(expected at least 1: none is never taken for an empty column)"
    ]


def test_a_column_that_is_nowhere_fails_and_says_so() -> None:
    checks = judged(row=covered(entries=0, state="not_found", note="not named on http://s.invalid/"))
    (doubt,) = doubts(checks)
    assert "news: the column was not found: not named on http://s.invalid/" in doubt


def test_a_column_that_robots_txt_closes_is_not_checked() -> None:
    checks = judged(Numbers(), covered(entries=0, state="disallowed"), before(), answered=(1, 0))
    assert [check.check for check in checks] == ["challenges"]


@pytest.mark.parametrize(
    ("bound", "check"), [({"min": 101}, "entries_min"), ({"max": 99}, "entries_max"), ({"min": 99, "max": 101}, "")]
)
def test_entries_out_of_the_bounds_of_the_file_fail_with_its_reason(bound: Mapping[str, int], check: str) -> None:
    checks = judged(portal=portal_of(news={"entries": {**bound, "reason": "counted by hand"}}))
    failed = [one for one in checks if one.passed is False]
    assert [one.check for one in failed] == ([check] if check else [])
    assert all("counted by hand" in one.note for one in failed)


def test_a_list_that_gave_less_than_half_of_what_the_site_states_fails() -> None:
    assert failing(row=covered(entries=100, stated_items=201)) == [("stated", "news")]
    assert failing(row=covered(entries=100, stated_items=200)) == []


@pytest.mark.parametrize("said", [{"broken_off": True}, {"capped": True}], ids=["broken off", "publishing cap"])
def test_what_a_site_states_says_nothing_of_a_list_that_is_known_to_be_short(said: Mapping[str, Any]) -> None:
    checks = judged(row=covered(entries=100, state="incomplete", stated_items=900, **said))
    assert ("stated", "news") in undecided(checks)
    assert not doubts(checks)


def test_a_list_of_as_many_pages_as_some_sites_publish_is_not_capped_for_that() -> None:
    assert failing(row=covered(entries=100, stated_items=900, list_pages=25)) == [("stated", "news")]


def test_a_column_that_lost_more_than_half_of_its_entries_fails() -> None:
    small = covered(entries=49)
    assert failing(row=small, earlier=before(100)) == [("kept", "news"), ("kept", None)]
    assert failing(row=covered(entries=50), earlier=before(100)) == []


def test_columns_that_are_each_too_small_are_compared_together() -> None:
    rows = [covered("news", 2), covered("notices", 2)]
    earlier = Before({"news": ColumnBefore(6), "notices": ColumnBefore(6)})
    checks = judge(portal_of(), rows, CrawlNumbers(), earlier, DAY)
    assert [(one.check, one.column) for one in checks if one.passed is False] == [("kept", None)]


def test_a_few_entries_more_or_less_say_nothing() -> None:
    assert failing(row=covered(entries=2), earlier=before(9)) == []


def test_a_first_crawl_is_compared_with_nothing_and_says_so() -> None:
    checks = judged()
    assert undecided(checks) == [("kept", "news"), ("family", None)]
    assert doubts(checks) == []


def test_a_new_column_beside_known_ones_is_compared_with_nothing() -> None:
    rows = [covered("news", 100), covered("notices", 3)]
    checks = judge(portal_of(), rows, numbers({"news": read()}), before(), DAY)
    assert undecided(checks) == [("kept", "notices")]
    assert doubts(checks) == []


def test_most_entries_that_give_nothing_to_read_fail_with_the_reasons() -> None:
    (doubt,) = doubts(judged(read(40, asked=100, unread=60, reasons=Counter({"HTTP 503": 58, "login": 2}))))
    assert "60 of 100 entries could not be read: HTTP 503 (58 times), login (2 times)" in doubt


def test_half_of_the_entries_may_give_nothing_to_read() -> None:
    assert failing(read(50, asked=100, unread=50)) == []


def test_an_entry_of_two_columns_counts_once_in_the_whole() -> None:
    both, rest = read(4, asked=10, unread=6), read(4)
    rows = [covered("news", 10), covered("notices", 10)]
    for once, passed in (({"news": both, "notices": rest}, True), ({"news": both, "notices": both}, False)):
        checks = judge(portal_of(), rows, CrawlNumbers({}, once), Before(), DAY)
        assert [one.passed for one in checks if one.check == "unread"] == [passed]


def test_a_column_is_held_to_its_own_bound_of_entries_that_give_nothing() -> None:
    strict = portal_of(news={"unread": {"max": 0.05, "reason": "all links work"}})
    assert failing(read(90, asked=100, unread=10), portal=strict) == [("unread", "news")]


def test_what_is_carried_is_known_and_no_gap() -> None:
    assert failing(Numbers(asked=40, unread=30, carried=20)) == []
    assert failing(Numbers(asked=40, unread=31, carried=20)) == [("unread", None)]


def test_a_handful_of_new_entries_that_lead_off_the_site_decides_nothing() -> None:
    checks = judged(Numbers(asked=4, unread=3, reasons=Counter({"redirected off the site": 3})))
    assert ("unread", None) in undecided(checks)
    assert not doubts(checks)
    assert failing(Numbers(asked=6, unread=4)) == [("unread", None)]


def test_one_challenge_page_fails_and_no_file_can_allow_it() -> None:
    assert failing(answered=(1000, 1)) == [("challenges", None)]
    with pytest.raises(ValueError, match="challenges"):
        portal_of({"challenges": {"max": 0.1, "reason": "they pass"}})


def test_pages_without_titles_fail() -> None:
    assert failing(read(titled=79)) == [("titled", None)]
    assert failing(read(titled=80)) == []


def test_documents_without_dates_fail() -> None:
    assert failing(read(dated=29)) == [("dated", None)]
    assert failing(read(dated=30)) == []


@pytest.mark.parametrize("name", ["titled", "dated"])
def test_a_column_that_shows_less_than_half_of_what_it_showed_before_fails(name: str) -> None:
    seen = numbers({"news": read(20, **{name: 9}), "notices": read()})
    checks = judge(portal_of(), [covered(), covered("notices")], seen, before(), DAY)
    failed = [one for one in checks if one.passed is False]
    assert [(one.check, one.column, one.bound) for one in failed] == [(name, "news", 0.5)]


def test_a_column_that_never_had_dates_is_not_asked_for_any() -> None:
    seen = numbers({"news": read(20, dated=0), "notices": read()})
    for earlier in (before(dated=0), Before()):
        assert not doubts(judge(portal_of(), [covered(), covered("notices")], seen, earlier, DAY))


@pytest.mark.parametrize("name", ["titled", "dated"])
def test_new_documents_of_a_column_that_never_had_any_say_nothing_of_the_whole(name: str) -> None:
    seen = numbers({"news": read(20, **{name: 0})})
    assert not doubts(judge(portal_of(), [covered()], seen, before(**{name: 0}), DAY))
    assert doubts(judge(portal_of(), [covered()], seen, before(**{name: 90}), DAY))


def test_a_column_of_few_dates_is_asked_for_some_where_some_must_have_come() -> None:
    rare = before(dated=20)
    assert failing(read(40, dated=0), earlier=rare) == []
    assert failing(read(60, dated=0), earlier=rare) == [("dated", "news")]


def test_of_a_few_documents_no_share_is_taken() -> None:
    few = read(9, titled=0, dated=0, families=Counter(trs=9))
    assert failing(few, earlier=before()) == []


def test_pages_of_another_system_are_a_redesign() -> None:
    assert failing(read(families=Counter(trs=60, hanweb=40)), earlier=before()) == [("family", None)]
    assert failing(read(families=Counter(generic=100)), earlier=before()) == [("family", None)]


def test_a_system_of_which_the_portal_had_a_few_pages_is_another_system() -> None:
    earlier = Before({}, Counter(hanweb=95, generic=5), Counter(hanweb=10))
    assert failing(read(families=Counter(generic=100)), earlier=earlier) == [("family", None)]


def test_a_night_that_reads_pages_of_one_of_two_systems_is_no_redesign() -> None:
    earlier = Before({}, Counter(hanweb=500, trs=100), Counter(hanweb=10))
    assert failing(read(12, families=Counter(trs=12)), earlier=earlier) == []


def test_a_system_that_the_last_accepted_crawl_read_is_known() -> None:
    earlier = Before({}, Counter(hanweb=990, trs=10), Counter(trs=9, hanweb=1))
    assert failing(read(12, families=Counter(trs=12)), earlier=earlier) == []


def test_a_night_that_reads_only_pages_known_to_be_of_a_rare_system_is_no_redesign() -> None:
    earlier = Before({}, Counter(hanweb=1820, trs=180), Counter(hanweb=1820, trs=180))
    same = read(134, families=Counter(trs=134), same_families=Counter(trs=134))
    anew = read(134, families=Counter(jpage=134))
    assert failing(same, earlier=earlier) == []
    assert failing(anew, earlier=earlier) == [("family", None)]
    both = read(134, families=Counter(trs=114, jpage=20), same_families=Counter(trs=114))
    assert failing(both, earlier=earlier) == [("family", None)]


def test_new_pages_of_the_system_of_their_column_are_no_redesign() -> None:
    earlier = Before({}, Counter(hanweb=1820, trs=180), Counter(), {"notices": Counter(trs=180)})
    fresh = read(12, families=Counter(trs=12))
    for column, fails in (("notices", False), ("news", True)):
        checks = judge(portal_of(), [covered(column)], numbers({column: fresh}), earlier, DAY)
        assert bool(doubts(checks)) is fails


def test_news_that_stopped_fail_where_the_file_says_how_often_there_are_some() -> None:
    weekly = portal_of(news={"newest": {"max": 30, "reason": "weekly"}})
    assert failing(read(newest=date(2020, 5, 3)), portal=weekly) == [("newest", "news")]
    assert failing(read(newest=date(2020, 5, 4)), portal=weekly) == []
    assert failing(read(newest=None), portal=weekly) == [("newest", "news")]


def test_a_column_may_rest_for_years() -> None:
    assert failing(read(newest=date(2011, 5, 3)), earlier=before()) == []


def test_the_newest_date_of_the_whole_portal_has_a_bound_of_its_own() -> None:
    daily = portal_of({"newest": {"max": 7, "reason": "daily"}})
    assert failing(read(newest=date(2020, 5, 3)), portal=daily) == [("newest", None)]


@pytest.mark.parametrize("portal", [portal_of({"kept": LOOSE}), portal_of(news={"kept": LOOSE})])
def test_what_truly_went_is_accepted_by_a_moved_bound_of_the_portal_or_of_the_column(portal: Portal) -> None:
    assert failing(row=covered(entries=20), earlier=before(), portal=portal) == []


def test_a_moved_bound_of_one_column_lets_nothing_pass_elsewhere() -> None:
    portal = portal_of(news={"kept": LOOSE})
    earlier = Before({"news": ColumnBefore(100), "notices": ColumnBefore(100)})
    checks = judge(portal, [covered("news", 20), covered("notices", 20)], CrawlNumbers(), earlier, DAY)
    assert [(one.check, one.column) for one in checks if one.passed is False] == [("kept", "notices"), ("kept", None)]


@pytest.mark.parametrize("name", ["titled", "dated"])
def test_a_column_with_a_bound_of_its_own_is_left_out_of_the_whole(name: str) -> None:
    seen = numbers({"news": read(900, **{name: 0}), "notices": read()})
    rows = [covered("news", 900), covered("notices")]
    plain = judge(portal_of(), rows, seen, Before(), DAY)
    own = judge(portal_of(news={name: {"min": 0, "reason": "pictures"}}), rows, seen, Before(), DAY)
    assert [(one.check, one.column) for one in plain if one.passed is False] == [(name, None)]
    assert not doubts(own)


@pytest.mark.parametrize(
    ("name", "moved", "of"),
    [
        ("entries", {"min": 101}, "news"),
        ("unread", {"max": 0}, None),
        ("titled", {"min": 1}, None),
        ("dated", {"min": 1}, None),
        ("newest", {"max": 1}, None),
    ],
)
def test_a_bound_of_the_portal_is_of_each_column_or_of_the_whole(
    name: str, moved: Mapping[str, float], of: str | None
) -> None:
    poor = read(99, asked=103, unread=4, titled=98, dated=98, newest=date(2020, 6, 1))
    failed = failing(poor, portal=portal_of({name: {**moved, "reason": "it always was so"}}))
    assert [(check.partition("_")[0], column) for check, column in failed] == [(name, of)]


@pytest.mark.parametrize(("day", "fails"), [(date(2020, 6, 3), False), (date(2020, 6, 4), True)])
def test_a_moved_bound_holds_until_its_last_day(day: date, fails: bool) -> None:
    moved = portal_of({"kept": LOOSE | {"until": "2020-06-03"}})
    assert bool(failing(row=covered(entries=20), earlier=before(), portal=moved, day=day)) is fails


def test_what_failed_is_said_with_number_bound_and_reason() -> None:
    (doubt,) = doubts(judged(row=covered(stated_items=400)))
    assert doubt == (
        "news: 100 of the 400 entries that the site states were read "
        "(expected at least 50%: half of what the site itself states is missing)"
    )


def test_a_crawl_from_before_there_were_checks_is_judged_as_it_was_then() -> None:
    record = portal_of().model_dump_json(exclude=UNKNOWN_THEN).encode()
    lost = {"row": covered(entries=1, stated_items=900), "earlier": before(900)}
    bare = read(titled=0, dated=0, families=Counter(trs=100))
    assert failing(bare, portal=recorded_portal(record), **lost) == []
    assert failing(row=covered(entries=0), portal=recorded_portal(record)) == [("entries_min", "news")]


def test_a_record_keeps_the_bounds_that_a_crawl_was_held_to() -> None:
    moved = portal_of({"kept": LOOSE | {"until": "2020-06-03"}}, news={"entries": {"min": 7, "reason": "counted"}})
    assert recorded_portal(moved.model_dump_json().encode()) == moved
    assert '"kept":{"reason":"moved to' in moved.model_dump_json()
    assert '"stated":{"reason":"half' in moved.model_dump_json()


def other_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on every number of checks.yml is another one."""
    data = deepcopy(dict(bounds._data()))
    for check in data["checks"].values():
        check["least"] = 1_000_000
    data["defaults"] = {name: {**bound, "reason": "another"} for name, bound in data["defaults"].items()}
    for name in ("stated", "kept", "titled", "dated", "family"):
        data["defaults"][name]["min"] = 0
    data |= {"against_before": 0, "family_share": 0}
    monkeypatch.setattr(bounds, "_data", lambda: data)


LOST_TITLES = {"now": read(40, titled=0), "earlier": before()}
LOST_DATES = {"now": read(40, dated=19), "earlier": before(), "row": covered(stated_items=900)}
REDESIGNED = {"now": read(families=Counter(generic=100)), "earlier": Before({}, Counter(hanweb=95, generic=5))}
SHRUNK = {"row": covered(entries=20), "earlier": before()}


@pytest.mark.parametrize("crawl", [LOST_TITLES, LOST_DATES, REDESIGNED, SHRUNK])
def test_a_rebuild_judges_by_the_numbers_of_the_day(crawl: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    portal = portal_of({"kept": LOOSE | {"until": "2020-06-02"}})
    then = judged(portal=portal, **crawl)
    record = portal.model_dump_json().encode()
    other_defaults(monkeypatch)
    assert doubts(then)
    assert judged(portal=recorded_portal(record), **crawl) == then
    assert not doubts(judged(portal=portal_of(), **crawl))


def test_crawls_from_before_there_were_checks_are_judged_by_no_number_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    record = portal_of().model_dump_json(exclude=UNKNOWN_THEN).encode()
    unread = Numbers(asked=8, unread=5)
    then = judged(unread, portal=recorded_portal(record))
    other_defaults(monkeypatch)
    assert doubts(then)
    assert judged(unread, portal=recorded_portal(record)) == then
