"""`gongkai decisions`: what people decided of readings and remarked on findings, and what is attached to nothing."""

from __future__ import annotations

from pathlib import Path

import click
from rich.table import Table

from archive.decision_store import current_decisions, unattached
from archive.decisions import DecisionFile
from archive.places import Row
from archive.remark_store import current_remarks, remarks_shown, unattached_remarks
from crawler.cli.existing import reading
from crawler.cli.exits import Stop, boundary
from crawler.cli.options import archive_option, json_option
from crawler.cli.output import clean, remark_place, remark_words, say
from crawler.decisions import decisions_path, find_decisions
from crawler.exit_codes import FINDINGS
from crawler.portal import find_portal
from crawler.printable import json_text


@click.command(
    epilog="""\b
Examples:
  gongkai decisions songshan
  gongkai decisions songshan --strict              exit code 1 where one is attached to nothing
"""
)
@click.argument("name", metavar="PORTAL")
@archive_option
@json_option
@click.option("--strict", is_flag=True, help="Exit with 1 where a decision or remark is attached to nothing.")
def decisions(name: str, archive: Path, as_json: bool, strict: bool) -> None:
    """List the decisions and remarks of PORTAL as the archive has them, and check the file they stand in.

    Remarks are people's notes on findings and the authority's replies; --json has both lists, as the file does.

    The file stands beside the portal file and is called PORTAL.decisions.yml (docs/decisions.md). `gongkai verify`
    and `gongkai run` take it into the archive; one that was changed since is said to be newer.
    """
    with boundary():
        portal = find_portal(name).portal
        file = find_decisions(name)
        with reading(archive) as db:
            rows, remarks = current_decisions(db, portal), current_remarks(db, portal)
            left = (*unattached(db, portal), *unattached_remarks(db, portal))
    if as_json:
        lists = {"decisions": [dict(row) for row in rows], "remarks": [dict(row) for row in remarks]}
        click.echo(json_text(lists))
    else:
        _show(portal, decisions_path(name), rows, remarks)
    if file and {row["file_sha256"] for row in (*rows, *remarks)} != _expected(file):
        click.echo(f"{decisions_path(name)}: is newer; `gongkai verify {name}` takes it into the archive", err=True)
    if left and strict:
        raise Stop(f"{len(left)} decisions and remarks of {portal} are attached to nothing", FINDINGS)


def _expected(file: DecisionFile) -> set[str]:
    """The digests that rows taken from the file have: one, or none where it has no entry."""
    return {file.sha256} if file.decisions or file.remarks else set()


def _show(portal: str, path: Path, rows: tuple[Row, ...], remarks: tuple[Row, ...]) -> None:
    if rows:
        say(_table(rows))
    if remarks:
        say(_remarks_table(remarks))
    if not rows and not remarks:
        say(clean(f"{portal}: the archive has no decision or remark; they are read from {path}"))


def _remarks_table(rows: tuple[Row, ...]) -> Table:
    table = Table("#", "report", "原文 quote or rule", "remark", "about")
    for row in rows:
        (remark,) = remarks_shown([row], row["verdict"] or "")
        about = row["claim"] or row["identity"] or f"unattached: {row['why_unattached']}"
        place, words = clean(remark_place(row)), clean(remark_words(remark))
        table.add_row(str(row["number"]), clean(row["report"]), place, words, clean(about))
    return table


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
