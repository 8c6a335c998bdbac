"""robots.txt as RFC 9309 has it: each host is asked for it once in a run, before anything else is asked of it.

A host that answers 4xx has no rules (2.3.1.3); of one that answers 5xx, or not at all, nothing is asked (2.3.1.4).
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from scrapy import Request, signals
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser
from scrapy.utils.httpobj import urlparse_cached

from archive.encoding import decode
from crawler.capture.failure import describe
from crawler.capture.failure_kinds import FAILURES
from crawler.capture.unreadable import EntityTooLongError, NoHeaderError
from crawler.coverage import ROBOTS, ROBOTS_UNREAD
from crawler.fence import is_own
from crawler.steps import REDIRECTS
from crawler.urls import site_of
from crawler.user_agent import PRODUCT

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

#: As many as every crawler follows at least, to whatever host (2.3.1.2).
MAX_REDIRECTS = 5
#: As much as every crawler reads at least (2.5).
MAX_BYTES = 500 * 1024
#: What ends a download, and what is said of an answer that came and is not read.
_UNREAD: tuple[type[BaseException], ...] = (*FAILURES, EntityTooLongError, NoHeaderError)
#: In the ``meta`` of our own requests for robots.txt.
OWN = "robots"


class DisallowedError(IgnoreRequest):
    """A rule of robots.txt closes an address."""

    def __init__(self) -> None:
        super().__init__(ROBOTS)


class RobotsUnreadError(IgnoreRequest):
    """Nobody knows what robots.txt closes, so that everything is closed."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"{ROBOTS_UNREAD}: {reason}")


class RobotsMiddleware:
    """Downloader middleware: lets nothing out that robots.txt of its host closes, or whose robots.txt is not known."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._read: dict[str, asyncio.Future[RobotParser | RobotsUnreadError]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """Connect to a Scrapy crawler. Raises NotConfigured where a benchmark obeys nobody's but its own server."""
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let an address through. Raises DisallowedError, or RobotsUnreadError."""
        if OWN in request.meta:
            return
        parts = urlparse_cached(request)
        address = f"{parts.scheme}://{parts.netloc}/robots.txt"
        if address not in self._read:
            self._read[address] = asyncio.ensure_future(self._rules(address, request))
        rules = await self._read[address]
        if isinstance(rules, RobotsUnreadError):
            raise rules
        if not rules.allowed(request.url, PRODUCT):
            raise DisallowedError

    async def _rules(self, address: str, request: Request) -> RobotParser | RobotsUnreadError:
        """What a robots.txt says, tried again as everything is. Raises IgnoreRequest where the crawl is closed."""
        try:
            response = await self._answer(address)
        except _UNREAD as error:
            return RobotsUnreadError(describe(error))
        if response is not None and not 200 <= response.status < 500:
            return RobotsUnreadError(f"HTTP {response.status}")
        rules = parse_robots(response.body if response is not None and response.status < 300 else b"")
        await self._crawler.signals.send_catch_log_async(
            signal=signals.robots_parsed, robotparser=rules, request=request
        )
        return rules

    async def _answer(self, address: str) -> Response | None:
        """The answer that redirects lead to; None, as for a 4xx, where they lead nowhere or too far (2.3.1.2), or to a
        number of our own network.
        """
        assert self._crawler.engine is not None
        asked = urlsplit(address).hostname
        for _ in range(MAX_REDIRECTS + 1):
            request = Request(address, meta={OWN: True}, callback=NO_CALLBACK)
            response = await self._crawler.engine.download_async(request)
            if response.status not in REDIRECTS:
                return response
            location = (response.headers.get("Location") or b"").decode("latin-1")
            address = urljoin(address, location)
            host = urlsplit(address).hostname if location and site_of(address) else None
            if host is None or (host != asked and is_own(host)):
                return None
        return None


def parse_robots(content: bytes) -> RobotParser:
    """The rules of a robots.txt: of its first MAX_BYTES whole lines, in whatever encoding; a page of HTML has none."""
    if len(content) > MAX_BYTES:
        content = content[:MAX_BYTES]
        content = content[: max(content.rfind(b"\n"), content.rfind(b"\r")) + 1]
    text, _ = decode(content)
    return ProtegoRobotParser(text.encode(errors="replace"), None)
