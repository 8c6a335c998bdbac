"""Crawls of one job beside each other: each in a process of its own, so many at a time, a host's one after the other.

They write one archive.db, in short transactions that wait for each other, and WARC files of their own.
"""

from __future__ import annotations

import os
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from archive.lock import archive_lock, crawls_lock
from archive.store import open_archive
from crawler.host_groups import host_groups
from crawler.portal_crawl import Began, Crawls
from crawler.run_log import about, note
from crawler.signing.attest import attest
from crawler.signing.settings import attestation
from crawler.summary import PortalSummary

#: A crawl mostly waits for its host: so many keep a core busy, and so many bytes each of them may need.
PER_CORE, BYTES_EACH = 8, 250_000_000
#: Seconds between two lines that say how far everything is.
PACE = 10.0


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the crawls of a job are. ``ended`` is the one that ended just now; None where none did for a while."""

    done: int
    at_work: int
    total: int
    captures: int
    ended: PortalSummary | None = None


def default_jobs() -> int:
    """How many crawls this machine takes beside each other: by its cores, and by half of its memory."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(1, min(PER_CORE * (os.cpu_count() or 1), memory // 2 // BYTES_EACH))


def crawl_beside(
    crawls: Crawls, names: Sequence[str], jobs: int, tell: Callable[[Standing], None]
) -> list[PortalSummary]:
    """Crawl the portals, ``jobs`` at a time, whatever becomes of one of them; their summaries in the given order.

    Raises archive.lock.ArchiveInUseError, sqlite3.Error, OSError where the archive cannot be written by any of them.
    """
    with archive_lock(crawls.archive):  # made or upgraded once, before they all open it
        open_archive(crawls.archive / "archive.db").close()
    with crawls_lock(crawls.archive):
        results = _Round(crawls, names, jobs, tell).run()
    return [results[name] for name in names]


class _Round:
    def __init__(self, crawls: Crawls, names: Sequence[str], jobs: int, tell: Callable[[Standing], None]) -> None:
        self._crawls, self._jobs, self._tell = crawls, jobs, tell
        self._waiting = deque(deque(group) for group in host_groups(names, crawls.hosts))
        self._total = len(names)
        self._running: dict[int, tuple[BaseProcess, Began, deque[str]]] = {}  # by what is ready when it ends
        self._results: dict[str, PortalSummary] = {}
        self._before = _captures(crawls.archive)

    def run(self) -> dict[str, PortalSummary]:
        while self._waiting or self._running:
            while self._waiting and len(self._running) < self._jobs:
                self._start(self._waiting.popleft())
            done = wait([*self._running], timeout=PACE)
            for sentinel in [sentinel for sentinel in self._running if sentinel in done]:
                child, began, group = self._running.pop(sentinel)
                code = self._crawls.stopping.ended(child)
                self._take(began.name, self._crawls.end(began, code), group)
            if not done and self._running:
                self._say(None)
        return self._results

    def _start(self, group: deque[str]) -> None:
        began = self._crawls.begin(group.popleft())
        if began.refused:
            self._take(began.name, began.refused, group)
        else:
            child = self._crawls.stopping.start([*self._crawls.arguments(began), "--beside"])
            self._running[child.sentinel] = (child, began, group)

    def _take(self, name: str, result: PortalSummary, group: deque[str]) -> None:
        self._results[name] = result
        if group:
            self._waiting.append(group)
        self._say(result)

    def _say(self, ended: PortalSummary | None) -> None:
        captures = _captures(self._crawls.archive) - self._before
        self._tell(Standing(len(self._results), len(self._running), self._total, captures, ended))


def _captures(archive: Path) -> int:
    with closing(sqlite3.connect(archive / "archive.db", timeout=30)) as db:
        return int(db.execute("select count(*) from captures").fetchone()[0])


def attest_crawls(crawls: Crawls) -> None:
    """Sign the manifests that were written, and ask for timestamps, as each crawl does where it runs alone.

    Raises archive.lock.ArchiveInUseError and what attesting raises: the next run signs what this one did not.
    """
    about()
    by = attestation(crawls.archive, None, os.environ)
    if by.key is None or crawls.stopping.asked:
        return
    with archive_lock(crawls.archive):
        done = attest(crawls.archive, by, crawls.contact)
    level = "warning" if done.waiting else "info"
    note("attested", level, signed=done.signed, timestamped=len(done.stamped), waiting=len(done.waiting))
