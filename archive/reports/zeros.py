"""Implicit zeros: 未收到申请, 没有发生收费和减免. One claim for each matter a statement names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from archive.records import Claim
from archive.reports.exclusions import earlier_year, future_from
from archive.reports.figures import Figure, Report
from archive.reports.numbers import Amount
from archive.reports.periods import period_of
from archive.reports.rules import load_rules
from archive.reports.scopes import scope_word
from archive.reports.sentences import Sentence, clause_start

_CLAUSE = re.compile(r"[^，,；;：:。！？!?]+")


@cache
def _rules() -> dict[str, Any]:
    return load_rules("zeros.yml")


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(_rules()[name])


@cache
def _occurrence() -> re.Pattern[str]:
    """A negation and what it denies: an occurrence (未收到, 未因工作引发, 没有单位提出), or what is named behind it."""
    words = {name: _rules()[name] for name in ("negation", "adverb", "person", "toward", "verb")}
    return re.compile(
        "(?P<negation>{negation}){adverb}{person}(?:{toward})?{adverb}(?P<verb>(?:{verb})?)".format(**words)
    )


@cache
def _matters() -> tuple[tuple[str | None, re.Pattern[str]], ...]:
    return tuple((matter["metric"], re.compile(matter["pattern"])) for matter in _rules()["matters"])


def matters_in(words: str) -> list[str]:
    """The metrics of the matters that ``words`` name, in order; what a matter comes from is not one."""
    found: dict[str, int] = {}
    bare = _pattern("modifier").sub("", words)
    taken = bytearray(len(bare) + 1)
    for metric, pattern in _matters():
        for place in pattern.finditer(bare):
            if not any(taken[place.start() : place.end()]):
                taken[place.start() : place.end()] = b"\x01" * len(place.group())
                if metric is not None and not _pattern("apparatus").match(bare, place.end()):
                    found.setdefault(metric.format(label=place.group()), place.start())
    return sorted(found, key=lambda metric: found[metric])


def _begins_with_matter(words: str) -> bool:
    bare = _pattern("light").sub("", _pattern("modifier").sub("", words))
    return any(pattern.match(bare) for _, pattern in _matters())


def _of_some(words: str, before: str) -> bool:
    """Whether what stands ahead of a negation makes it one of some bodies, or of what there is besides something."""
    return bool(_pattern("some").search(words) or _pattern("besides").search(before + words))


def _zero_matters(clause: str, before: str) -> list[str]:
    """The metrics a clause says were zero; empty when it says nothing of the kind. ``before`` is the clause ahead."""
    if _pattern("never").search(clause) or _pattern("condition").match(clause):
        return []
    nought = _pattern("nought").search(clause)
    if nought is not None:
        return matters_in(clause[: nought.start()])
    found = _occurrence().search(clause)
    if found is None or _of_some(clause[: found.start()], before):
        return []
    behind = clause[found.start("verb") :]
    if _pattern("nothing_more").match(clause, found.end()):
        return matters_in(behind) or matters_in(clause[: found.start()])
    return matters_in(behind) if found["verb"] or _begins_with_matter(behind) else []


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    for found in _CLAUSE.finditer(text):
        yield found.span()


def _claim(sentence: Sentence, span: tuple[int, int], metric: str, scope: str | None) -> Claim:
    start, end = sentence.span(*span)
    return Claim(
        kind="zero",
        quote="",
        start=start,
        end=end,
        value=0.0,
        unit=load_rules("units.yml")["zero"]["money" if metric in _rules()["money"] else "other"],
        qualifier="exact",
        metric=metric,
        subject=sentence.text[slice(*span)],
        scope=scope,
        section=sentence.section,
        implicit_zero=True,
        period=period_of(sentence.text[: span[1]], sentence.section),
    )


def read_zeros(report: Report, sentence: Sentence, number: int, amounts: list[Amount]) -> Iterator[Figure]:
    """The implicit zeros of a sentence. A clause that prints an amount says nothing implicitly."""
    text = sentence.text
    if _pattern("nothing").match(text) and sentence.section:
        for metric in matters_in(sentence.section[-1]):
            yield Figure(_claim(sentence, (0, len(text)), metric, None), number, id(sentence.passage))
        return
    future = future_from(sentence, report.year)
    for start, end in _clauses(text):
        if start >= future or any(start <= amount.start < end for amount in amounts):
            continue
        if earlier_year(text, end, report.year):
            continue
        before = text[clause_start(text, start - 1) : start] if start else ""
        for metric in _zero_matters(text[start:end], before):
            scope = scope_word(text[start:end])
            yield Figure(_claim(sentence, (start, end), metric, scope), number, id(sentence.passage))
