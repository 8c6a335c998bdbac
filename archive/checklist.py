"""The checklist: what the law asks to be published, and whether the archive shows it, on the day of a crawl.

Nothing is called stale, empty or not found where a column that could show otherwise was not fetched completely, or
where an entry without a date could be the newest one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlite_utils import Database

from archive.duties import Duty, dead_after, duties, note_words
from archive.labels import Label
from archive.measures import quote
from archive.standing import Column, Standing, local_date, parse_date

#: The own site's documents that are evidence for a duty, and are not known to be removed.
ROWS = """\
select d.id as document, d.title, d.published_on, d.first_seen, d.url, d.state
from documents d
where d.portal = {portal} and d."import" is null and d.gone_since is null and ({shown})
order by d.published_on, d.id"""
#: Of them, those that an accepted crawl saw listed in columns.
LISTED = """\
d.id in (
  select l.document
  from crawls w
  join listings l on l.crawl = w.id and l."column" in (select value from json_each({columns}))
  where w.portal = {portal} and w.accepted = 1)"""
_ATTACHED = """\
d.id in (
  select a.document
  from crawls w
  join attachments a on a.crawl = w.id and ({named})
  where w.portal = {portal} and w.accepted = 1)"""
_DATES = "select document, published_on, first_seen from ({rows})"
_EDITED = "select max(seen_at) from changes where kind = 'edited' and document in (select document from ({rows}))"
#: Of the newest version of each document.
_MARKED = """
select count(*) from ({rows}) x where exists (
    select 1 from documents d join document_versions v on v.id = d.version
    where d.id = x.document and v.validity <> '')
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the archive has for one duty; ``undated_seen``: the last day on which one without a date was first seen,
    ``edited_on``: the last day on which one was seen to have been edited.
    """

    documents: int
    newest_on: date | None
    newest: str | None
    undated: int = 0
    undated_seen: date | None = None
    marked: int = 0
    edited_on: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the checklist: a duty, its state on a day, and the SQL of its documents.

    ``columns`` are the titles of the columns for it. ``notes`` are keys of ``duties.yml`` with their values.
    """

    duty: Duty
    state: str
    day: date
    shown: Shown
    columns: tuple[str, ...]
    notes: tuple[Mapping[str, Any], ...]
    sql: str


def checklist(db: Database, standing: Standing, day: date | None = None) -> tuple[Entry, ...]:
    """The checklist of a portal on ``day``, which is that of its newest accepted crawl; empty where there is none."""
    return tuple(_entries(db, standing, duties(), day))


def _entries(db: Database, standing: Standing, of: Sequence[Duty], day: date | None = None) -> Iterator[Entry]:
    as_of = day or parse_date(standing.as_of_date)
    if as_of is None:
        return
    own = [column for column in standing.columns if column.portal == standing.portal]
    for duty in of:
        yield _entry(db, standing, own, duty, as_of)


def store_checklist(db: Database, standing: Standing) -> None:
    """Write the checklist of the portal's newest accepted crawl; that of an earlier one is no longer current."""
    write_checklist(db, standing, checklist_observed(db, standing))


def checklist_observed(db: Database, standing: Standing, part: int = 0, parts: int = 1) -> list[dict[str, Any]]:
    """The checklist of the portal's newest accepted crawl as rows, or a part of it; nothing is written."""
    begin, end = (len(duties()) * each // parts for each in (part, part + 1))
    entries = _entries(db, standing, duties()[begin:end])
    return [_row(standing, number, entry) for number, entry in enumerate(entries, begin + 1)]


def write_checklist(db: Database, standing: Standing, rows: Iterable[dict[str, Any]]) -> None:
    """Write the rows of a portal's newest accepted crawl; those of an earlier one are no longer current."""
    db.execute("update checklist set current = 0 where portal = ?", [standing.portal])
    db.execute("delete from checklist where as_of = ?", [standing.as_of])
    db.table("checklist").insert_all(rows, pk=("as_of", "duty"))


def noted(note: Mapping[str, Any]) -> Label:
    """A note in words."""
    words = note_words(note["key"])
    return Label(words.zh.format(**note), words.en.format(**note))


def _entry(db: Database, standing: Standing, own: Sequence[Column], duty: Duty, day: date) -> Entry:
    columns = [column for column in own if duty.is_column(column.title, column.reports)]
    sql = _sql(standing.portal, duty, columns)
    shown = shown_by(db, duty, sql, standing)
    state, notes = judged(duty, shown, columns, own, day)
    return Entry(
        duty, state, day, shown, tuple(column.title for column in columns), (*notes, *_validity(duty, shown)), sql
    )


def judged(
    duty: Duty, shown: Shown, columns: Sequence[Column], own: Sequence[Column], day: date
) -> tuple[str, tuple[Mapping[str, Any], ...]]:
    """The state of a duty on ``day``, and the notes that say why; ``own`` are all columns of the site."""
    # A document is known by its title in any column; of a duty that only columns show, these alone could hold more.
    open_columns = [column.title for column in (own if duty.documents else columns) if column.state != "complete"]
    unread = ({"key": "incomplete", "columns": "、".join(open_columns)},) if open_columns else ()
    if not shown.documents:
        if unread or not own:
            return "not_assessable", unread
        return ("empty", ()) if columns else ("not_found", ({"key": "crawled_columns", "columns": len(own)},))
    late = _late(duty, shown, day)
    if late is None:
        return ("fresh" if duty.every or duty.renewed else "there"), ()
    if unread:
        return "not_assessable", unread
    if _undated_may_be_newer(duty, shown, day):
        return "not_assessable", ({"key": "undated", "undated": shown.undated},)
    if duty.renewed and shown.edited_on and shown.edited_on >= duty.renewed:  # it may be new, under its old date
        return "not_assessable", ({"key": "edited", "newest": _said(shown), "edited": str(shown.edited_on)},)
    dead = duty.every is not None and late.get("days", 0) > dead_after()
    return ("dead" if dead else "stale"), (late,)


def _late(duty: Duty, shown: Shown, day: date) -> Mapping[str, Any] | None:
    """The note on what is older than it has to be; None where nothing is, as far as dates say."""
    if not (duty.every or duty.renewed):
        return None
    newest = shown.newest_on or date.min
    if duty.renewed and duty.renewed <= day and newest < duty.renewed:
        return {"key": "older_law", "newest": _said(shown), "renewed": str(duty.renewed)}
    days = (day - newest).days
    if duty.every and days > duty.every:
        return {"key": "older_than_asked", "newest": _said(shown), "day": str(day), "days": days, "every": duty.every}
    return None


def _said(shown: Shown) -> str:
    return str(shown.newest_on or "—")


def _undated_may_be_newer(duty: Duty, shown: Shown, day: date) -> bool:
    """An entry without a date was published before it was first seen, and nothing more is known of it."""
    if not shown.undated or shown.undated_seen is None:
        return bool(shown.undated)
    if duty.renewed:
        return shown.undated_seen >= duty.renewed
    return (day - shown.undated_seen).days <= (duty.every or 0)


def _validity(duty: Duty, shown: Shown) -> tuple[Mapping[str, Any], ...]:
    if not duty.validity or not shown.documents:
        return ()
    return ({"key": "validity", "marked": shown.marked, "unmarked": shown.documents - shown.marked},)


def _sql(portal: str, duty: Duty, columns: Iterable[Column]) -> str:
    """The SQL that gives the documents of a duty, its values as literals."""
    ids, name = json.dumps([column.id for column in columns]), quote(portal)
    shown = [LISTED.format(columns=quote(ids), portal=name)] if ids != "[]" else []
    if duty.documents:
        shown.append(" or ".join(f"instr(d.title_key, {quote(word)}) > 0" for word in duty.documents))
        named = " or ".join(f"instr(a.name, {quote(word)}) > 0" for word in duty.documents)
        shown.append(_ATTACHED.format(named=named, portal=name))
    return ROWS.format(portal=name, shown="\n  or ".join(shown) or "0")


def shown_by(db: Database, duty: Duty, sql: str, standing: Standing) -> Shown:
    """One pass over the documents; what is edited or marked is asked where a duty wants to know it."""
    rows = list(db.query(_DATES.format(rows=sql)))
    dated = [row for row in rows if row["published_on"]]
    newest_on = max((row["published_on"] for row in dated), default="")
    undated_seen = max((row["first_seen"] or "" for row in rows if not row["published_on"]), default="")
    edited = _only(db, _EDITED, sql) if duty.renewed else None
    return Shown(
        len(rows),
        parse_date(newest_on),
        min((row["document"] for row in dated if row["published_on"] == newest_on), default=None),
        len(rows) - len(dated),
        local_date(undated_seen, standing.zone),
        (_only(db, _MARKED, sql) or 0) if duty.validity else 0,
        local_date(edited, standing.zone),
    )


def _only(db: Database, query: str, sql: str) -> Any:
    return db.execute(query.format(rows=sql)).fetchone()[0]


def _row(standing: Standing, number: int, entry: Entry) -> dict[str, Any]:
    duty, shown = entry.duty, entry.shown
    return {
        "as_of": standing.as_of,
        "portal": standing.portal,
        "number": number,
        "duty": duty.key,
        "title_zh": duty.title.zh,
        "title_en": duty.title.en,
        "act": duty.law.act.zh,
        "article": duty.law.article,
        "state": entry.state,
        "documents": shown.documents,
        "newest_on": str(shown.newest_on) if shown.newest_on else None,
        "newest": shown.newest,
        "undated": shown.undated,
        "every": duty.every,
        "columns": json.dumps(entry.columns, ensure_ascii=False),
        "note": json.dumps(entry.notes, ensure_ascii=False),
        "sql": entry.sql,
        "current": 1,
    }


def rows_of(db: Database, portal: str | None = None) -> Iterator[dict[str, Any]]:
    """The current rows of the table ``checklist``, of one portal or of all."""
    return db.query(
        "select * from checklist where current = 1 and (? is null or portal = ?) order by portal, number",
        [portal, portal],
    )
