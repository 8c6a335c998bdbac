"""One crawl of one portal: opened, driven by Scrapy, closed with coverage and a verdict."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from uuid import uuid4

from sqlite_utils import Database

from archive import crawls
from archive.certificates import unverified
from archive.clock import Clock, stamp, system_clock
from archive.frontier import asked
from archive.known import Known, known
from archive.manifest import write_manifest, write_missing_manifests
from archive.warc_reader import TornRecordError
from crawler.browser.installed import find_chromium, why_not
from crawler.capture import WarcFile
from crawler.capture.repair import recover
from crawler.capture.tls import MODES
from crawler.capture.wire import certificate_shown
from crawler.catch_up import catch_up
from crawler.certificates import CertificateLog
from crawler.check import Check
from crawler.coverage import Coverage, Verdict
from crawler.drive import Pace, drive
from crawler.errors import NoAddressError, StorageError
from crawler.fetch import check_contact
from crawler.over import abandon
from crawler.plan import PLAN_RECORD, Plan, make_plan, whole_age
from crawler.politeness import ASKED_TO_WAIT, MAX_WAIT_SECONDS
from crawler.portal import Portal
from crawler.replay import PORTAL_RECORD, CrawlRecords, read_crawl
from crawler.run_log import about, note
from crawler.session import LOST, CrawlSession
from crawler.state import Closing, new_state
from crawler.urls import AddressBook
from crawler.walk import Step

logger = logging.getLogger(__name__)

#: An open crawl older than this is closed as interrupted: a site seen over days is no one state.
CONTINUE_FOR = timedelta(hours=24)
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

    @property
    def carried(self) -> int:
        """Entries known from an earlier crawl and not asked for; one in two columns counts twice."""
        return sum(row.carried for row in self.coverage)

    @property
    def asked(self) -> int:
        """Entries that lead to the portal and were asked for; one in two columns counts twice."""
        return sum(row.documents_fetched + row.failed for row in self.coverage)


@dataclass(frozen=True, slots=True)
class Start:
    """How a run begins: when, by what clock, and whether everything is to be asked for."""

    at: datetime
    clock: Clock
    full: bool


def check_address(portal: Portal, contact: str) -> None:
    """Raise NoAddressError or NoContactError where the portal may not be crawled as it stands."""
    if not portal.base:
        raise NoAddressError(
            f"{portal.portal}: nobody knows the host of {portal.title.zh}; give it with --host http://…/ "
            "(or as base: in a portal file of your own)"
        )
    check_contact(AddressBook.of(portal).fetch_address(portal.base), contact)


def run_crawl(
    portal: Portal,
    db: Database,
    archive: Path,
    contact: str,
    progress: Callable[[Step], None],
    *,
    full: bool = False,
    clock: Clock = system_clock,
) -> CrawlResult:
    """Crawl the portal into the archive and close the crawl.

    Documents that are known and not due by the portal file's ``revisit`` are not asked for, unless it is a ``full``
    crawl. ``clock`` tells what time it is.

    Facts become current only where the verdict is ok or degraded. A crawl that is interrupted (SIGINT, SIGTERM)
    stays open. Raises StorageError where the archive could not be written; the crawl then stays open too.
    """
    check_address(portal, contact)
    started = clock()
    run = uuid4().hex
    session = _begin(portal, db, archive, _info(portal, contact, run), progress, Start(started, clock, full))
    about(portal.portal, session.crawl)
    note("crawl_began", run=run, goes_on=bool(session.asked), software=SOFTWARE)
    begun = {"id": run, "crawl": session.crawl, "started_at": stamp(started), "software": SOFTWARE}
    db.table("runs").insert(begun, pk="id")
    requests, ending = _drive(session, db, portal, contact, clock)
    try:
        with session.storage():
            closing = _end(session, db, ending, clock)
            db.table("runs").update(run, {"ended_at": stamp(clock()), "requests": requests})
    finally:
        with suppress(OSError):  # what a full disk refused once it refuses again
            session.warc.close()
    if closing.verdict.key != "interrupted":
        write_manifest(archive, db, session.crawl)
    seconds = (clock() - started).total_seconds()
    coverage, certificates = session.coverage.coverage(), unverified(db, session.crawl)
    return CrawlResult(
        session.crawl, portal.portal, closing.verdict, coverage, requests, seconds, certificates, closing.checks
    )


def _begin(
    portal: Portal,
    db: Database,
    archive: Path,
    info: dict[str, str],
    progress: Callable[[Step], None],
    start: Start,
) -> CrawlSession:
    """Go on with the portal's open crawl, or close what was left open and begin a new one."""
    for repaired in recover(archive / "warc"):
        logger.warning("left open by an earlier run: %s", repaired)
    since = stamp(start.at - CONTINUE_FOR)
    crawl = crawls.crawl_to_continue(db, portal.portal, portal.file_sha256, since)
    records = _records(archive, crawl) if crawl else CrawlRecords()
    if crawl is None or not _goes_on(db, crawl, records, portal, full=start.full):
        abandon(db, archive, portal.portal, stamp(start.at))
        write_missing_manifests(archive, db)
        crawl, records = f"{portal.portal}-{start.at:%Y%m%dT%H%M%S}{start.at.microsecond // 1000:03d}Z", CrawlRecords()
        crawls.open_crawl(db, portal.portal, crawl, portal.file_sha256, stamp(start.at))
    held = known(db, portal.portal)
    plan = records.plan or make_plan(portal, held, start.at, full=start.full)
    session = _session(portal, db, archive, crawl, info, progress, start, held, plan)
    if records.plan is None:
        _keep(session, PLAN_RECORD, plan.to_json())
    if records.portal is None or records.portal.hosts != portal.hosts:
        _keep_portal_file(session)
    if records.plan is None:
        return session
    session.heard = any(place.status for place in records.answers.values())
    with session.storage():
        session.pending = catch_up(session, session.restore(db), records)
    return session


def _goes_on(db: Database, crawl: str, records: CrawlRecords, portal: Portal, *, full: bool) -> bool:
    """Whether an open crawl is of the portal as it is now, and promised to ask for no less than is wanted.

    One that ended before the first records of its WARC (a full disk, a kill) has asked for nothing yet: it begins now,
    and is no second crawl.
    """
    if records.plan is not None and full and not records.plan.full:
        return False
    if records.portal is None or records.plan is None:
        return not asked(db, crawl)
    return records.portal.base == portal.base


def _keep_portal_file(session: CrawlSession) -> None:
    _keep(session, PORTAL_RECORD, session.portal.model_dump_json().encode())


def _keep(session: CrawlSession, record: str, content: bytes) -> None:
    """Write a record of what the crawl follows. Raises StorageError."""
    with session.storage():
        session.warc.resource(record + session.portal.portal, "application/json", content)


def _records(archive: Path, crawl: str) -> CrawlRecords:
    try:
        return read_crawl(archive / "warc", crawl)
    except TornRecordError as error:
        raise StorageError(f"{error}; `gongkai check` names what is damaged") from error


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
    return session.close(db, closed_at=stamp(clock()))


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


def _session(
    portal: Portal,
    db: Database,
    archive: Path,
    crawl: str,
    info: dict[str, str],
    progress: Callable[[Step], None],
    start: Start,
    held: Known,
    plan: Plan | None,
) -> CrawlSession:
    try:
        warc = WarcFile(archive / "warc", crawl, info, clock=start.clock)
        # A row never leads to a record that a loss of power can still take away.
        state = new_state(portal, db, crawl, before_writing=warc.sync, known=held, plan=plan)
    except (OSError, sqlite3.Error) as error:
        raise StorageError(f"{archive}: {error}") from error
    no_browser = why_not() if portal.rendered else ""
    since = stamp(start.at - whole_age(portal.revisit))
    return CrawlSession(**vars(state), warc=warc, progress=progress, no_browser=no_browser, whole_since=since)


def _drive(session: CrawlSession, db: Database, portal: Portal, contact: str, clock: Clock) -> tuple[int, str]:
    """Run Scrapy until the walk has nothing left to ask; return how many requests were made and why it ended."""
    certificates = CertificateLog(session, db)  # signals hold their receivers weakly
    # A portal file can slow things down, never hurry them; loopback alone may be asked without a pause.
    chromium = find_chromium() if portal.rendered and not session.no_browser else None
    pace = Pace(portal.politeness.delay, portal.politeness.budget, portal.tls, chromium)
    driven = drive(
        session,
        session.book.fetch_address(portal.base),
        contact,
        pace,
        lambda crawler: crawler.signals.connect(certificates.shown, signal=certificate_shown),
        clock,
    )
    return driven.requests, driven.ending
