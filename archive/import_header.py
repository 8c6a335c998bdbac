"""The header of an import: which of a file's columns are title, date, address, issue number and length."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache, lru_cache
from pathlib import Path

from archive.own_yaml import own_yaml

_FILE = Path(__file__).with_name("import_words.yml")
REQUIRED = ("title", "date")
#: One of these tells two items of a day apart.
TELLING = ("url", "number")
#: So many rows at most stand at the top of a table up to its header: a heading, a unit, a date.
HEADER_ROWS = 10
_ASIDE = re.compile(r"[(\[【][^)\]】]{0,40}[)\]】]$")
_SPACE = re.compile(r"[\s_:*]+")

#: What a cell or a key holds, as its form has it; None for nothing.
Value = str | int | float | bool | date | datetime | time | None


class ImportFileError(Exception):
    """An import that cannot be used: says which file, which line, why, and what to do."""


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """The values of a row by field, and where it stands: ``line 4``, or ``sheet 推送, row 4``."""

    place: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class ImportTable:
    """The rows of a file, and what of it was passed over: columns or keys without a meaning here, other sheets."""

    form: str
    rows: tuple[PlacedRow, ...]
    encoding: str = ""
    unused: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table: its index among the top rows, and the column of each field."""

    index: int
    columns: Mapping[str, int]
    unused: tuple[str, ...]

    def values(self, cells: Sequence[Value]) -> dict[str, Value]:
        """The values of a row's cells by field; a row may end before the last column."""
        return {field: cells[column] for field, column in self.columns.items() if column < len(cells)}


@dataclass(frozen=True, slots=True)
class TopRow:
    """One of the first HEADER_ROWS rows of a table in which something stands."""

    place: str
    cells: Sequence[Value]

    @property
    def names(self) -> tuple[str, ...]:
        """The texts of its cells; empty for a cell that holds none."""
        return tuple(cell.strip() if isinstance(cell, str) else "" for cell in self.cells)

    @property
    def missing(self) -> tuple[str, ...]:
        """What it lacks to be a header."""
        return missing(field_of(name) for name in self.names)


def find_header(top: Sequence[TopRow]) -> Header | None:
    """The first of a table's top rows that names title, date, and address or issue number.

    Raises ImportFileError where two of its columns are one field.
    """
    for index, row in enumerate(top):
        if not row.missing:
            columns = _columns(row)
            unused = (name for place, name in enumerate(row.names) if name and place not in columns.values())
            return Header(index, columns, tuple(unused))
    return None


def _columns(row: TopRow) -> dict[str, int]:
    try:
        return fields_of(row.names)
    except ImportFileError as error:
        raise ImportFileError(f"{row.place}: {error}") from error


def lacks(top: Sequence[TopRow], nothing: str = "line 1") -> str:
    """What the best of the top rows lacks to be a header; ``nothing`` is the place where there is no row."""
    best = min(top, key=lambda row: len(row.missing), default=TopRow(nothing, ()))
    return f"{best.place}: no column {lacking(best.missing)}"


def lacking(fields: Sequence[str]) -> str:
    """These fields, and a word by which a file may name each; an issue number does instead of an address."""
    words = [_data()[field][0] for field in fields]
    number = f" or {_data()['number'][0]}" if "url" in fields else ""
    return f"{', '.join(fields)} (for example {', '.join(words)}{number})"


def fields_of(names: Sequence[str]) -> dict[str, int]:
    """The place of each field among these names; a field's own key stands before its other words.

    Raises ImportFileError where two names are one field.
    """
    own = set(names) & set(_data())
    found: dict[str, int] = {}
    for place, name in enumerate(names):
        field = field_of(name)
        if not field or (field in own and name != field):
            continue
        if field in found:
            raise ImportFileError(f"{names[found[field]]} and {name} are both the {field}; rename one of them")
        found[field] = place
    return found


def missing(fields: Iterable[str]) -> tuple[str, ...]:
    """What these fields lack for telling items apart."""
    known = set(fields)
    lacked = [name for name in REQUIRED if name not in known]
    return tuple(lacked if known & set(TELLING) else [*lacked, TELLING[0]])


@lru_cache(4096)
def field_of(name: str) -> str:
    """The field that a column's name means; empty where it means none."""
    return _words().get(_folded(name), "")


def _folded(name: str) -> str:
    text = unicodedata.normalize("NFKC", name[:200]).casefold().strip()
    return _SPACE.sub("", _ASIDE.sub("", text))


@cache
def _data() -> Mapping[str, Sequence[str]]:
    data: dict[str, list[str]] = own_yaml(_FILE.read_text(encoding="utf-8"))
    return data


@cache
def _words() -> Mapping[str, str]:
    return {_folded(word): field for field, words in _data().items() for word in (field, *words)}
