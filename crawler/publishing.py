"""What happens to accepted crawls: import → read reports → verify → build public.db, under one lock."""

from __future__ import annotations

import sqlite3
import traceback
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlite_utils import Database

from archive.decision_store import apply_decisions
from archive.lock import archive_lock
from archive.observe import observe
from archive.publish.build import build
from archive.report_store import StoredReport, UnreadReport, read_reports, unread_reports
from archive.store import open_archive
from archive.turned import Turned, judged, turned
from archive.verify import verify
from archive.withholding import apply_withholdings
from crawler.decisions import find_decisions, use_decisions
from crawler.exit_codes import FAULT
from crawler.imports import bring
from crawler.portal import Portal
from crawler.problems import Problem, problem_of
from crawler.run_log import about, note

ShowReports = Callable[[Database, str, Sequence[StoredReport], Sequence[UnreadReport]], None]


@dataclass(frozen=True, slots=True)
class Verified:
    """What verifying a portal gave. Where there is a problem its findings are those from before."""

    findings_new: int = 0  # first verdicts
    findings_changed: tuple[Turned, ...] = ()
    reports_unread: tuple[UnreadReport, ...] = ()
    problem: Problem | None = None


def publish(
    portals: Sequence[str],
    archive: Path,
    imports: Sequence[tuple[Portal, str, Path]],
    show: ShowReports,
) -> dict[str, Verified]:
    """Import, read the reports of the portals (names or files), verify them and build public.db; return what each gave.

    One writer, one lock. What cannot be verified of one portal stops no other, nor the publication.
    Raises what concerns them all: archive.imports.ImportFileError, archive.lock.ArchiveInUseError, sqlite3.Error,
    OSError.
    """
    with archive_lock(archive):
        with closing(open_archive(archive / "archive.db")) as db:
            for portal, channel, path in imports:
                bring(db, archive, portal, channel, path)
            verified = {Path(name).stem: _verified(db, archive, name, show) for name in portals}
            apply_withholdings(db, archive)
        about()
        build(archive / "archive.db", archive / "public.db")
        note("published", portals=list(verified), bytes=(archive / "public.db").stat().st_size)
    return verified


def _verified(db: Database, archive: Path, name: str, show: ShowReports) -> Verified:
    """Verify one portal and show its reports; a mistake in it leaves its earlier findings, and everybody else's."""
    portal = Path(name).stem
    about(portal)
    try:
        with db.atomic():
            reports, verified = _verify(db, archive, name, portal)
    except Exception as error:  # the one place where a mistake in reading one portal ends
        if _is_of_all(error):
            raise
        problem = _problem(error)
        note("not_verified", "error", reason=problem.message, trace=traceback.format_exc())
        return Verified(problem=problem)
    for found in verified.findings_changed:
        note("finding_changed", **asdict(found))
    for unread in verified.reports_unread:
        note("report_unread", "warning", **asdict(unread))
    show(db, portal, reports, verified.reports_unread)
    return verified


def _verify(db: Database, archive: Path, name: str, portal: str) -> tuple[Sequence[StoredReport], Verified]:
    before = judged(db, portal)
    reports = read_reports(db, portal)
    apply_decisions(db, portal, use_decisions(archive, portal, find_decisions(name)))
    verify(db, portal)
    observe(db, portal)
    after = judged(db, portal)
    return reports, Verified(len(after.keys() - before.keys()), turned(before, after), unread_reports(db, portal))


def _is_of_all(error: Exception) -> bool:
    """Whether an error is the archive's, its disk's or its file's, and so every portal's; rows that clash are not."""
    return isinstance(error, (sqlite3.Error, OSError)) and not isinstance(error, sqlite3.IntegrityError)


def _problem(error: Exception) -> Problem:
    known = None if isinstance(error, sqlite3.Error) else problem_of(error)
    return known or Problem(f"a mistake of the program in verifying: {error!r}", FAULT)
