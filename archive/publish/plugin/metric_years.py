"""The figures of a report beside those of the portal's other years: a table, and charts where years are several."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.decision_store import DECISION_OF_CLAIM, corrected
from archive.labels import Label, channel_label, is_compared, verdict_group
from archive.publish.plugin import labels
from archive.publish.plugin.charts import Chart, column_chart
from archive.publish.plugin.rows import Row, number, rows

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

#: Figures of whole years, as people corrected them; the first of a year is the one that its text gives first.
_FIGURES = f"""
select r.id as report, r.year, c.number, {corrected("metric")} as metric, {corrected("value")} as value,
    {corrected("unit")} as unit, coalesce({corrected("scope")}, '') as scope, coalesce(c.channel, '') as channel,
    f.observed, coalesce(f.verdict, '') as verdict
from reports r join claims c on c.report = r.id
left join findings f on f.claim = c.id and f.current = 1
{DECISION_OF_CLAIM}
where r.portal = ?1 and r.current = 1 and r.copy_of is null and r.kind = 'report' and r.year is not null
    and c.kind <> 'existence' and {corrected("value")} is not null and c.period is null
    and coalesce(x.decision, '') <> 'dismiss' and {corrected("qualifier")} in ('exact', 'approx', 'at_least')
    and {corrected("metric")} in (
        select {corrected("metric")} from claims c {DECISION_OF_CLAIM}
        where c.report = ?2 and {corrected("metric")} <> '')
order by r.year, r.id, c.start, c.number limit 2000
"""
_LEAST_FOR_CHART, _MOST_CHARTS = 3, 6


@dataclass(frozen=True, slots=True)
class YearFigure:
    """What the report on a year says of a metric; ``link`` leads to the claim."""

    row: Row
    reported: str
    observed: str
    link: str
    label: Label
    group: str
    sign: str


@dataclass(frozen=True, slots=True)
class MetricLine:
    """A metric over the years; None for a year whose report does not give it."""

    metric: Label
    aside: Label  # scope and channel, where they are said, and the unit
    figures: tuple[YearFigure | None, ...]
    chart: Chart | None


@dataclass(frozen=True, slots=True)
class MetricYears:
    """The years with reports, and every metric of this one that another of them gives too."""

    years: tuple[int, ...] = ()
    lines: tuple[MetricLine, ...] = ()


async def metric_years(datasette: Datasette, report: Row) -> MetricYears:
    """The figures of ``report`` beside those of the same metric, scope, channel and unit in the other years."""
    found = await rows(datasette, _FIGURES, [report["portal"], report["id"]])
    own = {_matter(row): row["number"] for row in reversed(found) if row["report"] == report["id"]}
    by_matter: dict[tuple[str, ...], dict[int, Row]] = {matter: {} for matter in own}
    for row in found:
        if (matter := _matter(row)) in own and (row["report"] == report["id"] or row["year"] != report["year"]):
            by_matter[matter].setdefault(row["year"], row)
    several = {matter: figures for matter, figures in by_matter.items() if len(figures) > 1}
    years = tuple(sorted({year for figures in several.values() for year in figures}))
    in_order = sorted(several, key=lambda matter: own[matter])
    return MetricYears(years, tuple(_with_charts([_line(datasette, several[matter], years) for matter in in_order])))


def _matter(row: Row) -> tuple[str, ...]:
    return row["metric"], row["scope"], row["channel"], row["unit"] or ""


def _line(datasette: Datasette, figures: dict[int, Row], years: Sequence[int]) -> MetricLine:
    metric, scope, channel, unit = _matter(next(iter(figures.values())))
    by = channel_label(channel) if channel else Label("", "")
    zh, en = ([said for said in (scope, name, unit) if said] for name in (by.zh, by.en))
    aside = Label("，".join(zh), ", ".join(en))
    told = tuple(_figure(datasette, figures[year]) if year in figures else None for year in years)
    return MetricLine(labels.metric_label(metric), aside, told, None)


def _figure(datasette: Datasette, row: Row) -> YearFigure:
    verdict = row["verdict"]
    return YearFigure(
        row=row,
        reported=number(row["value"]),
        observed=number(row["observed"]) if is_compared(verdict) else "",
        link=f"{datasette.urls.path('/report/' + row['report'])}#claim-{row['number']}",
        label=labels.label_of(verdict),
        group=verdict_group(verdict),
        sign=labels.sign(verdict),
    )


def _with_charts(lines: Sequence[MetricLine]) -> Iterable[MetricLine]:
    """The lines, with charts of the first few that have figures of three years; those that were compared go first."""
    drawable = [line for line in lines if sum(figure is not None for figure in line.figures) >= _LEAST_FOR_CHART]
    compared = sorted(drawable, key=lambda line: not any(figure and figure.observed for figure in line.figures))
    drawn = {id(line) for line in compared[:_MOST_CHARTS]}
    for line in lines:
        yield MetricLine(line.metric, line.aside, line.figures, _chart(line)) if id(line) in drawn else line


def _chart(line: MetricLine) -> Chart:
    return column_chart([(str(figure.row["year"]), round(figure.row["value"])) for figure in line.figures if figure])
