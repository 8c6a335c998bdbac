"""The metrics as data: which words name what, counted in which units."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from archive.reports.rules import load_rules


@dataclass(frozen=True, slots=True)
class Metric:
    """What reports count: ``key``, its labels, the class of its unit, whether web documents can show it."""

    key: str
    zh: str
    en: str
    unit: str
    observable: bool
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    key: str
    match: tuple[re.Pattern[str], ...]
    units: frozenset[str] | None
    parent: re.Pattern[str] | None
    within: re.Pattern[str] | None
    excluded: re.Pattern[str] | None
    section: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Named:
    """A metric found in a label, and where in the label its words end."""

    key: str
    end: int


@dataclass(frozen=True, slots=True)
class Label:
    """The words around a number, the number itself replaced by ``#``.

    ``parent`` is the metric of the figure that the list stands under, ``within`` the sentence so far, ``section`` the
    headings above it.
    """

    text: str
    unit: str
    parent: str
    within: str
    section: str = ""


@cache
def vocabulary() -> Mapping[str, Metric]:
    """Every metric by its key; keys with ``{label}`` or ``{parent}`` stand for a family of metrics."""
    rules = load_rules("vocabulary.yml")
    found: dict[str, Metric] = {}
    for entry in [*rules["metrics"], *rules["derived"], *_rates_as_metrics(rules["rates"])]:
        known = found.get(entry["key"])
        patterns = (known.patterns if known else ()) + tuple(entry.get("match", ()))
        found[entry["key"]] = Metric(
            entry["key"], entry["zh"], entry["en"], entry["unit"], bool(entry["observable"]), patterns
        )
    return MappingProxyType(found)


def _rates_as_metrics(rates: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**rate, "match": [rate["match"]], "unit": "share", "observable": False} for rate in rates]


@cache
def is_observable(key: str) -> bool:
    """Whether documents on the web can show what the metric ``key`` counts."""
    base = re.split(r"[\[.]", key)[0]
    if key.startswith("site."):
        base = key
    known = vocabulary().get(key) or vocabulary().get(base) or vocabulary().get(base.partition(":")[0] + ":")
    return known.observable if known else False


def _compiled(pattern: str | None) -> re.Pattern[str] | None:
    return re.compile(pattern) if pattern else None


def _counters(units: list[str]) -> frozenset[str]:
    """These counters, and those that stand for one of them: 条次 for 条."""
    families = load_rules("units.yml")["families"]
    return frozenset(units) | {unit for unit, plain in families.items() if plain in units}


@cache
def _entries() -> tuple[_Entry, ...]:
    return tuple(
        _Entry(
            rule["key"],
            tuple(re.compile(pattern) for pattern in rule["match"]),
            _counters(rule["units"]) if "units" in rule else None,
            _compiled(rule.get("parent")),
            _compiled(rule.get("within")),
            _compiled(rule.get("not")),
            _compiled(rule.get("section")),
        )
        for rule in load_rules("vocabulary.yml")["metrics"]
    )


def _fits(entry: _Entry, label: Label) -> bool:
    return not (
        (entry.units is not None and label.unit not in entry.units)
        or (entry.parent is not None and not entry.parent.search(label.parent))
        or (entry.within is not None and not entry.within.search(label.within))
        or (entry.section is not None and not entry.section.search(label.section))
        or (entry.excluded is not None and entry.excluded.search(label.text))
    )


def find_metric(label: Label) -> Named | None:
    """The first metric whose rules fit a label; None when the vocabulary has none."""
    for entry in _entries():
        if not _fits(entry, label):
            continue
        for pattern in entry.match:
            found = pattern.search(label.text)
            if found:
                groups = found.groupdict()
                parent = label.parent.split("[")[0]  # the other parts of a list are no wholes
                return Named(entry.key.format(parent=parent, label=groups.get("label", "")), found.end())
    return None


@cache
def _rates() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str] | None], ...]:
    rates = load_rules("vocabulary.yml")["rates"]
    return tuple((rate["key"], re.compile(rate["match"]), _compiled(rate.get("within"))) for rate in rates)


def find_rate(label: str, within: str) -> str | None:
    """The metric of a percentage that carries its own name, such as 办结率100%; None if it carries none."""
    for key, pattern, context in _rates():
        found = pattern.search(label)
        if found and (context is None or context.search(within)):
            return str(key.format(label=found.groupdict().get("label", "")))
    return None
