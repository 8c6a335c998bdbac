"""The official forms as data: rows with their labels, columns, metrics, units and identities.

Each form is one ``form_*.yml``, listed in ``forms.yml``; a new form or row needs no code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from archive.reports.rules import load_rules


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row (or field) of a form. ``under``: rows one of which stands above it, where its label is not its own alone.

    A ``section`` is a label without a value. ``kind`` names rows that share columns and metrics.
    """

    key: str
    label: re.Pattern[str]
    under: tuple[str, ...]
    kind: str
    unit: str
    metric: str
    section: bool
    optional: bool
    is_number: bool


@dataclass(frozen=True, slots=True)
class ColumnSet:
    """Columns in the order of the form. ``rows`` are the kinds of rows they belong to (empty: all).

    ``head`` is what their heads say; ``heads`` gives the pattern of each column's own head, where it has one;
    ``edition`` names the year of the form they are of, where it changed.
    """

    keys: tuple[str, ...]
    rows: frozenset[str]
    head: re.Pattern[str]
    heads: tuple[re.Pattern[str], ...]
    edition: str


@dataclass(frozen=True, slots=True)
class IdentityRule:
    """An identity that a form must fulfil, once for each column, row or cell.

    ``left`` and ``right`` are rows, or columns where it is asked of each row; a key stands for all keys that it
    begins (denied: denied.1 to denied.8). ``otherwise`` is the reason why one that does not hold is left undecided.
    """

    rule: str
    each: str  # column, row, cell
    relation: str
    level: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    otherwise: str


@dataclass(frozen=True, slots=True)
class Striking:
    """A cell of ``column`` that equals the sum of others in its row, though nothing asks it to: for ``reason``."""

    column: str
    sum_of: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """An official form. ``layout`` says where values stand: see ``archive.reports.form_layouts``."""

    key: str
    section: str
    narrative: str
    marks: tuple[str, ...]
    fewest_marks: int
    layout: str
    block: re.Pattern[str]
    passed_over: re.Pattern[str]
    rows: tuple[FormRow, ...]
    columns: tuple[ColumnSet, ...]
    column_units: Mapping[str, str]
    cumulative: frozenset[str]
    may_be_negative: frozenset[str]
    metrics: Mapping[str, str]
    identities: tuple[IdentityRule, ...]
    striking: tuple[Striking, ...]

    def row(self, key: str) -> FormRow | None:
        """The first row of this key."""
        return next((row for row in self.rows if row.key == key), None)

    def keys_under(self, name: str) -> tuple[str, ...]:
        """The row keys that ``name`` stands for: itself, and those it begins."""
        found = [row.key for row in self.rows if row.key == name or row.key.startswith(name + ".")]
        return tuple(dict.fromkeys(found)) or (name,)

    def metric(self, row: str, column: str) -> str | None:
        """The metric of a cell; None where it makes no claim."""
        known = self.row(row)
        kind = known.kind if known else ""
        for name in (f"{row}.{column}", f"{kind}.{column}"):
            if name in self.metrics:
                return self.metrics[name] or None
        if known and known.metric and column in self.metrics.get("of_rows", "").split():
            return known.metric
        return f"{kind}_{column}" if kind else None

    def places(self, metric: str) -> tuple[tuple[str, str], ...]:
        """The rows and columns of the cells with this metric."""
        return _metrics_of(self).get(metric, ())

    def places_of_parts(self, metric: str) -> tuple[tuple[str, str], ...]:
        """The rows and columns of the cells with the parts of this metric: denied[国家秘密] and the others."""
        known = _metrics_of(self)
        return tuple(place for key in known if key.startswith(f"{metric}[") for place in known[key])


@cache
def _metrics_of(form: Form) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    keys = dict.fromkeys(key for columns in form.columns for key in columns.keys)
    for row in dict.fromkeys(row.key for row in form.rows if not row.section):
        for column in keys:
            metric = form.metric(row, column)
            if metric:
                found[metric] = (*found.get(metric, ()), (row, column))
    return found


_NEVER = "(?!)"


def _row(entry: dict[str, Any]) -> FormRow:
    return FormRow(
        key=str(entry["key"]),
        label=re.compile(entry.get("label", _NEVER)),
        under=tuple(entry.get("under", ())),
        kind=entry.get("kind", ""),
        unit=entry.get("unit", ""),
        metric=entry.get("metric", ""),
        section=bool(entry.get("section", False)),
        optional=bool(entry.get("optional", False)),
        is_number=not entry.get("text", False),
    )


def _column_set(entry: dict[str, Any]) -> ColumnSet:
    return ColumnSet(
        keys=tuple(entry["keys"]),
        rows=frozenset(entry.get("rows", ())),
        head=re.compile(entry.get("head", "")),
        heads=tuple(map(re.compile, entry.get("heads", ()))),
        edition=str(entry.get("edition", "")),
    )


def _identity_rule(entry: dict[str, Any]) -> IdentityRule:
    return IdentityRule(
        rule=entry["rule"],
        each=entry.get("each", "column"),
        relation=entry["relation"],
        level=entry.get("level", "fail"),
        left=tuple(map(str, entry.get("left", ()))),
        right=tuple(map(str, entry.get("right", ()))),
        otherwise=entry.get("otherwise", ""),
    )


def _form(name: str) -> Form:
    rules = load_rules(f"form_{name}.yml")
    return Form(
        key=rules["key"],
        section=rules["section"],
        narrative=rules["narrative"],
        marks=tuple(rules["marks"]),
        fewest_marks=rules.get("fewest_marks", 2),
        layout=rules["layout"],
        block=re.compile(rules.get("block", _NEVER)),
        passed_over=re.compile(rules.get("passed_over", _NEVER)),
        rows=tuple(map(_row, rules["rows"])),
        columns=tuple(map(_column_set, rules["columns"])),
        column_units=MappingProxyType(rules.get("column_units", {})),
        cumulative=frozenset(rules.get("cumulative", ())),
        may_be_negative=frozenset(rules.get("may_be_negative", ())),
        metrics=MappingProxyType(rules.get("metrics", {})),
        identities=tuple(map(_identity_rule, rules["identities"])),
        striking=tuple(
            Striking(entry["column"], tuple(entry["sum_of"]), entry["reason"]) for entry in rules.get("striking", ())
        ),
    )


@cache
def forms() -> tuple[Form, ...]:
    """Every form, in the order in which a table is tried against them."""
    return tuple(_form(name) for name in load_rules("forms.yml")["forms"])


@cache
def form_of(key: str) -> Form:
    """The form of this key, such as t3."""
    return next(form for form in forms() if form.key == key)
