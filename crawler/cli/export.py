"""`gongkai export`: the published tables as a data package, or a crawl's records as a WACZ."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import click

from archive.lock import archive_lock
from archive.publish.takeaway.data_package import FILE
from archive.publish.takeaway.export import export
from archive.publish.takeaway.files import CSV, PARQUET
from crawler.cli.existing import existing
from crawler.cli.exits import boundary
from crawler.cli.export_wacz import export_wacz
from crawler.cli.options import archive_option, json_option
from crawler.cli.output import clean, say
from crawler.printable import json_text


class _PackageUnlessNamed(click.Group):
    """A group whose arguments are those of `package` where they do not begin with a command's name."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the name in front where it is left out."""
        is_named = not args or args[0] in self.commands or args[0] in ctx.help_option_names
        return super().parse_args(ctx, args if is_named else ["package", *args])


@click.group(
    "export",
    cls=_PackageUnlessNamed,
    epilog="""\b
Examples:
  gongkai export gongkai-data
  gongkai export wacz songshan-20190331T020000000Z --with-originals
""",
)
def export_command() -> None:
    """Write what is published, or what was archived, into files that others read.

    `gongkai export FOLDER` is short for `gongkai export package FOLDER`.
    """


export_command.add_command(export_wacz)


@export_command.command(
    "package",
    epilog="""\b
Examples:
  gongkai export gongkai-data
  gongkai export package gongkai-data --archive my-archive --licence CC-BY-4.0 --json
  gongkai export gongkai-parquet --parquet
""",
)
@click.argument("target", metavar="FOLDER", type=click.Path(path_type=Path))
@archive_option
@click.option("--licence", default="", metavar="NAME|URL", help="Licence you give the data; none is named otherwise.")
@click.option("--parquet", is_flag=True, help="Tables as Parquet, for DuckDB and its like; needs gongkai[parquet].")
@click.option("--with-originals", is_flag=True, help="WARC files too: custody, in which nothing is masked.")
@json_option
def export_package(
    target: Path, archive: Path, licence: str, parquet: bool, with_originals: bool, as_json: bool
) -> None:
    """Write public.db into FOLDER as a Data Package (version 2): every table as CSV or Parquet, with its digest.

    datapackage.json has the meaning of each column in Chinese and English, types and keys. FOLDER must not be there
    yet. Nothing that is custody goes into it, unless --with-originals is given: then the records of the crawls lie
    beside, without those of what is withheld, and the folder is for nobody but whom you trust with people's data.
    docs/taking-data-away.md says more.
    """
    with boundary():
        public = existing(archive, "public.db")
        software = f"gongkai {version('gongkai')}"
        originals = existing(archive, "archive.db").parent if with_originals else None
        with archive_lock(archive) if with_originals else nullcontext():
            rows = export(
                public,
                target,
                created=datetime.now(UTC),
                software=software,
                licence=licence.strip(),
                form=PARQUET if parquet else CSV,
                originals_of=originals,
            )
    if as_json:
        click.echo(json_text({"folder": str(target), "descriptor": str(target / FILE), "rows": rows}))
        return
    if with_originals:
        click.echo("the WARC files in it are not masked: do not publish them", err=True)
    say(clean(f"{target / FILE}: {len(rows)} tables, {sum(rows.values()):,} rows"))
