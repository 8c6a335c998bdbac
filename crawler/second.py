"""A second process of one crawl: it reads an answer, while the next is fetched.

Only where requests follow each other without a pause, so that there is something to win: then a page that ends the run
is known some requests later. Wherever there is a pause, and for every answer that is not plain (another status, a
Retry-After, a condition, a certificate, a failure), what was handed over is taken first, and one process does it all.

The records of a few answers are written together, and then these are handed over: taken one by one, each step would
find the processor's caches full of the others. What was not taken when this process is ended is read from its record
again. The work of a second process that was ended is done here.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import DontCloseSpider
from scrapy.spidermiddlewares.referer import NoReferrerWhenDowngradePolicy
from scrapy.utils.defer import _schedule_coro

from archive.forked import Forked, cores
from archive.records import Capture, Request
from crawler import walk
from crawler.capture.failure import describe
from crawler.capture.middleware import CONDITION, archive_answer
from crawler.capture.unreadable import EntityTooLongError, NoHeaderError
from crawler.errors import StorageError
from crawler.spiders.portal import PRIORITY
from crawler.steps import answered

if TYPE_CHECKING:
    import scrapy
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.capture.recording import Recording
    from crawler.session import CrawlSession

#: So many plain answers are read here before a process is forked: the shortest crawls have fewer, and what readers make
#: once is then there in both.
ALONE = 20
#: So many answers are heard before their records are written: as many may be asked for again after a kill.
TOGETHER = 4
#: Answers that are handed over and not taken; as many requests, and as many as are heard, may follow a page that ends
#: the run.
AHEAD = 8
#: Bytes of what is handed over, each time: all of it together is less than a pipe holds (archive.forked).
LARGEST = 32_000
_REFERER = NoReferrerWhenDowngradePolicy()


@contextmanager
def second_process(session: CrawlSession, delay: float, *, beside: bool) -> Iterator[None]:
    """Give a crawl a second process while the block runs, where it has a use for one.

    Not where there are seconds between two requests, one core, pages for a browser, a web archive, or other crawls
    ``beside`` it.
    """
    if delay or beside or session.view is not None or session.portal.rendered or cores() < 2:
        yield
        return
    second = SecondProcess(session)
    session.second = second
    try:
        yield
        second.settle()
    finally:
        session.second = None
        second.end()


@dataclass(frozen=True, slots=True)
class _Handed:
    """An answer that is in the second process, and the request that it answers."""

    asked: scrapy.Request
    exchange: walk.Exchange
    capture: Capture | None  # None where no whole header came


class SecondProcess:
    """Hands plain answers over, and takes what they gave in their order."""

    def __init__(self, session: CrawlSession) -> None:
        self._session = session
        self._pool: Forked[walk.Exchange, walk.Step] | None = None
        self._heard: list[tuple[scrapy.Request, Recording]] = []  # their records are not written yet
        self._handed: deque[_Handed] = deque()  # and not taken
        self._alone = 0
        self._is_over = False
        self._crawler: Any = None

    def connect(self, crawler: Crawler) -> None:
        """Serve a Scrapy crawler whose spider drives the session."""
        self._crawler = crawler
        crawler.signals.connect(self._idle, signal=signals.spider_idle)

    def _idle(self) -> None:
        """Nothing else is to be done: wait for the first answer, and for what it asks."""
        with suppress(StorageError):  # the session remembers it
            self._keep()
        if self._handed:
            with suppress(StorageError):
                self._take()
                self._take_ready()
            raise DontCloseSpider

    def takes(self, asked: scrapy.Request, response: Response, recording: Recording) -> bool:
        """Whether an answer is one to hand over."""
        meta, headers = asked.meta, response.headers
        if response.status != 200 or "walk" not in meta or meta.get(CONDITION) or recording.certificate:
            return False
        if not recording.complete or recording.excess or b"Retry-After" in headers or b"Referrer-Policy" in headers:
            return False
        if self._is_over or self._session.held or self._session.closed or self._slot(asked).delay:
            return False
        self._alone += 1
        return self._alone > ALONE and len(recording.received) + len(recording.sent) <= LARGEST - 2_000

    def _slot(self, asked: scrapy.Request) -> Any:
        downloader = self._crawler.engine.downloader
        return downloader.slots[downloader.get_slot_key(asked)]

    def hand(self, asked: scrapy.Request, recording: Recording) -> None:
        """Hand an answer over, together with those that come next."""
        self._session.heard = True
        self._heard.append((asked, recording))

    def asking(self) -> None:
        """A request is about to be sent: until it is answered there is time for the answers before."""
        if len(self._heard) >= TOGETHER:
            asyncio.get_running_loop().call_soon(self._work)

    def _work(self) -> None:
        with suppress(StorageError):  # the session remembers it
            self._keep()
            self._take_ready()

    def _keep(self) -> None:
        """Write the records of what was heard, and hand it over; where too much is already, take the first before.

        Raises StorageError; then nothing else can be written either.
        """
        heard, self._heard = self._heard, []
        with self._ending():
            for handed in [self._archived(asked, recording) for asked, recording in heard]:
                pool = self._pool or self._begin()
                while not pool.has_room:
                    self._take()
                pool.ask(handed.exchange)
                self._handed.append(handed)

    def _archived(self, asked: scrapy.Request, recording: Recording) -> _Handed:
        request: Request = asked.meta["walk"]
        with self._session.storage():
            archived, capture = archive_answer(self._session, recording, request.identity)
        answer = archived.answer
        if answer is None or capture is None or answer.cut:
            error = NoHeaderError if answer is None else EntityTooLongError
            failed = walk.Exchange(request, status=0, error=describe(error(recording.url)))
            return _Handed(asked, failed, capture)
        return _Handed(asked, answered(request, capture.status, answer, capture), capture)

    @contextmanager
    def _ending(self) -> Iterator[None]:
        """What cannot be written ends the second process, and whatever closes the crawl ends Scrapy's part in it."""
        try:
            yield
        except StorageError:
            self.end()
            raise
        finally:
            if self._session.closed:
                self._close()

    def _begin(self) -> Forked[walk.Exchange, walk.Step]:
        """Fork it; where the crawl ends, what was heard last is read here."""
        self._pool = Forked(partial(walk.step, self._session.portal), 0 if self._is_ending else 1, LARGEST, AHEAD)
        return self._pool

    @property
    def _is_ending(self) -> bool:
        slot = self._crawler.engine._slot
        return slot is None or slot.closing is not None

    def _take_ready(self) -> None:
        """Take what has been read by now."""
        while self._handed and self._pool is not None and self._pool.can_be_read:
            self._take()

    def settle(self) -> None:
        """Take all that was handed over. Raises StorageError where it cannot be written."""
        self._keep()
        while self._handed:
            self._take()

    def end(self) -> None:
        """End the second process for good, and forget what was handed over."""
        self._is_over = True
        self._heard.clear()
        self._handed.clear()
        if self._pool is not None:
            self._pool.close()
            self._pool = None

    def _take(self) -> None:
        """Take what the first answer gave, and ask for what follows. Raises StorageError, as ``_keep`` does."""
        assert self._pool is not None
        handed = self._handed.popleft()
        with self._ending():
            step = self._pool.take()
            if handed.capture is not None:
                self._session.add_capture(handed.capture)
            following = self._session.take(step, handed.exchange.capture, handed.exchange.request)
            self._ask(following, handed.asked)

    def _ask(self, requests: Iterable[Request], asked: scrapy.Request) -> None:
        """Have requests wait that follow from an answer. In a crawl that ends, the next run asks for them."""
        if self._is_ending:
            return
        slot = self._crawler.engine._slot
        for request in requests:
            address = self._session.book.fetch_address(request.url)
            referer = _REFERER.referrer(asked.url, address)
            condition = self._session.condition(request)
            slot.scheduler.wait(request, PRIORITY[request.purpose], condition, referer and referer.encode("ascii"))
        slot.nextcall.schedule()

    def _close(self) -> None:
        if not self._is_ending:
            _schedule_coro(self._crawler.engine.close_spider_async(reason="closed"))
