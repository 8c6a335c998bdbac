"""Scrapy's downloader and what it says, without what a crawl of one request at a time has no use for.

All of it stands on private names of Scrapy, as ``crawler.capture.wire`` does.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any

from scrapy.core.downloader import Downloader
from scrapy.logformatter import LogFormatter
from scrapy.signalmanager import SignalManager

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response


class DirectDownloader(Downloader):
    """Sends a request that has to wait for nothing at once, and not by a queue and a task of its own."""

    async def _enqueue_request(self, request: Request) -> Response:
        key, slot = self._get_slot(request)
        if slot.delay or slot.latercall or slot.queue or slot.free_transfer_slots() <= 0:
            return await super()._enqueue_request(request)
        request.meta[self.DOWNLOAD_SLOT] = key
        slot.active.add(request)
        slot.lastseen = monotonic()
        try:
            return await self._download(slot, request)
        finally:
            slot.active.remove(request)


class HeardSignals(SignalManager):
    """Signals that nobody listens to are not sent: of those of a page there are seven."""

    def __init__(self, sender: Any) -> None:
        super().__init__(sender)
        self._heard: set[Any] = set()

    def connect(self, receiver: Any, signal: Any, **options: Any) -> None:
        """Listen to a signal."""
        self._heard.add(signal)
        super().connect(receiver, signal, **options)

    def send_catch_log(self, signal: Any, **said: Any) -> list[tuple[Any, Any]]:
        """What the receivers give; nothing where there is none."""
        return super().send_catch_log(signal, **said) if signal in self._heard else []


class QuietFormatter(LogFormatter):
    """Says nothing of each page that came: that stands in the archive."""

    def crawled(self, *page: Any) -> Any:
        """Nothing."""
