"""What the WARC answers is taken from there: before a crawl goes on, and in place of the network."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from archive.records import Request
from crawler import settings
from crawler.read_ahead import IN_TURN, Beforehand, Reader, read_ahead
from crawler.replay import CrawlRecords, Place, load_capture
from crawler.state import CrawlState


def catch_up(
    state: CrawlState,
    requests: Iterable[Request],
    records: CrawlRecords,
    *,
    over: bool = False,
    beforehand: Beforehand = IN_TURN,
) -> list[Request]:
    """Take every answer the WARC holds for ``requests`` and for what follows from them; return the rest.

    Unless the crawl is ``over``, a failure, or an answer that would be tried again (503), is no answer: the process
    may have ended before it was.
    """
    state.memory.kept = frozenset(records.answers)
    todo: deque[tuple[Request, Place]] = deque()
    places: deque[Place] = deque()  # of what is read, in the same order
    rest: list[Request] = []

    def ask(asked: Iterable[Request]) -> None:
        for request in asked:
            place = records.find(request)
            if place is not None and (over or _is_final(place)):
                todo.append((request, place))
                places.append(place)
            else:
                rest.append(request)

    ask(requests)
    reader = Reader(state.crawl, state.portal, state.book, state.view, beforehand.sign)
    for given in read_ahead(reader, todo, len(records.answers) if over else 0, beforehand):
        place = places.popleft()
        if given.unrendered:
            rest.append(given.request)  # captured, and not yet rendered
            continue
        if records.taken(given.request, place) and given.capture is not None:
            state.add_capture(given.capture)
        ask(state.take(given.step, given.answer, given.request))
        if beforehand.sign:
            state.store.add_signatures(given.signed)
    known = set() if over else records.answers.keys() - {request.identity for request in rest}
    for identity in known:  # written before; only what refused us has to be counted again
        place = records.answers.pop(identity)
        if not place.is_memento or state.view is None:
            state.coverage.count_answer(place.status)
    # Robots.txt, what was or will be tried again, what nobody asks for any more: captures all the same.
    for place in records.left():
        capture = load_capture(place, records, state.crawl, state.book)
        if capture is not None:
            state.add_capture(capture)
    return rest


def take_tried(state: CrawlState, records: CrawlRecords) -> None:
    """Take what the WARC holds of requests that were to be made again, and will not be: the crawl is over.

    All that was asked for is written, and the captures are taken. Raises TornRecordError, OSError, sqlite3.Error.
    """
    todo = [(request, place) for request in state.store.pending() if (place := records.find(request)) is not None]
    for given in Reader(state.crawl, state.portal, state.book, state.view).read(todo):
        if not given.unrendered:
            state.take(given.step, given.answer, given.request)


def _is_final(place: Place) -> bool:
    return place.status not in (0, *settings.RETRY_HTTP_CODES)
