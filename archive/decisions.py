"""Decisions: what a person says of a claim as it was read, in PORTAL.decisions.yml beside the portal file.

The file holds remarks on findings too (archive/remarks.py): a person keeps one file for each portal.

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

from archive.entry import DecisionFileError, Entry
from archive.metrics import metric_of
from archive.remarks import Remark, read_remarks
from archive.reports.folding import fold

__all__ = ["Decision", "DecisionFile", "DecisionFileError", "load_decisions", "read_decisions"]

MAX_FILE_BYTES = 1_000_000
CONFIRM, DISMISS, CORRECT = "confirm", "dismiss", "correct"
KINDS = (CONFIRM, DISMISS, CORRECT)
_QUALIFIERS = ("exact", "approx", "at_least", "cumulative", "share", "growth")
_REQUIRED = ("report", "quote", "decision", "reason", "by", "date")
_OPTIONAL = ("occurrence", "metric", "corrected")
_LISTS = ("decisions", "remarks")
_CORRECTED = ("value", "unit", "qualifier", "metric", "scope")


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
    """A file of decisions and remarks, read and found right."""

    content: bytes
    decisions: tuple[Decision, ...]
    remarks: tuple[Remark, ...] = ()

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
    if not isinstance(data, dict) or not data or not set(data) <= set(_LISTS):
        raise DecisionFileError(f"{name}: a file of decisions has the keys decisions, remarks or both, and no others")
    for key, entries in data.items():
        if not isinstance(entries, list):
            raise DecisionFileError(f"{name}: {key}: must be a list of entries")
    decisions = _decisions(name, data.get("decisions", []))
    return DecisionFile(content, decisions, read_remarks(name, data.get("remarks", [])))


def _decisions(name: str, entries: list[Any]) -> tuple[Decision, ...]:
    decisions = [_DecisionEntry(f"{name}: entry {n}", entry).decision(n) for n, entry in enumerate(entries, 1)]
    seen: dict[tuple[str, str, int, str | None], int] = {}
    for decision in decisions:
        if (first := seen.setdefault(decision.about, decision.number)) != decision.number:
            raise DecisionFileError(f"{name}: entry {decision.number}: is about the same claim as entry {first}")
    return tuple(decisions)


class _DecisionEntry(Entry):
    """Checks one decision of the file."""

    def decision(self, number: int) -> Decision:
        """The entry as a decision. Raises DecisionFileError."""
        self._check_keys(self._entry, (*_REQUIRED, *_OPTIONAL))
        self._require(*_REQUIRED)
        kind = self._text("decision")
        if kind not in KINDS:
            raise self._error(f"decision: {kind!r} is none of {', '.join(KINDS)}")
        return Decision(
            number=number,
            report=self._text("report"),
            quote=self._text("quote"),
            occurrence=self._occurrence(),
            metric=self._optional("metric"),
            kind=kind,
            corrected=self._corrected(kind),
            reason=self._text("reason"),
            by=self._text("by"),
            on=self._day(),
        )

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
