"""`gongkai tell`: send what is due to those whom tell.yml names."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from archive.clock import system_clock
from archive.publish.news.digest import week_before
from crawler.cli.existing import existing
from crawler.cli.exits import Stop, boundary
from crawler.cli.options import archive_option, json_option
from crawler.cli.printable import json_text, printable
from crawler.exit_codes import FAILED, NOTHING_READ
from crawler.telling.settings import FILE
from crawler.telling.tell import Told, digest_text, tell, what_is_due


@click.command(
    "tell",
    epilog="""\b
Examples:
  gongkai tell --archive data              send what is due; the job does it after every run
  gongkai tell --archive data --dry-run    show it, and send nothing
  gongkai tell --archive data --digest > week.md
""",
)
@archive_option
@click.option("--dry-run", is_flag=True, help="Show every message that would be sent; send and write nothing.")
@click.option("--digest", "show_digest", is_flag=True, help="Print the digest of a week in Markdown; send nothing.")
@click.option("--week", metavar="YYYY-Www", help="The week of --digest, as in 2026-W05; the last one when left out.")
@json_option
def tell_command(archive: Path, dry_run: bool, show_digest: bool, week: str | None, as_json: bool) -> None:
    """Tell people what changed and which crawls were not accepted, as tell.yml of the archive says (docs/telling.md).

    Exit code 5 where a receiver did not take what was sent; it is sent again next time.
    """
    if week and not show_digest:
        raise click.UsageError("--week goes with --digest")
    with boundary():
        if show_digest:
            existing(archive, "public.db")
            click.echo(_digest(archive, week or week_before(system_clock())), nl=False)
            return
        if not (archive / FILE).exists():
            raise Stop(f"{archive / FILE}: not there, so that nobody is told anything (docs/telling.md)", NOTHING_READ)
        if dry_run:
            for shown in what_is_due(archive):
                click.echo(printable(shown) + "\n")
        else:
            _say(tell(archive), as_json)


def _digest(archive: Path, week: str) -> str:
    try:
        return printable(digest_text(archive, week))
    except ValueError as error:
        raise click.UsageError(f"--week: {error}") from error


def _say(told: Told, as_json: bool) -> None:
    if as_json:
        click.echo(json_text({**asdict(told), "written": [path.name for path in told.written]}))
    else:
        click.echo(f"{told.sent} sent, {told.waiting} waiting, {told.given_up} given up")
    if not told.is_well:
        raise Stop("\n".join(told.said), FAILED)
