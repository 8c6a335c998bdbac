"""`gongkai publish`: the folder that any host takes."""

from __future__ import annotations

from pathlib import Path

import click

from archive.lock import archive_lock
from archive.publish.folder.write import write_folder
from crawler.cli.existing import existing
from crawler.cli.exits import boundary
from crawler.cli.options import archive_option, json_option
from crawler.cli.output import clean, say
from crawler.printable import json_text


@click.command(
    "publish",
    epilog="""\b
Examples:
  gongkai publish site
  gongkai publish site --licence CC-BY-4.0 && podman build -t gongkai site
  gongkai publish site && cd site && datasette publish cloudrun public.db --service gongkai \\
    --metadata metadata.yml --plugins-dir plugins --install plugins/gongkai-*.whl
""",
)
@click.argument("target", metavar="FOLDER", type=click.Path(path_type=Path))
@archive_option
@click.option("--licence", default="", metavar="NAME|URL", help="Licence you give the data; none is named otherwise.")
@click.option("--snapshots/--no-snapshots", default=True, show_default=True, help="Whether snapshots go along.")
@json_option
def publish_command(target: Path, archive: Path, licence: str, snapshots: bool, as_json: bool) -> None:
    """Write all that serves public.db into FOLDER: database, snapshots, metadata, plugin, requirements, Containerfile.

    FOLDER must not be there yet. Nothing that is custody goes into it: no archive.db, no WARC or WACZ file, no list of
    what is withheld. A container, `datasette FOLDER` and `datasette publish` serve it (docs/taking-data-away.md).
    """
    with boundary():
        existing(archive, "public.db")
        with archive_lock(archive):
            written = write_folder(archive, target, licence=licence.strip(), with_snapshots=snapshots)
    if as_json:
        click.echo(json_text({"folder": str(target), "files": written}))
        return
    say(clean(f"{target}: {len(written)} files\n" + "\n".join(written)))
