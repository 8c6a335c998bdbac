"""Two crawls of one portal beside each other: what each list held, what only one of them lists, what was read anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from archive.changes.words import kind_label
from archive.diff.errors import UnknownCrawlError
from archive.diff.lists import ColumnDiff, Number, column_diffs, number_of, only_in
from archive.diff.notes import Note, same_in_both
from archive.labels import Label
from archive.measures import inline

_CRAWL = "select * from crawls where id = ?"
_NEWEST = "select id from crawls where (? is null or portal = ?) order by started_at desc, id desc limit 5"
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
    columns = tuple(column_diffs(db, earlier, later))
    compared = tuple(column.column for column in columns if not column.why)
    both = {"earlier": earlier["id"], "later": later["id"]}
    return CrawlsDiff(
        portal=earlier["portal"],
        crawls=(_crawl(earlier), _crawl(later)),
        columns=columns,
        compared=compared,
        added=only_in(db, later, earlier, compared) if compared else None,
        gone=only_in(db, earlier, later, compared) if compared else None,
        read_in_both=number_of(db, inline(_READ_IN_BOTH.replace("{more}", ""), both)),
        differing=number_of(db, inline(_READ_IN_BOTH.replace("{more}", _DIFFERING), both)),
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
