"""Changes against the year before, recomputed from the reports of both years (T3-YOY)."""

from __future__ import annotations

from collections.abc import Iterator

from archive.records import Claim, Identity, ReportReading
from archive.reports.figures import fits
from archive.reports.rules import load_rules

_YOY = ".yoy"
_EXACT, _CUMULATIVE = "exact", "cumulative"


def _is_amount(claim: Claim, metric: str, qualifier: str) -> bool:
    of_the_year = claim.kind != "existence" and claim.period is None
    return of_the_year and claim.metric == metric and claim.qualifier == qualifier


def _amounts(reading: ReportReading, metric: str, scope: str | None, qualifier: str = _EXACT) -> set[float]:
    """The amounts a report gives for a metric and scope; of a metric that is several together, their sum."""
    said = [claim for claim in reading.claims if _is_amount(claim, metric, qualifier)]
    found = {claim.value or 0.0 for claim in said if claim.scope == scope}
    sums: dict[str, list[str]] = load_rules("identities.yml")["narrative"]["sums"]
    if found or metric not in sums:
        return found
    parts = [_amounts(reading, part, scope, qualifier) for part in sums[metric]]
    return {sum(next(iter(part)) for part in parts)} if all(len(part) == 1 for part in parts) else set()


def _of_both(previous: ReportReading, current: ReportReading, claim: Claim) -> tuple[set[float], set[float]]:
    """The amounts of both years that a change is told of: those of the year, else running totals, never one of each."""
    metric = claim.metric.removesuffix(_YOY)
    pairs = [
        (_amounts(previous, metric, claim.scope, qualifier), _amounts(current, metric, claim.scope, qualifier))
        for qualifier in (_EXACT, _CUMULATIVE)
    ]
    return next((pair for pair in pairs if all(pair)), (set(), set()))


def change_of(claim: Claim, current: float, previous: float) -> float:
    """The change between two years as a claim prints it: in per cent, or as a difference."""
    return 100 * (current - previous) / previous if claim.unit == "%" else current - previous


def _recomputed(claim: Claim, index: int, previous: set[float], current: set[float]) -> Identity:
    rules = load_rules("years.yml")["growth"]
    metric, printed = claim.metric.removesuffix(_YOY), claim.value or 0.0
    rule = rules["rule"].format(metric)
    reason = "several_figures" if max(len(previous), len(current)) > 1 else ""
    before, now = (min(values, default=0.0) for values in (previous, current))
    if not previous or not current or (claim.unit == "%" and not before):
        return Identity(rule, "growth", (), 0.0, printed, None, (index,), level=rules["level"], reason="not_printed")
    change = change_of(claim, now, before)
    holds = None if reason else fits(claim, change)
    parts = (now, before)
    return Identity(
        rule, "growth", parts, round(change, 6), printed, holds, (index,), level=rules["level"], reason=reason
    )


def growth_identities(previous: ReportReading, current: ReportReading) -> Iterator[Identity]:
    """Each change that the current report prints, against both reports; ``claims`` are of the current one."""
    for index, claim in enumerate(current.claims):
        if claim.qualifier != "growth" or not claim.metric.endswith(_YOY) or claim.unit not in ("%", "件", "条", "份"):
            continue
        yield _recomputed(claim, index, *_of_both(previous, current, claim))


def website_against_report(website: ReportReading, report: ReportReading) -> Identity | None:
    """What the website's yearly report says was published in all, against what the disclosure report says of the site.

    None where either gives no such number, or the years differ. ``claims`` are of the disclosure report.
    """
    rules = load_rules("years.yml")["website"]
    published = _amounts(website, rules["published"], None)
    disclosed = [
        (index, claim) for index, claim in enumerate(report.claims) if _is_amount(claim, rules["disclosed"], _EXACT)
    ]
    if len(published) != 1 or len(disclosed) != 1 or website.year != report.year:
        return None
    ((index, claim),) = disclosed
    total, value = published.pop(), claim.value or 0.0
    holds = value <= total
    return Identity(rules["rule"], "part", (value,), value, total, holds, (index,), level=rules["level"])
