"""`gongkai diff`: two years of a portal beside each other, two crawls of it, or two archives of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click
from rich.table import Table
from sqlite_utils import Database

from archive.diff.asked import portal_asked
from archive.diff.crawls import CrawlsDiff, crawls_diff
from archive.diff.figure_lines import Figure
from archive.diff.flat import as_csv, rows_of_crawls, rows_of_years
from archive.diff.lists import ColumnDiff, Number
from archive.diff.notes import Note
from archive.diff.shown import amount_text, growth_text, plain, range_text
from archive.diff.spans import Line
from archive.diff.words import outcome_label, part_label, why_label
from archive.diff.years import YearsDiff, years_diff
from archive.labels import Label, value_label
from crawler.cli.diff_archives import are_archives, show_archives_diff
from crawler.cli.existing import reading
from crawler.cli.exits import boundary
from crawler.cli.options import archive_option, json_option
from crawler.cli.output import clean, say
from crawler.printable import json_text

_YEAR = re.compile(r"[12]\d{3}")
_NEVER_SAID = ("form_differs",)  # a whole form of them: counted, and left to --json and --csv


@click.command(
    epilog="""\b
Examples:
  gongkai diff 2017 2018                               the only portal with reports
  gongkai diff 2017 2018 --portal songshan --json
  gongkai diff 2017 2018 --csv > 2017-2018.csv
  gongkai diff songshan-20200601T163000Z songshan-20200602T163000Z
  gongkai diff data ../theirs --portal songshan        two archives of the same portal
  gongkai diff data ../theirs --csv > differences.csv

\b
Exit codes: 0 done; 2 no such year, crawl or portal, or one of several has to be
named; 8 the archive cannot be used; 9 there is no archive.
"""
)
@click.argument("one", metavar="YEAR|CRAWL|ARCHIVE")
@click.argument("other", metavar="YEAR|CRAWL|ARCHIVE")
@archive_option
@click.option("--portal", help="Of which portal; needed where several have reports.")
@json_option
@click.option("--csv", "as_table", is_flag=True, help="One row for each number on stdout.")
def diff(one: str, other: str, archive: Path, portal: str | None, as_json: bool, as_table: bool) -> None:
    """Set two years of a portal beside each other, two of its crawls, or two archives of it.

    Of years: what the reports say and what the archive counts, by metric, channel, column, kind and month, and how
    both grew; relations between the reports, repeated text, what the later one says of the year before. Of crawls:
    what each list held, and what only one of them lists. Of archives, which are folders: who saw what when, where the
    bytes differ, and what one has not, with what it knows of that. Where something cannot be compared it is said why
    (docs/diff.md).
    """
    if as_json and as_table:
        raise click.UsageError("--json and --csv: one of them")
    if are_archives((one, other)):
        with boundary():
            show_archives_diff(Path(one), Path(other), portal, as_json=as_json, as_table=as_table)
        return
    are_years = [bool(_YEAR.fullmatch(name)) for name in (one, other)]
    if len(set(are_years)) > 1:
        raise click.UsageError(f"{one} and {other}: two years or two crawls, not one of each")
    with boundary(), reading(archive) as db:
        found = _years(db, portal, one, other) if are_years[0] else crawls_diff(db, one, other, portal)
    if as_json:
        kind = "years" if isinstance(found, YearsDiff) else "crawls"
        click.echo(json_text({"kind": kind} | asdict(found), indent=1))
    elif as_table:
        rows = rows_of_years(found) if isinstance(found, YearsDiff) else rows_of_crawls(found)
        click.echo(as_csv(rows), nl=False)
    elif isinstance(found, YearsDiff):
        _show_years(found)
    else:
        _show_crawls(found)


def _years(db: Database, portal: str | None, one: str, other: str) -> YearsDiff:
    return years_diff(db, portal_asked(db, portal), int(one), int(other))


def _show_years(found: YearsDiff) -> None:
    earlier, later = map(str, found.years)
    say(clean(f"{found.portal}: {earlier} → {later}, as of {found.as_of_date or 'no crawl'}"))
    _show_notes(found.notes)
    say(_figures_table(found))
    left = sum(figure.reported.why in _NEVER_SAID for figure in found.figures)
    if left:
        say(clean(f"{left} more figures of tables that the other report does not have: see --json, --csv"))
    for part in ("channels", "columns", "kinds", "months"):
        say(_lines_table(part, (earlier, later), getattr(found, part)))
    _show_texts(found)


def _title(part: str) -> str:
    label = part_label(part)
    return f"{label.zh} {label.en}"


def _show_notes(notes: Iterable[Note]) -> None:
    for note in notes:
        say(clean(f"  {note.label.en}"))


def _figures_table(found: YearsDiff) -> Table:
    years = [str(year) for year in found.years]
    heads = [
        *(f"报告 reported {year}" for year in years),
        "growth",
        *(f"存档 counted {year}" for year in years),
        "growth",
    ]
    table = Table("指标 metric", *heads, title=_title("figures"))
    for figure in found.figures:
        if figure.reported.why not in _NEVER_SAID:
            table.add_row(*map(clean, _figure_cells(figure)))
    return table


def _figure_cells(figure: Figure) -> list[str]:
    unit = next((said.unit for said in (figure.earlier, figure.later) if said), "")
    reported = [amount_text(said.amount if said else None) for said in (figure.earlier, figure.later)]
    counted = [amount_text(side.amount) for side in (figure.counted_earlier, figure.counted_later)]
    notes = [note.label.en for note in figure.notes if note.key not in ("undated", "not_counted", "incomplete")]
    name = "\n".join([f"{figure.label.zh} {unit}".strip(), figure.label.en, *notes])
    return [name, *reported, growth_text(figure.reported).en, *counted, growth_text(figure.counted).en]


def _lines_table(part: str, years: tuple[str, str], lines: Iterable[Line]) -> Table:
    table = Table("", *(f"存档 counted {year}" for year in years), "growth", title=_title(part))
    for line in lines:
        name = line.label.zh if line.label.zh == line.label.en else f"{line.label.zh} {line.label.en}"
        amounts = (amount_text(line.earlier.amount), amount_text(line.later.amount))
        table.add_row(*map(clean, (name, *amounts, growth_text(line.growth).en)))
    return table


def _show_texts(found: YearsDiff) -> None:
    """What the reports say of each other; a part of which nothing is there is not shown."""
    if found.relations:
        table = Table("rule", "expected", "printed", "result", title=_title("relations"))
        for relation in found.relations:
            result = _held(relation.holds, relation.reason)
            table.add_row(*map(clean, (relation.rule, plain(relation.expected), plain(relation.printed), result)))
        say(table)
    if found.claimed:
        table = Table("指标 metric", "原文 quote", "by both reports", "by the archive", title=_title("claimed"))
        for claim in found.claimed:
            is_percent = claim.unit == "%"
            both = (range_text(claim.by_reports, percent=is_percent), range_text(claim.counted, percent=is_percent))
            reports = f"{both[0]}: {outcome_label(claim.reports).en}".removeprefix(": ")
            counted = f"{both[1] or why_label(claim.why).en}: {outcome_label(claim.outcome).en}"
            cells = (claim.label.zh, claim.said.quote, reports, counted)
            table.add_row(*map(clean, cells))
        say(table)
    if found.later_says:
        table = Table("指标 metric", "its own report", "the later report", "result", title=_title("later_says"))
        for one in found.later_says:
            cells = (one.label.zh, plain(one.earlier), plain(one.later), _held(one.holds, one.reason))
            table.add_row(*map(clean, cells))
        say(table)
    if found.repeated:
        table = Table("部分 section", "字 characters", "repeated", "share", title=_title("repeated"))
        for section in found.repeated:
            numbers = (str(section.characters), str(section.repeated), f"{100 * section.share:.1f} %")
            table.add_row(*map(clean, (section.section or "首段 the opening", *numbers)))
        say(table)


def _held(holds: bool | None, reason: Label | None) -> str:
    said = "not assessable" if holds is None else "agrees" if holds else "differs"
    return f"{said}: {reason.en}" if reason else said


def _show_crawls(found: CrawlsDiff) -> None:
    for crawl in found.crawls:
        say(clean(f"{crawl.id}: {crawl.started_at[:16].replace('T', ' ')} UTC, {crawl.verdict}"))
    _show_notes(found.notes)
    table = Table("栏目 column", "coverage", "entries", "added", "gone", "", title=_title("lists"))
    for column in found.columns:
        table.add_row(*map(clean, _column_cells(column)))
    say(table)
    say(
        clean(f"listed only by the later crawl: {_number(found.added)}; only by the earlier one: {_number(found.gone)}")
    )
    both = (found.read_in_both.amount, found.differing.amount)
    say(clean(f"read by both: {amount_text(both[0])} documents, {amount_text(both[1])} of them with another text"))
    kinds = ", ".join(f"{kind.label.zh} {kind.label.en} {kind.changes}" for kind in found.changes)
    say(clean(f"{_title('changes')}: {kinds or 'none'}"))


def _column_cells(column: ColumnDiff) -> tuple[str, ...]:
    seen = (column.earlier, column.later)
    states = " → ".join(value_label(one.state).en if one else "—" for one in seen)
    entries = " → ".join(f"{one.entries:,}" if one else "—" for one in seen)
    why = why_label(column.why).en if column.why else ""
    return column.title, states, entries, _number(column.added), _number(column.gone), why


def _number(found: Number | None) -> str:
    return amount_text(found.amount) if found else "—"
