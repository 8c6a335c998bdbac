"""`gongkai check`: fixity of an archive."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console

from archive.fixity import Problem, Progress
from archive.fixity import check as check_archive
from archive.fixity.evidence import Attested
from archive.holdings import holdings
from archive.lock import reader_lock
from archive.purge_orders import PurgeRegisterError, read_orders
from archive.wacz.verify import verify_wacz
from crawler.cli.evidence import evidence_lines, evidence_of
from crawler.cli.exits import Stop, boundary
from crawler.cli.options import archive_option, json_option
from crawler.cli.output import clean
from crawler.exit_codes import FINDINGS, NOTHING_READ
from crawler.printable import json_text

_MEGABYTE = 1_000_000
#: Seconds between two lines of progress where stderr is no terminal.
_PACE = 10


@click.command(
    epilog="""\b
Examples:
  gongkai check
  gongkai check --archive my-archive --json | jq '.problems[].where'
  gongkai check --trust 3f5a…
  gongkai check --wacz songshan.wacz --trust 3f5a…
"""
)
@archive_option
@click.option(
    "--trust",
    multiple=True,
    metavar="FINGERPRINT",
    help="A key that signatures have to be by; of none, any that lies in keys/.",
)
@click.option(
    "--wacz",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Check this WACZ file instead, whoever made it (docs/wacz.md).",
)
@json_option
def check(archive: Path, trust: tuple[str, ...], wacz: Path | None, as_json: bool) -> None:
    """Check that everything the archive holds is whole, unaltered, and in agreement with itself.

    WARC files, their indexes, the rows of captures, the manifests, signatures and timestamps. Every problem is named
    with its place; docs/fixity.md explains each key. What was purged after an order is said, and is no problem
    (docs/withholding.md), and so are crawls that nobody signed. Nothing is changed. Exit code 0: clean, 1: problems.
    """
    if wacz is not None:
        with boundary():
            raise SystemExit(_check_wacz(wacz, [each.lower() for each in trust], as_json))
    if not (archive / "archive.db").exists() and not any(holdings(archive)):
        raise Stop(f"{archive}: there is no archive in this folder", NOTHING_READ)
    with boundary(), _quiet(archive):
        attested: list[Attested] = []
        problems = list(_told(archive, as_json, [each.lower() for each in trust], attested))
        evidence = list(evidence_of(archive, attested))
        purged = list(_purged(archive))
        files = [holding.path.stat().st_size for holding in holdings(archive) if not holding.is_index]
    if as_json:
        found = {"clean": not problems, "problems": [asdict(problem) for problem in problems], "purged": purged}
        sizes = {"warc_files": len(files), "warc_bytes": sum(files)}
        click.echo(json_text(found | sizes | {"evidence": evidence}))
    else:
        for record in purged:
            words = (
                f"{record['where']}: purged: {record['record']} on {record['purged_on']} by order {record['order']!r}; "
            )
            click.echo(clean(f"{words}its content was {record['entity_digest']}").plain)
        for line in evidence_lines(evidence):
            click.echo(clean(line).plain)
        said = f"{len(problems)} problem{'s' * (len(problems) != 1)}" if problems else "clean"
        bare = "" if any(each["signed_by"] for each in evidence) or not evidence else "; no crawl is signed"
        click.echo(f"{archive}: {said}; {len(files)} WARC files, {sum(files) / _MEGABYTE:,.1f} MB{bare}")
    raise SystemExit(FINDINGS if problems else 0)


def _check_wacz(wacz: Path, trusted: Sequence[str], as_json: bool) -> int:
    """Tell what is wrong with a WACZ file, and who signed it; the exit code."""
    found = verify_wacz(wacz, trusted)
    signed = {"signed_by": found.signed_by or None, "manifest_signed_by": found.manifest_signed_by or None}
    if as_json:
        problems = [asdict(problem) for problem in found.problems]
        click.echo(json_text({"clean": not problems, "problems": problems, **signed}))
    else:
        for problem in found.problems:
            click.echo(clean(f"{problem.where}: {problem.what}: {problem.detail}").plain)
        who = "; ".join(f"{key.replace('_', ' ')} {by or 'nobody'}" for key, by in signed.items())
        count = len(found.problems)
        said = f"{count} problem{'s' * (count != 1)}" if count else "clean"
        click.echo(clean(f"{wacz}: {said}; {who}").plain)
    return FINDINGS if found.problems else 0


def _purged(archive: Path) -> Iterator[dict[str, object]]:
    """Captures that were deleted after an order: no damage. Of an altered register nothing, which is a problem."""
    try:
        orders = read_orders(archive)
    except PurgeRegisterError:
        return
    for order in orders:
        for record in order.records:
            if record.capture is not None:
                yield {
                    "where": f"warc/{record.warc_file} byte {record.offset}",
                    "record": record.id,
                    "url": record.capture["url"],
                    "entity_digest": record.capture["entity_digest"],
                    "block_sha256": record.block_sha256,
                    "order": order.order,
                    "purged_on": order.purged_on,
                }


def _quiet(archive: Path) -> AbstractContextManager[None]:
    """Keep others from writing meanwhile; nobody can where the disk is read only."""
    return reader_lock(archive) if os.access(archive, os.W_OK) else nullcontext()


def _told(archive: Path, as_json: bool, trusted: Sequence[str], attested: list[Attested]) -> Iterator[Problem]:
    """The problems, each printed when it is found unless all are wanted as JSON."""
    with _Line() as line:
        for problem in check_archive(archive, line.show, trusted=trusted, attested=attested):
            if not as_json:
                click.echo(clean(f"{problem.where}: {problem.what}: {problem.detail}").plain)
            yield problem


class _Line:
    """One line on stderr that tells how far the check is: redrawn on a terminal, now and then elsewhere."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._status = self._console.status("checking") if self._console.is_terminal else None
        self._said = time.monotonic()

    def __enter__(self) -> _Line:
        if self._status:
            self._status.start()
        return self

    def __exit__(self, *error: object) -> None:
        if self._status:
            self._status.stop()

    def show(self, progress: Progress) -> None:
        """Tell which file is read, and how much of all is done."""
        line = f"{progress.file}: {progress.done / _MEGABYTE:,.0f} of {progress.total / _MEGABYTE:,.0f} MB"
        if self._status:
            self._status.update(clean(line))
        elif time.monotonic() - self._said > _PACE:
            self._said = time.monotonic()
            self._console.print(clean(line))
