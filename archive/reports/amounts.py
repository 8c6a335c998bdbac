"""Which printed numbers of a sentence are amounts of the year reported on."""

from __future__ import annotations

import re
from functools import cache

from archive.reports.exclusions import earlier_year, excluded_spans, future_from, later_year
from archive.reports.numbers import Amount, find_amounts
from archive.reports.rules import load_rules
from archive.reports.sentences import Sentence


@cache
def _without_counter() -> re.Pattern[str]:
    return re.compile(load_rules("units.yml")["without_counter"])


def _is_counted(text: str, amount: Amount) -> bool:
    if amount.unit:
        return True
    ends_clause = text[amount.end : amount.end + 1] in ("", *",，、;；。()（）")
    return ends_clause and bool(_without_counter().search(text[max(0, amount.start - 16) : amount.start]))


def _last_digit(text: str, amount: Amount) -> int:
    """Where the number's last digit stands: a range (2-3个月) can be no amount by its end alone."""
    return max(i for i in range(amount.number_start, amount.end) if text[i].isdigit())


def amounts_of(sentence: Sentence, year: int | None) -> list[Amount]:
    """The printed numbers of a sentence that are amounts of the year reported on."""
    text = sentence.text
    found = [amount for amount in find_amounts(text) if _is_counted(text, amount)]
    if not found:
        return []
    covered = bytearray(len(text) + 1)
    for start, end in excluded_spans(text):
        covered[start:end] = b"\x01" * (end - start)
    future = future_from(sentence, year)
    return [
        amount
        for amount in found
        if amount.number_start < future
        and not (covered[amount.number_start] or covered[_last_digit(text, amount)])
        and not earlier_year(text, amount.start, year)
        and not later_year(text, amount.start, year)
    ]
