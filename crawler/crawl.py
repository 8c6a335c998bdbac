"""One crawl of one portal: opened, driven by Scrapy, closed with coverage and a verdict."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import uuid4

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from sqlite_utils import Database

from archive import crawls
from archive.store import Store, now
from crawler.capture import WarcFile
from crawler.coverage import Coverage, CoverageTracker, Verdict
from crawler.errors import NoAddressError, NoContactError, StorageError
from crawler.politeness import user_agent
from crawler.portal import Portal
from crawler.session import CrawlSession
from crawler.spiders.portal import PortalSpider
from crawler.urls import AddressBook, is_loopback
from crawler.walk import Step


@dataclass(frozen=True, slots=True)
class CrawlResult:
    """A closed crawl."""

    crawl: str
    portal: str
    verdict: Verdict
    coverage: tuple[Coverage, ...]
    requests: int
    seconds: float


def check_address(portal: Portal, contact: str) -> None:
    """Raise NoAddressError or NoContactError where the portal may not be crawled as it stands."""
    if not portal.base:
        raise NoAddressError(
            f"{portal.portal}: nobody knows the host of {portal.title.zh}; give it with --host http://…/ "
            "(or as base: in a portal file of your own)"
        )
    address = AddressBook.of(portal).fetch_address(portal.base)
    if not contact and not is_loopback(address):
        raise NoContactError(
            f"{address} is not this machine: say who is asking with --contact you@example.org or GONGKAI_CONTACT, "
            "so that the site's operator can write to you"
        )


def run_crawl(
    portal: Portal, db: Database, archive: Path, contact: str, progress: Callable[[Step], None]
) -> CrawlResult:
    """Crawl the portal into the archive and close the crawl.

    Facts become current only where the verdict is ok or degraded. Raises StorageError where the archive
    could not be written; the crawl then stays open and the next run closes it as interrupted.
    """
    check_address(portal, contact)
    started = datetime.now(UTC)
    crawl = f"{portal.portal}-{started:%Y%m%dT%H%M%S}{started.microsecond // 1000:03d}Z"
    crawls.interrupt_open_crawls(db, portal.portal)
    crawls.open_crawl(db, portal.portal, crawl, portal.file_sha256)
    session = _session(portal, db, archive, contact, crawl, progress)
    run = uuid4().hex
    db.table("runs").insert({"id": run, "crawl": crawl, "started_at": now(), "software": _software()}, pk="id")
    requests = _drive(session, portal, contact)
    if session.error is None:
        with session.storage():
            session.store.flush()
            verdict = session.coverage.verdict()
            rows = session.coverage.coverage()
            said = declaration(portal)
            crawls.close_crawl(db, said, crawl, verdict.key, verdict.reason, verdict.accepted, rows)
            db.table("runs").update(run, {"ended_at": now(), "requests": requests})
    if session.error is not None:
        with suppress(OSError):  # what the disk refused once it refuses again
            session.warc.close()
        raise session.error
    session.warc.close()
    seconds = (datetime.now(UTC) - started).total_seconds()
    return CrawlResult(crawl, portal.portal, verdict, rows, requests, seconds)


def _software() -> str:
    return f"gongkai {version('gongkai')}, Scrapy {version('scrapy')}, warcio {version('warcio')}"


def declaration(portal: Portal) -> crawls.Declaration:
    """The rows that a portal file gives."""
    name = portal.portal
    return crawls.Declaration(
        portal={
            "id": name,
            "title_zh": portal.title.zh,
            "title_en": portal.title.en,
            "authority": json.dumps(portal.authority, ensure_ascii=False),
            "base": portal.base,
            "zone": portal.zone,
            "file_sha256": portal.file_sha256,
        },
        columns=tuple(
            {
                "id": f"{name}/{column.key}",
                "portal": name,
                "key": column.key,
                "title": column.title,
                "channel": column.channel,
                "reports": int(column.reports),
            }
            for column in portal.columns
        ),
        metrics=tuple(
            {"column": f"{name}/{column.key}", "metric": metric}
            for column in portal.columns
            for metric in column.evidences
        ),
        channels=tuple(
            {
                "portal": name,
                "key": key,
                "title_zh": channel.title.zh,
                "title_en": channel.title.en,
                "kind": channel.kind,
                "site": (channel.site or name) if channel.kind == "site" else "",
                "source": channel.source,
            }
            for key, channel in portal.channels.items()
        ),
    )


def _session(
    portal: Portal, db: Database, archive: Path, contact: str, crawl: str, progress: Callable[[Step], None]
) -> CrawlSession:
    info = {
        "software": _software(),
        "format": "WARC File Format 1.1",
        "robots": "obey",
        "operator": contact or "loopback only",
        "isPartOf": portal.portal,
        "description": f"portal file sha256:{portal.file_sha256}",
    }
    try:
        warc = WarcFile(archive / "warc", crawl, info)
        store = Store(db, portal.portal, crawl)
    except (OSError, sqlite3.Error) as error:
        raise StorageError(f"{archive}: {error}") from error
    tracker = CoverageTracker(column.key for column in portal.columns)
    return CrawlSession(crawl, portal, AddressBook.of(portal), store, warc, tracker, progress)


def _drive(session: CrawlSession, portal: Portal, contact: str) -> int:
    """Run Scrapy until the walk has nothing left to ask; return how many requests were made."""
    loopback = is_loopback(session.book.fetch_address(portal.base))
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.set("USER_AGENT", user_agent(contact), priority="cmdline")
    # A portal file can slow things down, never hurry them; loopback alone may be asked without a pause.
    delay = portal.politeness.delay if loopback else max(portal.politeness.delay, settings.getfloat("DOWNLOAD_DELAY"))
    settings.set("DOWNLOAD_DELAY", delay, priority="cmdline")
    settings.set("CLOSESPIDER_PAGECOUNT", portal.politeness.budget, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(PortalSpider)
    process.crawl(crawler, session=session)
    process.start()
    stats: Any = crawler.stats
    return int(stats.get_value("downloader/request_count", 0))
