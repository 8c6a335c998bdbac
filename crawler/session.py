"""One crawl while it runs: where its records, captures and coverage go, and what is still to be asked."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from archive.records import Request
from archive.store import Store
from crawler.capture import WarcFile
from crawler.coverage import CoverageTracker
from crawler.errors import StorageError
from crawler.portal import Portal
from crawler.urls import AddressBook
from crawler.walk import Step


@dataclass
class CrawlSession:
    """What the spider and the capture middleware of one crawl share."""

    crawl: str
    portal: Portal
    book: AddressBook
    store: Store
    warc: WarcFile
    coverage: CoverageTracker
    asked: set[str] = field(default_factory=set)  # identities of everything asked for so far
    pending: list[Request] = field(default_factory=list)  # what a crawl that goes on has still to ask
    progress: Callable[[Step], None] = field(default=lambda step: None)
    error: StorageError | None = None

    @property
    def closed(self) -> bool:
        """True once nothing more may be asked: the host refused us, or what it says cannot be kept."""
        return self.error is not None or self.coverage.refused

    def take(self, step: Step, capture: str = "", answered: Request | None = None) -> list[Request]:
        """Take what one exchange gave; return the requests that follow and were not asked for before.

        The answered request is done in the transaction that holds what it gave.
        Raises StorageError where it cannot be written.
        """
        for record in step.records:
            self.coverage.add(record)
        following = list({r.identity: r for r in step.requests if r.identity not in self.asked}.values())
        self.asked.update(request.identity for request in following)
        with self.storage():
            if capture:
                self.store.set_kind(capture, step.kind)
            self.store.take(step.records, following, answered)
        self.progress(step)
        return following

    @contextmanager
    def storage(self) -> Iterator[None]:
        """Turn what the disk and the database say into a StorageError, and remember it."""
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            self.error = StorageError(f"{self.warc.path.parent.parent}: {error}")
            raise self.error from error
