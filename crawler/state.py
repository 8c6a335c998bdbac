"""What a crawl has found so far: its rows, its coverage, and what it has asked for. With or without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from archive import crawls, frontier
from archive.known import NOTHING, Known
from archive.records import Capture, Request
from archive.store import Store
from crawler import walk
from crawler.check import Check, doubts
from crawler.coverage import CoverageTracker, Verdict
from crawler.crawl_checks import check_crawl
from crawler.declaration import declaration
from crawler.incremental import Memory
from crawler.past.book import PastBook
from crawler.past.view import PastView
from crawler.plan import Plan
from crawler.portal import Portal
from crawler.urls import AddressBook
from crawler.walk import Step

#: Said of what the walk asked for and no record answers: the budget was spent, or the crawl ended before.
NEVER_CAPTURED = "never captured"


@dataclass(frozen=True, slots=True)
class Closing:
    """What a crawl closed with: its verdict, and every check of it."""

    verdict: Verdict
    checks: tuple[Check, ...] = ()


@dataclass
class CrawlState:
    """Takes what exchanges give, live or from the WARC, and closes the crawl in the same way."""

    crawl: str
    portal: Portal
    book: AddressBook
    store: Store
    coverage: CoverageTracker
    memory: Memory
    asked: bool = False  # for anything, in this run of the program or in an earlier one
    view: PastView | None = None  # of a crawl that a web archive answers
    lacking: str = NEVER_CAPTURED  # why there is nothing of what no record answers

    def restore(self, db: Database) -> list[Request]:
        """Bring the state to where archive.db is; return what is not answered yet."""
        self.asked = frontier.has_asked(db, self.crawl)
        for record in self.store.written():
            self.coverage.add(record)
            self.memory.notice(record)
        # Killed before anything was written, it has asked for nothing yet.
        if not self.asked:
            return self.take(walk.start(self.portal))
        pending = self.store.pending()
        self.memory.ask(pending)
        return [*pending, *self.take(Step())]

    def take(self, step: Step, capture: str = "", answered: Request | None = None) -> list[Request]:
        """Take what one exchange gave; return the requests that follow and were not asked for before.

        The answered request is done in the transaction that holds what it gave.
        """
        following = self._following(step, answered)
        # Each request on the way of a redirect tells in its identity where that began: it was asked for on this way.
        if answered is not None and step.kind == "redirect" and step.requests and not following:
            step = walk.circle(self.portal, answered)
            following = self._following(step, answered)
        self.memory.ask(following, answered)
        following += self.store.not_asked(self.memory.probes())
        self.asked = self.asked or bool(following)
        if capture:
            self.store.set_kind(capture, step.kind)
        self.store.take(step.records, following, answered)
        return following

    def _following(self, step: Step, answered: Request | None) -> list[Request]:
        """Note what a step found; return what it asks for that was not asked for before."""
        for record in step.records:
            self.coverage.add(record)
            self.memory.notice(record)
        return self.store.not_asked(self.memory.asked_of(step.requests, answered))

    def add_capture(self, capture: Capture) -> None:
        """Take a capture whose record is on disk, whatever it answers."""
        if capture.archived_at is None:  # what a site once refused a web archive refuses us nothing
            self.coverage.count_answer(capture.status)
        self.store.add_capture(capture)

    def close(self, db: Database, interrupted: str = "", closed_at: str = "") -> Closing:
        """Close the crawl, now or at ``closed_at``, with coverage's verdict, or as interrupted for a reason.

        What it asked for and no record answers is said to be never captured.
        """
        self.store.flush()
        self._give_up(self.store.pending())
        self.store.flush()
        rows, unread = self.coverage.coverage(), self.coverage.unread()
        said = declaration(self.portal)
        with db.atomic():  # a crawl that goes on has to see again what its coverage rests on
            self.store.forget_readings(self.coverage.one_page_for_many())
            # Bounds are of the site as it is now.
            checks = () if interrupted or self.view else check_crawl(db, self.portal, self.crawl, rows, unread)
            verdict = (
                Verdict("interrupted", interrupted) if interrupted else self.coverage.verdict(doubts(checks), rows)
            )
            crawls.close_crawl(
                db, said, self.crawl, verdict.key, verdict.reason, verdict.accepted, rows, closed_at, unread, checks
            )
        return Closing(verdict, checks)

    def _give_up(self, requests: Iterable[Request]) -> None:
        for request in requests:
            if not self.memory.postponed(request):
                self.take(walk.unanswered(request, self.lacking), answered=request)


def new_state(
    portal: Portal,
    db: Database,
    crawl: str,
    before_writing: Callable[[], None] = lambda: None,
    *,
    known: Known = NOTHING,
    plan: Plan | None = None,
    view: PastView | None = None,
    passing: bool = False,
) -> CrawlState:
    """The state of a crawl that has found nothing yet. ``known`` is what the archive held when it began, ``view`` what
    is seen of a web archive where that answers; ``passing``: nobody goes on with it, should it not come to its end.
    """
    tracker = CoverageTracker((column.key for column in portal.columns), is_past=view is not None)
    asked = frontier.PassingFrontier() if passing else None
    store = Store(db, portal.portal, crawl, before_writing, is_past=view is not None, frontier=asked)
    return CrawlState(
        crawl, portal, address_book(portal, view), store, tracker, Memory(tracker, known, plan), view=view
    )


def address_book(portal: Portal, view: PastView | None) -> AddressBook:
    """The addresses of a portal, as they are of the site or as a web archive has them."""
    return PastBook.through(portal, view) if view else AddressBook.of(portal)
