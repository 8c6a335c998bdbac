"""Verification: every claim and identity of a portal's reports becomes a finding.

The rules are in ``archive.verdicts``, what is counted in ``archive.measures`` and
``archive.existence``; here the archive is asked, and findings are written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from functools import cache

from sqlite_utils import Database

from archive.contemporary import store_contemporary
from archive.decision_store import as_decided, decisions_of
from archive.decisions import CONFIRM, DISMISS
from archive.evidence import (
    Evidence,
    Row,
    count,
    count_evidence,
    countable,
    hold,
    incomplete,
    match_dates,
    matched,
    name_evidence,
)
from archive.existence import attachments, near, search_for
from archive.findings import FindingRecord, FindingRow, findings
from archive.labels import is_compared, verdict_label
from archive.measures import NoMeasure, choose_measure, measure_rows
from archive.metrics import metric_of
from archive.relations import relation_of
from archive.remark_store import remark_notes, remarks_of
from archive.reports.periods import quoted_period
from archive.similar import Near
from archive.standing import Standing, parse_date, read_standing
from archive.subtotals import Kind, Subtotal, kinds, subtotal_label
from archive.verdicts import (
    BEFORE_COUNTING,
    COUNTED,
    EXISTENCE,
    Note,
    Observation,
    Sighting,
    Verdict,
    agrees_without,
    first_verdict,
    identity_verdict,
)

#: Gives URL and name of every attachment, as ``archive.existence.attachments`` does.
Attached = Callable[[], tuple[tuple[str, str], ...]]

#: A copy of a report says nothing of its own: what it says otherwise is a finding of the report.
_REPORTS = "select * from reports where portal = ? and current = 1 and copy_of is null order by year, id"
_COPIES = "select id from reports where portal = ? and copy_of is not null"

__all__ = ["FindingRecord", "FindingRow", "findings", "verdict_label", "verify"]


def verify(db: Database, portal: str) -> tuple[FindingRecord, ...]:
    """Verify all current reports of ``portal`` against the archive; return the findings, now current.

    One transaction writes them. Findings as of the same crawl are replaced, those of an earlier
    one stay and are no longer current. What web archives show of the same is written beside them.
    """
    with db.atomic():
        _store_measures(db)
        standing = read_standing(db, portal)
        attached = cache(lambda: attachments(db, portal))  # only where a name is asked for
        db.execute(f"update findings set current = 0 where report in ({_COPIES})", [portal])
        reports = db.query(_REPORTS, [portal])
        records = [record for report in list(reports) for record in _verify_report(db, standing, report, attached)]
        store_contemporary(db, portal)
        return tuple(records)


def _store_measures(db: Database) -> None:
    db.execute("delete from measures")
    db.table("measures").insert_all(measure_rows(), pk="key")


def _verify_report(db: Database, standing: Standing, report: Row, attached: Attached) -> list[FindingRecord]:
    """The findings of one report, written in place of those of the same crawl."""
    found = list(_claim_findings(db, standing, report, attached))
    records = [*(record for record, _ in found), *_identity_findings(db, standing, report)]
    replaced = "select id from findings where report = ? and as_of = ?"
    db.execute(f"delete from subtotals where finding in ({replaced})", [report["id"], standing.as_of])
    db.execute("delete from findings where report = ? and as_of = ?", [report["id"], standing.as_of])
    db.execute("update findings set current = 0 where report = ?", [report["id"]])
    db.table("findings").insert_all((asdict(record) for record in records), pk="id")
    rows = (row for record, evidence in found for row in _subtotal_rows(record.id, evidence.subtotals))
    db.table("subtotals").insert_all(rows, pk=("finding", "number"))
    return records


def _subtotal_rows(finding: str, subtotals: Iterable[Subtotal]) -> Iterator[dict[str, object]]:
    return ({"finding": finding, "number": n, **asdict(part)} for n, part in enumerate(subtotals, 1))


def _claim_findings(
    db: Database, standing: Standing, report: Row, attached: Attached
) -> Iterator[tuple[FindingRecord, Evidence]]:
    claims = list(db.query("select * from claims where report = ? order by start, number", [report["id"]]))
    decided = decisions_of(db, report["id"])
    right = {read["id"]: as_decided(read, decided.get(read["id"])) for read in claims}
    kept = [claim for claim in right.values() if not _is_dismissed(decided.get(claim["id"]))]
    seen = _verified(db, standing, report, kept, attached)
    remarks = remarks_of(db, report["id"])
    for read in claims:
        decision, claim = decided.get(read["id"]), right[read["id"]]
        verdict, evidence = seen.get(claim["id"], (Verdict("not_assessable", (), "D1-dismissed"), Evidence()))
        notes = (*_decision_notes(decision, read), *verdict.notes, *evidence.notes)
        notes += _began_later(standing, report, evidence)
        notes += tuple(remark_notes(remarks.get(read["id"], ())))
        record = FindingRecord(
            id=f"{claim['id']}@{standing.as_of}",
            report=report["id"],
            claim=claim["id"],
            identity=None,
            as_of=standing.as_of,
            as_of_date=standing.as_of_date,
            measure=evidence.measure,
            reported=_reported(claim),
            observed=evidence.observed,
            difference=_difference(verdict, evidence.observed, _reported(claim)),
            listed_now=evidence.listed_now,
            undated=evidence.undated,
            reposts=evidence.reposts,
            before_report=evidence.before_report,
            verdict=verdict.key,
            verdict_rule=verdict.rule,
            note=_stored(notes),
            sql=evidence.sql,
        )
        yield record, evidence


def _is_dismissed(decision: Row | None) -> bool:
    return decision is not None and decision["decision"] == DISMISS


def _verified(
    db: Database, standing: Standing, report: Row, claims: Sequence[Row], attached: Attached
) -> dict[str, tuple[Verdict, Evidence]]:
    """Verdict and evidence of each claim by its id: names over all titles, amounts over the report's excerpt."""
    seen = {
        claim["id"]: _verify_existence(db, standing, report, claim, attached)
        for claim in claims
        if claim["kind"] == "existence"
    }
    amounts = [claim for claim in claims if claim["kind"] != "existence"]
    if not amounts:
        return seen
    with countable(db, standing, report) as asked:
        return seen | {claim["id"]: _verify_amount(db, standing, report, claim, asked) for claim in amounts}


def _identity_findings(db: Database, standing: Standing, report: Row) -> Iterator[FindingRecord]:
    changed = _changed_claims(db, report["id"])
    remarks = remarks_of(db, report["id"])
    for row in list(db.query("select * from identities where report = ? order by number", [report["id"]])):
        verdict = identity_verdict(None if row["holds"] is None else bool(row["holds"]), row["reason"], row["level"])
        concerned = {*json.loads(row["claims"] or "[]"), *json.loads(row["cells"] or "[]")}
        there = _changed_claims(db, row["source"]) if row["source"] else {}
        numbers = {number for place, number in changed.items() if place in concerned}
        numbers |= {number for place, number in there.items() if place == row["source_claim"]}
        if numbers:
            verdict = Verdict("not_assessable", (Note("identity_decided", {"claims": sorted(numbers)}),), "I2-decided")
        compared = relation_of(row["relation"]).compared
        yield FindingRecord(
            id=f"{row['id']}@{standing.as_of}",
            report=report["id"],
            claim=None,
            identity=row["id"],
            as_of=standing.as_of,
            as_of_date=standing.as_of_date,
            measure=None,
            reported=row["total"],
            observed=row["sum"],
            difference=_difference(verdict, row["sum"], row["total"]) if compared else None,
            listed_now=None,
            undated=None,
            reposts=None,
            before_report=None,
            verdict=verdict.key,
            verdict_rule=verdict.rule,
            note=_stored((*verdict.notes, *remark_notes(remarks.get(row["id"], ())))),
            sql="",
        )


def _decision_notes(decision: Row | None, read: Row) -> tuple[Note, ...]:
    """Who decided what of the reading, and why; of a correction also what was read."""
    if decision is None:
        return ()
    value = "" if read["value"] is None else f"{read['value']:g} {read['unit'] or ''}".strip()
    said = {"by": decision["decided_by"], "on": decision["decided_on"], "reason": decision["reason"]}
    return (Note(f"decision_{decision['decision']}", said | ({"read": value} if value else {})),)


def _changed_claims(db: Database, report: str) -> dict[str, int]:
    """The numbers of claims that a person corrected or dismissed, by their ids and by their places in a table."""
    sql = (
        "select c.id, c.subject, c.number from claims c join decisions d on d.claim = c.id and d.current = 1 "
        "where c.report = ? and d.decision <> ?"
    )
    rows = list(db.query(sql, [report, CONFIRM]))
    return {place: row["number"] for row in rows for place in (row["id"], row["subject"]) if place}


def _reported(claim: Row) -> float | None:
    """The amount claimed; a statement that nothing occurred claims zero."""
    return 0.0 if claim["kind"] == "zero" and claim["value"] is None else claim["value"]


def _difference(verdict: Verdict, observed: float | None, reported: float | None) -> float | None:
    """Observed minus reported, where the verdict sets them against each other; else it would accuse."""
    if observed is None or reported is None or not is_compared(verdict.key):
        return None
    return observed - reported


def _stored(notes: Iterable[Note]) -> str:
    return json.dumps([note.stored() for note in notes], ensure_ascii=False)


def _began_later(standing: Standing, report: Row, evidence: Evidence) -> tuple[Note, ...]:
    """A note where the archive cannot know what was there when the report came out."""
    published = parse_date(report["published_on"])
    if evidence.observed is None or published is None:
        return ()
    values = {"observed": evidence.observed, "as_of_date": standing.as_of_date}
    began = standing.complete_since(evidence.columns)
    if began is None:
        return (Note("archive_never_complete", values),)
    return (Note("archive_began_later", {**values, "first_crawl": began.isoformat()}),) if began > published else ()


def _verify_amount(
    db: Database, standing: Standing, report: Row, claim: Row, asked: Mapping[Kind, str]
) -> tuple[Verdict, Evidence]:
    """A count or a zero beside what the archive holds."""
    measure = choose_measure(standing, claim, report["year"])
    claimed = Observation(
        reported=_reported(claim),
        qualifier=claim["qualifier"] or "exact",
        rounding=claim["rounding"] or 0.0,
        is_upper_bound=claim["is_upper_bound"],
        period=claim.get("period") or quoted_period(claim["quote"] or "") or "",
        scope=claim["scope"] or "",
        observable=metric_of(claim["metric"]).observable,
        crawled=standing.crawled,
        not_counted=measure.note if isinstance(measure, NoMeasure) else None,
    )
    verdict = first_verdict(BEFORE_COUNTING, claimed)
    if verdict or isinstance(measure, NoMeasure):
        return verdict or _undecided(), Evidence()
    held = hold(db, asked, measure)
    seen = count(measure, claimed, held)
    evidence = count_evidence(asked, report, measure, held)
    verdict = first_verdict(COUNTED, seen) or _undecided()
    return verdict, replace(evidence, notes=(*_without(verdict, seen, evidence), *evidence.notes))


def _without(verdict: Verdict, seen: Observation, evidence: Evidence) -> tuple[Note, ...]:
    """Where more was found, what could be left out so that the figures agree."""
    can_be_left_out = {kind.key for kind in kinds() if kind.left_out}
    amounts = {part.key: part.amount or 0.0 for part in evidence.subtotals if part.key in can_be_left_out}
    keys = agrees_without(seen, amounts) if verdict.key == "more_found" else ()
    named = [{"key": key, **asdict(subtotal_label(key))} for key in keys]
    return (Note("agrees_without", {"subtotals": named}),) if named else ()


def _undecided() -> Verdict:
    raise AssertionError("the last rule of each table decides")


def _verify_existence(
    db: Database, standing: Standing, report: Row, claim: Row, attached: Attached
) -> tuple[Verdict, Evidence]:
    """A named document, list or budget beside the titles and attachments of the own site."""
    search = search_for(standing, claim, attached(), report["year"])
    asked = standing.crawled and search.searchable
    matches = list(db.query(f"select * from ({search.sql})")) if asked else []
    columns = standing.own_columns()
    around = near(db, standing, search, attached()) if asked and not matches else Near()
    seen = Sighting(
        report_published_on=parse_date(report["published_on"]),
        crawled=standing.crawled,
        searchable=search.searchable,
        name=search.name,
        matches=match_dates(matches),
        coverage=incomplete(columns),
        columns_declared=any(not column.reports for column in columns),
        similar=around.similar,
        nearest=around.nearest,
    )
    verdict = first_verdict(EXISTENCE, seen) or _undecided()
    if not asked:
        return verdict, Evidence()
    with matched(db, search.sql):
        evidence = name_evidence(db, standing, report, search.sql, matches)
    return verdict, replace(evidence, measure="existence", observed=float(len(matches)), columns=columns)
