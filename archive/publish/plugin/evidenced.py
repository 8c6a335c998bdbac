"""Which claims a column or a year bears out: what the report says beside what was counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.decision_store import DECISION_OF_CLAIM, corrected
from archive.labels import Label, verdict_group, verdicts_in
from archive.measures import quote
from archive.publish.plugin import labels
from archive.publish.plugin.counted_rows import counted_rows
from archive.publish.plugin.rows import EvidenceLinks, Row, number, rows

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

_CLAIMS = f"""
select r.id as report, r.title as report_title, r.year, c.number, c.kind, c.quote, {corrected("metric")} as metric,
    {corrected("unit")} as unit, coalesce(f.reported, {corrected("value")}) as reported,
    f.id as finding, f.observed, f.difference, f.as_of_date, f.sql, coalesce(f.verdict, '') as verdict,
    coalesce(x.decision, '') as decision
from claims c join reports r on r.id = c.report and r.current = 1 and r.copy_of is null
left join findings f on f.claim = c.id and f.current = 1 {DECISION_OF_CLAIM}
where {{condition}} order by r.year desc, r.id, c.number limit 200
"""
_OF_COLUMN = f'r.portal = ? and {corrected("metric")} in (select metric from column_metrics where "column" = ?)'
_OF_YEAR = "r.portal = ? and r.year = ? and f.observed is not null"
_DIFFERING = f"r.portal = ? and r.year = ? and f.verdict in ({', '.join(quote(v) for v in verdicts_in('differ'))})"


@dataclass(frozen=True, slots=True)
class Evidenced:
    """A claim with its finding; ``link`` leads to it on the report's page."""

    row: Row
    metric: Label
    label: Label
    group: str
    sign: str
    reported: str
    observed: str
    link: str
    links: EvidenceLinks | None  # the rows behind what was found


async def claims_of_column(datasette: Datasette, portal: str, column: str) -> tuple[Evidenced, ...]:
    """The claims of the portal's reports whose metric is counted in the column, newest report first."""
    return await _evidenced(datasette, _OF_COLUMN, [portal, column])


async def claims_of_year(datasette: Datasette, portal: str, year: str) -> tuple[Evidenced, ...]:
    """The claims of the reports on a year that were counted."""
    return await _evidenced(datasette, _OF_YEAR, [portal, int(year)])


async def differing_claims(datasette: Datasette, portal: str, year: str) -> tuple[Evidenced, ...]:
    """The claims of the reports on a year with which the archive does not agree."""
    return await _evidenced(datasette, _DIFFERING, [portal, int(year)])


async def _evidenced(datasette: Datasette, condition: str, parameters: Sequence[object]) -> tuple[Evidenced, ...]:
    found = await rows(datasette, _CLAIMS.format(condition=condition), parameters)
    return tuple(
        Evidenced(
            row=row,
            metric=labels.metric_label(row["metric"] or ""),
            label=labels.label_of(row["verdict"]),
            group=verdict_group(row["verdict"]),
            sign=labels.sign(row["verdict"]),
            reported=f"{number(row['reported'])} {row['unit'] or ''}".strip(),
            observed=number(row["observed"]),
            links=counted_rows(datasette, row["finding"]) if row["sql"] else None,
            link=f"{datasette.urls.path('/report/' + row['report'])}#claim-{row['number']}",
        )
        for row in found
    )
