"""`gongkai claims`: what a report claims, from a file, an address or an archive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from archive.reports import read_report
from archive.reports.comparison import RESULTS, Comparison, compare
from crawler.cli.claims_json import Read, as_labels
from crawler.cli.comparison import comparison_object, comparison_table
from crawler.cli.exits import Stop, boundary
from crawler.cli.options import contact_option, json_option
from crawler.cli.output import claims_table, say
from crawler.cli.sources import attached_sources, read_sources
from crawler.exit_codes import FINDINGS, NOTHING_READ
from crawler.printable import json_text, printable


@click.command(
    epilog="""\b
Examples:
  gongkai claims report.txt
  gongkai claims 2017.html 2018.docx --json        one line of JSON for each input
  gongkai claims http://…/nb/2023.html --contact you@example.org
  gongkai claims songshan-2018 --archive data      an archived report
  gongkai claims report.pdf --html report.claims.html
  gongkai claims page.html report.pdf --compare    are the numbers of both the same?
"""
)
@click.argument("inputs", nargs=-1, required=True, metavar="FILE|URL|-…")
@click.option(
    "--archive",
    type=click.Path(path_type=Path, file_okay=False),
    help="Inputs that are no file are documents of this archive: an id, a report's id, a canonical URL.",
)
@contact_option
@json_option
@click.option(
    "--html",
    "page",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write one self-contained page: the text with its quotes marked, claims and relations.",
)
@click.option(
    "--compare",
    "compared",
    is_flag=True,
    help="Compare two inputs number by number; or an archived page with the reports it attaches.",
)
@click.option("--strict", is_flag=True, help="With --compare: exit with 1 where anything differs.")
def claims(
    inputs: tuple[str, ...],
    archive: Path | None,
    contact: str,
    as_json: bool,
    page: Path | None,
    compared: bool,
    strict: bool,
) -> None:
    """Print the claims and identities of yearly reports (TXT, HTML, PDF, DOCX, XLSX, XLS; DOC with LibreOffice).

    A report in which no number could be read is an error (exit code 9), never an empty success: a scan is said to be
    a scan. An address is asked for once, under the rules of a crawl (exit codes 4 refused, 5 no answer). The other
    inputs are printed all the same.
    """
    _check_usage(inputs, archive, page, compared=compared, strict=strict)
    with boundary():
        sources = list(read_sources(inputs, archive, contact))
        if compared and len(sources) == 1 and archive:
            sources += attached_sources(archive, sources[0])
    reads = [Read(source, read_report(source.body, source.title)) for source in sources]
    if compared:
        _compare(reads, as_json=as_json, strict=strict)
        return
    for read in reads:
        _print(read, as_json=as_json, table=page is None)
    if page:
        _write_page(page, reads[0])
    _stop_where_silent(reads)


def _check_usage(
    inputs: Sequence[str], archive: Path | None, page: Path | None, *, compared: bool, strict: bool
) -> None:
    if compared and len(inputs) != 2 and not (archive and len(inputs) == 1):
        raise click.UsageError("--compare takes two inputs, or with --archive one archived page that attaches a report")
    if page and (compared or len(inputs) != 1):
        raise click.UsageError("--html is the page of one report: give one input")
    if strict and not compared:
        raise click.UsageError("--strict goes with --compare")


def _print(read: Read, *, as_json: bool, table: bool) -> None:
    if as_json:
        click.echo(json_text(as_labels(read)))
    elif table and not read.error:
        say(claims_table(read.source.name, read.reading, read.source.decided, read.source.remarked))
    if read.source.unread and not read.error:
        click.echo(printable(f"{read.source.name}: unread: {read.source.unread}"), err=True)


def _stop_where_silent(reads: Sequence[Read]) -> None:
    silent = [read for read in reads if read.error]
    if silent:
        message = "; ".join(f"{read.source.name}: {read.error}" for read in silent)
        raise Stop(message, max(read.source.code or NOTHING_READ for read in silent))


def _write_page(path: Path, read: Read) -> None:
    from archive.publish.claims_page import claims_page  # Datasette's templates: nothing else waits for them

    if read.error:
        return
    name = read.source.name if read.source.url else Path(read.source.name).name  # it may be passed on
    source = read.source
    html = claims_page(name, source.body, read.reading, source.unread, source.decided, source.remarked)
    try:
        path.write_text(html, encoding="utf-8", errors="replace")
    except OSError as error:
        raise Stop(f"{path}: cannot be written: {error.strerror}", NOTHING_READ) from error
    click.echo(f"{path}: written", err=True)


def _compare(reads: Sequence[Read], *, as_json: bool, strict: bool) -> None:
    """The first input beside each of the others."""
    _stop_where_silent(reads)
    if len(reads) == 1:
        name = reads[0].source.name
        raise Stop(f"{name}: it attaches no file that reads as a yearly report; name two inputs", NOTHING_READ)
    differ = False
    for first, second, comparison in _comparisons(reads):
        names = (first.source.name, second.source.name)
        if as_json:
            click.echo(json_text(comparison_object(*names, comparison)))
        else:
            say(comparison_table(*names, comparison))
            click.echo(", ".join(f"{comparison.count(result)} {result.replace('_', ' ')}" for result in RESULTS))
        differ = differ or comparison.differs
    if strict and differ:
        raise SystemExit(FINDINGS)


def _comparisons(reads: Sequence[Read]) -> Iterator[tuple[Read, Read, Comparison]]:
    for other in reads[1:]:
        yield reads[0], other, compare(reads[0].reading.claims, other.reading.claims)
