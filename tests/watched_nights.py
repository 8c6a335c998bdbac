"""Plays nights of nights.yml: the demo served as it is in each, crawled by a process of its own, at the night's time.

with Watch(folder, seed, skin) as watch:
    for night in nights():
        seen = watch.play(night)
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic
from typing import Any

from forked import answered
from sqlite_utils import Database
from told_changes import CHANGES

from archive import schema
from archive.clock import Clock
from archive.store import open_archive
from crawler.crawl import CrawlResult, run_crawl
from crawler.demo.model import Site
from crawler.demo.nights import site_on
from crawler.demo.server import Addresses, running
from crawler.demo.site import build_small
from crawler.demo.truth.watch import Night, small_site
from crawler.portal import Portal, find_portal


def small_portal(address: str) -> Portal:
    """The demo's portal file with the columns of the small site, reached at ``address``."""
    portal = find_portal("demo").with_host(address)
    columns = tuple(column for column in portal.columns if column.key in small_site().columns)
    return portal.model_copy(update={"columns": columns})


@dataclass
class Watch:
    """A year's watch over one small site, in a folder of its own; closed at the end of the block."""

    folder: Path
    seed: int
    skin: str
    sites: dict[str, Site] = field(default_factory=dict)
    reader: int = schema.READER_VERSION

    def __enter__(self) -> Watch:
        self._open = ExitStack()
        self._base = build_small(self.seed, self.skin)
        self._addresses: Addresses = self._open.enter_context(running(self._base))
        self.portal = small_portal(self._addresses.own)
        return self

    def __exit__(self, *raised: object) -> None:
        self._open.close()

    def play(self, night: Night) -> CrawlResult:
        """Crawl the site as it is in ``night``; before it, read anew what is kept where the reader is another."""
        self.sites[night.key] = site_on(self._base, night)
        self._addresses.show(self.sites[night.key], night.true_time)
        if night.reader:
            self.reader += 1
            self.read_anew()
        result: CrawlResult = _apart(_crawl, self.reader, self.folder, self.portal, night.at, night.full)
        return result

    def read_anew(self) -> list[str]:
        """Rebuild the archive from its record; return how the two differ."""
        differences: list[str] = _apart(_rebuild, self.reader, self.folder)
        return differences

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """What the archive answers."""
        with closing(Database(self.folder / "archive.db")) as db:
            return list(db.query(sql, values))

    def changes(self) -> list[dict[str, Any]]:
        """All changes found so far; ``night`` and ``lacked_by_night`` are when those crawls began."""
        return self.rows(CHANGES, [self.portal.portal])


def _apart(work: Callable[..., Any], reader: int, *given: Any) -> Any:
    """What ``work`` returns in a process of its own, whose reader has this version."""
    return answered(_answer, work, reader, given)


def _answer(answer: Connection, work: Callable[..., Any], reader: int, given: Sequence[Any]) -> None:
    for module in list(sys.modules.values()):
        if hasattr(module, "READER_VERSION"):
            module.READER_VERSION = reader
    answer.send(work(*given))


def _crawl(folder: Path, portal: Portal, at: datetime, full: bool) -> CrawlResult:
    with closing(open_archive(folder / "archive.db")) as db:
        return run_crawl(portal, db, folder, "", lambda step: None, full=full, clock=_clock(at))


def _clock(at: datetime) -> Clock:
    """A clock that shows ``at`` now, and goes on from there."""
    began = monotonic()
    return lambda: at + timedelta(seconds=monotonic() - began)


def _rebuild(folder: Path) -> list[str]:
    from crawler.cli.rebuild import rebuilt

    outcome = rebuilt(folder, replace=True)
    return [f"{d.table}: {d.only_before}/{d.only_now} {d.examples}" for d in outcome.differences or ()]
