"""`gongkai import`: what a channel that cannot be crawled published."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from archive.import_summary import ImportSummary
from archive.lock import archive_lock
from archive.store import open_archive
from crawler.cli.exits import boundary
from crawler.cli.options import archive_option, json_option
from crawler.cli.output import clean
from crawler.imports import bring, check_channel
from crawler.portal import find_portal
from crawler.printable import json_text

DAY = click.DateTime(["%Y-%m-%d"])
#: So many columns or sheets that were not read are named.
_NAMED = 12


@click.command(
    "import",
    epilog="""\b
Examples:
  gongkai import wechat songshan 松山之窗-2018.csv --from 2018-01-01 --to 2018-12-31
  gongkai import wechat songshan 推送统计表.xlsx
  gongkai import wechat songshan posts.jsonl --json
""",
)
@click.argument("channel", metavar="CHANNEL")
@click.argument("name", metavar="PORTAL")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@archive_option
@click.option(
    "--from", "first", type=DAY, help="First day the file covers completely; needed to say that less is there."
)
@click.option("--to", "last", type=DAY, help="Last day the file covers completely.")
@json_option
def import_command(
    channel: str,
    name: str,
    file: Path,
    archive: Path,
    first: datetime | None,
    last: datetime | None,
    as_json: bool,
) -> None:
    """Import what a CHANNEL of PORTAL published, such as its WeChat account, from a CSV, XLSX or JSON Lines FILE.

    The file gives title, date, url (or issue number) and, where known, length in characters of each item; columns may
    be named in Chinese or English (docs/imports.md). The portal file declares the channel, of kind import. Without
    --from and --to nothing is said of what the file does not hold: "fewer" needs somebody who states that it is
    complete. The same file again changes nothing. Run `gongkai verify` afterwards.
    """
    if (first is None) is not (last is None) or (first and last and first > last):
        raise click.UsageError("--from and --to go together, the earlier day first")
    stated = (first.date(), last.date()) if first and last else None
    with boundary():
        portal = find_portal(name)
        check_channel(portal, channel)
        with archive_lock(archive), closing(open_archive(archive / "archive.db")) as db:
            said = bring(db, archive, portal, channel, file, stated)
    if as_json:
        click.echo(json_text(asdict(said)))
        return
    for line in _lines(said):
        click.echo(clean(f"{file}: {line}").plain)
    click.echo(f"next: gongkai verify {name}")


def _lines(said: ImportSummary) -> Iterator[str]:
    if said.known_before:
        yield f"was imported before as {said.id}; its items stay as they are"
    else:
        yield f"{said.items} items, {said.repeated} repeated, imported as {said.id}"
    years = ", ".join(f"{year}: {count}" for year, count in said.years.items())
    yield f"{said.from_date} to {said.to_date} ({years})"
    missing = f"; {said.without_length} items give no length" if said.without_length else ""
    yield f"{said.characters:,} characters in all{missing}"
    if said.held or said.differing:
        yield (
            f"{said.new} items are new; {said.held} came with an earlier import; {said.differing} too, but there with "
            "another title, date, length or number, which stays"
        )
    if said.same_title:
        yield f"{said.same_title} items have title and day of another item, at another address; each is counted"
    if said.unused:
        yield f"not read: {_named(said.unused, 'columns' if said.form != 'jsonl' else 'keys')}"
    if said.left_out:
        yield f"not read: {_named(said.left_out, 'sheets')}"
    yield f"{said.form}{f', {said.encoding}' if said.encoding else ''}, SHA-256 {said.file_sha256}"


def _named(names: tuple[str, ...], what: str) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{what} {', '.join(name[:40] for name in names[:_NAMED])}{more}"
