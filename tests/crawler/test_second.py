"""With a second process a crawl writes what it writes without one, whichever of them is ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from conftest import Answer, SiteServer, SmallDisk, gongkai
from small_site import PORTAL, answers, article, list_page, page, rows, small_site
from sqlite_utils import Database

from archive.dump import canonical_dump
from archive.forked import cores
from archive.manifest import decode
from archive.signing.leaves import leaves, merkle_of
from crawler.second import AHEAD, ALONE, TOGETHER, second_process

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
StartSite = Callable[[Mapping[str, Any]], SiteServer]
pytestmark = pytest.mark.skipif(cores() < 2, reason="one core: no second process")
COUNT = 150
#: Articles that are not there: before each such answer is taken, all that was handed over is.
MISSING = range(7, COUNT, 10)


def large_site() -> dict[str, Any]:
    """So many articles that most are handed over; one that is asked for again, and some that are not there."""
    pages: dict[str, Any] = small_site()
    entries = [(f"/b/{n}.html", f"关于第{n}项工作安排的通知", f"2018-05-{n % 28 + 1:02d}") for n in range(COUNT)]
    pages["/notices/"] = list_page(*entries[:100], following='<a href="/notices/index_1.html">下一页</a>')
    pages["/notices/index_1.html"] = list_page(*entries[100:])
    pages.update({url: article(title, day) for url, title, day in entries})
    pages.update({f"/b/{n}.html": Answer("", status=404) for n in MISSING})
    pages["/b/9.html"] = [Answer("", status=503), Answer(article(*entries[9][1:]))]
    return answers(pages)


def dump(archive: Path) -> list[str]:
    with closing(Database(archive / "archive.db")) as db:
        return list(canonical_dump(db))


def command(folder: Path, server: SiteServer, archive: str = "a", portal: str = PORTAL) -> list[str]:
    (folder / "small.yml").write_text(portal, encoding="utf-8")
    asked = ("crawl", folder / "small.yml", "--archive", folder / archive, "--host", server.address)
    return [sys.executable, str(HERE / "watched_second.py"), *map(str, asked)]


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


def crawl(folder: Path, server: SiteServer, archive: str = "a", **more: str) -> dict[str, Any]:
    said = subprocess.run(
        command(folder, server, archive), capture_output=True, text=True, check=False, env=environment(**more)
    )
    assert said.returncode == 0, said.stderr
    watched: dict[str, Any] = json.loads(said.stdout.splitlines()[-1])
    return watched


@dataclass(frozen=True)
class Alone:
    """What a crawl of one process made and asked for."""

    dump: list[str]
    asked: Counter[str]


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Alone]:
    """A crawl that is kept to one core."""
    folder, server = tmp_path_factory.mktemp("alone"), SiteServer(large_site())
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        assert crawl(folder, server)["handed"] == 0
    finally:
        os.sched_setaffinity(0, before)
    yield Alone(dump(folder / "a"), Counter(server.asked()))
    server.close()


@pytest.mark.heavy
def test_two_processes_write_what_one_writes(site: StartSite, tmp_path: Path, alone: Alone) -> None:
    server = site(large_site())
    watched = crawl(tmp_path, server)
    assert watched["handed"] == alone.asked.total() - 2 - len(MISSING) - ALONE  # 2: robots.txt, and the 503
    assert len(watched["processes"]) == 1
    assert (dump(tmp_path / "a"), Counter(server.asked())) == (alone.dump, alone.asked)
    manifest = decode(next((tmp_path / "a" / "crawls").glob("*.json")).read_bytes()) or {}
    assert manifest["merkle"] == merkle_of(leaves(tmp_path / "a", manifest["crawl"], {}))
    assert gongkai("rebuild", "--check", "--archive", tmp_path / "a").returncode == 0


@pytest.mark.heavy
@pytest.mark.parametrize("moment", ["1", "40"])
def test_the_work_of_a_second_process_that_is_killed_is_done_again(
    site: StartSite, tmp_path: Path, alone: Alone, moment: str
) -> None:
    server = site(large_site())
    watched = crawl(tmp_path, server, KILL_AFTER=moment)
    assert watched["handed"] >= int(moment)
    assert (dump(tmp_path / "a"), Counter(server.asked())) == (alone.dump, alone.asked)


@pytest.mark.heavy
def test_a_crawl_killed_with_a_second_process_goes_on_and_leaves_none_behind(
    site: StartSite, tmp_path: Path, alone: Alone
) -> None:
    server, told = site(large_site()), tmp_path / "told"
    process = subprocess.Popen(
        command(tmp_path, server),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(TELL=str(told)),
    )
    while len(server.log) < ALONE + 50 and process.poll() is None:
        time.sleep(0.005)
    process.kill()
    process.wait()
    second = int(told.read_text(encoding="ascii"))
    deadline = time.monotonic() + 30
    while Path(f"/proc/{second}").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not Path(f"/proc/{second}").exists()
    crawl(tmp_path, server)
    assert dump(tmp_path / "a") == alone.dump
    assert rows(tmp_path / "a", "select count(*) from crawls") == [(1,)]
    again = Counter(server.asked()) - alone.asked
    again.pop("/robots.txt", None)
    assert again.total() <= TOGETHER + 1, f"asked for again: {again}"  # heard and not kept, and on the wire


@pytest.mark.heavy
def test_a_crawl_told_to_stop_takes_what_was_handed_over_and_goes_on(
    site: StartSite, tmp_path: Path, alone: Alone
) -> None:
    server = site(large_site())
    process = subprocess.Popen(
        command(tmp_path, server), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment()
    )
    while len(server.log) < ALONE + 40 and process.poll() is None:
        time.sleep(0.005)
    process.terminate()
    assert process.wait(60) == 6
    crawl(tmp_path, server)
    assert dump(tmp_path / "a") == alone.dump
    again = Counter(server.asked()) - alone.asked
    again.pop("/robots.txt", None)
    assert again.total() == 0, f"asked for again: {again}"


@pytest.mark.heavy
def test_a_disk_that_is_full_ends_a_crawl_of_two_processes_as_one_that_goes_on(
    site: StartSite, tmp_path: Path, disk: SmallDisk, alone: Alone
) -> None:
    disk.resize(64 * 1024)
    server = site(large_site())
    process = subprocess.Popen(
        command(disk.folder, server),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    while len(server.log) < ALONE + 20 and process.poll() is None:
        time.sleep(0.005)
    filler = disk.folder / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass
    _, said = process.communicate(timeout=60)
    assert process.returncode == 8, said.decode()
    assert b"Traceback" not in said
    filler.unlink()
    crawl(disk.folder, server)
    assert dump(disk.folder / "a") == alone.dump
    again = Counter(server.asked()) - alone.asked
    again.pop("/robots.txt", None)
    assert again.total() <= TOGETHER + 1, f"asked for again: {again}"  # heard and not kept, and on the wire


@pytest.mark.heavy
def test_few_requests_follow_a_challenge_page(site: StartSite, tmp_path: Path) -> None:
    pages = large_site()
    challenge = Answer(page("<script>$_ts=window['$_ts'];$_ts.cd='abc';</script>", "请稍候"))
    gate = f"/b/{COUNT // 4}.html"
    pages[gate] = challenge
    server = site(pages)
    said = subprocess.run(command(tmp_path, server), capture_output=True, text=True, check=False, env=environment())
    asked = server.asked()
    assert rows(tmp_path / "a", "select verdict from crawls") == [("blocked",)], said.stderr
    assert asked.index(gate) > ALONE
    assert len(asked) - asked.index(gate) - 1 <= AHEAD + TOGETHER + 1


@pytest.mark.heavy
def test_attempts_that_are_broken_off_are_requests_of_the_budget_too(site: StartSite, tmp_path: Path) -> None:
    pages = large_site()
    cut = Answer("5\r\nhel", headers={"Transfer-Encoding": "chunked", "Connection": "close"})
    for number in range(30, COUNT):
        pages[f"/b/{number}.html"] = cut
    server = site(pages)
    portal = PORTAL.replace("{delay: 0}", "{delay: 0, budget: 40}")
    subprocess.run(
        command(tmp_path, server, portal=portal), capture_output=True, text=True, check=False, env=environment()
    )
    asked = Counter(server.asked())
    assert asked.total() == 40
    assert max(asked.values()) > 1  # what was broken off was asked for again
    assert rows(tmp_path / "a", "select count(*) > 0 from coverage where note like '%never captured%'") == [(1,)]
    assert gongkai("rebuild", "--check", "--archive", tmp_path / "a").returncode == 0


@pytest.mark.heavy
def test_a_crawl_that_was_killed_goes_on_with_a_budget_of_its_own_and_keeps_to_it(
    site: StartSite, tmp_path: Path
) -> None:
    budget = ALONE + 40
    server, portal = site(large_site()), PORTAL.replace("{delay: 0}", f"{{delay: 0, budget: {budget}}}")
    started = command(tmp_path, server, portal=portal)
    process = subprocess.Popen(started, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment())
    while len(server.log) < ALONE + 20 and process.poll() is None:
        time.sleep(0.005)
    process.kill()
    process.wait()
    before = len(server.log)
    assert before <= budget
    said = subprocess.run(started, capture_output=True, text=True, check=False, env=environment())
    assert json.loads(said.stdout.splitlines()[-1])["processes"]
    assert len(server.log) - before == budget
    assert rows(tmp_path / "a", "select requests from runs where requests is not null") == [(budget,)]
    kept = "select replace(url, 'http://small.invalid', '') from captures"
    assert set(server.asked()[before:]) <= {path for (path,) in rows(tmp_path / "a", kept)}
    of_pages = "select count(distinct url) from captures where url like '%/_/%' and status = 200"
    assert rows(tmp_path / "a", "select count(*) from sightings") == rows(tmp_path / "a", of_pages)
    assert rows(tmp_path / "a", "select distinct reason from unread where reason <> 'HTTP 404'") == [
        ("never captured",)
    ]
    assert gongkai("rebuild", "--check", "--archive", tmp_path / "a").returncode == 0


@pytest.mark.heavy
def test_an_answer_that_spends_the_budget_before_a_process_is_forked_is_kept_and_read(
    site: StartSite, tmp_path: Path
) -> None:
    pages: dict[str, Any] = answers(
        {f"/b/{n}.html": article(f"关于第{n}项工作的通知", "2018-05-01") for n in range(60)}
    )
    pages["/"] = small_site()["/"]
    pages["/notices/"] = list_page(*((url, "通知", "2018-05-01") for url in pages if url.startswith("/b/")))
    pages["/news/"] = Answer("", status=404)
    server = site(answers(pages))
    budget = f"{{delay: 0, budget: {ALONE + 3}}}"  # 2: robots.txt and /news/, which are not plain
    asked = command(tmp_path, server, portal=PORTAL.replace("{delay: 0}", budget))
    said = subprocess.run(asked, capture_output=True, text=True, check=False, env=environment())
    watched = json.loads(said.stdout.splitlines()[-1])
    assert said.returncode == 3, said.stderr
    assert (watched["handed"], watched["processes"]) == (1, [])
    assert rows(tmp_path / "a", "select count(*) from captures") == [(len(server.log),)]
    read = sum(url.startswith("/b/") for url in server.asked())
    assert rows(tmp_path / "a", "select count(*) from sightings") == [(read,)]


@pytest.mark.parametrize(
    ("delay", "beside", "view", "rendered"),
    [(0.1, False, None, ()), (0, True, None, ()), (0, False, "a web archive", ()), (0, False, None, ("news",))],
)
def test_there_is_none_where_it_has_no_use(delay: float, beside: bool, view: Any, rendered: tuple[str, ...]) -> None:
    session: Any = SimpleNamespace(second=None, view=view, portal=SimpleNamespace(rendered=rendered))
    with second_process(session, delay, beside=beside):
        assert session.second is None
