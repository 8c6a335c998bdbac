"""Reads the archived yearly reports of a portal and keeps their claims and identities."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from archive.layout import body_of
from archive.read_anew import earlier_id
from archive.records import Claim, ReportReading
from archive.report_copies import authority_of, first_reports, mark_copies, read_documents, shows_again
from archive.reports import read_report
from archive.reports.sources import REPORT, document_kind, has_form, is_same_body
from archive.schema import READER_VERSION
from archive.source_rows import store_sources
from archive.year_rows import identity_row, store_years

#: Documents of the columns that hold reports, as the newest accepted crawl knows them.
_CANDIDATES = """
select distinct d.id, d.title, d.url, d.state, d.published_on, d.version
from "columns" c join crawls w on w.portal = c.portal and w.accepted = 1
join listings l on l.crawl = w.id and l."column" = c.id join documents d on d.id = l.document
where c.portal = ? and c.reports = 1
order by d.published_on, d.id
"""
#: Documents of any column that may be another source of a year's figures, as far as SQL can tell by their titles.
_SECOND = """
select d.id, d.title, d.url, d.state, d.published_on, d.version
from documents d
where d.portal = ? and d.version is not null and (d.title like '%网站%报%' or d.title like '%網站%報%'
    or d.title like '%公开%统计%' or d.title like '%公開%統計%') order by d.published_on, d.id
"""
#: Yearly reports on the sites of other portals that show a channel of this one.
_ELSEWHERE = """
select d.id, d.title, d.url, d.state, d.published_on, d.version
from documents d
where d.portal in (select site from channels where portal = :portal and kind = 'site' and site <> :portal)
    and d.version is not null and (d.title like '%公开%报%' or d.title like '%公開%報%') order by d.published_on, d.id
"""
#: Asked for one document at a time: many have such a title, few are read.
_TEXT = 'select "text", layout from document_texts where version = ? and "text" is not null'


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report as it was read. ``claims`` counts what it asserts; 0 says that no number could be read.

    ``kind`` is report, website (the yearly report of the website) or annex (the statistics annex by itself).
    """

    id: str
    title: str
    year: int | None
    claims: int
    identities: int
    kind: str = REPORT


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
        if document_kind(row["title"]) != REPORT:
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
    """Read every archived report of the portal whose text or reader is new; return all that are no copies.

    Yearly reports are read from the columns that hold them, and the same reports from other portals' sites that show
    a channel of this one; website reports and annexes from any column, where their official form is found in them.

    A report whose version and reader are unchanged is not read again, and a version without a single claim never
    takes the place of one that has some (``unread_reports`` names it). One transaction for each report.
    """
    for row in list(db.query(_CANDIDATES, [portal])):
        if document_kind(row["title"]) == REPORT:
            _read(db, portal, row, REPORT)
    for row in list(db.query(_SECOND, [portal])):
        if (kind := document_kind(row["title"])) not in ("", REPORT):
            _read(db, portal, row, kind)
    _read_elsewhere(db, portal)
    mark_copies(db, portal)
    store_years(db, portal)
    store_sources(db, portal)
    return tuple(_stored(db, portal))


def _read_elsewhere(db: Database, portal: str) -> None:
    """Read what other sites show of the own site's reports once more."""
    authority, first = authority_of(db, portal), first_reports(read_documents(db, portal))

    def is_one(reading: ReportReading) -> bool:
        report = first.get(reading.year or 0)
        return report is not None and shows_again(report, reading.title, reading.claims, authority)

    names = {name for report in first.values() for name in (report.title, *authority)}
    for row in list(db.query(_ELSEWHERE, {"portal": portal})):
        if document_kind(row["title"]) == REPORT and is_same_body(row["title"], sorted(names)):
            _read(db, portal, row, REPORT, is_one)


def _read(
    db: Database, portal: str, row: dict[str, Any], kind: str, is_one: Callable[[ReportReading], bool] | None = None
) -> None:
    """Read one document, unless that was done or it has no text; one without the form its title promises is left.

    ``is_one`` says of a document not read before whether it is what is looked for.
    """
    asked = "portal = ? and document = ? and current = 1"
    before = next(iter(db.table("reports").rows_where(asked, [portal, row["id"]])), None)
    done = before and (before["version"], before["reader_version"]) == (row["version"], READER_VERSION)
    found = None if done else db.execute(_TEXT, [row["version"]]).fetchone()
    if found is None:
        return
    reading = read_report(body_of(*found), row["title"])
    known_as = before["id"] if before else None
    if not has_form(kind, reading.claims) or (is_one and not known_as and not is_one(reading)):
        return
    if reading.claims or not known_as or not _has_claims(db, known_as):
        _store(db, portal, row, reading, known_as, kind)


def _has_claims(db: Database, report: str) -> bool:
    return db.execute("select 1 from claims where report = ?", [report]).fetchone() is not None


def _stored(db: Database, portal: str) -> Iterator[StoredReport]:
    rows = db.query(
        "select r.id, r.title, r.year, (select count(*) from claims c where c.report = r.id) as claims, "
        "(select count(*) from identities i where i.report = r.id) as identities, r.kind "
        "from reports r where r.portal = ? and r.current = 1 and r.copy_of is null order by r.year, r.id",
        [portal],
    )
    for row in rows:
        yield StoredReport(row["id"], row["title"], row["year"], row["claims"], row["identities"], row["kind"])


def _store(
    db: Database, portal: str, row: dict[str, Any], reading: ReportReading, known_as: str | None, kind: str
) -> None:
    report = known_as or _free_id(db, portal, reading.year, row["id"], kind)
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
                "kind": kind,
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

    Claims belong to the version they were read from: what was once found of them, and its sub-totals, stay beside their
    words.
    """
    (version, reader) = db.execute("select version, reader_version from reports where id = ?", [report]).fetchone()
    old = earlier_id(report, version, reader)
    db.execute("update reports set id = ?, current = 0 where id = ?", [old, report])
    db.execute(
        "update identities set claims = replace(claims, ?, ?) where report = ?", [f'"{report}.', f'"{old}.', report]
    )
    renamed = "? || substr({0}, length(?) + 1)"
    for table in ("claims", "identities"):
        db.execute(
            f"update {table} set id = {renamed.format('id')}, report = ? where report = ?", [old, report, old, report]
        )
    found = "select id from findings where report = ?"
    db.execute(
        f"update subtotals set finding = {renamed.format('finding')} where finding in ({found})", [old, report, report]
    )
    db.execute(
        f"update findings set id = {renamed.format('id')}, claim = {renamed.format('claim')}, "
        f"identity = {renamed.format('identity')}, report = ?, current = 0 where report = ?",
        [old, report, old, report, old, report, old, report],
    )


def _free_id(db: Database, portal: str, year: int | None, document: str, kind: str) -> str:
    """portal-year, with its kind where it is no yearly report; a second one of a year has its document's id too."""
    report = f"{portal}-{year or 'undated'}" + ("" if kind == REPORT else f"-{kind}")
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
