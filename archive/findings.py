"""Findings as they are stored, and as a table or page shows them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlite_utils import Database

from archive.contemporary_shown import CONTEMPORARY, CONTEMPORARY_OF_ONE, ContemporaryShown, shown_contemporary
from archive.labels import Label, RenderedNote, channel_label, render_notes, verdict_label
from archive.metrics import metric_of
from archive.remark_store import RemarkShown, remarks_of, remarks_shown
from archive.subtotals import subtotal_label

Remarks = Mapping[str, Sequence[Mapping[str, Any]]]  # by the id of a claim or identity


@dataclass(frozen=True)
class FindingRecord:
    """One row of the table ``findings``; the fields are its columns. Amounts that were not counted are None."""

    id: str
    report: str
    claim: str | None
    identity: str | None
    as_of: str
    as_of_date: str
    measure: str | None
    reported: float | None
    observed: float | None
    difference: float | None
    listed_now: int | None
    undated: int | None
    reposts: int | None
    before_report: int | None
    verdict: str
    verdict_rule: str
    note: str
    sql: str
    current: int = 1


@dataclass(frozen=True)
class DecisionShown:
    """What a person decided of the reading: confirm, dismiss or correct; ``read_value`` is what was read."""

    decision: str
    by: str
    on: str
    reason: str
    read_value: float | None
    read_unit: str


@dataclass(frozen=True)
class SubtotalShown:
    """A sub-total as it is shown; ``subject`` is the channel of a channel's number, None for all others.

    ``documents`` and ``amount`` are None where the channel was not observed.
    """

    key: str
    label: Label
    subject: Label | None
    documents: int | None
    amount: float | None
    counted: bool
    sql: str


@dataclass(frozen=True)
class FindingRow:
    """A finding with everything that is shown of it.

    ``kind`` is count, zero, existence or identity. For an identity ``quote`` is its rule,
    ``metric`` its relation, ``reported`` the printed total, ``observed`` the recomputed sum and
    ``parts`` its addends,
    ``reason`` why it cannot be judged or what strikes about it. ``difference`` is observed minus reported,
    where the two were compared.
    """

    id: str
    number: int
    kind: str
    quote: str
    metric: str
    metric_label: Label
    channel: str | None
    channel_label: Label | None
    unit: str
    qualifier: str
    reported: float | None
    observed: float | None
    difference: float | None
    verdict: str
    verdict_rule: str | None
    verdict_label: Label
    notes: tuple[RenderedNote, ...]
    sql: str
    measure: str | None
    measure_label: Label | None
    listed_now: int | None
    undated: int | None
    reposts: int | None
    before_report: int | None
    report: str
    as_of: str
    as_of_date: str
    start: int | None = None
    end: int | None = None
    parts: tuple[float, ...] = ()
    decision: DecisionShown | None = None
    reason: str = ""
    subtotals: tuple[SubtotalShown, ...] = ()
    remarks: tuple[RemarkShown, ...] = ()
    contemporary: tuple[ContemporaryShown, ...] = ()


_OF_REPORT, _ONE = "f.report = ? and f.current = 1", "f.id = ?"
_SUBTOTALS = """
select s.*, n.title_zh as channel_zh, n.title_en as channel_en
from findings f
join subtotals s on s.finding = f.id
join reports r on r.id = f.report
left join channels n on n.portal = r.portal and n.key = s.subject
where {which}
order by s.finding, s.number
"""
#: What every sub-total of a report's current findings shows.
SUBTOTALS = _SUBTOTALS.format(which=_OF_REPORT)

_CLAIMS = """
select f.*, c.number, c.kind, c.quote, c.metric, c.channel, c.unit, c.qualifier, c.start, c."end",
       m.title_zh as measure_zh, m.title_en as measure_en, n.title_zh as channel_zh, n.title_en as channel_en,
       x.decision, x.decided_by, x.decided_on, x.reason, x.read_value, x.read_unit,
       x.unit as right_unit, x.qualifier as right_qualifier, x.metric as right_metric
from findings f
join claims c on c.id = f.claim
left join decisions x on x.claim = c.id and x.current = 1
join reports r on r.id = f.report
left join measures m on m.key = f.measure
left join channels n on n.portal = r.portal and n.key = c.channel
where {which}
order by c.start, c.number
"""

_IDENTITIES = """
select f.*, i.number, i.rule, i.relation, i.parts, i.reason
from findings f
join identities i on i.id = f.identity
where {which}
order by i.number
"""


def findings(db: Database, report_id: str) -> list[FindingRow]:
    """The current findings of a report: claims in the order of its text, then its identities."""
    parts = shown_subtotals(db.query(SUBTOTALS, [report_id]))
    remarks = remarks_of(db, report_id)
    claims = [_claim_row(row, remarks) for row in db.query(_CLAIMS.format(which=_OF_REPORT), [report_id])]
    identities = [_identity_row(row, remarks) for row in db.query(_IDENTITIES.format(which=_OF_REPORT), [report_id])]
    past = shown_contemporary(db.query(CONTEMPORARY, [report_id]))
    beside = [replace(row, subtotals=parts.get(row.id, ()), contemporary=past.get(row.id, ())) for row in claims]
    return beside + identities


def finding_row(db: Database, finding: str) -> FindingRow:
    """One finding, current or not, as it is shown. Raises LookupError where there is none of this id."""
    for sql, shown in ((_CLAIMS, _claim_row), (_IDENTITIES, _identity_row)):
        for row in db.query(sql.format(which=_ONE), [finding]):
            parts = shown_subtotals(db.query(_SUBTOTALS.format(which=_ONE), [finding]))
            past = shown_contemporary(db.query(CONTEMPORARY_OF_ONE, [finding])).get(finding, ())
            return replace(
                shown(row, remarks_of(db, row["report"])), subtotals=parts.get(finding, ()), contemporary=past
            )
    raise LookupError(f"no finding {finding}")


def shown_subtotals(rows: Iterable[Mapping[str, Any]]) -> dict[str, tuple[SubtotalShown, ...]]:
    """For each finding its sub-totals in their order; ``rows`` as ``SUBTOTALS`` gives them."""
    shown: dict[str, tuple[SubtotalShown, ...]] = {}
    for row in rows:
        subject = channel_words(row["subject"], row["channel_zh"], row["channel_en"]) if row["subject"] else None
        numbers = (row["documents"], row["amount"], bool(row["counted"]), row["sql"])
        part = SubtotalShown(row["key"], subtotal_label(row["key"]), subject, *numbers)
        shown[row["finding"]] = (*shown.get(row["finding"], ()), part)
    return shown


def channel_words(key: str, zh: str | None, en: str | None) -> Label:
    """What a channel is called: by its portal's file, else in general."""
    words = channel_label(key)
    return Label(zh or words.zh, en or words.en)


def _claim_row(row: Mapping[str, Any], remarks: Remarks) -> FindingRow:
    key = row["right_metric"] or row["metric"]
    metric = metric_of(key)
    return FindingRow(
        **_common(row),
        kind=row["kind"],
        quote=row["quote"],
        metric=key,
        metric_label=Label(metric.zh, metric.en),
        channel=row["channel"] or None,
        channel_label=_channel(row),
        unit=row["right_unit"] or row["unit"] or "",
        qualifier=row["right_qualifier"] or row["qualifier"] or "",
        measure_label=Label(row["measure_zh"], row["measure_en"]) if row["measure_zh"] else None,
        start=row["start"],
        end=row["end"],
        decision=_decision(row),
        remarks=remarks_shown(remarks.get(row["claim"], ()), row["verdict"]),
    )


def _decision(row: Mapping[str, Any]) -> DecisionShown | None:
    if not row["decision"]:
        return None
    said = (row["decision"], row["decided_by"], row["decided_on"], row["reason"])
    return DecisionShown(*said, row["read_value"], row["read_unit"] or "")


def _channel(row: Mapping[str, Any]) -> Label | None:
    if not row["channel"]:
        return None
    return channel_words(row["channel"], row["channel_zh"], row["channel_en"])


def _identity_row(row: Mapping[str, Any], remarks: Remarks) -> FindingRow:
    return FindingRow(
        **_common(row),
        kind="identity",
        quote=row["rule"],
        metric=row["relation"],
        metric_label=Label(row["relation"], row["relation"]),
        channel=None,
        channel_label=None,
        unit="",
        qualifier="exact",
        measure_label=None,
        parts=tuple(json.loads(row["parts"] or "[]")),
        reason=row["reason"],
        remarks=remarks_shown(remarks.get(row["identity"], ()), row["verdict"]),
    )


def _common(row: Mapping[str, Any]) -> dict[str, Any]:
    """What claims and identities have in common, by field name."""
    stored = ("id", "number", "reported", "observed", "difference", "verdict", "sql", "measure", "listed_now")
    more = ("undated", "reposts", "before_report", "report", "as_of", "as_of_date", "verdict_rule")
    labelled = {"verdict_label": verdict_label(row["verdict"]), "notes": render_notes(row["note"])}
    return {name: row[name] for name in stored + more} | labelled
