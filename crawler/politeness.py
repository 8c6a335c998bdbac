"""Politeness: Crawl-delay and Retry-After obeyed; who we are is said in every request."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from scrapy import Request, signals
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Headers, Response
from scrapy.utils.asyncio import call_later
from scrapy.utils.defer import _schedule_coro
from scrapy.utils.httpobj import urlparse_cached

from archive.clock import Clock, system_clock
from crawler.capture.wire import CLOCK
from crawler.retry_after import retry_after
from crawler.user_agent import PRODUCT

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.robotstxt import RobotParser

logger = logging.getLogger(__name__)

#: A server that asks for longer is not waited for in this run, and not asked again in it either.
MAX_WAIT_SECONDS = 600.0
#: Scrapy's reason for ending a run because of it.
ASKED_TO_WAIT = "asked_to_wait"


class CrawlDelay:
    """Extension: a host's Crawl-delay slows its download slot; it never makes it faster.

    One that is longer than a run waits closes the host, as a Disallow would.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        crawler.signals.connect(self.robots_parsed, signal=signals.robots_parsed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> CrawlDelay:
        """Connect to the signals of a Scrapy crawler."""
        return cls(crawler)

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Slow the slot of the host whose robots.txt was just read."""
        delay = robotparser.crawl_delay(PRODUCT)
        if delay is None:
            return
        if not delay <= MAX_WAIT_SECONDS:
            robotparser.allowed = lambda url, user_agent: False  # type: ignore[method-assign]
            logger.warning("%s asks for %.0f s between two requests", urlparse_cached(request).hostname, delay)
            return
        downloader: Any = self._crawler.engine.downloader
        key = downloader.get_slot_key(request)
        delay = max(delay, self._crawler.settings.getfloat("DOWNLOAD_DELAY"))
        downloader.per_slot_settings[key] = {"concurrency": 1, "delay": delay, "jitter": 0.0}
        if key in downloader.slots:
            downloader.slots[key].delay = delay


class OutgoingMiddleware:
    """Downloader middleware: says who asks, what is taken and for how long it is waited.

    In place of three of Scrapy's, which make of the same headers for every request the bytes that go out.
    """

    def __init__(self, crawler: Crawler) -> None:
        said = {**crawler.settings["DEFAULT_REQUEST_HEADERS"], "User-Agent": crawler.settings["USER_AGENT"]}
        self._headers: list[tuple[bytes, list[bytes]]] = [*dict.items(Headers(said))]
        self._timeout = crawler.settings.getfloat("DOWNLOAD_TIMEOUT")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> OutgoingMiddleware:
        """Take the settings of a Scrapy crawler."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Give a request what it does not say itself."""
        request.meta.setdefault("download_timeout", self._timeout)
        for name, values in self._headers:  # written as Scrapy's mapping keeps them
            dict.setdefault(request.headers, name, [*values])


class PoliteRetryMiddleware(RetryMiddleware):
    """Tries again as Scrapy does, and asks a host nothing before its Retry-After has passed, whatever the answer.

    The session is told what of the walk is tried again: should the run end before it is, what came is what there is.
    """

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Request | Response:
        """Hold the host's slot for as long as the server asks before anything is asked of it again."""
        result = super().process_response(request, response)
        header = response.headers.get("Retry-After")
        if header:
            clock: Clock = self.crawler.settings.get(CLOCK, system_clock)
            seconds = retry_after(header.decode("latin-1"), clock())
            if seconds:
                self._hold(request, min(seconds, MAX_WAIT_SECONDS))
                if seconds > MAX_WAIT_SECONDS:
                    _schedule_coro(self.crawler.engine.close_spider_async(reason=ASKED_TO_WAIT))
        return result

    def _retry(self, request: Request, reason: str | Exception | type[Exception]) -> Request | None:
        again = super()._retry(request, reason)
        if again is not None and "walk" in request.meta:
            self.crawler.spider.session.tried.add(request.meta["walk"].identity)  # type: ignore[union-attr]
        return again

    def _hold(self, request: Request, seconds: float) -> None:
        """Nothing leaves the slot while a later call is set: so Scrapy itself keeps its delays."""
        downloader: Any = self.crawler.engine.downloader
        slot = downloader.slots.get(downloader.get_slot_key(request))
        if slot is not None:
            if slot.latercall:
                slot.latercall.cancel()
            slot.latercall = call_later(seconds, downloader._latercall, slot)
        logger.info("%s asks to wait %.0f s", urlparse_cached(request).hostname, seconds)
