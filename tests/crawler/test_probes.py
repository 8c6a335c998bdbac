"""Which documents that are off their lists a crawl asks for, and that none is lost whose answer said nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from conftest import Answer
from small_site import list_page, rows
from watched_site import BASE, StartSite, Watched, entry, rebuilt, tagged_site

from archive.known import Entry, Known
from archive.records import ColumnFound, Listed, Listing, ListPageRead, WalkRecord
from crawler.coverage import CoverageTracker
from crawler.incremental import Memory
from crawler.plan import Plan

SITE = "http://s.invalid"
KNOWN = Known("base", "2020-06-01T16:30:00.000000Z", comparable=frozenset({"news"}))
PLAN = Plan("base", full=False)


def probed(known: Known, plan: Plan = PLAN, listed: Collection[str] = ("new",)) -> list[str]:
    """Which paths are probed when the list of the one column is read, and names these."""
    records: list[WalkRecord] = [ColumnFound("news", f"{SITE}/news")]
    records += [Listed("news", Listing(path, path, None, 0), f"{SITE}/{path}", "page", "", "") for path in listed]
    records.append(ListPageRead("news", f"{SITE}/news", 1, len(listed), True, None, None))
    tracker = CoverageTracker(["news"])
    memory = Memory(tracker, known, plan)
    for record in records:
        tracker.add(record)
        memory.notice(record)
    return [request.url.removeprefix(f"{SITE}/") for request in memory.probes()]


def entries(*paths: str) -> dict[tuple[str, str], Entry]:
    return {("news", f"{SITE}/{path}"): Entry(path, None) for path in paths}


def test_what_is_off_its_list_since_before_is_asked_for_in_its_turn_and_by_a_full_crawl() -> None:
    known = replace(KNOWN, off=entries("due", "not-due"))
    carried = frozenset({f"{SITE}/not-due"})
    assert probed(known, replace(PLAN, carried=carried)) == ["due"]
    assert probed(known, Plan("base", full=True)) == ["due", "not-due"]


def test_what_just_left_its_list_is_asked_for_whatever_the_plan() -> None:
    assert probed(replace(KNOWN, entries=entries("left")), replace(PLAN, carried=frozenset({f"{SITE}/left"}))) == [
        "left"
    ]


def test_what_is_listed_again_is_not_probed() -> None:
    assert probed(replace(KNOWN, off=entries("back")), listed=["back"]) == []


def test_what_stood_on_the_list_of_a_column_that_is_found_elsewhere_now_is_not_probed() -> None:
    assert probed(replace(KNOWN, entries=entries("left"), comparable=frozenset())) == []


def test_a_crawl_that_rests_on_nothing_probes_nothing() -> None:
    assert probed(replace(KNOWN, entries=entries("left")), Plan()) == []


def test_a_removal_is_told_though_the_first_looks_said_nothing(site: StartSite, tmp_path: Path) -> None:
    """Of one page the server was busy when it left its list; the other was deleted a night after it left."""
    watched = Watched(site(tagged_site()), tmp_path)
    watched.crawl(0)
    watched.server.pages["/news/index_1.html"] = [Answer(list_page(entry(3)))]
    watched.server.pages["/notices/"] = [Answer(list_page(entry(6), entry(7)))]
    watched.server.pages["/a/5.html"] = [Answer("busy", 501)]
    watched.crawl(1)
    for path in ("/a/4.html", "/a/5.html"):
        watched.server.pages[path] = [Answer("gone", 404)]
    for night in (2, 3, 4):
        watched.crawl(night)
    assert watched.documents(4) == set(), "what is sure to be gone is not asked for"
    told = "select kind, url, seen_at from changes where kind in ('removed', 'delisted') order by seen_at, url"
    assert [row[:2] for row in rows(watched.archive, told)] == [
        ("delisted", f"{BASE}/a/4.html"),
        ("removed", f"{BASE}/a/4.html"),
        ("removed", f"{BASE}/a/5.html"),
    ]
    before, now = rebuilt(watched.archive)
    assert now == before
