"""Twenty portals on two hosts, one of whose workers is killed: the archive is the one that a single machine makes."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, gongkai, import_or_skip
from merged_sample import dump
from small_site import PORTAL
from sqlite_utils import Database
from two_hosts import FIRST_PORT, Host, take_down, take_down_left, two_hosts, write_certificates

from crawler.run_log import logs, read_log

pytestmark = [pytest.mark.heavy, pytest.mark.xdist_group("two_hosts")]
PORTALS = 20
#: The first two are at one host.
PORTS = [FIRST_PORT, *range(FIRST_PORT, FIRST_PORT + PORTALS - 1)]
LEASE = 12


@dataclass(frozen=True)
class Found:
    """What came of a run: its archive and summary, when the worker was killed, what the sites were asked."""

    archive: Path
    summary: dict[str, Any]
    killed_at: float
    asked: list[list[list[tuple[float, str]]]]  # by host and port
    left_after_kill: dict[int, str]


def write_portals(archive: Path) -> Path:
    (archive / "portals").mkdir(parents=True)
    for number, port in enumerate(PORTS):
        text = PORTAL.replace("portal: small", f"portal: p{number:02}")
        text = text.replace("politeness:", f"hosts: ['http://127.0.0.1:{port}/']\npoliteness:")
        (archive / "portals" / f"p{number:02}.yml").write_text(text, encoding="utf-8")
    return archive


def serve(host: Host, log: Path) -> subprocess.Popen[str]:
    process = host.start(ROOT / "tests" / "two_hosts.py", len(set(PORTS)), log, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def run_all(host: Host, archive: Path, *arguments: object) -> subprocess.Popen[str]:
    command = ("-m", "crawler.cli.main", "run", "--all", "--json", "--archive", archive, *arguments)
    return host.start(*command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.fixture(scope="module")
def hosts() -> Iterator[tuple[Host, Host]]:
    import_or_skip("distributed")
    made = two_hosts()
    yield made
    take_down(made)


@pytest.fixture(scope="module")
def found(hosts: tuple[Host, Host], tmp_path_factory: pytest.TempPathFactory) -> Found:
    folder = tmp_path_factory.mktemp("hosts")
    write_certificates(folder / "tls", [host.address for host in hosts])
    sites = [serve(host, folder / f"asked-{number}") for number, host in enumerate(hosts)]
    files = [
        f"--tls-{option}={folder}/tls/{name}.pem"
        for option, name in (("ca-file", "ca"), ("cert", "cert"), ("key", "key"))
    ]
    address = f"tls://{hosts[0].address}:8786"
    hosts[0].start("-m", "distributed.cli.dask_scheduler", "--no-dashboard", "--host", address, *files)
    workers = [
        host.start(
            *("-m", "distributed.cli.dask_worker", address, "--no-nanny", "--nthreads", 4, "--no-dashboard", *files),
            *("--local-directory", folder / f"work-{number}"),
        )
        for number, host in enumerate(hosts)
    ]
    archive = write_portals(folder / "spread")
    run = run_all(hosts[0], archive, "--dask", address, "--dask-tls", folder / "tls", "--dask-lease", LEASE)
    assert run.stderr is not None
    said = []
    for line in run.stderr:
        said.append(line)
        if line.startswith(f"[{PORTALS // 4}/"):
            break
    workers[1].kill()
    killed_at = time.monotonic()
    workers[1].wait()
    # One that was just forked listens to its worker only when it has imported what it needs; it asks nothing before.
    while len(left := hosts[1].commands()) > 1 and time.monotonic() < killed_at + 30:
        time.sleep(0.1)
    left.pop(sites[1].pid)
    stdout, stderr = run.communicate(timeout=300)
    assert run.returncode == 0, "".join(said) + stderr
    for site in sites:
        site.send_signal(signal.SIGTERM)
        site.wait()
    asked = [json.loads((folder / f"asked-{number}").read_text()) for number in range(2)]
    return Found(archive, json.loads(stdout), killed_at, asked, left)


def test_every_portal_is_crawled_once_whatever_was_lost(found: Found) -> None:
    said = [(each["portal"], each["verdict"], each["requests"], each["published"]) for each in found.summary["portals"]]
    assert said == [(f"p{number:02}", "ok", 13, True) for number in range(PORTALS)]
    with closing(Database(found.archive / "archive.db")) as db:
        rows = db.execute("select portal, verdict, count(*) from crawls group by 1, 2 order by 1").fetchall()
    assert rows == [(f"p{number:02}", "ok", 1) for number in range(PORTALS)]


def test_what_was_lost_is_named_and_begun_again_on_the_other_host(found: Found) -> None:
    (log,) = logs(found.archive)
    events = [(each["event"], each["portal"], each["fields"]) for each in read_log(log)]
    lost = [(portal, fields["worker"]) for event, portal, fields in events if event == "attempt_lost"]
    assert lost
    for portal, worker in lost:
        began = [fields["worker"] for event, at, fields in events if event == "attempt_began" and at == portal]
        assert began[-1] != worker


def test_the_archive_is_the_one_that_a_single_machine_makes(
    found: Found, hosts: tuple[Host, Host], tmp_path: Path
) -> None:
    site = serve(hosts[0], tmp_path / "asked")
    run = run_all(hosts[0], write_portals(tmp_path / "one"), "--jobs", "8")
    _, stderr = run.communicate(timeout=300)
    site.kill()
    assert run.returncode == 0, stderr
    assert dump(found.archive) == dump(tmp_path / "one")
    assert gongkai("check", "--archive", found.archive).returncode == 0


def test_both_hosts_asked_and_the_crawls_of_a_killed_worker_end_with_it(found: Found) -> None:
    assert found.left_after_kill == {}
    times = [[at for site in host for at, _ in site] for host in found.asked]
    assert min(map(len, times)) > 0
    assert max(times[1]) < found.killed_at + 5


def test_portals_of_one_host_are_crawled_one_after_the_other(found: Found) -> None:
    with closing(Database(found.archive / "archive.db")) as db:
        sql = "select min(captured_at), max(captured_at) from captures where crawl like ? || '-%'"
        spans = [db.execute(sql, [portal]).fetchone() for portal in ("p00", "p01")]
    (_, first_ended), (second_began, _) = sorted(spans)
    assert first_ended < second_began


def test_nothing_of_the_attempts_stays(found: Found) -> None:
    assert list((found.archive / "spreading").iterdir()) == []
    assert list(found.archive.parent.glob("work-0/**/gongkai/*")) == []


def test_hosts_of_a_run_that_was_killed_are_taken_away_with_what_runs_there(hosts: tuple[Host, Host]) -> None:
    over = subprocess.Popen(["true"])
    over.wait()
    names = [f"gongkai-{over.pid}-a", f"gongkai-{over.pid}-c"]
    for name in names:
        subprocess.run(["ip", "netns", "add", name], check=True)
    left = subprocess.Popen(["ip", "netns", "exec", names[0], "sleep", "60"])
    while left.poll() is None and Path(f"/proc/{left.pid}/comm").read_text() != "sleep\n":
        time.sleep(0.01)
    take_down_left()
    there = {line.split()[0] for line in subprocess.check_output(["ip", "netns", "list"], text=True).splitlines()}
    subprocess.run(["ip", "netns", "delete", names[1]], check=True)
    assert left.wait() == -signal.SIGKILL
    assert there & {*names, *(host.name for host in hosts)} == {names[1], *(host.name for host in hosts)}
