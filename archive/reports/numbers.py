"""Numbers as reports print them: digits, Chinese numerals, 万 and 亿, counters, 约 and 余."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from archive.reports.folding import fold
from archive.reports.rules import load_rules

SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_NUMERALS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "廿": 20}
_DIGITS = r"(?:\d{1,3}(?:,\d{3}){1,6}(?!\d)|\d{1,20})(?:\.\d{1,12})?"
_PLAIN = re.compile(rf"([+-]?)({_DIGITS})((?:万亿|[百千]万|[十百千万亿])?)")


@dataclass(frozen=True, slots=True)
class Amount:
    """A printed number with its counter, ``text[start:end]`` of a compact text.

    ``value`` has 万/亿 multiplied out and money in 元; ``rounding`` is half a unit of the last printed digit.
    """

    start: int
    end: int
    value: float
    unit: str
    mark: str  # approx, at_least, or exact: what the words next to the number say
    rounding: float
    number_start: int


def scale_of(word: str) -> int:
    """The factor a word such as 万, 千万 or 万亿 stands for; 1 for none."""
    factor = 1
    for character in word:
        factor *= SCALES[character]
    return factor


def parse_number(text: str) -> float | None:
    """The number ``text`` prints, in Arabic digits or Chinese numerals, full width or traditional; None if none."""
    plain = fold(text).replace(" ", "")
    found = _PLAIN.fullmatch(plain)
    if found is None:
        return parse_numeral(plain)
    sign = -1 if found[1] == "-" else 1
    return float(sign * Decimal(found[2].replace(",", "")) * scale_of(found[3]))


def parse_numeral(text: str) -> float | None:
    """The value of a Chinese numeral such as 三百二十 or 二〇一八; None if it is not one."""
    if not text or len(text) > 40 or any(c not in _NUMERALS and c not in SCALES for c in text):
        return None
    if len(text) > 1 and all(c in _NUMERALS for c in text):
        return float("".join(str(_NUMERALS[c]) for c in text))
    for scale in ("亿", "万"):
        above, found, below = text.rpartition(scale)
        if found:
            high, low = parse_numeral(above or "一"), parse_numeral(below or "零")
            return None if high is None or low is None else high * SCALES[scale] + low
    section = digit = 0
    for character in text:
        if character in _NUMERALS:
            digit = _NUMERALS[character]
        else:
            section += (digit or 1) * SCALES[character]
            digit = 0
    return float(section + digit)


@cache
def _amount_pattern() -> re.Pattern[str]:
    units = sorted(load_rules("units.yml")["counters"], key=len, reverse=True)
    counter = "|".join(map(re.escape, units))
    return re.compile(
        rf"(?P<before>(?:约|近|超|逾|大约|将近|接近|超过|突破|不足)?)(?<![\d.A-Za-z])(?P<number>{_DIGITS})"
        rf"(?P<more>[余多来]?)(?P<scale>(?:万亿|[百千]万|[十百千万亿])?)(?P<more2>[余多来]?)"
        rf"(?P<unit>(?:{counter})?)(?P<after>(?:以上|左右|上下|之多)?)"
    )


def _mark_of(found: re.Match[str]) -> str:
    if found["before"] in ("约", "近", "大约", "将近", "接近", "不足") or found["after"] in ("左右", "上下"):
        return "approx"
    if found["before"] or found["more"] or found["more2"] or found["after"] == "以上":
        return "at_least"
    return "exact"


def _amount(found: re.Match[str]) -> Amount:
    digits = found["number"].replace(",", "")
    aliases: dict[str, str] = load_rules("units.yml")["aliases"]
    unit, factor = found["unit"], scale_of(found["scale"])
    decimals = len(digits.partition(".")[2])
    return Amount(
        found.start(),
        found.end(),
        float(Decimal(digits) * factor),
        aliases.get(unit, unit),
        _mark_of(found),
        float(Decimal(factor) / 2 / 10**decimals),
        found.start("number"),
    )


def find_amounts(text: str) -> Iterator[Amount]:
    """Every printed number of a compact text in order, with or without a counter."""
    for found in _amount_pattern().finditer(text):
        yield _amount(found)


def same_family(unit: str, other: str) -> bool:
    """Whether two counters count the same kind of thing: 件, 宗 and 起; 条 and 条次; 人 and 名."""
    families: dict[str, str] = load_rules("units.yml")["families"]
    return families.get(unit, unit) == families.get(other, other)
