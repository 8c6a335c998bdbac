"""The rows of an import: a file that people made, read strictly, refused with file and line.

How its form is read stands in ``import_tables``, how its columns are known in ``import_header``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from archive.import_header import ImportFileError, PlacedRow
from archive.import_tables import read_table
from archive.import_values import day_of, length_of, text_of

__all__ = ["ImportFileError", "ImportRow", "ImportRows", "check_days", "read_content", "read_rows"]

MAX_IMPORT_BYTES = 50_000_000
#: Before this day no authority published on the web, so that an older date is a slip of the keyboard.
EARLIEST = date(1995, 1, 1)
#: Somebody's day is over before ours is.
_AHEAD = timedelta(days=1)
#: So many rows are named where many are wrong, each with so much of its title.
_NAMED, _TITLE_SHOWN = 3, 30


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One item. ``key`` tells it from the others: its URL, or date and title where it has none.

    ``number`` is the issue (期号) it stood in; ``place`` where it stands in the file.
    """

    title: str
    published_on: date
    url: str
    characters: int | None
    number: str = ""
    place: str = field(default="", compare=False)

    @property
    def key(self) -> str:
        """What two rows of one item share."""
        return self.url or f"{self.published_on.isoformat()} {self.title}"


@dataclass(frozen=True, slots=True)
class ImportRows:
    """The items of a file, each once, and how many rows only repeated one.

    ``unused`` are columns or keys, ``left_out`` sheets, that were not read.
    """

    items: tuple[ImportRow, ...]
    repeated: int
    form: str
    encoding: str = ""
    unused: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def same_title(self) -> int:
        """How many items have title and day of an item before them, at another address."""
        return len(self.items) - len({(item.title, item.published_on) for item in self.items})


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
    """Read title, date, url and, where there are, issue number and length in characters.

    Titles stay as they stand, formulas and control characters included. Raises ImportFileError where a row is
    wrong, where two rows give one URL to different items, and where the dates leave a calendar year out.
    """
    try:
        table = read_table(content)
        rows = [_row(row, today) for row in table.rows]
        items = _items(rows)
        _check_years(rows)
    except ImportFileError as error:
        raise ImportFileError(f"{path}: {error}") from error
    return ImportRows(items, len(rows) - len(items), table.form, table.encoding, table.unused, table.left_out)


def check_days(path: Path, rows: ImportRows, first: date, last: date) -> None:
    """Raise ImportFileError where items are dated outside the days that the file is said to cover."""
    outside = [row for row in rows.items if not first <= row.published_on <= last]
    if outside:
        named = "; ".join(f"{row.place}: {row.published_on} {row.title[:_TITLE_SHOWN]}" for row in outside[:_NAMED])
        raise ImportFileError(
            f"{path}: {len(outside)} items are dated outside {first} to {last}, first {named}; "
            "take them out of the file, mend their dates, or give --from and --to days that hold them"
        )


def _items(rows: Sequence[ImportRow]) -> tuple[ImportRow, ...]:
    if not rows:
        raise ImportFileError("no row below the names of the columns")
    items: dict[str, ImportRow] = {}
    for row in rows:
        known = items.setdefault(row.key, row)
        if known != row:
            same = "one URL" if row.url else "one date and title"
            raise ImportFileError(
                f"{row.place}: the item of {known.place} again ({same}), with another title, date, length or number"
            )
    return tuple(items.values())


def _row(row: PlacedRow, today: date) -> ImportRow:
    """The item of a row. Raises ImportFileError naming its place and what is wrong with it."""
    values = row.values
    try:
        title = text_of(values.get("title"), "title")
        if not title:
            raise ValueError("no title")
        return ImportRow(
            title,
            _in_time(day_of(values.get("date")), today),
            text_of(values.get("url"), "url"),
            length_of(values.get("length")),
            text_of(values.get("number"), "number"),
            row.place,
        )
    except ValueError as error:
        raise ImportFileError(f"{row.place}: {error}") from error


def _in_time(day: date, today: date) -> date:
    if day < EARLIEST:
        raise ValueError(f"date {day} is before {EARLIEST}, when no authority published on the web")
    if day > today + _AHEAD:
        raise ValueError(f"date {day} is in the future")
    return day


def _check_years(rows: Sequence[ImportRow]) -> None:
    """Every year between the first and the last date counts as brought: an empty one would be read as silence."""
    order = {row.published_on.year: at for at, row in reversed(list(enumerate(rows)))}
    for before, after in pairwise(sorted(order)):
        if after - before > 1:
            row = rows[max(order[before], order[after])]
            raise ImportFileError(
                f"{row.place}: no row between {before} and {after}: a slip in the date, "
                "or exports of two periods, which are imported as two files"
            )
