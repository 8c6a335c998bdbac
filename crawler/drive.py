"""Scrapy, set up as every fetch of this program is, driven by a session until it has nothing left to ask."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from archive.clock import Clock, system_clock
from crawler.browser.settings import browser_settings
from crawler.capture.tls import TLS_MODE
from crawler.capture.wire import CLOCK
from crawler.downloading import HeardSignals
from crawler.fence import networks_allowed
from crawler.session import Session
from crawler.settings import DOWNLOAD_DELAY
from crawler.spiders.portal import PortalSpider
from crawler.urls import is_loopback
from crawler.user_agent import user_agent

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

#: What these would log stands in coverage and in the WARC, in words a person understands.
QUIET = ("scrapy.downloadermiddlewares.retry",)


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between two requests, how old the server's TLS may be, and the browser that renders pages, where some
    are to be.
    """

    delay: float
    tls: str
    chromium: Path | None = None


def delay_at(address: str, wanted: float) -> float:
    """Seconds between two requests to ``address``: a portal file makes them more, and fewer on loopback alone."""
    return wanted if is_loopback(address) else max(wanted, DOWNLOAD_DELAY)


def drive(
    session: Session,
    address: str,
    contact: str,
    pace: Pace,
    connect: Callable[[Crawler], object] = lambda _: None,
    clock: Clock = system_clock,
    spider: type[PortalSpider] = PortalSpider,
) -> str:
    """Fetch for ``session`` at ``address``; ``connect`` is given Scrapy's crawler before it starts, and ``clock``
    says when each exchange was. Return Scrapy's reason for ending: finished, closed (by us), asked_to_wait
    (Retry-After), shutdown (a signal).

    Only loopback is asked faster than the settings say. Scrapy's reactor runs once in a process.
    Raises NoAddressError where the operator's networks are none.
    """
    networks_allowed()
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.set("USER_AGENT", user_agent(contact), priority="cmdline")
    delay = delay_at(address, pace.delay)
    settings.set("DOWNLOAD_DELAY", delay, priority="cmdline")
    settings.set(TLS_MODE, pace.tls, priority="cmdline")
    settings.set(CLOCK, clock, priority="cmdline")
    if pace.chromium:
        settings.setdict(browser_settings(pace.chromium, address, delay), priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    crawler = process.create_crawler(spider)
    crawler.signals = HeardSignals(crawler)  # before anybody listens
    connect(crawler)
    process.crawl(crawler, session=session)
    process.start()
    stats: Any = crawler.stats
    return str(stats.get_value("finish_reason", "shutdown"))
