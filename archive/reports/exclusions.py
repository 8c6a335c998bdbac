"""Numbers in prose that are no amounts: dates, document numbers, ordinals, plans, last year's figures."""

from __future__ import annotations

import re
from functools import cache

from archive.reports.rules import load_rules
from archive.reports.sentences import Sentence

_NAME = re.compile(r"《[^《》]{0,80}》")
_HIDDEN = "\ufffd"
_YEAR = re.compile(r"(?<!\d)(20\d{2})年")


@cache
def _never() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rule["pattern"]) for rule in load_rules("exclusions.yml")["never"])


@cache
def _future() -> re.Pattern[str]:
    return re.compile(load_rules("exclusions.yml")["future"])


@cache
def _plans() -> re.Pattern[str]:
    return re.compile(load_rules("sections.yml")["plans"])


@cache
def _next_year(year: int) -> re.Pattern[str]:
    return re.compile(load_rules("exclusions.yml")["next_year"].format(year=year + 1))


def excluded_spans(text: str) -> list[tuple[int, int]]:
    """The spans of a sentence whose numbers are not amounts."""
    return [found.span() for pattern in _never() for found in pattern.finditer(text)]


@cache
def _planned_year() -> re.Pattern[str]:
    return re.compile(load_rules("exclusions.yml")["planned_year"])


@cache
def _later_object() -> re.Pattern[str]:
    return re.compile(load_rules("exclusions.yml")["later_year_of_an_object"])


def future_from(sentence: Sentence, year: int | None) -> int:
    """From which character on a sentence speaks of the future; its length if it never does."""
    # A plan named in a title (《2019年工作要点》) makes no plan of the sentence.
    text = _NAME.sub(lambda name: _HIDDEN * len(name.group()), sentence.text)
    if any(_plans().search(title) for title in sentence.section) and not _names_year(text, year):
        return 0
    places = [found.start() for found in [_future().search(text)] if found]
    if year is not None:
        places += [found.start() for found in [_next_year(year).search(text)] if found]
        places += [found.start() for found in _planned_year().finditer(text) if int(found["year"]) > year]
    return min(places, default=len(text))


def _names_year(text: str, year: int | None) -> bool:
    return year is not None and f"{year}年" in text


def earlier_year(text: str, position: int, year: int | None) -> bool:
    """Whether the year named last before ``position``, in its clause or the one before, is over already.

    "2020年为451条" in a report on 2021 is quoted for comparison; 自, 从, 以来 and 累计 speak of a running total.
    """
    if year is None:
        return False
    near = text[max(0, position - 40) : position]
    found = list(_YEAR.finditer(near))
    if not found or int(found[-1][1]) >= year:
        return False
    between = near[found[-1].end() :]
    head = near[: found[-1].start()][-2:]
    open_ended = re.search(r"以来|至今|起|累计|现行|目前|[增减降升]", between) or re.search(
        r"[自从比较]|截[至止]", head
    )
    return not open_ended and len(re.findall(r"[,，;；]", between)) <= 1


def later_year(text: str, position: int, year: int | None) -> bool:
    """Whether the year named last before ``position``, in its clause or the one before, is still to come.

    "2019年主动公开2000条" in a report on 2018 is a plan; 公开2019年预算12份 was done, and so was what 截至 counts.
    """
    if year is None:
        return False
    near = text[max(0, position - 40) : position]
    found = list(_YEAR.finditer(near))
    if not found or int(found[-1][1]) <= year:
        return False
    between = near[found[-1].end() :]
    is_object = _later_object().search(near[: found[-1].start()])
    titled = "》" in between and "《" not in between
    return not (is_object or titled) and len(re.findall(r"[,，;；]", between)) <= 1
