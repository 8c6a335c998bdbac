"""The lists of two crawls, column by column: entries, and what only one of them has.

That a list lacks an entry is said only of a list that was read to its end, and two lists are compared only where the
portal file declared the column the same way and the same reader read both.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from archive.diff.growth import Amount
from archive.measures import inline

_COLUMNS = """
select s."column" as id, c.title, c.id is not null as declared,
    a."column" is not null as seen_then, b."column" is not null as seen_now,
    a.state as state_then, b.state as state_now, a.list_read as read_then, b.list_read as read_now,
    a.binding as binding_then, b.binding as binding_now
from (select distinct "column" from coverage where crawl in (:earlier, :later)) s
left join "columns" c on c.id = s."column" left join coverage a on a.crawl = :earlier and a."column" = s."column"
left join coverage b on b.crawl = :later and b."column" = s."column" order by c.rowid is null, c.rowid, s."column"
"""
#: Entries that lead nowhere are told apart by what stands in place of an address.
_ENTRIES = """select coalesce(l.document, l.url) as document, l.title, l.listed_on, l.url
from listings l where l.crawl = :crawl and l."column" = :column
order by l.page_number, l.position, l.url"""
_ONLY_IN = """select coalesce(l.document, l.url) as document, l.title, l.listed_on, l.url, l."column"
from listings l
where l.crawl = :crawl and l."column" in (select value from json_each(:columns))
and coalesce(l.document, l.url) not in (
select coalesce(o.document, o.url) from listings o
where o.crawl = :other and o."column" in (select value from json_each(:columns)))
group by 1 order by 3, 1"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one crawl saw of a column: its coverage, whether the list was read to its end, and the entries."""

    state: str
    list_read: bool
    entries: int
    sql: str


@dataclass(frozen=True, slots=True)
class Number:
    """How many, with the SQL of the rows; open above where a list may hold more of them."""

    amount: Amount
    sql: str


@dataclass(frozen=True, slots=True)
class ColumnDiff:
    """A column in both crawls; ``why`` says why one cannot say what is new in its list, or what is gone from it.

    ``added`` are documents that only the later list has, ``gone`` those that only the earlier one had. None of either:
    the list that would lack them was not read to its end. Gone from a list is not removed: see table ``changes``.
    """

    column: str
    title: str
    declared: bool  # the portal file has it still
    earlier: Seen | None
    later: Seen | None
    added: Number | None
    gone: Number | None
    why: str


def column_diffs(db: Database, earlier: Mapping[str, Any], later: Mapping[str, Any]) -> Iterator[ColumnDiff]:
    """Every column of either crawl (rows of ``crawls``), those that the portal file declares first."""
    values = {"earlier": earlier["id"], "later": later["id"]}
    same_reader = earlier["reader_version"] == later["reader_version"]
    for row in list(db.query(_COLUMNS, values)):
        before, now = (_seen(db, row, crawl["id"], when) for crawl, when in ((earlier, "then"), (later, "now")))
        why = _why_not(row, same_reader=same_reader)
        whole = (bool(row["read_then"]), bool(row["read_now"]))
        may_say = why in ("", "list_incomplete")
        added = only_in(db, later, earlier, [row["id"]], whole=whole[1]) if may_say and whole[0] else None
        gone = only_in(db, earlier, later, [row["id"]], whole=whole[0]) if may_say and whole[1] else None
        title = row["title"] or row["id"].rpartition("/")[2]
        yield ColumnDiff(row["id"], title, bool(row["declared"]), before, now, added, gone, why)


def _why_not(row: Mapping[str, Any], *, same_reader: bool) -> str:
    """Why both lists cannot be told from each other; empty where they can."""
    asked = (
        ("not_in_both", not (row["seen_then"] and row["seen_now"])),
        ("binding_differs", (row["binding_then"] or "") != (row["binding_now"] or "")),
        ("reader_differs", not same_reader),
        ("list_incomplete", not (row["read_then"] and row["read_now"])),
    )
    return next((why for why, differs in asked if differs), "")


def _seen(db: Database, row: Mapping[str, Any], crawl: str, when: str) -> Seen | None:
    if not row[f"seen_{when}"]:
        return None
    sql = inline(_ENTRIES, {"crawl": crawl, "column": row["id"]})
    return Seen(row[f"state_{when}"] or "", bool(row[f"read_{when}"]), _count(db, sql), sql)


def only_in(
    db: Database,
    crawl: Mapping[str, Any],
    other: Mapping[str, Any],
    columns: Sequence[str],
    *,
    whole: bool = True,
) -> Number:
    """Documents that the lists of ``crawl`` have and those of ``other`` lack; ``whole``: the list shows all of them."""
    values = {"crawl": crawl["id"], "other": other["id"], "columns": json.dumps(list(columns), ensure_ascii=False)}
    return number_of(db, inline(_ONLY_IN, values), whole=whole)


def number_of(db: Database, sql: str, *, whole: bool = True) -> Number:
    """How many rows an SQL gives; ``whole``: and no more than these."""
    found = float(_count(db, sql))
    return Number(Amount(found, found, found if whole else None), sql)


def _count(db: Database, sql: str) -> int:
    return int(db.execute(f"select count(*) from ({sql})").fetchone()[0])
