"""Decisions: what a person says of a claim as it was read, in PORTAL.decisions.yml beside the portal file.

A file that is wrong is refused as a whole, with its name, the entry and the reason (docs/decisions.md).
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from archive.metrics import metric_of
from archive.reports.folding import fold

MAX_FILE_BYTES = 1_000_000
CONFIRM, DISMISS, CORRECT = "confirm", "dismiss", "correct"
KINDS = (CONFIRM, DISMISS, CORRECT)
_QUALIFIERS = ("exact", "approx", "at_least", "cumulative", "share", "growth")
_REQUIRED = ("report", "quote", "decision", "reason", "by", "date")
_OPTIONAL = ("occurrence", "metric", "corrected")
_CORRECTED = ("value", "unit", "qualifier", "metric", "scope")
_LONGEST = 2000


class DecisionFileError(Exception):
    """A file of decisions that cannot be used: says which file, which entry, and why."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a person puts in the place of what was read; None: it stays as read."""

    value: float | None = None
    unit: str | None = None
    qualifier: str | None = None
    metric: str | None = None
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """One entry of the file. ``metric`` tells claims of the same words apart, as they were read."""

    number: int
    report: str
    quote: str
    occurrence: int
    metric: str | None
    kind: str  # confirm, dismiss, correct
    corrected: Corrected
    reason: str
    by: str
    on: date

    @property
    def about(self) -> tuple[str, str, int, str | None]:
        """What it is attached to: two entries about the same are a contradiction."""
        return (self.report, "".join(fold(self.quote).split()), self.occurrence, self.metric)


@dataclass(frozen=True, slots=True)
class DecisionFile:
    """A file of decisions, read and found right."""

    content: bytes
    decisions: tuple[Decision, ...]

    @property
    def sha256(self) -> str:
        """SHA-256 of the file in hex."""
        return hashlib.sha256(self.content).hexdigest()


def load_decisions(path: Path) -> DecisionFile:
    """The decisions of a file. Raises DecisionFileError."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise DecisionFileError(f"{path}: cannot be read: {error.strerror}") from error
    return read_decisions(content, str(path))


def read_decisions(content: bytes, name: str) -> DecisionFile:
    """The decisions of a file's bytes; ``name`` is for messages. Raises DecisionFileError."""
    if len(content) > MAX_FILE_BYTES:
        raise DecisionFileError(f"{name}: larger than {MAX_FILE_BYTES} bytes")
    try:
        data: Any = yaml.safe_load(content)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise DecisionFileError(f"{name}: not YAML: {' '.join(str(error).split())}") from error
    entries = data.get("decisions") if isinstance(data, dict) and set(data) == {"decisions"} else None
    if not isinstance(entries, list):
        raise DecisionFileError(f"{name}: a file of decisions has one key, decisions, with a list of entries")
    decisions = [_Entry(name, number, entry).decision() for number, entry in enumerate(entries, 1)]
    seen: dict[tuple[str, str, int, str | None], int] = {}
    for decision in decisions:
        if (first := seen.setdefault(decision.about, decision.number)) != decision.number:
            raise DecisionFileError(f"{name}: entry {decision.number}: is about the same claim as entry {first}")
    return DecisionFile(content, tuple(decisions))


class _Entry:
    """Checks one entry; what is wrong is raised with the file, the number of the entry, the key and the reason."""

    def __init__(self, name: str, number: int, entry: object) -> None:
        self._name = name
        self._number = number
        if not isinstance(entry, Mapping):
            raise self._error("an entry is a mapping of keys")
        self._entry = entry

    def _error(self, reason: str) -> DecisionFileError:
        return DecisionFileError(f"{self._name}: entry {self._number}: {reason}")

    def decision(self) -> Decision:
        """The entry as a decision."""
        self._check_keys(self._entry, (*_REQUIRED, *_OPTIONAL), "")
        for key in _REQUIRED:
            if key not in self._entry:
                raise self._error(f"{key}: is missing")
        kind = self._text("decision")
        if kind not in KINDS:
            raise self._error(f"decision: {kind!r} is none of {', '.join(KINDS)}")
        return Decision(
            number=self._number,
            report=self._text("report"),
            quote=self._text("quote"),
            occurrence=self._occurrence(),
            metric=self._text("metric") if "metric" in self._entry else None,
            kind=kind,
            corrected=self._corrected(kind),
            reason=self._text("reason"),
            by=self._text("by"),
            on=self._day(),
        )

    def _check_keys(self, entry: Mapping[Any, Any], known: tuple[str, ...], inside: str) -> None:
        for key in entry:
            if key not in known:
                raise self._error(f"{inside}{key}: is no key; there are {', '.join(known)}")

    def _text(self, key: str) -> str:
        value = self._entry[key]
        if not isinstance(value, str) or not value.strip():
            raise self._error(f"{key}: must be words, in quotes where they look like a number or a date")
        if len(value) > _LONGEST:
            raise self._error(f"{key}: longer than {_LONGEST} characters")
        return value.strip()

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

    def _corrected(self, kind: str) -> Corrected:
        found = self._entry.get("corrected")
        if (kind == CORRECT) is not (found is not None):
            raise self._error("corrected: goes with the decision correct, and says what is right instead")
        if found is None:
            return Corrected()
        if not isinstance(found, Mapping) or not found:
            raise self._error(f"corrected: must give at least one of {', '.join(_CORRECTED)}")
        self._check_keys(found, _CORRECTED, "corrected.")
        value = found.get("value")
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise self._error("corrected.value: must be a number")
        if value is not None and not math.isfinite(value):
            raise self._error("corrected.value: must be a number")
        return Corrected(None if value is None else float(value), **self._words(found))

    def _words(self, found: Mapping[Any, Any]) -> dict[str, str]:
        words: dict[str, str] = {}
        for key in _CORRECTED[1:]:
            if key in found:
                if not isinstance(found[key], str):
                    raise self._error(f"corrected.{key}: must be words")
                words[key] = found[key].strip()
        if words.get("qualifier", "exact") not in _QUALIFIERS:
            raise self._error(f"corrected.qualifier: is none of {', '.join(_QUALIFIERS)}")
        metric = words.get("metric", "")
        if metric and metric_of(metric).zh == metric:
            raise self._error(f"corrected.metric: {metric!r} is not in archive/reports/vocabulary.yml")
        return words
