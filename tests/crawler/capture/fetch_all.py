"""Run by the capture tests in a process of its own: fetches what a JSON file lists through the real middleware.

Arguments: the folder for the WARC, the list of requests (Scrapy's arguments), and settings, both as JSON.
Prints one JSON object: captures, and what each request came to.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from archive.earlier import Earlier
from crawler.budget import Budget
from crawler.capture.warc_file import WarcFile
from crawler.errors import StorageError
from crawler.urls import LIVE


@dataclass
class FetchSession:
    """As much of a crawl's session as the middleware uses."""

    warc: WarcFile
    earlier_captures: dict[str, dict[str, Any]]
    crawl: str = "test-20260101T000000000Z"
    closed: bool = False
    budget: Budget = field(default_factory=lambda: Budget(1_000_000))
    second: None = None
    error: StorageError | None = None
    captures: list[Any] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    tried: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.book = SimpleNamespace(canonical=lambda url: None, origin=lambda url, get: LIVE)

    def add_capture(self, capture: Any) -> None:
        self.captures.append(capture)
        self.statuses.append(capture.status)

    def earlier(self, url: str) -> Earlier | None:
        found = self.earlier_captures.get(url)
        return Earlier(**found) if found else None

    @contextmanager
    def storage(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.error = StorageError(str(error))
            raise self.error from error


class FetchSpider(scrapy.Spider):
    name = "fetch"

    def __init__(self, session: FetchSession, requests: list[dict[str, Any]], results: list[dict[str, Any]]) -> None:
        super().__init__()
        self.session = session
        self.requests = requests
        self.results = results

    async def start(self) -> AsyncIterator[Any]:
        for number, arguments in enumerate(self.requests):
            identity = arguments.pop("identity", "")
            meta = {"walk": SimpleNamespace(identity=identity), "handle_httpstatus_all": True}
            meta |= arguments.pop("meta", {})
            yield scrapy.Request(
                **arguments, callback=self.parse, errback=self.failed, meta=meta, priority=-number, dont_filter=True
            )

    def parse(self, response: Any) -> None:
        content = response.body
        digest = "sha256:" + hashlib.sha256(content).hexdigest()
        self.results.append({"url": response.url, "status": response.status, "digest": digest, "size": len(content)})

    def failed(self, failure: Any) -> None:
        error = f"{type(failure.value).__name__}: {failure.value}"
        self.results.append({"url": failure.request.url, "error": error})


def main(folder: str, listed: str, more: str) -> None:
    todo = json.loads(Path(listed).read_text())
    options = json.loads(more)
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    quiet = {"DOWNLOAD_DELAY": 0, "ROBOTSTXT_OBEY": False, "RETRY_ENABLED": False, "LOG_LEVEL": "CRITICAL"}
    quiet["URLLENGTH_LIMIT"] = 0
    settings.setdict(quiet | options.pop("settings", {}), priority="cmdline")
    warc = WarcFile(Path(folder), "test", {"software": "gongkai"}, **options)
    session = FetchSession(warc, todo["earlier"])
    results: list[dict[str, Any]] = []
    process = AsyncCrawlerProcess(settings)
    process.crawl(process.create_crawler(FetchSpider), session=session, requests=todo["requests"], results=results)
    process.start()
    warc.close()
    captures = [asdict(capture) | {"captured_at": capture.captured_at.isoformat()} for capture in session.captures]
    json.dump({"results": results, "captures": captures, "statuses": session.statuses}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
