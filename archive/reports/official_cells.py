"""Cells of official tables: what a value cell prints, and how a value is told from a label or a unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from archive.records import Cell, CellKind, TableCell
from archive.reports.folding import fold
from archive.reports.numbers import scale_of
from archive.reports.rules import load_rules

_LONGEST_LABEL = 400  # characters of a cell that are looked at, spaces in it counted; the longest label has 50
_SPACE = re.compile(r"[\s\u200b\ufeff]+")
_ORDINAL = re.compile(
    r"^(?:第?[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)、?|\(\d{1,2}\)|\d{1,2}(?:[、．)]|\.(?!\d))|[①-⑳])+"
)
_OF_WHICH = re.compile(r"^其中[:：,，、]?")
_NUMBER = re.compile(
    r"^(?P<sign>[+-]|增加?|减少?)?(?P<whole>\d{1,3}(?:[,，]\d{3}){1,5}|\d{1,15})(?P<decimals>\.\d{1,8})?"
    r"(?P<scale>[万亿])?+(?P<unit>元)?+(?![\d.年]|[-—–~～,，、/+]\d)"  # 1-5, 3、5 and 2023年3件 are no one number
)
_UNIT_IN_LABEL = re.compile(r"\((?:(?:计量)?单位[:：]?)?(?P<unit>[^()]{1,4})\)")
_DOWN = ("-", "减", "减少")
_SCALES = ("万", "亿")


def plain(text: str) -> str:
    """A cell's text without white space, folded."""
    folded = _SPACE.sub("", fold(text.lstrip()[:_LONGEST_LABEL]))
    return folded.replace("（", "(").replace("）", ")").replace("−", "-").replace("：", ":")


@cache
def _no_number() -> re.Pattern[str]:
    return re.compile(load_rules("forms.yml")["no_number"])


@cache
def _units() -> frozenset[str]:
    return frozenset(load_rules("forms.yml")["units"])


@dataclass(frozen=True, slots=True)
class _Printed:
    """A number that a cell prints, 万 and 亿 multiplied out, and 元 where it prints that."""

    value: float
    unit: str
    is_scaled: bool

    def unit_beside(self, unit: str) -> str:
        """The unit of the value where its table counts in ``unit``: the scale of 12.5万 under 万元 is printed once."""
        return self.unit or (unit.removeprefix(scale_word(unit)) if self.is_scaled else unit)


def scale_word(unit: str) -> str:
    """万 or 亿 where a unit begins with it; empty for others."""
    return unit[:1] if unit[:1] in _SCALES else ""


def _parsed(printed: str) -> _Printed | None:
    """The number at the beginning of a plain text."""
    found = _NUMBER.match(printed)
    if found is None:
        return None
    digits = found["whole"].replace(",", "").replace("，", "") + (found["decimals"] or "")
    value = float(digits) * scale_of(found["scale"] or "")
    return _Printed(-value if found["sign"] in _DOWN else value, found["unit"] or "", bool(found["scale"]))


def cell_value(text: str) -> float | None:
    """The number a cell prints, footnotes left out, 万 multiplied out; None when it prints none."""
    found = _parsed(plain(text))
    return found.value if found else None


def is_empty(printed: str) -> bool:
    """Whether a plain text is blank or a sign in place of a number."""
    return bool(_no_number().match(printed))


def is_value(cell: Cell) -> bool:
    """Whether a cell is blank or prints a number, and so is no label."""
    printed = plain(cell.text)
    return is_empty(printed) or (_parsed(printed) is not None and not _ORDINAL.match(printed))


def unit_of(text: str) -> str:
    """The unit that a whole cell names (条, 万元), or the brackets of a label (单位：条); empty for none."""
    printed = plain(text)
    if printed in _units():
        return printed
    found = [unit for unit in _UNIT_IN_LABEL.findall(printed) if unit in _units()]
    return found[-1] if found else ""


def has_ordinal(text: str) -> bool:
    """Whether a label begins with an ordinal: 1. or (七)."""
    return bool(_ORDINAL.match(plain(text)))


def label_of(text: str) -> str:
    """A label without the ordinal and 其中 in front and the unit behind: (七)总计(件) gives 总计."""
    label = _ORDINAL.sub("", _OF_WHICH.sub("", _ORDINAL.sub("", plain(text))))
    unit = _UNIT_IN_LABEL.search(label, max(0, label.rfind("(")))
    return label[: unit.start()] if unit and unit["unit"] in _units() and unit.end() == len(label) else label


def make_cell(place: str, cell: Cell, unit: str = "", is_number: bool = True) -> TableCell:
    """The value cell at ``place``; ``unit`` is what its table counts it in."""
    printed = plain(cell.text)
    if is_empty(printed):
        kind = CellKind.SIGN if printed else CellKind.BLANK
        return TableCell(place, cell.text, kind, None, cell.start, cell.end, unit)
    found = _parsed(printed) if is_number else None
    if found is None:
        return TableCell(place, cell.text, CellKind.TEXT, None, cell.start, cell.end, unit)
    return TableCell(place, cell.text, CellKind.NUMBER, found.value, cell.start, cell.end, found.unit_beside(unit))
