"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

archive_option = click.option(
    "--archive",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("data"),
    show_default=True,
    help="Folder of archive.db, public.db and warc/.",
)
contact_option = click.option(
    "--contact",
    envvar="GONGKAI_CONTACT",
    default="",
    help="Whom a site's operator can write to; stands in the user agent. Or set GONGKAI_CONTACT.",
)
host_option = click.option(
    "--host",
    "hosts",
    multiple=True,
    metavar="[PORTAL=]URL",
    help="Fetch from this address instead of the portal file's; with PORTAL= where several are given.",
)
port_option = click.option(
    "--port", type=click.IntRange(0, 65535), help="Port to serve on; a free one when not given, or 0."
)
full_option = click.option(
    "--full", is_flag=True, help="Ask for every document, whole, whatever is known of it and how lately it was read."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Machine-readable result on stdout.")
