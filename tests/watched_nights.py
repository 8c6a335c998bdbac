"""Plays nights of nights.yml: the demo served as it is in each, crawled by a process of its own, at the night's time.

with Watch(folder, seed, skin) as watch:
    for night in nights():
        seen = watch.play(night)
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from uuid import uuid4

import httpx
from sqlite_utils import Database
from told_changes import CHANGES

import archive.crawls
import archive.schema
import archive.store
import crawler.crawl
from archive.records import Capture, Request
from archive.schema import READER_VERSION
from archive.store import open_archive
from crawler import walk
from crawler.cli.rebuild import rebuilt
from crawler.crawl import run_crawl
from crawler.demo.model import Site
from crawler.demo.nights import site_on
from crawler.demo.server import Addresses, running
from crawler.demo.site import build_small
from crawler.demo.truth.watch import Night, small_site
from crawler.portal import Portal, find_portal
from crawler.state import CrawlState

_PROCESSES = multiprocessing.get_context("forkserver")


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
    reader: int = READER_VERSION

    def __enter__(self) -> Watch:
        self._open = ExitStack()
        self._base = build_small(self.seed, self.skin)
        self._addresses: Addresses = self._open.enter_context(running(self._base))
        self.portal = small_portal(self._addresses.own)
        return self

    def __exit__(self, *raised: object) -> None:
        self._open.close()

    def play(self, night: Night) -> str:
        """Crawl the site as it is in ``night``; return the crawl's verdict.

        Where another version of the reader reads from this night on, everything kept is read anew with it before.
        """
        if night.reader:
            self.reader += 1
            self._in_a_process(_read_anew, self.folder, self.reader)
        self.sites[night.key] = site_on(self._base, night)
        self._addresses.show(self.sites[night.key], night.true_time)
        return str(self._in_a_process(_crawl, self.folder, self.portal, night.at, self.reader))

    def _in_a_process(self, task: Callable[..., Any], *arguments: Any) -> Any:
        """Scrapy's reactor runs once in a process, and a reader is of one version."""
        with ProcessPoolExecutor(1, mp_context=_PROCESSES) as process:
            return process.submit(task, *arguments).result()

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """What the archive answers."""
        with closing(Database(self.folder / "archive.db")) as db:
            return list(db.query(sql, values))

    def changes(self) -> list[dict[str, Any]]:
        """All changes found so far; ``night`` and ``lacked_by_night`` are when those crawls began."""
        return self.rows(CHANGES, [self.portal.portal])


def _read_with(reader: int) -> None:
    for module in (archive.schema, archive.store, archive.crawls):
        module.READER_VERSION = reader  # type: ignore[attr-defined]


def _read_anew(folder: Path, reader: int) -> None:
    _read_with(reader)
    rebuilt(folder, replace=True)


def _crawl(folder: Path, portal: Portal, at: datetime, reader: int) -> str:
    _read_with(reader)
    with _clock_at(at), _probing(portal), closing(open_archive(folder / "archive.db")) as db:
        return run_crawl(portal, db, folder, "", lambda step: None).verdict.key


@contextmanager
def _clock_at(at: datetime) -> Iterator[None]:
    """The watcher's clock shows ``at`` when the crawl begins, and goes on from there."""
    ahead = at - datetime.now(UTC)

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime.now(tz) + ahead

    crawler.crawl.datetime = Clock  # type: ignore[misc]
    archive.crawls.now = lambda: Clock.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    yield


@contextmanager
def _probing(portal: Portal) -> Iterator[None]:
    """Documents that left their lists are asked for before the crawl closes, as an incremental crawl does."""
    close = CrawlState.close

    def probe_and_close(state: CrawlState, db: Database, *rest: Any, **more: Any) -> Any:
        state.store.flush()
        if state.coverage.verdict().accepted:
            for url in _left(db, portal.portal, state.crawl):
                _probe(state, Request(url, "document", entry_url=url))
        return close(state, db, *rest, **more)

    CrawlState.close = probe_and_close  # type: ignore[method-assign]
    yield


def _left(db: Database, portal: str, crawl: str) -> list[str]:
    sql = """
    select distinct d.url from documents d join document_urls a on a.document = d.id
    where d.portal = ?1 and d.state <> 'external' and d.gone_since is null
        and (d.missing_since is not null or exists (select 1 from listings l where l.document = d.id and l.crawl = (
            select id from crawls where accepted = 1 and portal = ?1 order by closed_at desc limit 1)))
        and not exists (select 1 from listings l join document_urls b on b.url = l.url
            where l.crawl = ?2 and b.document = d.id)
    """
    return [url for (url,) in db.execute(sql, [portal, crawl]).fetchall()]


def _probe(state: CrawlState, request: Request) -> None:
    answer = httpx.get(state.book.fetch_address(request.url))
    capture = f"urn:uuid:{uuid4()}"
    state.store.add_capture(
        Capture(
            capture, state.crawl, request.url, str(answer.url), "GET", datetime.now(UTC), answer.status_code,
            answer.headers.get("content-type", "").partition(";")[0], f"sha256:{uuid4().hex}", len(answer.content),
            "", 0, 0, "page",
        )
    )  # fmt: skip
    exchange = walk.Exchange(
        request, answer.status_code, answer.content, answer.headers.get("content-type", ""),
        urljoin(str(answer.url), answer.headers["location"]) if "location" in answer.headers else "",
        capture, f"sha256:{uuid4().hex}",
    )  # fmt: skip
    for following in state.take(walk.step(state.portal, exchange), capture, request):
        if following.entry_url == request.entry_url:
            _probe(state, following)
