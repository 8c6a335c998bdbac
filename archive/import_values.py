"""The values of an import: titles, days and lengths, as people and their programs write them.

ValueError says what is wrong with a value. What could be read in two ways is refused, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time

from archive.import_header import Value

#: Longer than any article; what stands above it is a slip, and far above it no number of the database.
MOST_CHARACTERS = 10_000_000
#: Longer than any title or address.
MOST_TEXT = 10_000
_MOST_SHOWN = 40
_FIX = "write it as 2018-05-03"
_DAY = re.compile(
    r"([0-9]{4})(?:(?P<mark>[-/.])([0-9]{1,2})(?P=mark)([0-9]{1,2})|([0-9]{2})([0-9]{2})"
    r"|\s?年\s?([0-9]{1,2})\s?月\s?([0-9]{1,2})\s?日)(?:(?:[T,\s]|(?<=日))\s{0,3}(?P<time>.+))?"
)
#: Its groups that hold year, month and day, however they are parted.
_PARTS = (1, 3, 4, 5, 6, 7, 8)
_TIME = re.compile(
    r"(?:上午|下午|中午|早上|晚上|凌晨)?\s?[0-9]{1,2}(?::[0-9]{1,2}(?::[0-9]{1,2}(?:\.[0-9]{1,9})?)?"
    r"|\s?[时点](?:\s?[0-9]{1,2}\s?分(?:\s?[0-9]{1,2}\s?秒)?)?)(?:\s?[AaPp][Mm])?"
)
_ZONE = re.compile(r"(?:Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})$", re.IGNORECASE)
_TURNED = re.compile(r"[0-9]{1,2}([-/.])[0-9]{1,2}\1[0-9]{2,4}")
_LENGTH = re.compile(r"([0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3}){1,2})(?:\.0{1,9})?\s?字?")


def text_of(value: Value, what: str) -> str:
    """A title, address or number as it stands, without white space around it; a whole number as its digits."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{what} {_shown(value)} is no text; format the cell as text")
    text = (value or "").strip()
    if len(text) > MOST_TEXT:
        raise ValueError(f"{what} is longer than {MOST_TEXT} characters")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError(f"{what} holds half a character (a lone surrogate)")
    return text


def day_of(value: Value) -> date:
    """The day that a cell or a text gives; the time is left out."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and len(str(value)) == len("20180503"):
        value = str(value)
    if isinstance(value, (bool, int, float, time)):
        raise ValueError(f"date {_shown(value)} is a number, not a day; format the cell as a date, or {_FIX}")
    return _day(value or "")


def _day(text: str) -> date:
    plain = unicodedata.normalize("NFKC", text[:200]).strip()
    if not plain:
        raise ValueError("no date; a merged cell has its value in the first row alone, and a row of totals is no item")
    found = _DAY.fullmatch(plain)
    if found is None or (found["time"] and not _TIME.fullmatch(found["time"])):
        raise ValueError(f"date {_shown(text)} is not understood; {_reason(plain)}{_FIX}")
    year, month, day = (int(part) for part in found.group(*_PARTS) if part)
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ValueError(f"date {_shown(text)} is no day: {error}") from error


def _reason(text: str) -> str:
    if _TURNED.fullmatch(text.split(" ")[0]):
        return "day and month could be either of the two; "
    if text.isdigit():
        return "a bare number is no day; "
    if _ZONE.search(text):
        return "a time with a zone is another day elsewhere: give the day as the channel shows it; "
    return ""


def length_of(value: Value) -> int | None:
    """Characters; None where the file gives none, or 0. A fraction is no length."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, str):
        found = _LENGTH.fullmatch(unicodedata.normalize("NFKC", value[:200]).strip())
        value = int(found[1].replace(",", "")) if found else value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_CHARACTERS:
        raise ValueError(f"length {_shown(value)} is not a whole number from 0 to {MOST_CHARACTERS}")
    return value or None


def _shown(value: object) -> str:
    return repr(value[:_MOST_SHOWN]) if isinstance(value, str) else str(value)[:_MOST_SHOWN]
