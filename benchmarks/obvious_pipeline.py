"""What somebody writes first who wants pages, evidence and a search: Scrapy, warcio, rows in batches, trigrams.

``python -m benchmarks.obvious_pipeline PORT FOLDER PAGES`` follows links from the home page, keeps every answer as a
WARC record, and every page's title and text in SQLite, searched by FTS5's trigram tokenizer through a trigger.
Nothing else is known of a page: no columns, dates, listings, coverage. Ends non-zero where not so many pages came.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import AsyncIterator, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.http import Response
from scrapy.http.response.html import HtmlResponse
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from benchmarks.bare_scrapy import check_all

BATCH = 200  # rows
_SCHEMA = """
create table pages (id integer primary key, url text unique, status integer, title text, text text);
create virtual table pages_fts using fts5 (title, text, content=pages, content_rowid=id, tokenize=trigram);
create trigger pages_indexed after insert on pages begin
  insert into pages_fts (rowid, title, text) values (new.id, new.title, new.text);
end;
"""


class FollowSpider(scrapy.Spider):
    """Follows every link of the site once."""

    name = "obvious"

    async def start(self) -> AsyncIterator[Any]:
        """Yield the home page's address, filtered like any other: pages link back to it."""
        for url in self.start_urls:
            yield scrapy.Request(url)

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Any]:
        """Yield the page as an item, and a request for every link in it."""
        if not isinstance(response, HtmlResponse):
            return
        said = (part.strip() for part in response.css("body ::text").getall())
        yield {
            "response": response,
            "title": response.css("title::text").get(""),
            "text": "\n".join(part for part in said if part),
        }
        yield from response.follow_all(css="a[href]")


class KeepPipeline:
    """Writes the record and the row of every page."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = (folder / "obvious.warc.gz").open("wb")
        self._warc = WARCWriter(self._file, gzip=True)
        self._db = sqlite3.connect(folder.parent / "obvious.db")
        self._db.executescript(_SCHEMA)
        self._rows: list[tuple[str, int, str, str]] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> KeepPipeline:
        """Scrapy's way to make one."""
        return cls(Path(crawler.settings["KEEP_FOLDER"]))

    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        """Write the record at once; rows wait for their batch."""
        response: HtmlResponse = item["response"]
        pairs = [(name.decode(), value.decode()) for name, values in response.headers.items() for value in values]
        head = StatusAndHeaders(f"{response.status} OK", pairs, protocol="HTTP/1.1")
        self._warc.write_record(
            self._warc.create_warc_record(response.url, "response", BytesIO(response.body), http_headers=head)
        )
        self._rows.append((response.url, response.status, item["title"], item["text"]))
        if len(self._rows) >= BATCH:
            self._flush()
        return item

    def close_spider(self) -> None:
        """Write what waits."""
        self._flush()
        self._db.close()
        self._file.close()

    def _flush(self) -> None:
        with self._db:
            self._db.executemany(
                "insert or ignore into pages (url, status, title, text) values (?, ?, ?, ?)", self._rows
            )
        self._rows.clear()


def main(port: str, folder: str, pages: str) -> None:
    """Follow the site from its home page."""
    process = AsyncCrawlerProcess(
        {
            "LOG_LEVEL": "WARNING",
            "TELNETCONSOLE_ENABLED": False,
            "ITEM_PIPELINES": {KeepPipeline: 100},
            "KEEP_FOLDER": folder,
        }
    )
    crawler = process.create_crawler(FollowSpider)
    process.crawl(crawler, start_urls=[f"http://127.0.0.1:{port}/"])
    process.start()
    check_all(crawler, int(pages))


if __name__ == "__main__":
    main(*sys.argv[1:])
