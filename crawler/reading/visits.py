"""What of a page is of a visit, and no part of what the page says: how many visitors came, and when it was made.

A site may write 浏览次数：12 in one text, or the number in an element of its own, 浏览次数：<b>12</b>次. Without counts
a text is what it would be had nobody counted: of the white space and bars around one, those behind it stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from crawler.reading.vocabulary import any_of, either_script, words

_EDGES = " \t\r\n\u3000\xa0|｜"
_MARKS = _EDGES + "，,。.；;：:!！-"
_BEFORE_NUMBER = (":", "：", "第")  # how every text ends that ``awaits_number``: a quick look, for nearly none does
_LONGEST_LINE = 60  # characters
_DIGIT = re.compile(r"\d")
_DIGITS = r"\d{1,15}(?:,\d{3}){0,4}(?![\d年/.%-])"  # no date
_NUMBER = rf"(?:\[{_DIGITS}\]|{_DIGITS})"
_BEGINS = r"(?:^|(?<=[\s|｜【\[(（]))"
_UNIT = r"(?:人次|次|人)(?!\w)"


def without_counters(text: str) -> str:
    """A text without the labels that count visitors and their numbers: 来源：办公室　浏览次数：12 → 来源：办公室."""
    if not _mentioned().search(text):
        return text
    rest, count = _counters().subn("", text)
    return rest.strip(_EDGES) if count else text


def awaits_number(text: str) -> bool:
    """Whether a text ends where the number of visitors has to follow: 浏览次数：, 您是第."""
    return text.rstrip().endswith(_BEFORE_NUMBER) and _opened().search(text) is not None


def without_number(text: str) -> str:
    """What is left of a text behind one that ``awaits_number``: nothing of 12 or 12 次, 来源：甲 of 次 来源：甲."""
    found = _number().match(text)
    return text[found.end() :].strip(_EDGES) if found else text


def is_of_visit(line: str) -> bool:
    """Whether a line says nothing but how many visitors came or when the page was made: another line each time."""
    if len(line) > _LONGEST_LINE or not _DIGIT.search(line):
        return False
    if _visitor().search(line) or _made().match(line):
        return True
    return not without_counters(line).strip(_MARKS)


@cache
def _mentioned() -> re.Pattern[str]:
    """What every count holds: a quick look, for nearly no text has one."""
    verbs = words("fields", "counter_verbs")
    names = (name for name in words("fields", "counter_labels") if not name.startswith(verbs))
    return re.compile(_any_of((*verbs, *names)))


@cache
def _counters() -> re.Pattern[str]:
    """A count: its label with a colon, or what shows that it is none of an article's numbers; in brackets or not."""
    name, verb = _labels()
    number, counted = rf"\s{{0,3}}{_NUMBER}(?:\s{{0,2}}{_UNIT})?", rf"\s{{0,3}}{_NUMBER}\s{{0,2}}{_UNIT}"
    count = "|".join(
        (
            rf"{name}\s{{0,3}}[:：](?:{number})?",
            rf"{_BEGINS}{name}{number}",
            rf"{_BEGINS}{verb}(?:\s{{0,3}}[:：]{number}(?!\w)|{counted})",
            rf"{_BEGINS}(?:已?有)?\s?{_NUMBER}\s?人次?\s?{verb}过?(?!\w)",
        )
    )
    return re.compile(
        rf"[\s|｜]{{0,4}}(?:【\s?(?:{count})\s?】|\[\s?(?:{count})\s?\]|[(（]\s?(?:{count})\s?[)）]|{count})"
    )


@cache
def _opened() -> re.Pattern[str]:
    name, verb = _labels()
    return re.compile(rf"(?:(?:{name}|{_BEGINS}{verb})\s{{0,3}}[:：]|{_openings()})\s{{0,3}}$")


@cache
def _number() -> re.Pattern[str]:
    return re.compile(rf"(?:{_NUMBER}\s{{0,2}})?{_UNIT}|{_NUMBER}$")


@cache
def _visitor() -> re.Pattern[str]:
    closings = _any_of(word for word in words("regions", "visitor_text") if word.startswith("位"))
    return re.compile(rf"(?:{_openings()})\s{{0,3}}{_NUMBER}\s{{0,3}}(?:{closings})")


@cache
def _made() -> re.Pattern[str]:
    return re.compile(rf"(?:{_any_of(words('fields', 'page_made'))})\s{{0,3}}[:：]?\s{{0,3}}\d")


def _labels() -> tuple[str, str]:
    """Names of counts, and verbs that are such with a number: either behind what is counted."""
    leads = rf"(?:{_any_of(words('fields', 'counter_leads'))}){{0,2}}"
    name, verb = _any_of(words("fields", "counter_labels")), _any_of(words("fields", "counter_verbs"))
    return f"{leads}(?:{name})", f"{leads}(?:{verb})"


@cache
def _openings() -> str:
    return _any_of(word for word in words("regions", "visitor_text") if word.endswith("第"))


def _any_of(names: Iterable[str]) -> str:
    return either_script(any_of(names))
