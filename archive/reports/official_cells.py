"""A value cell of an official table: what it prints, and how a value is told from a label."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from archive.records import Cell
from archive.reports.folding import fold
from archive.reports.numbers import scale_of
from archive.reports.rules import load_rules

_ORDINAL = re.compile(r"^(?:[一二三四五六七]、|\([一二三四五六七八九]\)|\d[.、．])+")
_NUMBER = re.compile(r"^([+-]?\d{1,3}(?:,\d{3}){1,5}|[+-]?\d{1,15})(\.\d{1,8})?(万|亿)?(?:元)?(?![\d.])")


@dataclass(frozen=True, slots=True)
class TableCell:
    """A value cell of an official table. ``value`` is None where the cell is blank; blank is not zero."""

    place: str  # t2.行政规范性文件.made, t3.new.total, t4.review.total
    text: str
    value: float | None
    start: int
    end: int


def plain(text: str) -> str:
    """A cell's text without white space, folded."""
    return re.sub(r"\s", "", fold(text)).replace("（", "(").replace("）", ")")


@cache
def _blank() -> re.Pattern[str]:
    return re.compile(load_rules("forms.yml")["blank"])


def cell_value(text: str) -> float | None:
    """The number a cell prints, footnotes left out, 万 multiplied out; None when it prints none."""
    printed = plain(text)
    if _blank().match(printed):
        return None
    found = _NUMBER.match(printed)
    if found is None:
        return None
    return float(found[1].replace(",", "") + (found[2] or "")) * scale_of(found[3] or "")


def is_value(cell: Cell) -> bool:
    """Whether a cell is blank or prints a number, and so is no label."""
    printed = plain(cell.text)
    return bool(_blank().match(printed)) or (cell_value(printed) is not None and not _ORDINAL.match(printed))


def without_ordinal(text: str) -> str:
    """A label without the ordinal in front: (七)总计 gives 总计."""
    return _ORDINAL.sub("", plain(text))


def make_cell(place: str, cell: Cell) -> TableCell:
    """The value cell at ``place``."""
    return TableCell(place, cell.text, cell_value(cell.text), cell.start, cell.end)
