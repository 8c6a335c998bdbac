"""`gongkai rebuild`: archive.db again, from the record."""

from __future__ import annotations

import gc
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

import click
from sqlite_utils import Database

from archive.dump import Difference, differences
from archive.lock import archive_lock
from archive.manifest import write_missing_manifests
from archive.publish.build import build_again
from archive.store import open_archive, unread
from crawler.capture.repair import recover
from crawler.cli.exits import Stop, boundary
from crawler.cli.options import archive_option, json_option
from crawler.cli.output import clean
from crawler.exit_codes import FINDINGS, NOTHING_READ
from crawler.printable import json_text
from crawler.rebuild import RebuiltCrawl, check_imports
from crawler.rebuild import rebuild as rebuild_archive
from crawler.telling.files import rewrite_files

REPLACED = "archive.db.replaced"
#: Objects that are made before young ones are looked through for garbage: ten times as many as usual. What a page makes
#: is gone with it, without that.
_GARBAGE = 7000


@dataclass
class Outcome:
    """What a rebuild gave; ``differences`` is None where there was no archive.db to compare with."""

    crawls: int = 0
    captures: int = 0
    documents: int = 0
    seconds: float = 0.0
    differences: list[Difference] | None = None
    notes: list[str] = field(default_factory=list)


@click.command(
    epilog="""\b
Examples:
  gongkai rebuild                          after archive.db was lost, or with a newer reader
  gongkai rebuild --check --archive data   does the record give the same rows? nothing is changed
"""
)
@archive_option
@click.option("--check", "only_check", is_flag=True, help="Compare only: leave archive.db as it is; exit 1 if unequal.")
@json_option
def rebuild(archive: Path, only_check: bool, as_json: bool) -> None:
    """Build archive.db again from warc/, crawls/ and imports/, with the network closed.

    The result is compared with archive.db fact by fact (docs/rebuild.md says what is left out) and takes its place;
    where they differ, the old one is kept beside it as archive.db.replaced. A crawl that is still open is closed as
    interrupted.
    """
    if not (archive / "warc").is_dir():
        raise Stop(f"{archive}: there is no warc/ to rebuild from", NOTHING_READ)
    with boundary(), archive_lock(archive):
        outcome = rebuilt(archive, replace=not only_check)
    click.echo(json_text(_object(outcome)) if as_json else _sentence(archive, outcome))
    if only_check and outcome.differences != []:
        raise SystemExit(FINDINGS)


def rebuilt(archive: Path, *, replace: bool, keep: bool = True) -> Outcome:
    """Rebuild an archive that nobody else writes, compare, and put the result in place unless ``replace`` is False.

    With ``keep`` False the old archive.db goes, and public.db is built again whatever was found.
    """
    outcome = Outcome()
    beside = archive / "archive.db.rebuilt"
    began = time.monotonic()
    with _scratch(beside):
        if replace:
            for repaired in recover(archive / "warc"):
                click.echo(f"left open by an earlier run: {repaired}", err=True)
        with closing(open_archive(beside)) as db:
            _fill(archive, db, outcome)
            outcome.seconds = time.monotonic() - began
            outcome.differences = _compared(archive, db)
            if replace:
                write_missing_manifests(archive, db)
            db.execute("pragma wal_checkpoint(truncate)")
        if replace:
            _put_in_place(archive, beside, outcome, keep=keep)
    return outcome


def _fill(archive: Path, db: Database, outcome: Outcome) -> None:
    def report(crawl: RebuiltCrawl) -> None:
        outcome.crawls += 1
        outcome.captures += crawl.captures
        then = f", was {crawl.verdict_then}" if crawl.verdict_then not in ("", crawl.verdict) else ""
        click.echo(f"{crawl.crawl}: {crawl.captures} captures, {crawl.verdict}{then}", err=True)
        if crawl.note:
            click.echo(f"warning: {crawl.note}", err=True)
            outcome.notes.append(crawl.note)

    gc.freeze()  # the program itself is no garbage, and would be looked through again every few hundred pages
    gc.set_threshold(_GARBAGE)
    with unread(db):
        rebuild_archive(archive, db, report)
    outcome.documents = db.table("documents").count


def _compared(archive: Path, db: Database) -> list[Difference] | None:
    """How the rebuilt archive differs from the present one. Raises RecordError where that holds what is kept nowhere.

    None where there is no present one, or it cannot be read.
    """
    path = archive / "archive.db"
    if not path.exists():
        return None
    try:
        with closing(open_archive(path)) as before:
            check_imports(archive, before)
            return differences(before, db)
    except sqlite3.DatabaseError as error:
        click.echo(f"{path} cannot be read, and so not compared: {error}", err=True)
        return None


def _keep_beside(path: Path, kept: Path) -> None:
    """Give the old archive.db a second name: whoever is killed here leaves no archive without one."""
    kept.unlink(missing_ok=True)
    try:
        os.link(path, kept)
    except OSError:  # a file system without second names
        path.replace(kept)


def _put_in_place(archive: Path, beside: Path, outcome: Outcome, *, keep: bool) -> None:
    path = archive / "archive.db"
    with beside.open("rb") as file:
        os.fsync(file.fileno())
    if keep and path.exists() and outcome.differences != []:
        _keep_beside(path, archive / REPLACED)
        outcome.notes.append(f"the old one is kept as {REPLACED}")
    for leftover in ("-wal", "-shm"):  # of the old one: never to be read into the new one
        (archive / f"archive.db{leftover}").unlink(missing_ok=True)
    beside.replace(path)
    if (outcome.differences != [] or not keep) and build_again(archive):
        rewrite_files(archive)
        outcome.notes.append("public.db is built again")


@contextmanager
def _scratch(path: Path) -> Iterator[None]:
    """Whatever becomes of the rebuild, nothing of it is left beside the archive."""
    try:
        _remove(path)
        yield
    finally:
        with suppress(OSError):
            _remove(path)


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _object(outcome: Outcome) -> dict[str, object]:
    equal = None if outcome.differences is None else not outcome.differences
    return {"equal": equal, **asdict(outcome)}


def _sentence(archive: Path, outcome: Outcome) -> str:
    pace = outcome.captures / outcome.seconds if outcome.seconds else 0.0
    lines = [
        f"{archive}: rebuilt {outcome.crawls} crawls, {outcome.captures} captures, {outcome.documents} documents "
        f"in {outcome.seconds:.1f} s ({pace:.0f} captures a second)"
    ]
    if outcome.differences is None:
        lines.append("there was no archive.db to compare with")
    elif not outcome.differences:
        lines.append("every fact is the same")
    for difference in outcome.differences or ():
        lines.append(f"{difference.table}: {difference.only_before} no longer, {difference.only_now} new")
        lines += [f"  {example}" for example in difference.examples]
    return clean("\n".join([*lines, *outcome.notes])).plain
