"""`gongkai import`: what a channel that cannot be crawled published."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path

import click

from archive.imports import ImportResult
from archive.lock import archive_lock
from archive.store import open_archive
from crawler.cli.exits import boundary
from crawler.cli.options import archive_option
from crawler.imports import bring, check_channel
from crawler.portal import find_portal

CHANNEL = "wechat"
DAY = click.DateTime(["%Y-%m-%d"])


@click.group("import")
def import_group() -> None:
    """Import what a channel published, from a file."""


@import_group.command(
    epilog="""\b
Example:
  gongkai import wechat songshan 松山之窗-2018.csv --from 2018-01-01 --to 2018-12-31
"""
)
@click.argument("name", metavar="PORTAL")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@archive_option
@click.option(
    "--from", "first", type=DAY, help="First day the file covers completely; needed to say that less is there."
)
@click.option("--to", "last", type=DAY, help="Last day the file covers completely.")
def wechat(name: str, file: Path, archive: Path, first: datetime | None, last: datetime | None) -> None:
    """Import the items of PORTAL's WeChat account from a CSV file with title, date, url and length.

    The portal file declares the channel wechat, of kind import. Without --from and --to nothing is said of what the
    file does not hold: "fewer" needs somebody who states that it is complete. The same file again changes nothing.
    Run `gongkai verify` afterwards.
    """
    if (first is None) is not (last is None) or (first and last and first > last):
        raise click.UsageError("--from and --to go together, the earlier day first")
    stated = (first.date(), last.date()) if first and last else None
    with boundary():
        portal = find_portal(name)
        check_channel(portal, CHANNEL)
        with archive_lock(archive), closing(open_archive(archive / "archive.db")) as db:
            result = bring(db, archive, portal, CHANNEL, file, stated)
    click.echo(f"{file}: {_said(result)}")


def _said(result: ImportResult) -> str:
    if result.known_before:
        return f"was imported before as {result.id}; nothing changed"
    return f"{result.items} items, {result.repeated} repeated, imported as {result.id}"
