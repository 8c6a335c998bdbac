"""A run asks for no more than its budget, whatever asks: robots.txt of any host, second tries, scripts of pages.

What was refused for it stays as if it had never been asked for.
"""

from __future__ import annotations

import gzip
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import Answer, SiteServer, gongkai
from small_site import PORTAL, answers, page, rows, small_site

from archive.content_coding import MAX_ENTITY_BYTES

StartSite = Callable[[Mapping[str, Any]], SiteServer]
Crawl = Callable[..., dict[str, Any]]
BUSY = Answer("busy", 503)
#: An answer that ends before its end, each time it is asked for.
CUT = Answer("5\r\nhel", headers={"Transfer-Encoding": "chunked", "Connection": "close"})
#: A small answer that is unpacked to more than is read.
BOMB = Answer(gzip.compress(bytes(MAX_ENTITY_BYTES + 1)), headers={"Content-Encoding": "gzip"})
NEVER = "never captured"


@pytest.fixture
def crawl(tmp_path: Path) -> Iterator[Crawl]:
    """Crawl a site with a budget, by one process; what the run says of itself."""

    def crawled(budget: int, *hosts: SiteServer) -> dict[str, Any]:
        text = PORTAL.replace("{delay: 0}", f"{{delay: 0, budget: {budget}}}")
        text += f"hosts: {[host.address for host in hosts]}\n"
        (tmp_path / "small.yml").write_text(text, encoding="utf-8")
        done = gongkai("crawl", tmp_path / "small.yml", "--archive", tmp_path / "a", "--json")
        assert done.stdout, done.stderr
        said: dict[str, Any] = json.loads(done.stdout)
        return said | {"code": done.returncode}

    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})  # one core: no second process
    yield crawled
    os.sched_setaffinity(0, before)


def unread(folder: Path) -> dict[str, str]:
    """Why each address was not read."""
    return dict(rows(folder / "a", "select replace(url, 'http://small.invalid', ''), reason from unread"))


@pytest.mark.heavy
def test_second_tries_of_robots_txt_are_requests_of_the_budget(site: StartSite, tmp_path: Path, crawl: Crawl) -> None:
    server = site(answers(small_site()) | {"/robots.txt": BUSY})
    said = crawl(3, server)
    assert server.asked() == ["/robots.txt"] * 3
    assert said["requests"] == 3
    assert unread(tmp_path) == {"/": NEVER}
    assert gongkai("rebuild", "--check", "--archive", tmp_path / "a").returncode == 0


def test_a_budget_of_one_is_spent_with_robots_txt(site: StartSite, tmp_path: Path, crawl: Crawl) -> None:
    server = site(answers(small_site()))
    said = crawl(1, server)
    assert (server.asked(), said["requests"], said["verdict"]["key"], said["code"]) == (["/robots.txt"], 1, "failed", 5)
    assert unread(tmp_path) == {"/": NEVER}
    assert gongkai("rebuild", "--check", "--archive", tmp_path / "a").returncode == 0


def test_a_second_host_that_robots_txt_leads_to_is_asked_within_the_budget(
    site: StartSite, tmp_path: Path, crawl: Crawl
) -> None:
    second = site({"/robots.txt": CUT})
    first = site(answers(small_site()) | {"/robots.txt": Answer("", 301, {"Location": f"{second.address}robots.txt"})})
    crawl(3, first)
    assert (first.asked(), second.asked()) == (["/robots.txt"], ["/robots.txt"] * 2)
    assert unread(tmp_path) == {"/": NEVER}


def test_a_page_that_leads_to_a_second_host_is_asked_for_within_the_budget(
    site: StartSite, tmp_path: Path, crawl: Crawl
) -> None:
    second = site(answers(small_site()) | {"/robots.txt": BUSY})
    first = site(answers(small_site()) | {"/": Answer("", 302, {"Location": f"{second.address}index.html"})})
    crawl(2, first, second)
    assert (first.asked(), second.asked()) == (["/robots.txt", "/"], [])
    assert unread(tmp_path) == {"/": NEVER}  # by the address that led there


def test_what_the_budget_refuses_was_never_asked_for_and_what_failed_last_has_failed(
    site: StartSite, tmp_path: Path, crawl: Crawl
) -> None:
    """The last request allowed is the fourth for a page that is broken off each time."""
    server = site(answers(small_site()) | {"/news/": CUT})
    said = crawl(2 + 1 + 4, server)
    asked = Counter(server.asked())
    assert (asked.total(), asked["/news/"], said["requests"]) == (7, 4, 7)
    reasons = unread(tmp_path)
    assert "ResponseDataLossError" in reasons.pop("/news/")
    assert set(reasons.values()) == {NEVER}
    assert gongkai("rebuild", "--check", "--archive", tmp_path / "a").returncode == 0


def test_one_process_asks_for_as_much_as_the_budget_allows(site: StartSite, tmp_path: Path, crawl: Crawl) -> None:
    server = site(answers(small_site()))
    said = crawl(9, server)
    assert (len(server.log), said["requests"]) == (9, 9)
    assert rows(tmp_path / "a", "select count(*) from captures") == [(9,)]


def test_a_budget_that_is_just_enough_leaves_nothing_out(site: StartSite, crawl: Crawl) -> None:
    server = site(answers(small_site()))
    said = crawl(13, server)
    assert (len(server.log), said["requests"], said["verdict"]["key"]) == (13, 13, "ok")


@pytest.mark.heavy
@pytest.mark.parametrize(("answer", "reason"), [(BUSY, "HTTP 503"), (CUT, "ResponseDataLossError")])
def test_a_page_whose_second_tries_the_budget_ends_gave_what_it_answered_last(
    site: StartSite, tmp_path: Path, crawl: Crawl, answer: Answer, reason: str
) -> None:
    server = site(answers(small_site()) | {"/news/": answer})
    crawl(5, server)
    assert server.asked() == ["/robots.txt", "/", "/notices/", "/news/", "/news/"]
    reasons = unread(tmp_path)
    assert reason in reasons.pop("/news/")
    assert set(reasons.values()) == {NEVER}
    assert gongkai("rebuild", "--check", "--archive", tmp_path / "a").returncode == 0


@pytest.mark.heavy
def test_what_is_asked_between_two_tries_may_spend_the_budget(site: StartSite, tmp_path: Path, crawl: Crawl) -> None:
    """A list that was found meanwhile is asked for before the document is tried again: the first of either list, by
    which of them is read when it is chosen.
    """
    pages = answers(small_site())
    server = site(pages | {path: BUSY for path in pages if path.startswith("/a/")})
    crawl(6, server)
    *before, document, after = server.asked()
    assert (before, after) == (["/robots.txt", "/", "/notices/", "/news/"], "/news/index_1.html")
    reasons = unread(tmp_path)
    assert reasons.pop(document) == "HTTP 503"
    assert document.startswith("/a/")
    assert set(reasons.values()) == {NEVER}
    assert gongkai("rebuild", "--check", "--archive", tmp_path / "a").returncode == 0


@pytest.mark.heavy
def test_a_page_that_an_earlier_run_tried_and_the_next_does_not_reach_gave_what_it_answered_then(
    site: StartSite, tmp_path: Path, crawl: Crawl
) -> None:
    server = site(answers(small_site()) | {"/": Answer("busy", 503, {"Retry-After": "700"})})
    assert crawl(3, server)["verdict"]["key"] == "interrupted"
    server.pages["/robots.txt"] = [BUSY]
    assert crawl(3, server)["verdict"]["key"] == "failed"
    assert server.asked() == ["/robots.txt", "/", *["/robots.txt"] * 3]
    assert unread(tmp_path) == {"/": "HTTP 503"}
    assert rows(tmp_path / "a", "select count(*) from crawls") == [(1,)]
    assert gongkai("rebuild", "--check", "--archive", tmp_path / "a").returncode == 0


@pytest.mark.heavy
@pytest.mark.parametrize(("answer", "reason"), [(BUSY, "HTTP 503"), (BOMB, "EntityTooLongError")])
def test_what_came_to_nothing_while_a_challenge_closed_the_crawl_is_said(
    site: StartSite, tmp_path: Path, crawl: Crawl, answer: Answer, reason: str
) -> None:
    """The next page is asked for before the last is read."""
    challenge = Answer(page("<script>$_ts=window['$_ts'];$_ts.cd='abc';</script>", "请稍候"))
    server = site(answers(small_site()) | {"/notices/": challenge, "/news/": answer})
    assert crawl(20, server)["verdict"]["key"] == "blocked"
    assert server.asked() == ["/robots.txt", "/", "/notices/", "/news/"]
    assert reason in unread(tmp_path)["/news/"]
    assert gongkai("rebuild", "--check", "--archive", tmp_path / "a").returncode == 0
