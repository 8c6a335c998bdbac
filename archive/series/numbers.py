"""Document numbers (文号) and index numbers (索引号) as they are written, read into prefix, year and serial.

锦松管发〔2018〕12号 has the prefix 锦松管发, the year 2018 and the serial 12; 公告2018年第3号 has a
year without brackets, 令第3号 none. 000014349/2019-00046 and AB01-0300-2018-0012 are index numbers.
All expressions are linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from archive.labels import Label
from archive.own_yaml import own_yaml
from archive.reports.numbers import parse_numeral

DOCUMENT, INDEX = "document", "index"
#: How a document number may be written: 〔2018〕12号, 2018年第12号, 第12号; the one that says most goes first.
FORMS = BRACKETED, DATED, UNDATED = "bracketed", "dated", "undated"

_DIGITS = {0xFF10 + digit: str(digit) for digit in range(10)}
_LETTERS = {wide: chr(wide - 0xFEE0) for wide in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
#: A prefix is no longer: what stands before it is prose.
_LONGEST_PREFIX = 24
_MOST_BLANKS = 3  # before a bracket
_LONGEST_VALUE = 400  # characters of a field that is read for numbers
_YEAR = r"(?P<year>(?:19|20)\d\d|[一二][〇零○一二三四五六七八九]{3})"
_ONE = r"(?:\d{1,6}|[〇零一二三四五六七八九十百]{1,7})"
_SERIALS = rf"\s{{0,2}}(?P<serials>{_ONE}(?:\s?号?\s?[、,，至~-]-?\s?第?{_ONE}){{0,9}})\s{{0,2}}号"
#: The part of a document number behind its prefix.
_BRACKETED = re.compile(rf"〔\s{{0,2}}{_YEAR}\s?年?\s?〕\s{{0,3}}第?{_SERIALS}")
_DATED = re.compile(rf"{_YEAR}\s?年?\s?〕?\s?第{_SERIALS}")
_UNDATED = re.compile(rf"第{_SERIALS}")
#: One of these stands in every one of them; most texts have none. Each begins with a character of its own, which is
#: found fast, and looks back at what stands before it.
_ANCHOR = re.compile(
    r"〔\s{0,2}(?:19|20|[一二])"
    r"|第(?:(?<=[\d〇零○一二三四五六七八九年〕令告]第)|(?<=[\d〇零○一二三四五六七八九年〕令告]\s第)"
    r"|(?<=[令告]〔第)|(?<=[令告](?:\s\s|\s〔|〔\s)第)|(?<=[令告]\s〔\s第))"
)
_SPELLINGS = {BRACKETED: "{prefix}〔{year}〕#号", DATED: "{prefix}{year}年第#号", UNDATED: "{prefix}第#号"}
#: By far the most fields, for which nothing else need be tried; what comes before the serial is the same in a series.
_PLAIN = re.compile(r"([\u4e00-\u9fff]{1,24}〔(?:19|20)\d\d〕)([1-9]\d{0,5})号")
_TOKEN = re.compile(rf"([、,，至~-])?-?\s?第?({_ONE})")
_HAN_TO_THE_END = re.compile(r"[\u3400-\u9fff]+\Z")
#: An index number, parted before its serial: what comes first is the same in all of a series.
_INDEX = re.compile(r"(.+[-_./])(\d{1,8})", re.DOTALL)
_INDEX_HEAD = re.compile(
    r"(?:(?P<stem>[0-9A-Za-z]{1,24}(?:[-_./][0-9A-Za-z]{1,12}){0,5})[-_./])?(?P<year>(?:19|20)\d\d)[-_./]"
)
_CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")


class Number(NamedTuple):
    """One number. ``spelling`` is how its series is written, with # for the serial; ``year`` may be missing."""

    sort: str  # document, index
    prefix: str
    year: int | None
    serial: int
    spelling: str

    def __str__(self) -> str:
        return spelled(self.spelling, self.serial)

    @property
    def key(self) -> tuple[str, str, int | None, int]:
        """What two spellings of one number have in common."""
        return self.sort, self.prefix, self.year, self.serial


class Mention(NamedTuple):
    """A number and where it stands in a text."""

    number: Number
    start: int
    end: int


def spelled(spelling: str, serial: int) -> str:
    """A serial as its series writes it: with 00000000X/2018-##### it has five digits at least."""
    head, width, tail = _parted(spelling)
    return f"{head}{str(serial).zfill(width)}{tail}"


@lru_cache(maxsize=4096)
def _parted(spelling: str) -> tuple[str, int, str]:
    """What stands before the serial, its least digits, and what stands behind it."""
    head, _, behind = spelling.partition("#")
    tail = behind.lstrip("#")
    return head, len(spelling) - len(head) - len(tail), tail


@cache
def _data() -> Mapping[str, Any]:
    data: dict[str, Any] = own_yaml(Path(__file__).with_name("numbers.yml").read_text(encoding="utf-8"))
    return data


@cache
def _same() -> Mapping[int, str]:
    table: dict[int, str] = {**_DIGITS, **_LETTERS}
    for one, others in _data()["same"].items():
        table |= {ord(other): one for other in others}
    return table


def unified(text: str) -> str:
    """``text`` with one form of each bracket, dash, digit and blank; every character stays in its place."""
    return _others().sub(_one_form, text)


@cache
def _others() -> re.Pattern[str]:
    return re.compile(f"[{re.escape(''.join(map(chr, _same())))}]")


def _one_form(other: re.Match[str]) -> str:
    return _same()[ord(other[0])]


@cache
def kinds() -> Mapping[str, Label]:
    """The kinds by the characters in which a prefix ends."""
    return {row["key"]: Label(row["zh"], row["en"]) for row in _data()["kinds"]}


def kind_of(prefix: str) -> str:
    """The longest kind in which a prefix ends; empty where it ends in none."""
    return max((kind for kind in kinds() if prefix.endswith(kind)), key=len, default="")


def document_numbers(value: str) -> tuple[Mention, ...]:
    """The document numbers in a field or title, where prefixes stand by themselves; each serial of a range by itself.

    Of a field that says nothing but 2018年第3号 the prefix is empty.
    """
    if (plain := _PLAIN.fullmatch(value)) and (series := _plain_series(plain[1])):
        prefix, year, spelling = series
        return (Mention(Number(DOCUMENT, prefix, year, int(plain[2]), spelling), 0, len(value)),)
    text = unified(value[:_LONGEST_VALUE])
    return tuple(_from(text, _cores(text)))


@lru_cache(maxsize=4096)
def _plain_series(head: str) -> tuple[str, int, str] | None:
    """Prefix, year and spelling of 锦松管发〔2018〕; None where a label is read with it."""
    prefix, _, year = head[:-1].partition("〔")
    return None if prefix.startswith(_labels()) else (prefix, int(year), f"{head}#号")


def numbers_before(text: str) -> Iterator[tuple[str, Mention]]:
    """The document numbers in running text, with all that may be the prefix of each: prose may stand before it.

    The numbers have the whole run of characters as their prefix; who knows the series says where the prefix begins.
    """
    text = unified(text)
    for core in _cores(text):
        before = _run_before(text, core.begin)
        if before:
            yield from ((before, mention) for mention in _mentions(before, core))


def with_prefix(mention: Mention, prefix: str) -> Mention:
    """A mention in running text whose run of characters ends in ``prefix``, begun where the prefix begins."""
    sort, run, year, serial, spelling = mention.number
    number = Number(sort, prefix, year, serial, spelling.replace(run, prefix, 1))
    return Mention(number, mention.start + len(run) - len(prefix), mention.end)


def index_number(value: str) -> Number | None:
    """The index number that ``value`` is; None where its form does not say which part is the year.

    Letters are told apart by themselves, not by their case; the parts of a prefix are joined by ``-``.
    """
    text = value[:_LONGEST_VALUE]
    text = text if text.isascii() else unified(text)
    found = _INDEX.fullmatch("".join(text.split()))
    if not found:
        return None
    head, serial = found.groups()
    if not (series := _index_series(head, len(serial))):
        return None
    prefix, year, spelling = series
    return Number(INDEX, prefix, year, int(serial), spelling)


@lru_cache(maxsize=4096)
def _index_series(head: str, digits: int) -> tuple[str, int, str] | None:
    """Prefix, year and spelling of what stands before a serial of so many digits."""
    found = _INDEX_HEAD.fullmatch(head)
    if not found:
        return None
    return re.sub(r"[-_./]", "-", found["stem"] or "").upper(), int(found["year"]), f"{head}{'#' * digits}"


class _Core(NamedTuple):
    """What follows a prefix, which ends at ``begin``."""

    form: str  # bracketed, dated, undated
    begin: int
    found: re.Match[str]


def _cores(text: str) -> Iterator[_Core]:
    """What follows a prefix, in order; where two forms fit, the one that says more."""
    found = [_Core(BRACKETED, _without_blanks(text, core.start()), core) for core in _BRACKETED.finditer(text)]
    if "第" in text and _ANCHOR.search(text):
        for form, written in ((DATED, _DATED), (UNDATED, _UNDATED)):
            found += [_Core(form, _without_bracket(text, core.start()), core) for core in written.finditer(text)]
    taken = 0
    for core in sorted(found, key=lambda core: (core.found.end(), FORMS.index(core.form))):
        if core.found.start("serials") >= taken:
            yield core
            taken = core.found.end()


def _without_blanks(text: str, end: int) -> int:
    """The place behind the last character before ``end`` that is no blank, three of them at most."""
    begin = end
    while begin > 0 and end - begin < _MOST_BLANKS and text[begin - 1].isspace():
        begin -= 1
    return begin


def _without_bracket(text: str, end: int) -> int:
    """The same, with an opening bracket between two blanks: 公告（2018年第3号）."""
    begin = _without_blanks(text, end)
    return _without_blanks(text, begin - 1) if text[begin - 1 : begin] == "〔" else begin


def _from(text: str, cores: Iterable[_Core]) -> Iterator[Mention]:
    for core in cores:
        prefix = _run_before(text, core.begin)
        for label in _labels():
            prefix = prefix.removeprefix(label)
        yield from _mentions(prefix, core)


@cache
def _labels() -> tuple[str, ...]:
    return tuple(_data()["labels"])


def _run_before(text: str, end: int) -> str:
    """The Chinese characters that end at ``end``, as far as a prefix may reach."""
    found = _HAN_TO_THE_END.search(text, max(0, end - _LONGEST_PREFIX), end)
    return found[0] if found else ""


def _mentions(prefix: str, core: _Core) -> Iterator[Mention]:
    """One mention for each serial; none where the form does not go with the prefix."""
    if not _goes_with(prefix, core):
        return
    year = int(core.found["year"].translate(_CHINESE_DIGITS)) if core.form != UNDATED else None
    spelling = _SPELLINGS[core.form].format(prefix=prefix, year=year)
    for serial in _serials(core.found["serials"]):
        number = Number(DOCUMENT, prefix, year, serial, spelling)
        yield Mention(number, core.begin - len(prefix), core.found.end())


def _goes_with(prefix: str, core: _Core) -> bool:
    if core.form == BRACKETED:
        return bool(prefix)
    found = core.found
    says_nothing_else = core.form == DATED and not prefix and found.span() == (0, len(found.string))
    return says_nothing_else or any(prefix.endswith(kind) for kind in _data()[core.form])


def _serials(text: str) -> Iterator[int]:
    """The serials of 12, of 12—14 and of 12、14; each once."""
    last: int | None = None
    for joint, digits in _TOKEN.findall(text.replace("号", "")):
        serial = _value(digits)
        if last is not None and joint in ("至", "~", "-"):
            if 0 < serial - last <= _data()["longest_range"]:
                yield from range(last + 1, serial + 1)
                last = serial
        elif serial > 0:
            yield serial
            last = serial


def _value(digits: str) -> int:
    return int(digits) if digits.isascii() else int(parse_numeral(digits) or 0)
