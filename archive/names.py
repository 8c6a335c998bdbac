"""Names: the keys under which a claimed name and a title are compared, and when a title carries a name.

A title carries a name when its key holds the name's key and fits none of the patterns of titles that
only speak of what is named (``existence.yml``: a draft, an interpretation, a revision, a town's own).
``archive.name_sql`` asks the same in SQL.

Years: a name that begins with a year asks for that year. Where the title shows no other year, it may stand
anywhere (部门预算（2018年）); else right before the name. A name with a year elsewhere is asked for as it stands.
A yearly thing named without a year (部门预算) is that of the years a report of its year may speak of, or stands
in a title without a year; anything else named without a year may be of any year.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from archive.folding import title_key
from archive.own_yaml import own_yaml
from archive.reports.folding import simplified, to_simplified

_FILE = Path(__file__).with_name("existence.yml")
_DATED = re.compile(r"(20[0-9]{2})年?(.+)", re.DOTALL)
_YEAR = re.compile(r"20[0-9]{2}|二[〇零][〇零一二][〇零一二三四五六七八九]年")
_NUMERAL_YEAR = re.compile(r"二[〇零]([〇零一二][〇零一二三四五六七八九])(?=年)")
_NUMERALS = "〇一二三四五六七八九"


@cache
def rules() -> Mapping[str, Any]:
    """The data file of existence."""
    data: dict[str, Any] = own_yaml(_FILE.read_text(encoding="utf-8"))
    return data


@cache
def _own_names(authority: tuple[str, ...]) -> frozenset[str]:
    names = {title_key(name) for name in authority}
    forms = {form for name in names for form in (name, _stem(name))}
    shorter = {form[_region_in_front(_stem(form)) :] for form in forms}
    # One character is no name of a body: what is left of a name that is all suffix.
    return frozenset(name for name in forms | shorter if len(name) > 1)


def _region_in_front(stem: str) -> int:
    """The length of the higher regions' names in front of a region's: 锦州市 of 锦州市松山新区."""
    higher = re.match(rules()["higher_region"], stem)
    return higher.end() if higher else 0


def _stem(name: str) -> str:
    """The region's name in a body's name: 松山新区 in 松山新区管委会."""
    endings = [suffix for suffix in rules()["organ_suffixes"] if name.endswith(suffix)]
    return name.removesuffix(max(endings, key=len, default=""))


@cache
def replacements(authority: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Folded words and what is read for them, in the order in which they are replaced: words for one thing,
    then what makes no difference between two titles and is taken out.
    """
    words = [(other, word) for word, others in rules()["same_words"].items() for other in others]
    same = sorted(words, key=lambda pair: (-len(pair[0]), pair[0]))
    marks = {title_key(mark) for mark in (*rules()["trial_marks"], *rules()["level_marks"])}
    out = sorted(_own_names(authority) | marks, key=lambda word: (-len(word), word))
    return (*same, *((word, "") for word in out))


def _replaced(key: str, pairs: tuple[tuple[str, str], ...]) -> str:
    for word, instead in pairs:
        key = key.replace(word, instead)
    return key


def title_words(title: str, authority: tuple[str, ...]) -> str:
    """The key of a title for containment."""
    return _replaced(title_key(title), replacements(authority))


def _in_digits(year: re.Match[str]) -> str:
    return "20" + "".join(str(_NUMERALS.index(numeral)) for numeral in year[1].replace("零", "〇"))


def _bare_name(name: str, authority: tuple[str, ...]) -> str:
    """The folded name of what is issued, without its region or the report's word for its own authority in front."""
    key = _NUMERAL_YEAR.sub(_in_digits, to_simplified(title_key(name)))
    if issued := re.match(rules()["issued"], key):
        key = issued[1]
    for own in sorted(_own_names(authority), key=len, reverse=True):
        place = key.find(own)
        if 0 < place <= 8 and key[place - 1] in rules()["region_endings"]:
            return key[place:]
    prefix = next((word for word in rules()["own_words"] if key.startswith(word)), "")
    return key.removeprefix(prefix)


def name_key(name: str, authority: tuple[str, ...]) -> str:
    """The key of a claimed name for containment: as for a title, and without what may be left out of one."""
    key = bare = to_simplified(_replaced(_bare_name(name, authority), replacements(authority)))
    for _ in rules()["loose_endings"]:
        for ending in rules()["loose_endings"]:
            bare = bare.removesuffix(ending)
    return bare if bare.endswith(tuple(rules()["behind_words"])) else key


# One name of a report after the other is compared with the same attachments.
@lru_cache(maxsize=1 << 17)
def folded(title: str) -> str:
    """``title_key``, remembered."""
    return title_key(title)


@cache
def _literals(pattern: str) -> tuple[str, ...]:
    """What stands in a pattern besides the name and what stands for other characters."""
    return tuple(filter(None, re.split(r"\{name\}|\[[^]]*\]|[*?]", pattern)))


def _fits(words: str, pattern: str, name: str) -> bool:
    """Whether a title with these words fits a pattern. Most lack a word of it: no expression is made for them."""
    lacks = any(literal not in words for literal in _literals(pattern))
    return not lacks and fnmatchcase(words, pattern.replace("{name}", name))


@dataclass(frozen=True)
class Wanted:
    """A claimed name as it is asked for in titles. ``years``: those a title may show, where it must show one."""

    key: str  # the whole name
    name: str  # without the year in front that may stand elsewhere
    year: str  # that year
    years: tuple[str, ...]  # of a yearly thing named without one
    pairs: tuple[tuple[str, str], ...]
    asides: tuple[str, ...]  # patterns of titles that only speak of it; {name} stands for the name
    needed: tuple[str, ...]  # of each, one of its letters, simplified or not, stands in every folded title of the name

    def words(self, title: str) -> str:
        """The key of ``title`` as it is compared with this name."""
        return _replaced(folded(title), self.pairs)

    def carried_by(self, title: str) -> bool:
        """Whether ``title`` is, or brings, what is named."""
        key = folded(title)
        for forms in self.needed:  # most titles are told here
            if forms[0] not in key and (len(forms) == 1 or not set(forms) & set(key)):
                return False
        words = _replaced(key, self.pairs)
        plain = to_simplified(words)
        if not self.key or self.name not in plain or not self._of_the_year(words, plain):
            return False
        return not any(_fits(words, pattern, self.name) for pattern in self.asides)

    def _of_the_year(self, words: str, plain: str) -> bool:
        if self.year:
            alone = self.year in words and not _YEAR.search(words.replace(self.year, ""))
            return alone or self.key in plain
        return not self.years or any(year in words for year in self.years) or not _YEAR.search(words)

    def of_another_year(self, words: str) -> bool:
        """Whether a title with these words shows years, but not the name's."""
        return bool(self.year and self.year not in words and _YEAR.search(words))


def _in_numerals(year: str) -> tuple[str, ...]:
    """A year in Chinese numerals: 二〇一八, 二零一八."""
    numerals = "".join(_NUMERALS[int(digit)] for digit in year)
    return (numerals, numerals.replace("〇", "零"))


def _years(name: str, report_year: int | None) -> tuple[str, ...]:
    if report_year is None or _YEAR.search(name):
        return ()
    offsets = {step for thing, steps in rules()["yearly"].items() if thing in name for step in steps}
    return tuple(str(report_year + step) for step in sorted(offsets))


def _asides(name: str, key: str) -> tuple[str, ...]:
    special = [pattern for thing, patterns in rules()["asides_of"].items() if thing in name for pattern in patterns]
    asked = (*rules()["asides"], *special)
    return tuple(each for each in asked if not _fits(key, to_simplified(each), name))


def wanted(name: str, authority: tuple[str, ...], report_year: int | None = None) -> Wanted:
    """How ``name`` is asked for; ``report_year`` is the year of the report that names it."""
    key = name_key(name, authority)
    dated = _DATED.fullmatch(key)
    apart = bool(dated) and len(dated[2]) >= int(rules()["shortest_undated"]) if dated else False
    year, bare = (dated[1], dated[2]) if dated and apart else ("", key)
    years = _years(key, report_year)
    written = tuple((form, each) for each in (year, *years) if each for form in _in_numerals(each))
    pairs = (*(pair for pair in replacements(authority) if _concerns(pair[1], key)), *written)
    return Wanted(key, bare, year, years, pairs, _asides(bare, key), _needed(bare, pairs))


def _needed(name: str, pairs: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """Two letters of the name at most, the last ones, that no other is read for; those written in one way come first.

    Each with the traditional characters that are read as it.
    """
    made = {letter for other, word in pairs for letter in word if letter not in other}
    written = (letter + variants().get(letter, "") for letter in reversed(name))
    forms = [each for each in written if made.isdisjoint(each)]
    return tuple(dict.fromkeys(sorted(forms, key=lambda each: len(each) > 1)))[:2]


@cache
def variants() -> Mapping[str, str]:
    """Simplified characters and the traditional ones that are read as them."""
    found: dict[str, str] = {}
    for code, plain in simplified().items():
        found[plain] = found.get(plain, "") + chr(code)
    return found


def _concerns(word: str, key: str) -> bool:
    """Whether it makes a difference to a name with this key that other words are read as ``word``."""
    return not word or word in key or any(word[place : place + 2] in key for place in range(len(word) - 1))
