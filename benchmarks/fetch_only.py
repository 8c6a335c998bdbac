"""Only fetching, with the crawl's own settings, with capture or without it: no page is read and no row written, so
that what capture costs is not lost in what reading costs.

``python -m benchmarks.fetch_only PORT FILE FOLDER with|without``: FILE lists the paths, FOLDER is where the WARC goes.
"""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from benchmarks.bare_scrapy import FetchSpider, check_all
from benchmarks.without_capture import NoWarc, replace_capture
from crawler.budget import Budget
from crawler.capture.warc_file import WarcFile
from crawler.urls import LIVE


@dataclass
class FetchSession:
    """As much of a crawl's session as capture asks for; what it is told it forgets."""

    warc: Any
    crawl: str = "bench-20180312T013000000Z"
    closed: bool = False
    budget: Budget = field(default_factory=lambda: Budget(sys.maxsize))
    second: None = None

    def __post_init__(self) -> None:
        self.book = SimpleNamespace(canonical=lambda url: url, origin=lambda url, get: LIVE)

    def add_capture(self, capture: object) -> None:
        """Forget it: nothing is written but the WARC."""

    def earlier(self, url: str) -> None:
        """Nothing was captured before."""

    def storage(self) -> AbstractContextManager[None]:
        """Let errors of the disk end the run."""
        return nullcontext()


def main(port: str, listed: str, folder: str, capture: str) -> None:
    """Fetch the listed paths. Ends non-zero where one did not come."""
    if capture == "without":
        replace_capture()
    make: Any = NoWarc if capture == "without" else WarcFile
    session = FetchSession(make(Path(folder), FetchSession.crawl, {"software": "gongkai bench"}))
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.setdict({"DOWNLOAD_DELAY": 0, "ROBOTSTXT_OBEY": False}, priority="cmdline")
    paths = Path(listed).read_text(encoding="ascii").splitlines()
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(FetchSpider)
    process.crawl(crawler, addresses=[f"http://127.0.0.1:{port}{path}" for path in paths], session=session)
    process.start()
    session.warc.close()
    check_all(crawler, len(paths))


if __name__ == "__main__":
    main(*sys.argv[1:])
