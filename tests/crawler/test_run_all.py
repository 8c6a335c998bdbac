"""`gongkai run --all`: every portal of a folder, whatever becomes of one of them."""

from __future__ import annotations

import base64
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from conftest import Answer, SiteServer, gongkai
from small_site import PORTAL, answers, small_site
from started import started

from archive.lock import ArchiveInUseError, job_lock
from crawler.job import Audience, run_portals
from crawler.portal_crawl import Crawls
from crawler.publishing import Verified
from crawler.run_log import logs, read_log
from crawler.summary import PortalSummary, Summary

StartSite = Callable[[Mapping[str, Any]], SiteServer]
ESCAPE = r"\x1b]0;owned\x07"  # as YAML writes it
SECRET = "whsec_" + base64.b64encode(bytes(32)).decode()
TELL = """
site: https://watch.example.org/
feeds: true
webhooks:
  - {name: newsroom, url: ADDRESS, secret_from: GONGKAI_NEWSROOM_SECRET}
"""


def portal(name: str, address: str) -> str:
    return PORTAL.replace("portal: small", f"portal: {name}").replace(
        "politeness:", f"hosts: ['{address}']\npoliteness:"
    )


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with a portal that is well between others that are not: one whose file is wrong, one that is down."""
    archive = tmp_path_factory.mktemp("all") / "a"
    folder = archive / "portals"
    folder.mkdir(parents=True)
    server = SiteServer(answers(small_site()))
    gone = SiteServer({})
    gone.close()
    (folder / "away.yml").write_text(portal("away", gone.address), encoding="utf-8")
    (folder / "broken.yml").write_text(f'portal: broken\n"{ESCAPE}": 1\n', encoding="utf-8")
    (folder / "small.yml").write_text(portal("small", server.address), encoding="utf-8")
    (folder / "small.decisions.yml").write_text("decisions: []\n", encoding="utf-8")
    (archive / "tell.yml").write_text(TELL.replace("ADDRESS", gone.address), encoding="utf-8")
    result = gongkai("run", "--all", "--archive", archive, "--json", environment={"GONGKAI_NEWSROOM_SECRET": SECRET})
    server.close()
    (archive / "summary.json").write_text(result.stdout, encoding="utf-8")
    (archive / "code").write_text(str(result.returncode), encoding="utf-8")
    return archive


@pytest.fixture
def summary(archive: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((archive / "summary.json").read_text(encoding="utf-8"))
    return said


def of(summary: Mapping[str, Any], name: str) -> dict[str, Any]:
    (found,) = (each for each in summary["portals"] if each["portal"] == name)
    return dict(found)


def test_a_portal_that_fails_stops_no_other_and_no_publication(summary: dict[str, Any], archive: Path) -> None:
    assert [(each["portal"], each["code"], each["published"]) for each in summary["portals"]] == [
        ("away", 5, False),
        ("broken", 2, False),
        ("small", 0, True),
    ]
    with closing(sqlite3.connect(archive / "public.db")) as db:
        assert db.execute("select portal, count(*) from documents group by 1").fetchall() == [("small", 8)]


def test_the_run_ends_with_the_largest_code(summary: dict[str, Any], archive: Path) -> None:
    assert (summary["code"], (archive / "code").read_text()) == (5, "5")


def test_the_summary_says_of_a_crawl_what_it_came_to(summary: dict[str, Any]) -> None:
    small = of(summary, "small")
    assert (small["verdict"], small["reason"]) == ("ok", "every list page and every entry was fetched")
    assert (small["requests"], small["documents_new"]) == (13, 8)
    assert small["crawl"].startswith("small-20")


def test_the_summary_says_why_a_portal_was_not_crawled(summary: dict[str, Any]) -> None:
    broken = of(summary, "broken")
    assert broken["verdict"] == "not_crawled"
    assert "broken.yml: authority: Field required" in broken["reason"]


def test_the_summary_says_what_kept_a_crawl_from_reading_anything(summary: dict[str, Any]) -> None:
    assert of(summary, "away")["verdict"] == "failed"
    assert "nothing could be read" in of(summary, "away")["reason"]


def test_people_are_told_after_publishing_whatever_failed(archive: Path, summary: dict[str, Any]) -> None:
    assert (archive / "feeds" / "small.atom").is_file()
    (not_taken,) = summary["not_taken"]
    assert "newsroom" in not_taken
    assert summary["messages_waiting"] > 0


def test_the_log_has_every_step_of_every_portal(summary: dict[str, Any]) -> None:
    said = list(read_log(Path(summary["log"])))
    events = [(each["portal"], each["event"]) for each in said if each["event"] != "log"]
    assert events[0] == ("", "run_began")
    assert events[-1] == ("", "run_ended")
    assert {("broken", "stopped"), ("small", "crawl_began"), ("small", "crawl_ended"), ("", "published")} <= set(events)
    assert any(each["fields"].get("logger", "").startswith("scrapy.") for each in said)


def test_no_line_of_the_log_steers_a_terminal(summary: dict[str, Any]) -> None:
    assert "\x1b" not in Path(summary["log"]).read_text(encoding="utf-8")


def test_runs_names_the_crawls_of_one_portal(archive: Path) -> None:
    rows = json.loads(gongkai("runs", "small", "--archive", archive, "--json").stdout)
    assert [(row["portal"], row["verdict"], len(row["checks_failed"]), row["runs"]) for row in rows] == [
        ("small", "ok", 0, 1)
    ]


def test_runs_shows_the_last_log_of_one_portal(archive: Path) -> None:
    result = gongkai("runs", "away", "--log", "--archive", archive)
    assert "crawl_ended verdict=failed" in result.stdout
    assert "small-20" not in result.stdout


def test_runs_says_where_nothing_is_known_of_a_portal(archive: Path) -> None:
    result = gongkai("runs", "nowhere", "--archive", archive)
    assert (result.returncode, "no crawl of 'nowhere'" in result.stderr) == (9, True)


def test_a_second_run_is_refused_and_told_who_is_at_work(archive: Path) -> None:
    before = logs(archive)
    with job_lock(archive):
        result = gongkai("run", "--all", "--archive", archive)
    assert result.returncode == 7
    assert "another run is at work on this archive (process " in result.stderr
    assert logs(archive) == before


def test_manifests_that_cannot_be_signed_now_keep_nobody_from_publishing_what_was_crawled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def checked(crawls: Crawls) -> None:
        raise ArchiveInUseError("somebody checks it")

    crawled = [PortalSummary(name, 0, "ok", "", 0) for name in ("one", "two")]
    monkeypatch.setattr("crawler.job.crawl_beside", lambda *given: crawled)
    monkeypatch.setattr("crawler.job.attest_crawls", checked)
    monkeypatch.setattr("crawler.job.publish", lambda names, *more: {Path(name).stem: Verified() for name in names})
    told: list[Summary] = []
    audience = Audience(reports=lambda *shown: None, address=lambda address: None, ended=told.append)
    code = run_portals(["one.yml", "two.yml"], archive=tmp_path, hosts={}, audience=audience, unattended=True, jobs=2)
    assert (code, told[0].problem) == (7, "somebody checks it")
    assert [(each.portal, each.published) for each in told[0].portals] == [("one", True), ("two", True)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "name the portals, or say --all"),
        (("--all", "small"), "takes no names"),
        (("--all", "--host", "http://127.0.0.1/"), "stand in the portal files"),
        (("small", "--portals", "."), "the folder of --all"),
    ],
)
def test_what_does_not_go_together_is_a_wrong_usage(
    arguments: tuple[str, ...], said: str, tmp_path: Path, run: Callable[..., Any]
) -> None:
    result = run(*arguments, "--archive", str(tmp_path / "a"))
    assert (result.exit_code, said in result.output) == (2, True)
    assert not (tmp_path / "a").exists()


@pytest.fixture
def run() -> Callable[..., Any]:
    """The command in this process: nothing of it is asked of a site."""
    from click.testing import CliRunner

    from crawler.cli.run import run as command

    return lambda *arguments: CliRunner().invoke(command, arguments)


@pytest.mark.heavy
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_run_that_is_told_to_stop_says_how_far_it_came_and_goes_on_next_time(
    number: int, site: StartSite, tmp_path: Path
) -> None:
    pages = answers(small_site())
    pages["/robots.txt"] = Answer("User-agent: *\nCrawl-delay: 0.3\n", headers={"Content-Type": "text/plain"})
    server, archive = site(pages), tmp_path / "a"
    (archive / "portals").mkdir(parents=True)
    for name in ("first", "second"):
        (archive / "portals" / f"{name}.yml").write_text(portal(name, server.address), encoding="utf-8")
    command = [sys.executable, "-m", "crawler.cli.main", "run", "--all", "--archive", str(archive), "--json"]
    with started(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 120
        while len(server.log) < 5 and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(number)
        stdout, stderr = process.communicate(timeout=120)
    summary = json.loads(stdout)
    assert (process.returncode, summary["published"]) == (6, False), stderr
    assert [(each["verdict"], each["code"]) for each in summary["portals"]] == [("interrupted", 6), ("not_crawled", 6)]
    assert "told to stop" in summary["portals"][0]["reason"]
    again = json.loads(gongkai("run", "--all", "--archive", archive, "--json").stdout)
    assert [each["verdict"] for each in again["portals"]] == ["ok", "ok"]
    assert again["portals"][0]["crawl"] == summary["portals"][0]["crawl"]


@pytest.mark.heavy
def test_crawls_beside_each_other_that_are_killed_go_on_next_time_and_nothing_is_lost_or_twice(tmp_path: Path) -> None:
    pages = answers(small_site())
    pages["/robots.txt"] = Answer("User-agent: *\nCrawl-delay: 0.6\n", headers={"Content-Type": "text/plain"})
    servers = {name: SiteServer(pages) for name in ("east", "north", "west")}
    archive = tmp_path / "a"
    (archive / "portals").mkdir(parents=True)
    for name, server in servers.items():
        (archive / "portals" / f"{name}.yml").write_text(portal(name, server.address), encoding="utf-8")
    command = [sys.executable, "-m", "crawler.cli.main", "run", "--all", "--jobs", "3", "--archive", str(archive)]
    with started(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 120
        while min(len(server.log) for server in servers.values()) < 3 and time.monotonic() < deadline:
            time.sleep(0.05)
        for each in [process.pid, *descendants(process.pid)]:
            os.kill(each, signal.SIGKILL)
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        begun = [crawl for (crawl,) in db.execute("select id from crawls where verdict = 'open' order by 1").fetchall()]
    assert [crawl.partition("-")[0] for crawl in begun] == sorted(servers)  # all at the same time
    result = gongkai("run", "--all", "--jobs", "3", "--archive", archive, "--json")
    said = json.loads(result.stdout)
    assert [(each["crawl"], each["verdict"]) for each in said["portals"]] == [(crawl, "ok") for crawl in begun]
    assert "[3/3]" in result.stderr
    for server in servers.values():
        asked = [path for path in server.asked() if path.startswith("/a/")]
        assert set(asked) == {path for path in pages if path.startswith("/a/")}
        assert len(asked) <= len(set(asked)) + 1  # what was on its way when it was killed
        server.close()
    assert gongkai("check", "--archive", archive).returncode == 0
    assert gongkai("rebuild", "--check", "--archive", archive).returncode == 0


def descendants(process: int) -> list[int]:
    """Every process that one started, and those that they did."""
    said = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    return [found for child in map(int, said.split()) for found in (child, *descendants(child))]
