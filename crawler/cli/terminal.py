"""The terminal as a run's audience."""

from __future__ import annotations

from dataclasses import asdict, replace

import click

from crawler.cli.output import announce, show_reports
from crawler.cli.summary_text import show_summary
from crawler.job import Audience
from crawler.printable import json_text
from crawler.summary import Summary


def _print_json(summary: Summary) -> None:
    click.echo(json_text(asdict(summary), indent=1))


#: A person who looks on; whoever reads the mail of a scheduled run; a program that reads stdout.
TERMINAL = Audience(reports=show_reports, address=announce, ended=show_summary)
UNATTENDED = replace(TERMINAL, reports=lambda *_: None)
MACHINE = replace(UNATTENDED, ended=_print_json, address=lambda address: click.echo(address, err=True))
