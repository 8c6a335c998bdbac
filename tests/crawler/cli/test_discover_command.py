"""gongkai discover: polite, bounded, honest about what it did not see, and what it writes can be run."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import Answer, SiteServer, gongkai
from small_site import answers, list_page, page, small_site

from archive.warc_reader import read_records
from crawler.portal import load_portal_file

StartSite = Callable[[Mapping[str, Any]], SiteServer]


@pytest.fixture
def small(site: StartSite) -> SiteServer:
    return site(answers(small_site()))


def test_what_it_writes_can_be_run(small: SiteServer, tmp_path: Path) -> None:
    file = tmp_path / "small.yml"
    assert gongkai("discover", small.address, "--out", file).returncode == 0
    result = gongkai("crawl", file, "--archive", tmp_path / "a", "--json")
    assert json.loads(result.stdout)["verdict"]["key"] == "ok", result.stderr
    assert [column.title for column in load_portal_file(file).columns] == ["党政要闻", "通知公告"]


def test_without_a_file_the_portal_stands_on_stdout_and_progress_on_stderr(small: SiteServer) -> None:
    result = gongkai("discover", small.address)
    assert "portal: portal\n" in result.stdout
    assert "/news/  3 entries" in result.stderr


def test_json_is_the_proposal(small: SiteServer) -> None:
    proposal = json.loads(gongkai("discover", small.address, "--name", "small", "--json").stdout)
    assert proposal["portal"] == "small"
    assert {column["title"]: column["entries_seen"] for column in proposal["columns"]} == {"通知公告": 4, "党政要闻": 3}


@pytest.mark.parametrize("budget", [2, 3, 5])
def test_no_more_is_asked_than_the_budget_robots_txt_included(small: SiteServer, budget: int) -> None:
    gongkai("discover", small.address, "--budget", budget)
    assert len(small.log) == budget


def test_second_tries_count_too(site: StartSite) -> None:
    busy = Answer("busy", 503)
    server = site(answers(small_site()) | {"/news/": busy, "/notices/": busy})
    gongkai("discover", server.address, "--budget", 6)
    assert len(server.log) == 6


def test_one_agent_that_says_who_it_is_asks_robots_txt_first(small: SiteServer) -> None:
    gongkai("discover", small.address, "--contact", "someone@example.org")
    assert small.asked()[0] == "/robots.txt"
    assert all("contact: someone@example.org" in agent for _, _, agent in small.log)


def test_what_robots_txt_closes_is_not_asked_and_said(site: StartSite) -> None:
    server = site(answers(small_site()) | {"/robots.txt": Answer("User-agent: *\nDisallow: /notices/\n")})
    result = gongkai("discover", server.address)
    assert "/notices/" not in server.asked()
    assert "disallowed by robots.txt" in result.stdout


def test_a_host_that_refuses_is_not_asked_a_fourth_time(site: StartSite) -> None:
    server = site({"/robots.txt": Answer("", 404), **{f"/{n}": Answer("no", 403) for n in range(9)}})
    links = "".join(f'<a href="/{n}">栏目{n}</a>' for n in range(9))
    server.pages["/"] = [Answer(page(f"<div class='nav'>{links}</div>"))]
    result = gongkai("discover", server.address)
    assert sum(path.strip("/").isdigit() for path in server.asked()) <= 3
    assert result.returncode == 4, result.stderr


def test_a_site_without_lists_writes_nothing_and_says_why(site: StartSite, tmp_path: Path) -> None:
    server = site(answers({"/": "<html><body><p>欢迎访问本站</p></body></html>"}))
    result = gongkai("discover", server.address, "--out", tmp_path / "x.yml")
    assert (result.returncode, (tmp_path / "x.yml").exists()) == (5, False)
    assert "no column was found" in result.stderr


@pytest.mark.heavy
def test_a_host_that_is_down_is_a_loud_failure(small: SiteServer) -> None:
    small.close()
    result = gongkai("discover", small.address)
    assert result.returncode == 5
    assert "the home page could not be read" in result.stderr


def test_a_spent_budget_is_said_in_the_file(small: SiteServer) -> None:
    text = gongkai("discover", small.address, "--budget", 3).stdout
    assert "# Unsure: the budget was spent." in text
    assert "# Not looked at" in text


def test_no_host_but_loopback_is_asked_without_a_contact() -> None:
    result = gongkai("discover", "http://www.example.invalid/", environment={"GONGKAI_CONTACT": ""})
    assert result.returncode == 2
    assert "--contact" in result.stderr


def test_a_file_that_a_person_may_have_edited_is_not_overwritten(small: SiteServer, tmp_path: Path) -> None:
    file = tmp_path / "small.yml"
    file.write_text("portal: small\n", encoding="utf-8")
    result = gongkai("discover", small.address, "--out", file)
    assert (result.returncode, file.read_text(encoding="utf-8")) == (2, "portal: small\n")
    assert small.log == []


@pytest.mark.parametrize("arguments", [("--out", "2.yml"), ("--name", "Große"), ("--out", "a.yml", "--name", "b")])
def test_a_name_that_no_portal_file_takes_is_refused_before_anything_is_asked(
    small: SiteServer, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    given = [tmp_path / one if one.endswith(".yml") else one for one in arguments]
    assert gongkai("discover", small.address, *given).returncode == 2
    assert small.log == []


def test_every_exchange_is_kept_where_a_folder_is_named(small: SiteServer, tmp_path: Path) -> None:
    gongkai("discover", small.address, "--warc", tmp_path / "w")
    (file,) = (tmp_path / "w").glob("*.warc.gz")
    answered = [record.url for record in read_records(file) if record.kind == "response"]
    assert len(answered) == len(small.log)


def test_links_to_the_site_by_its_name_are_its_own_where_it_is_reached_by_number(site: StartSite) -> None:
    pages = small_site()
    named = {path: str(body).replace('href="/', 'href="http://www.small.invalid/') for path, body in pages.items()}
    links = "".join(f'<a href="http://www.small.invalid/x{n}.html">这是第{n}条更长一些的标题文字</a>' for n in range(5))
    server = site(answers(named | {"/": named["/"] + links, "/robots.txt": Answer("", 404)}))
    proposal = json.loads(gongkai("discover", server.address, "--json").stdout)
    assert proposal["hosts"] == [server.address, "http://www.small.invalid/"]
    assert [column["title"] for column in proposal["columns"]] == ["党政要闻", "通知公告"]


def test_a_home_page_that_sends_to_another_site_is_said(site: StartSite) -> None:
    moved = Answer("", 302, {"Location": "http://elsewhere.invalid/"})
    result = gongkai("discover", site({"/": moved}).address)
    assert result.returncode == 5
    assert "http://elsewhere.invalid/" in result.stderr


def test_a_list_of_one_entry_is_a_column(site: StartSite) -> None:
    pages = small_site() | {"/notices/": list_page(("/a/7.html", "关于公布联系方式的通知", "2018-03-08"))}
    proposal = json.loads(gongkai("discover", site(answers(pages)).address, "--json").stdout)
    assert {column["title"]: column["entries_seen"] for column in proposal["columns"]} == {"通知公告": 1, "党政要闻": 3}
