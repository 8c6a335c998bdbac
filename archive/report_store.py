"""Reads the archived yearly reports of a portal and keeps their claims and identities."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from archive.layout import body_of
from archive.records import Claim, ReportReading
from archive.reports import is_report_title, read_report
from archive.schema import READER_VERSION
from archive.year_rows import identity_row, store_years

#: Documents of the columns that hold reports, as the newest accepted crawl knows them.
_CANDIDATES = """
select distinct d.id, d.title, d.url, d.state, d.published_on, d.version, t.text, t.layout
from column_documents cd join "columns" c on c.id = cd."column" and c.reports = 1 and c.portal = ?
join documents d on d.id = cd.document left join document_texts t on t.version = d.version
order by d.published_on, d.id
"""


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report as it was read. ``claims`` counts what it asserts; 0 says that no number could be read."""

    id: str
    title: str
    year: int | None
    claims: int
    identities: int


@dataclass(frozen=True, slots=True)
class UnreadReport:
    """A document that is called a yearly report and gave no claim: a person has to look."""

    title: str
    url: str
    reason: str


def unread_reports(db: Database, portal: str) -> tuple[UnreadReport, ...]:
    """The documents called yearly reports of which no claim is current, or only of an earlier version."""
    claims = "(select count(*) from claims c where c.report = r.id)"
    read = {
        row["document"]: row
        for row in db.query(
            f"select r.document, r.version, {claims} as claims from reports r where r.portal = ? and r.current = 1",
            [portal],
        )
    }
    found = []
    for row in db.query(_CANDIDATES, [portal]):
        if not is_report_title(row["title"]):
            continue
        known = read.get(row["id"])
        if known is None:
            found.append(UnreadReport(row["title"], row["url"], f"there is no text to read ({row['state']})"))
        elif not known["claims"]:
            found.append(UnreadReport(row["title"], row["url"], "no claim could be read in it"))
        elif known["version"] != row["version"]:
            reason = "no claim could be read in its newest version; the earlier one is kept"
            found.append(UnreadReport(row["title"], row["url"], reason))
    return tuple(found)


def read_reports(db: Database, portal: str) -> tuple[StoredReport, ...]:
    """Read every archived report of the portal whose text or reader is new; return all there are.

    A report whose version and reader are unchanged is not read again, and a version without a single claim never
    takes the place of one that has some (``unread_reports`` names it). One transaction for each report.
    """
    known = {row["document"]: row for row in db.table("reports").rows_where("portal = ? and current = 1", [portal])}
    for row in list(db.query(_CANDIDATES, [portal])):
        if row["text"] is None or not is_report_title(row["title"]):
            continue
        before = known.get(row["id"])
        if before and (before["version"], before["reader_version"]) == (row["version"], READER_VERSION):
            continue
        reading = read_report(body_of(row["text"], row["layout"]), row["title"])
        if reading.claims or not before or not _has_claims(db, before["id"]):
            _store(db, portal, row, reading, before["id"] if before else None)
    store_years(db, portal)
    return tuple(_stored(db, portal))


def _has_claims(db: Database, report: str) -> bool:
    return db.execute("select 1 from claims where report = ?", [report]).fetchone() is not None


def _stored(db: Database, portal: str) -> Iterator[StoredReport]:
    rows = db.query(
        "select r.id, r.title, r.year, (select count(*) from claims c where c.report = r.id) as claims, "
        "(select count(*) from identities i where i.report = r.id) as identities "
        "from reports r where r.portal = ? and r.current = 1 order by r.year, r.id",
        [portal],
    )
    for row in rows:
        yield StoredReport(row["id"], row["title"], row["year"], row["claims"], row["identities"])


def _store(db: Database, portal: str, row: dict[str, Any], reading: ReportReading, known_as: str | None) -> None:
    report = known_as or _free_id(db, portal, reading.year, row["id"])
    with db.atomic():
        if known_as:
            _retire(db, known_as)
        db.table("reports").insert(
            {
                "id": report,
                "portal": portal,
                "document": row["id"],
                "version": row["version"],
                "year": reading.year,
                "title": row["title"],
                "published_on": row["published_on"],
                "reader_version": READER_VERSION,
                "current": 1,
                "cut": int(reading.cut),
            },
            pk="id",
        )
        db.table("claims").insert_all(
            (_claim_row(report, number, claim) for number, claim in enumerate(reading.claims, 1)), pk="id"
        )
        db.table("identities").insert_all(
            (identity_row(report, number, identity) for number, identity in enumerate(reading.identities, 1)), pk="id"
        )


def _retire(db: Database, report: str) -> None:
    """Keep a report as it was read before, with its claims, identities and findings, under an id of its own.

    Claims belong to the version they were read from: what was once found of them stays beside their words.
    """
    (version, reader) = db.execute("select version, reader_version from reports where id = ?", [report]).fetchone()
    old = f"{report}~{version}.{reader}"
    db.execute("update reports set id = ?, current = 0 where id = ?", [old, report])
    db.execute(
        "update identities set claims = replace(claims, ?, ?) where report = ?", [f'"{report}.', f'"{old}.', report]
    )
    renamed = "? || substr({0}, length(?) + 1)"
    for table in ("claims", "identities"):
        db.execute(
            f"update {table} set id = {renamed.format('id')}, report = ? where report = ?", [old, report, old, report]
        )
    db.execute(
        f"update findings set id = {renamed.format('id')}, claim = {renamed.format('claim')}, "
        f"identity = {renamed.format('identity')}, report = ?, current = 0 where report = ?",
        [old, report, old, report, old, report, old, report],
    )


def _free_id(db: Database, portal: str, year: int | None, document: str) -> str:
    """portal-year; a second report of one year carries its document's id too."""
    report = f"{portal}-{year or 'undated'}"
    taken = db.execute("select 1 from reports where id = ?", [report]).fetchone()
    return f"{report}-{document}" if taken else report


def _claim_row(report: str, number: int, claim: Claim) -> dict[str, Any]:
    return {
        "id": f"{report}.{number}",
        "report": report,
        "number": number,
        "kind": claim.kind,
        "quote": claim.quote,
        "start": claim.start,
        "end": claim.end,
        "value": claim.value,
        "unit": claim.unit,
        "qualifier": claim.qualifier,
        "rounding": claim.rounding,
        "metric": claim.metric,
        "subject": claim.subject,
        "scope": claim.scope,
        "channel": claim.channel,
        "column": claim.column,
        "section": " > ".join(claim.section),
        "implicit_zero": int(claim.implicit_zero),
        "period": claim.period,
    }
