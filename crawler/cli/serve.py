"""`gongkai serve`: the published archive in Datasette."""

from __future__ import annotations

import re
from pathlib import Path

import click

from crawler.cli.existing import existing
from crawler.cli.exits import boundary
from crawler.cli.options import archive_option, port_option
from crawler.cli.output import announce

_PREFIX = re.compile(r"/(?:[A-Za-z0-9][A-Za-z0-9._~-]*/)*")


@click.command(epilog="\b\nExample:\n  gongkai serve --archive data --port 8001 --base-url /gongkai/\n")
@archive_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@port_option
@click.option(
    "--base-url",
    default="/",
    show_default=True,
    callback=lambda _context, _option, value: _prefix(value),
    help="Path under which a reverse proxy serves it, such as /gongkai/.",
)
@click.option("--immutable", is_flag=True, help="The file does not change: do not look for a newer one.")
def serve(archive: Path, host: str, port: int | None, base_url: str, immutable: bool) -> None:
    """Serve public.db and its snapshots with Datasette until interrupted; a newer one from the next request on."""
    from archive.publish.serve import serve as serve_public  # a wrong use does not wait for Datasette

    with boundary():
        public = existing(archive, "public.db")
        serve_public(public, host=host, port=port, base_url=base_url, immutable=immutable, announce=announce)


def _prefix(value: str) -> str:
    if not _PREFIX.fullmatch(value):
        raise click.BadParameter("begins and ends with a slash and holds letters, digits, - . _ and ~, as in /gongkai/")
    return value
