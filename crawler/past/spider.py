"""The spider that walks a site through a web archive: each address is found there first, then replayed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any
from urllib.parse import urljoin

import scrapy
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python import failure as twisted_failure

from archive.records import Capture, Request
from crawler import walk
from crawler.capture.failure import NO_ANSWER, Failure
from crawler.capture.failure_kinds import failure_of
from crawler.capture.middleware import HEARD, ClosedError
from crawler.capture.surt import surt
from crawler.past.seen import as_seen
from crawler.past.session import Lookup, PastSession
from crawler.past.web_archive import Indexed
from crawler.robots import DisallowedError, RobotsUnreadError
from crawler.spiders.portal import PRIORITY, PortalSpider, header, reason_of
from crawler.steps import REDIRECTS

#: Questions before answers: what is asked next is known then.
_FIRST = max(PRIORITY.values()) + 10
#: A web archive may send to another time of the same address, and that to another.
MAX_HOPS = 5
_LOOKUP, _HOPS = "lookup", "hops"


class PastSpider(PortalSpider):
    """As the portal spider; whatever is asked for is asked of the web archive, and of no other host."""

    name = "past"
    session: PastSession

    async def start(self) -> AsyncIterator[Any]:
        """Yield the questions for the index, or what the walk asks first where there is none."""
        lookups = self.session.first_lookups()
        for lookup in lookups:
            yield self._look_up(lookup)
        if not lookups:
            async for asked in super().start():
                yield asked

    def _look_up(self, lookup: Lookup) -> scrapy.Request:
        headers = {} if lookup.request is None else self._negotiated()
        return scrapy.Request(
            lookup.address,
            headers=headers,
            callback=self.looked_up,
            errback=self.lookup_failed,
            priority=_FIRST,
            meta={_LOOKUP: lookup, "handle_httpstatus_all": True},
        )

    def _negotiated(self) -> dict[str, str]:
        """The time that a TimeGate is asked for (RFC 7089, 2.1.1)."""
        archive = self.session.seen.archive
        if archive.cdx or archive.timemap:
            return {}
        return {"Accept-Datetime": self.session.seen.at.strftime("%a, %d %b %Y %H:%M:%S GMT")}

    def looked_up(self, response: Response) -> Iterator[scrapy.Request]:
        """Take the answer to a question; ask for what it leads to."""
        yield from self._answered()
        if self.session.over:
            raise CloseSpider("closed")
        lookup: Lookup = response.meta[_LOOKUP]
        if lookup.request is None:
            following = self.session.take_index(lookup, response.status, response.body)
            yield from [self._look_up(following)] if following else self._begin()
            return
        status = response.status
        if status not in (200, 404, *REDIRECTS):
            yield from self._absent(lookup.request, f"{self.session.seen.archive.name} answered HTTP {status}")
            return
        yield from self._replay_found(lookup, lookup.request, response)

    def _replay_found(self, lookup: Lookup, request: Request, response: Response) -> Iterator[scrapy.Request]:
        answer = walk.Exchange(request, response.status, response.body)
        try:
            capture = self.session.found(lookup, answer, header(response, "Link"), self._memento_of(response))
        except ValueError as error:
            yield from self._absent(request, f"the index of {self.session.seen.archive.name} cannot be read: {error}")
            return
        if capture is not None:
            yield self._replay(request, capture)
        elif lookup.others:
            yield self._look_up(self.session.lookup(request, lookup.others))
        else:
            yield from self._absent(request, self.session.seen.absence)

    def _memento_of(self, response: Response) -> Indexed | None:
        """The capture that a TimeGate leads to, or is."""
        archive = self.session.seen.archive
        for name in ("Location", "Content-Location"):
            if found := archive.replayed(urljoin(response.url, header(response, name))):
                return found
        return None

    def _begin(self) -> Iterator[scrapy.Request]:
        """What the walk asks first, once every index is read or given up."""
        if not self.session.indexing:
            yield from self._asked(self.session.first())

    def lookup_failed(self, failure: twisted_failure.Failure) -> Iterable[scrapy.Request]:
        """A question that came to nothing: without an index addresses are looked up one by one; of one it is a fact."""
        if self.session.over or isinstance(failure.value, ClosedError):
            raise CloseSpider("closed")
        asked: scrapy.Request = failure.request  # type: ignore[attr-defined]
        lookup: Lookup = asked.meta[_LOOKUP]
        if lookup.request is None:
            self.session.take_index(lookup, 0, b"")
            return list(self._begin())
        exchange = walk.Exchange(lookup.request, status=0, error=reason_of(failure))
        kind = failure_of(failure.value or Exception()).kind
        if isinstance(failure.value, DisallowedError):
            kind = "disallowed"
        elif isinstance(failure.value, RobotsUnreadError):
            kind = "robots"
        self._keep_failure(asked.url, lookup.request, Failure(kind, exchange.error))
        if kind == "robots" or (kind in NO_ANSWER and not asked.meta.get(HEARD)):
            return self._asked(self.session.hold(exchange))
        return [*self._answered(), *self._step(exchange)]

    def _ask(self, request: Request) -> Iterator[scrapy.Request]:
        if request.method != "GET":
            yield from self._absent(request, f"asked for by {request.method}: no web archive keeps the answer")
        elif not self.session.is_indexed:
            yield self._look_up(self.session.lookup(request))
        elif capture := self.session.indexed(request.url):
            yield self._replay(request, capture)
        else:
            yield from self._absent(request, self.session.seen.absence)

    def _absent(self, request: Request, reason: str) -> Iterator[scrapy.Request]:
        """The fact that an address is not there, kept like any failure, so that a rebuild finds it."""
        self._keep_failure(self.session.book.fetch_address(request.url), request, Failure("absent", reason))
        yield from self._step(walk.Exchange(request, status=0, error=reason))

    def _replay(self, request: Request, capture: Indexed, hops: int = 0) -> scrapy.Request:
        return scrapy.Request(
            self.session.seen.archive.replay_url(capture),
            callback=self.parse,
            errback=self.failed,
            priority=PRIORITY[request.purpose],
            meta={"walk": request, "handle_httpstatus_all": True, _HOPS: hops},
        )

    def parse(self, response: Response, **kwargs: Any) -> Iterator[scrapy.Request]:
        """Hand an archived answer to the session, as of its own time; follow where the archive sends to another."""
        yield from self._answered()
        view, request = self.session.seen, response.meta["walk"]
        if other := self._another_time(response):
            self.session.tried.add(request.identity)
            yield self._replay(request, other, response.meta[_HOPS] + 1)
            return
        capture: Capture | None = response.meta.get("capture")
        exchange = walk.Exchange(
            request=request,
            status=response.status,
            content=response.body,
            content_type=header(response, "Content-Type"),
            location=header(response, "Location"),
            capture=capture.id if capture else "",
            entity_digest=capture.entity_digest if capture else "",
        )
        yield from self._step(as_seen(view, exchange, response.url, lambda name: header(response, name)))

    def _another_time(self, response: Response) -> Indexed | None:
        """The capture that a redirect of the archive's own leads to; None for an archived redirect of the site."""
        view = self.session.seen
        if response.status not in REDIRECTS or response.meta[_HOPS] >= MAX_HOPS:
            return None
        if view.memento(response.url, lambda name: header(response, name)) is not None:
            return None
        now = view.archive.replayed(response.url)
        other = view.archive.replayed(urljoin(response.url, header(response, "Location")))
        is_same = now is not None and other is not None and surt(now.url) == surt(other.url)
        return other if is_same and other != now else None
