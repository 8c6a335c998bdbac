"""How a run begins: it goes on with the portal's open crawl, or begins a new one with its plan."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from archive import crawls
from archive.clock import Clock, stamp
from archive.frontier import has_asked
from archive.known import NOTHING, Known, known
from archive.manifest import NO_PLEDGE, Pledge, write_missing_manifests
from archive.sources import SITE, WEB_ARCHIVE, Source
from archive.warc_reader import TornRecordError
from crawler.browser.installed import why_not
from crawler.budget import Budget
from crawler.capture.repair import recover
from crawler.capture.warc_file import WarcFile
from crawler.catch_up import catch_up
from crawler.declaration import declaration
from crawler.errors import StorageError
from crawler.over import abandon
from crawler.past.session import PastSession
from crawler.past.view import PAST_RECORD, PastView
from crawler.plan import PLAN_RECORD, Plan, make_plan, whole_age
from crawler.portal import Portal
from crawler.replay import PORTAL_RECORD, CrawlRecords, read_crawl
from crawler.session import CrawlSession
from crawler.state import new_state
from crawler.walk import Step

logger = logging.getLogger(__name__)

#: An open crawl older than this is closed as interrupted: a site seen over days is no one state.
CONTINUE_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Start:
    """A run that begins ``at`` an instant by its ``clock``; ``info`` is what the warcinfo records of its files say.

    ``full``: everything is to be asked for.
    """

    portal: Portal
    archive: Path
    info: Mapping[str, str]
    progress: Callable[[Step], None]
    at: datetime
    clock: Clock
    full: bool
    pledge: Pledge = NO_PLEDGE
    view: PastView | None = None  # of a crawl that a web archive answers
    beside: bool = False  # other portals are crawled into the archive at the same time

    @property
    def name(self) -> str:
        """The key of the portal."""
        return self.portal.portal

    @property
    def source(self) -> Source:
        """Where the crawl is from."""
        return source_of(self.view)


def source_of(view: PastView | None) -> Source:
    """The source of a crawl as its row says it."""
    return Source(WEB_ARCHIVE, view.archive.name, stamp(view.at), view.within) if view else SITE


def begin(start: Start, db: Database) -> CrawlSession:
    """Go on with the portal's open crawl, or close what was left open and begin a new one. Raises StorageError."""
    for repaired in recover(start.archive / "warc", start.name if start.beside else None):
        logger.warning("left open by an earlier run: %s", repaired)
    since = stamp(start.at - CONTINUE_FOR)
    crawl = crawls.crawl_to_continue(db, start.name, start.portal.file_sha256, since, start.source)
    records = records_of(start.archive, crawl) if crawl else CrawlRecords()
    if crawl is None or not _can_go_on(start, db, crawl, records):
        abandon(db, start.archive, start.name, stamp(start.at), start.source, since)
        write_missing_manifests(start.archive, db, start.pledge, start.name if start.beside else None)
        crawl, records = _open(start, db), CrawlRecords()
    return _go_on(start, db, crawl, records)


def records_of(archive: Path, crawl: str) -> CrawlRecords:
    """What the WARC holds of a crawl. Raises StorageError where it cannot be read."""
    try:
        return read_crawl(archive / "warc", crawl)
    except TornRecordError as error:
        raise StorageError(f"{error}; `gongkai check` names what is damaged") from error


def _can_go_on(start: Start, db: Database, crawl: str, records: CrawlRecords) -> bool:
    """Whether an open crawl is of the same site, and asks for all that this run is to ask for.

    One that ended before the first records of its WARC (a full disk, a kill) has asked for nothing yet: it begins now,
    and is no second crawl.
    """
    followed, plan = records.portal, records.plan
    if plan is not None and start.full and not plan.full:
        return False
    if followed is None or plan is None:
        return not has_asked(db, crawl)
    return followed.base == start.portal.base and records.view == start.view


def _open(start: Start, db: Database) -> str:
    crawl = f"{start.name}-{start.at:%Y%m%dT%H%M%S}{start.at.microsecond // 1000:03d}Z"
    crawls.open_crawl(db, start.name, crawl, start.portal.file_sha256, stamp(start.at), start.source)
    return crawl


def _go_on(start: Start, db: Database, crawl: str, records: CrawlRecords) -> CrawlSession:
    """The session of a crawl, brought to where its WARC is; what it follows is kept where that has not been."""
    start = replace(start, portal=_at_all_hosts(start.portal, records.portal))
    held = NOTHING if start.view else known(db, start.name, declaration(start.portal).bindings)
    plan = records.plan or make_plan(start.portal, held, start.at, full=start.full)
    session = _session(start, db, crawl, held, plan)
    if records.plan is None:
        if start.view:
            _keep(session, PAST_RECORD, start.view.to_json())
        _keep(session, PLAN_RECORD, plan.to_json())
    if records.portal != start.portal:  # at another host, or by rules that a newer version has
        _keep_portal_file(session)
    if records.plan is None:
        return session
    session.heard = any(place.status for place in records.answers.values())
    with session.storage():
        session.pending = catch_up(session, session.restore(db), records)
    session.tried.update(records.answers)  # what is no answer yet
    return session


def _at_all_hosts(portal: Portal, recorded: Portal | None) -> Portal:
    """A portal with the hosts that its crawl was reached at before behind its own: what they answered links to them."""
    if recorded is None or portal.hosts == recorded.hosts:
        return portal
    fetched_at = portal.hosts or (portal.base,)
    return portal.model_copy(update={"hosts": tuple(dict.fromkeys((*fetched_at, *recorded.hosts)))})


def _keep_portal_file(session: CrawlSession) -> None:
    _keep(session, PORTAL_RECORD, session.portal.model_dump_json().encode())


def _keep(session: CrawlSession, record: str, content: bytes) -> None:
    """Write a record of what the crawl follows."""
    with session.storage():
        session.warc.resource(record + session.portal.portal, "application/json", content)


def _session(start: Start, db: Database, crawl: str, held: Known, plan: Plan | None) -> CrawlSession:
    try:
        warc = WarcFile(start.archive / "warc", crawl, dict(start.info), clock=start.clock)
        # A row never leads to a record that a loss of power can still take away.
        state = new_state(start.portal, db, crawl, before_writing=warc.sync, known=held, plan=plan, view=start.view)
    except (OSError, sqlite3.Error) as error:
        raise StorageError(f"{start.archive}: {error}") from error
    kind = PastSession if start.view else CrawlSession
    return kind(
        **vars(state),
        warc=warc,
        budget=Budget(start.portal.politeness.budget),
        progress=start.progress,
        no_browser=why_not() if start.portal.rendered and not start.view else "",
        whole_since=stamp(start.at - whole_age(start.portal.revisit)),
    )
