"""Timers that were cancelled are let go of while a crawl runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import signals
from twisted.internet.task import LoopingCall

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_EVERY = 1.0  # seconds


class TimerSweep:
    """Extension: has one of the reactor's timers end every second.

    Twisted lets go of cancelled ones only when one ends. Each answer leaves two behind, the time limits of its request
    and of its connection: of a quick site they would be as many as it has pages before the first ends.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._sweep = LoopingCall(lambda: None)
        crawler.signals.connect(self.begin, signal=signals.spider_opened)
        crawler.signals.connect(self.end, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> TimerSweep:
        """Connect to the signals of a Scrapy crawler."""
        return cls(crawler)

    def begin(self) -> None:
        """Sweep until the end."""
        self._sweep.start(_EVERY)

    def end(self) -> None:
        """Sweep no more."""
        if self._sweep.running:
            self._sweep.stop()
