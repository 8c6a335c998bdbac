"""`gongkai import`: what a channel that cannot be crawled published."""

from __future__ import annotations

from pathlib import Path

import click

from archive.imports import import_channel
from archive.store import open_archive
from crawler.cli.exits import archive_lock, boundary
from crawler.cli.options import archive_option
from crawler.portal import find_portal


@click.group("import")
def import_group() -> None:
    """Import what a channel published, from a file."""


@import_group.command(
    epilog="""\b
Example:
  gongkai import wechat songshan 松山之窗-2018.csv
"""
)
@click.argument("name", metavar="PORTAL")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@archive_option
def wechat(name: str, file: Path, archive: Path) -> None:
    """Import the items of PORTAL's WeChat account from a CSV file with title, date, url and length.

    The same file again changes nothing. Run `gongkai verify` afterwards.
    """
    with boundary(), archive_lock(archive):
        portal = find_portal(name).portal
        db = open_archive(archive / "archive.db")
        result = import_channel(db, portal, "wechat", file)
        db.close()
    if result.known_before:
        click.echo(f"{file}: was imported before as {result.id}; nothing changed")
    else:
        click.echo(f"{file}: {result.rows} items imported as {result.id}")
