"""What changes are called and how one is told in a line, in Chinese and English: data of words.yml."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from archive.labels import Label
from archive.own_yaml import own_yaml

#: Instants are told by their day and minute, in UTC.
_INSTANTS = ("missing_since", "lacked_at")


@cache
def _words() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    words: dict[str, dict[str, dict[str, str]]] = own_yaml(
        (files("archive.changes") / "words.yml").read_text(encoding="utf-8")
    )
    return words


def kinds() -> tuple[str, ...]:
    """The kinds of changes, in the order in which those of one night are told."""
    return tuple(_words())


def kind_label(kind: str) -> Label:
    """What a kind of change is called; its key where nobody named it."""
    return Label(**_words()[kind]["label"]) if kind in _words() else Label(kind, kind)


def sentence(row: Mapping[str, Any]) -> Label:
    """What a row of ``archive.changes.shown.changes_of`` says beside its kind and title; empty where that is all."""
    says = _words().get(row["kind"], {}).get("says", {"zh": "", "en": ""})
    values = {key: "" if value is None else str(value) for key, value in row.items()}
    values |= {key: values.get(key, "")[:16].replace("T", " ") for key in _INSTANTS}
    return Label(*(says[language].format_map(defaultdict(str, values)) for language in ("zh", "en")))
