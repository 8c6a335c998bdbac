"""The crawl page: how a crawl went, what it was checked for, what it captured and saw of each column."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.foreign.words import reason_label, signature_label
from archive.labels import Label
from archive.publish.plugin import labels
from archive.publish.plugin.rows import EvidenceLinks, Row, first, row_link, rows, table_links

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

MOST_UNREAD = 100
_CRAWL = """
select w.*, p.title_zh as portal_zh, p.title_en as portal_en, p.tls,
    sum(r.requests) as requests, count(r.id) as runs, group_concat(distinct r.software) as software,
    (select e.id from standing_crawls e where e.portal = w.portal and e.started_at < w.started_at
     order by e.started_at desc, e.id desc limit 1) as before
from crawls w left join portals p on p.id = w.portal left join runs r on r.crawl = w.id where w.id = ? group by w.id
"""
_COVERAGE = """
select v.*, c.title, c.key from coverage v left join "columns" c on c.id = v."column" where v.crawl = ?
order by v.state = 'complete', c.rowid
"""
_CHECKS = """
select k.*, c.title from crawl_checks k left join "columns" c on c.id = k."column" where k.crawl = ?
order by k.passed is null, k.passed, k.number
"""
_UNREAD = f"""
select u.url, u.purpose, u.reason, u.answered, c.title from unread u left join "columns" c on c.id = u."column"
where u.crawl = ? order by u.answered, u.purpose, u.url limit {MOST_UNREAD}
"""
_UNREAD_COUNT = "select count(*) as unread from unread where crawl = ?"
_CERTIFICATES = """
select id, origin, problems, subject, issuer, not_before, not_after, sha256 from certificates where crawl = ?
order by problems = '', origin
"""
#: Of a crawl from a web archive: what it gave, and between which times it had captured that.
_PAST = """
select count(*) as captures, min(archived_at) as first_at, max(archived_at) as last_at,
    (select count(*) from past_documents p where p.crawl = ?1) as documents,
    (select count(*) from unread u where u.crawl = ?1 and u.answered = 0) as missing
from captures where crawl = ?1 and archived_at is not null
"""
_CAPTURED = """
select coalesce(kind, '') as kind, count(*) as captures from captures where crawl = ?
group by kind order by captures desc
"""


_IMPORTED = "select * from imported_archives where crawl = ?"


@dataclass(frozen=True, slots=True)
class Imported:
    """The file that a crawl's records came from; why records of it were left aside, with their numbers."""

    row: Row
    signature: Label
    reasons: tuple[tuple[Label, int], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of one of the tables, what its key is called, the rows behind its number, and those that failed."""

    row: Row
    label: Label
    links: EvidenceLinks
    failed: EvidenceLinks | None = None


@dataclass(frozen=True, slots=True)
class CrawlView:
    """Everything the crawl page shows; ``unread`` are the first hundred of ``unread_count``."""

    row: Row
    verdict: Label
    accepted: Label
    checks: tuple[Row, ...]
    coverage: tuple[Line, ...]
    captured: tuple[Line, ...]
    unread: tuple[Row, ...]
    unread_count: int
    unread_links: EvidenceLinks
    certificates: tuple[Row, ...]
    imported: Imported | None
    changes: EvidenceLinks
    row_link: str
    past: Row  # of a crawl from a web archive; empty for any other
    past_links: EvidenceLinks


async def crawl_view(datasette: Datasette, crawl: str) -> CrawlView | None:
    """The crawl, or None where there is none of that id."""
    row = await first(datasette, _CRAWL, [crawl])
    if row is None:
        return None
    unread = await first(datasette, _UNREAD_COUNT, [crawl]) or {}
    past = await first(datasette, _PAST, [crawl]) if row["source"] == "web archive" else None
    return CrawlView(
        row=row,
        verdict=labels.word("crawl_verdict", row["verdict"]),
        accepted=labels.word("accepted", str(row["accepted"] or 0)),
        checks=tuple(await rows(datasette, _CHECKS, [crawl])),
        coverage=tuple(_covered(datasette, found) for found in await rows(datasette, _COVERAGE, [crawl])),
        captured=tuple(_captured(datasette, crawl, found) for found in await rows(datasette, _CAPTURED, [crawl])),
        unread=tuple(await rows(datasette, _UNREAD, [crawl])),
        unread_count=unread.get("unread", 0),
        unread_links=table_links(datasette, "unread", {"crawl": crawl}),
        certificates=tuple(await rows(datasette, _CERTIFICATES, [crawl])),
        imported=_imported(await first(datasette, _IMPORTED, [crawl])),
        changes=table_links(datasette, "changes", {"crawl": crawl}),
        row_link=row_link(datasette, "crawls", crawl),
        past=past or {},
        past_links=table_links(datasette, "past_documents", {"crawl": crawl}),
    )


def _imported(row: Row | None) -> Imported | None:
    if row is None:
        return None
    reasons = sorted(json.loads(row["reasons"] or "{}").items(), key=lambda item: (-item[1], item[0]))
    left = tuple((reason_label(reason), count) for reason, count in reasons)
    return Imported(row, signature_label(row["signature"]), left)


def _covered(datasette: Datasette, row: Row) -> Line:
    of_both = {"crawl": row["crawl"], "column": row["column"]}
    return Line(
        row=row,
        label=labels.word("coverage", row["state"]),
        links=table_links(datasette, "listings", of_both),
        failed=table_links(datasette, "unread", of_both),
    )


def _captured(datasette: Datasette, crawl: str, row: Row) -> Line:
    links = table_links(datasette, "captures", {"crawl": crawl, "kind": row["kind"]})
    return Line(row, labels.word("capture", row["kind"]), links)
