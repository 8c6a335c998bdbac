"""Crawls by a clock of the test's own, each in a process of its own that is ready at once."""

from __future__ import annotations

import os
import signal
from contextlib import closing
from datetime import datetime, timedelta
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic

from forked import answered

from archive.lock import archive_lock
from archive.store import open_archive
from crawler.crawl import CrawlResult, run_crawl
from crawler.past.view import PastView
from crawler.portal import load_portal_file
from crawler.walk import Step


def crawl_at(
    at: datetime,
    portal_file: Path,
    archive: Path,
    host: str,
    *,
    full: bool = False,
    killed_after: int = 0,
    view: PastView | None = None,
) -> CrawlResult | None:
    """Crawl the site at ``host``, or a web archive's view of it, as if it were ``at`` when the crawl begins.

    None where the process was killed, after ``killed_after`` answers.
    """
    try:
        result = answered(_crawl, at, portal_file, archive, host, full, killed_after, view)
    except EOFError:
        result = None
    assert isinstance(result, CrawlResult) or killed_after, "the crawl failed"
    return result


def _crawl(
    answer: Connection,
    at: datetime,
    portal_file: Path,
    archive: Path,
    host: str,
    full: bool,
    killed_after: int,
    view: PastView | None,
) -> None:
    began, steps = monotonic(), count(1)

    def progress(step: Step) -> None:
        if next(steps) == killed_after:
            os.kill(os.getpid(), signal.SIGKILL)

    portal = load_portal_file(portal_file).with_host(host)
    with archive_lock(archive), closing(open_archive(archive / "archive.db")) as db:
        result = run_crawl(
            portal,
            db,
            archive,
            "",
            progress,
            full=full,
            clock=lambda: at + timedelta(seconds=monotonic() - began),
            view=view,
        )
    answer.send(result)
