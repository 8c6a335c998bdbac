"""Which portals a command is for, and at which addresses."""

from __future__ import annotations

from collections.abc import Sequence

import click

from crawler.portal import Portal, find_portal


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
