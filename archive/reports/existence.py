"""Things a report says exist: documents made, lists published, budgets and accounts disclosed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from archive.records import Claim
from archive.reports.channels import NOWHERE, Place, column_of, own_column, place_in
from archive.reports.exclusions import future_from
from archive.reports.figures import Figure, Report
from archive.reports.rules import load_rules
from archive.reports.sentences import Sentence, clause_start

_TITLE = re.compile(r"《(?P<name>[^《》。]{2,80})》")


class _Thing(NamedTuple):
    start: int
    end: int
    metric: str


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(load_rules("existence.yml")[name])


def _denied(text: str, verb: int) -> bool:
    """Whether a negation governs the verb that begins at ``text[verb]``: 未及时公开, 没有修订."""
    return bool(_pattern("denied").search(text[max(0, verb - 24) : verb]))


def _said_made(text: str, run_start: int, run_end: int) -> bool:
    from_character = max(0, run_start - 30)
    before = text[from_character:run_start]
    made = _pattern("made").search(before)
    if made and _denied(text, from_character + made.start()):
        return False
    if _pattern("cited").search(before) and not made:
        return False
    return bool(made or _pattern("passive").match(text[run_end : run_end + 16]))


def _title_runs(text: str) -> list[list[re.Match[str]]]:
    """The titles in a sentence; those joined by 、 or 和 share the verb before the first."""
    runs: list[list[re.Match[str]]] = []
    for title in _TITLE.finditer(text):
        joined = runs and _pattern("joint").match(text[runs[-1][-1].end() : title.start()])
        if joined:
            runs[-1].append(title)
        else:
            runs.append([title])
    return runs


def _documents(text: str) -> Iterator[_Thing]:
    for run in _title_runs(text):
        if not _said_made(text, run[0].start(), run[-1].end()):
            continue
        for title in run:
            yield from _titled(text, title)


def _titled(text: str, title: re.Match[str]) -> Iterator[_Thing]:
    short: list[str] = load_rules("existence.yml")["short_names"]
    counted = text[title.end() : title.end() + 1].isdigit()
    if title["name"] not in short and not counted:
        yield _Thing(title.start(), title.end(), f"document:{title['name']}")


def _items_from(text: str, position: int) -> Iterator[_Thing]:
    """The lists, budgets and titled documents named one after the other behind a verb."""
    year, begin = "", position
    while position < len(text):
        budget = _pattern("budget_item").match(text, position)
        listed = None if budget else _pattern("list_item").match(text, position)
        if budget:
            year = budget["year"] or year
            dated = f"{year}年" if year and ("预算" in budget["name"] or "决算" in budget["name"]) else ""
            dated = "" if budget["name"].startswith("预算执行") else dated
            yield _Thing(budget.start(), budget.end(), f"budget:{dated}{budget['name']}")
        elif listed:
            yield _Thing(listed.start(), listed.end(), f"list:{listed.group()}")
        titled = _TITLE.match(text, position)
        if titled and position > begin:  # right behind the verb it is read by ``_documents``
            yield from _titled(text, titled)
        found = budget or listed or titled or _pattern("nameless_item").match(text, position)
        joint = _pattern("list_joint").match(text[found.end() : found.end() + 24]) if found else None
        if found is None or not (joint or titled):
            return
        position = found.end() + (joint.end() if joint else 0)


def _published(text: str) -> Iterator[_Thing]:
    reached = 0
    for verb in _pattern("published").finditer(text):
        if verb.start() < reached or _denied(text, verb.start()):
            continue
        for thing in _items_from(text, verb.end()):
            reached = thing.end
            yield thing


def _place(report: Report, sentence: Sentence, thing: _Thing) -> Place:
    text = sentence.text
    if thing.metric.startswith("document:"):
        start = clause_start(text, thing.start)
        return Place(place_in(text[start : thing.start], "", report.own).channel)
    before = text[: thing.start]
    own = own_column(before, report.own)
    if own is not NOWHERE:
        return own
    here = place_in(before, "", report.own)
    if here.channel is not None or here.column is not None:
        return Place(here.channel, column_of(before))
    return own_column(sentence.before, report.own)


def read_existence(report: Report, sentence: Sentence, number: int) -> Iterator[Figure]:
    """The documents, lists and budgets that a sentence says were made or published, each quoted by its name."""
    text = sentence.text
    future = future_from(sentence, report.year)
    for thing in sorted({*_documents(text), *_published(text)}):
        if thing.start >= future:
            continue
        start, end = sentence.span(thing.start, thing.end)
        place = _place(report, sentence, thing)
        claim = Claim(
            kind="existence",
            quote="",
            start=start,
            end=end,
            value=None,
            unit="",
            qualifier="exact",
            metric=thing.metric,
            subject=text[thing.start : thing.end],
            channel=place.channel.key if place.channel else None,
            column=place.column,
            section=sentence.section,
        )
        yield Figure(claim, number, id(sentence.passage), place=place)
