"""`gongkai runs`: the crawls of an archive, and which checks they failed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.table import Table
from sqlite_utils import Database

from crawler.cli.existing import reading
from crawler.cli.exits import boundary
from crawler.cli.options import archive_option, json_option
from crawler.cli.output import clean, say
from crawler.cli.printable import json_text

_RUNS = """
select w.id as crawl, w.started_at, w.closed_at, w.verdict, w.accepted, w.reason,
    (select sum(requests) from runs r where r.crawl = w.id) as requests
from crawls w order by w.started_at desc, w.id desc
"""
_CHECKS = """
select k.crawl, k."check", k."column", k.measured, k.bound, k.passed, k.note from crawl_checks k
order by k.crawl, k.number
"""


@click.command(epilog="\b\nExample:\n  gongkai runs --archive data --json\n")
@archive_option
@json_option
def runs(archive: Path, as_json: bool) -> None:
    """List the crawls of the archive, the newest first, with verdict, checks passed and failed, and reason."""
    with boundary(), reading(archive) as db:
        checks = _checks(db)
        rows = [row | checks.get(row["crawl"], {"passed": 0, "failed": []}) for row in db.query(_RUNS)]
    if as_json:
        click.echo(json_text(rows))
        return
    table = Table("crawl", "closed (UTC)", "verdict", "requests", "checks", "reason")
    for row in rows:
        judged = f"{row['passed']} passed, {len(row['failed'])} failed"
        requests, reason = str(row["requests"] or 0), clean(row["reason"] or "")
        table.add_row(row["crawl"], row["closed_at"], row["verdict"], requests, judged, reason)
    say(table)


def _checks(db: Database) -> dict[str, dict[str, Any]]:
    """For each crawl how many checks it passed, and those that it failed; none in an archive from before checks."""
    found: dict[str, dict[str, Any]] = {}
    for row in db.query(_CHECKS) if "crawl_checks" in db.table_names() else ():
        of_crawl = found.setdefault(row.pop("crawl"), {"passed": 0, "failed": []})
        passed = row.pop("passed")
        of_crawl["passed"] += passed == 1
        if passed == 0:
            of_crawl["failed"].append(row)
    return found
