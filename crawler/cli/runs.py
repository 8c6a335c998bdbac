"""`gongkai runs`: the crawls of an archive."""

from __future__ import annotations

from pathlib import Path

import click
from rich.table import Table

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


@click.command(epilog="\b\nExample:\n  gongkai runs --archive data --json\n")
@archive_option
@json_option
def runs(archive: Path, as_json: bool) -> None:
    """List the crawls of the archive, the newest first, with verdict and reason."""
    with boundary(), reading(archive) as db:
        rows = list(db.query(_RUNS))
    if as_json:
        click.echo(json_text(rows))
        return
    table = Table("crawl", "closed (UTC)", "verdict", "requests", "reason")
    for row in rows:
        table.add_row(
            row["crawl"], row["closed_at"], row["verdict"], str(row["requests"] or 0), clean(row["reason"] or "")
        )
    say(table)
