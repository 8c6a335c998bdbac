"""The job: crawl → import → read reports → verify → publish. What `gongkai run` and the scheduled job do."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from sqlite_utils import Database

from archive.decision_store import apply_decisions
from archive.decisions import DecisionFile
from archive.lock import archive_lock
from archive.publish.build import build
from archive.publish.serve import serve as serve_public
from archive.report_store import StoredReport, UnreadReport, read_reports, unread_reports
from archive.store import open_archive
from archive.verify import verify
from archive.withholding import apply_withholdings
from crawler.decisions import find_decisions, use_decisions
from crawler.exit_codes import INTERRUPTED, NOTHING_READ, OK
from crawler.imports import bring, check_channel
from crawler.portal import Portal, find_portal

Import = tuple[str, str, Path]  # portal, channel, file


@dataclass(frozen=True, slots=True)
class Audience:
    """What a run tells while it goes on; the command layer says how it looks.

    ``reports`` is given a portal's verified reports and the archive to read their findings from;
    ``address`` where the result is served.
    """

    reports: Callable[[Database, str, Sequence[StoredReport], Sequence[UnreadReport]], None]
    address: Callable[[str], None]


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
) -> int:
    """Do the whole job for the portals, in order; return the exit code of the worst crawl, or NOTHING_READ
    where all is well but a document called a yearly report gave no claim.

    ``hosts`` gives addresses by portal name; ``full`` asks for every document, whatever is known.
    Where no crawl was accepted, nothing published changes.
    Raises what a person has to mend (crawler.errors, archive.imports.ImportFileError,
    archive.decisions.DecisionFileError,
    archive.lock.ArchiveInUseError, archive.publish.address.AddressUnavailableError).
    """
    declared = [find_portal(name) for name in portals]
    brought = [(find_portal(name), channel, path) for name, channel, path in imports]
    for portal, channel, _ in brought:
        check_channel(portal, channel)
    decided = {portal.portal: find_decisions(name) for name, portal in zip(portals, declared, strict=True)}
    codes = [_crawl(name, archive, hosts, contact, full=full) for name in portals]
    accepted = [portal.portal for portal, code in zip(declared, codes, strict=True) if code == OK]
    if not accepted:
        return max(codes)
    unread = publish(accepted, archive, brought, audience, decided)
    if serve:
        serve_public(archive / "public.db", port=port, announce=audience.address)
    return max(codes) or (NOTHING_READ if unread else OK)


def _crawl(name: str, archive: Path, hosts: Mapping[str, str], contact: str, *, full: bool) -> int:
    """Crawl one portal in a process of its own: Scrapy's reactor runs once in a process."""
    command = [sys.executable, "-m", "crawler.cli.main", "crawl", name, "--archive", str(archive)]
    host = hosts.get(name) or hosts.get(Path(name).stem)
    if host:
        command += ["--host", host]
    if contact:
        command += ["--contact", contact]
    if full:
        command.append("--full")
    code = subprocess.run(command, check=False, stdout=sys.stderr).returncode
    return code if code >= 0 else INTERRUPTED  # a negative code names the signal that ended it


def publish(
    portals: Sequence[str],
    archive: Path,
    imports: Sequence[tuple[Portal, str, Path]],
    audience: Audience,
    decided: Mapping[str, DecisionFile | None] = MappingProxyType({}),
) -> int:
    """Import, read reports, verify them, tell the verdicts and build public.db: one writer, one lock.

    ``decided`` are the decisions that were found for each portal. Returns how many documents called yearly reports
    gave no claim.
    """
    silent = 0
    with archive_lock(archive):
        with closing(open_archive(archive / "archive.db")) as db:
            for portal, channel, path in imports:
                bring(db, archive, portal, channel, path)
            for name in portals:
                reports = read_reports(db, name)
                apply_decisions(db, name, use_decisions(archive, name, decided.get(name)))
                verify(db, name)
                unread = unread_reports(db, name)
                silent += len(unread)
                audience.reports(db, name, reports, unread)
            apply_withholdings(db, archive)
        build(archive / "archive.db", archive / "public.db")
    return silent
