"""`gongkai decisions`: what people decided of readings, and which decisions are attached to nothing."""

from __future__ import annotations

import json
from pathlib import Path

import click
from rich.table import Table

from archive.decision_store import Row, current_decisions, unattached
from crawler.cli.existing import reading
from crawler.cli.exits import Stop, boundary
from crawler.cli.options import archive_option, json_option
from crawler.cli.output import clean, say
from crawler.decisions import decisions_path, find_decisions
from crawler.exit_codes import FINDINGS
from crawler.portal import find_portal


@click.command(
    epilog="""\b
Examples:
  gongkai decisions songshan
  gongkai decisions songshan --strict              exit code 1 where one is attached to no claim
"""
)
@click.argument("name", metavar="PORTAL")
@archive_option
@json_option
@click.option("--strict", is_flag=True, help="Exit with 1 where a decision is attached to no claim.")
def decisions(name: str, archive: Path, as_json: bool, strict: bool) -> None:
    """List the decisions of PORTAL as the archive has them, and check the file they stand in.

    The file stands beside the portal file and is called PORTAL.decisions.yml (docs/decisions.md). `gongkai verify`
    and `gongkai run` take it into the archive; one that was changed since is said to be newer.
    """
    with boundary():
        portal = find_portal(name).portal
        file = find_decisions(name)
        with reading(archive) as db:
            rows = current_decisions(db, portal)
            left = unattached(db, portal)
    if as_json:
        click.echo(json.dumps([dict(row) for row in rows], ensure_ascii=False))
    else:
        say(
            _table(rows)
            if rows
            else clean(f"{portal}: the archive has no decision; they are read from {decisions_path(name)}")
        )
    if file and {row["file_sha256"] for row in rows} != ({file.sha256} if file.decisions else set()):
        click.echo(f"{decisions_path(name)}: is newer; `gongkai verify {name}` takes it into the archive", err=True)
    if left and strict:
        raise Stop(f"{len(left)} decisions of {portal} are attached to no claim", FINDINGS)


def _table(rows: tuple[Row, ...]) -> Table:
    table = Table("#", "report", "原文 quote", "decision", "read", "right", "by", "on", "reason", "claim")
    for row in rows:
        quote = row["quote"] + (f" ({row['occurrence']})" if row["occurrence"] > 1 else "")
        place = row["claim"] or f"unattached: {row['why_unattached']}"
        cells = (quote, row["decision"], _amount(row, "read_"), _right(row), row["decided_by"], row["decided_on"])
        table.add_row(str(row["number"]), clean(row["report"]), *map(clean, cells), clean(row["reason"]), clean(place))
    return table


def _amount(row: Row, prefix: str = "") -> str:
    value, unit = row[f"{prefix}value"], row[f"{prefix}unit"] or ""
    return "" if value is None else f"{value:g} {unit}".strip()


def _right(row: Row) -> str:
    said = (row["value"], row["unit"], row["qualifier"], row["metric"], row["scope"])
    return " ".join(f"{each:g}" if isinstance(each, float) else str(each) for each in said if each is not None)
