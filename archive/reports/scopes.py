"""Whose figure it is: 全市, 市本级, on behalf of 市政府, or one unit of a breakdown."""

from __future__ import annotations

import re
from functools import cache

from archive.reports.rules import load_rules


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(load_rules("scopes.yml")[name])


def scope_word(clause: str) -> str | None:
    """The scope that the words of a figure's own clause name last; None when they name none."""
    behalf = _pattern("behalf").search(clause)
    if behalf:
        return behalf["scope"]
    found = list(_pattern("word").finditer(clause))
    return found[-1]["scope"] if found else None


def opening_scope(sentence: str) -> str | None:
    """The scope a sentence opens with (全市各单位…), which holds for all its figures."""
    found = _pattern("opening").match(sentence)
    return found["scope"] if found else None


def unit_name(label: str) -> str | None:
    """The unit that a label of a breakdown names, such as 泗阳县 or 市级; None if it names none."""
    return label if _pattern("unit").match(label) else None


def continues(sentence: str) -> bool:
    """Whether a sentence goes on with the figures of the one before it."""
    return bool(_pattern("continues").match(sentence))
