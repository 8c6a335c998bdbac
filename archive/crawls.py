"""The life of a crawl in archive.db: opened, closed with its verdict, its facts made current."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlite_utils import Database

from archive.changes import comparing
from archive.frontier import forget
from archive.parts import join_parts
from archive.past import keep_past
from archive.schema import READER_VERSION
from archive.sources import SITE, WEB_ARCHIVE, Source, is_newest
from archive.store import now
from archive.united import rename, unite


class CoverageRow(Protocol):
    """Coverage of one column, as the crawler states it."""

    @property
    def column(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def list_pages(self) -> int: ...
    @property
    def entries(self) -> int: ...
    @property
    def documents_fetched(self) -> int: ...
    @property
    def failed(self) -> int: ...
    @property
    def stated_items(self) -> int | None: ...
    @property
    def note(self) -> str: ...
    @property
    def carried(self) -> int: ...
    @property
    def list_read(self) -> bool: ...


class UnreadRow(Protocol):
    """What was asked for and gave nothing to read, as the crawler states it."""

    @property
    def url(self) -> str: ...
    @property
    def purpose(self) -> str: ...
    @property
    def column(self) -> str | None: ...
    @property
    def reason(self) -> str: ...
    @property
    def answered(self) -> bool: ...


class CheckRow(Protocol):
    """One check of a crawl, as the crawler states it; fields as in the table ``crawl_checks``."""

    @property
    def check(self) -> str: ...
    @property
    def column(self) -> str | None: ...
    @property
    def measured(self) -> float | None: ...
    @property
    def bound(self) -> float | None: ...
    @property
    def passed(self) -> bool | None: ...
    @property
    def note(self) -> str: ...


def crawl_to_continue(
    db: Database, portal: str, file_sha256: str, not_before: str, source: Source = SITE
) -> str | None:
    """The portal's open crawl that may go on: begun since ``not_before``, with the same portal file, reader and
    source.
    """
    row = db.execute(
        "select id from crawls where portal = ? and verdict = 'open' and started_at >= ? "
        "and portal_file_sha256 = ? and reader_version = ? "
        "and (source, web_archive, past_at, past_within) is (?, ?, ?, ?) order by started_at desc",
        [portal, not_before, file_sha256, READER_VERSION, *_source_row(source).values()],
    ).fetchone()
    return str(row[0]) if row else None


#: An import that was cut off begins anew from its file.
_OPEN = """
select id from crawls where portal = ? and verdict = 'open' and source <> 'import' and (source = ? or started_at < ?)
"""


def open_crawls(db: Database, portal: str, source: Source = SITE, before: str = "") -> list[str]:
    """The portal's crawls that were never closed: those of one kind of source, and all begun ``before`` an instant."""
    return [row["id"] for row in db.query(_OPEN, [portal, source.kind, before])]


def _source_row(source: Source) -> dict[str, Any]:
    return {
        "source": source.kind,
        "web_archive": source.web_archive,
        "past_at": source.past_at,
        "past_within": source.past_within,
    }


def open_crawl(
    db: Database, portal: str, crawl: str, file_sha256: str, started_at: str = "", source: Source = SITE
) -> None:
    """Write the row of a crawl that begins now, or began at ``started_at``."""
    db.table("crawls").insert(
        {
            "id": crawl,
            "portal": portal,
            **_source_row(source),
            "started_at": started_at or now(),
            "verdict": "open",
            "accepted": 0,
            "reader_version": READER_VERSION,
            "portal_file_sha256": file_sha256,
        },
        pk="id",
    )


def interrupt(db: Database, crawl: str, reason: str, closed_at: str = "") -> None:
    """Close a crawl of which nothing was captured as interrupted, now or at ``closed_at``."""
    with db.atomic():
        db.execute(
            "update crawls set verdict = 'interrupted', reason = ?, accepted = 0, closed_at = ? where id = ?",
            [reason, closed_at or now(), crawl],
        )
        forget(db, crawl)


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a portal file says, as rows: the portal, its columns, their metrics, its channels."""

    portal: dict[str, Any]
    columns: tuple[dict[str, Any], ...]
    metrics: tuple[dict[str, Any], ...]
    channels: tuple[dict[str, Any], ...]
    bindings: Mapping[str, str] = field(default_factory=dict)  # column → digest of what declares it
    inspections: tuple[dict[str, Any], ...] = ()


def _declare(db: Database, said: Declaration) -> None:
    """Replace what an earlier portal file said; a column that is no longer declared is no gap in coverage."""
    name = said.portal["id"]
    db.table("portals").upsert(said.portal, pk="id")
    db.execute('delete from column_metrics where "column" in (select id from "columns" where portal = ?)', [name])
    db.execute('delete from "columns" where portal = ?', [name])
    for table in ("channels", "inspections"):
        db.execute(f"delete from {table} where portal = ?", [name])
    db.table("columns").insert_all(said.columns, pk="id")
    db.table("column_metrics").insert_all(said.metrics, pk=("column", "metric"))
    db.table("channels").insert_all(said.channels, pk=("portal", "key"))
    db.table("inspections").insert_all(said.inspections, pk=("portal", "number"))


def close_crawl(
    db: Database,
    said: Declaration,
    crawl: str,
    verdict: str,
    reason: str,
    accepted: bool,
    coverage: Iterable[CoverageRow],
    closed_at: str = "",
    unread: Iterable[UnreadRow] = (),
    checks: Iterable[CheckRow] = (),
) -> None:
    """Close a crawl, now or at ``closed_at``. Where it is accepted, its facts and its portal file become current.

    Of a crawl that a web archive answered nothing becomes current, whatever it is worth: what it found is kept apart.
    Of another that is not the newest state of its portal (archive.sources) only documents that nobody knew are added.
    All of it in one transaction.
    """
    closed_at = closed_at or now()
    portal = said.portal["id"]
    (kind,) = db.execute("select source from crawls where id = ?", [crawl]).fetchone()
    is_past = kind == WEB_ARCHIVE
    accepted = accepted and not is_past
    with db.atomic():
        _write_coverage(db, said, crawl, coverage)
        _write_unread(db, portal, crawl, unread)
        _write_checks(db, portal, crawl, checks)
        db.execute(
            "update crawls set verdict = ?, reason = ?, accepted = ?, closed_at = ? where id = ?",
            [verdict, reason, int(accepted), closed_at, crawl],
        )
        _locate_attachments(db, crawl)
        join_parts(db, portal, crawl)
        forget(db, crawl)
        if is_past:
            keep_past(db, portal, crawl)
        elif accepted and not is_newest(db, crawl):
            rename(db, portal, crawl)
            _add_unknown(db, portal, crawl, closed_at)
        elif accepted:
            unite(db, portal, crawl)
            with comparing(db, portal, crawl):
                _declare(db, said)
                _make_current(db, portal, crawl, closed_at)


def _write_coverage(db: Database, said: Declaration, crawl: str, coverage: Iterable[CoverageRow]) -> None:
    ids = ((row, f"{said.portal['id']}/{row.column}") for row in coverage)
    rows = (
        {
            "crawl": crawl,
            "column": column,
            "state": row.state,
            "url": row.url,
            "list_pages": row.list_pages,
            "entries": row.entries,
            "documents_fetched": row.documents_fetched,
            "failed": row.failed,
            "stated_items": row.stated_items,
            "note": row.note,
            "carried": row.carried,
            "list_read": int(row.list_read),
            "binding": said.bindings.get(column, ""),
        }
        for row, column in ids
    )
    db.table("coverage").insert_all(rows, pk=("crawl", "column"), replace=True)


def _write_unread(db: Database, portal: str, crawl: str, unread: Iterable[UnreadRow]) -> None:
    rows = (
        {
            "crawl": crawl,
            "url": row.url,
            "purpose": row.purpose,
            "column": f"{portal}/{row.column}" if row.column else None,
            "reason": row.reason,
            "answered": int(row.answered),
        }
        for row in unread
    )
    db.table("unread").insert_all(rows, pk=("crawl", "url"), replace=True)


def _write_checks(db: Database, portal: str, crawl: str, checks: Iterable[CheckRow]) -> None:
    rows = (
        {
            "crawl": crawl,
            "number": number,
            "check": row.check,
            "column": f"{portal}/{row.column}" if row.column else None,
            "measured": row.measured,
            "bound": row.bound,
            "passed": None if row.passed is None else int(row.passed),
            "note": row.note,
        }
        for number, row in enumerate(checks, 1)
    )
    db.table("crawl_checks").insert_all(rows, pk=("crawl", "number"), replace=True)


def _locate_attachments(db: Database, crawl: str) -> None:
    """Point each attachment of the crawl at the capture of its file, where there is one; at that of the last accepted
    crawl of its source that read it where this one did not ask for it.
    """
    db.execute(
        """
        update attachments set (capture, mime, size, entity_digest) = (
            select c.id, c.mime, c.size, c.entity_digest from captures c
            where c.url = attachments.url and c.crawl = attachments.crawl and c.kind = 'file'
            order by c.captured_at desc limit 1)
        where crawl = ?
        """,
        [crawl],
    )
    db.execute(
        """
        update attachments set (capture, mime, size, entity_digest) = (
            select c.id, c.mime, c.size, c.entity_digest
            from sightings s join crawls w on w.id = s.crawl and w.accepted = 1
                and w.source = (select source from crawls where id = ?1)
            join captures c on c.id = s.capture
            where s.document = attachments.file order by w.closed_at desc, w.id desc limit 1)
        where crawl = ?1 and capture is null and url not in (select url from unread where crawl = ?1)
        """,
        [crawl],
    )


#: Each document a list of this crawl names, with what this crawl read of it. An entry that gave
#: nothing to read is a document still, known by its list alone.
_CURRENT = """
with listed as (
    select document, min(url) as url, min(title) as title, max(listed_on) as listed_on, min(state) as state,
        -- of the newest date; it follows the ten characters of that
        nullif(substr(max(listed_on || coalesce(listed_on_printed, '')), 11), '') as listed_on_printed
    from listings where crawl = :crawl group by document
)
select l.document as id, :portal as portal, l.url as url,
    case when l.state = 'external' then 'external' when r.id is null then 'unfetched' else r.state end as state,
    'own_site' as channel,
    coalesce(nullif(r.title, ''), l.title) as title,
    title_key(coalesce(nullif(r.title, ''), l.title)) as title_key,
    coalesce(r.published_on, l.listed_on) as published_on,
    case when r.published_on is not null then r.published_on_origin
         when l.listed_on is not null then 'list' else '' end as published_on_origin,
    coalesce(r.published_on_other,
             case when r.published_on is not null then nullif(l.listed_on, r.published_on) end) as published_on_other,
    case when r.published_on is not null then r.published_on_printed else l.listed_on_printed end
        as published_on_printed,
    coalesce(r.date_conflict, 0) or coalesce(r.published_on <> l.listed_on, 0) as date_conflict,
    coalesce(r.issuer, '') as issuer, coalesce(r.source, '') as source,
    coalesce(r.index_number, '') as index_number, coalesce(r.document_number, '') as document_number,
    r.characters as characters, r.content_digest as content_digest, r.id as version, r.capture as capture,
    :closed_at as first_seen, :closed_at as last_seen
from listed l left join sightings s on s.crawl = :crawl and s.document = l.document
left join document_versions r on r.id = s.version
"""

_COLUMNS = tuple(re.findall(r" as (\w+)[,\n]", _CURRENT.partition("select l.document")[2]))
#: What the newest crawl read replaces what was known; an entry that was not read this time keeps it.
_KEPT = ("id", "portal", "url", "channel", "first_seen", "last_seen")
_MAKE_CURRENT = (
    f"insert into documents ({', '.join(_COLUMNS)}) select * from ({_CURRENT}) where true "
    "on conflict (id) do update set last_seen = excluded.last_seen, "
    + ", ".join(
        f"{column} = iif(excluded.version is null and documents.version is not null, "
        f"documents.{column}, excluded.{column})"
        for column in _COLUMNS
        if column not in _KEPT
    )
)
#: Of what shows no newest state, only what nobody knew.
_ADD_UNKNOWN = f"insert or ignore into documents ({', '.join(_COLUMNS)}) {_CURRENT}"
#: A document off its lists whose page was looked at: what that shows now is what it is known by. It was not listed, so
#: that it is not seen by its list (``last_seen``), and what only its list gave stays.
_READ_OFF_LISTS = """
update documents set version = v.id, capture = s.capture, state = v.state, content_digest = v.content_digest,
    characters = v.characters, title = coalesce(nullif(v.title, ''), documents.title),
    title_key = title_key(coalesce(nullif(v.title, ''), documents.title)),
    published_on = coalesce(v.published_on, documents.published_on),
    published_on_origin = iif(v.published_on is null, documents.published_on_origin, v.published_on_origin),
    issuer = coalesce(v.issuer, ''), source = coalesce(v.source, ''),
    index_number = coalesce(v.index_number, ''), document_number = coalesce(v.document_number, '')
from sightings s join document_versions v on v.id = s.version
where s.crawl = :crawl and s.document = documents.id and documents.portal = :portal and documents.version <> v.id
    and documents.id not in (select document from listings where crawl = :crawl)
"""
_REMEMBER_URLS = (
    "insert or ignore into document_urls (url, portal, document) "
    "select distinct url, ?, document from listings where crawl = ?"
)


def _add_unknown(db: Database, portal: str, crawl: str, closed_at: str) -> None:
    db.execute(_ADD_UNKNOWN, {"portal": portal, "crawl": crawl, "closed_at": closed_at})
    db.execute(_REMEMBER_URLS, [portal, crawl])


def _make_current(db: Database, portal: str, crawl: str, closed_at: str) -> None:
    db.execute(_MAKE_CURRENT, {"portal": portal, "crawl": crawl, "closed_at": closed_at})
    db.execute(_READ_OFF_LISTS, {"portal": portal, "crawl": crawl})
    # The length of a text that was purged, which nothing shows any more.
    db.execute(
        "update documents set characters = p.characters from purged p "
        "where p.record = documents.capture and p.characters is not null and documents.portal = ?",
        [portal],
    )
    db.execute(_REMEMBER_URLS, [portal, crawl])
    db.execute(
        'update "columns" set url = (select url from coverage v where v.crawl = ? and v."column" = "columns".id) '
        "where portal = ?",
        [crawl, portal],
    )
