"""Headings of a report: their depth by the ordinal they begin with."""

from __future__ import annotations

import re
from functools import cache

from archive.reports.rules import load_rules

_LONGEST_HEADING = 45


@cache
def _heading_levels() -> tuple[tuple[int, re.Pattern[str]], ...]:
    rules = load_rules("sections.yml")["headings"]
    return tuple((rule["level"], re.compile(rule["pattern"])) for rule in rules)


@cache
def _any_heading() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern.pattern})" for _, pattern in _heading_levels()))


def heading_level(text: str) -> int | None:
    """The depth (1 outermost) of a compact text that is a heading by its ordinal; None if it is none."""
    if len(text) > _LONGEST_HEADING or not _any_heading().match(text):  # most lines are none
        return None
    return next((level for level, pattern in _heading_levels() if pattern.match(text)), None)


@cache
def _official_title() -> re.Pattern[str]:
    return re.compile(load_rules("sections.yml")["official"])


def official_title(text: str) -> str:
    """The title of a section of the official form that a compact text begins with; empty if it begins with none."""
    found = _official_title().match(text)
    return found.group() if found else ""
