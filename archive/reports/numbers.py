"""Numbers as reports print them: digits, Chinese numerals, 万 and 亿, counters, 约 and 余."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache

from archive.reports.folding import fold
from archive.reports.rules import load_rules

SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_NUMERALS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "廿": 20}
_DIGITS = r"(?:\d{1,3}(?:,\d{3}){1,6}(?!\d)|\d{1,20})(?:\.\d{1,12})?"
_PLAIN = re.compile(rf"([+-]?)({_DIGITS})((?:万亿|[百千]万|[十百千万亿])?)")


@dataclass(frozen=True, slots=True)
class Amount:
    """A printed number with its counter, ``text[start:end]`` of a compact text.

    ``value`` has 万/亿 multiplied out and money in 元. ``rounding`` is half a unit of the last printed digit, for
    an approximate number of the last one that is not 0 (近100: 50). A range 10-12 is its upper end, ``rounding``
    its width; below an upper bound such as 不足20 everything agrees.
    """

    start: int
    end: int
    value: float
    unit: str
    mark: str  # approx, at_least, or exact: what the words next to the number say
    rounding: float
    number_start: int
    is_upper_bound: bool = False  # 不足20, 10-12: nothing above it agrees


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
    counter = _any_of(load_rules("units.yml")["counters"])
    marks = load_rules("qualifiers.yml")["marks"]
    before = _any_of(word for key in ("below", "about", "above") for word in marks[key])
    after = _any_of(word for key in ("about_behind", "above_behind") for word in marks[key])
    more = "".join(marks["more"])
    return re.compile(
        rf"(?P<before>(?:{before})?)(?<![\d.A-Za-z])(?P<number>{_DIGITS})"
        rf"(?P<more>[{more}]?)(?P<scale>(?:万亿|[百千]万|[十百千万亿])?)(?P<more2>[{more}]?)"
        rf"(?P<unit>(?:{counter})?)(?P<after>(?:{after})?)(?:(?<=[%‰])(?P<more3>[{more}])(?![\u4e00-\u9fff]))?"
    )


def _any_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _mark_of(found: re.Match[str]) -> str:
    more = found["more"] or found["more2"] or found["more3"]
    if not (found["before"] or more or found["after"]):
        return "exact"  # as most are
    marks = load_rules("qualifiers.yml")["marks"]
    if found["before"] in marks["below"] + marks["about"] or found["after"] in marks["about_behind"]:
        return "approx"
    if found["before"] or more or found["after"] in marks["at_least_behind"]:
        return "at_least"
    return "exact"


def _last_place(digits: str) -> Decimal:
    """One unit of the last printed digit that is not 0: 100 for 300, 0.1 for 2.50; of the last one where all are."""
    whole, _, decimals = digits.partition(".")
    if decimals.strip("0"):
        return Decimal(1).scaleb(-len(decimals.rstrip("0")))
    if whole.strip("0"):
        return Decimal(1).scaleb(len(whole) - len(whole.rstrip("0")))
    return Decimal(1).scaleb(-len(decimals))


@lru_cache(maxsize=1024)  # the figures of a report are few and short
def _rounding(digits: str, mark: str) -> Decimal:
    place = _last_place(digits) if mark == "approx" else Decimal(1).scaleb(-len(digits.partition(".")[2]))
    return place / 2


def rounding_of(value: float, qualifier: str) -> float:
    """The rounding of a number as its shortest digits print it (see ``Amount``): 50 for approx 1200, 0.5 for exact 120.

    For a number of which nobody has the printed digits, as what a person put in the place of one that was read.
    """
    return float(_rounding(f"{abs(value):.6f}".rstrip("0").rstrip("."), qualifier))


def _amount(found: re.Match[str]) -> Amount:
    digits = found["number"].replace(",", "")
    aliases: dict[str, str] = load_rules("units.yml")["aliases"]
    unit, factor, mark = found["unit"], scale_of(found["scale"]), _mark_of(found)
    below = found["before"] in load_rules("qualifiers.yml")["marks"]["below"]
    value = Decimal(digits) * factor
    return Amount(
        found.start(),
        found.end(),
        float(value),
        aliases.get(unit, unit),
        mark,
        float(value if below else _rounding(digits, mark) * factor),
        found.start("number"),
        is_upper_bound=below,
    )


def _range(text: str, low: Amount, high: Amount) -> Amount | None:
    """Two numbers as one range, 10-12条 or 10条至12条; None where they are two figures (由10条到12条)."""
    rules = load_rules("qualifiers.yml")["range"]
    if text[low.end : high.start] not in rules["joints"] or text[low.start - 1 : low.start] in rules["change"]:
        return None
    if not high.unit or low.unit not in ("", high.unit) or low.mark != "exact" or low.value >= high.value:
        return None
    # 5-10万字: the first number shares the scale of the second, unless it has its own (5000-1万字).
    scaled = low.value * scale_of("".join(c for c in text[high.number_start : high.end] if c in SCALES))
    width = high.value - (scaled if scaled < high.value else low.value)
    return replace(
        high, start=low.start, mark="approx", rounding=width, number_start=low.number_start, is_upper_bound=True
    )


def _compound(text: str, high: Amount, low: Amount) -> Amount | None:
    """Two numbers as the one they print together, 1万2千条; None where the second is no smaller part of the first."""
    scale = SCALES.get(text[high.end - 1], 0)
    if high.unit or high.end != low.start or low.start != low.number_start or low.value >= scale:
        return None
    value = high.value + low.value
    return replace(
        low,
        start=high.start,
        value=value,
        mark=low.mark if high.mark == "exact" else high.mark,
        rounding=value if high.is_upper_bound else low.rounding,
        number_start=high.number_start,
        is_upper_bound=high.is_upper_bound,
    )


def find_amounts(text: str) -> Iterator[Amount]:
    """Every printed number of a compact text in order, with or without a counter; a range is one, and 1万2千."""
    held: Amount | None = None
    for amount in map(_amount, _amount_pattern().finditer(text)):
        both = (_range(text, held, amount) or _compound(text, held, amount)) if held else None
        if held and not both:
            yield held
        held = both or amount
    if held:
        yield held


def is_upper_bound(quote: str, value: float | None) -> bool:
    """Whether the words of a claim say that its value is the largest that agrees: 不足20条, 10-12条."""
    plain = "".join(fold(quote).split())
    return any(amount.is_upper_bound and amount.value == value for amount in find_amounts(plain))


def mark_of(quote: str, value: float) -> str:
    """What the words of a claim say of its value: exact, approx or at_least (占90%以上, 下降超过30%)."""
    plain = "".join(fold(quote).split())
    return next((amount.mark for amount in find_amounts(plain) if amount.value == abs(value)), "exact")


def same_family(unit: str, other: str) -> bool:
    """Whether two counters count the same kind of thing: 件, 宗 and 起; 条 and 条次; 人 and 名."""
    families: dict[str, str] = load_rules("units.yml")["families"]
    return families.get(unit, unit) == families.get(other, other)
