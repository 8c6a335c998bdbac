"""`gongkai claims`: what a report claims, from a file."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from archive.records import Claim, Identity, ReportReading, TableCell
from archive.reports import read_report
from crawler.cli.exits import Stop, boundary
from crawler.cli.inputs import read_input
from crawler.cli.options import json_option
from crawler.cli.output import claims_table, say
from crawler.exit_codes import NOTHING_READ
from crawler.reading import read_file


@click.command(
    epilog="""\b
Examples:
  gongkai claims report.txt
  gongkai claims 2017.html 2018.docx --json        one line of JSON for each file
"""
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@json_option
def claims(files: tuple[Path, ...], as_json: bool) -> None:
    """Print the claims and identities of yearly reports (TXT, HTML, PDF, DOCX, XLSX, XLS; DOC with LibreOffice).

    A report in which no number could be read is an error (exit code 9), never an empty success.
    """
    with boundary():
        readings = [(path, read_report(read_file(read_input(path), path.name).body)) for path in files]
    for path, reading in readings:
        if as_json:
            click.echo(json.dumps(as_labels(path, reading), ensure_ascii=False))
        else:
            say(claims_table(path.name, reading))
    silent = [str(path) for path, reading in readings if not reading.claims]
    if silent:
        raise Stop(f"no claim could be read in {', '.join(silent)}: is it a yearly report?", NOTHING_READ)


def as_labels(path: Path, reading: ReportReading) -> dict[str, Any]:
    """Return one object in the label fields of the corpus: claims, existence, identities and cells of tables.

    Existence claims stand under their own key: they carry no amount, and whoever scores ``claims``
    against labelled amounts would count each of them as false.
    """
    amounts = [_valued(claim) for claim in reading.claims if claim.kind != "existence"]
    existence = [_valued(claim) for claim in reading.claims if claim.kind == "existence"]
    return {
        "id": path.stem,
        "title": reading.title,
        "year": reading.year,
        "claims": amounts,
        "existence": existence,
        "identities": [_identity(identity) for identity in reading.identities],
        "cells": [_valued(cell) for cell in reading.cells],
    }


def _valued(record: Claim | TableCell) -> dict[str, Any]:
    row = asdict(record)
    row["value"] = _plain(record.value)
    return row


def _identity(identity: Identity) -> dict[str, Any]:
    row = asdict(identity)
    for key in ("sum", "total"):
        row[key] = _plain(row[key])
    row["parts"] = [_plain(part) for part in identity.parts]
    return row


def _plain(value: float | None) -> float | int | None:
    return int(value) if value is not None and value == int(value) else value
