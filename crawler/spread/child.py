"""The process of one crawl on a worker: Scrapy's reactor runs once in a process.

It lives as long as it hears from its worker that it is wanted. A worker that was killed, hangs or lost the coordinator
says nothing, and then nobody takes what this makes: another attempt may be at the same host soon.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path

from archive.lock import archive_lock
from archive.manifest import Pledge, write_missing_manifests
from archive.store import open_archive
from crawler.capture.repair import recover
from crawler.crawl import run_crawl
from crawler.exit_codes import CRAWL, FAULT
from crawler.over import abandon
from crawler.portal import Portal, find_portal
from crawler.problems import problem_of
from crawler.run_log import about, logging_to, note
from crawler.spread.task import LOG, Task

#: What a worker says to its crawl.
WANTED, STOP = b"wanted", b"stop"


def crawl(folder: Path, task: Task, worker: Connection) -> None:
    """In the process of a crawl: crawl into ``folder``, close whatever stayed open, and exit with the crawl's code."""
    os.setsid()
    os.dup2(2, 1)
    threading.Thread(target=_listen, args=(worker, task.lease), daemon=True).start()
    sys.exit(_crawl(folder, task))


def _listen(worker: Connection, lease: float) -> None:
    """Ask the crawl to end when it is told to; end it at once where the worker is silent or gone."""
    try:
        while worker.poll(lease):
            if worker.recv_bytes(100) == STOP:
                os.kill(os.getpid(), signal.SIGTERM)
    except (EOFError, OSError):
        pass
    os.kill(os.getpid(), signal.SIGKILL)


def _crawl(folder: Path, task: Task) -> int:
    try:
        with logging_to(folder / LOG):
            about(task.portal)
            portal = find_portal(str(folder / f"{task.portal}.yml"))
            return _into(folder, portal.with_host(task.host) if task.host else portal, task)
    except Exception as error:  # noqa: BLE001  # the process's boundary: the log has said what it was
        problem = problem_of(error)
        return problem.code if problem else FAULT


def _into(folder: Path, portal: Portal, task: Task) -> int:
    pledge = Pledge(task.key, task.authorities)
    with archive_lock(folder), closing(open_archive(folder / "archive.db")) as db:
        result = run_crawl(portal, db, folder, task.contact, lambda step: None, full=task.full, pledge=pledge)
        if result.verdict.key == "interrupted":  # nobody goes on with it here, and only a closed one is merged
            recover(folder / "warc", portal.portal)
            abandon(db, folder, portal.portal)
            write_missing_manifests(folder, db, pledge, portal.portal)
    said = {"verdict": result.verdict.key, "reason": result.verdict.reason, "requests": result.requests}
    note("crawl_ended", "info" if result.verdict.accepted else "warning", **said)
    return CRAWL[result.verdict.key]
