"""Rules about the lines of a PDF, kept as data in prose.yml."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from archive.own_yaml import own_yaml


@cache
def _rules() -> dict[str, Any]:
    loaded: dict[str, Any] = own_yaml(Path(__file__).with_name("prose.yml").read_text(encoding="utf-8"))
    return loaded


@cache
def pattern(name: str) -> re.Pattern[str]:
    """A pattern of prose.yml."""
    return re.compile(_rules()[name])


@cache
def characters(name: str) -> frozenset[str]:
    """A set of characters of prose.yml."""
    return frozenset(_rules()[name])


def begins_part(text: str) -> bool:
    """Whether a line begins with an ordinal: 一、 （二） 3."""
    return pattern("ordinal").match(text) is not None


def is_ended(text: str) -> bool:
    """Whether a line ends with the end of a sentence."""
    return pattern("ended").fullmatch(text[-2:]) is not None or pattern("ended").fullmatch(text[-1:]) is not None
