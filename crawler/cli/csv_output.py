"""Rows as CSV on stdout: for programs, and for spreadsheets that run what looks like a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import click

from archive.publish.harmless_csv import harmless
from crawler.printable import printable


def echo_csv(names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Print the columns ``names`` of rows, with a head; no cell is a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(names)
    writer.writerows([printable(str(row[name])) if row[name] is not None else "" for name in names] for row in rows)
    click.echo(harmless(text.getvalue()), nl=False)
