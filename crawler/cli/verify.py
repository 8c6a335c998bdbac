"""`gongkai verify`: the reports of a portal against the archive as it stands."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from sqlite_utils import Database

from archive.decision_store import apply_decisions, unattached
from archive.decisions import DecisionFile
from archive.explanation import explain
from archive.findings import FindingRow
from archive.labels import needs_a_person
from archive.lock import archive_lock
from archive.observe import observe
from archive.remark_store import unattached_remarks
from archive.report_store import StoredReport, read_reports
from archive.store import open_archive
from archive.verify import findings
from archive.verify import verify as verify_portal
from crawler.cli.existing import existing
from crawler.cli.exits import Stop, boundary
from crawler.cli.explain import LANGUAGES, explanation_lines, explanation_object
from crawler.cli.options import archive_option, json_option
from crawler.cli.output import clean, findings_table, say, show_unattached
from crawler.decisions import find_decisions, use_decisions
from crawler.exit_codes import FINDINGS, NOTHING_READ
from crawler.portal import find_portal
from crawler.printable import json_text


@click.command(
    epilog="""\b
Examples:
  gongkai verify songshan
  gongkai verify songshan --json | jq '.[].findings[] | select(.verdict == "fewer_found")'
  gongkai verify songshan --strict                 exit code 1 where a finding needs a person
  gongkai verify --explain songshan-2018.12        everything behind one finding; --language zh in Chinese
"""
)
@click.argument("name", metavar="[PORTAL]", required=False)
@archive_option
@json_option
@click.option(
    "--explain", "finding", metavar="ID", help="Verify nothing; explain the finding, claim or identity of this id."
)
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of an explanation.")
@click.option("--rows", type=click.IntRange(0), default=20, show_default=True, help="So many rows of an explanation.")
@click.option(
    "--strict", is_flag=True, help="Exit with 1 where a finding needs a person, or a decision or remark is unattached."
)
def verify(
    name: str | None, archive: Path, as_json: bool, finding: str | None, language: str, rows: int, strict: bool
) -> None:
    """Compare every claim of the archived yearly reports of PORTAL with the archive.

    With --explain everything behind one finding is shown instead: quote, rule, sub-totals, coverage, rows and SQL. Ids
    are those of the tables findings, claims and identities; the report page shows them.
    """
    if finding:
        _explain(archive, finding, language, rows, as_json)
        return
    if not name:
        raise click.UsageError("name a PORTAL, or a finding with --explain")
    with boundary():
        portal = find_portal(name).portal
        decided = find_decisions(name)
        database = existing(archive, "archive.db")
        with archive_lock(archive), closing(open_archive(database)) as db:
            found = _verified(db, portal, archive, decided)
            show_unattached(db, portal)
            left = unattached(db, portal) or unattached_remarks(db, portal)
            if not as_json:
                for report in found:
                    say(findings_table(db, report))
    if as_json:
        click.echo(json_text([_object(report, rows) for report, rows in found.items()]))
    if strict and (left or any(needs_a_person(row.verdict) for rows in found.values() for row in rows)):
        raise SystemExit(FINDINGS)


def _explain(archive: Path, finding: str, language: str, rows: int, as_json: bool) -> None:
    with boundary():
        database = existing(archive, "archive.db")
        with closing(open_archive(database)) as db:
            explained = explain(db, finding, rows)
    if explained is None:
        raise click.UsageError(
            f"{archive}: no finding, claim or identity {finding}; `gongkai verify PORTAL --json` lists them"
        )
    if as_json:
        click.echo(json_text(explanation_object(explained)))
        return
    for line in explanation_lines(explained, language):
        click.echo(clean(line).plain)


def _verified(
    db: Database, portal: str, archive: Path, decided: DecisionFile | None
) -> dict[StoredReport, list[FindingRow]]:
    reports = read_reports(db, portal)
    if not reports:
        raise Stop(f"{archive}: no yearly report of {portal} is archived; crawl it first", NOTHING_READ)
    apply_decisions(db, portal, use_decisions(archive, portal, decided))
    verify_portal(db, portal)
    observe(db, portal)
    return {report: findings(db, report.id) for report in reports}


def _object(report: StoredReport, rows: list[FindingRow]) -> dict[str, Any]:
    return {**asdict(report), "findings": [asdict(row) for row in rows]}
