"""The table ``timeliness``: a row for each document that says when it was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlite_utils import Database

from archive.series.owner import OUTSIDE, owner_of_document
from archive.standing import Standing, local_date, parse_date
from archive.timeliness.judging import Dates, judge

_WRITTEN = """
select d.id, d.title, d.issuer, v.written_on, d.published_on, d.published_on_other, d.date_conflict,
    max(w.started_at) as lacked_at
from documents d join document_versions v on v.id = d.version and v.written_on <> ''
left join changes h on h.document = d.id and h.kind = 'backdated' left join crawls w on w.id = h.lacked_by
where d.portal = ? and d."import" is null group by d.id order by d.id
"""


def store_timeliness(db: Database, standing: Standing) -> int:
    """Write anew what the dates of a portal's documents say, as of its newest accepted crawl; return how many.

    Part of the transaction of whoever calls it.
    """
    rows = timeliness_observed(db, standing)
    write_timeliness(db, standing, rows)
    return len(rows)


def timeliness_observed(db: Database, standing: Standing) -> list[dict[str, Any]]:
    """What the dates of a portal's documents say, as rows; nothing is written."""
    return [found for row in db.query(_WRITTEN, [standing.portal]) if (found := _row(row, standing))]


def write_timeliness(db: Database, standing: Standing, rows: Iterable[dict[str, Any]]) -> None:
    """Write a portal's rows in place of earlier ones."""
    db.execute("delete from timeliness where portal = ?", [standing.portal])
    db.table("timeliness").insert_all(rows, pk="document")


def _row(row: Mapping[str, Any], standing: Standing) -> dict[str, Any] | None:
    dates = _dates(row, standing)
    if dates is None:
        return None
    return {
        "document": row["id"],
        "portal": standing.portal,
        "as_of": standing.as_of,
        "year": dates.published_on.year if dates.published_on else None,
        "written_on": dates.written_on.isoformat(),
        "published_on": _iso(dates.published_on),
        "published_on_other": _iso(dates.other),
        "lacked_on": _iso(dates.lacked_on),
        **asdict(judge(dates)),
    }


def _dates(row: Mapping[str, Any], standing: Standing) -> Dates | None:
    written_on = parse_date(row["written_on"])
    if written_on is None:
        return None
    other, disagree = parse_date(row["published_on_other"]), bool(row["date_conflict"])
    published_on, lacked_on = parse_date(row["published_on"]), local_date(row["lacked_at"], standing.zone)
    if published_on is None or lacked_on is None or published_on >= lacked_on:
        lacked_on = None  # it was given another date since, which the archive does not contradict
    outside = owner_of_document(row["title"] or "", row["issuer"] or "", standing.authority) == OUTSIDE
    return Dates(written_on, published_on, other if disagree else None, disagree, lacked_on, outside)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def written_documents(db: Database, portal: str, year: int | None = None) -> Iterator[dict[str, Any]]:
    """The rows of a portal, of a year or of all, with title, address and issuer; the longest first."""
    sql = (
        "select t.*, d.title, d.url, d.issuer from timeliness t join documents d on d.id = t.document "
        "where t.portal = :portal and (:year is null or t.year = :year) order by t.working_days desc, t.document"
    )
    yield from db.query(sql, {"portal": portal, "year": year})
