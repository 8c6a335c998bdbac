"""`gongkai gaps`: the series of document and index numbers, and what of them is not in the archive."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from rich.table import Table
from sqlite_utils import Database

from archive.publish.harmless_csv import harmless
from archive.series.found import SeriesFound, figures, kind_label, note, rows_of, series_found, word
from archive.standing import read_standing
from crawler.cli.existing import reading, require_table
from crawler.cli.exits import Stop, boundary
from crawler.cli.options import archive_option, json_option
from crawler.cli.output import clean, number, say
from crawler.exit_codes import FINDINGS, NOTHING_READ
from crawler.printable import json_text, printable

#: What a line of CSV says of its number; each is a figure of figures.yml.
_OPEN = ("missing", "cited", "twice", "outliers")
_CSV = ("sort", "prefix", "year", "number", "serial", "what", "after_date", "before_date", "title", "quote")
#: Of a series, so many ranges stand in its line of the table; --json and --csv have all.
_MOST_RANGES = 12


@click.command(
    epilog="""\b
Examples:
  gongkai gaps songshan                                what is missing of every series
  gongkai gaps songshan --year 2018 --json | jq '.series[] | select(.missing > 0) | .gaps'
  gongkai gaps songshan --csv > missing.csv            a line for every number that is missing or cited, for Excel
  gongkai gaps songshan --strict                       exit code 1 where a number is missing, cited only, or used twice
"""
)
@click.argument("name", metavar="PORTAL")
@archive_option
@click.option("--year", type=click.IntRange(1900, 2199), help="Only series of this year.")
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="One line for each number that needs a look, as CSV on stdout.")
@click.option(
    "--strict", is_flag=True, help="Exit with 1 where a number is missing, cited and not there, or used twice."
)
def gaps(name: str, archive: Path, year: int | None, as_json: bool, as_csv: bool, strict: bool) -> None:
    """Tell which document numbers (文号) and index numbers (索引号) of PORTAL are not in the archive.

    Numbers are given one after the other, by issuer, kind and year: what lies between the first and the last that the
    site shows, and what its texts cite, was given out. Not found in the archive (存档中未见) is all that is said, and
    only of the portal's own series whose columns were read whole; docs/series.md has the rules. The numbers are those
    of the last `gongkai run` or `gongkai verify`.
    """
    if as_json and as_csv:
        raise click.UsageError("--json or --csv, not both")
    with boundary():
        portal = Path(name).stem
        with reading(archive) as db:
            require_table(db, archive, "series")
            found = list(series_found(db, portal, year))
            as_of = found[0].row["as_of"] if found else read_standing(db, portal).as_of
            if not as_of:
                raise Stop(f"{archive}: no crawl of {portal} was accepted; crawl it first", NOTHING_READ)
            if as_json:
                click.echo(json_text(_object(as_of, found)))
            elif as_csv:
                click.echo(_csv(db, found), nl=False)
            else:
                _show(portal, as_of, found)
    if strict and any(each.row[key] for each in found for key in ("missing", "cited", "twice")):
        raise SystemExit(FINDINGS)


def _object(as_of: str, found: Sequence[SeriesFound]) -> dict[str, Any]:
    said = note()
    return {
        "as_of": as_of,
        "note": {"zh": said.zh, "en": said.en},
        "series": [_series_object(each) for each in found],
    }


def _series_object(each: SeriesFound) -> dict[str, Any]:
    row = dict(each.row)
    reason = word("reasons", row["reason"]) if row["reason"] else None
    return row | {
        "unread": list(each.unread),
        "reason_label": {"zh": reason.zh, "en": reason.en} if reason else None,
        "gaps": [dict(gap) for gap in each.gaps],
        "cited_numbers": [dict(one) for one in each.cited],
        "numbers_used_twice": [dict(one) for one in each.twice],
        "outlying_numbers": [dict(one) for one in each.outliers],
        "sql": {key: figure.of(row["id"]) for key, figure in figures().items()},
    }


def _csv(db: Database, found: Sequence[SeriesFound]) -> str:
    written = io.StringIO()
    writer = csv.DictWriter(written, _CSV, restval="", extrasaction="ignore")
    writer.writeheader()
    for each in found:
        for key in _OPEN:
            for row in rows_of(db, key, each.row):
                writer.writerow({**_named(each.row), "what": key, **_filled(row)})
    return "".join(harmless(line) for line in written.getvalue().splitlines(keepends=True))


def _named(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: "" if row[key] is None else row[key] for key in ("sort", "prefix", "year")}


def _filled(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: printable(value) if isinstance(value, str) else value for key, value in row.items() if value is not None
    }


def _show(portal: str, as_of: str, found: Sequence[SeriesFound]) -> None:
    if not found:
        click.echo(f"{portal}: no document shows a document or index number that can be read", err=True)
        return
    for sort in sorted({each.row["sort"] for each in found}):
        label = word("sorts", sort)
        say(_table(f"{label.zh} {label.en}: {portal}, {as_of}", [each for each in found if each.row["sort"] == sort]))
    said = note()
    say(clean(f"{said.zh}\n{said.en}"))


def _table(title: str, found: Sequence[SeriesFound]) -> Table:
    table = Table(title=clean(title))
    counts = ("first", "last", "found 已见", "missing 未见", "share", "given out 至少")
    for heading in ("series 序列", *counts, "numbers not found in the archive 存档中未见"):
        table.add_column(heading, justify="right" if heading in counts else "left")
    for each in found:
        row = each.row
        share = "" if row["share"] is None else f"{row['share']:.0%}"
        shown = (
            *map(number, (row["first"], row["last"], row["published"], row["missing"])),
            share,
            number(row["issued"]),
        )
        table.add_row(clean(_name(row)), *shown, clean("\n".join(_lines(each))))
    return table


def _name(row: Mapping[str, Any]) -> str:
    kind = kind_label(row["kind"])
    year = f" {row['year']}" if row["year"] else ""
    return f"{row['prefix']}{year}" + (f"\n{kind.zh} {kind.en}" if kind.en else "")


def _lines(each: SeriesFound) -> Iterator[str]:
    """What stands behind the figures of a series: its gaps, or why there are none; what is cited, used twice, far."""
    if each.row["reason"]:
        reason = word("reasons", each.row["reason"])
        unread = f": {'、'.join(each.unread)}" if each.unread else ""
        yield f"not assessable 无法判断: {reason.zh} {reason.en}{unread}"
    if each.gaps:
        more = f" … ({len(each.gaps)} ranges)" if len(each.gaps) > _MOST_RANGES else ""
        yield "、".join(map(_range, each.gaps[:_MOST_RANGES])) + more
    for key, words in (("cited", "cited 被引用"), ("twice", "used twice 重号"), ("outliers", "outlier 疑误")):
        serials = [str(one["serial"]) for one in getattr(each, key)]
        if serials:
            yield f"{words}: {'、'.join(serials)}"


def _range(gap: Mapping[str, Any]) -> str:
    return str(gap["first"]) if gap["first"] == gap["last"] else f"{gap['first']}–{gap['last']}"
