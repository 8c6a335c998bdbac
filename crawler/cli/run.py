"""`gongkai run`: the scheduled job."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.beside import default_jobs
from crawler.cli.addressed import addressed
from crawler.cli.exits import boundary
from crawler.cli.options import (
    archive_option,
    contact_option,
    full_option,
    host_option,
    json_option,
    port_option,
)
from crawler.cli.terminal import MACHINE, TERMINAL, UNATTENDED
from crawler.crawl import check_address
from crawler.job import run_portals
from crawler.portal_folder import FOLDER, portal_files
from crawler.run_log import KEPT
from crawler.spread.address import LEASE, spread_over


@click.command(
    epilog="""\b
Examples:
  gongkai run songshan --host http://…/ --contact you@example.org
  gongkai run jinzhou.yml songshan.yml --host jinzhou=http://…/ --host songshan=http://…/
  gongkai run songshan --host http://…/ --serve
  gongkai run --all --archive /srv/gongkai --json
  gongkai run --all --jobs 4
  gongkai run --all --dask tls://192.0.2.1:8786 --dask-tls /etc/gongkai/tls
"""
)
@click.argument("portals", nargs=-1, metavar="[PORTAL…]")
@click.option(
    "--all", "every", is_flag=True, help="Every portal file of the folder --portals; one that fails stops none."
)
@click.option(
    "--portals",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of portal files for --all.  [default: portals/ in the archive]",
)
@archive_option
@host_option
@contact_option
@full_option
@json_option
@click.option(
    "--jobs",
    type=click.IntRange(1, 1000),
    help="Crawls at a time; portals that share a host are crawled one after the other in any case.  "
    "[default: with --all as many as cores and memory take, with --dask as many as workers have threads, else 1]",
)
@click.option("--dask", metavar="ADDRESS", help="Crawl on the workers of this Dask scheduler (extra dask).")
@click.option(
    "--dask-tls",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Folder of ca.pem, cert.pem and key.pem for a scheduler at tls://.",
)
@click.option(
    "--dask-unencrypted",
    is_flag=True,
    help="Use a scheduler on another machine without TLS: whoever reaches it runs programs on all of them.",
)
@click.option(
    "--dask-lease",
    type=click.FloatRange(1, 3600),
    default=LEASE,
    show_default=True,
    metavar="SECONDS",
    help="A crawl that hears nothing of us for so long ends; then its portal is begun on another worker.",
)
@click.option("--keep-logs", type=click.IntRange(1), default=KEPT, show_default=True, help="Log files to keep.")
@click.option("--serve/--no-serve", default=False, help="Serve the result when done.")
@port_option
def run(
    portals: tuple[str, ...],
    every: bool,
    folder: Path | None,
    archive: Path,
    hosts: tuple[str, ...],
    contact: str,
    full: bool,
    as_json: bool,
    jobs: int | None,
    dask: str | None,
    dask_tls: Path | None,
    dask_unencrypted: bool,
    dask_lease: float,
    keep_logs: int,
    serve: bool,
    port: int | None,
) -> None:
    """Crawl, read the yearly reports, verify them, publish public.db, and print the verdicts and a summary.

    A crawl that is not accepted changes nothing that is published. What happens is logged in the archive's logs/.
    With --all the verdicts are left to `gongkai verify`. Exit codes: docs/exit-codes.md; schedules: docs/scheduling.md.
    """
    _check_usage(portals, every, folder, hosts)
    if not dask and (dask_tls or dask_unencrypted):
        raise click.UsageError("--dask-tls and --dask-unencrypted say how --dask ADDRESS is spoken with")
    with boundary():
        spread = spread_over(dask, dask_tls, dask_lease, unencrypted=dask_unencrypted) if dask else None
        names = [str(path) for path in portal_files(folder or archive / FOLDER)] if every else portals
        code = run_portals(
            names,
            archive=archive,
            hosts={} if every else _addresses(names, hosts, contact),
            contact=contact,
            full=full,
            serve=serve,
            port=port,
            audience=MACHINE if as_json else UNATTENDED if every else TERMINAL,
            unattended=every,
            keep_logs=keep_logs,
            jobs=jobs or (None if spread else default_jobs() if every else 1),
            spread=spread,
        )
    raise SystemExit(code)


def _check_usage(portals: tuple[str, ...], every: bool, folder: Path | None, hosts: tuple[str, ...]) -> None:
    if every == bool(portals):
        raise click.UsageError("name the portals, or say --all" if not every else "--all takes no names of portals")
    if every and hosts:
        raise click.UsageError("--host: with --all the addresses stand in the portal files (hosts:)")
    if folder and not every:
        raise click.UsageError("--portals: it is the folder of --all")


def _addresses(names: tuple[str, ...] | list[str], hosts: tuple[str, ...], contact: str) -> dict[str, str]:
    """Where each portal is asked. Raises what keeps one of them from being crawled."""
    ready = addressed(names, hosts)
    for portal in ready:
        check_address(portal, contact)
    return {portal.portal: portal.hosts[0] if portal.hosts else portal.base for portal in ready}
