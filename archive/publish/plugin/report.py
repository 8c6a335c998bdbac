"""The report page's content: a report, its claims and identities with their findings, its marked text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version as installed_version
from typing import TYPE_CHECKING

from archive.findings import SUBTOTALS, shown_subtotals
from archive.labels import Label, verdict_group
from archive.layout import body_of
from archive.publish.marks import Block, Mark, blocks, lines
from archive.publish.plugin import labels
from archive.publish.plugin.findings import Citation, ClaimView, IdentityView, claim_view, identity_view
from archive.publish.plugin.rows import Row, first, row_link, rows
from archive.publish.plugin.shelf import DataCited, data_cited
from archive.publish.plugin.sources import SourcesView, sources_view
from archive.publish.plugin.year_notes import YearNoteGroup, year_note_groups
from archive.relations import is_shown
from archive.remark_store import ATTACHED, RemarkShown, by_place, remarks_shown

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

_HEADER = """
select r.id, r.portal, r.document, r.version, r.year, r.title, r.published_on, r.current,
    p.title_zh, p.title_en, d.url, d.published_on_origin,
    c.id as capture, c.captured_at, c.entity_digest, t."text", t.layout,
    (select count(*) from masked m where m.row_table = 'document_texts' and m.row_id = r.version) as masked
from reports r
left join portals p on p.id = r.portal
left join documents d on d.id = r.document
left join document_versions v on v.id = r.version
left join captures c on c.id = v.capture
left join document_texts t on t.version = r.version
where r.id = ?
"""
_CLAIMS = """
select c.id, c.number, c.kind, c.quote, c.start, c."end", c.value, c.unit, c.qualifier, c.metric, c.subject,
    c.scope, c.channel, c."column" as column_named, c.section, c.implicit_zero,
    f.id as finding, f.as_of, f.as_of_date, f.reported, f.observed, f.difference, f.listed_now, f.undated,
    f.reposts, f.before_report, f.verdict, f.verdict_rule, f.note, f.sql,
    m.title_zh as measure_zh, m.title_en as measure_en,
    x.decision, x.value as right_value, x.unit as right_unit, x.qualifier as right_qualifier,
    x.metric as right_metric, x.scope as right_scope, x.reason as decision_reason, x.decided_by, x.decided_on
from claims c left join findings f on f.claim = c.id and f.current = 1
left join measures m on m.key = f.measure
left join decisions x on x.claim = c.id and x.current = 1
where c.report = ? order by c.start, c.number
"""
_IDENTITIES = """
select i.id, i.number, i.rule, i.relation, i.parts, i.sum, i.total, i.holds, i.claims, i.cells, i.note as remark,
    i.level, i.reason, i.source, i.source_claim,
    f.id as finding, f.as_of, f.as_of_date, f.verdict, f.note
from identities i left join findings f on f.identity = i.id and f.current = 1
where i.report = ? order by i.number
"""
_UNATTACHED = """
select number, quote, occurrence, decision, reason, decided_by, decided_on, why_unattached from decisions
where report = ? and current = 1 and state = 'unattached' order by number
"""
_REMARKS = "select * from remarks where report = ? and current = 1 order by said_on, number"
_CRAWL = """
select w.id, w.closed_at, w.verdict,
    (select group_concat(distinct r.software) from runs r where r.crawl = w.id) as software,
    (select min(e.closed_at) from crawls e where e.portal = w.portal and e.accepted = 1) as first_closed_at
from crawls w where w.id = ?
"""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many claims and identities got a verdict, and which; those that differ come first."""

    verdict: str
    group: str
    sign: str
    label: Label
    claims: tuple[ClaimView, ...]
    identities: tuple[IdentityView, ...]

    @property
    def count(self) -> int:
        """Claims and identities together."""
        return len(self.claims) + len(self.identities)


@dataclass(frozen=True, slots=True)
class ReportView:
    """Everything the report page and its JSON twin show."""

    row: Row
    crawl: Row
    as_of_date: str
    software: str
    address: str
    data: DataCited
    document_link: str
    capture_link: str
    claims: tuple[ClaimView, ...]
    identities: tuple[IdentityView, ...]
    self_evident: int  # identities that say nothing and are only counted: numbers that are not negative
    tally: tuple[Tally, ...]
    years: tuple[YearNoteGroup, ...]
    text: tuple[Block, ...]
    sources: SourcesView
    unattached: tuple[Row, ...] = ()  # decisions about words that are no claim of it any more
    unattached_remarks: tuple[tuple[Row, RemarkShown], ...] = ()  # remarks that fit nothing of it any more

    def in_group(self, group: str) -> int:
        """How many claims and identities fall into ``differ``, ``agree`` or ``open``."""
        return sum(entry.count for entry in self.tally if entry.group == group)


async def report_view(datasette: Datasette, report: str, address: str) -> ReportView | None:
    """The report, or None where there is none of that id; ``address`` is the page's own, for citations."""
    row = await first(datasette, _HEADER, [report])
    if row is None:
        return None
    channels = await _channels(datasette, row["portal"])
    claim_rows = await rows(datasette, _CLAIMS, [report])
    identity_rows = await rows(datasette, _IDENTITIES, [report])
    as_of = next((found for found in [*claim_rows, *identity_rows] if found["as_of"]), {})
    data = data_cited(datasette)
    cite = Citation(row, as_of.get("as_of") or "", data.address(address, f"/report/{report}"), data.words)
    parts = shown_subtotals(await rows(datasette, SUBTOTALS, [report]))
    remark_rows = await rows(datasette, _REMARKS, [report])
    remarks = by_place([row for row in remark_rows if row["state"] == ATTACHED])
    claims = tuple(
        claim_view(datasette, found, channels, parts.get(found["finding"], ()), cite, remarks.get(found["id"], ()))
        for found in claim_rows
    )
    shown = [found for found in identity_rows if _is_shown(found) or found["id"] in remarks]
    identities = tuple(identity_view(found, cite, remarks.get(found["id"], ())) for found in shown)
    crawl = await first(datasette, _CRAWL, [as_of.get("as_of")]) or {}
    return ReportView(
        row=row,
        crawl=crawl,
        as_of_date=as_of.get("as_of_date") or "",
        software=crawl.get("software") or f"gongkai {installed_version('gongkai')}",
        address=address,
        data=data,
        document_link=str(datasette.urls.path(f"/document/{row['document']}")),
        capture_link=row_link(datasette, "captures", row["capture"]) if row["capture"] else "",
        claims=claims,
        identities=identities,
        self_evident=len(identity_rows) - len(shown),
        tally=_tally(claims, identities),
        years=await year_note_groups(datasette, report),
        text=_text(row, claims),
        sources=await sources_view(datasette, report),
        unattached=tuple(await rows(datasette, _UNATTACHED, [report])),
        unattached_remarks=tuple(
            (row, remark)
            for row in remark_rows
            if row["state"] != ATTACHED
            for remark in remarks_shown([row], row["verdict"] or "")
        ),
    )


def _is_shown(identity: Row) -> bool:
    return is_shown(identity["relation"], identity["verdict"] or "", identity["reason"])


async def _channels(datasette: Datasette, portal: str) -> dict[str, Label]:
    found = await rows(datasette, "select key, title_zh, title_en from channels where portal = ?", [portal])
    return {row["key"]: Label(row["title_zh"], row["title_en"]) for row in found}


def _tally(claims: Sequence[ClaimView], identities: Sequence[IdentityView]) -> tuple[Tally, ...]:
    order = labels.in_order([claim.verdict for claim in claims] + [identity.verdict for identity in identities])
    return tuple(
        Tally(
            verdict=verdict,
            group=verdict_group(verdict),
            sign=labels.sign(verdict),
            label=labels.label_of(verdict),
            claims=tuple(claim for claim in claims if claim.verdict == verdict),
            identities=tuple(identity for identity in identities if identity.verdict == verdict),
        )
        for verdict in order
    )


def _text(row: Row, claims: Sequence[ClaimView]) -> tuple[Block, ...]:
    text = row["text"] or ""
    marks = [
        Mark(claim.row["number"], claim.row["start"], claim.row["end"], claim.group, claim.label.zh)
        for claim in claims
        if claim.row["start"] is not None and claim.row["end"] is not None
    ]
    return blocks(body_of(text, row["layout"]), marks) if row["layout"] else lines(text, marks)
