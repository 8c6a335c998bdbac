"""What the WARC answers is taken from there: before a crawl goes on, and in place of the network."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from archive.records import Request
from crawler import settings, walk
from crawler.purged_steps import kept_step
from crawler.replay import CrawlRecords, Place, load, load_capture
from crawler.state import CrawlState


def catch_up(
    state: CrawlState, requests: Iterable[Request], records: CrawlRecords, *, over: bool = False
) -> list[Request]:
    """Take every answer the WARC holds for ``requests`` and for what follows from them; return the rest.

    Unless the crawl is ``over``, a failure, or an answer that would be tried again (503), is no answer: the process
    may have ended before it was.
    """
    state.memory.kept = frozenset(records.answers)
    todo, rest = deque(requests), []
    while todo:
        request = todo.popleft()
        place = records.find(request)
        if place is None or not (over or _is_final(place)):
            rest.append(request)
            continue
        exchange, capture = load(place, request, state.crawl, state.book, state.view)
        if place.purged is None and state.view is None and walk.needs_browser(state.portal, exchange):
            rest.append(request)  # captured, and not yet rendered
            continue
        if records.taken(request, place) and capture is not None:
            state.add_capture(capture)
        step = kept_step(place.purged) if place.purged else walk.step(state.portal, exchange)
        todo.extend(state.take(step, exchange.capture, request))
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


def _is_final(place: Place) -> bool:
    return place.status not in (0, *settings.RETRY_HTTP_CODES)
