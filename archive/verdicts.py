"""The rules from an observation to a verdict: pure functions in the order in which they are asked.

DESIGN.md, "Counting and verdicts". A verdict that could be a wrong accusation is not said:
whatever could close the gap between report and archive is asked about first.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from archive.relations import reason_of


@dataclass(frozen=True)
class Note:
    """Why a verdict is what it is: a key of ``verdicts.yml`` and the values its sentence names."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)

    def stored(self) -> dict[str, Any]:
        """The note as the JSON object kept in ``findings.note``."""
        return {"key": self.key, **self.values}


@dataclass(frozen=True)
class Verdict:
    """A verdict key, the notes that explain it and the id of the rule that gave it."""

    key: str
    notes: tuple[Note, ...] = ()
    rule: str = ""


@dataclass(frozen=True)
class Observation:
    """A claimed amount beside what the archive shows. Amounts are items, or characters for a length."""

    reported: float | None
    qualifier: str = "exact"
    rounding: float = 0.0
    is_upper_bound: bool = False  # 不足20: nothing above the figure agrees
    period: str = ""  # the part of the year that the figure is said of
    scope: str = ""
    observable: bool = True
    crawled: bool = True
    not_counted: Note | None = None  # why nothing can be counted: no column, channel unobserved
    coverage: tuple[dict[str, str], ...] = ()  # columns not complete: title and state
    missing: tuple[dict[str, str], ...] = ()  # channels not in the count, which is a lower bound then
    unstated: tuple[dict[str, str], ...] = ()  # imported channels of which nobody stated that the year is whole
    observed: float = 0.0
    candidates: float = 0.0  # undated, or another origin dates them into the year
    candidate_documents: int = 0
    doubtful: float = 0.0  # counted, though another origin dates them out of the year
    doubtful_documents: int = 0
    unknown_lengths: int = 0  # counted or candidate documents whose amount is not known


@dataclass(frozen=True)
class Sighting:
    """A named document or list beside what the own site shows under its name."""

    report_published_on: date | None
    crawled: bool = True
    searchable: bool = True
    name: str = ""
    matches: tuple[tuple[date | None, ...], ...] = ()  # every date each match carries
    coverage: tuple[dict[str, str], ...] = ()
    columns_declared: bool = True
    similar: tuple[str, ...] = ()  # titles that may be the same under another name
    nearest: tuple[str, ...] = ()  # those that come nearest where none may be the same


_About = TypeVar("_About")
Rule = tuple[str, Callable[[_About], Verdict | None]]

#: Qualifiers whose figure is not an amount of the report year.
OTHER_AMOUNTS = frozenset({"share", "growth", "cumulative"})


def _not_assessable(key: str, **values: object) -> Verdict:
    return Verdict("not_assessable", (Note(key, values),))


def least(seen: Observation) -> float:
    """The smallest amount that agrees with the report."""
    return (seen.reported or 0.0) - (seen.rounding if seen.qualifier == "approx" else 0.0)


def most(seen: Observation) -> float:
    """The largest amount that agrees with the report."""
    if seen.qualifier == "at_least":
        return math.inf
    above = seen.rounding if seen.qualifier == "approx" and not seen.is_upper_bound else 0.0
    return (seen.reported or 0.0) + above


def unobservable(seen: Observation) -> Verdict | None:
    """Nothing on the web can show it: requests, fees, staff."""
    return None if seen.observable else Verdict("unobservable")


def never_crawled(seen: Observation | Sighting) -> Verdict | None:
    """There is no accepted crawl to compare with."""
    return None if seen.crawled else _not_assessable("never_crawled")


def other_amount(seen: Observation) -> Verdict | None:
    """A share, a change or a running total is not an amount of the year."""
    if seen.qualifier in OTHER_AMOUNTS:
        return _not_assessable("qualifier", qualifier={"word": seen.qualifier})
    return None


def other_scope(seen: Observation) -> Verdict | None:
    """A figure said of another body or region is never compared with this one's site."""
    return _not_assessable("scope", scope=seen.scope) if seen.scope else None


def part_of_year(seen: Observation) -> Verdict | None:
    """A figure of half a year or a month is never compared with the whole year."""
    return _not_assessable("period", period=seen.period) if seen.period else None


def no_value(seen: Observation) -> Verdict | None:
    """A blank is not a zero."""
    return _not_assessable("no_value") if seen.reported is None else None


def not_counted(seen: Observation) -> Verdict | None:
    """No column is bound to the metric, its channel is unobserved, or the report's year unknown."""
    return Verdict("not_assessable", (seen.not_counted,)) if seen.not_counted else None


def coverage(seen: Observation) -> Verdict | None:
    """A column that was not completely crawled allows no comparison."""
    if seen.coverage:
        return Verdict("incomplete", (Note("coverage", {"columns": list(seen.coverage)}),))
    return None


def agreement(seen: Observation) -> Verdict | None:
    """Equal; within the rounding for 约 and 近; not less for 余 and 以上, not more for 不足."""
    return Verdict("confirmed") if least(seen) <= seen.observed <= most(seen) else None


def lower_bound(seen: Observation) -> Verdict | None:
    """What a missing channel, or an import that may be a part, could add is not known: too few says nothing."""
    if seen.observed >= least(seen) or not (seen.missing or seen.unstated):
        return None
    open_ended = {"lower_bound": seen.missing, "import_not_stated": seen.unstated}
    notes = (Note(key, {"channels": list(channels)}) for key, channels in open_ended.items() if channels)
    return Verdict("not_assessable", tuple(notes))


def lengths_unknown(seen: Observation) -> Verdict | None:
    """Items of unknown length could make up what lacks."""
    if seen.unknown_lengths and seen.observed < least(seen):
        return _not_assessable("length_unknown", documents=seen.unknown_lengths)
    return None


def undated(seen: Observation) -> Verdict | None:
    """Documents with no date, or with two that disagree on the year, could close the gap."""
    if seen.observed < least(seen) <= seen.observed + seen.candidates:
        return _not_assessable("undated", documents=seen.candidate_documents)
    if seen.observed > most(seen) >= seen.observed - seen.doubtful:
        return _not_assessable("undated", documents=seen.doubtful_documents)
    return None


def gap(seen: Observation) -> Verdict | None:
    """Nothing known could close the gap."""
    return Verdict("fewer_found" if seen.observed < least(seen) else "more_found")


def agrees_without(seen: Observation, amounts: Mapping[str, float]) -> tuple[str, ...]:
    """Where more is found than reported: the keys of those amounts without which the figures agree, each by itself."""
    if seen.observed <= most(seen):
        return ()
    return tuple(key for key, amount in amounts.items() if least(seen) <= seen.observed - amount <= most(seen))


#: Asked before anything is counted.
BEFORE_COUNTING: tuple[Rule[Observation], ...] = (
    ("C1-unobservable", unobservable),
    ("C2-never-crawled", never_crawled),
    ("C3-qualifier", other_amount),
    ("C3-scope", other_scope),
    ("C3-period", part_of_year),
    ("C3-no-value", no_value),
    ("C4-not-counted", not_counted),
)

#: Asked of a count.
COUNTED: tuple[Rule[Observation], ...] = (
    ("C5-coverage", coverage),
    ("C7-agreement", agreement),
    ("C6-lower-bound", lower_bound),
    ("C8-length-unknown", lengths_unknown),
    ("C8-undated", undated),
    ("C9-gap", gap),
)


def name_too_short(seen: Sighting) -> Verdict | None:
    """A name of one or two characters stands in too many titles to show anything."""
    return None if seen.searchable else _not_assessable("name_too_short", name=seen.name)


def _is_later(dates: tuple[date | None, ...], report: date | None) -> bool:
    """Whether every date of a match lies after the report; an unknown date is not later."""
    return report is not None and all(day is not None and day > report for day in dates)


def found(seen: Sighting) -> Verdict | None:
    """Something of this name is there, and not everything of it is younger than the report."""
    if any(not _is_later(dates, seen.report_published_on) for dates in seen.matches):
        return Verdict("found")
    return None


def _gaps(seen: Sighting) -> tuple[Note, ...]:
    if not seen.columns_declared:
        return (Note("no_declared_column"),)
    return (Note("coverage", {"columns": list(seen.coverage)}),) if seen.coverage else ()


def found_later(seen: Sighting) -> Verdict | None:
    """Everything of this name is younger than the report; an incomplete crawl is said beside it."""
    return Verdict("found_later", _gaps(seen)) if seen.matches else None


def similar_title(seen: Sighting) -> Verdict | None:
    """Something may be the same under a slightly different name: a person has to look."""
    return _not_assessable("similar_title", titles=list(seen.similar)) if seen.similar else None


def no_declared_column(seen: Sighting) -> Verdict | None:
    """Nothing but its reports is read of the own site: what they speak of was never looked for."""
    return None if seen.columns_declared else _not_assessable("no_declared_column")


def not_found(seen: Sighting) -> Verdict | None:
    """Silence proves something only where every column of the own site was read to its end.

    The nearest titles are named, so that a reader can judge whether one of them is what the report speaks of.
    """
    if gaps := _gaps(seen):
        return Verdict("incomplete", gaps)
    return Verdict("not_found", (Note("nearest", {"titles": list(seen.nearest)}),) if seen.nearest else ())


EXISTENCE: tuple[Rule[Sighting], ...] = (
    ("E1-never-crawled", never_crawled),
    ("E2-name", name_too_short),
    ("E3-found", found),
    ("E4-found-later", found_later),
    ("E5-similar-title", similar_title),
    ("E5-no-column", no_declared_column),
    ("E6-not-found", not_found),
)


def first_verdict(rules: Sequence[Rule[_About]], about: _About) -> Verdict | None:
    """The verdict of the first rule that fits, with the rule's id; None where none fits."""
    for identifier, rule in rules:
        if verdict := rule(about):
            return Verdict(verdict.key, verdict.notes, identifier)
    return None


def identity_verdict(holds: bool | None, reason: str = "", level: str = "fail") -> Verdict:
    """The verdict on an arithmetic relation; None is one whose figures are not all given, or not of one matter.

    ``reason`` and ``level`` are keys of ``relations.yml``.
    """
    said = reason_of(reason)
    why = {"reason": {"key": reason, "zh": said.label.zh, "en": said.label.en}}
    if holds is None:
        note = Note("identity_open", why) if reason else Note("identity_not_assessable")
        return Verdict("not_assessable", (note,), "I1-identity")
    if holds:
        return Verdict("holds", (Note("identity_striking", why),) if reason else (), "I1-identity")
    return Verdict("broken", () if level == "fail" else (Note("identity_may_break"),), "I1-identity")
