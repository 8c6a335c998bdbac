"""The findings of a report as CSV: one row for each claim and each identity, for spreadsheets."""

from __future__ import annotations

from archive.labels import RenderedNote, is_compared
from archive.publish.harmless_csv import BYTE_ORDER_MARK
from archive.publish.plugin.findings import ClaimView
from archive.publish.plugin.identities import IdentityView
from archive.publish.plugin.report import ReportView
from archive.publish.takeaway.formats import csv_rows
from archive.remark_store import RemarkShown

COLUMNS = (
    *("report", "kind", "number", "quote", "metric", "metric_zh", "metric_en", "channel", "scope", "qualifier"),
    *("reported", "unit", "observed", "difference", "verdict", "verdict_zh", "verdict_en", "notes_zh", "notes_en"),
    *("decision", "remarks", "as_of", "as_of_date", "permalink", "rerun"),
)


def report_csv(view: ReportView, site: str) -> bytes:
    """All of it, with a byte order mark; ``site`` is the address of the site, for links."""
    claims = [_claim(view, claim, site) for claim in view.claims]
    identities = [_identity(view, identity, site) for identity in view.identities]
    return BYTE_ORDER_MARK + csv_rows([COLUMNS, *claims, *identities])


def _claim(view: ReportView, claim: ClaimView, site: str) -> tuple[object, ...]:
    row, label, metric = claim.row, claim.label, claim.metric
    about = (row["metric"], metric.zh, metric.en, row["channel"], row["scope"], row["qualifier"])
    numbers = (row["value"], row["unit"], row["observed"], row["difference"] if is_compared(claim.verdict) else None)
    said = (row["decision"] or "", _remarks(claim.remarks))
    return (
        *(view.row["id"], row["kind"], row["number"], row["quote"], *about, *numbers),
        *(claim.verdict, label.zh, label.en, *_notes(claim.notes), *said, row["as_of"], row["as_of_date"]),
        *(claim.permalink, site + claim.rerun if claim.rerun else ""),
    )


def _identity(view: ReportView, identity: IdentityView, site: str) -> tuple[object, ...]:
    """``reported`` is the printed total, ``observed`` the sum of its parts."""
    row, label, relation = identity.row, identity.label, identity.relation
    about = (row["relation"], relation.zh, relation.en, "", "", "")
    numbers = (row["total"], "", row["sum"], (row["sum"] or 0) - (row["total"] or 0) if identity.difference else None)
    said = ("", _remarks(identity.remarks))
    return (
        *(view.row["id"], "identity", row["number"], identity.equation, *about, *numbers),
        *(identity.verdict, label.zh, label.en, *_notes(identity.notes), *said, row["as_of"], row["as_of_date"]),
        *(identity.permalink, site + identity.rerun if identity.rerun else ""),
    )


def _notes(notes: tuple[RenderedNote, ...]) -> tuple[str, str]:
    return "\n".join(note.zh for note in notes), "\n".join(note.en for note in notes)


def _remarks(remarks: tuple[RemarkShown, ...]) -> str:
    return "\n".join(f"{remark.kind} {remark.on} {remark.by}: {remark.text}" for remark in remarks)
