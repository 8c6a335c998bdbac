"""`gongkai crawl`: one pass over one portal."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import click

from archive.lock import archive_lock, portal_lock
from archive.store import open_archive
from crawler.browser.installed import INSTALL, why_not
from crawler.cli.addressed import addressed
from crawler.cli.exits import boundary
from crawler.cli.key import key_option
from crawler.cli.options import archive_option, contact_option, full_option, host_option, json_option
from crawler.cli.output import Progress, clean, coverage_table, say
from crawler.cli.sign import lines
from crawler.crawl import CrawlResult, check_address, run_crawl
from crawler.exit_codes import CRAWL
from crawler.past.view import WITHIN, PastView, instant_of
from crawler.past.web_archive import find_web_archive
from crawler.portal import Portal
from crawler.printable import json_text
from crawler.run_log import about, logging_to, note
from crawler.signing.attest import attest, check_authorities
from crawler.signing.settings import Attestation, attestation


@click.command(
    epilog="""\b
Examples:
  gongkai crawl songshan --host http://…/ --contact you@example.org
  gongkai crawl ./my-portal.yml --archive my-archive --json
  gongkai crawl ./my-portal.yml --contact you@example.org --full
  gongkai crawl songshan --host http://…/ --from archive.org --at 2019-03-31 --contact you@example.org
  gongkai crawl songshan --host http://…/ --from http://127.0.0.1:8080/demo/ --at 2019-03-31 --within 30
"""
)
@click.argument("name", metavar="PORTAL")
@archive_option
@host_option
@contact_option
@full_option
@key_option
@json_option
@click.option("--beside", is_flag=True, hidden=True, help="A crawl of a job that crawls other portals meanwhile.")
@click.option(
    "--from",
    "web_archive",
    metavar="ARCHIVE",
    help="Ask a web archive, not the site: archive.org, the address of a pywb collection, or a YAML file. "
    "What it shows never becomes current.",
)
@click.option(
    "--at",
    "past_at",
    metavar="DAY",
    help="With --from: the site as it was then; each address as last captured by the end of that day, "
    "else as first captured after it.",
)
@click.option(
    "--within",
    type=click.IntRange(0, 36_500),
    default=WITHIN,
    show_default=True,
    metavar="DAYS",
    help="With --from: captures of so many days before and after count, and no others.",
)
@click.option(
    "--log",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Append what happens to this file as JSON lines; `gongkai run` names the one of its run.",
)
def crawl(
    name: str,
    archive: Path,
    hosts: tuple[str, ...],
    contact: str,
    full: bool,
    key: Path | None,
    as_json: bool,
    beside: bool,
    web_archive: str | None,
    past_at: str | None,
    within: int,
    log: Path | None,
) -> None:
    """Crawl PORTAL (a built-in name or a path to a portal file) into the archive.

    The exit code is the crawl's verdict: 0 ok or degraded, 3 suspect, 4 blocked, 5 failed.
    """
    with boundary(), logging_to(log):
        about(Path(name).stem)
        (portal,) = addressed([name], hosts)
        view = _view(portal, web_archive, past_at, within)
        check_address(portal, contact, view)
        if not view and portal.rendered and (reason := why_not()):
            click.echo(f"no browser: {reason}; left unread: {', '.join(portal.rendered)}. Install: {INSTALL}", err=True)
        by = attestation(archive, key, os.environ)
        check_authorities(by.authorities, contact)
        if beside:
            result = _crawl_beside(portal, archive, contact, by, full=full)
        else:
            result = _crawl(portal, archive, contact, by, full=full, view=view)
        _note(result)
    if beside:  # the job says what came of it
        raise SystemExit(CRAWL[result.verdict.key])
    if as_json:
        click.echo(json_text(asdict(result) | {"asked": result.asked, "carried": result.carried}, indent=1))
    else:
        say(coverage_table(portal, result))
    raise SystemExit(CRAWL[result.verdict.key])


def _view(portal: Portal, web_archive: str | None, past_at: str | None, within: int) -> PastView | None:
    """What is seen of a web archive; None for the site itself. Raises click.UsageError or WebArchiveError."""
    if not web_archive and not past_at:
        return None
    if not web_archive or not past_at:
        raise click.UsageError("--from ARCHIVE and --at DAY go together: which web archive, and around which day")
    return PastView(find_web_archive(web_archive), instant_of(past_at, portal.zone), within)


def _note(result: CrawlResult) -> None:
    """Say in the log what a crawl came to, column by column."""
    for row in result.coverage:
        note("coverage", "info" if row.state == "complete" else "warning", **asdict(row))
    said = {"verdict": result.verdict.key, "reason": result.verdict.reason}
    note("crawl_ended", "info" if result.verdict.accepted else "warning", **said, requests=result.requests)


def _crawl(
    portal: Portal, archive: Path, contact: str, by: Attestation, *, full: bool, view: PastView | None
) -> CrawlResult:
    with archive_lock(archive):
        db = open_archive(archive / "archive.db")
        try:
            with Progress(portal.portal) as progress:
                result = run_crawl(portal, db, archive, contact, progress.step, full=full, pledge=by.pledge, view=view)
        finally:
            db.close()
        if by.key is not None:
            _attest(archive, by, contact)
        return result


def _crawl_beside(portal: Portal, archive: Path, contact: str, by: Attestation, *, full: bool) -> CrawlResult:
    """Crawl while others of the same job do; the job attests all manifests when they are done."""
    with portal_lock(archive, portal.portal), closing(open_archive(archive / "archive.db")) as db:
        return run_crawl(portal, db, archive, contact, lambda step: None, full=full, pledge=by.pledge, beside=True)


def _attest(archive: Path, by: Attestation, contact: str) -> None:
    """Sign the manifest and ask for timestamps; what does not come yet is a warning, for the crawl is done."""
    done = attest(archive, by, contact)
    for line in lines(done):
        click.echo(clean(line).plain, err=True)
    level = "warning" if done.waiting else "info"
    note("attested", level, signed=done.signed, timestamped=len(done.stamped), waiting=len(done.waiting))
