"""`gongkai verify`: the reports of a portal against the archive as it stands."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from archive.report_store import StoredReport, read_reports
from archive.store import open_archive
from archive.verify import findings
from archive.verify import verify as verify_portal
from crawler.cli.exits import FINDINGS, NOTHING_READ, Stop, archive_lock, boundary
from crawler.cli.options import archive_option, json_option
from crawler.cli.output import findings_table, say
from crawler.portal import find_portal

#: Verdicts that a person should look at.
NEEDS_A_PERSON = frozenset({"fewer_found", "more_found", "broken", "not_found"})


@click.command(
    epilog="""\b
Examples:
  gongkai verify songshan
  gongkai verify songshan --json | jq '.[].findings[] | select(.verdict == "fewer_found")'
  gongkai verify songshan --strict                 exit code 1 where a finding needs a person
"""
)
@click.argument("name", metavar="PORTAL")
@archive_option
@json_option
@click.option("--strict", is_flag=True, help="Exit with 1 where a finding needs a person.")
def verify(name: str, archive: Path, as_json: bool, strict: bool) -> None:
    """Compare every claim of the archived yearly reports of PORTAL with the archive."""
    with boundary(), archive_lock(archive):
        portal = find_portal(name).portal
        db = open_archive(archive / "archive.db")
        reports = read_reports(db, portal)
        if not reports:
            raise Stop(f"{archive}: no yearly report of {portal} is archived; crawl it first", NOTHING_READ)
        verify_portal(db, portal)
        found = {report: findings(db, report.id) for report in reports}
        if as_json:
            click.echo(json.dumps([_object(report, rows) for report, rows in found.items()], ensure_ascii=False))
        else:
            for report in reports:
                say(findings_table(db, report))
        db.close()
    if strict and any(row.verdict in NEEDS_A_PERSON for rows in found.values() for row in rows):
        raise SystemExit(FINDINGS)


def _object(report: StoredReport, rows: list) -> dict:  # type: ignore[type-arg]
    return {**asdict(report), "findings": [asdict(row) for row in rows]}
