"""One crawl of one portal: opened, driven by Scrapy, closed with coverage and a verdict."""

from __future__ import annotations

import gc
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlite_utils import Database

from archive.certificates import unverified
from archive.clock import Clock, stamp, system_clock
from archive.contemporary import store_contemporary
from archive.manifest import NO_PLEDGE, Pledge, write_manifest
from archive.past import PastFacts, past_facts
from crawler.begin import Start, begin, records_of
from crawler.browser.installed import find_chromium
from crawler.capture.tls import MODES
from crawler.capture.wire import certificate_shown
from crawler.catch_up import take_tried
from crawler.certificates import CertificateLog
from crawler.check import Check
from crawler.coverage import Coverage, Verdict
from crawler.drive import Pace, delay_at, drive
from crawler.errors import NoAddressError, StorageError
from crawler.fetch import check_contact
from crawler.past.spider import PastSpider
from crawler.past.view import PastView
from crawler.politeness import ASKED_TO_WAIT, MAX_WAIT_SECONDS
from crawler.portal import Portal
from crawler.run_log import about, note
from crawler.second import second_process
from crawler.session import LOST, CrawlSession
from crawler.spiders.portal import PortalSpider
from crawler.state import Closing
from crawler.urls import AddressBook
from crawler.walk import Step

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

SOFTWARE = f"gongkai {version('gongkai')}, Scrapy {version('scrapy')}, warcio {version('warcio')}"


@dataclass(frozen=True, slots=True)
class CrawlResult:
    """A closed crawl."""

    crawl: str
    portal: str
    verdict: Verdict
    coverage: tuple[Coverage, ...]
    requests: int
    seconds: float
    certificates: tuple[str, ...] = ()  # a sentence for each that did not verify
    checks: tuple[Check, ...] = ()
    past: PastFacts | None = None  # of a crawl that a web archive answered

    @property
    def carried(self) -> int:
        """Entries known from an earlier crawl and not asked for; one in two columns counts twice."""
        return sum(row.carried for row in self.coverage)

    @property
    def asked(self) -> int:
        """Entries that lead to the portal and were asked for; one in two columns counts twice."""
        return sum(row.documents_fetched + row.failed for row in self.coverage)


def check_address(portal: Portal, contact: str, view: PastView | None = None) -> None:
    """Raise NoAddressError or NoContactError where the portal may not be crawled as it stands, or the web archive of
    ``view`` not asked.
    """
    if not portal.base:
        raise NoAddressError(
            f"{portal.portal}: nobody knows the host of {portal.title.zh}; give it with --host http://…/ "
            "(or as base: in a portal file of your own)"
        )
    check_contact(view.archive.host if view else AddressBook.of(portal).fetch_address(portal.base), contact)


def run_crawl(
    portal: Portal,
    db: Database,
    archive: Path,
    contact: str,
    progress: Callable[[Step], None],
    *,
    full: bool = False,
    clock: Clock = system_clock,
    pledge: Pledge = NO_PLEDGE,
    view: PastView | None = None,
    beside: bool = False,
) -> CrawlResult:
    """Crawl the portal into the archive and close the crawl.

    Documents that are known and not due by the portal file's ``revisit`` are not asked for, unless it is a ``full``
    crawl. ``clock`` tells what time it is, ``pledge`` who is to attest the manifest. With a ``view`` a web archive is
    asked, and not the site: nothing becomes current then. ``beside``: other portals are crawled into the archive at the
    same time.

    Facts become current only where the verdict is ok or degraded. A crawl that is interrupted (SIGINT, SIGTERM)
    stays open. Raises StorageError where the archive could not be written; the crawl then stays open too.
    """
    check_address(portal, contact, view)
    started = clock()
    run = uuid4().hex
    info, everything = _info(portal, contact, run), full or view is not None
    start = Start(portal, archive, info, progress, started, clock, everything, pledge, view, beside)
    session = begin(start, db)
    about(portal.portal, session.crawl)
    note("crawl_began", run=run, goes_on=bool(session.asked), software=SOFTWARE)
    begun = {"id": run, "crawl": session.crawl, "started_at": stamp(started), "software": SOFTWARE}
    db.table("runs").insert(begun, pk="id")
    ending = _drive(session, db, portal, contact, clock, beside=beside)
    try:
        with session.storage():
            closing = _end(session, db, ending, clock)
            if view and closing.verdict.key != "interrupted":
                store_contemporary(db, portal.portal)
            db.table("runs").update(run, {"ended_at": stamp(clock()), "requests": session.budget.requests})
    finally:
        with suppress(OSError):  # what a full disk refused once it refuses again
            session.warc.close()
    if closing.verdict.key != "interrupted":
        write_manifest(archive, db, session.crawl, pledge, session.warc.merkle())
    seconds = (clock() - started).total_seconds()
    coverage, certificates = session.coverage.coverage(), unverified(db, session.crawl)
    return CrawlResult(
        session.crawl,
        portal.portal,
        closing.verdict,
        coverage,
        session.budget.requests,
        seconds,
        certificates,
        closing.checks,
        past_facts(db, session.crawl),
    )


def _end(session: CrawlSession, db: Database, ending: str, clock: Clock) -> Closing:
    """Write what is left and close the crawl, unless it was told to stop before it was done."""
    if session.error is not None:
        raise session.error
    if ending == "shutdown":
        session.store.flush()
        return _interrupted("told to stop before everything was asked; nothing became current")
    if ending == ASKED_TO_WAIT:
        session.store.flush()
        said = f"the host asks to wait longer than {MAX_WAIT_SECONDS:.0f} s"
        return _interrupted(f"{said}; the next run goes on, nothing became current")
    if session.lost:
        session.store.flush()
        said = f"{LOST} requests in a row were not answered ({session.held[-1].error})"
        return _interrupted(f"{said}; the next run goes on, nothing became current")
    session.release()
    if session.tried:
        _take_tried(session)
    return session.close(db, closed_at=stamp(clock()))


def _take_tried(session: CrawlSession) -> None:
    """Take what was kept of requests that were to be made again, as a rebuild will: nobody makes them any more.

    Their answers are looked for only where there are such requests. Raises StorageError.
    """
    session.store.flush()
    if session.tried.isdisjoint(request.identity for request in session.store.pending()):
        return
    take_tried(session, records_of(session.warc.folder.parent, session.crawl))


def _interrupted(reason: str) -> Closing:
    return Closing(Verdict("interrupted", reason))


def _info(portal: Portal, contact: str, run: str) -> dict[str, str]:
    """What the warcinfo record of every file of this run says."""
    return {
        "software": SOFTWARE,
        "format": "WARC File Format 1.1",
        "robots": "obey",
        "operator": contact or "loopback only",
        "isPartOf": portal.portal,
        "description": f"portal file sha256:{portal.file_sha256}",
        "run": run,
        "tls": MODES[portal.tls],
    }


def _drive(session: CrawlSession, db: Database, portal: Portal, contact: str, clock: Clock, *, beside: bool) -> str:
    """Run Scrapy until the walk has nothing left to ask; return why it ended."""
    certificates = CertificateLog(session, db)  # signals hold their receivers weakly
    # A portal file can slow things down, never hurry them; loopback alone may be asked without a pause.
    gc.freeze()  # the program itself is no garbage, and would be looked through again every few hundred pages
    view = session.view
    chromium = find_chromium() if portal.rendered and not session.no_browser and not view else None
    delay = view.archive.delay if view else portal.politeness.delay
    pace = Pace(delay, "modern" if view else portal.tls, chromium)

    def connect(crawler: Crawler) -> None:
        crawler.signals.connect(certificates.shown, signal=certificate_shown)
        if session.second is not None:
            session.second.connect(crawler)

    address = view.archive.host if view else session.book.fetch_address(portal.base)
    spider = PastSpider if view else PortalSpider
    with suppress(StorageError), second_process(session, delay_at(address, delay), beside=beside):
        ending = drive(session, address, contact, pace, connect, clock, spider)
    return ending
