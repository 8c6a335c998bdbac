"""Another archiving crawler, beside ours: scrapy-webarchive, which fetches the same addresses and makes a WACZ of them.

It holds Scrapy at 2.11, so that it lives in an environment of its own; run by that one's Python, as a script:
``PYTHON scrapy_webarchive_spider.py PORT FILE FOLDER``. FILE lists the paths. Ends non-zero where one did not come.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess


class KeepSpider(scrapy.Spider):
    """Fetches every address once and leaves it to the extension."""

    name = "webarchive"

    def parse(self, response: Any, **kwargs: Any) -> None:
        """Leave the page alone."""


def main(port: str, listed: str, folder: str) -> None:
    """Fetch the listed paths; the extension writes its WARC into the folder where it runs."""
    paths = Path(listed).resolve().read_text(encoding="ascii").splitlines()
    Path(folder).mkdir(parents=True, exist_ok=True)
    os.chdir(folder)
    process = CrawlerProcess(
        {
            "LOG_LEVEL": "WARNING",
            "TELNETCONSOLE_ENABLED": False,
            "EXTENSIONS": {"scrapy_webarchive.extensions.WaczExporter": 543},
            "SW_EXPORT_URI": f"{Path.cwd()}/wacz/",
        }
    )
    crawler = process.create_crawler(KeepSpider)
    process.crawl(crawler, start_urls=[f"http://127.0.0.1:{port}{path}" for path in paths])
    process.start()
    stats: Any = crawler.stats
    if stats.get_value("downloader/response_status_count/200") != len(paths):
        raise SystemExit("not every page came")


if __name__ == "__main__":
    main(*sys.argv[1:])
