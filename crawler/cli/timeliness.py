"""`gongkai timeliness`: how many working days passed from writing to publication."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from archive.timeliness.eves import Eve, eves_of
from archive.timeliness.figures import Distribution, YearTimeliness, timeliness_of
from archive.timeliness.rows import written_documents
from archive.timeliness.rules import eve_days, kind_head, kinds, measure_label
from crawler.cli.csv_output import echo_csv
from crawler.cli.existing import reading, require_table
from crawler.cli.exits import Stop, boundary
from crawler.cli.options import archive_option, json_option
from crawler.cli.output import clean, number, say
from crawler.exit_codes import NOTHING_READ
from crawler.printable import json_text

_CSV = (
    *("document", "title", "issuer", "year", "kind", "written_on", "published_on", "working_days"),
    *("published_on_other", "other_days", "lacked_on", "at_least", "url"),
)
#: Documents that the archive contradicts: so many are shown.
_MOST_SHOWN = 20
_MEASURES = ("written", "median", "p90", "over_share")


@click.command(
    epilog="""\b
Examples:
  gongkai timeliness songshan
  gongkai timeliness songshan --year 2018 --csv > late.csv     every document with its dates
  gongkai timeliness songshan --json | jq '.years[0].whole'    numbers, each with the SQL of its rows
"""
)
@click.argument("portal", metavar="PORTAL")
@archive_option
@click.option("--year", type=click.IntRange(1900, 2200), help="Only documents published in this year.")
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="Every document with a date of writing, one on a line.")
def timeliness(portal: str, archive: Path, year: int | None, as_json: bool, as_csv: bool) -> None:
    """Tell how many working days lie between the dates of writing and of publication of PORTAL's documents.

    By year, column and issuer: how many are over the 20 working days of the Regulation on Open Government Information,
    the median and the 90th percentile. docs/timeliness.md says how they are counted. The numbers are those of the last
    `gongkai run` or `gongkai verify`.
    """
    name = Path(portal).stem
    with boundary(), reading(archive) as db:
        require_table(db, archive, "timeliness")
        rows = list(written_documents(db, name, year))
        years, eves = list(timeliness_of(db, name, year)), list(eves_of(db, name, year))
    if as_csv:
        echo_csv(_CSV, rows)
    elif as_json:
        said = {"portal": name, "years": list(map(_year, years)), "eves": [each.row() for each in eves]}
        click.echo(json_text(said, indent=1))
    elif not years:
        raise Stop(f"{archive}: no document of {name} says when it was written, or it was never verified", NOTHING_READ)
    else:
        _show(years, eves, rows)


def _distribution(one: Distribution) -> dict[str, Any]:
    measures: Mapping[str, Any] = {
        "written": one.written,
        "compared": one.compared,
        "median": one.median,
        "p90": one.p90,
        "over_share": one.over_share,
    }
    values = {**one.counts, **measures}
    return {
        "column": one.group.column,
        "issuer": one.group.issuer,
        "title": one.title,
        "documents": one.documents,
        "values": values,
        "sql": {key: one.sql(key) for key in values},
    }


def _year(one: YearTimeliness) -> dict[str, Any]:
    return {
        "year": one.year,
        "whole": _distribution(one.whole),
        "columns": [_distribution(each) for each in one.columns],
        "issuers": [_distribution(each) for each in one.issuers],
    }


def _show(years: Sequence[YearTimeliness], eves: Sequence[Eve], rows: Sequence[Mapping[str, Any]]) -> None:
    for one in years:
        say(_table(one))
    if eves:
        say(_eves_table(eves))
    for row in [row for row in rows if row["lacked_on"]][:_MOST_SHOWN]:
        seen = f"{row['lacked_on']} 存档未见 not there on that day ({row['at_least']} 个工作日 working days or more)"
        say(clean(f"  {row['title']}  {row['url']}\n      {row['published_on']} 所标日期 as dated; {seen}"))


def _table(one: YearTimeliness) -> Table:
    shown = [kind for kind in kinds() if one.whole.counts[kind]]
    table = Table(title="无日期 undated" if one.year is None else str(one.year))
    table.add_column("")
    for label in (*map(kind_head, shown), *map(measure_label, _MEASURES)):
        table.add_column(f"{label.zh}\n{label.en}", justify="right")
    for title, each in _lines(one):
        share = "" if each.over_share is None else f"{each.over_share:.0%}"
        counts = [str(each.counts[kind]) for kind in shown]
        measures = (f"{each.written} / {each.documents}", number(each.median), number(each.p90), share)
        table.add_row(clean(title), *counts, *measures)
    return table


def _lines(one: YearTimeliness) -> list[tuple[str, Distribution]]:
    issuers = [(f"发布机构 issuer {each.title}", each) for each in one.issuers if each.title]
    return [("全部 all", one.whole), *((each.title, each) for each in one.columns), *issuers]


def _eves_table(eves: Sequence[Eve]) -> Table:
    heads = ("标注日期在此\ndated into it", "若均匀\nif even", "全年\nof the year", "其间补发\nbackdated, seen in it")
    table = Table(f"此前{eve_days()}个工作日\n{eve_days()} working days before", *heads)
    for one in eves:
        title = f"{one.day} {one.title_zh}（{one.since} –）"
        table.add_row(clean(title), str(one.documents), f"{one.expected:g}", str(one.of_year), str(one.backdated))
    return table
