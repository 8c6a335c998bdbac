"""What kind of amount a figure is: exact, approximate, a share, a growth, a running total."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from archive.reports.numbers import Amount, parse_number
from archive.reports.rules import load_rules


def _rules() -> dict[str, Any]:
    return load_rules("qualifiers.yml")


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(_rules()[name])


@cache
def _done(name: str) -> re.Pattern[str]:
    """A word of growth (more, fewer) and what was done more or less of, right before a number."""
    return re.compile(f"{_rules()[name]}(?P<done>{_rules()['done']})(?:约|近)?$")


def _sign_of(words: str) -> int:
    for sign, verb, name in ((1, "up", "more"), (-1, "down", "fewer")):
        if _pattern(verb).search(words) or _done(name).search(words):
            return sign
    return 0


def growth_sign(text: str, amount: Amount) -> int:
    """1 for growth, -1 for decline, 0 when the figure is no change against the year before."""
    printed_sign = text[amount.number_start - 1] if amount.number_start else ""
    head = text[max(0, amount.start - 40) : amount.number_start].rstrip("+-")
    words = text[max(0, amount.start - 40) : amount.start].rstrip("+-")
    if _pattern("level").search(head):
        return 0
    sign = _sign_of(head[-14:])
    compared = _pattern("against").search(words)
    if sign and (amount.unit in ("%", "个百分点") or compared):
        return -sign if printed_sign == "-" else sign
    if compared and printed_sign in ("+", "-") and amount.unit == "%":
        return -1 if printed_sign == "-" else 1
    return 0


def _own_year(year: int | None) -> str:
    """The year reported on as it is named in prose: 今年, 本年度, or by its number."""
    named = _rules()["own_year"]
    return f"{named}|(?<!\\d){year}年" if year is not None else str(named)


def _reaches_back(words: str, year: int | None) -> bool:
    """Whether an amount behind ``words`` counts from before the year: 建站以来, 近三年; not 今年以来."""
    since = list(_pattern("since").finditer(words))
    if not since or re.search(_own_year(year), words[since[-1].end() :]):
        return False
    return not re.search(f"{_own_year(year)}|{_rules()['own_part']}", since[-1].group())


def qualifier_of(text: str, amount: Amount, year: int | None) -> str:
    """The qualifier of a figure that is no growth, by its unit, the words before it, and its own marks.

    ``year`` is the year reported on: what is counted from within it is no running total.
    """
    if amount.unit in ("%", "‰"):
        return "share"
    before = text[max(0, amount.start - 60) : amount.end]
    near = text[max(0, amount.start - 40) : amount.start]
    running = _pattern("running").search(before) and not _pattern("running_not").search(before)
    if running or _pattern("stock").search(near) or _reaches_back(near, year):
        return "cumulative"
    return amount.mark


def strip_change(words: str) -> str:
    """The subject of a change, without the words of comparison: 主动公开数量同比增长 gives 主动公开数量.

    What was done more or less of is its subject: 比上年多收到申请 gives 收到申请.
    """
    done = _done("more").search(words) or _done("fewer").search(words)
    if done is not None:
        return done["done"]
    words = re.split(r"同比|环比|[比较与](?:上年|去年|上一年|前一年|同期|20\d{2}年)", words)[0]
    return _pattern("down").sub("", _pattern("up").sub("", words))


def quoted_previous(words: str) -> float | None:
    """Last year's figure where a change quotes it: 比2020年的451条减少6.2% gives 451."""
    found = list(_pattern("previous").finditer(words[-60:]))
    return parse_number(found[-1]["value"]) if found else None
