"""The job: crawl → read reports → verify → publish → summary. What `gongkai run` and the scheduled job do."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from archive.imports import import_channel
from archive.publish.build import build
from archive.publish.serve import serve as serve_public
from archive.report_store import read_reports
from archive.store import open_archive
from archive.verify import verify
from crawler.cli.exits import INTERRUPTED, OK, archive_lock
from crawler.cli.output import announce, findings_table, say
from crawler.portal import find_portal

Import = tuple[str, str, Path]  # portal, channel, file


def run_portals(
    portals: Sequence[str],
    *,
    archive: Path,
    hosts: Mapping[str, str],
    imports: Sequence[Import] = (),
    contact: str = "",
    serve: bool = False,
    port: int | None = None,
) -> int:
    """Do the whole job for the portals, in order; return the exit code of the worst crawl.

    ``hosts`` gives addresses by portal name. Where no crawl was accepted, nothing published changes.
    """
    codes = [_crawl(name, archive, hosts, contact) for name in portals]
    names = [find_portal(name).portal for name in portals]
    worst = max(codes)
    if OK not in codes:
        return worst
    bring(imports, archive)
    accepted = [name for name, code in zip(names, codes, strict=True) if code == OK]
    publish(accepted, archive)
    if serve:
        serve_public(archive / "public.db", port=port, announce=announce)
    return worst


def _crawl(name: str, archive: Path, hosts: Mapping[str, str], contact: str) -> int:
    """Crawl one portal in a process of its own: Scrapy's reactor runs once in a process."""
    command = [sys.executable, "-m", "crawler.cli.main", "crawl", name, "--archive", str(archive)]
    host = hosts.get(name) or hosts.get(Path(name).stem)
    if host:
        command += ["--host", host]
    if contact:
        command += ["--contact", contact]
    code = subprocess.run(command, check=False, stdout=sys.stderr).returncode
    return code if code >= 0 else INTERRUPTED  # a negative code names the signal that ended it


def bring(imports: Sequence[Import], archive: Path) -> None:
    """Import each file as its portal's channel; a file imported before changes nothing."""
    if not imports:
        return
    with archive_lock(archive):
        db = open_archive(archive / "archive.db")
        for portal, channel, path in imports:
            import_channel(db, portal, channel, path)
        db.close()


def publish(portals: Sequence[str], archive: Path) -> None:
    """Read reports, verify them, print the verdict tables and build public.db."""
    with archive_lock(archive):
        db = open_archive(archive / "archive.db")
        for portal in portals:
            reports = read_reports(db, portal)
            verify(db, portal)
            for report in reports:
                say(findings_table(db, report))
            if not reports:
                say(f"{portal}: no yearly report was found")
        db.close()
        build(archive / "archive.db", archive / "public.db")
