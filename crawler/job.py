"""The job: crawl → import → read reports → verify → publish → tell → summary. `gongkai run`, the scheduled job."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlite_utils import Database

from archive.lock import ArchiveInUseError, job_lock
from archive.report_store import StoredReport, UnreadReport
from archive.store import now
from crawler.beside import Standing, attest_crawls, crawl_beside
from crawler.crawl_process import Stopping
from crawler.decisions import find_decisions
from crawler.exit_codes import FAILED, FAULT, INTERRUPTED, NOTHING_READ, OK
from crawler.imports import check_channel
from crawler.portal import Portal, find_portal
from crawler.portal_crawl import Crawls
from crawler.problems import Problem, problem_of
from crawler.publishing import publish
from crawler.run_log import KEPT, about, logging_to, new_log, note
from crawler.signing.settings import attestation
from crawler.spread.address import Spread, connected
from crawler.summary import Summary
from crawler.telling.settings import read_tell_file
from crawler.telling.tell import RunFailure, Told, tell

if TYPE_CHECKING:
    from distributed import Client

Import = tuple[str, str, Path]  # portal, channel, file
_STOPPED = "told to stop; nothing was published, the next run publishes what was accepted"


@dataclass(frozen=True, slots=True)
class Audience:
    """What a run tells while it goes on; the command layer says how it looks.

    ``reports`` is given a portal's verified reports and the archive to read their findings from; ``address`` where
    the result is served; ``ended`` what the run came to; ``standing`` how far crawls are that run beside each other.
    """

    reports: Callable[[Database, str, Sequence[StoredReport], Sequence[UnreadReport]], None]
    address: Callable[[str], None]
    ended: Callable[[Summary], None] = lambda summary: None
    standing: Callable[[Standing], None] = lambda standing: None


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
    jobs: int | None = 1,
    spread: Spread | None = None,
) -> int:
    """Do the whole job for the portals, ``jobs`` crawls at a time, or in order, or ``spread`` over other machines;
    return the largest exit code among them, or NOTHING_READ where all is well but a document called a yearly report
    gave no claim.

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
    with connected(spread) if spread else nullcontext() as client, job_lock(archive):
        log = new_log(archive, keep_logs)
        with logging_to(log), Stopping() as stopping:
            crawls = Crawls(archive, hosts, contact, full, log, stopping)
            summary = _Job(crawls, audience, jobs, spread, client).run(portals, brought)
    audience.ended(summary)
    if serve and summary.published:
        from archive.publish.serve import serve as serve_public  # a night that serves nothing does without Datasette

        serve_public(archive / "public.db", port=port, announce=audience.address)
    return summary.code


@dataclass(frozen=True, slots=True)
class _Job:
    """One run over one archive."""

    crawls: Crawls
    audience: Audience
    jobs: int | None
    spread: Spread | None = None
    client: Client | None = None

    def run(self, portals: Sequence[str], imports: Sequence[tuple[Portal, str, Path]]) -> Summary:
        """Crawl the portals, publish what was accepted, tell people, and say what came of it."""
        log = self.crawls.log
        summary = Summary(run=log.stem, log=str(log), started_at=now())
        note("run_began", portals=list(portals))
        with _whole(summary):
            self._crawl(portals, summary)
            self._publish(portals, imports, summary)
        about()
        if not self.crawls.stopping.asked:
            with _whole(summary, with_words=False):
                self._tell(summary)
        summary.ended_at, summary.code = now(), _code(summary)
        note("run_ended", **asdict(summary))
        return summary

    def _crawl(self, portals: Sequence[str], summary: Summary) -> None:
        if self.spread and self.client:
            self._crawl_spread(portals, self.spread, self.client, summary)
            with _whole(summary):
                attest_crawls(self.crawls)
            return
        if self.jobs and self.jobs > 1 and len(portals) > 1:
            summary.portals += crawl_beside(self.crawls, portals, self.jobs, self.audience.standing)
            with _whole(summary):  # what was crawled is published, and said, all the same
                attest_crawls(self.crawls)
            return
        for name in portals:
            summary.portals.append(self.crawls.crawl(name))

    def _crawl_spread(self, portals: Sequence[str], spread: Spread, client: Client, summary: Summary) -> None:
        from crawler.spread.spreading import crawl_spread, prepare  # Dask is an optional extra

        pledge = attestation(self.crawls.archive, None, os.environ).pledge
        for problem in prepare(self.crawls, portals, pledge):
            _add(summary, problem)
        told = self.audience.standing
        summary.portals += crawl_spread(self.crawls, client, portals, pledge, spread.lease, self.jobs, told)

    def _publish(self, portals: Sequence[str], imports: Sequence[tuple[Portal, str, Path]], summary: Summary) -> None:
        """Verify and publish the portals whose crawl was accepted; nothing where there is none."""
        crawled = {result.portal: result for result in summary.portals if result.code == OK}
        accepted = [name for name in portals if Path(name).stem in crawled]
        if self.crawls.stopping.asked:
            _add(summary, Problem(_STOPPED, INTERRUPTED))
        if not accepted or self.crawls.stopping.asked:
            return
        for portal, verified in publish(accepted, self.crawls.archive, imports, self.audience.reports).items():
            result = crawled[portal]
            result.findings_new, result.findings_changed = verified.findings_new, verified.findings_changed
            result.reports_unread = verified.reports_unread
            result.published = True
            if verified.problem:
                result.code, result.reason = verified.problem.code, verified.problem.message
        summary.published = True

    def _tell(self, summary: Summary) -> None:
        """Tell whom tell.yml names, of what was published and of what failed."""
        failed = [result for result in summary.portals if result.code]
        failures = [RunFailure(result.portal, result.code, result.reason, result.crawl) for result in failed]
        if summary.problem:
            failures.append(RunFailure("", summary.code, summary.problem))
        try:
            told = tell(self.crawls.archive, failures, is_stopped=lambda: self.crawls.stopping.asked)
        except ArchiveInUseError as error:  # a `gongkai tell` is at work on the outbox: it or the next one sends them
            told = Told(said=(str(error),))
        summary.messages_sent, summary.messages_waiting, summary.not_taken = told.sent, told.waiting, told.said
        level = "info" if told.is_well else "warning"
        note("told", level, sent=told.sent, waiting=told.waiting, given_up=told.given_up, not_taken=list(told.said))


@contextmanager
def _whole(summary: Summary, *, with_words: bool = True) -> Iterator[None]:
    """What ends the work on all portals is said in the summary, with what was done before it.

    The words of a mistake may hold what the program was at work on. They stand in the log's trace alone, and not there
    either without ``with_words``: in telling they may be a password.
    """
    try:
        yield
    except Exception as error:  # noqa: BLE001  # the job's boundary: whatever ends it, the summary comes
        problem = problem_of(error) or Problem(f"a mistake of the program: {type(error).__name__}", FAULT)
        told = traceback.format_exception(error) if with_words else traceback.format_tb(error.__traceback__)
        trace = {"trace": "".join(told)} if problem.code == FAULT else {}
        note("stopped", "error", reason=problem.message, code=problem.code, **trace)
        _add(summary, problem)


def _add(summary: Summary, problem: Problem) -> None:
    """Say in the summary what concerns the run as a whole, with what is said there already."""
    summary.problem = "; ".join(filter(None, (summary.problem, problem.message)))
    summary.code = max(summary.code, problem.code)


def _code(summary: Summary) -> int:
    """The largest code of the run and its portals; where all is well, whether people were told, and reports read."""
    worst = max((summary.code, *(result.code for result in summary.portals)))
    unread = any(result.reports_unread for result in summary.portals)
    return worst or (FAILED if summary.not_taken else NOTHING_READ if unread else OK)
