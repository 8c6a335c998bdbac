"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from crawler.portal import Portal, find_portal

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


def addressed(names: Sequence[str], hosts: Sequence[str]) -> list[Portal]:
    """Return the portals of ``names`` at the addresses that ``--host`` gives.

    Raises click.UsageError where an address belongs to none of them.
    """
    portals = {portal.portal: portal for portal in map(find_portal, names)}
    for host in hosts:
        name, equals, address = host.partition("=")
        if not equals or name.startswith("http"):
            if len(portals) > 1:
                raise click.UsageError(
                    f"--host {host}: say whose address it is, as in --host {next(iter(portals))}={host}"
                )
            name, address = next(iter(portals)), host
        if name not in portals:
            raise click.UsageError(f"--host {host}: {name} is not among the portals given")
        try:
            portals[name] = portals[name].with_host(address)
        except ValueError as error:
            raise click.UsageError(f"--host {host}: {error}") from error
    return list(portals.values())
