"""`gongkai demo`: the whole way, from the demo's truth to a Datasette page."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import click

from crawler.cli.exits import boundary
from crawler.cli.terminal import TERMINAL
from crawler.demo.server import Addresses, DemoServerError, running
from crawler.demo.site import ALL_SKINS, SKINS, Site, build
from crawler.job import run_portals

#: The city's site goes first: the own site's reports are compared with it.
PORTALS = ("demo-city", "demo")
EXPORT = "demo-wechat.csv"


@click.command(
    epilog="""\b
Examples:
  gongkai demo
  gongkai demo --seed 7 --skin trs --no-serve
  gongkai demo --site-only --port 8000
"""
)
@click.option("--seed", type=int, default=2018, show_default=True, help="Changes titles, dates, order and numbers.")
@click.option("--skin", type=click.Choice(ALL_SKINS), default=SKINS[0], show_default=True, help="How the sites look.")
@click.option(
    "--archive",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the archive; data/demo-SEED-SKIN when not given, for another seed or skin is another site.",
)
@click.option("--port", type=click.IntRange(0, 65534), default=0, help="Port of the page, or of the site alone.")
@click.option("--serve/--no-serve", default=True, help="Serve the result when done.")
@click.option("--site-only", is_flag=True, help="Only serve the two demo sites, until interrupted.")
def demo(seed: int, skin: str, archive: Path | None, port: int, serve: bool, site_only: bool) -> None:
    """Make the demo portal, crawl it, check its reports, and show what was found.

    Two sites answer on loopback while they are crawled; the WeChat export is imported. Exit codes: those of `run`.
    """
    site = build(seed, skin)
    try:
        if site_only:
            _serve_until_interrupted(site, port)
            return
        with boundary():
            code = _whole_way(site, archive or _own_folder(site), serve, port)
    except DemoServerError as error:
        raise click.ClickException(str(error)) from error
    raise SystemExit(code)


def _own_folder(site: Site) -> Path:
    return Path("data") / f"demo-{site.seed}-{site.skin}"


def _whole_way(site: Site, archive: Path, serve: bool, port: int) -> int:
    archive.mkdir(parents=True, exist_ok=True)
    export = site.write_wechat(archive / EXPORT)
    with running(site) as addresses:
        return run_portals(
            PORTALS,
            archive=archive,
            hosts={"demo-city": addresses.city, "demo": addresses.own},
            imports=[("demo", "wechat", export)],
            serve=serve,
            port=port or None,
            audience=TERMINAL,
        )


def _serve_until_interrupted(site: Site, port: int) -> None:
    with running(site, port) as addresses:
        _announce(addresses)
        ended = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: ended.set())
        ended.wait()


def _announce(addresses: Addresses) -> None:
    click.echo(f"own site:    {addresses.own}")
    click.echo(f"city's site: {addresses.city}")
    click.echo("Interrupt to stop.", err=True)
