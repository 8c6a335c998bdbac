"""Two crawls of one portal beside each other: what each list held, what only one of them lists, what was read anew.

Silence proves nothing: that a list lacks an entry is said only of a list that was read to its end, and two lists are
compared only where the portal file declared the column the same way and the same reader read both.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from archive.changes.words import kind_label
from archive.diff.errors import UnknownCrawlError
from archive.diff.growth import Amount
from archive.diff.notes import Note, same_in_both
from archive.labels import Label
from archive.measures import inline

_CRAWL = "select * from crawls where id = ?"
_NEWEST = "select id from crawls where (? is null or portal = ?) order by started_at desc, id desc limit 5"
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
_READ_IN_BOTH = """select a.document, d.title, d.url, v.content_digest <> w.content_digest as differs
from sightings a join sightings b on b.crawl = :later and b.document = a.document
join document_versions v on v.id = a.version join document_versions w on w.id = b.version
join documents d on d.id = a.document
where a.crawl = :earlier and v.reader_version = w.reader_version
and v.content_digest <> '' and w.content_digest <> ''{more}
order by a.document"""
_DIFFERING = " and v.content_digest <> w.content_digest"
#: What was reported of the crawls after the earlier one, up to the later one.
_CHANGES = """select h.id as change, h.kind, h.title, h."column", h.seen_at, h.document, h.url
from changes h
where h.portal = :portal and h.seen_at > :after and h.seen_at <= :until and h.kind = :kind
order by h.seen_at, h.id"""
_KINDS = """
select kind, count(*) as changes from changes
where portal = ? and seen_at > ? and seen_at <= ? group by kind order by kind
"""


@dataclass(frozen=True, slots=True)
class Crawl:
    """A crawl as it is named beside another one."""

    id: str
    started_at: str
    closed_at: str
    verdict: str
    accepted: bool
    source: str
    reader_version: int | None


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


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many changes of a kind the crawls after the earlier one show, up to the later one."""

    kind: str
    label: Label
    changes: int
    sql: str


@dataclass(frozen=True, slots=True)
class CrawlsDiff:
    """Two crawls of a portal, the earlier one first. ``added`` and ``gone`` are of all ``compared`` columns together.

    ``read_in_both`` are documents whose text both crawls read with one reader, ``differing`` those whose text differs.
    """

    portal: str
    crawls: tuple[Crawl, Crawl]
    columns: tuple[ColumnDiff, ...]
    compared: tuple[str, ...]
    added: Number | None
    gone: Number | None
    read_in_both: Number
    differing: Number
    changes: tuple[KindCount, ...]
    notes: tuple[Note, ...]


def crawls_diff(db: Database, one: str, other: str, portal: str | None = None) -> CrawlsDiff:
    """Two crawls beside each other, the earlier one first, whichever is named first.

    Reads archive.db or public.db. Raises UnknownCrawlError where there is no such crawl, where both are one, or of two
    portals, or not of ``portal``.
    """
    rows = [_crawl_row(db, crawl, portal) for crawl in (one, other)]
    if one == other:
        raise UnknownCrawlError(f"{one} twice: name two crawls")
    if rows[0]["portal"] != rows[1]["portal"]:
        portals = " and ".join(f"{row['id']} of {row['portal']}" for row in rows)
        raise UnknownCrawlError(f"crawls of two portals cannot be compared: {portals}")
    earlier, later = sorted(rows, key=lambda row: (row["started_at"] or "", row["id"]))
    columns = tuple(_columns(db, earlier, later))
    compared = tuple(column.column for column in columns if not column.why)
    both = {"earlier": earlier["id"], "later": later["id"]}
    return CrawlsDiff(
        portal=earlier["portal"],
        crawls=(_crawl(earlier), _crawl(later)),
        columns=columns,
        compared=compared,
        added=_only_in(db, later, earlier, compared) if compared else None,
        gone=_only_in(db, earlier, later, compared) if compared else None,
        read_in_both=_number(db, inline(_READ_IN_BOTH.replace("{more}", ""), both)),
        differing=_number(db, inline(_READ_IN_BOTH.replace("{more}", _DIFFERING), both)),
        changes=tuple(_changes(db, earlier, later)),
        notes=tuple(_notes((earlier, later), columns)),
    )


def _crawl_row(db: Database, crawl: str, portal: str | None) -> Mapping[str, Any]:
    row = next(iter(db.query(_CRAWL, [crawl])), None)
    if row is not None and portal in (None, row["portal"]):
        return row
    newest = ", ".join(found["id"] for found in db.query(_NEWEST, [portal, portal]))
    of = f" of {portal}" if portal else ""
    raise UnknownCrawlError(f"no crawl {crawl}{of} in the archive; the newest there are: {newest or 'none'}")


def _crawl(row: Mapping[str, Any]) -> Crawl:
    return Crawl(
        row["id"],
        row["started_at"] or "",
        row["closed_at"] or "",
        row["verdict"] or "",
        bool(row["accepted"]),
        row["source"] or "",
        row["reader_version"],
    )


def _columns(db: Database, earlier: Mapping[str, Any], later: Mapping[str, Any]) -> Iterator[ColumnDiff]:
    values = {"earlier": earlier["id"], "later": later["id"]}
    same_reader = earlier["reader_version"] == later["reader_version"]
    for row in list(db.query(_COLUMNS, values)):
        before, now = (_seen(db, row, crawl["id"], when) for crawl, when in ((earlier, "then"), (later, "now")))
        why = _why_not(row, same_reader=same_reader)
        whole = (bool(row["read_then"]), bool(row["read_now"]))
        may_say = why in ("", "list_incomplete")
        added = _only_in(db, later, earlier, [row["id"]], whole=whole[1]) if may_say and whole[0] else None
        gone = _only_in(db, earlier, later, [row["id"]], whole=whole[0]) if may_say and whole[1] else None
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


def _only_in(
    db: Database,
    crawl: Mapping[str, Any],
    other: Mapping[str, Any],
    columns: Sequence[str],
    *,
    whole: bool = True,
) -> Number:
    """Documents that the lists of ``crawl`` have and those of ``other`` lack; ``whole``: the list shows all of them."""
    values = {"crawl": crawl["id"], "other": other["id"], "columns": json.dumps(list(columns), ensure_ascii=False)}
    return _number(db, inline(_ONLY_IN, values), whole=whole)


def _number(db: Database, sql: str, *, whole: bool = True) -> Number:
    found = float(_count(db, sql))
    return Number(Amount(found, found, found if whole else None), sql)


def _count(db: Database, sql: str) -> int:
    return int(db.execute(f"select count(*) from ({sql})").fetchone()[0])


def _changes(db: Database, earlier: Mapping[str, Any], later: Mapping[str, Any]) -> Iterator[KindCount]:
    between = {"portal": earlier["portal"], "after": earlier["started_at"] or "", "until": later["started_at"] or ""}
    for row in list(db.query(_KINDS, list(between.values()))):
        sql = inline(_CHANGES, {**between, "kind": row["kind"]})
        yield KindCount(row["kind"], kind_label(row["kind"]), row["changes"], sql)


def _notes(crawls: tuple[Mapping[str, Any], ...], columns: tuple[ColumnDiff, ...]) -> Iterator[Note]:
    is_open = [crawl for crawl in crawls if not crawl["closed_at"]]
    refused = [crawl for crawl in crawls if crawl["closed_at"] and not crawl["accepted"]]
    for key, found in (("crawl_open", is_open), ("crawl_not_accepted", refused)):
        if found:
            yield Note(key, same_in_both(crawl["id"] for crawl in found))
    if left := [column for column in columns if column.why]:
        yield Note("some_columns", same_in_both(column.title for column in left))
