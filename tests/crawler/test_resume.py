"""Killed anywhere, run again: the same crawl goes on, nothing is lost and nothing is there twice."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from clocked import crawl_at
from conftest import Answer, SiteServer, gongkai
from small_site import PORTAL, answers, rows, small_site
from sqlite_utils import Database

from archive.dump import canonical_dump
from archive.fixity import check
from archive.store import open_archive
from crawler.begin import Start, begin
from crawler.portal import load_portal_file
from crawler.replay import read_crawl

StartSite = Callable[[Mapping[str, Any]], SiteServer]
Calm = tuple[list[str], Counter[str]]
KILLS = random.Random(os.environ["GONGKAI_SEED"]).sample(range(1, 13), 3)


@pytest.fixture
def portal_file(tmp_path: Path) -> Path:
    path = tmp_path / "small.yml"
    path.write_text(PORTAL, encoding="utf-8")
    return path


def slow_site() -> dict[str, Any]:
    pages = answers(small_site())
    pages["/robots.txt"] = Answer("User-agent: *\nCrawl-delay: 0.1\n", headers={"Content-Type": "text/plain"})
    return pages


def start(portal_file: Path, archive: Path, host: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "crawler.cli.main", "crawl", str(portal_file), "--archive", str(archive)]
    return subprocess.Popen([*command, "--host", host], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def kill_after(process: subprocess.Popen[bytes], server: SiteServer, requests: int) -> None:
    """Kill -9 once the server has seen so many requests."""
    deadline = time.monotonic() + 60
    while len(server.log) < requests and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    process.kill()
    process.wait()


def dump(archive: Path) -> list[str]:
    with closing(Database(archive / "archive.db")) as db:
        return list(canonical_dump(db))


def test_a_crawl_that_goes_on_by_other_rules_of_checks_is_rebuilt_by_those(portal_file: Path, tmp_path: Path) -> None:
    portal = load_portal_file(portal_file).with_host("http://127.0.0.1:9")
    changed = portal.check_rules.model_copy(update={"family_share": 0.3})
    crawls, at = [], datetime.now(UTC)
    with closing(open_archive(tmp_path / "archive.db")) as db:
        for followed in (portal, portal, portal.model_copy(update={"check_rules": changed})):
            session = begin(Start(followed, tmp_path, {}, lambda step: None, at, lambda: at, full=False), db)
            session.warc.close()
            crawls.append(session.crawl)
    recorded = read_crawl(tmp_path / "warc", crawls[0])
    assert len(set(crawls)) == 1
    assert [one.check_rules.family_share for one in recorded.portals] == [0.1, 0.3]


def test_a_crawl_that_goes_on_at_another_host_knows_the_first_one(
    site: StartSite, portal_file: Path, tmp_path: Path
) -> None:
    """Its lists link to the host that they were fetched at, and so do those that the other one answers with."""
    first, second = site(answers(small_site())), site(answers(small_site()))
    for server in (first, second):
        for path in ("/news/", "/news/index_1.html", "/notices/"):
            body = str(small_site()[path]).replace('href="/a/', f'href="{first.address}a/')
            server.pages[path] = [Answer(body)]
    at, archive = datetime(2026, 3, 8, 1, 30, tzinfo=UTC), tmp_path / "a"
    assert crawl_at(at, portal_file, archive, first.address, killed_after=5) is None
    result = crawl_at(at + timedelta(hours=1), portal_file, archive, second.address)
    assert result is not None
    assert (result.verdict.key, sum(row.documents_fetched for row in result.coverage)) == ("ok", 9)  # one is in both
    assert len(rows(archive, "select id from crawls")) == 1
    assert gongkai("rebuild", "--check", "--archive", archive).returncode == 0
    assert list(check(archive)) == []


def test_a_crawl_that_goes_on_without_a_host_is_fetched_at_its_base(portal_file: Path, tmp_path: Path) -> None:
    portal, at = load_portal_file(portal_file), datetime.now(UTC)
    fetched_at = []
    with closing(open_archive(tmp_path / "archive.db")) as db:
        for followed in (portal.with_host("http://127.0.0.1:9"), portal):
            session = begin(Start(followed, tmp_path, {}, lambda step: None, at, lambda: at, full=False), db)
            session.warc.close()
            fetched_at.append((session.crawl, session.book.fetch_address(portal.base)))
    (crawl, one), (again, other) = fetched_at
    assert (crawl == again, one, other) == (True, "http://127.0.0.1:9/", "http://small.invalid/")


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Calm]:
    """The dump of a crawl that nobody disturbed, and what it asked for."""
    folder = tmp_path_factory.mktemp("calm")
    (folder / "small.yml").write_text(PORTAL, encoding="utf-8")
    server = SiteServer(slow_site())
    finish(folder / "small.yml", folder / "a", server)
    yield dump(folder / "a"), Counter(server.asked())
    server.close()


def finish(portal_file: Path, archive: Path, server: SiteServer) -> None:
    result = gongkai("crawl", portal_file, "--archive", archive, "--host", server.address)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("moment", [KILLS[0], *(pytest.param(m, marks=pytest.mark.heavy) for m in KILLS[1:])])
def test_a_killed_crawl_goes_on_and_ends_as_an_undisturbed_one(
    site: StartSite, portal_file: Path, tmp_path: Path, calm: Calm, moment: int
) -> None:
    server = site(slow_site())
    kill_after(start(portal_file, tmp_path / "a", server.address), server, moment)
    finish(portal_file, tmp_path / "a", server)
    assert dump(tmp_path / "a") == calm[0]
    again = Counter(server.asked()) - calm[1]
    again.pop("/robots.txt", None)
    assert again.total() <= 1, f"asked for again: {again}"


@pytest.mark.heavy
def test_a_crawl_killed_again_and_again_ends_as_an_undisturbed_one(
    site: StartSite, portal_file: Path, tmp_path: Path, calm: Calm
) -> None:
    server = site(slow_site())
    for more in (3, 3, 3):
        kill_after(start(portal_file, tmp_path / "a", server.address), server, len(server.log) + more)
    finish(portal_file, tmp_path / "a", server)
    assert dump(tmp_path / "a") == calm[0]
    assert rows(tmp_path / "a", "select count(*) from crawls") == [(1,)]
    assert rows(tmp_path / "a", "select count(*) from frontier") == [(0,)]


def test_a_crawl_that_was_told_to_stop_goes_on(site: StartSite, portal_file: Path, tmp_path: Path, calm: Calm) -> None:
    server = site(slow_site())
    process = start(portal_file, tmp_path / "a", server.address)
    while len(server.log) < 6 and process.poll() is None:
        time.sleep(0.01)
    process.terminate()
    assert process.wait(60) == 6
    finish(portal_file, tmp_path / "a", server)
    assert dump(tmp_path / "a") == calm[0]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("update crawls set started_at = '2020-01-01T00:00:00Z'", id="too old"),
        pytest.param(
            "update crawls set portal_file_sha256 = 'another'", id="another portal file", marks=pytest.mark.heavy
        ),
    ],
)
def test_an_open_crawl_of_another_time_or_file_is_closed_as_interrupted(
    site: StartSite, portal_file: Path, tmp_path: Path, change: str
) -> None:
    server = site(slow_site())
    kill_after(start(portal_file, tmp_path / "a", server.address), server, 5)
    with closing(Database(tmp_path / "a" / "archive.db")) as db:
        db.execute(change)
    finish(portal_file, tmp_path / "a", server)
    assert rows(tmp_path / "a", "select verdict, accepted from crawls order by rowid") == [
        ("interrupted", 0),
        ("ok", 1),
    ]
    assert rows(tmp_path / "a", "select count(*) from documents") == [(8,)]


@pytest.mark.heavy
def test_a_crawl_whose_site_is_gone_stays_open_and_goes_on_when_it_is_back(
    site: StartSite, portal_file: Path, tmp_path: Path, calm: Calm
) -> None:
    pages = slow_site()
    for answer in pages.values():
        answer.headers["Connection"] = "close"  # else the connection that is there outlives the server
    server = site(pages)
    process = start(portal_file, tmp_path / "a", server.address)
    while len(server.log) < 6 and process.poll() is None:
        time.sleep(0.01)
    server.close()
    assert process.wait(60) == 6
    assert rows(tmp_path / "a", "select verdict from crawls") == [("open",)]
    again = SiteServer(slow_site(), int(server.address.rstrip("/").rpartition(":")[2]))
    finish(portal_file, tmp_path / "a", again)
    again.close()
    assert dump(tmp_path / "a") == calm[0]
    assert not Counter(server.asked()[:-1]) & (Counter(again.asked()) - Counter(["/robots.txt"]))


@pytest.mark.heavy
def test_what_an_abandoned_crawl_captured_has_its_rows(site: StartSite, portal_file: Path, tmp_path: Path) -> None:
    server = site(slow_site())
    kill_after(start(portal_file, tmp_path / "a", server.address), server, 7)
    with closing(Database(tmp_path / "a" / "archive.db")) as db:
        db.execute("update crawls set started_at = '2020-01-01T00:00:00Z'")
        db.conn.commit()
    finish(portal_file, tmp_path / "a", server)
    ((captures,),) = rows(
        tmp_path / "a", "select count(*) from crawls w join captures c on c.crawl = w.id where verdict <> 'ok'"
    )
    assert captures >= 5
    assert gongkai("check", "--archive", tmp_path / "a").returncode == 0


@pytest.mark.heavy
def test_a_crawl_that_goes_on_waits_for_a_robots_txt_that_cannot_be_read(
    site: StartSite, portal_file: Path, tmp_path: Path, calm: Calm
) -> None:
    server = site(slow_site())
    kill_after(start(portal_file, tmp_path / "a", server.address), server, 6)
    server.pages["/robots.txt"] = [Answer("busy", 503)]
    asked = len(server.log)
    assert start(portal_file, tmp_path / "a", server.address).wait(120) == 6
    assert set(server.asked()[asked:]) == {"/robots.txt"}
    assert rows(tmp_path / "a", "select verdict from crawls") == [("open",)]
    server.pages["/robots.txt"] = [slow_site()["/robots.txt"]]
    finish(portal_file, tmp_path / "a", server)
    # The answers of robots.txt are captures of this crawl too.
    busy = [line for line in dump(tmp_path / "a") if line.startswith("captures ") and '"status": 503' in line]
    assert [line for line in dump(tmp_path / "a") if line not in busy] == calm[0]
