"""What the records of a crawl that is over give, in the order in which it is asked for, read on every core.

The walk is pure, so that records can be read before it is their turn: only what they give is taken in order.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from archive import records as kinds
from archive.forked import Forked, cores, pickle_plainly
from archive.records import Capture, Request
from crawler import walk
from crawler.past.view import PastView
from crawler.portal import Portal
from crawler.purged_steps import kept_step
from crawler.replay import Place, load
from crawler.steps import Step
from crawler.urls import AddressBook

#: Fewer records are read here before a process is worth it.
_MANY = 200
#: Of many, so many are read here first: expressions and words that readers make once are then there in every process.
_ALONE = 60
#: Records that are sent to a process together.
_TOGETHER = 8
#: Bytes of them: what is remembered of purged lists may be long, and what is read is (archive.forked).
_LARGEST = 32_000
_Job = list[tuple[Request, Place]]

pickle_plainly(
    *(kinds.Paragraph, kinds.Cell, kinds.Table, kinds.Body, kinds.Link, kinds.Listing, kinds.DocumentReading),
    *(kinds.FilePart, kinds.FileReading, kinds.Capture, kinds.Request, kinds.ColumnFound, kinds.ColumnNotFound),
    *(kinds.ListPageRead, kinds.Listed, kinds.DocumentRead, kinds.PartRead, kinds.FileFetched, kinds.NotRead),
    *(Step, Place),
)


@dataclass(frozen=True, slots=True)
class Given:
    """What the record of a request gave; ``unrendered`` where a browser was to run its scripts and has not."""

    request: Request
    capture: Capture | None
    answer: str  # the id of the record that the step stands on
    step: Step
    unrendered: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the records of one crawl."""

    crawl: str
    portal: Portal
    book: AddressBook
    view: PastView | None = None

    def read(self, job: _Job) -> list[Given]:
        """What records give. Raises TornRecordError, OSError."""
        return [self._read(request, place) for request, place in job]

    def _read(self, request: Request, place: Place) -> Given:
        exchange, capture = load(place, request, self.crawl, self.book, self.view)
        if place.purged is not None:
            return Given(request, capture, exchange.capture, kept_step(place.purged))
        if self.view is None and walk.needs_browser(self.portal, exchange):
            return Given(request, capture, exchange.capture, Step(), unrendered=True)
        return Given(request, capture, exchange.capture, walk.step(self.portal, exchange))


def read_ahead(reader: Reader, todo: deque[tuple[Request, Place]], answers: int) -> Iterator[Given]:
    """What the records of ``todo`` give, in its order, until nothing is left in it; it may grow while it is read.

    By as many processes as there are cores, where there are many ``answers`` to be read. Raises TornRecordError,
    OSError.
    """
    processes = cores() if answers >= _MANY else 1
    alone = 0
    while todo and (processes < 2 or alone < _ALONE):
        alone += 1
        yield from reader.read([todo.popleft()])
    if not todo:
        return
    with Forked(reader.read, processes, _LARGEST) as pool:
        while todo or pool.waits:
            while todo and pool.has_room:
                pool.ask([todo.popleft() for _ in range(min(_TOGETHER, len(todo)))])
            yield from pool.take()
