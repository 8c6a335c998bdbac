"""Verdicts of crawls: of the accepted ones from public.db, and of those that were not, which it may not have yet.

The latter are all that is told of archive.db: portal, times, verdict, reason and the checks that failed, masked as
they will be when they are published.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.labels import Label
from archive.publish.masking import mask_log, mask_text
from archive.publish.news.plain import plain

_CRAWLS = """
select w.id, w.portal, p.title_zh, p.title_en, w.started_at, w.closed_at, w.verdict, w.reason, w.accepted
from crawls w left join portals p on p.id = w.portal
where w.source = 'live' and w.verdict <> 'open' and w.accepted = ? and w.started_at > '' order by w.started_at, w.id
"""
_CHECKS = """
select k.crawl, k."check", coalesce(c.title, '') as title, k.measured, k.bound, coalesce(k.note, '') as note
from crawl_checks k left join columns c on c.id = k."column" where k.passed = 0 order by k.crawl, k.number
"""


@dataclass(frozen=True, slots=True)
class FailedCheck:
    """A check that a crawl failed: of one column, by its title or key, or (empty) of the whole crawl."""

    check: str
    column: str
    measured: float | None
    bound: float | None
    note: str


@dataclass(frozen=True, slots=True)
class CrawlTold:
    """A closed live crawl. Instants in ISO 8601, UTC; ``failed`` are the checks that it failed."""

    id: str
    portal: str
    portal_title: Label
    started_at: str
    closed_at: str
    verdict: str
    reason: str
    is_accepted: bool
    failed: tuple[FailedCheck, ...] = ()


def crawls_told(archive: Path) -> tuple[CrawlTold, ...]:
    """Every accepted crawl of public.db and every other closed one of archive.db, in the order of their beginning."""
    accepted = _read(archive / "public.db", True)
    refused = _read(archive / "archive.db", False)
    return tuple(sorted((*accepted, *refused), key=lambda crawl: (crawl.started_at, crawl.id)))


def has_changes(path: Path) -> bool:
    """Whether a database is there and has the table of changes: one that an older program built has not."""
    if not path.is_file():
        return False
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=30)) as db:
        return db.execute("select 1 from sqlite_master where name = 'changes'").fetchone() is not None


def _read(path: Path, is_accepted: bool) -> tuple[CrawlTold, ...]:
    if not has_changes(path):
        return ()
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=30)) as db:
        rows = list(_rows(db, _CRAWLS, int(is_accepted)))
        failed: dict[str, list[FailedCheck]] = {}
        for row in () if is_accepted else _rows(db, _CHECKS):
            failed.setdefault(row["crawl"], []).append(_check(row))
    return tuple(_crawl(row, tuple(failed.get(row["id"], ()))) for row in rows)


def _rows(db: sqlite3.Connection, sql: str, *values: object) -> Iterator[Mapping[str, Any]]:
    cursor = db.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)


def _check(row: Mapping[str, Any]) -> FailedCheck:
    title, note = plain(mask_text(row["title"]).text), plain(mask_log(row["note"]).text)
    return FailedCheck(row["check"], title, row["measured"], row["bound"], note)


def _crawl(row: Mapping[str, Any], failed: tuple[FailedCheck, ...]) -> CrawlTold:
    return CrawlTold(
        id=row["id"],
        portal=row["portal"],
        portal_title=Label(plain(row["title_zh"] or row["portal"]), plain(row["title_en"] or row["portal"])),
        started_at=row["started_at"] or "",
        closed_at=row["closed_at"] or "",
        verdict=row["verdict"] or "",
        reason=plain(mask_log(row["reason"] or "").text, 1000),
        is_accepted=bool(row["accepted"]),
        failed=failed,
    )
