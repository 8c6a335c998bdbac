"""The bounds and words of rules.yml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from archive.labels import Label
from archive.own_yaml import own_yaml


@dataclass(frozen=True, slots=True)
class Limit:
    """What the Regulation says from a day on: its article."""

    since: date
    article: int
    label: Label


@cache
def _data() -> Any:
    return own_yaml((files("archive.timeliness") / "rules.yml").read_text(encoding="utf-8"))


def limit_days() -> int:
    """The working days within which a document is to be published."""
    return int(_data()["working_days"])


def eve_days() -> int:
    """The working days before a day that are its eve."""
    return int(_data()["eve_working_days"])


def chart_bounds() -> tuple[int, ...]:
    """The working days up to which each column of the chart counts, the last of them aside."""
    return tuple(_data()["chart_up_to"])


@cache
def limits() -> tuple[Limit, ...]:
    """The articles that set the limit, the oldest first."""
    return tuple(Limit(row["since"], row["article"], Label(row["zh"], row["en"])) for row in _data()["in_force"])


def limit_of(written_on: date) -> Limit | None:
    """The article that was in force on a day; None before the Regulation was."""
    return next((limit for limit in reversed(limits()) if limit.since <= written_on), None)


def kinds() -> tuple[str, ...]:
    """The kinds of documents with a day of writing, in their order."""
    return tuple(_data()["kinds"])


@cache
def compared_kinds() -> tuple[str, ...]:
    """The kinds that make up the distribution."""
    return tuple(key for key, kind in _data()["kinds"].items() if kind.get("compared"))


def kind_label(kind: str) -> Label:
    """What a kind is called."""
    words = _data()["kinds"][kind]
    return Label(words["zh"], words["en"])


def kind_head(kind: str) -> Label:
    """The same in few letters, for the head of a column."""
    return Label(**_data()["kinds"][kind]["head"])


def measure_label(key: str) -> Label:
    """What a measure of many documents is called."""
    words = _data()["measures"][key]
    return Label(words["zh"], words["en"])
