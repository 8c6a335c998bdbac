"""Whole crawls: the real program, real HTTP on loopback, a real archive."""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from conftest import Answer, SiteServer, gongkai
from small_site import PORTAL, TITLES, answers, article, list_page, rows, small_site
from started import started
from warcio.archiveiterator import ArchiveIterator

StartSite = Callable[[Mapping[str, Any]], SiteServer]


@pytest.fixture
def portal_file(tmp_path: Path) -> Path:
    path = tmp_path / "small.yml"
    path.write_text(PORTAL, encoding="utf-8")
    return path


def crawl(portal_file: Path, archive: Path, host: str, *more: object) -> subprocess.CompletedProcess[str]:
    return gongkai("crawl", portal_file, "--archive", archive, "--host", host, "--json", *more)


def test_a_crawl_archives_every_document_once_with_its_date(site: StartSite, portal_file: Path, tmp_path: Path) -> None:
    server = site(answers(small_site()))
    result = crawl(portal_file, tmp_path / "a", server.address)
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["verdict"]["key"] == "ok"
    found = rows(tmp_path / "a", "select title, published_on, url from documents order by url")
    assert found == [
        (f"{TITLES[n % 4]}之{n + 1}", f"2018-03-{n + 1:02d}", f"http://small.invalid/a/{n}.html") for n in range(8)
    ]
    assert rows(tmp_path / "a", 'select "column", count(*) from listings group by 1 order by 1') == [
        ("small/news", 5),
        ("small/notices", 4),
    ]
    assert sorted(server.asked()) == sorted(set(server.asked())), "something was asked for twice"


def test_every_capture_points_at_its_record(site: StartSite, portal_file: Path, tmp_path: Path) -> None:
    server = site(answers(small_site()))
    crawl(portal_file, tmp_path / "a", server.address)
    captures = rows(
        tmp_path / "a", "select id, fetched_url, entity_digest, warc_file, warc_offset, warc_length from captures"
    )
    assert len(captures) == len(server.log)
    for identifier, url, digest, warc_file, offset, length in captures:
        with (tmp_path / "a" / "warc" / warc_file).open("rb") as file:
            file.seek(offset)
            record = next(iter(ArchiveIterator(file)))
            assert record.rec_headers.get_header("WARC-Record-ID") == f"<{identifier}>"
            assert record.rec_headers.get_header("WARC-Target-URI") == url
            assert "sha256:" + hashlib.sha256(record.content_stream().read()).hexdigest() == digest
            file.seek(offset + length)
            following = next(iter(ArchiveIterator(file)))
            assert following.rec_headers.get_header("WARC-Concurrent-To") == f"<{identifier}>"


def test_a_second_crawl_of_an_unchanged_site_adds_no_document(
    site: StartSite, portal_file: Path, tmp_path: Path
) -> None:
    server = site(answers(small_site()))
    crawl(portal_file, tmp_path / "a", server.address)
    before = rows(tmp_path / "a", "select id, title, published_on, first_seen from documents order by id")
    crawl(portal_file, tmp_path / "a", server.address)
    assert rows(tmp_path / "a", "select id, title, published_on, first_seen from documents order by id") == before
    assert rows(tmp_path / "a", "select count(*) from crawls where accepted = 1") == [(2,)]


def test_a_503_that_recovers_is_tried_again_after_the_wait_it_asks_for(
    site: StartSite, portal_file: Path, tmp_path: Path
) -> None:
    pages = answers(small_site())
    pages["/a/0.html"] = [Answer("busy", 503, {"Retry-After": "1"}), pages["/a/0.html"]]
    server = site(pages)
    result = crawl(portal_file, tmp_path / "a", server.address)
    assert json.loads(result.stdout)["verdict"]["key"] == "ok"
    asked = [(at, path) for at, path, _ in server.log]
    first = next(index for index, (_, path) in enumerate(asked) if path == "/a/0.html")
    assert asked[first + 1][0] - asked[first][0] >= 1.0, "the host was asked again too early"
    assert rows(tmp_path / "a", "select status from captures where url like '%/a/0.html' order by captured_at") == [
        (503,),
        (200,),
    ]


def test_a_site_that_is_down_is_a_loud_failure_and_changes_nothing(
    site: StartSite, portal_file: Path, tmp_path: Path
) -> None:
    server = site(answers(small_site()))
    crawl(portal_file, tmp_path / "a", server.address)
    before = rows(tmp_path / "a", "select * from documents order by id")
    server.close()
    result = crawl(portal_file, tmp_path / "a", server.address)
    assert result.returncode == 5
    assert "nothing could be read" in result.stdout
    assert rows(tmp_path / "a", "select * from documents order by id") == before


@pytest.mark.parametrize("status", [403, 412, 521])
def test_a_host_that_refuses_is_not_asked_a_fourth_time(
    site: StartSite, portal_file: Path, tmp_path: Path, status: int
) -> None:
    pages = answers(small_site())
    pages |= {path: Answer("no", status) for path in pages if path.startswith("/a/")}
    server = site(pages)
    result = crawl(portal_file, tmp_path / "a", server.address)
    assert result.returncode == 4
    assert f"HTTP {status}" in result.stdout
    assert sum(path.startswith("/a/") for path in server.asked()) == 3
    assert rows(tmp_path / "a", "select count(*) from documents") == [(0,)]


def test_a_column_that_is_gone_makes_the_crawl_suspect_and_changes_nothing(
    site: StartSite, portal_file: Path, tmp_path: Path
) -> None:
    server = site(answers(small_site()))
    crawl(portal_file, tmp_path / "a", server.address)
    before = rows(tmp_path / "a", "select * from documents order by id")
    for path, served in server.pages.items():
        text = str(served[0].body).replace('<a href="/notices/">通知公告</a>', "")
        server.pages[path] = [Answer(text, served[0].status, served[0].headers)]
    result = crawl(portal_file, tmp_path / "a", server.address)
    assert result.returncode == 3
    assert "notices" in json.loads(result.stdout)["verdict"]["reason"]
    assert rows(tmp_path / "a", "select * from documents order by id") == before


def test_an_emptied_list_makes_the_crawl_suspect(site: StartSite, portal_file: Path, tmp_path: Path) -> None:
    pages = answers(small_site())
    pages["/notices/"] = Answer(list_page())
    result = crawl(portal_file, tmp_path / "a", site(pages).address)
    assert result.returncode == 3
    assert "notices: no entries were read" in json.loads(result.stdout)["verdict"]["reason"]


GONE = "<html><head><title>404 Not Found</title></head><body>您访问的页面不存在</body></html>"


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Answer(GONE), id="error text with 200"),
        pytest.param(Answer("gone", 404), id="404", marks=pytest.mark.heavy),
        pytest.param(Answer("broken", 501), id="501", marks=pytest.mark.heavy),
        pytest.param(Answer("", 302, {"Location": "/"}), id="sent to the home page", marks=pytest.mark.heavy),
    ],
)
def test_lists_whose_entries_cannot_be_read_are_no_success(
    site: StartSite, portal_file: Path, tmp_path: Path, answer: Answer
) -> None:
    archive = tmp_path / "a"
    server = site(answers(small_site()))
    crawl(portal_file, archive, server.address)
    before = rows(archive, "select * from documents order by id")
    server.pages |= {path: [answer] for path in server.pages if path.startswith("/a/")}
    result = crawl(portal_file, archive, server.address, "--full")
    assert result.returncode == 3
    assert "8 of 8 entries" in json.loads(result.stdout)["verdict"]["reason"]
    assert rows(archive, "select * from documents order by id") == before


def test_robots_txt_is_obeyed_and_what_it_closes_is_said(site: StartSite, portal_file: Path, tmp_path: Path) -> None:
    pages = answers(small_site())
    pages["/robots.txt"] = Answer("User-agent: *\nDisallow: /notices/\n", headers={"Content-Type": "text/plain"})
    server = site(pages)
    result = crawl(portal_file, tmp_path / "a", server.address)
    states = {row["column"]: row["state"] for row in json.loads(result.stdout)["coverage"]}
    assert states == {"news": "complete", "notices": "disallowed"}
    assert "/notices/" not in server.asked()


@pytest.mark.heavy
def test_crawl_delay_is_kept_between_requests(site: StartSite, portal_file: Path, tmp_path: Path) -> None:
    pages = answers(small_site())
    pages["/robots.txt"] = Answer("User-agent: *\nCrawl-delay: 0.5\n", headers={"Content-Type": "text/plain"})
    server = site(pages)
    crawl(portal_file, tmp_path / "a", server.address)
    times = [at for at, path, _ in server.log if path != "/robots.txt"]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    # The server sees arrivals, which waver a little around the moments of asking.
    assert min(gaps) >= 0.4, f"asked after {min(gaps):.3f} s"


def test_a_host_that_asks_to_wait_is_not_asked_before_whatever_its_answer(
    site: StartSite, portal_file: Path, tmp_path: Path
) -> None:
    pages = answers(small_site())
    pages["/a/0.html"] = Answer("slow down", 429, {"Retry-After": "1"})
    server = site(pages)
    crawl(portal_file, tmp_path / "a", server.address)
    times = [at for at, _, _ in server.log]
    refused = server.asked().index("/a/0.html")
    assert times[refused + 1] - times[refused] >= 0.9


def test_a_pager_that_leads_off_the_site_leaves_the_column_incomplete(
    site: StartSite, portal_file: Path, tmp_path: Path
) -> None:
    elsewhere = site({})
    pages = answers(small_site())
    first = str(pages["/news/"].body)
    pages["/news/"] = Answer(first.replace('href="/news/index_1.html"', f'href="{elsewhere.address}index_1.html"'))
    result = crawl(portal_file, tmp_path / "a", site(pages).address)
    states = {row["column"]: row["state"] for row in json.loads(result.stdout)["coverage"]}
    assert states == {"news": "incomplete", "notices": "complete"}
    assert elsewhere.log == []


def test_a_list_page_that_fails_leaves_the_column_incomplete(
    site: StartSite, portal_file: Path, tmp_path: Path
) -> None:
    pages = answers(small_site())
    pages["/news/index_1.html"] = Answer("broken", 501)
    result = crawl(portal_file, tmp_path / "a", site(pages).address)
    (news,) = [row for row in json.loads(result.stdout)["coverage"] if row["column"] == "news"]
    assert news["state"] == "incomplete"
    assert "HTTP 501" in news["note"]


def test_an_error_page_in_the_place_of_a_file_is_no_file(site: StartSite, portal_file: Path, tmp_path: Path) -> None:
    pages = answers(small_site())
    pages["/notices/"] = Answer(
        list_page(*[(f"/f/{n}.pdf", f"{TITLES[n]}附件", f"2018-03-0{n + 1}") for n in range(4)])
    )
    gone = "<html><head><title>404 Not Found</title></head><body>您访问的页面不存在</body></html>"
    pages |= {f"/f/{n}.pdf": Answer(b"%PDF-1.4", headers={"Content-Type": "application/pdf"}) for n in range(3)}
    pages["/f/3.pdf"] = Answer(gone)
    crawl(portal_file, tmp_path / "a", site(pages).address)
    states = dict(rows(tmp_path / "a", "select url, state from documents where url like '%.pdf'"))
    assert [states[f"http://small.invalid/f/{n}.pdf"] for n in range(4)] == ["file", "file", "file", "unfetched"]


@pytest.mark.parametrize("signal_number", [pytest.param(signal.SIGINT, marks=pytest.mark.heavy), signal.SIGTERM])
def test_a_crawl_that_is_told_to_stop_makes_nothing_current(
    site: StartSite, portal_file: Path, tmp_path: Path, signal_number: int
) -> None:
    pages = answers(small_site())
    pages["/robots.txt"] = Answer("User-agent: *\nCrawl-delay: 0.5\n", headers={"Content-Type": "text/plain"})
    server = site(pages)
    command = [sys.executable, "-m", "crawler.cli.main", "crawl", str(portal_file)]
    with started(
        [*command, "--archive", str(tmp_path / "a"), "--host", server.address],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        while len(server.log) < 6 and process.poll() is None:
            time.sleep(0.05)
        process.send_signal(signal_number)
        assert process.wait(60) == 6
    assert rows(tmp_path / "a", "select count(*) from documents") == [(0,)]


def test_redirects_stay_on_the_portal_and_keep_the_entrys_address(
    site: StartSite, portal_file: Path, tmp_path: Path
) -> None:
    trap = site({"/secret": Answer(article("不该取的页面", "2018-01-01"))})
    pages = answers(small_site())
    pages["/a/0.html"] = Answer("", 302, {"Location": "/moved/0.html"})
    pages["/moved/0.html"] = Answer(article("搬家后的通知", "2018-03-01"))
    pages["/a/1.html"] = Answer("", 302, {"Location": trap.address + "secret"})
    pages["/a/2.html"] = Answer("", 302, {"Location": "/a/2.html"})
    result = crawl(portal_file, tmp_path / "a", site(pages).address)
    assert trap.log == []
    titles = dict(rows(tmp_path / "a", "select url, title from documents"))
    assert titles["http://small.invalid/a/0.html"] == "搬家后的通知"
    note = json.loads(result.stdout)["coverage"][0]["note"]
    assert "redirected off the site" in note
    states = dict(rows(tmp_path / "a", "select url, state from documents"))
    assert states["http://small.invalid/a/2.html"] == "unfetched"


def test_one_honest_agent_asks_for_everything(site: StartSite, portal_file: Path, tmp_path: Path) -> None:
    server = site(answers(small_site()))
    crawl(portal_file, tmp_path / "a", server.address, "--contact", "desk@paper.invalid")
    (agent,) = {agent for _, _, agent in server.log}
    assert agent.startswith("gongkai/")
    assert "desk@paper.invalid" in agent


def test_no_host_but_loopback_is_asked_without_a_contact(portal_file: Path, tmp_path: Path) -> None:
    result = gongkai("crawl", portal_file, "--archive", tmp_path / "a", environment={"GONGKAI_CONTACT": ""})
    assert result.returncode == 2
    assert "--contact" in result.stderr
    assert not (tmp_path / "a").exists()


def test_songshan_without_a_host_says_what_to_give(tmp_path: Path) -> None:
    result = gongkai("run", "songshan", "--archive", tmp_path / "a")
    assert result.returncode == 2
    assert "--host" in result.stderr
    assert not (tmp_path / "a").exists()


def test_a_second_run_on_the_same_archive_is_refused(site: StartSite, portal_file: Path, tmp_path: Path) -> None:
    pages = answers(small_site())
    pages["/robots.txt"] = Answer("User-agent: *\nCrawl-delay: 1\n", headers={"Content-Type": "text/plain"})
    server = site(pages)
    command = [sys.executable, "-m", "crawler.cli.main", "crawl", str(portal_file)]
    with started(
        [*command, "--archive", str(tmp_path / "a"), "--host", server.address],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ):
        deadline = time.monotonic() + 60
        while not server.log and time.monotonic() < deadline:
            time.sleep(0.05)
        second = crawl(portal_file, tmp_path / "a", server.address)
    assert second.returncode == 7
    assert "another run" in second.stderr


def test_a_full_disk_is_said_and_leaves_earlier_facts(
    site: StartSite, portal_file: Path, tmp_path: Path, small_disk: Path
) -> None:
    archive = small_disk / "a"
    pages = answers(small_site())
    server = site(pages)
    assert crawl(portal_file, archive, server.address).returncode == 0
    before = rows(archive, "select * from documents order by id")
    noise = "".join(hashlib.sha256(str(n).encode()).hexdigest() for n in range(40_000))
    server.pages["/a/3.html"] = [Answer(article("大文件", "2018-01-01").replace("正文", noise))]
    result = crawl(portal_file, archive, server.address, "--full")
    assert result.returncode == 8
    assert "cannot be written" in result.stderr
    assert "Traceback" not in result.stderr
    assert str(small_disk) in result.stderr
    assert rows(archive, "select * from documents order by id") == before


def test_an_archive_that_is_no_database_is_named(site: StartSite, portal_file: Path, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "archive.db").write_text("not a database, and long enough to be looked at " * 20)
    result = crawl(portal_file, tmp_path / "a", site(answers(small_site())).address)
    assert result.returncode == 8
    assert "cannot be used" in result.stderr
