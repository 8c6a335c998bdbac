"""The figures of two reports beside each other: which belong together, and why others are not compared."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from archive.decision_store import as_decided, decisions_of
from archive.decisions import DISMISS
from archive.diff.growth import Amount, Growth, growth, not_comparable, printed
from archive.measures import channel_of
from archive.reports.beside import unit_class
from archive.reports.periods import quoted_period
from archive.reports.sources import table_of_subject
from archive.reports.year_notes import form_of

Row = Mapping[str, Any]
_RATIO, _GROWTH, _CUMULATIVE = "share", "growth", "cumulative"
_CLAIMS = """
select c.*, f.reported from claims c left join findings f on f.claim = c.id and f.current = 1
where c.report = ? and c.kind <> 'existence' order by c.number
"""


@dataclass(frozen=True, slots=True)
class Said:
    """A figure of a report, as a person left it; ``amount`` is None where it gives no number.

    ``column`` is the column that its sentence names, ``table`` the official table it stands in; empty for none.
    """

    report: str
    claim: str
    number: int
    quote: str
    amount: Amount | None
    unit: str
    qualifier: str
    scope: str
    period: str
    channel: str
    column: str
    table: str


@dataclass(frozen=True, slots=True)
class Pair:
    """What the reports say of one metric; None where one of them says nothing. ``growth`` says how it grew, or why not.

    ``metric`` is as in the vocabulary. ``others`` are further figures that the reports give for the same matter.
    """

    metric: str
    earlier: Said | None
    later: Said | None
    growth: Growth
    others: tuple[Said, ...] = ()

    @property
    def said(self) -> Said:
        """The earlier figure, or the only one."""
        found = self.earlier or self.later
        if found is None:
            raise ValueError(f"{self.metric}: no figure of either report")
        return found


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one report by metric, in the order of its text; growth that it claims stands apart."""

    report: str
    year: int
    of: Mapping[str, tuple[Said, ...]]
    claimed: tuple[tuple[str, Said], ...] = ()

    @property
    def has_tables(self) -> bool:
        """Whether anything of it stands in an official table."""
        return any(said.table for figures in self.of.values() for said in figures)

    def has_parts_of(self, metric: str) -> bool:
        """Whether it gives parts of a metric: lawsuits before and after a review are lawsuits."""
        return any(other.startswith(f"{metric}[") for other in self.of)


def read_figures(db: Database, report: Row) -> Figures:
    """The figures of a report (a row of ``reports``), corrected as people decided; what they dismissed is left out."""
    decided = decisions_of(db, report["id"])
    found: dict[str, list[Said]] = defaultdict(list)
    claimed = []
    for read in db.query(_CLAIMS, [report["id"]]):
        decision = decided.get(read["id"])
        row = as_decided(read, decision)
        if (decision and decision["decision"] == DISMISS) or not row["metric"] or row["metric"].startswith("other:"):
            continue
        if row["qualifier"] == _GROWTH:
            claimed.append((row["metric"], _said(row)))
        else:
            found[row["metric"]].append(_said(row))
    return Figures(report["id"], report["year"], {key: tuple(of) for key, of in found.items()}, tuple(claimed))


def _said(row: Row) -> Said:
    quote, qualifier = row["quote"] or "", row["qualifier"] or "exact"
    value = 0.0 if row["kind"] == "zero" and row["value"] is None else row["value"]
    said = {"is_upper_bound": row["is_upper_bound"], "is_percent": row["unit"] == "%"}
    amount = None if value is None else printed(value, qualifier, row["rounding"] or 0.0, **said)
    return Said(
        report=row["report"],
        claim=row["id"],
        number=row["number"],
        quote=quote,
        amount=amount,
        unit=row["unit"] or "",
        qualifier=qualifier,
        scope=row["scope"] or "",
        period=row["period"] or quoted_period(quote) or "",
        channel=channel_of(row["metric"]) or row["channel"] or "",
        column=row["column"] or "",
        table=table_of_subject(row["subject"] or ""),
    )


def pairs(earlier: Figures | None, later: Figures | None, absent: str = "no_report") -> tuple[Pair, ...]:
    """Every metric of either report, in the order of the earlier one; what only the later one has comes behind.

    ``absent`` says why a report is None: ``no_report`` was read, or it is ``withheld``.
    """
    metrics = dict.fromkeys([*(earlier.of if earlier else ()), *(later.of if later else ())])
    return tuple(pair for metric in metrics for pair in _of_metric(metric, earlier, later, absent))


def _of_metric(metric: str, earlier: Figures | None, later: Figures | None, absent: str) -> Iterator[Pair]:
    """Those of one matter first, then those that differ in what they are said of, then those that stand alone."""
    left = list(earlier.of.get(metric, ())) if earlier else []
    right = list(later.of.get(metric, ())) if later else []
    for ours, theirs in _of_one_matter(left, right):
        if _differ(ours) or _differ(theirs):
            why = _why_not(ours[0], theirs[0]) or "several_figures"
            yield Pair(metric, ours[0], theirs[0], not_comparable(why), (*ours[1:], *theirs[1:]))
        else:
            yield _pair(metric, ours[0], theirs[0])
        left = [said for said in left if said not in ours]
        right = [said for said in right if said not in theirs]
    yield from (_pair(metric, *both) for both in zip(left, right, strict=False))
    for said in left[len(right) :]:
        why = f"{absent}_later" if later is None else _why_alone(metric, said, earlier, later, "earlier")
        yield Pair(metric, said, None, not_comparable(why))
    for said in right[len(left) :]:
        why = f"{absent}_earlier" if earlier is None else _why_alone(metric, said, later, earlier, "later")
        yield Pair(metric, None, said, not_comparable(why))


def _matter(said: Said) -> tuple[str, ...]:
    return (said.scope, said.period, said.channel)


def _of_one_matter(left: Sequence[Said], right: Sequence[Said]) -> list[tuple[list[Said], list[Said]]]:
    """The figures of both sides that speak of the same matter."""
    keys = dict.fromkeys(map(_matter, left))
    groups = (([s for s in left if _matter(s) == key], [s for s in right if _matter(s) == key]) for key in keys)
    return [(ours, theirs) for ours, theirs in groups if theirs]


def _differ(figures: Iterable[Said]) -> bool:
    return len({(said.amount, said.qualifier) for said in figures}) > 1


def _pair(metric: str, earlier: Said, later: Said) -> Pair:
    why = _why_not(earlier, later)
    if why or earlier.amount is None or later.amount is None:
        return Pair(metric, earlier, later, not_comparable(why or "no_value"))
    of_shares = earlier.qualifier == _RATIO
    return Pair(metric, earlier, later, growth(earlier.amount, later.amount, of_shares=of_shares))


def _why_not(earlier: Said, later: Said) -> str:
    """Why two figures of one metric are not set against each other; empty where they are."""
    asked = (
        ("scope_differs", earlier.scope != later.scope),
        ("period_differs", earlier.period != later.period),
        ("channel_differs", earlier.channel != later.channel),
        ("share", (earlier.qualifier == _RATIO) != (later.qualifier == _RATIO)),
        ("cumulative", (earlier.qualifier == _CUMULATIVE) != (later.qualifier == _CUMULATIVE)),
        ("unit_differs", unit_class(earlier.unit) != unit_class(later.unit)),
    )
    return next((why for why, differs in asked if differs), "")


def _why_alone(metric: str, said: Said, own: Figures | None, other: Figures, side: str) -> str:
    """Why a figure has none beside it in the other report; ``side`` is the year of the report that gives it."""
    if other.has_parts_of(metric):
        return "in_parts"
    if said.table and (not other.has_tables or (own and form_of(own.year) != form_of(other.year))):
        return "form_differs"
    return f"only_{side}"


def named_otherwise(pair: Pair) -> tuple[str, ...]:
    """The two columns that the sentences name, where each names another one; empty else."""
    names = [said.column for said in (pair.earlier, pair.later) if said and said.column]
    return tuple(names) if len(set(names)) == 2 else ()


def units_named(pair: Pair) -> tuple[str, ...]:
    """The two counters, where two figures that are compared print different ones; empty else."""
    units = [said.unit for said in (pair.earlier, pair.later) if said and said.unit]
    return tuple(units) if len(set(units)) == 2 and not pair.growth.why else ()


def claims_of(stored: str | None) -> frozenset[str]:
    """The ids of claims in a column that keeps them as a JSON list."""
    return frozenset(map(str, json.loads(stored or "[]")))
