"""The yardstick: Scrapy alone, which fetches the same addresses and does nothing with what comes.

``python -m benchmarks.bare_scrapy PORT FILE [NAME=NUMBER …]``: FILE lists the paths; settings follow.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.http import Response


class FetchSpider(scrapy.Spider):
    """Fetches every address once."""

    name = "bench"

    def __init__(self, addresses: Iterable[str], session: object = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.addresses = addresses
        self.session = session  # what capture asks for where it is measured

    async def start(self) -> AsyncIterator[Any]:
        """Yield a request for every address."""
        for address in self.addresses:
            yield scrapy.Request(address)

    def parse(self, response: Response, **kwargs: Any) -> None:
        """Leave the page alone."""


def check_all(crawler: Crawler, pages: int) -> None:
    """End non-zero unless so many pages came."""
    stats: Any = crawler.stats
    came = stats.get_value("downloader/response_status_count/200", stats.get_value("response_received_count"))
    if came != pages:
        raise SystemExit("not every page came")


def main(port: str, listed: str, *more: str) -> None:
    """Fetch the listed paths; settings not named are Scrapy's own. Ends non-zero where one did not come."""
    paths = Path(listed).read_text(encoding="ascii").splitlines()
    settings: dict[str, Any] = {name: int(value) for name, _, value in (pair.partition("=") for pair in more)}
    process = AsyncCrawlerProcess({"LOG_LEVEL": "WARNING", "TELNETCONSOLE_ENABLED": False} | settings)
    crawler = process.create_crawler(FetchSpider)
    process.crawl(crawler, addresses=[f"http://127.0.0.1:{port}{path}" for path in paths])
    process.start()
    check_all(crawler, len(paths))


if __name__ == "__main__":
    main(*sys.argv[1:])
