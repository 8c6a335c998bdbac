"""The job: crawl → import → read reports → verify → publish → tell → summary. What `gongkai run` does."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlite_utils import Database

from archive.lock import ArchiveInUseError, job_lock
from archive.publish.serve import serve as serve_public
from archive.report_store import StoredReport, UnreadReport
from archive.store import now
from crawler.crawl_process import Stopping
from crawler.decisions import find_decisions
from crawler.exit_codes import (
    ARCHIVE_IN_USE,
    ARCHIVE_NOT_WRITABLE,
    CRAWL,
    FAULT,
    INTERRUPTED,
    NOTHING_READ,
    OK,
    USAGE,
)
from crawler.imports import check_channel
from crawler.portal import Portal, find_portal
from crawler.problems import problem_of
from crawler.publishing import publish
from crawler.run_log import KEPT, about, logging_to, new_log, note, read_log
from crawler.summary import CrawlFacts, PortalSummary, Summary, facts_of, last_run
from crawler.telling.settings import read_tell_file
from crawler.telling.tell import RunFailure, Told, tell

Import = tuple[str, str, Path]  # portal, channel, file
NOT_CRAWLED = "not_crawled"
_STOPPED = "told to stop; nothing was published, the next run publishes what was accepted"
#: What is said of a crawl's process where neither the rows nor the log say more.
_BY_CODE = {
    USAGE: "its portal file, its address or the contact cannot be used as it is",
    ARCHIVE_IN_USE: "somebody else was writing the archive",
    ARCHIVE_NOT_WRITABLE: "the archive cannot be written",
    INTERRUPTED: "its process was ended by a signal; the next run goes on",
    FAULT: "a mistake of the program",
}


@dataclass(frozen=True, slots=True)
class Audience:
    """What a run tells while it goes on; the command layer says how it looks.

    ``reports`` is given a portal's verified reports and the archive to read their findings from; ``address`` where
    the result is served; ``ended`` what the run came to.
    """

    reports: Callable[[Database, str, Sequence[StoredReport], Sequence[UnreadReport]], None]
    address: Callable[[str], None]
    ended: Callable[[Summary], None] = lambda summary: None


def run_portals(
    portals: Sequence[str],
    *,
    archive: Path,
    hosts: Mapping[str, str],
    imports: Sequence[Import] = (),
    contact: str = "",
    full: bool = False,
    serve: bool = False,
    port: int | None = None,
    audience: Audience,
    unattended: bool = False,
    keep_logs: int = KEPT,
) -> int:
    """Do the whole job for the portals, in order; return the largest exit code among them, or NOTHING_READ
    where all is well but a document called a yearly report gave no claim.

    ``hosts`` gives addresses by portal name; ``full`` asks for every document. Where no crawl was accepted, nothing
    published changes. What a person has to mend is raised before anything is asked (crawler.errors,
    archive.imports.ImportFileError, archive.decisions.DecisionFileError); where the run is ``unattended``, a portal of
    which that is true fails alone. Raises archive.lock.ArchiveInUseError, OSError where no log can be written, and
    archive.publish.address.AddressUnavailableError for the port.
    """
    if not unattended:
        for name in portals:
            find_portal(name)
            find_decisions(name)
        read_tell_file(archive, os.environ)
    brought = [(find_portal(name), channel, path) for name, channel, path in imports]
    for portal, channel, _ in brought:
        check_channel(portal, channel)
    with job_lock(archive):
        log = new_log(archive, keep_logs)
        with logging_to(log), Stopping() as stopping:
            summary = _Job(archive, hosts, contact, full, audience, log, stopping).run(portals, brought)
    audience.ended(summary)
    if serve and summary.published:
        serve_public(archive / "public.db", port=port, announce=audience.address)
    return summary.code


@dataclass(frozen=True, slots=True)
class _Job:
    """One run over one archive."""

    archive: Path
    hosts: Mapping[str, str]
    contact: str
    full: bool
    audience: Audience
    log: Path
    stopping: Stopping

    def run(self, portals: Sequence[str], imports: Sequence[tuple[Portal, str, Path]]) -> Summary:
        """Crawl the portals one after the other, publish what was accepted, and say what came of it."""
        summary = Summary(run=self.log.stem, log=str(self.log), started_at=now())
        note("run_began", portals=list(portals))
        with _told(summary):
            for name in portals:
                summary.portals.append(self._crawl(name))
            self._publish(portals, imports, summary)
        about()
        with _told(summary):
            self._tell(summary)
        summary.ended_at, summary.code = now(), _code(summary)
        note("run_ended", **asdict(summary))
        return summary

    def _crawl(self, name: str) -> PortalSummary:
        """Crawl one portal, whatever becomes of it."""
        portal = Path(name).stem
        about(portal)
        if self.stopping.asked:
            return PortalSummary(portal, INTERRUPTED, NOT_CRAWLED, "the run was told to stop before it began", 0)
        database, began = self.archive / "archive.db", time.monotonic()
        place, size = last_run(database), self.log.stat().st_size
        code = self.stopping.crawl(self._arguments(name, portal))
        facts = facts_of(database, portal, place) or CrawlFacts(verdict=NOT_CRAWLED)
        reason = facts.reason if facts.reason and CRAWL.get(facts.verdict) == code else self._reason(portal, size, code)
        said = asdict(facts) | {"reason": reason, "checks_failed": facts.checks_failed}
        result = PortalSummary(portal=portal, code=code, seconds=round(time.monotonic() - began, 1), **said)
        note("portal_ended", "info" if code == OK else "warning", code=code, verdict=result.verdict, reason=reason)
        return result

    def _arguments(self, name: str, portal: str) -> list[str]:
        """What `gongkai crawl` is given for a portal."""
        host = self.hosts.get(name) or self.hosts.get(portal)
        given = [name, "--archive", str(self.archive), "--log", str(self.log)]
        given += ["--host", host] if host else []
        given += ["--contact", self.contact] if self.contact else []
        return given + (["--full"] if self.full else [])

    def _reason(self, portal: str, since: int, code: int) -> str:
        """Why the process of a crawl ended as it did, as it said itself in the log after byte ``since``."""
        own = [said for said in read_log(self.log, since) if said.get("portal") == portal]
        reasons = [str(said["fields"]["reason"]) for said in own if "reason" in said["fields"]]
        return reasons[-1] if reasons else _BY_CODE.get(code, f"its process ended with {code}")

    def _publish(self, portals: Sequence[str], imports: Sequence[tuple[Portal, str, Path]], summary: Summary) -> None:
        """Verify and publish the portals whose crawl was accepted; nothing where there is none."""
        crawled = {result.portal: result for result in summary.portals if result.code == OK}
        accepted = [name for name in portals if Path(name).stem in crawled]
        if self.stopping.asked:
            summary.code, summary.problem = INTERRUPTED, _STOPPED
        if not accepted or self.stopping.asked:
            return
        for portal, verified in publish(accepted, self.archive, imports, self.audience.reports).items():
            result = crawled[portal]
            result.findings_new, result.findings_changed = verified.findings_new, verified.findings_changed
            result.reports_unread = verified.reports_unread
            result.published = True
            if verified.problem:
                result.code, result.reason = verified.problem.code, verified.problem.message
        summary.published = True

    def _tell(self, summary: Summary) -> None:
        """Tell whom tell.yml of the archive names what was published, and which runs came to nothing."""
        if self.stopping.asked:
            return
        failed = [
            RunFailure(each.portal, each.code, each.reason, each.crawl) for each in summary.portals if each.code != OK
        ]
        failed += [RunFailure("", summary.code, summary.problem)] if summary.problem else []
        try:
            told = tell(self.archive, failed, is_stopped=lambda: self.stopping.asked)
        except ArchiveInUseError as error:  # it is at work on the same outbox
            told = Told(said=(str(error),))
        summary.untold = list(told.said)
        note("told", "info" if told.is_well else "warning", **asdict(told) | {"written": len(told.written)})


@contextmanager
def _told(summary: Summary) -> Iterator[None]:
    """What ends the work on all portals is said in the summary, with what was done before it."""
    try:
        yield
    except Exception as error:
        problem = problem_of(error)
        if problem is None:
            raise
        note("stopped", "error", reason=problem.message, code=problem.code)
        summary.problem = "; ".join(said for said in (summary.problem, problem.message) if said)
        summary.code = summary.code or problem.code


def _code(summary: Summary) -> int:
    """The largest code of the run and its portals; of a run of which all is well, whether all reports were read."""
    worst = max((summary.code, *(result.code for result in summary.portals)))
    return worst or (NOTHING_READ if any(result.reports_unread for result in summary.portals) else OK)
