"""What public.db has of one report, as its page, its files and its twin ask for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archive.contemporary_shown import CONTEMPORARY, ContemporaryShown, shown_contemporary
from archive.decision_store import DECISION_OF_CLAIM
from archive.findings import SUBTOTALS, SubtotalShown, shown_subtotals
from archive.publish.plugin.rows import Row, first, rows
from archive.remark_store import ATTACHED, by_place

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
_CLAIMS = f"""
select c.id, c.number, c.kind, c.quote, c.start, c."end", c.value, c.unit, c.qualifier, c.metric, c.subject,
    c.scope, c.channel, c."column" as column_named, c.section, c.implicit_zero,
    f.id as finding, f.as_of, f.as_of_date, f.reported, f.observed, f.difference, f.listed_now, f.undated,
    f.reposts, f.before_report, f.verdict, f.verdict_rule, f.note, f.sql,
    m.title_zh as measure_zh, m.title_en as measure_en,
    x.decision, x.value as right_value, x.unit as right_unit, x.qualifier as right_qualifier,
    x.metric as right_metric, x.scope as right_scope, x.reason as decision_reason, x.decided_by, x.decided_on
from claims c left join findings f on f.claim = c.id and f.current = 1
left join measures m on m.key = f.measure
{DECISION_OF_CLAIM}
where c.report = ? order by c.start, c.number
"""
_IDENTITIES = """
select i.id, i.number, i.rule, i.relation, i.parts, i.sum, i.total, i.holds, i.claims, i.cells, i.note as remark,
    i.level, i.reason, i.source, i.source_claim, i.previous,
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
    (select min(e.closed_at) from standing_crawls e where e.portal = w.portal) as first_closed_at
from crawls w where w.id = ?
"""


@dataclass(frozen=True, slots=True)
class ReportRows:
    """The rows of a report: its own, its claims and identities with their findings, and what people said of them.

    ``subtotals`` are by finding, each with its number; ``contemporary``, what web archives show, is by finding too,
    ``remarks`` by claim or identity; ``crawl`` is that of the findings, empty where there is none yet.
    """

    report: Row
    crawl: Row
    claims: Sequence[Row]
    identities: Sequence[Row]
    subtotals: dict[str, list[tuple[int, SubtotalShown]]]
    contemporary: dict[str, tuple[ContemporaryShown, ...]]
    remarks: dict[str, list[Row]]
    unattached: Sequence[Row]
    unattached_remarks: Sequence[Row]

    @property
    def as_of(self) -> Row:
        """The crawl and day that the findings are of; empty where there are none."""
        return next((row for row in [*self.claims, *self.identities] if row["as_of"]), {})


async def report_rows(datasette: Datasette, report: str) -> ReportRows | None:
    """The rows of a report, or None where there is none of that id."""
    row = await first(datasette, _HEADER, [report])
    if row is None:
        return None
    remarks = await rows(datasette, _REMARKS, [report])
    found = ReportRows(
        report=row,
        crawl={},
        claims=await rows(datasette, _CLAIMS, [report]),
        identities=await rows(datasette, _IDENTITIES, [report]),
        subtotals=numbered_subtotals(await rows(datasette, SUBTOTALS, [report])),
        contemporary=shown_contemporary(await rows(datasette, CONTEMPORARY, [report])),
        remarks=by_place([row for row in remarks if row["state"] == ATTACHED]),
        unattached=await rows(datasette, _UNATTACHED, [report]),
        unattached_remarks=[row for row in remarks if row["state"] != ATTACHED],
    )
    crawl = await first(datasette, _CRAWL, [found.as_of.get("as_of")])
    return replace(found, crawl=crawl or {})


def numbered_subtotals(found: Sequence[Row]) -> dict[str, list[tuple[int, SubtotalShown]]]:
    """For each finding its sub-totals as they are shown, each with the number it is stored under."""
    shown = shown_subtotals(found)
    numbers: dict[str, list[int]] = defaultdict(list)
    for row in found:
        numbers[row["finding"]].append(row["number"])
    return {finding: list(zip(numbers[finding], parts, strict=True)) for finding, parts in shown.items()}
