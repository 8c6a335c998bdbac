"""What waits to be asked comes out as from Scrapy's own scheduler, whole."""

from __future__ import annotations

import gc
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.core.scheduler import Scheduler
from scrapy.settings import Settings
from scrapy.statscollectors import MemoryStatsCollector

from archive.earlier import Condition, Earlier
from archive.records import Request as WalkRequest
from crawler.spiders.portal import PortalSpider
from crawler.waiting import Waiting

CONDITION_OF_ONE = Condition(Earlier("id", "sha256:1", "a.warc.gz", 7), '"tag"', "")


def made(number: int, purpose: str, **meta: Any) -> Request:
    walked = WalkRequest(f"http://s.invalid/{number}.html", purpose, method="POST", body=b"a=1", content_type="a/b")
    spider: Any = SimpleNamespace(
        session=SimpleNamespace(book=SimpleNamespace(fetch_address=lambda url: url)), parse=None, failed=None
    )
    request = PortalSpider.request_of(spider, walked, CONDITION_OF_ONE if number % 2 else None)
    request.headers["Referer"] = f"http://s.invalid/{number // 3}/"
    request.meta.update(meta)
    return request


def both() -> tuple[Waiting, Scheduler]:
    crawler: Any = SimpleNamespace(settings=Settings(), stats=None, spider=SimpleNamespace())
    crawler.settings.set("DUPEFILTER_CLASS", "scrapy.dupefilters.BaseDupeFilter")
    crawler.stats = MemoryStatsCollector(SimpleNamespace(settings=crawler.settings))  # type: ignore[arg-type]
    crawler.engine = SimpleNamespace(downloader=SimpleNamespace(get_slot_key=lambda request: "s", slots={}))
    crawler.spider.session = SimpleNamespace(book=SimpleNamespace(fetch_address=lambda url: url))
    crawler.spider.parse = crawler.spider.failed = None
    crawler.spider.request_of = lambda *given: PortalSpider.request_of(crawler.spider, *given)
    theirs = Scheduler.from_crawler(crawler)
    theirs.open(crawler.spider)
    return Waiting.from_crawler(crawler), theirs


def shown(request: Request | None) -> tuple[Any, ...] | None:
    if request is None:
        return None
    meta = {key: value for key, value in request.meta.items() if key != "is_start_request"}
    return (request.url, request.method, request.body, request.headers.to_unicode_dict(), request.priority, meta)


@pytest.mark.parametrize(("seed", "together"), [(0, 500), (1, 1), (2, 2), (3, 5)])
def test_requests_come_out_in_the_order_and_with_all_that_they_have_from_scrapys_own(
    seed: int, together: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.waiting._TOGETHER", together)
    ours, theirs = both()
    purposes = ("document", "list", "document", "navigation", "document", "part", "probe")
    given = [made(number, purposes[(number * 5 + seed) % 7], **more(number)) for number in range(80)]
    for number, request in enumerate(given):
        assert ours.enqueue_request(request) is theirs.enqueue_request(request) is True
        if number % 5 == seed:
            assert shown(ours.next_request()) == shown(theirs.next_request())
    while theirs.has_pending_requests():
        assert ours.has_pending_requests()
        assert shown(ours.next_request()) == shown(theirs.next_request())
    assert not ours.has_pending_requests()
    assert ours.next_request() is None


def more(number: int) -> dict[str, Any]:
    """First requests, and one that was sent before."""
    return {"is_start_request": True} if number < 6 else {"retry_times": 2} if number in (20, 33) else {}


def test_of_a_request_that_waits_little_is_kept() -> None:
    ours, _ = both()
    before = walked()
    for number in range(0, 3_000, 2):
        ours.enqueue_request(made(number, "document"))
    assert walked() - before < 1_000


def walked() -> int:
    """How many requests of the walk there are."""
    gc.collect()
    return sum(isinstance(one, WalkRequest) for one in gc.get_objects())


def test_of_a_request_that_was_sent_before_all_is_kept() -> None:
    ours, _ = both()
    sent_before = made(2, "list", retry_times=1)
    ours.enqueue_request(sent_before)
    assert ours.next_request() is sent_before


def test_a_request_of_nobodys_walk_is_given_back_itself() -> None:
    ours, _ = both()
    request = Request("http://s.invalid/robots.txt")
    ours.enqueue_request(request)
    assert ours.next_request() is request
