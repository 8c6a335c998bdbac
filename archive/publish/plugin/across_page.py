"""Authorities side by side: what was found of their reports over the years, and in one year metric by metric.

Nothing is put into an order of merit by itself: authorities stand by name until a reader asks for another order, and
every figure that an order rests on is printed beside it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.decision_store import DECISION_OF_CLAIM, corrected
from archive.labels import Label, verdict_group
from archive.measures import quote
from archive.publish.plugin import labels
from archive.publish.plugin.rows import EvidenceLinks, Row, kept_rows, query_links
from archive.publish.plugin.tally import Count, tallied
from archive.relations import is_shown, relation_of

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

#: Reports of authorities, not their copies elsewhere nor annexes and reports on websites.
_IS_REPORT = "r.current = 1 and r.copy_of is null and r.kind = 'report' and r.year is not null"
_REPORTS = f"""
select r.id, r.portal, r.year, r.title, p.title_zh, p.title_en from reports r join portals p on p.id = r.portal
where {_IS_REPORT} order by p.title_zh, r.portal, r.year, r.id
"""
_VERDICTS = f"""
select f.report, f.verdict, i.relation, i.reason, count(*) as items
from reports r join findings f on f.report = r.id and f.current = 1 left join identities i on i.id = f.identity
where {_IS_REPORT} group by f.report, f.verdict, i.relation, i.reason
"""
_CLAIMED = f"""
from reports r join claims c on c.report = r.id left join findings f on f.claim = c.id and f.current = 1
{DECISION_OF_CLAIM}
where {_IS_REPORT} and c.kind <> 'existence' and {corrected("metric")} <> '' and coalesce(x.decision, '') <> 'dismiss'
"""
#: What one authority calls by a name of its own (topic:党政要闻) is not for others to report.
_METRICS = f"""
select {corrected("metric")} as metric, coalesce(f.verdict, '') as verdict, count(*) as items,
  group_concat(distinct r.portal) as portals
{_CLAIMED} and r.year = ? and instr({corrected("metric")}, ':') = 0
group by {corrected("metric")}, coalesce(f.verdict, '')
"""
_CLAIMS = f"""
select r.portal, r.id as report, c.id as claim, c.quote,
  coalesce(f.reported, {corrected("value")}) as reported, {corrected("unit")} as unit, f.observed, f.verdict,
  f.as_of_date
{_CLAIMED} and r.year = {{year}} and {corrected("metric")} = {{metric}}{{more}} order by r.portal, c.number
"""
_RELATED = f"""
from reports r join identities i on i.report = r.id join findings f on f.identity = i.id and f.current = 1
where {_IS_REPORT}
"""
_RELATIONS = f"""
select i.relation, i.reason, f.verdict, count(*) as items, group_concat(distinct r.portal) as portals
{_RELATED} and r.year = ? group by i.relation, i.reason, f.verdict
"""
_BROKEN = f"""
select r.portal, r.id as report, i.id as identity, i.rule, i.parts, i.sum, i.total, i.sum - i.total as difference,
  i.level
{_RELATED} and r.year = {{year}} and i.relation = {{relation}} and f.verdict = 'broken' order by r.portal, i.number
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """A report and what was found of it; ``compared`` are the findings that agree or differ."""

    row: Row
    tally: tuple[Count, ...]
    differ: int
    compared: int
    open: int


@dataclass(frozen=True, slots=True)
class Authority:
    """An authority with its reports by year, in the order of the years of the page; a year may have several or none."""

    row: Row
    years: tuple[tuple[Standing, ...], ...]


@dataclass(frozen=True, slots=True)
class AcrossView:
    """All authorities over all years that any of them has reported on, the newest first."""

    years: tuple[int, ...]
    authorities: tuple[Authority, ...]


@dataclass(frozen=True, slots=True)
class MetricLine:
    """How many authorities report a metric for a year, how many do not, and what was found of their figures."""

    metric: Label
    key: str
    reporting: int
    silent: tuple[Row, ...]
    tally: tuple[tuple[Count, EvidenceLinks], ...]
    links: EvidenceLinks


@dataclass(frozen=True, slots=True)
class RelationLine:
    """A kind of relation: how often it holds and is broken in a year's reports, and of how many authorities' it is."""

    label: Label
    holds: int
    broken: int
    authorities: int
    links: EvidenceLinks | None  # the broken ones


@dataclass(frozen=True, slots=True)
class AcrossYearView:
    """The reports on one year, in the order asked for; ``years`` are those that can be chosen."""

    year: int
    years: tuple[int, ...]
    order: str
    reports: tuple[Standing, ...]
    metrics: tuple[MetricLine, ...]
    relations: tuple[RelationLine, ...]


def _share(standing: Standing) -> float:
    return standing.differ / standing.compared if standing.compared else -1.0


#: Orders that may be asked for; ties stand by name. Reports without a comparable figure come last.
ORDERS: Mapping[str, tuple[Label, Callable[[Standing], float]]] = {
    "name": (Label("按名称", "by name"), lambda _: 0.0),
    "differ": (Label("按不符项数", "by findings that differ"), lambda one: -one.differ),
    "share": (Label("按不符占可比之比", "by the share of comparable findings that differ"), lambda one: -_share(one)),
    "open": (Label("按不能判断的项数", "by findings without a verdict"), lambda one: -one.open),
}


async def across_view(datasette: Datasette) -> AcrossView:
    """All authorities over the years."""
    standings = await _standings(datasette)
    years = tuple(sorted({one.row["year"] for one in standings}, reverse=True))
    by_portal: dict[str, list[Standing]] = defaultdict(list)
    for one in standings:
        by_portal[one.row["portal"]].append(one)
    authorities = tuple(
        Authority(of[0].row, tuple(tuple(one for one in of if one.row["year"] == year) for year in years))
        for of in by_portal.values()
    )
    return AcrossView(years, authorities)


async def across_year_view(datasette: Datasette, year: int, order: str) -> AcrossYearView | None:
    """The reports on a year; None where there is none. An ``order`` that is not known is that by name."""
    standings = await _standings(datasette)
    of_year = [one for one in standings if one.row["year"] == year]
    if not of_year:
        return None
    order = order if order in ORDERS else "name"
    portals = {one.row["portal"]: one.row for one in of_year}
    return AcrossYearView(
        year=year,
        years=tuple(sorted({one.row["year"] for one in standings}, reverse=True)),
        order=order,
        reports=tuple(sorted(of_year, key=ORDERS[order][1])),
        metrics=_metrics(datasette, year, await kept_rows(datasette, _METRICS, [year]), portals),
        relations=_relations(datasette, year, await kept_rows(datasette, _RELATIONS, [year])),
    )


async def _standings(datasette: Datasette) -> tuple[Standing, ...]:
    verdicts: dict[str, list[Row]] = defaultdict(list)
    for row in await kept_rows(datasette, _VERDICTS):
        verdicts[row["report"]].append(row)
    return tuple(_standing(row, verdicts[row["id"]]) for row in await kept_rows(datasette, _REPORTS))


def _standing(row: Row, found: Sequence[Row]) -> Standing:
    tally = tallied(found)
    groups = Counter[str]()
    for count in tally:
        groups[count.group] += count.count
    return Standing(row, tally, groups["differ"], groups["differ"] + groups["agree"], groups["open"])


def _metrics(
    datasette: Datasette, year: int, found: Iterable[Row], portals: Mapping[str, Row]
) -> tuple[MetricLine, ...]:
    """Those that most authorities report come first."""
    by_metric: dict[str, list[Row]] = defaultdict(list)
    for row in found:
        by_metric[row["metric"]].append(row)
    lines = (_metric(datasette, year, key, of, portals) for key, of in by_metric.items())
    return tuple(sorted(lines, key=lambda line: (-line.reporting, line.key)))


def _metric(datasette: Datasette, year: int, key: str, found: list[Row], portals: Mapping[str, Row]) -> MetricLine:
    reporting = _portals(found)
    counts = {row["verdict"]: row["items"] for row in found}

    def links(more: str = "") -> EvidenceLinks:
        return query_links(datasette, _CLAIMS.format(year=year, metric=quote(key), more=more).strip())

    tally = tuple(
        (
            Count(verdict, verdict_group(verdict), labels.sign(verdict), labels.label_of(verdict), counts[verdict]),
            links(f" and coalesce(f.verdict, '') = {quote(verdict)}"),
        )
        for verdict in labels.in_order(counts)
    )
    silent = tuple(row for portal, row in portals.items() if portal not in reporting)
    return MetricLine(labels.metric_label(key), key, len(reporting), silent, tally, links())


def _relations(datasette: Datasette, year: int, found: Iterable[Row]) -> tuple[RelationLine, ...]:
    """Those that are broken most often come first."""
    by_relation: dict[str, list[Row]] = defaultdict(list)
    for row in found:
        if is_shown(row["relation"], row["verdict"], row["reason"]):
            by_relation[row["relation"]].append(row)
    lines = (_relation(datasette, year, relation, of) for relation, of in by_relation.items())
    return tuple(sorted(lines, key=lambda line: (-line.broken, -line.holds)))


def _relation(datasette: Datasette, year: int, relation: str, found: list[Row]) -> RelationLine:
    counts = Counter[str]()
    for row in found:
        counts[row["verdict"]] += row["items"]
    broken = [row for row in found if row["verdict"] == "broken"]
    sql = _BROKEN.format(year=year, relation=quote(relation)).strip()
    links = query_links(datasette, sql) if broken else None
    return RelationLine(relation_of(relation).label, counts["holds"], counts["broken"], len(_portals(broken)), links)


def _portals(found: Iterable[Row]) -> set[str]:
    return {portal for row in found for portal in row["portals"].split(",")}
