"""`gongkai` without capture: the same commands, spider, walk and store, and nothing recorded, hashed into a WARC or
indexed. Its difference from the whole crawl is what capture costs.

Scrapy's own download handler stands in for the one that records the wire; a capture's row is still written, from
what Scrapy says of the answer, because the store asks for it.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from scrapy import Request
from scrapy.http import Response

import crawler.begin
import crawler.settings
from archive.clock import Clock, system_clock
from archive.records import Capture
from crawler.capture.warc import Place
from crawler.cli.main import main

_NOWHERE = Place("none.warc.gz", 0, 0)


class NoWarc:
    """Takes the place of ``crawler.capture.WarcFile`` and keeps nothing."""

    def __init__(self, folder: Path, crawl: str, info: dict[str, str], clock: Clock = system_clock) -> None:
        self.folder = folder
        self.path = folder / _NOWHERE.file

    def resource(self, url: str, content_type: str, content: bytes) -> Place:
        """Keep nothing."""
        return _NOWHERE

    def merkle(self) -> None:
        """Nothing was written."""

    def sync(self) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Nothing to do."""


class NoCaptureMiddleware:
    """Takes the place of ``CaptureMiddleware``: tells the session of an answer, and writes no record of it."""

    def __init__(self, running: Any) -> None:
        self._running = running

    @classmethod
    def from_crawler(cls, running: Any) -> NoCaptureMiddleware:
        """Connect to a Scrapy crawler whose spider has a ``session``."""
        return cls(running)

    def process_request(self, request: Request) -> None:
        """Count a request, and let it out."""
        self._running.spider.session.budget.spend()

    def process_response(self, request: Request, response: Response) -> Response:
        """Hand the response on."""
        session = self._running.spider.session
        capture = Capture(
            id=f"urn:uuid:{uuid4()}",
            crawl=session.crawl,
            url=session.book.canonical(response.url) or response.url,
            fetched_url=response.url,
            method=request.method,
            captured_at=datetime.now(UTC),
            status=response.status,
            mime=(response.headers.get("Content-Type") or b"").decode("latin-1").partition(";")[0],
            entity_digest="sha256:" + hashlib.sha256(response.body).hexdigest(),
            size=len(response.body),
            warc_file=_NOWHERE.file,
            warc_offset=_NOWHERE.offset,
            warc_length=_NOWHERE.length,
            kind="page",
        )
        session.add_capture(capture)
        request.meta["capture"] = capture
        return response


def replace_capture() -> None:
    """From now on crawls of this process capture nothing."""
    settings: Any = crawler.settings
    settings.DOWNLOAD_HANDLERS = {}
    middlewares = {name: at for name, at in settings.DOWNLOADER_MIDDLEWARES.items() if "capture" not in name}
    settings.DOWNLOADER_MIDDLEWARES = middlewares | {"benchmarks.without_capture.NoCaptureMiddleware": 950}
    setattr(crawler.begin, "WarcFile", NoWarc)  # noqa: B010 (a class in another's place is what this file is for)


if __name__ == "__main__":
    replace_capture()
    main()
