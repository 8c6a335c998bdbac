"""One discovery while it runs over the network: at most so many requests, each kept as a crawl's are.

What it keeps stands in no archive: there is no portal yet that could own it, and the crawl that follows asks for
every page again and keeps it as evidence. Whoever wants the bytes names a folder for the WARC.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from archive.earlier import Condition, Earlier
from archive.records import Capture, Request
from crawler.budget import Budget
from crawler.capture.warc_file import WarcFile
from crawler.coverage import MAX_REFUSALS, REFUSALS
from crawler.discovery.look import Look, look
from crawler.discovery.site import read_site
from crawler.discovery.survey import Survey
from crawler.errors import StorageError
from crawler.urls import AddressBook
from crawler.walk import Exchange

CRAWL = "discovery"
#: So many requests in a row that nobody answers: the host is gone.
LOST = 5


@dataclass
class DiscoverySession:
    """What the spider drives for a discovery; one request is asked after another."""

    survey: Survey
    warc: WarcFile
    budget: Budget
    progress: Callable[[Look], None] = field(default=lambda look: None)
    crawl: str = CRAWL
    no_browser: str = ""
    second: None = None  # one request is asked after another
    tried: set[str] = field(default_factory=set)
    refusals: int = 0
    unanswered: int = 0
    error: StorageError | None = None

    @property
    def book(self) -> AddressBook:
        """Where the site is fetched."""
        return self.survey.book

    @property
    def refused(self) -> bool:
        """True once the host has refused us: three refusals, or one challenge page."""
        challenged = any(seen.kind == "challenge" for seen in self.survey.looks.values())
        return self.refusals >= MAX_REFUSALS or challenged

    @property
    def closed(self) -> bool:
        """True once nothing more may be asked: the budget did not allow for one more, or the discovery is over."""
        return self.budget.was_short or self.over

    @property
    def over(self) -> bool:
        """True once the host refused us, or is gone, or what it says cannot be kept."""
        return self.refused or self.error is not None or self.unanswered >= LOST

    @property
    def stopped(self) -> str:
        """Why not everything was looked at; empty where it was."""
        if self.refused:
            return "the host refused us (403, 412, 429, 521, or a challenge page): nothing more was asked"
        if self.unanswered >= LOST:
            return "the host stopped answering"
        return "the budget was spent" if self.budget.left <= 0 and self.survey.not_looked_at else ""

    def first(self) -> list[Request]:
        """The home page."""
        return self._following()

    def step(self, exchange: Exchange) -> list[Request]:
        """Take what a page shows; return the request that follows, if any."""
        seen = look(exchange)
        self.survey.take(seen)
        if seen is self.survey.home_look and seen.page is not None:
            self._know_aliases(seen)
        self.progress(seen)
        return self._following()

    def needs_browser(self, exchange: Exchange) -> bool:
        """A discovery says where a browser may help, and uses none."""
        return False

    def hold(self, exchange: Exchange) -> list[Request]:
        """A request that nothing answered is a fact, and the next is asked all the same."""
        self.unanswered += 1
        return [] if self.closed else self.step(exchange)

    def answered(self) -> list[Request]:
        """The host answered."""
        self.unanswered = 0
        return []

    def earlier(self, url: str) -> Earlier | None:
        """Nothing was captured before."""
        return None

    def condition(self, request: Request) -> Condition | None:
        """Nothing can be unchanged."""
        return None

    def add_capture(self, capture: Capture) -> None:
        """Count a refusal, whatever was asked for."""
        self.refusals += capture.status in REFUSALS

    @contextmanager
    def storage(self) -> Iterator[None]:
        """Turn what the disk says into a StorageError, and remember it."""
        try:
            yield
        except OSError as error:
            self.error = StorageError(f"{self.warc.path.parent}: {error}")
            raise self.error from error

    def _following(self) -> list[Request]:
        if self.budget.left <= 0:
            return []
        lead = self.survey.following()
        return [Request(lead.url, "navigation")] if lead else []

    def _know_aliases(self, home: Look) -> None:
        assert home.page is not None
        aliases = read_site(home.page, self.book.base).aliases
        book = AddressBook(self.book.base, (*self.book.hosts, *aliases))
        if book != self.book:
            self.survey.book = book
            self.survey.take(home)  # its links to those hosts are its own
