"""Withholding: what the operator keeps and does not serve, by address and with a reason (``withheld.yml``).

The file lies in the archive's folder and is part of the record: ``gongkai rebuild`` reads it there. An entry is never
dropped: one that is lifted says since when and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from sqlite_utils import Database

from archive.entry import DecisionFileError, Entry
from archive.plain_yaml import NotPlainError, read_plain
from archive.whole_file import write_whole

FILE = "withheld.yml"
MAX_FILE_BYTES = 10_000_000
_KEYS = ("pattern", "portal", "reason", "by", "date", "lifted")
_LIFTED = ("reason", "by", "date")


class WithholdingError(DecisionFileError):
    """Something that cannot be withheld or lifted: the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Said:
    """Why something was done, by whom (may be empty), and the day in UTC."""

    reason: str
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Withholding:
    """One entry: an address or a pattern of addresses, of one portal or (empty) of all; ``lifted``: no longer."""

    pattern: str
    portal: str
    said: Said
    lifted: Said | None = None

    @property
    def is_in_force(self) -> bool:
        """Whether it withholds anything now."""
        return self.lifted is None


def withholdings(archive: Path) -> tuple[Withholding, ...]:
    """What the archive withholds and once withheld, in the order in which it was said.

    Raises :class:`archive.entry.DecisionFileError` where the file is wrong, naming the entry; OSError.
    """
    path = archive / FILE
    if not path.exists():
        return ()
    if path.stat().st_size > MAX_FILE_BYTES:
        raise WithholdingError(f"{path}: larger than {MAX_FILE_BYTES} bytes")
    try:
        data = read_plain(path.read_bytes())
    except NotPlainError as error:
        raise WithholdingError(f"{path}: is no YAML: {error}") from error
    if not isinstance(data, Mapping) or set(data) != {"withheld"} or not isinstance(data["withheld"], list):
        raise WithholdingError(f"{path}: has one key, withheld, with a list of entries")
    return tuple(_Entry(f"{path}: entry {n}", entry).withholding() for n, entry in enumerate(data["withheld"], 1))


def keep_withholdings(archive: Path, entries: Iterable[Withholding]) -> None:
    """Write the file whole. Raises OSError: the old one stays."""
    text = yaml.safe_dump({"withheld": [_plain(entry) for entry in entries]}, allow_unicode=True, sort_keys=False)
    write_whole(archive / FILE, text.encode())


def withhold(entries: tuple[Withholding, ...], pattern: str, portal: str, said: Said) -> tuple[Withholding, ...]:
    """The entries with one more; the same entries where it is in force already."""
    return entries if in_force(entries, pattern, portal) else (*entries, Withholding(pattern, portal, said))


def lift(entries: tuple[Withholding, ...], pattern: str, portal: str, said: Said) -> tuple[Withholding, ...]:
    """The entries, that of this pattern lifted and kept. Raises WithholdingError where none is in force."""
    known = in_force(entries, pattern, portal)
    if known is None:
        raise WithholdingError(f"{pattern}: is not withheld; `gongkai withhold --list` shows what is")
    return tuple(replace(entry, lifted=said) if entry is known else entry for entry in entries)


def in_force(entries: Iterable[Withholding], pattern: str, portal: str) -> Withholding | None:
    """The entry of exactly this pattern and portal that is not lifted; None where there is none."""
    return next((e for e in entries if e.is_in_force and (e.pattern, e.portal) == (pattern, portal)), None)


def apply_withholdings(db: Database, archive: Path) -> None:
    """Write the table ``withheld`` anew from the file, in one transaction. Raises as ``withholdings`` does."""
    entries = withholdings(archive)
    with db.atomic():
        db.execute("delete from withheld")
        db.table("withheld").insert_all(_row(number, entry) for number, entry in enumerate(entries, 1))


def _row(number: int, entry: Withholding) -> dict[str, Any]:
    lifted = entry.lifted
    return {
        "number": number,
        "pattern": entry.pattern,
        "portal": entry.portal,
        "reason": entry.said.reason,
        "withheld_by": entry.said.by,
        "withheld_on": entry.said.on.isoformat(),
        "why_lifted": lifted.reason if lifted else None,
        "lifted_by": lifted.by if lifted else None,
        "lifted_on": lifted.on.isoformat() if lifted else None,
    }


def _plain(entry: Withholding) -> dict[str, Any]:
    plain: dict[str, Any] = {"pattern": entry.pattern, "portal": entry.portal, **_said(entry.said)}
    plain |= {"lifted": _said(entry.lifted)} if entry.lifted else {}
    return {key: value for key, value in plain.items() if value != ""}


def _said(said: Said) -> dict[str, Any]:
    return {key: value for key, value in (("reason", said.reason), ("by", said.by), ("date", said.on)) if value}


class _Entry(Entry):
    """Checks one entry of the file."""

    def withholding(self) -> Withholding:
        """The entry. Raises DecisionFileError."""
        self._check_keys(self._entry, _KEYS)
        self._require("pattern")
        pattern, portal = self._line("pattern"), self._line("portal")
        return Withholding(pattern, portal, self._said(), self._lifted())

    def _said(self) -> Said:
        self._require("reason", "date")
        return Said(self._line("reason"), self._line("by"), self._day())

    def _lifted(self) -> Said | None:
        if "lifted" not in self._entry:
            return None
        inner = _Entry(f"{self._place}: lifted", self._entry["lifted"])
        inner._check_keys(inner._entry, _LIFTED)
        return inner._said()
