"""Masking of people's numbers and homes: the rules of ``masking.yml``, applied to one value at a time.

A mask is as long as what it covers. Values that serve as keys or addresses get a number instead
(``masked-1``), the same for the same value, so that distinct rows stay distinct and joins hold.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from ipaddress import ip_address
from pathlib import PurePosixPath, PureWindowsPath
from types import MappingProxyType
from urllib.parse import urlsplit

from archive.layout import body_of, layout_of
from archive.publish.masking_cover import MASK, Cover, Found, digits_of, has_many_digits, may_hold_any
from archive.publish.masking_digits import MARK, UNSEEN, narrow
from archive.publish.masking_rules import Rule, data, rules, rules_digest
from archive.records import Body, Cell, Table

__all__ = [
    "Masked",
    "Pseudonyms",
    "file_name",
    "found_in",
    "has_any_in_bytes",
    "has_no_tables",
    "is_plain_address",
    "is_plain_key",
    "is_plain_reached",
    "is_plain_text",
    "mask_code",
    "mask_layout",
    "mask_log",
    "mask_text",
    "rules_digest",
]

# In a folded title a hyphen parts numbers that punctuation parted (archive/folding.py).
_ANY_RUN = re.compile(r"\d[\d-]{10,}[Xx]?")
_NO_TABLES = '"tables": []}'
_NAMED = "masked-"  # and a number, in the place of one that is hidden
# A percent-encoded digit, of full width too, in UTF-8 or GB 18030; what parts digits, and what nobody sees: the
# characters of masking_digits in UTF-8, the commonest in GB 18030.
_ENCODED = re.compile(
    r"""%(?:(?:3|EF%BC%9|A3%B)(?P<digit>[0-9])
    |(?P<blank>20|29|0[ACD]|C2%A0|E1%9A%80|E2%80%(?:8[0-9A]|A[89F])|E2%81%9F|E2%83%A3|E3%80%80|EF%BC%89|A1%A1)
    |(?P<unseen>0[0-8BEF]|1[0-9A-F]|7F|C2%(?:[89][0-9A-F]|AD)|CD%8F|D8%9C
        |E1%(?:85%(?:9F|A0)|9E%B[45]|A0%8[B-F])|E2%(?:80%(?:8[B-F]|A[A-E])|81%A[0-9A-F]|A0%80)|E3%85%A4
        |EF%(?:B8%8[0-9A-F]|BB%BF|BE%A0|BF%B[0-8])
        |F0%(?:9B%B2%A[0-3]|9D%85%B[3-9A])|F3%A0%[89AB][0-9A-F]%[89AB][0-9A-F])
    |2D|E2%(?:80%9[0-4]|88%92)|EF%(?:BC%8D|B9%A3)|A3%AD)""",
    re.I | re.X,
)


_NOTHING: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Masked:
    """A value as published, and how many numbers each rule covered in it."""

    text: str
    counts: Mapping[str, int] = field(default_factory=lambda: _NOTHING)


def mask_text(value: str) -> Masked:
    """``value`` with each number and address covered; its length and every other character stay."""
    return _masked(_covered(value)) if may_hold_any(value) else Masked(value)


def is_plain_text(value: str) -> bool:
    """Whether nothing is found in a text that could be the number or the home of a person."""
    return not may_hold_any(value)


def is_plain_address(value: str) -> bool:
    """The same of a URL."""
    return not ("%" in value and _ENCODED.search(value)) and not has_many_digits(value) and _NAMED not in value


def is_plain_reached(value: str) -> bool:
    """The same of an address that was really asked, which also lies on no network of the operator's."""
    return is_plain_address(value) and not _is_private(value)


def is_plain_key(value: str) -> bool:
    """The same of a folded title."""
    return not may_hold_any(value) and not _ANY_RUN.search(narrow(value))


def found_in(value: str) -> tuple[Found, ...]:
    """Where :func:`mask_text` covers what, in the order of the text."""
    return tuple(sorted(_covered(value).found, key=lambda found: found.start))


def _covered(value: str) -> Cover:
    cover = Cover(value)
    cover.everything()
    return cover


def _masked(cover: Cover) -> Masked:
    return Masked(cover.text, Counter(found.rule for found in cover.found))


def mask_code(value: str) -> Masked:
    """SQL and JSON written by us, without numbers that are known by themselves: digits joined to letters are names."""
    cover = Cover(value)
    cover.in_code()
    return _masked(cover)


def has_any_in_bytes(content: bytes) -> bool:
    """Whether the bytes of a picture have a number in them that is known by itself."""
    cover = Cover(content.decode("latin-1"))
    cover.in_bytes()
    return bool(cover.found)


def mask_layout(value: str) -> Masked:
    """What ``archive.layout`` wrote down beside a text: the words of its cells as :func:`mask_text` leaves them there.

    Cells are laid out as they stand in the text. The paragraphs around tables are not there: a list may go on in the
    next table, and more is covered than in the text; a label above a table is missing, and less is. What the text
    covers there a build lays over the cells (archive/publish/masking_cells.py).
    """
    if has_no_tables(value):
        return Masked(value)
    try:
        body = body_of("", value)
    except (ValueError, TypeError, KeyError):  # not a layout
        return mask_text(value)
    text, starts = _laid_out(body)
    masked = mask_text(text)
    if not masked.counts:
        return Masked(value)
    starting = iter(starts)
    tables = (Table(tuple(_published(cell, masked.text, next(starting)) for cell in t.cells)) for t in body.tables)
    return Masked(layout_of(replace(body, tables=tuple(tables))), masked.counts)


def has_no_tables(layout: str) -> bool:
    """Whether a layout has no cells, and so no words."""
    return layout.endswith(_NO_TABLES)


def _laid_out(body: Body) -> tuple[str, list[int]]:
    """The tables as they stand in the text, and where each cell begins; between two tables an empty line."""
    pieces: list[str] = []
    starts: list[int] = []
    length = 0
    for table in body.tables:
        row = -1
        for cell in table.cells:
            pieces.append("\t" if cell.row == row else "\n" if row >= 0 else "\n\n")
            length += len(pieces[-1])
            starts.append(length)
            pieces.append(cell.text)
            row, length = cell.row, length + len(cell.text)
    return "".join(pieces), starts


def _published(cell: Cell, text: str, start: int) -> Cell:
    return replace(cell, text=text[start : start + len(cell.text)])


def mask_log(value: str) -> Masked:
    """A reason or note the program wrote: numbers covered, paths of its machine reduced to a file name."""
    masked = mask_text(value)
    return Masked(_machine_path().sub(lambda found: file_name(found[0]).text, masked.text), masked.counts)


@cache
def _machine_path() -> re.Pattern[str]:
    return re.compile(data()["machine_path"])


def file_name(value: str) -> Masked:
    """The last part of a path of either kind; the machine's folders are nobody's business."""
    return mask_text(PurePosixPath(PureWindowsPath(value).name).name)


@dataclass(slots=True)
class Pseudonyms:
    """Masks that keep distinct values distinct, numbered in the order in which the build meets them."""

    numbers: dict[str, int] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)  # those with numbers, and as published
    given: dict[str, int] = field(default_factory=dict)  # as published, and how many of the same number there are

    def _name(self, value: str) -> str:
        return f"{_NAMED}{self.numbers.setdefault(value.upper(), len(self.numbers) + 1)}"

    def address(self, value: str) -> Masked:
        """A URL; a number in it, also percent-encoded, becomes ``masked-N``. Distinct ones stay distinct.

        Also from one that has ``masked-N`` in it as it stands.
        """
        plain = _marked(_ENCODED.sub(_decoded, value) if "%" in value else value)
        if not has_many_digits(plain):
            return self._unmasked(value)
        counts, more = Counter[str](), Counter[str]()
        plain = self._replaced(plain, counts)
        if MARK in plain:
            as_seen = self._replaced(plain.replace(MARK, ""), more)
            plain, counts = (as_seen, counts + more) if more else (plain, counts)
        return Masked(self._distinct(plain, value), counts) if counts else self._unmasked(value)

    def _unmasked(self, value: str) -> Masked:
        return Masked(self._distinct(value, value) if _NAMED in value else value)

    def _replaced(self, plain: str, counts: Counter[str]) -> str:
        for rule in _everywhere():
            plain = rule.in_code.sub(lambda found, rule=rule: self._replace(found, rule, counts), plain)  # type: ignore[misc]
        return plain

    def _distinct(self, plain: str, value: str) -> str:
        """``plain``; with ``-2``, ``-3``, … behind it where another address, of the same number, has become that."""
        if value not in self.addresses:
            published = plain
            while published in self.given:
                self.given[plain] += 1
                published = f"{plain}-{self.given[plain]}"
            self.given[published] = 1
            self.addresses[value] = published
        return self.addresses[value]

    def _replace(self, found: re.Match[str], rule: Rule, counts: Counter[str]) -> str:
        number = digits_of(found[0])
        if not rule.check(number):
            return found[0]
        counts[rule.key] += 1
        return self._name(number)

    def reached_address(self, value: str) -> Masked:
        """The address really asked; empty where it lies on the operator's own machine or network."""
        return Masked("") if _is_private(value) else self.address(value)

    def key(self, value: str) -> Masked:
        """A folded title. Folding joins a number to its neighbours, so any run of digits that holds one goes."""
        plain = marked = _marked(value)
        if any(_holds_number(digits_of(run[0])) for run in _ANY_RUN.finditer(plain)):
            plain = _ANY_RUN.sub("", plain)
        masked = mask_text(plain)
        if masked.counts:
            plain = masked.text.replace(MASK, "")
        return Masked(value if plain == marked else plain.replace(MARK, "") + self._name(value))


def _decoded(found: re.Match[str]) -> str:
    return found["digit"] or (" " if found["blank"] else MARK if found["unseen"] else "-")


def _marked(value: str) -> str:
    """``value`` as rules read it: whatever nobody sees at one place is one mark, which parts digits and letters."""
    return MARK.join(map(narrow, UNSEEN.split(value)))


@cache
def _everywhere() -> tuple[Rule, ...]:
    return tuple(rule for rule in rules() if not rule.text_only)


def _holds_number(run: str) -> bool:
    return any(rule.check(found[1]) for rule in _everywhere() for found in rule.inside.finditer(run))


def _is_private(url: str) -> bool:
    return _is_private_origin("/".join(url.split("/", 3)[:3]))


@lru_cache(maxsize=1_000)
def _is_private_origin(origin: str) -> bool:
    try:
        parts = urlsplit(origin)
        host = parts.hostname or ""
    except ValueError:
        return True
    if parts.scheme not in ("http", "https"):
        return True
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost" or "." not in host
