"""How long a host is left alone, by the clock of the crawl."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from scrapy import Request
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from crawler.capture.wire import CLOCK
from crawler.politeness import PoliteRetryMiddleware


def test_a_date_to_wait_for_is_counted_from_the_clock_of_the_crawl(monkeypatch: pytest.MonkeyPatch) -> None:
    crawler = get_crawler(settings_dict={CLOCK: lambda: datetime(2019, 1, 1, 16, 30, tzinfo=UTC)})
    middleware = PoliteRetryMiddleware.from_crawler(crawler)
    held: list[float] = []
    monkeypatch.setattr(middleware, "_hold", lambda request, seconds: held.append(seconds))
    answer = Response("http://s.invalid/", headers={"Retry-After": "Tue, 01 Jan 2019 16:30:40 GMT"})
    middleware.process_response(Request("http://s.invalid/"), answer)
    assert held == [40.0]
