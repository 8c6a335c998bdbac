"""The rows of an import: a CSV file that people made, read strictly, refused with file and line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

MAX_IMPORT_BYTES = 50_000_000
REQUIRED = ("title", "date", "url")
#: Longer than any article; what stands above it is a slip, and far above it no number of the database.
MOST_CHARACTERS = 10_000_000
#: Before this day no authority published on the web, so that an older date is a slip of the keyboard.
EARLIEST = date(1995, 1, 1)
#: Somebody's day is over before ours is.
_AHEAD = timedelta(days=1)


class ImportFileError(Exception):
    """An import that cannot be used: says which file, which line, and why."""


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One item. ``key`` tells it from the others: its URL, or date and title where it has none."""

    title: str
    published_on: date
    url: str
    characters: int | None

    @property
    def key(self) -> str:
        """What two rows of one item share."""
        return self.url or f"{self.published_on.isoformat()} {self.title}"


@dataclass(frozen=True, slots=True)
class ImportRows:
    """The items of a file, each once, and how many rows only repeated one."""

    items: tuple[ImportRow, ...]
    repeated: int


def read_content(path: Path) -> bytes:
    """Return the bytes of an import. Raises ImportFileError where it cannot be read or is too large."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_IMPORT_BYTES + 1)
    except OSError as error:
        raise ImportFileError(f"{path}: cannot be read: {error.strerror}") from error
    if len(content) > MAX_IMPORT_BYTES:
        raise ImportFileError(f"{path}: larger than {MAX_IMPORT_BYTES} bytes")
    return content


def read_rows(path: Path, content: bytes, today: date) -> ImportRows:
    """Read title, date (ISO 8601), url and, where there is one, length in characters.

    Titles stay as they stand, formulas and control characters included. Raises ImportFileError where a row is
    wrong, where two rows give one URL to different items, and where the dates leave a calendar year out.
    """
    numbered = list(_rows(path, content, today))
    if not numbered:
        raise ImportFileError(f"{path}: no row; the first line names the columns {', '.join(REQUIRED)}")
    items: dict[str, tuple[int, ImportRow]] = {}
    for line, row in numbered:
        first, known = items.setdefault(row.key, (line, row))
        if known != row:
            raise ImportFileError(
                f"{path}: line {line}: the item of line {first} again (one URL), with another title, date or length"
            )
    _check_years(path, numbered)
    return ImportRows(tuple(row for _, row in items.values()), len(numbered) - len(items))


def _rows(path: Path, content: bytes, today: date) -> Iterator[tuple[int, ImportRow]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ImportFileError(f"{path}: not UTF-8: {error.reason} at byte {error.start}") from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        missing = [name for name in REQUIRED if name not in (reader.fieldnames or ())]
        if missing:
            raise ImportFileError(f"{path}: line 1: no column {', '.join(missing)}")
        for row in reader:
            try:
                yield reader.line_num, _row(row, today)
            except ValueError as error:
                raise ImportFileError(f"{path}: line {reader.line_num}: {error}") from error
    except csv.Error as error:
        raise ImportFileError(f"{path}: line {reader.line_num}: {error}") from error


def _row(row: dict[str, str | None], today: date) -> ImportRow:
    """Return the item of a row; ValueError says what is wrong with it."""
    if None in row:
        raise ValueError("more fields than columns; a comma inside a field needs quotes around the field")
    title, url = (row["title"] or "").strip(), (row["url"] or "").strip()
    if not title:
        raise ValueError("no title")
    return ImportRow(title, _date((row["date"] or "").strip(), today), url, _length((row.get("length") or "").strip()))


def _date(text: str, today: date) -> date:
    day = date.fromisoformat(text)
    if day < EARLIEST:
        raise ValueError(f"date {day} is before {EARLIEST}, when no authority published on the web")
    if day > today + _AHEAD:
        raise ValueError(f"date {day} is in the future")
    return day


def _length(text: str) -> int | None:
    """Characters; None where the file gives none, or 0."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 9 or int(text) > MOST_CHARACTERS:
        raise ValueError(f"length {text[:40]!r} is not a whole number from 0 to {MOST_CHARACTERS}")
    return int(text) or None


def _check_years(path: Path, numbered: Sequence[tuple[int, ImportRow]]) -> None:
    """Every year between the first and the last date counts as brought: an empty one would be read as silence."""
    lines = {row.published_on.year: line for line, row in reversed(numbered)}
    years = sorted(lines)
    for before, after in pairwise(years):
        if after - before > 1:
            line = max(lines[before], lines[after])
            raise ImportFileError(
                f"{path}: line {line}: no row between {before} and {after}: a slip in the date, "
                "or exports of two periods, which are imported as two files"
            )
