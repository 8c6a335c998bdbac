"""Of which part of the year a figure speaks: 上半年, 第一季度, 1-6月. Such figures are not the year's."""

from __future__ import annotations

import re
from functools import cache

from archive.reports.folding import fold
from archive.reports.rules import load_rules


@cache
def _times() -> re.Pattern[str]:
    rules = load_rules("periods.yml")
    whole, part = (rules[key].format(to=rules["to"]) for key in ("whole", "part"))
    return re.compile(f"(?P<whole>{whole})|(?P<part>{part})")


@cache
def _names() -> re.Pattern[str]:
    return re.compile(load_rules("periods.yml")["names"])


def period_named(words: str) -> str | None:
    """The part of a year that compact words name last; None where they name none, or the whole year behind it."""
    last = None
    for found in _times().finditer(_names().sub("、", words)):
        last = found["part"]
    return last


def period_of(words: str, section: tuple[str, ...]) -> str | None:
    """The part of the year of a figure behind ``words`` of its sentence; else what its heading names."""
    if _times().search(_names().sub("、", words)):
        return period_named(words)
    return period_named(section[-1]) if section else None


def quoted_period(quote: str) -> str | None:
    """The part of a year that a claim's own quote names; None for none."""
    return period_named("".join(fold(quote).split()))
