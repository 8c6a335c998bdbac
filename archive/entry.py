"""Entries of a file that a person keeps: checks shared by decisions and remarks, and how they fail."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

LONGEST = 2000
#: Categories of signs that steer how text is shown and are not seen; joiners and marks of direction belong to scripts.
_UNSEEN = ("Cc", "Cf")
_NEEDED = "\n\t\u200c\u200d\u200e\u200f\u061c"
_SPACES = re.compile(r"\s+")


class DecisionFileError(Exception):
    """A file of decisions and remarks that cannot be used: says which file, which entry, and why."""


class Entry:
    """Checks one entry; what is wrong is raised with the file, the entry, the key and the reason.

    ``place`` names the entry in messages: ``here.yml: entry 3``.
    """

    def __init__(self, place: str, entry: object) -> None:
        self._place = place
        if not isinstance(entry, Mapping):
            raise self._error("an entry is a mapping of keys")
        self._entry: Mapping[Any, Any] = entry

    def _error(self, reason: str) -> DecisionFileError:
        return DecisionFileError(f"{self._place}: {reason}")

    def _check_keys(self, entry: Mapping[Any, Any], known: tuple[str, ...], inside: str = "") -> None:
        for key in entry:
            if key not in known:
                raise self._error(f"{inside}{key}: is no key; there are {', '.join(known)}")

    def _require(self, *keys: str) -> None:
        for key in keys:
            if key not in self._entry:
                raise self._error(f"{key}: is missing")

    def _text(self, key: str, longest: int = LONGEST) -> str:
        value = self._entry[key]
        if not isinstance(value, str) or not value.strip():
            raise self._error(f"{key}: must be words, in quotes where they look like a number or a date")
        if len(value) > longest:
            raise self._error(f"{key}: longer than {longest} characters")
        return value.strip()

    def _optional(self, key: str) -> str | None:
        return self._text(key) if key in self._entry else None

    def _plain(self, key: str, longest: int = LONGEST) -> str:
        """Words of somebody else: nothing in them may turn, hide or steer what is shown."""
        value = self._text(key, longest)
        for sign in value:
            if unicodedata.category(sign) in _UNSEEN and sign not in _NEEDED:
                raise self._error(f"{key}: holds U+{ord(sign):04X}, a sign that is not seen; leave it out")
        return value

    def _line(self, key: str) -> str:
        """The same, on one line; empty where the key is left out."""
        return _SPACES.sub(" ", self._plain(key)) if key in self._entry else ""

    def _occurrence(self) -> int:
        value = self._entry.get("occurrence", 1)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self._error("occurrence: must be a whole number from 1")
        return value

    def _day(self) -> date:
        value = self._entry["date"]
        if type(value) is date:
            return value
        try:
            return date.fromisoformat(value if isinstance(value, str) else "")
        except ValueError as error:
            raise self._error("date: must be a day, as in 2026-03-02") from error
