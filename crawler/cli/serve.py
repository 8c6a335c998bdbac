"""`gongkai serve`: the published archive in Datasette."""

from __future__ import annotations

from pathlib import Path

import click

from archive.publish.serve import serve as serve_public
from crawler.cli.existing import existing
from crawler.cli.exits import boundary
from crawler.cli.options import archive_option, port_option
from crawler.cli.output import announce


@click.command(epilog="\b\nExample:\n  gongkai serve --archive data --port 8001\n")
@archive_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@port_option
def serve(archive: Path, host: str, port: int | None) -> None:
    """Serve public.db with Datasette until interrupted."""
    with boundary():
        public = existing(archive, "public.db")
        serve_public(public, host=host, port=port, announce=announce)
