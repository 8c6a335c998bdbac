"""What a night over many portals costs where nothing has changed: is it bounded by politeness, or by CPU?

    make bench-many [MANY='--portals 20 --pages 60 --jobs 8']

Each portal is the small site of the bench on a port of its own, a host of its own as far as politeness goes. All are
crawled twice by `gongkai run --all`, without a pause between requests, which only loopback allows. The second time
is the night: its CPU seconds are set against what its requests would take with two seconds between any two of a host.
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console

from benchmarks.measure import BenchError
from benchmarks.site import PORTAL, write_site
from crawler.beside import default_jobs
from crawler.settings import DOWNLOAD_DELAY

#: What the processes of a run leave behind ends within so many seconds.
_LEFT_SECONDS = 60
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER, prctl(2): whoever loses its parent becomes our child


@dataclass(frozen=True, slots=True)
class Night:
    """What a run cost: wall clock and CPU of all its processes in seconds, and the requests of each portal."""

    seconds: float
    cpu: float
    requests: tuple[int, ...]

    def polite(self, jobs: int) -> float:
        """Seconds that the requests take with a pause between any two of a host, so many portals at a time."""
        each = [(requests - 1) * DOWNLOAD_DELAY for requests in self.requests]
        return max(max(each), sum(each) / jobs)


@contextmanager
def serving(folder: Path, ports: int) -> Iterator[list[int]]:
    """Serve one site on so many ports."""
    command = [sys.executable, "-m", "benchmarks.server", str(folder), "", str(ports)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield [int(server.stdout.readline()) for _ in range(ports)]
        finally:
            server.terminate()


def write_portals(folder: Path, site: Path, ports: Sequence[int]) -> None:
    """One portal file for each port."""
    for number, port in enumerate(ports):
        write_portal(folder, site, number, port)


def write_portal(folder: Path, site: Path, number: int, port: int) -> Path:
    """The portal file of a site that is served on a port."""
    folder.mkdir(parents=True, exist_ok=True)
    own = (site / PORTAL).read_text(encoding="utf-8").replace("portal: bench\n", f"portal: p{number:03}\n")
    own = own.replace("politeness:", f"hosts: ['http://127.0.0.1:{port}/']\npoliteness:")
    path = folder / f"p{number:03}.yml"
    path.write_text(own, encoding="utf-8")
    return path


def run_all(archive: Path, jobs: int) -> Night:
    """Run the job once. Raises BenchError where it did not end well."""
    command = [sys.executable, "-m", "crawler.cli.main", "run", "--all", "--jobs", str(jobs)]
    began, before = time.monotonic(), os.times()
    done = subprocess.run([*command, "--archive", str(archive), "--json"], capture_output=True, text=True, check=False)
    _wait_for_the_rest()
    after = os.times()
    if done.returncode:
        raise BenchError(f"the run ended with {done.returncode}: {done.stderr[-1000:]}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    requests = tuple(int(portal["requests"]) for portal in json.loads(done.stdout)["portals"])
    return Night(time.monotonic() - began, cpu, requests)


def _wait_for_the_rest() -> None:
    """Take in what the run left behind, the process that forked its crawls among them: their time is in its time."""
    until = time.monotonic() + _LEFT_SECONDS
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    while time.monotonic() < until:
        if len(children.read_text(encoding="ascii").split()) <= 1:  # the server
            return
        if not os.waitpid(-1, os.WNOHANG)[0]:
            time.sleep(0.05)
    raise BenchError("the process that forks crawls did not end")


def promise(night: Night, jobs: int, cores: int) -> str:
    """Whether politeness is what a night waits for, in words with the figures."""
    polite, busy = night.polite(jobs), night.cpu / cores
    holds = "holds" if busy < polite else "does not hold"
    return (
        f"{len(night.requests)} unchanged portals, {sum(night.requests)} requests: {night.cpu:.0f} s of CPU, "
        f"{busy:.0f} s on {cores} cores; politeness takes {polite:.0f} s, {jobs} at a time: {holds}"
    )


@click.command()
@click.option("--portals", default=100, show_default=True)
@click.option("--pages", default=170, show_default=True, help="Pages of each portal.")
@click.option("--jobs", type=int, help="Crawls at a time.  [default: as gongkai run --all has it]")
def main(portals: int, pages: int, jobs: int | None) -> None:
    """Crawl so many portals twice, and say what the second time cost."""
    at_a_time = jobs or default_jobs()
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    with tempfile.TemporaryDirectory() as folder:
        site, archive = Path(folder) / "site", Path(folder) / "archive"
        write_site(site, pages)
        with serving(site, portals) as ports:
            write_portals(archive / "portals", site, ports)
            first, night = run_all(archive, at_a_time), run_all(archive, at_a_time)
    say = Console(markup=False, emoji=False, width=160).print
    for name, run in (("first", first), ("night", night)):
        say(
            f"{name}: {sum(run.requests)} requests in {run.seconds:.0f} s, {run.cpu:.0f} s of CPU, "
            f"{run.cpu / portals:.2f} s a portal"
        )
    say(promise(night, at_a_time, os.cpu_count() or 1))


if __name__ == "__main__":
    main()
