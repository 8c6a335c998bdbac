"""`gongkai runs`: the crawls of an archive, which checks they failed, and what the last run logged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.table import Table
from rich.text import Text
from sqlite_utils import Database

from crawler.cli.existing import reading
from crawler.cli.exits import Stop, boundary
from crawler.cli.options import archive_option, json_option
from crawler.cli.output import clean, say
from crawler.exit_codes import NOTHING_READ
from crawler.printable import json_text
from crawler.run_log import logs, read_log

_RUNS = """
select w.id as crawl, w.portal, w.source, w.started_at, w.closed_at, w.verdict, w.accepted, w.reason,
    (select sum(requests) from runs r where r.crawl = w.id) as requests,
    (select count(*) from runs r where r.crawl = w.id) as runs{past}{watched}
from crawls w where :portal in ('', w.portal) order by w.started_at desc, w.id desc
"""
_CHECKS = """
select k.crawl, k."check", k."column", k.measured, k.bound, k.passed, k.note from crawl_checks k
order by k.crawl, k.number
"""
_PAST = """,
    w.web_archive, w.past_at, w.past_within,
    (select count(*) from captures c where c.crawl = w.id and c.archived_at is not null) as mementos,
    (select min(archived_at) from captures c where c.crawl = w.id) as first_archived_at,
    (select max(archived_at) from captures c where c.crawl = w.id) as last_archived_at,
    (select count(*) from unread u where u.crawl = w.id and u.answered = 0) as not_read"""
#: Of an archive of the newest format; an older one is upgraded by whoever writes it next.
_WATCHED = ",\n    (select count(*) from changes c where c.crawl = w.id) as changes"


@click.command(
    epilog="""\b
Examples:
  gongkai runs --archive data --json
  gongkai runs songshan
  gongkai runs songshan --log
"""
)
@click.argument("portal", default="", metavar="[PORTAL]")
@archive_option
@json_option
@click.option("--log", "show_log", is_flag=True, help="What the last run logged, of PORTAL where one is named.")
def runs(portal: str, archive: Path, as_json: bool, show_log: bool) -> None:
    """List the crawls of the archive, the newest first, with verdict and reason; with --log, the last run's log."""
    with boundary():
        if show_log:
            _show_log(archive, portal, as_json)
        else:
            _show_crawls(_crawls(archive, portal), as_json)


def _crawls(archive: Path, portal: str) -> list[dict[str, Any]]:
    """The crawls of an archive. Stop where a portal is named that it never crawled."""
    with reading(archive) as db:
        watched = {"changes", "crawl_checks"} <= set(db.table_names())
        checks = _checks(db) if watched else {}
        past = _PAST if "past_documents" in db.table_names() else ""
        rows = [
            row | checks.get(row["crawl"], {"checks_passed": 0, "checks_failed": []})
            for row in db.query(_RUNS.format(past=past, watched=_WATCHED if watched else ""), {"portal": portal})
        ]
    if portal and not rows:
        raise Stop(f"{archive}: no crawl of {portal!r} is in this archive", NOTHING_READ)
    return rows


def _checks(db: Database) -> dict[str, dict[str, Any]]:
    """For each crawl how many checks it passed, and those that it failed."""
    found: dict[str, dict[str, Any]] = {}
    for row in db.query(_CHECKS):
        of_crawl = found.setdefault(row.pop("crawl"), {"checks_passed": 0, "checks_failed": []})
        passed = row.pop("passed")
        of_crawl["checks_passed"] += passed == 1
        if passed == 0:
            of_crawl["checks_failed"].append(row)
    return found


def _show_crawls(rows: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        click.echo(json_text(rows))
        return
    table = Table("crawl", "from", "closed (UTC)", "verdict", "requests", "changes", "checks", "reason")
    for row in rows:
        checks = f"{row['checks_passed']} passed, {len(row['checks_failed'])} failed"
        counts = (str(row["requests"] or 0), str(row.get("changes") or 0), checks)
        table.add_row(row["crawl"], _from(row), row["closed_at"], row["verdict"], *counts, clean(row["reason"] or ""))
    say(table)


def _from(row: dict[str, Any]) -> Text:
    """The site itself, or a web archive with the time asked for and those of its captures."""
    if row["source"] != "web archive":
        return clean(row["source"])
    first, last = (str(row.get(name) or "")[:10] for name in ("first_archived_at", "last_archived_at"))
    held = f"{row['mementos']} captures" + (f" of {first} to {last}" if first else "")
    asked = f"{row['web_archive']} at {str(row['past_at'])[:10]} ± {row['past_within']} days"
    return clean(f"{asked}: {held}, {row['not_read']} addresses not there")


def _show_log(archive: Path, portal: str, as_json: bool) -> None:
    """Print the lines of the newest log that has any of the portal; Stop where there is none."""
    for path in reversed(logs(archive)):
        lines = [said for said in read_log(path) if portal in ("", said.get("portal"))]
        if lines:
            click.echo(path, err=True)
            for said in lines:
                click.echo(json_text(said) if as_json else clean(_in_words(said)).plain)
            return
    raise Stop(f"{archive}: no log of a run{f' of {portal}' if portal else ''} is in this archive", NOTHING_READ)


def _in_words(said: dict[str, Any]) -> str:
    """A line of a log for people: what it is about, then its fields; a message of several lines stays so."""
    about = said.get("crawl") or said.get("portal") or "run"
    fields = " ".join(_field(key, value) for key, value in said["fields"].items())
    return f"{said.get('time')} {said.get('level')} {about} {said.get('event')} {fields}".rstrip()


def _field(key: str, value: Any) -> str:
    if key == "message":
        return str(value)
    return f"{key}={value if isinstance(value, (str, int)) else json_text(value)}"
