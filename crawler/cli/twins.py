"""`gongkai twins`: which documents have the text of another, and how much of a year's count they make."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from archive.twins.figures import Row, Share, YearTwins, twins_of
from archive.twins.rules import kind_head, kind_label, kinds
from crawler.cli.csv_output import echo_csv
from crawler.cli.existing import reading, require_table
from crawler.cli.exits import Stop, boundary
from crawler.cli.options import archive_option, json_option
from crawler.cli.output import clean, say
from crawler.exit_codes import NOTHING_READ
from crawler.printable import json_text

_CSV = (
    *("document", "title", "published_on", "year", "kind", "similarity", "days_apart"),
    *("twin", "twin_title", "twin_published_on", "url", "twin_url"),
)
_MOST_SHOWN = 50


@click.command(
    epilog="""\b
Examples:
  gongkai twins songshan
  gongkai twins songshan --year 2018 --csv > twins.csv       every document with its counterpart
  gongkai twins songshan --json | jq '.years[0].whole.sql'   the SQL of each number's rows
"""
)
@click.argument("portal", metavar="PORTAL")
@archive_option
@click.option("--year", type=click.IntRange(1900, 2200), help="Only documents published in this year.")
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="Every document with a counterpart, one on a line.")
def twins(portal: str, archive: Path, year: int | None, as_json: bool, as_csv: bool) -> None:
    """Tell which documents of PORTAL have the text of one before them, or nearly, and how many of a year's they are.

    Only the same text is counted twice; documents of one form with other figures are not. docs/twins.md says how texts
    are compared. The numbers are those of the last `gongkai run` or `gongkai verify`.
    """
    name = Path(portal).stem
    with boundary(), reading(archive) as db:
        require_table(db, archive, "twins")
        years = list(twins_of(db, name, year))
    if as_csv:
        echo_csv(_CSV, [row for one in years for row in one.rows])
    elif as_json:
        click.echo(json_text({"portal": name, "years": list(map(_year, years))}, indent=1))
    elif not years:
        raise Stop(f"{archive}: no document of {name} of that year is in this archive", NOTHING_READ)
    else:
        for one in years:
            _show(one)


def _share(one: Share) -> dict[str, Any]:
    return {
        "column": one.column or None,
        "title": one.title,
        "documents": one.documents,
        "values": {**one.counts, "counted_twice": one.counted_twice, "counted_twice_share": one.counted_twice_share},
        "sql": {kind: one.sql(kind) for kind in kinds()},
    }


def _year(one: YearTwins) -> dict[str, Any]:
    return {
        "year": one.year,
        "whole": _share(one.whole),
        "columns": [_share(each) for each in one.columns],
        "listed_twice": one.listed_twice,
        "listed_twice_sql": one.listed_twice_sql,
        "twins": [{name: row[name] for name in _CSV} for row in one.rows],
    }


def _show(one: YearTwins) -> None:
    say(_table(one))
    shown: Sequence[Row] = [row for row in one.rows if row["twin"]]
    for row in shown[:_MOST_SHOWN]:
        label = kind_label(row["kind"])
        said = f"  {label.zh} {label.en} {row['similarity']:.2f}  {row['published_on'] or ''} {row['title']}"
        say(clean(f"{said}\n      ← {row['twin_published_on'] or ''} {row['twin_title']}  {row['twin_url']}"))
    if len(shown) > _MOST_SHOWN:
        say(f"  and {len(shown) - _MOST_SHOWN} more; --csv lists them all")


def _head(kind: str) -> str:
    label = kind_head(kind)
    return f"{label.zh}\n{label.en}"


def _table(one: YearTwins) -> Table:
    table = Table(title="无日期 undated" if one.year is None else str(one.year))
    table.add_column("")
    for head in ("信息\ndocuments", *map(_head, kinds()), "重复占比\ncounted twice"):
        table.add_column(head, justify="right")
    for title, each in (("全部 all", one.whole), *((each.title, each) for each in one.columns)):
        share = "" if each.counted_twice_share is None else f"{each.counted_twice_share:.1%}"
        table.add_row(clean(title), str(each.documents), *(str(each.counts[kind]) for kind in kinds()), share)
    label = kind_label("listed_twice")
    table.caption = f"{label.zh} {label.en}: {one.listed_twice}"
    return table
