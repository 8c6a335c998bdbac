"""The one spider: Scrapy fetches, the walk decides what a page means and what comes next."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any

import scrapy
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from archive.records import Capture
from crawler import walk
from crawler.coverage import ROBOTS
from crawler.errors import StorageError
from crawler.session import CrawlSession

#: Lists before documents, so that coverage is known early; navigation before both.
PRIORITY = {"navigation": 30, "list": 20, "document": 10, "file": 0}


class PortalSpider(scrapy.Spider):
    """Drives the walk over one portal for one crawl session."""

    name = "portal"

    def __init__(self, session: CrawlSession, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.session = session
        self._asked: set[tuple[str, str, bytes, str, str]] = set()

    async def start(self) -> AsyncIterator[Any]:
        """Yield the first requests of the walk."""
        for request in self._take(walk.start(self.session.portal), capture=""):
            yield request

    def parse(self, response: Response, **kwargs: Any) -> Iterator[scrapy.Request]:
        """Hand an answer to the walk."""
        capture: Capture | None = response.meta.get("capture")
        exchange = walk.Exchange(
            request=response.meta["walk"],
            status=response.status,
            content=response.body,
            content_type=_header(response, "Content-Type"),
            location=_header(response, "Location"),
            capture=capture.id if capture else "",
            entity_digest=capture.entity_digest if capture else "",
        )
        yield from self._step(exchange)

    def failed(self, failure: Failure) -> Iterable[scrapy.Request]:
        """Hand a failure to the walk: it is a fact too."""
        if self.session.closed:
            raise CloseSpider("closed")
        request: walk.Request = failure.request.meta["walk"]  # type: ignore[attr-defined]
        return list(self._step(walk.Exchange(request, status=0, error=_reason(failure))))

    def _step(self, exchange: walk.Exchange) -> Iterator[scrapy.Request]:
        yield from self._take(walk.step(self.session.portal, exchange), exchange.capture)
        if self.session.closed:
            raise CloseSpider("closed")

    def _take(self, step: walk.Step, capture: str) -> Iterator[scrapy.Request]:
        try:
            self.session.take(step, capture)
        except StorageError as error:
            raise CloseSpider("storage") from error
        for request in step.requests:
            if request.identity not in self._asked:
                self._asked.add(request.identity)
                yield self._scrapy_request(request)

    def _scrapy_request(self, request: walk.Request) -> scrapy.Request:
        return scrapy.Request(
            self.session.book.fetch_address(request.url),
            method=request.method,
            body=request.body,
            callback=self.parse,
            errback=self.failed,
            priority=PRIORITY[request.purpose],
            meta={"walk": request, "handle_httpstatus_all": True},
        )


def _header(response: Response, name: str) -> str:
    return (response.headers.get(name) or b"").decode("latin-1")


def _reason(failure: Failure) -> str:
    error = failure.value
    if isinstance(error, IgnoreRequest) and "robots.txt" in str(error):
        return ROBOTS
    words = " ".join(str(error).split())[:300]
    return f"{type(error).__name__}: {words}" if words else type(error).__name__
