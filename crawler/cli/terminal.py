"""The terminal as a run's audience."""

from __future__ import annotations

from dataclasses import asdict, replace

import click

from crawler.beside import Standing
from crawler.cli.output import announce, clean, show_reports
from crawler.cli.summary_text import show_summary
from crawler.job import Audience
from crawler.printable import json_text
from crawler.summary import Summary


def _print_json(summary: Summary) -> None:
    click.echo(json_text(asdict(summary), indent=1))


def _print_standing(standing: Standing) -> None:
    """A line for each portal that ended, and one for all of them now and then."""
    ended = standing.ended
    if ended is None:
        said = f"{standing.done} of {standing.total} portals done, {standing.at_work} at work"
    else:
        said = f"[{standing.done}/{standing.total}] {ended.portal}: {ended.verdict}, {ended.requests} requests, "
        said += f"{ended.documents_new} new documents, " if ended.crawl else ""  # else nothing was read of it here yet
        said += f"{ended.seconds:.0f} s"
    click.echo(clean(f"{said}; {standing.captures} answers kept").plain, err=True)


#: A person who looks on; whoever reads the mail of a scheduled run; a program that reads stdout.
TERMINAL = Audience(reports=show_reports, address=announce, ended=show_summary, standing=_print_standing)
UNATTENDED = replace(TERMINAL, reports=lambda *_: None)
MACHINE = replace(UNATTENDED, ended=_print_json, address=lambda address: click.echo(address, err=True))
