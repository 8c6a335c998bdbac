"""Redirects that circle behind an entry end there, and are said; entries that lead to one page do not circle."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import Answer, SiteServer, gongkai
from small_site import PORTAL, answers, article, rows, small_site

from archive.records import ColumnNotFound, NotRead, Request
from crawler import walk
from crawler.portal import Portal, load_portal_file

CIRCLE = "redirects in a circle"


def to(address: str) -> Answer:
    return Answer("", 302, {"Location": address})


@pytest.fixture(scope="module")
def circling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, SiteServer]]:
    """The archive of a crawl of a site two of whose entries lead into one circle, and two to one page."""
    folder = tmp_path_factory.mktemp("circling")
    (folder / "small.yml").write_text(PORTAL, encoding="utf-8")
    pages = answers(small_site()) | {
        "/a/0.html": to("/sign-in"),
        "/a/1.html": to("/sign-in"),
        "/sign-in": to("/ticket"),
        "/ticket": to("/sign-in"),
        "/a/2.html": to("/both.html"),
        "/a/5.html": to("/both.html"),
        "/both.html": Answer(article("两个栏目都有的通知", "2018-03-03")),
    }
    server = SiteServer(pages)
    result = gongkai("crawl", folder / "small.yml", "--archive", folder / "a", "--host", server.address)
    assert result.returncode == 0, result.stderr
    yield folder / "a", server
    server.close()


def test_each_entry_that_leads_into_the_circle_was_not_read(circling: tuple[Path, SiteServer]) -> None:
    unread = rows(circling[0], "select url, purpose, reason, answered from unread order by url")
    assert unread == [(f"http://small.invalid/a/{number}.html", "document", CIRCLE, 0) for number in range(2)]
    said = rows(circling[0], "select state, documents_fetched, failed, note from coverage order by rowid")
    first = "first http://small.invalid/a/0.html"
    assert said == [
        ("incomplete", 3, 2, f"entries not read: 2 ({CIRCLE}), {first}"),
        ("complete", 4, 0, ""),
    ]


def test_the_circle_is_gone_round_once_for_each(circling: tuple[Path, SiteServer]) -> None:
    asked = circling[1].asked()
    assert [asked.count(path) for path in ("/sign-in", "/ticket", "/both.html")] == [2, 2, 2]


def test_a_rebuild_says_the_same_of_it(circling: tuple[Path, SiteServer]) -> None:
    result = gongkai("rebuild", "--archive", circling[0], "--json", "--check")
    assert (result.returncode, json.loads(result.stdout)["differences"]) == (0, []), result.stdout + result.stderr


def test_a_home_page_behind_a_circle_is_a_failure_that_says_why(
    site: Callable[[Mapping[str, Any]], SiteServer], tmp_path: Path
) -> None:
    (tmp_path / "small.yml").write_text(PORTAL, encoding="utf-8")
    server = site({"/": to("/sign-in"), "/sign-in": to("/ticket"), "/ticket": to("/sign-in")})
    command = ("crawl", tmp_path / "small.yml", "--archive", tmp_path / "a", "--host", server.address)
    assert gongkai(*command).returncode != 0
    verdict = ("failed", f"nothing could be read: {CIRCLE} (1 times)")
    assert rows(tmp_path / "a", "select verdict, reason from crawls") == [verdict]


def searching(portal: Portal) -> Request:
    """What is asked for behind a home page that names neither column."""
    home = "<html><body><div class='nav'><a href='/open/'>政务公开</a></div></body></html>".encode()
    exchange = walk.Exchange(Request(portal.base, "navigation"), 200, home, "text/html; charset=utf-8")
    (request,) = walk.step(portal, exchange).requests
    return request


def test_a_circle_ends_no_search(tmp_path: Path) -> None:
    (tmp_path / "small.yml").write_text(PORTAL, encoding="utf-8")
    portal = load_portal_file(tmp_path / "small.yml")
    request = searching(portal)
    assert request.search
    unread, *found = walk.circle(portal, request).records
    assert unread == NotRead("http://small.invalid/open/", "navigation", None, CIRCLE, answered=False)
    assert {type(record) for record in found} == {ColumnNotFound}
