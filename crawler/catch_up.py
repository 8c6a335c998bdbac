"""What the WARC already answers is taken from there before a crawl goes on."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from archive.records import Request
from crawler import settings, walk
from crawler.replay import CrawlRecords, load, load_capture
from crawler.session import CrawlSession


def catch_up(session: CrawlSession, requests: Iterable[Request], records: CrawlRecords) -> list[Request]:
    """Take every answer the WARC holds for ``requests`` and for what follows from them; return the rest.

    An answer that would be tried again (503), or a failure, is none here: the process may have ended before it was.
    """
    todo, rest = deque(requests), []
    while todo:
        request = todo.popleft()
        place = records.answers.get(request.identity)
        if place is None or place.status in (0, *settings.RETRY_HTTP_CODES):
            rest.append(request)
            if place is not None and place.kind == "response":
                records.others.append(place)
        else:
            todo.extend(_take(session, request, records))
    _take_others(session, records)
    return rest


def _take_others(session: CrawlSession, records: CrawlRecords) -> None:
    for place in records.others:
        capture = load_capture(place, session.crawl, session.book)
        if capture is not None:
            session.coverage.count_answer(capture.status)
            session.store.add_capture(capture)


def _take(session: CrawlSession, request: Request, records: CrawlRecords) -> list[Request]:
    exchange, capture = load(records.answers[request.identity], request, session.crawl, session.book)
    if capture is not None:
        session.coverage.count_answer(capture.status)
        session.store.add_capture(capture)
    return session.take(walk.step(session.portal, exchange), exchange.capture, request)
