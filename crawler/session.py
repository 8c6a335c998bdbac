"""One crawl while it runs: where its records, captures and coverage go."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from archive.store import Store
from crawler.capture import WarcFile
from crawler.coverage import MAX_REFUSALS, REFUSALS, CoverageTracker
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
    progress: Callable[[Step], None] = field(default=lambda step: None)
    error: StorageError | None = None
    refusals: int = 0

    @property
    def closed(self) -> bool:
        """True once nothing more may be asked: the host refused us, or what it says cannot be kept."""
        return self.error is not None or self.refusals >= MAX_REFUSALS or self.coverage.refused

    def answered(self, status: int) -> None:
        """Count a refusal the moment it arrives, before anything else can be asked."""
        self.refusals += f"HTTP {status}" in REFUSALS

    def take(self, step: Step, capture: str) -> None:
        """Take what one exchange gave. Raises StorageError where it cannot be written."""
        for record in step.records:
            self.coverage.add(record)
        with self.storage():
            if capture:
                self.store.set_kind(capture, step.kind)
            self.store.add(step.records)
        self.progress(step)

    @contextmanager
    def storage(self) -> Iterator[None]:
        """Turn what the disk and the database say into a StorageError, and remember it."""
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            self.error = StorageError(f"{self.warc.path.parent.parent}: {error}")
            raise self.error from error
