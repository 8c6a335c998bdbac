"""`gongkai discover`: propose a portal file for a site that nobody has described yet."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import click
import yaml
from rich.console import Console

from crawler.cli.exits import Stop, boundary
from crawler.cli.options import contact_option, json_option
from crawler.cli.output import clean
from crawler.discovery.look import Look
from crawler.discovery.portal_yaml import portal_yaml
from crawler.discovery.proposal import Proposal
from crawler.discovery.run import BUDGET
from crawler.discovery.run import discover as look_round
from crawler.errors import PortalFileError
from crawler.exit_codes import BLOCKED, FAILED
from crawler.portal import Portal
from crawler.printable import json_text

_KEY = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_NO_NAME = re.compile(r"^(?:www\d*|[\d.]+|localhost|\[.*)$")
_GENERIC = frozenset({"gov", "com", "org", "net", "edu", "cn"})


@click.command(
    epilog="""\b
Examples:
  gongkai discover http://www.example.gov.cn/ --out example.yml --contact you@example.org
  gongkai discover http://127.0.0.1:8000/ --name sample --json
"""
)
@click.argument("url", metavar="URL")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the portal file here, not on stdout."
)
@click.option("--name", help="The portal's key; the name of --out, or part of the host's name, when not given.")
@click.option("--budget", type=click.IntRange(2, 500), default=BUDGET, show_default=True, help="Requests at most.")
@click.option("--tls", type=click.Choice(["modern", "legacy"]), default="modern", help="legacy: a server of TLS 1.0.")
@click.option(
    "--warc", type=click.Path(path_type=Path, file_okay=False), help="Keep what was exchanged in this folder."
)
@contact_option
@json_option
def discover(
    url: str,
    out: Path | None,
    name: str | None,
    budget: int,
    tls: str,
    warc: Path | None,
    contact: str,
    as_json: bool,
) -> None:
    """Look round the site whose home page is URL and propose a portal file for it.

    Home page, site map, navigation and breadcrumbs lead to its columns; one list page of each is read. What is
    unsure stands in the file as comments. Nothing comes into an archive: the crawl asks again for all of it.
    """
    with boundary():
        address, key = _address(url), _name(url, out, name)
        proposal, refused = look_round(
            address, name=key, contact=contact, budget=budget, tls=tls, warc=warc, progress=_tell
        )
        if not proposal.columns:
            why = "; ".join((*proposal.unsure, *(f"{page.url}: {page.reason}" for page in proposal.not_columns[:5])))
            raise Stop(f"{url}: no column was found: {why}", BLOCKED if refused else FAILED)
        text = portal_yaml(proposal, date.today())
        Portal.model_validate(yaml.safe_load(text))
        if out is not None:
            out.write_text(text, encoding="utf-8")
    if as_json:
        click.echo(json_text(asdict(proposal), indent=1))
    elif out is None:
        click.echo(text, nl=False)
    _summary(proposal, out)


def _address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise click.UsageError(f"{url}: give the home page's http:// or https:// address")
    return url if parts.path else url + "/"


def _name(url: str, out: Path | None, name: str | None) -> str:
    """The portal's key, which is also the name of its file."""
    if out is not None and name is not None and out.stem != name:
        raise PortalFileError(f"{out}: a portal file has its portal's name: {name}.yml")
    if out is not None and out.exists() and out.stat().st_size:
        raise PortalFileError(f"{out}: is there already, and a person may have edited it; name another file")
    found = name or (out.stem if out is not None else _of_host(url))
    if not _KEY.fullmatch(found):
        raise PortalFileError(f"{found}: a portal's key is a-z, 0-9, - and _, and begins with a letter")
    return found


def _of_host(url: str) -> str:
    labels = (urlsplit(url).hostname or "").lower().split(".")
    return next(
        (one for one in labels if one not in _GENERIC and not _NO_NAME.match(one) and _KEY.match(one)), "portal"
    )


def _tell(look: Look) -> None:
    """One line on stderr for each page."""
    items = len(look.reading.items) if look.reading is not None else 0
    said = f"{items} entries" if items else look.reason or look.kind
    Console(stderr=True).print(clean(f"{look.url}  {said}"), soft_wrap=True)


def _summary(proposal: Proposal, out: Path | None) -> None:
    doubtful = sum(bool(column.unsure) for column in proposal.columns)
    said = (
        f"{proposal.portal}: {len(proposal.columns)} columns ({doubtful} with doubts), "
        f"{len(proposal.not_columns)} pages set aside, {len(proposal.not_looked_at)} not looked at, "
        f"{proposal.requests} requests"
    )
    click.echo(said + (f"; written to {out}" if out else ""), err=True)
