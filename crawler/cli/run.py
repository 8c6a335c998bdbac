"""`gongkai run`: the scheduled job."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.cli.exits import boundary
from crawler.cli.options import (
    addressed,
    archive_option,
    contact_option,
    full_option,
    host_option,
    port_option,
    portal_arguments,
)
from crawler.cli.terminal import TERMINAL
from crawler.crawl import check_address
from crawler.job import run_portals


@click.command(
    epilog="""\b
Examples:
  gongkai run songshan --host http://…/ --contact you@example.org
  gongkai run jinzhou.yml songshan.yml --host jinzhou=http://…/ --host songshan=http://…/
  gongkai run songshan --host http://…/ --serve
"""
)
@portal_arguments
@archive_option
@host_option
@contact_option
@full_option
@click.option("--serve/--no-serve", default=False, help="Serve the result when done.")
@port_option
def run(
    portals: tuple[str, ...],
    archive: Path,
    hosts: tuple[str, ...],
    contact: str,
    full: bool,
    serve: bool,
    port: int | None,
) -> None:
    """Crawl, read the yearly reports, verify them, publish public.db, and print the verdicts.

    A crawl that is not accepted changes nothing that is published. Exit codes: docs/exit-codes.md.
    """
    with boundary():
        ready = addressed(portals, hosts)
        for portal in ready:
            check_address(portal, contact)
        addresses = {portal.portal: portal.hosts[0] if portal.hosts else portal.base for portal in ready}
        code = run_portals(
            portals,
            archive=archive,
            hosts=addresses,
            contact=contact,
            full=full,
            serve=serve,
            port=port,
            audience=TERMINAL,
        )
    raise SystemExit(code)
