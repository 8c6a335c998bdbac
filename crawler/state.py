"""What a crawl has found so far: its rows, its coverage, and what it has asked for. With or without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sqlite_utils import Database

from archive import crawls, frontier
from archive.records import Capture, Request
from archive.store import Store
from crawler import walk
from crawler.coverage import CoverageTracker, Verdict
from crawler.declaration import declaration
from crawler.portal import Portal
from crawler.urls import AddressBook
from crawler.walk import Step

#: Said of what the walk asked for and no record answers: the budget was spent, or the crawl ended before.
NEVER_CAPTURED = "never captured"


@dataclass
class CrawlState:
    """Takes what exchanges give, live or from the WARC, and closes the crawl in the same way."""

    crawl: str
    portal: Portal
    book: AddressBook
    store: Store
    coverage: CoverageTracker
    asked: set[str] = field(default_factory=set)  # identities of everything asked for so far

    def restore(self, db: Database) -> list[Request]:
        """Bring the state to where archive.db is; return what is not answered yet."""
        self.asked = frontier.asked(db, self.crawl)
        for record in self.store.written():
            self.coverage.add(record)
        # Killed before anything was written, it has asked for nothing yet.
        return frontier.pending(db, self.crawl) if self.asked else self.take(walk.start(self.portal))

    def take(self, step: Step, capture: str = "", answered: Request | None = None) -> list[Request]:
        """Take what one exchange gave; return the requests that follow and were not asked for before.

        The answered request is done in the transaction that holds what it gave.
        """
        for record in step.records:
            self.coverage.add(record)
        following = list({r.identity: r for r in step.requests if r.identity not in self.asked}.values())
        self.asked.update(request.identity for request in following)
        if capture:
            self.store.set_kind(capture, step.kind)
        self.store.take(step.records, following, answered)
        return following

    def add_capture(self, capture: Capture) -> None:
        """Take a capture whose record is on disk, whatever it answers."""
        self.coverage.count_answer(capture.status)
        self.store.add_capture(capture)

    def close(self, db: Database, interrupted: str = "", closed_at: str = "") -> Verdict:
        """Close the crawl, now or at ``closed_at``, with coverage's verdict, or as interrupted for a reason.

        What it asked for and no record answers is said to be never captured.
        """
        self.store.flush()
        self._give_up(frontier.pending(db, self.crawl))
        self.store.flush()
        verdict = Verdict("interrupted", interrupted) if interrupted else self.coverage.verdict()
        rows = self.coverage.coverage()
        said = declaration(self.portal)
        unread = self.coverage.unread()
        with db.atomic():  # a crawl that goes on has to see again what its coverage rests on
            self.store.forget_readings(self.coverage.one_page_for_many())
            crawls.close_crawl(
                db, said, self.crawl, verdict.key, verdict.reason, verdict.accepted, rows, closed_at, unread
            )
        return verdict

    def _give_up(self, requests: Iterable[Request]) -> None:
        for request in requests:
            self.take(walk.unanswered(request, NEVER_CAPTURED), answered=request)


def new_state(
    portal: Portal, db: Database, crawl: str, before_writing: Callable[[], None] = lambda: None
) -> CrawlState:
    """The state of a crawl that has found nothing yet."""
    tracker = CoverageTracker(column.key for column in portal.columns)
    return CrawlState(crawl, portal, AddressBook.of(portal), Store(db, portal.portal, crawl, before_writing), tracker)
