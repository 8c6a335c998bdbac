"""What things are called on the pages, in Chinese and English. All of it is data kept elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from archive.labels import Label, verdict_label, verdict_order
from archive.metrics import metric_of
from archive.own_yaml import own_yaml

#: One character for each verdict.
SIGNS = {
    "fewer_found": "<",
    "more_found": ">",
    "broken": "≠",
    "not_found": "∅",
    "found_later": "↷",
    "confirmed": "=",
    "holds": "=",
    "found": "✓",
    "incomplete": "…",
}


def in_order(verdicts: Iterable[str]) -> list[str]:
    """Each of ``verdicts`` once, in the order in which pages list them; unknown ones and none at all last."""
    known = verdict_order()
    met = dict.fromkeys(verdicts)
    return [verdict for verdict in known if verdict in met] + [verdict for verdict in met if verdict not in known]


def sign(verdict: str) -> str:
    """One character that stands beside the verdict's word, so that it does not hang on colour."""
    return SIGNS.get(verdict, "–")


def label_of(verdict: str) -> Label:
    """The neutral label of a verdict; that of a claim without a finding says that it was not checked."""
    return verdict_label(verdict) if verdict else word("unverified", "")


def metric_label(key: str) -> Label:
    """The label of a metric of the reports' vocabulary."""
    found = metric_of(key)
    return Label(found.zh, found.en)


def word(kind: str, key: str | None) -> Label:
    """A word of ``words.yml``; the key itself where there is none."""
    section = _words().get(kind, {})
    entry: Mapping[str, str] = section if "zh" in section else section.get(key or "", {})
    return Label(entry.get("zh", key or ""), entry.get("en", key or ""))


@cache
def _words() -> dict[str, Any]:
    loaded: dict[str, Any] = own_yaml(files(__package__).joinpath("words.yml").read_text("utf-8"))
    return loaded
