"""Crawls of one job on the workers of a scheduler: portals of one host one after the other, each shard brought here.

A portal is given to one worker by name, and not left to the scheduler to move: where that worker is lost, its crawl may
go on for as long as a lease, and the next attempt, in a folder of its own, waits for the end of it. Only the shard of
the attempt that was waited for is taken.
"""

from __future__ import annotations

import queue
import shutil
import tempfile
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from archive.manifest import Pledge
from archive.portal_rows import copy_portal
from crawler.beside import Standing
from crawler.crawl import check_address
from crawler.exit_codes import INTERRUPTED
from crawler.host_groups import host_groups
from crawler.portal import find_portal, portal_path
from crawler.portal_crawl import NOT_CRAWLED, Crawls
from crawler.problems import problem_of
from crawler.run_log import about, note
from crawler.spread import remote
from crawler.spread.task import SEED, Ended, Task
from crawler.spread.wanted import Wanted
from crawler.spread.worker import BEATS_A_LEASE
from crawler.spread.workers import Workers
from crawler.summary import PortalSummary

if TYPE_CHECKING:
    from distributed import Client

#: So many workers may be lost with a portal before it is left to the next run.
ATTEMPTS = 3
#: Seconds to wait for a worker where there is none.
PATIENCE = 60.0
#: An archive.db without rows, beside the shards.
EMPTY = "empty.part"
_STOPPED = "the run was told to stop before it began"


@dataclass
class _Group:
    """Portals of one host, the next one first: how often that was tried, where, and not to be begun before when."""

    names: deque[str]
    not_before: float = 0.0
    tried: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _AtWork:
    attempt: remote.Attempt
    name: str
    group: _Group
    began: float


@dataclass(frozen=True, slots=True)
class Brought:
    """The shard of a crawl, here; or what is said of a portal of which none came."""

    portal: str
    seconds: float
    shard: Path | None = None
    ended: Ended | None = None
    refused: PortalSummary | None = None


class Round:
    """One pass over the portals; ``into`` is where shards are put, ``pledge`` who attests their manifests."""

    def __init__(
        self,
        crawls: Crawls,
        client: Client,
        wanted: Wanted,
        into: Path,
        pledge: Pledge,
        lease: float,
        jobs: int | None,
        tell: Callable[[Standing], None],
    ) -> None:
        self._crawls, self._client, self._wanted, self._into = crawls, client, wanted, into
        self._pledge, self._lease, self._jobs, self._tell = pledge, lease, jobs, tell
        self._workers = Workers(client)
        self._at_work: dict[str, _AtWork] = {}
        self._ended: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._results: dict[str, Brought] = {}
        self._is_stopped = False

    def run(self, names: Sequence[str]) -> list[Brought]:
        """Crawl the portals, whatever becomes of one of them; return what came of each, in the given order."""
        self._total = len(names)
        self._waiting = deque(_Group(deque(group)) for group in host_groups(names, self._crawls.hosts))
        served = time.monotonic()
        while self._waiting or self._at_work:
            self._look_after_workers()
            if self._crawls.stopping.asked:
                self._stop()
            self._take_next(0 if self._begin_one() else min(1.0, self._lease / BEATS_A_LEASE))
            if self._at_work or self._workers.fit or not self._waiting:
                served = time.monotonic()
            elif time.monotonic() - served > PATIENCE:
                self._give_up_all(f"no worker is there that could crawl it{self._workers.said()}")
        return [self._results[name] for name in names]

    def _look_after_workers(self) -> None:
        self._workers.look()
        for id, at_work in [*self._at_work.items()]:
            if at_work.attempt.address not in self._workers.present and not at_work.attempt.future.done():
                self._lost(id, "its worker is gone")

    def _stop(self) -> None:
        if not self._is_stopped:
            self._wanted.stop()
            self._is_stopped = True
        self._give_up_all(_STOPPED)

    def _give_up_all(self, why: str) -> None:
        for group in self._waiting:
            for name in group.names:
                self._refuse(name, INTERRUPTED, why)
        self._waiting.clear()

    def _begin_one(self) -> bool:
        """Begin one that may begin now, where a worker has a thread to spare; return whether there was one."""
        ready = next((group for group in self._waiting if group.not_before <= time.monotonic()), None)
        if ready is None or (self._jobs and len(self._at_work) >= self._jobs):
            return False
        busy = [at_work.attempt.address for at_work in self._at_work.values()]
        address = self._workers.spare(busy, ready.tried)
        if address is None:
            return False
        self._waiting.remove(ready)
        self._give(ready, address)
        return True

    def _give(self, group: _Group, address: str) -> None:
        """Give the next portal of a group to a worker."""
        name = group.names[0]
        portal, began = Path(name).stem, time.monotonic()
        about(portal)
        try:
            host = self._crawls.hosts.get(name) or self._crawls.hosts.get(portal) or ""
            found = find_portal(name)
            check_address(found.with_host(host) if host else found, self._crawls.contact)
        except Exception as error:
            problem = problem_of(error)
            if problem is None:
                raise
            self._refuse(name, problem.code, problem.message)
            self._next(group)
            return
        id = f"{portal}-{uuid4().hex}"
        group.tried.append(address)
        said = (self._wanted.job, id, portal, host, self._crawls.contact, self._crawls.full, self._lease)
        task = Task(*said, self._pledge.key, self._pledge.authorities)
        self._wanted.add(id)
        with tempfile.TemporaryDirectory(dir=self._into) as folder:
            files = self._known(portal, portal_path(name), Path(folder) / SEED)
            try:
                attempt = remote.asked(remote.begin, self._client, address, task, files)
            except remote.LostError as error:  # the worker is lost, or of no use
                self._workers.distrust(address)
                self._again(id, name, group, f"could not be begun: {error}"[:500], address)
                return
        self._at_work[id] = _AtWork(attempt, name, group, began)
        attempt.future.add_done_callback(lambda future: self._ended.put(id))
        note("attempt_began", attempt=id, worker=address, number=len(group.tried))

    def _known(self, portal: str, file: Path, seed: Path) -> Mapping[str, Path]:
        """What a crawl of a portal has to know: its file, its rows, its manifests."""
        empty = self._into / EMPTY
        if not empty.exists():
            copy_portal(self._crawls.archive / "archive.db", "", empty)
        shutil.copyfile(empty, seed)  # making one takes longer than filling it
        copy_portal(self._crawls.archive / "archive.db", portal, seed)
        manifests = (self._crawls.archive / "crawls").glob(f"{portal}-*.json")
        return {f"{portal}.yml": file, SEED: seed} | {f"crawls/{path.name}": path for path in manifests}

    def _take_next(self, seconds: float) -> None:
        """Wait so long for a crawl to end, and bring its shard here."""
        try:
            id = self._ended.get(timeout=seconds) if seconds else self._ended.get_nowait()
        except queue.Empty:
            return
        at_work = self._at_work.get(id)
        if at_work is None:  # it was given up meanwhile
            return
        about(Path(at_work.name).stem)
        unfinished = self._into / f"{id}.part"
        try:
            ended = remote.asked(at_work.attempt.bring, unfinished)
        except remote.LostError as error:  # also what the task raised, and a shard that is none
            if error.is_silent:
                self._workers.distrust(at_work.attempt.address)
            else:  # the worker lives on, and would keep what it has of it
                with suppress(remote.LostError):
                    remote.asked(at_work.attempt.remove)
            self._lost(id, f"its shard did not come: {error}"[:500])
            return
        shard = unfinished.rename(self._into / id)
        del self._at_work[id]
        self._wanted.drop(id)
        seconds = round(time.monotonic() - at_work.began, 1)
        self._take(at_work.name, Brought(Path(at_work.name).stem, seconds, shard, ended))
        self._next(at_work.group)

    def _lost(self, id: str, why: str) -> None:
        at_work = self._at_work.pop(id)
        at_work.attempt.future.cancel()
        self._again(id, at_work.name, at_work.group, why, at_work.attempt.address)

    def _again(self, id: str, name: str, group: _Group, why: str, address: str) -> None:
        """An attempt is lost with all that it had: another one is made once nothing of it can be at the host."""
        about(Path(name).stem)
        self._wanted.drop(id)
        note("attempt_lost", "warning", attempt=id, worker=address, why=why)
        group.not_before = time.monotonic() + self._wanted.settles
        if self._is_stopped or len(group.tried) >= ATTEMPTS:
            self._refuse(
                name, INTERRUPTED, f"{why}; it was begun {len(group.tried)} times, the next run begins it anew"
            )
            self._next(group)
        else:
            self._waiting.append(group)

    def _next(self, group: _Group) -> None:
        group.names.popleft()
        group.tried.clear()
        if group.names:
            self._waiting.append(group)

    def _refuse(self, name: str, code: int, why: str) -> None:
        portal = Path(name).stem
        self._take(name, Brought(portal, 0, refused=PortalSummary(portal, code, NOT_CRAWLED, why, 0)))

    def _take(self, name: str, brought: Brought) -> None:
        self._results[name] = brought
        captures = sum(each.ended.requests for each in self._results.values() if each.ended)
        requests = brought.ended.requests if brought.ended else 0
        said = PortalSummary(brought.portal, 0, "brought here", "", brought.seconds, requests=requests)
        self._tell(Standing(len(self._results), len(self._at_work), self._total, captures, brought.refused or said))
