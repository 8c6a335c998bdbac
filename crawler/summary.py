"""What a run comes to: one summary, for people and for machines (docs/scheduling.md)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from archive.holdings import portal_of
from archive.publish.news.crawls import FailedCheck
from archive.report_store import UnreadReport
from archive.turned import Turned


@dataclass(frozen=True, slots=True)
class CrawlFacts:
    """What the rows say of the crawl that a run made or went on with. Seconds are those of the run."""

    crawl: str = ""
    verdict: str = ""
    reason: str = ""
    requests: int | None = 0  # None: its process was killed before it could say
    documents_new: int = 0
    changes: dict[str, int] = field(default_factory=dict)  # by kind
    checks_failed: tuple[FailedCheck, ...] = ()


@dataclass(slots=True)
class PortalSummary:
    """What a run did for one portal. ``code`` is an exit code of crawler.exit_codes.

    ``verdict`` is the crawl's, or not_crawled, with the reason.
    """

    portal: str
    code: int
    verdict: str
    reason: str
    seconds: float
    crawl: str = ""
    requests: int | None = 0  # None: its process was killed before it could say
    documents_new: int = 0
    changes: dict[str, int] = field(default_factory=dict)
    checks_failed: tuple[FailedCheck, ...] = ()
    findings_new: int = 0
    findings_changed: tuple[Turned, ...] = ()
    reports_unread: tuple[UnreadReport, ...] = ()
    published: bool = False


@dataclass(slots=True)
class Summary:
    """What a run did. ``problem`` says what concerns it as a whole; empty where nothing does."""

    run: str
    log: str
    started_at: str
    ended_at: str = ""
    code: int = 0
    portals: list[PortalSummary] = field(default_factory=list)
    published: bool = False
    problem: str = ""
    messages_sent: int = 0  # by tell.yml; of all that wait, waiting counts those of earlier runs too
    messages_waiting: int = 0
    not_taken: tuple[str, ...] = ()  # a line for each receiver that did not take what was sent


def last_run(db_path: Path) -> int:
    """The place of the newest row of ``runs``; 0 where there is none, or no archive. Raises sqlite3.Error."""
    with _reading(db_path) as db:
        return int(db.execute("select coalesce(max(rowid), 0) from runs").fetchone()[0]) if db else 0


def facts_of(db_path: Path, portal: str, after: int) -> CrawlFacts | None:
    """What the run of a portal that came after the place ``after`` did; None where it crawled nothing.

    Raises sqlite3.Error.
    """
    with _reading(db_path) as db:
        found = db and db.execute(_RUN, [portal, after]).fetchone()
        if not db or not found:
            return None
        return _facts(db, *found)


def facts_of_crawl(db_path: Path, crawl: str, requests: int) -> CrawlFacts | None:
    """What a crawl did that was made elsewhere, with so many requests; None where it is not there.

    Raises sqlite3.Error.
    """
    sql = "select id, verdict, coalesce(reason, ''), ?, closed_at from crawls where id = ?"
    with _reading(db_path) as db:
        found = db and db.execute(sql, [requests, crawl]).fetchone()
        return _facts(db, *found) if db and found else None


def _facts(
    db: sqlite3.Connection, crawl: str, verdict: str, reason: str, requests: int | None, closed_at: str
) -> CrawlFacts:
    portal = portal_of(crawl)
    new = db.execute("select count(*) from documents where portal = ? and first_seen = ?", [portal, closed_at])
    changes = db.execute("select kind, count(*) from changes where crawl = ? group by kind order by kind", [crawl])
    checks = db.execute(_CHECKS, [crawl])
    return CrawlFacts(
        crawl=crawl,
        verdict="interrupted" if verdict == "open" else verdict,
        reason=reason,
        requests=requests,
        documents_new=new.fetchone()[0],
        changes=dict(changes),
        checks_failed=tuple(FailedCheck(*row) for row in checks),
    )


_RUN = """
select w.id, w.verdict, coalesce(w.reason, ''), r.requests, w.closed_at
from runs r join crawls w on w.id = r.crawl where w.portal = ? and r.rowid > ? order by r.rowid desc limit 1
"""
_CHECKS = """
select "check", coalesce("column", ''), measured, bound, coalesce(note, '')
from crawl_checks where crawl = ? and passed = 0 order by number
"""


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection | None]:
    """archive.db, opened so that nothing is written; None where it is not there."""
    if not path.exists():
        yield None
        return
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=30)) as db:
        yield db
