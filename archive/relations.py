"""Relations that an identity can state between figures: data of ``relations.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from archive.labels import Label

_FILE = Path(__file__).with_name("relations.yml")
_EQUAL = "="


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


@cache
def _data() -> Mapping[str, Mapping[str, Any]]:
    data: dict[str, dict[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))["relations"]
    return data


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


def is_shown(key: str, verdict: str) -> bool:
    """Whether an identity of this relation and verdict is worth a line of its own."""
    return verdict == "broken" or not relation_of(key).self_evident
