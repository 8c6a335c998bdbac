"""`gongkai checklist`: what the law asks an authority to publish, and whether the archive shows it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from archive.checklist import noted, rows_of
from archive.duties import state_keys, state_label
from crawler.cli.existing import reading, require_table
from crawler.cli.exits import boundary
from crawler.cli.options import archive_option, json_option
from crawler.cli.output import clean, say
from crawler.printable import json_text


@click.command(
    epilog="""\b
Examples:
  gongkai checklist                                    every portal of the archive
  gongkai checklist --portal songshan
  gongkai checklist --state dead --state empty --json
"""
)
@archive_option
@click.option("--portal", help="Only this portal's.")
@click.option("--state", "states", multiple=True, type=click.Choice(state_keys()), help="Only these; may be repeated.")
@json_option
def checklist(archive: Path, portal: str | None, states: Sequence[str], as_json: bool) -> None:
    """Say of each thing that the law asks to be published whether the archive shows it, and how new the newest is.

    As of the newest accepted crawl; docs/checklist.md says what each state means.
    """
    with boundary(), reading(archive) as db:
        require_table(db, archive, "checklist")
        rows = [row for row in rows_of(db, portal) if not states or row["state"] in states]
    if as_json:
        click.echo(json_text([_object(row) for row in rows], indent=1))
        return
    for name, of_portal in groupby(rows, key=lambda row: str(row["portal"])):
        say(_table(name, list(of_portal)))
    if not rows:
        click.echo("no checklist: no crawl was accepted, or nothing is in these states", err=True)


def _object(row: dict[str, Any]) -> dict[str, Any]:
    """A row with its lists opened; ``current`` is left out, for only such rows are shown."""
    opened = {"columns": json.loads(row["columns"]), "note": json.loads(row["note"])}
    return {key: opened.get(key, value) for key, value in row.items() if key != "current"}


def _table(portal: str, rows: Sequence[dict[str, Any]]) -> Table:
    table = Table(title=clean(portal))
    for title in ("to be published", "state", "newest", "why"):
        table.add_column(title)
    table.add_column("documents", justify="right")
    for row in rows:
        label = state_label(row["state"])
        why = " ".join(noted(note).en for note in json.loads(row["note"]))
        cells = (f"{row['title_zh']} {row['title_en']}", f"{label.zh} {label.en}", row["newest_on"] or "—", why)
        table.add_row(*(clean(cell) for cell in cells), f"{row['documents']:,}")
    return table
