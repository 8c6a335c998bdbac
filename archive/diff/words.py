"""The words for why something is not compared, and for the parts of a comparison: data of ``words.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from archive.labels import Label
from archive.own_yaml import own_yaml

_FILE = Path(__file__).with_name("words.yml")


@cache
def _words() -> Mapping[str, Any]:
    words: dict[str, Any] = own_yaml(_FILE.read_text(encoding="utf-8"))
    return words


def why_keys() -> tuple[str, ...]:
    """All reasons for which there is no percentage, or no amount."""
    return tuple(_words()["why"])


def why_label(key: str) -> Label:
    """The sentence of a reason; the key itself where it is unknown."""
    return _label("why", key)


def note_label(key: str) -> Label:
    """The sentence of a note beside a comparison."""
    return _label("notes", key)


def archives_label(key: str) -> Label:
    """What is said where two archives are compared."""
    return _label("archives", key)


def part_label(key: str) -> Label:
    """What a part of the comparison is called."""
    return _label("parts", key)


def caption(key: str) -> Label:
    """What stands over the table of a part."""
    return _label("captions", key)


def kind_label(key: str) -> Label:
    """What documents of a state are called; the key itself where it is unknown."""
    return _label("kinds", key)


def outcome_label(key: str) -> Label:
    """Whether a growth that a report claims agrees with what was counted, or what stands against saying so."""
    return _label("outcomes", key)


@cache
def kind_keys() -> tuple[str, ...]:
    """The states of documents, in the order in which they are told."""
    return tuple(_words()["kinds"])


def _label(section: str, key: str) -> Label:
    entry = _words()[section].get(key, {})
    return Label(str(entry.get("zh", key)), str(entry.get("en", key)))
