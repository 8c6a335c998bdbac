"""Identities between the reports of two years (T2-VALID, T2-19-TOTAL, T2-19-ITEMS, T3-CARRY, T4-POST, T3-YOY)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from archive.records import Identity, ReportReading, TableCell
from archive.reports.growth import growth_identities
from archive.reports.judging import is_equal, total_of
from archive.reports.rules import load_rules


@dataclass(frozen=True, slots=True)
class _Rule:
    """An identity between two years: the printed cell and what it must be; see ``years.yml``."""

    rule: str
    relation: str
    level: str
    printed: str
    plus: tuple[str, ...]
    minus: tuple[str, ...]
    may_be_less: str
    otherwise: str


def _rules_of(entry: Mapping[str, Any]) -> Iterator[_Rule]:
    for name in entry.get("of", [""]):
        yield _Rule(
            entry["rule"].format(name),
            entry["relation"],
            entry.get("levels", {}).get(name, entry["level"]),
            entry["printed"].format(name),
            tuple(place.format(name) for place in entry["plus"]),
            tuple(place.format(name) for place in entry.get("minus", ())),
            entry.get("may_be_less", ""),
            entry.get("otherwise", ""),
        )


@cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(rule for entry in load_rules("years.yml")["identities"] for rule in _rules_of(entry))


class _Pair:
    """The cells of two readings; ``previous:t3.new.total`` names one, its place has the year in front."""

    def __init__(self, previous: ReportReading, current: ReportReading) -> None:
        self._cells = {
            "previous": {cell.place: cell for cell in reversed(previous.cells)},
            "current": {cell.place: cell for cell in reversed(current.cells)},
        }
        year = current.year or (previous.year + 1 if previous.year else None)
        self._years = {"previous": year - 1, "current": year} if year else {}
        self.form_changed = self._form("previous") != self._form("current")

    def cell(self, name: str) -> TableCell | None:
        """The cell of this name, or of the other one its row has; None where the report lacks it."""
        when, _, place = name.partition(":")
        table, row, column = place.split(".")
        other = f"{table}.{load_rules('years.yml')['aliases'].get(row, row)}.{column}"
        found = self._cells[when].get(place) or self._cells[when].get(other)
        return replace(found, place=f"{self._years.get(when, when)}:{found.place}") if found else None

    def _form(self, when: str) -> str:
        """Which form of table 2 a report uses; empty for none."""
        columns = {place.rpartition(".")[2] for place in self._cells[when] if place.startswith("t2.")}
        forms: dict[str, list[str]] = load_rules("years.yml")["forms_of_table2"]
        return next((form for form, keys in forms.items() if columns.intersection(keys)), "")


def _negative(cell: TableCell | None) -> TableCell | None:
    return replace(cell, value=-cell.value) if cell and cell.value else cell


def _reason(pair: _Pair, rule: _Rule, printed: TableCell | None, expected: list[TableCell | None]) -> str:
    """Why the numbers of two years cannot be set against each other; empty where they can.

    A blank is 0 where the other side is 0 too; else nobody knows.
    """
    told = [cell for cell in (printed, *expected) if cell is not None and cell.value is not None]
    if printed is None or None in expected:
        changed = rule.rule.startswith("T2-") and pair.form_changed
        return "form_changed" if changed else "not_printed"
    anchors = [printed, *expected[:1]]
    if any(cell is None or cell.value is None for cell in anchors) and (not told or any(cell.value for cell in told)):
        return "cell_blank"
    return ""


def _verdict(rule: _Rule, printed: float, expected: float) -> tuple[bool | None, str]:
    """Whether the rule holds between two sides that are known, or why that is left undecided."""
    if printed <= expected if rule.relation == "part" else is_equal(printed, expected):
        return True, ""
    reason = rule.may_be_less if printed < expected else rule.otherwise
    return (None, reason) if reason else (False, "")


def _between(pair: _Pair, rule: _Rule) -> Identity | None:
    printed = pair.cell(rule.printed)
    expected = [*map(pair.cell, rule.plus), *(_negative(pair.cell(place)) for place in rule.minus)]
    if printed is None and expected[0] is None:
        return None  # neither report uses the form that asks it
    total, wanted = total_of([printed]), total_of(expected)
    reason = _reason(pair, rule, printed, expected)
    holds, reason = (None, reason) if reason else _verdict(rule, total, wanted)
    parts = tuple(total_of([cell]) for cell in expected)
    sides = ((total,), total, wanted) if rule.relation == "part" else (parts, wanted, total)
    places = tuple(cell.place for cell in (*expected, printed) if cell is not None)
    return Identity(rule.rule, rule.relation, *sides, holds, cells=places, level=rule.level, reason=reason)


def _follow(previous: ReportReading, current: ReportReading) -> bool:
    return previous.year is None or current.year is None or current.year == previous.year + 1


def relations_between(previous: ReportReading, current: ReportReading) -> tuple[Identity, ...]:
    """The identities between a report and the one of the year before; none where the years do not follow.

    ``claims`` are indexes into the claims of ``current``; ``cells`` have their year in front (2024:t3.new.total).
    ``sum`` is what the reports let expect, ``total`` what the current one prints; of a part it is the other way round.
    """
    if not _follow(previous, current):
        return ()
    pair = _Pair(previous, current)
    found = [identity for rule in _rules() if (identity := _between(pair, rule)) is not None]
    return (*found, *growth_identities(previous, current))
