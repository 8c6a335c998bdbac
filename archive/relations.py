"""Relations that an identity can state between figures: data of ``relations.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from archive.labels import Label
from archive.own_yaml import own_yaml

_FILE = Path(__file__).with_name("relations.yml")
_EQUAL = "="
STRIKING = "striking"


@dataclass(frozen=True, slots=True)
class Relation:
    """What is asked of two sides; ``holds`` and ``broken`` are the signs between them.

    A ``self_evident`` relation is worth showing only where it is broken.
    """

    key: str
    label: Label
    holds: str
    broken: str
    self_evident: bool

    @property
    def compared(self) -> bool:
        """Whether equality is asked, so that the difference of both sides means something."""
        return self.holds == _EQUAL

    def sign(self, left: float, right: float) -> str:
        """The sign between the two sides as they are."""
        as_it_should = {"≥": left >= right, "≤": left <= right}.get(self.holds, left == right)
        return self.holds if as_it_should else self.broken


@dataclass(frozen=True, slots=True)
class Reason:
    """Why nothing is said of a relation (kind not_assessable or undecided), or what strikes about one that holds."""

    key: str
    kind: str
    label: Label


@cache
def _file() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    data: dict[str, dict[str, dict[str, Any]]] = own_yaml(_FILE.read_text(encoding="utf-8"))
    return data


def _data() -> Mapping[str, Mapping[str, Any]]:
    return _file()["relations"]


def relation_keys() -> tuple[str, ...]:
    """All relations, in the order of the data file."""
    return tuple(_data())


@cache
def relation_of(key: str) -> Relation:
    """The relation of this key; one that the data file does not have asks equality and is labelled by its key."""
    entry = _data().get(key, {})
    return Relation(
        key=key,
        label=Label(str(entry.get("zh", key)), str(entry.get("en", key))),
        holds=str(entry.get("holds", _EQUAL)),
        broken=str(entry.get("broken", "≠")),
        self_evident=bool(entry.get("self_evident", False)),
    )


def is_shown(key: str, verdict: str, reason: str = "") -> bool:
    """Whether an identity of this relation, verdict and reason is worth a line of its own."""
    return verdict == "broken" or not relation_of(key).self_evident or reason_of(reason).kind == STRIKING


def level_keys() -> tuple[str, ...]:
    """What a broken relation can mean, the gravest first."""
    return tuple(_file()["levels"])


def level_label(key: str) -> Label:
    """The words for a level; its key where the data file does not have it."""
    entry = _file()["levels"].get(key, {})
    return Label(str(entry.get("zh", key)), str(entry.get("en", key)))


def reason_keys() -> tuple[str, ...]:
    """All reasons, in the order of the data file."""
    return tuple(_file()["reasons"])


def reason_of(key: str) -> Reason:
    """The reason of this key; one that the data file does not have is a lack of figures, labelled by its key."""
    entry = _file()["reasons"].get(key, {})
    label = Label(str(entry.get("zh", key)), str(entry.get("en", key)))
    return Reason(key, str(entry.get("kind", "not_assessable")), label)
