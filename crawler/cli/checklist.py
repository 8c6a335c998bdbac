"""`gongkai checklist`: what the law asks an authority to publish, what its guide names, and what the archive shows."""

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
from archive.guides.judge import promise_rows
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
  gongkai checklist --guide --portal songshan          what its own guide and catalogue name
"""
)
@archive_option
@click.option("--portal", help="Only this portal's.")
@click.option("--state", "states", multiple=True, type=click.Choice(state_keys()), help="Only these; may be repeated.")
@click.option("--guide", is_flag=True, help="What the authority's own guide and catalogue name, instead of the law.")
@json_option
def checklist(archive: Path, portal: str | None, states: Sequence[str], guide: bool, as_json: bool) -> None:
    """Say of each thing that the law asks to be published whether the archive shows it, and how new the newest is.

    As of the newest accepted crawl; docs/checklist.md says what each state means.
    """
    with boundary(), reading(archive) as db:
        require_table(db, archive, "promises" if guide else "checklist")
        found = promise_rows(db, portal) if guide else rows_of(db, portal)
        rows = [row for row in found if not states or row["state"] in states]
    if as_json:
        click.echo(json_text([_object(row) for row in rows], indent=1))
        return
    for name, of_portal in groupby(rows, key=lambda row: str(row["portal"])):
        say(_table(name, list(of_portal)))
    if not rows:
        without = "no guide or catalogue that names anything is in the archive, " if guide else ""
        click.echo(f"no checklist: no crawl was accepted, {without}or nothing is in these states", err=True)


def _object(row: dict[str, Any]) -> dict[str, Any]:
    """A row with its lists opened; ``current`` is left out, for only such rows are shown."""
    opened = {"columns": json.loads(row["columns"]), "note": json.loads(row["note"])}
    return {key: opened.get(key, value) for key, value in row.items() if key != "current"}


def _table(portal: str, rows: Sequence[dict[str, Any]]) -> Table:
    table = Table(title=clean(portal))
    for title in ("to be published, or named as published", "state", "newest", "why"):
        table.add_column(title)
    table.add_column("documents", justify="right")
    for row in rows:
        label = state_label(row["state"])
        why = " ".join(noted(note).en for note in json.loads(row["note"]))
        what = f"“{row['quote']}”" if "quote" in row else f"{row['title_zh']} {row['title_en']}"
        cells = (what, f"{label.zh} {label.en}", row["newest_on"] or "—", why)
        table.add_row(*(clean(cell) for cell in cells), f"{row['documents']:,}")
    return table
