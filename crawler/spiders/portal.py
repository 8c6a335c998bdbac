"""The one spider: Scrapy fetches, the session decides what a page means and what comes next."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any

import scrapy
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python import failure as twisted_failure

from archive.earlier import Condition
from archive.records import Capture, Request
from crawler import walk
from crawler.browser.rendering import RENDERING, Rendering
from crawler.browser.settings import SLOT
from crawler.capture.failure import NO_ANSWER, Failure, describe
from crawler.capture.failure_kinds import failure_of
from crawler.capture.middleware import CONDITION, HEARD, ClosedError
from crawler.errors import StorageError
from crawler.robots import DisallowedError, RobotsUnreadError
from crawler.session import Session

#: Lists before documents, so that coverage is known early; navigation before both. What left its list comes last.
PRIORITY = {"navigation": 30, "list": 20, "document": 10, "part": 10, "file": 0, "probe": -10}


class PortalSpider(scrapy.Spider):
    """Drives the walk over one portal for one crawl session, or the look round a site for a discovery."""

    name = "portal"

    def __init__(self, session: Session, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.session = session

    async def start(self) -> AsyncIterator[Any]:
        """Yield what a crawl that goes on has still to ask, or the first requests."""
        for request in self.session.first():
            for asked in self._ask(request):
                yield asked

    def parse(self, response: Response, **kwargs: Any) -> Iterator[scrapy.Request]:
        """Hand an answer to the session, by way of a browser where that has to run its scripts."""
        yield from self._answered()
        rendering: Rendering | None = response.meta.get(RENDERING)
        capture: Capture | None = response.meta.get("capture")
        exchange = walk.Exchange(
            request=response.meta["walk"],
            status=response.status,
            content=response.body,
            content_type=header(response, "Content-Type"),
            location=header(response, "Location"),
            capture=capture.id if capture else "",
            entity_digest=capture.entity_digest if capture else "",
            rendered=rendering is not None,
            unanswered=rendering.shortfall if rendering else "",
        )
        if not self.session.needs_browser(exchange):
            yield from self._step(exchange)
        elif self.session.no_browser:
            reason = f"a browser is needed: {self.session.no_browser}"
            self._keep_failure(response.url, exchange.request, Failure("browser", reason))
            yield from self._step(walk.Exchange(exchange.request, status=0, error=reason))
        else:
            yield self._render(exchange, response)

    def _render(self, exchange: walk.Exchange, response: Response) -> scrapy.Request:
        """The request that has a browser run the scripts of an answer before anything else is asked."""
        request = exchange.request
        rendering = Rendering(request.url, exchange.content, exchange.content_type, exchange.capture)
        return scrapy.Request(
            response.url,
            callback=self.parse,
            errback=self.failed,
            priority=max(PRIORITY.values()) + 1,
            meta={"walk": request, RENDERING: rendering, "download_slot": SLOT},
        )

    def failed(self, failure: twisted_failure.Failure) -> Iterable[scrapy.Request]:
        """Hand a failure to the session: it is a fact too."""
        released: list[scrapy.Request] = []
        asked: scrapy.Request = failure.request  # type: ignore[attr-defined]
        if isinstance(failure.value, ClosedError):
            raise CloseSpider("closed")
        if self.session.over:
            self.session.tried.add(asked.meta["walk"].identity)
            raise CloseSpider("closed")
        exchange = walk.Exchange(asked.meta["walk"], status=0, error=reason_of(failure))
        if RENDERING in asked.meta:
            if self._is_ending:
                return []  # told to stop: the page is asked for again when the crawl goes on
        elif isinstance(failure.value, DisallowedError):
            self._keep_failure(asked.url, exchange.request, Failure("disallowed", exchange.error))
        elif isinstance(failure.value, RobotsUnreadError):
            self._keep_failure(asked.url, exchange.request, Failure("robots", exchange.error))
            return self._asked(self.session.hold(exchange))
        elif not asked.meta.get(HEARD) and failure_of(failure.value or Exception()).kind in NO_ANSWER:
            return self._asked(self.session.hold(exchange))
        else:
            released = self._answered()
        return [*released, *self._step(exchange)]

    def _answered(self) -> list[scrapy.Request]:
        try:
            return self._asked(self.session.answered())
        except StorageError as error:
            raise CloseSpider("closed") from error

    @property
    def _is_ending(self) -> bool:
        engine = self.crawler.engine
        return engine is None or engine._slot is None or engine._slot.closing is not None

    def _keep_failure(self, url: str, request: Request, failure: Failure) -> None:
        """What robots.txt closes, or no browser can show, never reaches the wire: a fact that a rebuild has to find."""
        try:
            with self.session.storage():
                self.session.warc.failed(url, request.method, failure, request.identity)
        except StorageError as error:
            raise CloseSpider("closed") from error

    def _step(self, exchange: walk.Exchange) -> Iterator[scrapy.Request]:
        try:
            following = self.session.step(exchange)
        except StorageError as error:
            raise CloseSpider("closed") from error
        if self.session.closed:
            raise CloseSpider("closed")
        for request in following:
            yield from self._ask(request)

    def _asked(self, requests: Iterable[Request]) -> list[scrapy.Request]:
        return [asked for request in requests for asked in self._ask(request)]

    def _ask(self, request: Request) -> Iterator[scrapy.Request]:
        """What Scrapy asks for a request of the walk."""
        yield self._scrapy_request(request)

    def _scrapy_request(self, request: Request) -> scrapy.Request:
        try:
            condition = self.session.condition(request)
        except StorageError as error:
            raise CloseSpider("closed") from error
        return self.request_of(request, condition)

    def request_of(self, request: Request, condition: Condition | None) -> scrapy.Request:
        """Scrapy's request for one of the walk's, made on a condition where there is one."""
        headers = {"Content-Type": request.content_type} if request.content_type else {}
        return scrapy.Request(
            self.session.book.fetch_address(request.url),
            method=request.method,
            body=request.body,
            headers=headers | (condition.headers if condition else {}),
            callback=self.parse,
            errback=self.failed,
            priority=PRIORITY[request.purpose],
            meta={"walk": request, "handle_httpstatus_all": True, CONDITION: condition},
        )


def header(response: Response, name: str) -> str:
    """The first header of a name; '' for none."""
    return (response.headers.get(name) or b"").decode("latin-1")


def reason_of(failure: twisted_failure.Failure) -> str:
    """Why no answer came, in words that the walk and coverage know."""
    error = failure.value or Exception("unknown")
    return str(error) if isinstance(error, DisallowedError | RobotsUnreadError) else describe(error)
