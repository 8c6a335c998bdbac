"""What the spider drives: one crawl while it runs over the network, with its state, its WARC, and what became of the
disk.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from archive.earlier import Condition, Earlier
from archive.records import Capture, Request
from crawler import walk
from crawler.budget import Budget
from crawler.capture.compose import kept_response
from crawler.capture.warc_file import WarcFile
from crawler.errors import StorageError
from crawler.state import CrawlState
from crawler.urls import AddressBook
from crawler.walk import Step

if TYPE_CHECKING:
    from crawler.second import SecondProcess

#: So many requests in a row that nobody answers, each tried again before: the host is gone, or our network.
LOST = 5


class Session(Protocol):
    """What the spider and the capture middleware need of whatever they fetch for."""

    crawl: str
    warc: WarcFile
    budget: Budget
    tried: set[str]  # requests, by identity, of which something was kept and not taken: they were to be made again

    @property
    def book(self) -> AddressBook:
        """Where the site is fetched."""

    @property
    def second(self) -> SecondProcess | None:
        """What reads plain answers in a process of its own; None where nothing does."""

    @property
    def closed(self) -> bool:
        """True once nothing more may be asked."""

    @property
    def over(self) -> bool:
        """True once what still comes is not taken either."""

    def first(self) -> list[Request]:
        """The first requests."""

    def step(self, exchange: walk.Exchange) -> list[Request]:
        """Take an exchange; return the requests that follow from it."""

    def needs_browser(self, exchange: walk.Exchange) -> bool:
        """Whether a browser has to run the scripts of the answer before it is taken."""

    @property
    def no_browser(self) -> str:
        """Why none can; empty where one can."""

    def hold(self, exchange: walk.Exchange) -> list[Request]:
        """Take a request that nothing answered; return what is asked all the same."""

    def answered(self) -> list[Request]:
        """The host answered something; return what is asked because of it."""

    def earlier(self, url: str) -> Earlier | None:
        """What was captured of an address before."""

    def condition(self, request: Request) -> Condition | None:
        """On what a request is made; None: on nothing."""

    def add_capture(self, capture: Capture) -> None:
        """Take a capture whose record is on disk."""

    def storage(self) -> AbstractContextManager[None]:
        """Turn what the disk says into a StorageError, and remember it."""


@dataclass(kw_only=True)
class CrawlSession(CrawlState):
    """What the spider and the capture middleware of one crawl share."""

    warc: WarcFile
    budget: Budget
    pending: list[Request] = field(default_factory=list)  # what a crawl that goes on has still to ask
    progress: Callable[[Step], None] = field(default=lambda step: None)
    no_browser: str = ""  # why no browser can be used, where the portal's file asks for one
    heard: bool = False  # the host has answered something in this crawl
    held: list[walk.Exchange] = field(default_factory=list)  # failures since its last answer
    error: StorageError | None = None
    second: SecondProcess | None = None  # reads answers while the next is asked for
    tried: set[str] = field(default_factory=set)  # requests, by identity, as the protocol says; in earlier runs too
    whole_since: str = ""  # what came whole since then may be asked for on a condition

    @property
    def closed(self) -> bool:
        """True once nothing more may be asked: the budget did not allow for one more, or the crawl is over."""
        return self.budget.was_short or self.over

    @property
    def over(self) -> bool:
        """True once nobody answers, the host refused us, or what it says cannot be kept: what comes is not taken."""
        return self.error is not None or self.coverage.refused or len(self.held) >= LOST

    @property
    def lost(self) -> bool:
        """True where the network, or a host that answered before, is gone: what was asked last is asked again."""
        return self.heard and len(self.held) >= LOST

    def first(self) -> list[Request]:
        """What a crawl that goes on has still to ask, or the first requests of the walk."""
        return self.pending if self.asked else self.take(walk.start(self.portal))

    def step(self, exchange: walk.Exchange) -> list[Request]:
        """Take what an exchange gives; return the requests that follow and were not asked for before."""
        return self.take(walk.step(self.portal, exchange), exchange.capture, exchange.request)

    def needs_browser(self, exchange: walk.Exchange) -> bool:
        """Whether the answer is a list page of a column whose pages a browser renders."""
        return walk.needs_browser(self.portal, exchange)

    def hold(self, exchange: walk.Exchange) -> list[Request]:
        """Hold a failure back until it is known whether it is the address's or the network's."""
        self.held.append(exchange)
        return []

    def answered(self) -> list[Request]:
        """The host answered: what failed before is a fact of each address, not of the network."""
        self.heard = True
        return self.release()

    def release(self) -> list[Request]:
        """Take the failures that were held back; return what follows. Raises StorageError where they cannot be
        written.
        """
        following: list[Request] = []
        for exchange in self.held:
            following += self.take(walk.step(self.portal, exchange), answered=exchange.request)
        self.held.clear()
        return following

    def take(self, step: Step, capture: str = "", answered: Request | None = None) -> list[Request]:
        """Take what one exchange gave, as its state does, and tell whoever watches.

        Raises StorageError where it cannot be written.
        """
        with self.storage():
            following = super().take(step, capture, answered)
        self.progress(step)
        return following

    def earlier(self, url: str) -> Earlier | None:
        """What an earlier crawl captured of the address ``url``. Raises sqlite3.Error."""
        return self.store.earlier(self.book.canonical(url) or url)

    def condition(self, request: Request) -> Condition | None:
        """On what a request is made: that what was kept of its address, and can still be read, is as it was.

        Raises StorageError.
        """
        if not self.memory.may_be_unchanged(request):
            return None
        with self.storage():
            condition = self.store.condition(request.url, self.whole_since)
            is_kept = condition is not None and kept_response(self.warc.folder, condition.earlier) is not None
        return condition if is_kept else None

    @contextmanager
    def storage(self) -> Iterator[None]:
        """Turn what the disk and the database say into a StorageError, and remember it."""
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            self.error = StorageError(f"{self.warc.path.parent.parent}: {error}")
            raise self.error from error
