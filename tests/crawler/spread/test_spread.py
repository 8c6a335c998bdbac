"""Crawls on a scheduler's workers: what each has to know, what ends it, who is refused."""

from __future__ import annotations

import json
import re
import shutil
import signal
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from multiprocessing import Pipe, active_children
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from conftest import Answer, SiteServer, gongkai, import_or_skip
from merged_sample import dump, first_night, portal_file, second_night
from small_site import answers, small_site
from sqlite_utils import Database
from started import started

from archive.fixity import check
from archive.manifest import NO_PLEDGE
from archive.portal_rows import LEFT, TAKEN, copy_portal
from archive.signing.keys import make_key
from archive.signing.signatures import signature_path
from archive.store import open_archive
from crawler.crawl_process import FORKED
from crawler.errors import SpreadError
from crawler.merge import merge
from crawler.run_log import logs, read_log
from crawler.spread import child
from crawler.spread.address import LEASE, Spread, spread_over
from crawler.spread.task import Ended, Task

LOOPBACK = "127.0.0.1:8786"


def test_every_table_of_an_archive_goes_along_or_is_left(tmp_path: Path) -> None:
    with closing(open_archive(tmp_path / "archive.db")) as db:
        tables = {name for (name,) in db.execute("select name from sqlite_master where type = 'table'").fetchall()}
    assert (tables, TAKEN.keys() & LEFT) == (TAKEN.keys() | LEFT, set())


@pytest.mark.parametrize("address", [LOOPBACK, f"tcp://{LOOPBACK}", "tcp://[::1]:8786", "localhost:8786"])
def test_a_scheduler_on_this_machine_may_speak_without_tls(address: str) -> None:
    assert spread_over(address, None, LEASE, unencrypted=False).address == f"tcp://{address.removeprefix('tcp://')}"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("192.0.2.1:8786", "runs programs on every worker"),
        ("tcp://scheduler.example.org:8786", "runs programs on every worker"),
        ("tls://192.0.2.1:8786", "name the folder of ca.pem"),
        ("192.0.2.1", "name host and port"),
        ("tcp://127.0.0.1:port", "name host and port"),
        ("ucx://127.0.0.1:8786", "is host:port, tcp://… or tls://…"),
    ],
)
def test_another_scheduler_is_refused_without_tls(address: str, said: str) -> None:
    with pytest.raises(SpreadError, match=said):
        spread_over(address, None, LEASE, unencrypted=False)


def test_a_person_may_say_that_nobody_else_reaches_a_scheduler() -> None:
    said = spread_over("192.0.2.1:8786", None, LEASE, unencrypted=True)
    assert said == Spread("tcp://192.0.2.1:8786", None, LEASE)


def test_the_files_of_tls_are_asked_for_by_name(tmp_path: Path) -> None:
    for name in ("ca.pem", "cert.pem"):
        (tmp_path / name).touch()
    with pytest.raises(SpreadError, match=r"key\.pem is not there"):
        spread_over("192.0.2.1:8786", tmp_path, LEASE, unencrypted=False)
    (tmp_path / "key.pem").touch()
    assert spread_over("192.0.2.1:8786", tmp_path, LEASE, unencrypted=False).address == "tls://192.0.2.1:8786"
    with pytest.raises(SpreadError, match="is tls://"):
        spread_over("tcp://192.0.2.1:8786", tmp_path, LEASE, unencrypted=True)


@pytest.mark.parametrize("said", [None, "", "[]", "{}", '{"code": 0, "requests": 1, "files": [["a"]]}', "[" * 100_000])
def test_an_answer_that_is_none_is_refused(said: object) -> None:
    with pytest.raises(ValueError, match=r"what the worker said|not enough values|Expecting value"):
        Ended.of_json(said)


_CRAWL = "alpha-20260309T013000000Z"


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("../crawls/alpha.json", 1),
        (f"warc/../../{_CRAWL}-00000.warc.gz", 1),
        (f"/tmp/{_CRAWL}-00000.warc.gz", 1),
        (f"warc/{_CRAWL.replace('alpha', 'beta')}-00000.warc.gz", 1),
        (f"warc/{_CRAWL}-00000.warc.gz", 3 * 1024**3),
        (f"crawls/{_CRAWL}.json", -1),
        ("crawl.jsonl", 10**9),
        ("archive.db", 1),
    ],
)
def test_a_worker_hands_over_files_of_its_own_crawl_alone(name: str, size: int, tmp_path: Path) -> None:
    import_or_skip("distributed")
    from crawler.spread.remote import Attempt, ShardError

    said = Ended(0, 1, ((name, size),)).to_json()
    future: Any = SimpleNamespace(result=lambda timeout: said)
    with pytest.raises(ShardError, match="is no file of a crawl of alpha"):
        Attempt(cast("Any", None), "tcp://192.0.2.1:1", task("alpha"), frozenset(), future).bring(tmp_path / "shard")
    assert list(tmp_path.iterdir()) == []


def test_an_attempt_that_brings_nothing_is_lost(tmp_path: Path) -> None:
    import_or_skip("distributed")
    from crawler.spread.remote import Attempt, LostError, asked

    said = Ended(8, 0, ()).to_json()  # of a worker that came back and did it again, where its folder was cleared
    future: Any = SimpleNamespace(result=lambda timeout: said)
    attempt = Attempt(cast("Any", None), "tcp://192.0.2.1:1", task("alpha"), frozenset(), future)
    with pytest.raises(LostError, match="it brought nothing"):
        asked(attempt.bring, tmp_path / "shard")


@pytest.mark.parametrize(("raised", "is_silent"), [(TimeoutError("45 s"), True), (KeyError("gone"), False)])
def test_whatever_a_worker_raises_is_one_error_that_names_it(raised: Exception, is_silent: bool) -> None:
    import_or_skip("distributed")
    from crawler.spread.remote import LostError, asked

    def ask(address: str) -> None:
        raise raised

    with pytest.raises(LostError) as error:
        asked(ask, "tcp://192.0.2.1:1")
    assert (str(error.value), error.value.is_silent, error.value.__cause__) == (repr(raised), is_silent, raised)


def task(portal: str, **given: Any) -> Task:
    plain = Task("job", f"{portal}-1", portal, "", "", False, 30.0)
    return replace(plain, **given)


@pytest.fixture
def slow_site() -> Iterator[SiteServer]:
    pages = answers(small_site())
    pages["/robots.txt"] = Answer("User-agent: *\nCrawl-delay: 0.3\n", headers={"Content-Type": "text/plain"})
    server = SiteServer(pages)
    yield server
    server.close()


@contextmanager
def crawling(folder: Path, server: SiteServer, given: Task) -> Iterator[tuple[BaseProcess, Connection]]:
    """The process of a crawl, once it has asked for some pages."""
    folder.mkdir()
    portal_file(folder, given.portal, "", server)
    ours, theirs = Pipe()
    process = FORKED.Process(target=child.crawl, args=(folder, given, theirs))
    process.start()
    theirs.close()
    ours.send_bytes(child.WANTED)
    while len(server.log) < 4 and process.is_alive():
        process.join(0.02)
    yield process, ours
    process.join(60)


@pytest.mark.heavy
@pytest.mark.parametrize("is_killed", [True, False], ids=["killed", "silent"])
def test_a_crawl_ends_when_its_worker_is_gone_or_silent(slow_site: SiteServer, tmp_path: Path, is_killed: bool) -> None:
    lease = 60.0 if is_killed else 3.0
    with crawling(tmp_path / "a", slow_site, task("alpha", lease=lease)) as (process, worker):
        if is_killed:
            worker.close()
    assert process.exitcode == -signal.SIGKILL
    assert list((tmp_path / "a" / "crawls").glob("*")) == []


@pytest.mark.heavy
def test_a_crawl_that_is_told_to_stop_is_closed_and_what_it_has_is_merged(
    slow_site: SiteServer, tmp_path: Path
) -> None:
    with crawling(tmp_path / "a", slow_site, task("alpha")) as (process, worker):
        worker.send_bytes(child.STOP)
    assert process.exitcode == 6
    merge(tmp_path / "into", [tmp_path / "a"])
    with closing(Database(tmp_path / "into" / "archive.db")) as db:
        sql = "select w.verdict, count(*) >= 3 from crawls w join captures c on c.crawl = w.id group by w.id"
        assert db.execute(sql).fetchall() == [("interrupted", 1)]


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """Where the worker has its folders."""
    return tmp_path / "work"


@pytest.fixture
def scheduler(work: Path) -> Iterator[str]:
    """The address of a scheduler with a worker of two threads, in this process."""
    distributed = import_or_skip("distributed")
    cluster = distributed.LocalCluster(
        n_workers=1,
        threads_per_worker=2,
        processes=False,
        protocol="tcp",
        host="127.0.0.1",
        dashboard_address=None,
        local_directory=work,
    )
    with cluster:
        yield cluster.scheduler_address


@pytest.mark.heavy
def test_two_nights_on_workers_ask_for_and_find_what_one_machine_does(scheduler: str, tmp_path: Path) -> None:
    found, asked, port = {}, {}, 0
    for how, more in (("one", ()), ("spread", ("--dask", scheduler, "--dask-lease", 20))):
        server, archive = SiteServer(answers(first_night()), port), tmp_path / how
        port = int(server.address.rstrip("/").rpartition(":")[2])  # in the portal files
        (archive / "portals").mkdir(parents=True)
        for name in ("alpha", "beta", "broken"):
            portal_file(archive / "portals", name, "", server)
        (archive / "portals" / "broken.yml").write_text("portal: broken\n", encoding="utf-8")
        said = [gongkai("run", "--all", "--json", "--archive", archive, *more)]
        server.pages.update({path: [answer] for path, answer in answers(second_night()).items()})
        server.log.clear()
        said.append(gongkai("run", "--all", "--json", "--archive", archive, *more))
        server.close()
        summaries = [json.loads(each.stdout)["portals"] for each in said]
        keys = ("portal", "code", "verdict", "reason", "requests", "documents_new", "changes", "published")
        found[how] = [[{key: each[key] for key in keys} for each in portals] for portals in summaries], dump(archive)
        asked[how] = sorted(server.asked())
    assert json.dumps(found["spread"][0]).replace("/spread/", "/one/") == json.dumps(found["one"][0])
    assert found["spread"][1] == found["one"][1]
    assert asked["spread"] == asked["one"]
    assert gongkai("rebuild", "--check", "--archive", tmp_path / "spread").returncode == 0


@pytest.mark.heavy
def test_shards_that_a_killed_job_had_brought_are_merged_by_the_next(scheduler: str, tmp_path: Path) -> None:
    server, archive = SiteServer(answers(small_site())), tmp_path / "a"
    (archive / "portals").mkdir(parents=True)
    portal_file(archive / "portals", "alpha", "", server)
    assert gongkai("crawl", archive / "portals" / "alpha.yml", "--archive", tmp_path / "shard").returncode == 0
    (crawl,) = (path.stem for path in (tmp_path / "shard" / "crawls").glob("*.json"))
    for left in ("alpha-1", "alpha-2.part"):
        shutil.copytree(tmp_path / "shard", archive / "spreading" / left)
    result = gongkai("run", "--all", "--archive", archive, "--dask", scheduler)
    server.close()
    assert result.returncode == 0, result.stderr
    assert list((archive / "spreading").iterdir()) == []
    with closing(sqlite3.connect(archive / "archive.db")) as db:
        crawls = [each for (each,) in db.execute("select id from crawls order by closed_at").fetchall()]
    assert (len(crawls), crawls[0]) == (2, crawl)


def attempts(work: Path) -> list[str]:
    """The folders of attempts that a worker has."""
    return [path.name for path in work.glob("**/gongkai/*")]


@pytest.mark.heavy
def test_what_a_crawl_had_that_something_killed_is_not_kept_and_it_is_begun_again(
    scheduler: str, work: Path, slow_site: SiteServer, tmp_path: Path
) -> None:
    archive = tmp_path / "a"
    (archive / "portals").mkdir(parents=True)
    portal_file(archive / "portals", "alpha", "", slow_site)
    before = set(active_children())
    command = [sys.executable, "-m", "crawler.cli.main", "run", "--all", "--archive", str(archive)]
    with started([*command, "--dask", scheduler, "--dask-lease", "5"]) as run:
        while len(slow_site.log) < 4 and run.poll() is None:
            time.sleep(0.02)
        (killed,) = attempts(work)
        (process,) = set(active_children()) - before  # the worker is in this process
        process.kill()
        while killed in attempts(work) and run.poll() is None:
            time.sleep(0.02)
        assert run.poll() is None  # it waits until it may ask the host again
        assert run.wait(120) == 0
    assert attempts(work) == []


@pytest.mark.heavy
def test_what_a_worker_hands_over_that_is_no_shard_is_not_kept_there(
    scheduler: str, work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crawler.spread import worker

    monkeypatch.setattr(worker, "_files", lambda folder: [("archive.jsonl", 1)])  # the worker is in this process
    server, archive = SiteServer(answers(small_site())), tmp_path / "a"
    (archive / "portals").mkdir(parents=True)
    portal_file(archive / "portals", "alpha", "", server)
    result = gongkai("run", "--all", "--json", "--archive", archive, "--dask", scheduler, "--dask-lease", 5)
    server.close()
    (portal,) = json.loads(result.stdout)["portals"]
    assert (portal["code"], "is no file of a crawl of alpha" in portal["reason"]) == (6, True)
    assert attempts(work) == []


@pytest.mark.heavy
def test_what_workers_crawled_is_signed_when_it_is_merged(scheduler: str, tmp_path: Path) -> None:
    server, archive = SiteServer(answers(small_site())), tmp_path / "a"
    (archive / "portals").mkdir(parents=True)
    for name in ("alpha", "beta"):
        portal_file(archive / "portals", name, "", server)
    key = make_key(tmp_path / "key.pem").public.fingerprint
    (archive / "signing.yml").write_text(f"key: {tmp_path / 'key.pem'}\n", encoding="utf-8")
    for night in (1, 2):
        result = gongkai("run", "--all", "--archive", archive, "--dask", scheduler)
        assert result.returncode == 0, result.stdout + result.stderr
        signatures = [path for path in (archive / "crawls").glob("*.json") if signature_path(path).exists()]
        assert len(signatures) == 2 * night
    server.close()
    assert list(check(archive, trusted=[key])) == []


@pytest.mark.heavy
def test_a_shard_that_stays_refused_is_named_each_night_and_keeps_no_other(scheduler: str, tmp_path: Path) -> None:
    server, archive = SiteServer(answers(small_site())), tmp_path / "a"
    (archive / "portals").mkdir(parents=True)
    portal_file(archive / "portals", "alpha", "", server)
    make_key(tmp_path / "other.pem")
    left = archive / "spreading" / "alpha-1"
    left.mkdir(parents=True)
    (left / "signing.yml").write_text(f"key: {tmp_path / 'other.pem'}\n", encoding="utf-8")
    assert gongkai("crawl", archive / "portals" / "alpha.yml", "--archive", left).returncode == 0
    for name in ("evidence.sha256", *(path.relative_to(left) for path in left.glob("crawls/*.json.*"))):
        (left / name).unlink()
    for night in (1, 2):
        result = gongkai("run", "--all", "--json", "--archive", archive, "--dask", scheduler)
        said = json.loads(result.stdout)
        assert (night, result.returncode, said["code"], said["published"]) == (night, 5, 5, True)
        assert [(each["code"], each["published"]) for each in said["portals"]] == [(0, True)]
        assert re.search(rf"missing_signature: .*; it stays in {left}$", said["problem"])
    server.close()
    events = [(line["event"], line["fields"].get("shard")) for log in logs(archive) for line in read_log(log)]
    assert events.count(("shard_refused", str(left))) == 2


def refused_shards(archive: Path, count: int) -> None:
    for number in range(count):
        crawls = archive / "spreading" / f"alpha-{number}" / "crawls"
        crawls.mkdir(parents=True)
        (crawls / "alpha-20260101T000000000Z.json").write_text("{}", encoding="utf-8")


def test_of_many_shards_that_stay_five_are_named_and_the_others_counted(tmp_path: Path) -> None:
    import_or_skip("distributed")
    from crawler.spread.spreading import prepare

    refused_shards(tmp_path, 7)
    crawls: Any = SimpleNamespace(archive=tmp_path)
    said = prepare(crawls, ["alpha"], NO_PLEDGE)
    assert [problem.code for problem in said] == [5] * 6
    assert [f"it stays in {tmp_path}/spreading/alpha-{n}" in said[n].message for n in range(5)] == [True] * 5
    assert said[5].message == f"2 more shards in {tmp_path}/spreading are not merged either; the log names them"


def test_only_rows_of_the_portal_go_along(tmp_path: Path) -> None:
    with closing(open_archive(tmp_path / "archive.db")) as db:
        for name in ("alpha", "beta"):
            db.table("portals").insert({"id": name, "title_zh": name, "title_en": name, "authority": "", "base": ""})
            for verdict in ("ok", "open"):
                db.table("crawls").insert({"id": f"{name}-{verdict}", "portal": name, "verdict": verdict})
                db.table("captures").insert({"id": f"{name}-{verdict}-1", "crawl": f"{name}-{verdict}", "url": "/"})
    copy_portal(tmp_path / "archive.db", "alpha", tmp_path / "seed.db")
    with closing(sqlite3.connect(tmp_path / "seed.db")) as db:
        for table, expected in (("portals", "alpha"), ("crawls", "alpha-ok"), ("captures", "alpha-ok-1")):
            assert db.execute(f"select id from {table}").fetchall() == [(expected,)]
