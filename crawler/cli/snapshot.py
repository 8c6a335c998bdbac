"""`gongkai snapshot`: dated, immutable copies of public.db, side by side."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import click
from rich.table import Table

from archive.lock import archive_lock
from archive.publish.masking import rules_digest
from archive.publish.snapshots.catalogue import FOLDER, Snapshot, damaged, is_held, read_catalogue
from archive.publish.snapshots.files import withdraw
from archive.publish.snapshots.take import take_snapshot
from archive.store import open_archive
from crawler.cli.existing import existing
from crawler.cli.exits import Stop, boundary
from crawler.cli.options import archive_option, json_option
from crawler.cli.output import clean, say
from crawler.exit_codes import FINDINGS
from crawler.printable import json_text


@click.command(
    "snapshot",
    epilog="""\b
Examples:
  gongkai snapshot
  gongkai snapshot --list --json
  gongkai snapshot --check
  gongkai snapshot --withdraw public-2026-11-26-0123456789ab --reason "a home address was not masked"
""",
)
@archive_option
@click.option("--list", "listing", is_flag=True, help="Show the snapshots; take none.")
@click.option("--check", "checking", is_flag=True, help="Compare every snapshot with its digest; take none.")
@click.option("--withdraw", "name", default="", metavar="NAME", help="Delete this one; name, digest and reason stay.")
@click.option("--reason", default="", metavar="TEXT", help="Why it is withdrawn; it is shown to whoever asks for it.")
@json_option
def snapshot_command(archive: Path, listing: bool, checking: bool, name: str, reason: str, as_json: bool) -> None:
    """Take a snapshot of public.db: a copy under snapshots/, called by its day and SHA-256 and never overwritten.

    `gongkai serve` serves all of them beside the newest public.db, so that what somebody cited stays where it was. One
    that shows what is withheld or purged since is redacted anew, or withdrawn; the catalogue says so. Where nothing
    changed since the last one, none is taken. Exit code 1: --check found a file that is not what it was.
    """
    existing(archive, "archive.db")
    with boundary():
        if listing:
            _show(archive / FOLDER, as_json)
        elif checking:
            _check(archive / FOLDER, as_json)
        elif name:
            _withdraw(archive, name, " ".join(reason.split()), as_json)
        else:
            _take(archive, as_json)


def _take(archive: Path, as_json: bool) -> None:
    existing(archive, "public.db")
    with archive_lock(archive):
        open_archive(archive / "archive.db").close()  # in the newest format, which says what is withheld and purged
        taken, is_new = take_snapshot(archive, now=datetime.now(UTC), software=f"gongkai {version('gongkai')}")
    if as_json:
        click.echo(json_text({"taken": is_new, "snapshot": asdict(taken)}))
        return
    said = "taken" if is_new else "nothing changed since"
    say(clean(f"{taken.name}: {said}; {taken.size:,} bytes, SHA-256 {taken.sha256}"))


def _withdraw(archive: Path, name: str, reason: str, as_json: bool) -> None:
    if not reason:
        raise click.UsageError("give --reason: it is shown to whoever follows a citation")
    with archive_lock(archive):
        gone = withdraw(archive / FOLDER, name, on=datetime.now(UTC).date().isoformat(), why=reason)
    if as_json:
        click.echo(json_text({"snapshot": asdict(gone)}))
        return
    say(clean(f"{gone.name}: withdrawn on {gone.withdrawn_on}: {gone.why_withdrawn}"))


def _check(folder: Path, as_json: bool) -> None:
    wrong, number = damaged(folder), len(read_catalogue(folder))
    if as_json:
        click.echo(json_text({"snapshots": number, "damaged": wrong}))
    else:
        say(clean("\n".join([f"{name}: is not what its digest says" for name in wrong] + [f"{number} snapshots"])))
    if wrong:
        raise Stop(f"{len(wrong)} of {number} snapshots are damaged or missing", FINDINGS)


def _show(folder: Path, as_json: bool) -> None:
    snapshots = read_catalogue(folder)
    held = [each for each in snapshots if is_held(folder, each)]
    if as_json:
        click.echo(json_text({"snapshots": [asdict(each) for each in snapshots]}))
        return
    table = Table("snapshot", "taken (UTC)", "bytes", "SHA-256", "state")
    for each in snapshots:
        table.add_row(each.name, each.taken_at, f"{each.size:,}", each.sha256, clean(_state(each, held=each in held)))
    say(table if snapshots else clean("no snapshot was taken yet"))


def _state(snapshot: Snapshot, *, held: bool) -> str:
    if snapshot.is_withdrawn:
        return f"withdrawn on {snapshot.withdrawn_on}: {snapshot.why_withdrawn}"
    said = [f"redacted on {each.on}, was {each.sha256_before}" for each in snapshot.redactions]
    if held:
        said.append("held back: what is withheld could not be taken out of it yet")
    if snapshot.masking != rules_digest():
        said.append("masked by other rules than those of today")
    return "; ".join(said) or "as taken"
