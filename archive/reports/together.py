"""Several things counted in one breath: 复议、诉讼分别为3件、5件 and 复议、诉讼各1件, read as if written one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.reports.lists import pattern
from archive.reports.numbers import Amount
from archive.reports.sentences import clause_start, is_break

_MOST = 8  # things told together; the outcomes of requests are seven
_VERB = 2  # characters of a verb that shares its object, or its subject: 收到、办结申请; 复议维持、纠正


@dataclass(frozen=True, slots=True)
class Told:
    """What is told together: for each thing its label, worded in the ways to try in order; none where that is unclear.

    ``start`` is where the words of them all begin, ``own`` which of the things the amount counts; None: each of them.
    """

    start: int
    labels: tuple[tuple[str, ...], ...] = ()
    own: int | None = None


def told_together(text: str, amounts: Sequence[Amount]) -> dict[int, Told]:
    """The amounts of a sentence that count one of several things named together, by their place in ``amounts``."""
    found: dict[int, Told] = {}
    if not pattern("together").search(text):  # as in most
        return found
    for index, amount in enumerate(amounts):
        if index in found:
            continue
        floor = amounts[index - 1].end if index else 0
        start = _label_start(text, amount.start, floor)
        label = text[start : amount.start]
        if pattern("together").search(label):
            found.update(_told(label, start, _run(text, amounts, index), amounts))
    return found


def _label_start(text: str, end: int, floor: int) -> int:
    start = max(clause_start(text, end), floor)
    while start > floor and pattern("respectively").match(text[start:end]) and is_break(text[start - 1]):
        start = max(clause_start(text, start - 1), floor)  # 复议、诉讼，分别为3件、5件
    return start


def _run(text: str, amounts: Sequence[Amount], first: int) -> range:
    """The places of the numbers that follow each other with nothing but 、 or 和 between them."""
    last = first
    while last + 1 < len(amounts):
        between = text[amounts[last].end : amounts[last + 1].start]
        if not pattern("joint").fullmatch(between):
            break
        last += 1
    return range(first, last + 1)


def _told(label: str, start: int, run: range, amounts: Sequence[Amount]) -> Iterator[tuple[int, Told]]:
    respectively = pattern("told_respectively").fullmatch(label)
    each = None if respectively else pattern("told_each").fullmatch(label)
    found = respectively or each
    if found is None:
        return
    names = _names(found["names"])
    several = len(names) > 1
    lost_first = bool(pattern("number_ahead").search(found["tail"]))  # of another year, and so no amount
    if not (several or lost_first or (respectively and len(run) > 1)):
        return
    if respectively and len(run) == 1 and not lost_first and not amounts[run[0]].value:
        return  # 复议、诉讼分别为0件: 0 together too
    clear = several and all(names) and len(names) <= _MOST and not lost_first
    wordings = tuple(_wordings(names, found["tail"])) if clear else ()
    for place, index in enumerate(run):
        if not clear or len(run) != (len(names) if respectively else 1):
            yield index, Told(start)
        else:
            yield index, Told(start, wordings, place if respectively else None)


def _names(words: str) -> list[str]:
    """The things named; empty ones for years and parts of the year, which are no things."""
    return [pattern("time_ahead").sub("", name) for name in pattern("joint").split(words)]


def _wordings(names: Sequence[str], tail: str) -> Iterator[tuple[str, ...]]:
    """Of each thing its own words; then, for a bare verb, those with what it shares with the last or the first."""
    for place, name in enumerate(names):
        shared: list[str] = []
        if len(name) == _VERB and place + 1 < len(names):
            shared.append(name + names[-1][_VERB:])
        if len(name) == _VERB and place:
            shared.append(names[0][:-_VERB] + name)
        yield tuple(wording + tail for wording in (name, *shared))
