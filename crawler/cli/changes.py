"""`gongkai changes`: what became different between the accepted crawls of an archive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import click
from rich.text import Text
from sqlite_utils import Database

from archive.changes.shown import Wanted, changes_of, difference
from archive.changes.words import kind_label, kinds, sentence
from archive.text_diff import Paragraph, Piece
from crawler.cli.existing import reading
from crawler.cli.exits import boundary
from crawler.cli.options import archive_option, json_option
from crawler.cli.output import clean, say
from crawler.printable import json_text

#: How words that went and that came are marked, with and without colours.
_MARKS = {"removed": ("[-", "-]", "red"), "added": ("{+", "+}", "green")}
#: Of what stayed, so many characters are shown before and after what did not.
_AROUND = 24
_MOST_PARAGRAPHS = 20


@click.command(
    epilog="""\b
Examples:
  gongkai changes                                          everything, the newest night first
  gongkai changes --portal songshan --since 2020-06-01
  gongkai changes --kind removed --kind backdated --json
"""
)
@archive_option
@click.option("--portal", help="Only this portal's.")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]),
    metavar="DAY",
    help="Only what crawls show that began on this day (UTC) or later.",
)
@click.option("--kind", "wanted", multiple=True, type=click.Choice(kinds()), help="Only this kind; may be repeated.")
@json_option
def changes(archive: Path, portal: str | None, since: datetime | None, wanted: Sequence[str], as_json: bool) -> None:
    """Tell what became different between accepted crawls: added, removed, edited, backdated, …

    docs/changes.md says what each kind means. Of an edit the paragraphs are shown that were changed: [-gone-]{+new+}.
    """
    day = since.isoformat(timespec="minutes") if since else None
    with boundary(), reading(archive) as db:
        rows = list(changes_of(db, Wanted(portal, day, wanted or None)))
        if as_json:
            click.echo(json_text([_object(db, row) for row in rows], indent=1))
            return
        for (seen_at, name), together in groupby(rows, key=lambda row: (row["seen_at"], row["portal"])):
            say(clean(f"{seen_at[:16].replace('T', ' ')} UTC {name}"))
            for row in together:
                say(_told(row, _difference(db, row)))
    if not rows:
        click.echo("nothing became different", err=True)


def _difference(db: Database, row: dict[str, Any]) -> tuple[Paragraph, ...] | None:
    """What of a text or file was edited; None where there is nothing to compare."""
    return difference(db, row["before_version"], row["after_version"]) if row["kind"] == "edited" else None


def _object(db: Database, row: dict[str, Any]) -> dict[str, Any]:
    shown = _difference(db, row)
    told = None if shown is None else [[asdict(piece) for piece in paragraph.pieces] for paragraph in shown]
    return row | {"difference": told}


def _told(row: dict[str, Any], shown: tuple[Paragraph, ...] | None) -> Text:
    label = kind_label(row["kind"])
    lines = [clean(f"  {label.zh} {label.en}  {row['column_title'] or ''}  {row['title'] or ''}")]
    lines += [clean(f"      {line}") for line in _besides(row, shown) if line]
    lines += [_paragraph(paragraph) for paragraph in (shown or ())[:_MOST_PARAGRAPHS]]
    if shown and len(shown) > _MOST_PARAGRAPHS:
        lines.append(Text(f"      and {len(shown) - _MOST_PARAGRAPHS} more paragraphs"))
    return Text("\n").join(lines)


def _besides(row: dict[str, Any], shown: tuple[Paragraph, ...] | None) -> Iterator[str]:
    yield row["url"] or ""
    yield sentence(row).en
    if row["repost_of"]:
        yield f"title and text of an earlier document: {row['repost_title'] or row['repost_of']}"
    if row["part"] == "attachment":
        yield _of_file(row, shown)
    elif row["kind"] == "edited" and shown is None:
        yield "the texts are not kept any more"


def _of_file(row: dict[str, Any], shown: tuple[Paragraph, ...] | None) -> str:
    if row["before_version"] is None or row["after_version"] is None:
        return "a further file" if row["before_version"] is None else "the file is not attached any more"
    return "other bytes of the file" if shown else "other bytes of the file, no other text that can be read"


def _paragraph(paragraph: Paragraph) -> Text:
    return Text("      ").append_text(Text.assemble(*(_piece(piece) for piece in paragraph.pieces)))


def _piece(piece: Piece) -> Text:
    if piece.kind == "same":
        words = piece.text
        short = words if len(words) <= 2 * _AROUND else f"{words[:_AROUND]}…{words[-_AROUND:]}"
        return clean(short)
    before, after, colour = _MARKS[piece.kind]
    marked = clean(f"{before}{piece.text}{after}")
    marked.stylize(colour)
    return marked
