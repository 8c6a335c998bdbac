"""A second process of one crawl: it composes the records of an answer and reads it, while the next answer is fetched.

Only where requests follow each other without a pause, so that there is something to win: then a page that ends the run
is known some requests later. Wherever there is a pause, and for every answer that is not plain (another status, a
Retry-After, a condition, a certificate, a failure), what was handed over is taken first, and one process does it all.

What was handed over and is not taken yet was never written: it is lost with this process and asked for again, as what
is on the wire is. The work of a second process that was ended is done here.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import DontCloseSpider
from scrapy.spidermiddlewares.referer import NoReferrerWhenDowngradePolicy
from scrapy.utils.defer import _schedule_coro

from archive.forked import Forked, cores
from archive.records import Capture, Request
from crawler import walk
from crawler.capture import CONDITION
from crawler.capture.failure import describe
from crawler.capture.unreadable import EntityTooLongError, NoHeaderError
from crawler.errors import StorageError
from crawler.handed import Heard, Keeper, Kept
from crawler.spiders.portal import PRIORITY

if TYPE_CHECKING:
    import scrapy
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from archive.earlier import Earlier
    from crawler.capture.recording import Recording
    from crawler.session import CrawlSession

#: So many plain answers are read here before a process is forked: most crawls have fewer, and what readers make once is
#: then there in both.
ALONE = 60
#: Answers that are handed over and not taken; as many requests may follow a page that ends the run.
AHEAD = 4
#: Bytes of an answer that is handed over: all of them together are less than a pipe holds (archive.forked).
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


class SecondProcess:
    """Hands plain answers over, and takes what was made of them in their order."""

    def __init__(self, session: CrawlSession) -> None:
        self._session = session
        self._keeper = Keeper(session.crawl, session.portal, session.book, session.warc.folder)
        self._pool: Forked[Heard, Kept] | None = None
        self._asked: deque[tuple[scrapy.Request, Request]] = deque()  # handed over and not taken
        self._alone = 0
        self._is_over = False
        self._crawler: Any = None

    def connect(self, crawler: Crawler) -> None:
        """Serve a Scrapy crawler whose spider drives the session."""
        self._crawler = crawler
        crawler.signals.connect(self._idle, signal=signals.spider_idle)

    def _idle(self) -> None:
        """Nothing else is to be done: wait for the first answer, and for what it asks."""
        if self._asked:
            with suppress(StorageError):  # the session remembers it
                self._take()
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

    def hand(self, asked: scrapy.Request, response: Response, recording: Recording, earlier: Earlier | None) -> None:
        """Hand an answer over; where too many are already, the first of them is taken before.

        Raises StorageError where what was made of that cannot be written.
        """
        self._session.heard = True
        spider = self._crawler.spider
        self._crawler.signals.send_catch_log(signals.response_received, response=response, request=asked, spider=spider)
        pool = self._pool or self._begin()
        while not pool.has_room:
            self._take()
        request = asked.meta["walk"]
        pool.ask(Heard.of(recording, request, earlier))
        self._asked.append((asked, request))

    def _begin(self) -> Forked[Heard, Kept]:
        self._loop = asyncio.get_running_loop()
        self._pool = Forked(self._keeper.keep, 1, LARGEST, AHEAD)
        for descriptor in self._pool.descriptors:
            self._loop.add_reader(descriptor, self._ready)
        return self._pool

    def _ready(self) -> None:
        """The second process answers; where nothing was asked it has ended.

        Or neither: the answer that the loop was told of may be taken since, where another came that is not plain.
        """
        if self._pool is None or not self._pool.can_be_read:
            return
        if not self._asked:
            self.end()
            return
        with suppress(StorageError):  # the session remembers it
            self._take()

    def settle(self) -> None:
        """Take all that was handed over. Raises StorageError where it cannot be written."""
        while self._asked:
            self._take()

    def end(self) -> None:
        """End the second process for good, and forget what was handed over."""
        self._is_over = True
        self._asked.clear()
        if self._pool is not None:
            for descriptor in self._pool.descriptors:
                if not self._loop.is_closed():
                    self._loop.remove_reader(descriptor)
            self._pool.close()
            self._pool = None

    def _take(self) -> None:
        """Write what was made of the first answer, then take what it gave, and ask for what follows.

        Raises StorageError; then nothing else that was handed over can be written either.
        """
        assert self._pool is not None
        asked, request = self._asked.popleft()
        try:
            with self._session.storage():
                kept = self._pool.take()
                capture = self._written(kept)
            if capture is None or kept.step is None:
                self._ask(self._failed(asked, NoHeaderError if capture is None else EntityTooLongError), asked)
            else:
                self._ask(self._session.take(kept.step, capture.id, request), asked)
        except StorageError:
            self.end()
            raise
        finally:
            if self._session.closed:
                self._close()

    def _written(self, kept: Kept) -> Capture | None:
        """The capture, once its records are written. Raises OSError, sqlite3.Error."""
        place = self._session.warc.put(kept.packed)
        if kept.capture is None:
            return None
        capture = replace(kept.capture, warc_file=place.file, warc_offset=place.offset, warc_length=place.length)
        self._session.add_capture(capture)
        return capture

    def _failed(self, asked: scrapy.Request, error: type[NoHeaderError | EntityTooLongError]) -> list[Request]:
        """What follows from an answer of which nothing can be read."""
        exchange = walk.Exchange(asked.meta["walk"], status=0, error=describe(error(asked.url)))
        return self._session.step(exchange)

    def _ask(self, requests: Iterable[Request], asked: scrapy.Request) -> None:
        """Have requests wait that follow from an answer. In a crawl that ends, the next run asks for them."""
        slot = self._crawler.engine._slot
        if slot is None or slot.closing is not None:
            return
        for request in requests:
            address = self._session.book.fetch_address(request.url)
            referer = _REFERER.referrer(asked.url, address)
            condition = self._session.condition(request)
            slot.scheduler.wait(request, PRIORITY[request.purpose], condition, referer and referer.encode("ascii"))
        slot.nextcall.schedule()

    def _close(self) -> None:
        slot = self._crawler.engine._slot
        if slot is not None and slot.closing is None:
            _schedule_coro(self._crawler.engine.close_spider_async(reason="closed"))
