"""`gongkai purge`: delete the bytes of a record after a legal order, and nothing else."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from archive.lock import archive_lock
from archive.manifest import write_missing_manifests
from archive.purge import carry_out, finished, is_begun, order_purge
from archive.purge_orders import PurgedRecord, read_orders
from archive.store import open_archive
from archive.tombstone import TombstoneError
from crawler.cli.existing import existing
from crawler.cli.exits import Stop, boundary
from crawler.cli.options import archive_option, json_option
from crawler.cli.output import clean
from crawler.cli.rebuild import rebuilt
from crawler.errors import CannotPurgeError
from crawler.exit_codes import FAILED
from crawler.printable import json_text
from crawler.purge import Chosen, choose
from crawler.rebuild import check_imports


@click.command(
    epilog="""\b
Examples:
  gongkai purge urn:uuid:0f6b… --order "松山区人民法院（2026）松民初8号"
  gongkai purge urn:uuid:0f6b… urn:uuid:77ac… --order "DPA order 12/2026" --yes
  gongkai purge                            finish what was begun and interrupted
"""
)
@click.argument("records", metavar="[RECORD]…", nargs=-1)
@click.option("--order", default="", metavar="TEXT", help="The order that demands it; it is published with the digest.")
@click.option("--list-page", is_flag=True, help="Purge also where the record is a page of a list: see below.")
@click.option("--yes", is_flag=True, help="Do not ask whether it is meant.")
@archive_option
@json_option
def purge(records: tuple[str, ...], order: str, list_page: bool, yes: bool, archive: Path, as_json: bool) -> None:
    """Delete the bytes of RECORD (the id of a capture, as the table captures has it) from the whole archive.

    With it go the same bytes wherever else they were captured, revisits of them, and their requests. Tombstones of the
    same length take their place in the WARC files; archive.db is rebuilt, public.db built again. Rows, digests, dates
    and counts stay; a register in purged/ says what was ordered, and `gongkai check` says purged, not damaged. Of a
    page of a list, which needs --list-page, entries keep address, date and place and lose their titles.

    There is no way back. An interrupted purge is finished by the next one. docs/withholding.md says what is left to do
    by hand: backups, copies, and what the site still serves.
    """
    existing(archive, "archive.db")
    words = " ".join(order.split())
    if records and not words:
        raise click.UsageError("--order: say which order demands it")
    with boundary(), archive_lock(archive):
        begun = is_begun(archive)
        if not (records or begun):
            raise click.UsageError("give the RECORD to purge; nothing was begun that is to be finished")
        if begun:
            click.echo("a purge was interrupted; it is finished first", err=True)
            _finish(archive)
        done = _purge(archive, {record.strip("<>") for record in records}, words, list_page, yes) if records else ()
    _tell(archive, done, as_json)


def _purge(archive: Path, ids: set[str], order: str, list_page: bool, yes: bool) -> tuple[PurgedRecord, ...]:
    with closing(open_archive(archive / "archive.db")) as db:
        check_imports(archive, db)
        chosen = choose(archive, db, ids)
        write_missing_manifests(archive, db)  # a rebuild takes a crawl that has none for one that was never closed
    if chosen.lists and not list_page:
        raise CannotPurgeError(
            f"{chosen.lists[0]}: other documents are known by this page; with --list-page their entries keep address, "
            "date and place and lose their titles"
        )
    _ask(chosen, yes)
    try:
        order_purge(archive, order, datetime.now(UTC).date().isoformat(), chosen.records)
    except TombstoneError as error:
        raise Stop(f"{error}; nothing was deleted", FAILED) from error
    _finish(archive)
    return chosen.records


def _ask(chosen: Chosen, yes: bool) -> None:
    for record in chosen.records:
        if record.capture is not None:
            line = f"{record.id} {record.url} of {record.capture['captured_at']}, warc/{record.warc_file}"
            click.echo(clean(line).plain, err=True)
    if not yes:
        click.confirm(
            f"Delete the bytes of these and of {len(chosen.records)} records in all for good?", abort=True, err=True
        )


def _finish(archive: Path) -> None:
    """Carry out the newest order, and make everything anew that was made of the bytes before.

    Those before it were finished before it was written.
    """
    for order in read_orders(archive)[-1:]:
        carry_out(archive, order)
    rebuilt(archive, replace=True, keep=False)
    finished(archive)


def _tell(archive: Path, records: tuple[PurgedRecord, ...], as_json: bool) -> None:
    captures = [_object(record) for record in records if record.capture is not None]
    if as_json:
        click.echo(json_text({"captures": captures, "records": len(records)}))
        return
    for capture in captures:
        said = f"{capture['record']}: purged; its content was {capture['entity_digest']} ({capture['url']})"
        click.echo(clean(said).plain)
    click.echo(f"{archive}: {len(records)} records are tombstones now; the order is kept in purged/")


def _object(record: PurgedRecord) -> dict[str, Any]:
    capture = record.capture or {}
    return {"record": record.id, "url": capture["url"], "entity_digest": capture["entity_digest"]}
