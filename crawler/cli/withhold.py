"""`gongkai withhold`: keep something and serve it no more."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.table import Table
from sqlite_utils import Database

from archive.lock import archive_lock
from archive.publish.build import build_again
from archive.publish.withheld import withheld_counts
from archive.store import open_archive
from archive.withheld_rows import Fitted, fits, withheld_documents
from archive.withholding import (
    Said,
    Withholding,
    apply_withholdings,
    in_force,
    keep_withholdings,
    lift,
    withhold,
    withholdings,
)
from crawler.cli.existing import existing
from crawler.cli.exits import Stop, boundary
from crawler.cli.options import archive_option, json_option
from crawler.cli.output import clean, say
from crawler.exit_codes import FINDINGS
from crawler.printable import json_text
from crawler.telling.files import rewrite_files

_SHOWN = 20
_DOCUMENTS = """
select d.id, d.portal, d.published_on, d.title, d.url from json_each(?) x join documents d on d.id = x.value
order by d.portal, d.published_on, d.id
"""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the command was asked to do."""

    pattern: str
    portal: str
    said: Said
    lift: bool
    dry_run: bool
    even_if_none: bool


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What came of it: the documents that fit, and how many of everything; ``already`` where it was withheld before."""

    asked: _Asked
    documents: tuple[Mapping[str, Any], ...]
    fitted: int  # documents and the files attached to them
    captures: int
    rows: Mapping[str, int]  # of public.db, by table
    already: Said | None
    still_withheld: int | None = None  # by other entries; None where nothing was changed

    @property
    def files(self) -> int:
        """Files attached to the documents."""
        return self.fitted - len(self.documents)

    def plain(self) -> dict[str, Any]:
        """As ``--json`` shows it."""
        said: dict[str, Any] = {
            "pattern": self.asked.pattern,
            "lifted": self.asked.lift,
            "dry_run": self.asked.dry_run,
            "documents": self.documents,
            "files": self.files,
            "captures": self.captures,
            "rows": self.rows,
        }
        if self.already:
            said["already"] = {"date": self.already.on.isoformat(), "reason": self.already.reason}
        if self.still_withheld is not None:
            said["still_withheld"] = self.still_withheld
        return said


@click.command(
    "withhold",
    epilog="""\b
Examples:
  gongkai withhold http://www.example.gov.cn/a/12.html --reason 含个人信息 --by 值班编辑
  gongkai withhold "http://www.example.gov.cn/grants/*" --portal songshan --reason "names of minors" --dry-run
  gongkai withhold http://www.example.gov.cn/a/12.html --lift --reason 原网站已更正
  gongkai withhold --list
""",
)
@click.argument("pattern", metavar="URL|PATTERN", required=False, default="")
@click.option("--reason", default="", metavar="TEXT", help="Why; it is shown to whoever asks for what is withheld.")
@click.option("--by", default="", metavar="NAME", help="Who decided it; kept in the archive, not published.")
@click.option("--portal", default="", metavar="PORTAL", help="Only what is of this portal; all portals when not given.")
@click.option("--lift", "lifting", is_flag=True, help="Serve it again; that it was withheld stays on record.")
@click.option("--list", "listing", is_flag=True, help="Show what is withheld and once was; change nothing.")
@click.option("--dry-run", is_flag=True, help="Show what would be withheld; change nothing.")
@click.option("--even-if-none", is_flag=True, help="Keep a pattern that fits nothing yet, for crawls to come.")
@archive_option
@json_option
def withhold_command(
    pattern: str,
    reason: str,
    by: str,
    portal: str,
    lifting: bool,
    listing: bool,
    dry_run: bool,
    even_if_none: bool,
    archive: Path,
    as_json: bool,
) -> None:
    """Withhold documents, attachments and captures by their canonical address: kept whole, and served no more.

    In a PATTERN * stands for any characters and ? for one; an address of the archive means that one alone. public.db
    is built again at once: rows keep ids, dates, digests and numbers and are empty otherwise, their pages answer 410
    with the reason. archive.db and the WARC files stay as they are. Exit code 1 where the pattern fits nothing: it is
    then not kept, unless --even-if-none is given. docs/withholding.md says what is emptied.
    """
    path = existing(archive, "archive.db")
    if listing:
        with boundary():
            _show_list(withholdings(archive), as_json)
        return
    if not pattern or not reason.strip():
        raise click.UsageError("give an address or a pattern and --reason, or --list")
    today = datetime.now(UTC).date()
    said = Said(" ".join(reason.split()), " ".join(by.split()), today)
    asked = _Asked(pattern.strip(), portal, said, lifting, dry_run, even_if_none)
    with boundary(), archive_lock(archive), closing(open_archive(path)) as db:
        outcome = _done(archive, db, asked)
    click.echo(json_text(outcome.plain())) if as_json else _tell(outcome)


def _done(archive: Path, db: Database, asked: _Asked) -> _Outcome:
    """Do what was asked; return what came of it."""
    entries = withholdings(archive)
    known = in_force(entries, asked.pattern, asked.portal)
    change = lift if asked.lift else withhold
    changed = change(entries, asked.pattern, asked.portal, asked.said)
    found = fits(db, Withholding(asked.pattern, asked.portal, asked.said))
    if not (found.documents or found.captures or asked.lift or asked.even_if_none):
        message = f"{asked.pattern}: fits no document, attachment or capture of this archive; nothing was withheld"
        raise Stop(
            f"{message}. Addresses are canonical (docs/withholding.md); --even-if-none keeps it all the same", FINDINGS
        )
    outcome = _Outcome(
        asked,
        documents=tuple(db.query(_DOCUMENTS, [json.dumps(list(found.documents))])),
        fitted=len(found.documents),
        captures=len(found.captures),
        rows=_counts(archive / "archive.db", found),
        already=known.said if known and not asked.lift else None,
    )
    if asked.dry_run:
        return outcome
    keep_withholdings(archive, changed)
    apply_withholdings(db, archive)
    db.execute("pragma wal_checkpoint(truncate)")
    if build_again(archive):
        rewrite_files(archive)
    still = len(found.documents.keys() & withheld_documents(db).keys()) if asked.lift else 0
    return replace(outcome, still_withheld=still)


def _counts(path: Path, found: Fitted) -> Mapping[str, int]:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        return withheld_counts(connection, found.documents)


def _tell(outcome: _Outcome) -> None:
    asked, documents = outcome.asked, outcome.documents
    if documents:
        table = Table("document", "portal", "published on", "title", "address")
        for row in documents[:_SHOWN]:
            table.add_row(*(clean(str(row[key] or "")) for key in ("id", "portal", "published_on", "title", "url")))
        say(table)
    if len(documents) > _SHOWN:
        say(clean(f"and {len(documents) - _SHOWN} more; --json has all of them"))
    what = f"{len(documents)} documents, {outcome.files} attached files, {outcome.captures} captures"
    rows = ", ".join(f"{count} of {table}" for table, count in outcome.rows.items())
    verb = ("would be " if asked.dry_run else "") + ("served again" if asked.lift else "withheld")
    say(clean(f"{asked.pattern}: {verb}: {what}; rows of public.db: {rows or 'none'}"))
    if (already := outcome.already) is not None:
        say(clean(f"it was withheld already on {already.on}: {already.reason}; its reason stays"))
    if outcome.still_withheld:
        say(clean(f"{outcome.still_withheld} of them stay withheld by other entries; --list shows them"))


def _show_list(entries: tuple[Withholding, ...], as_json: bool) -> None:
    if as_json:
        click.echo(json_text({"withheld": [_object(entry) for entry in entries]}))
        return
    if not entries:
        say(clean("nothing is withheld"))
        return
    table = Table("address or pattern", "portal", "since", "by", "reason", "lifted")
    for entry in entries:
        lifted = f"{entry.lifted.on} {entry.lifted.by}: {entry.lifted.reason}" if entry.lifted else ""
        cells = (entry.pattern, entry.portal, str(entry.said.on), entry.said.by, entry.said.reason, lifted)
        table.add_row(*map(clean, cells))
    say(table)


def _object(entry: Withholding) -> dict[str, object]:
    return {"pattern": entry.pattern, "portal": entry.portal, **_said(entry.said)} | {
        "lifted": _said(entry.lifted) if entry.lifted else None
    }


def _said(said: Said) -> dict[str, str]:
    return {"reason": said.reason, "by": said.by, "date": said.on.isoformat()}
