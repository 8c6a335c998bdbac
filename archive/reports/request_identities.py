"""Identities of requests in the prose: what came in, what was answered and how, what was carried over.

Requests are told in many ways and seldom completely. A relation is called broken only where the text gives every
figure of it; where one is missing, the others are compared only to say that they agree.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from archive.records import Identity
from archive.reports.figures import Figure, fits, is_count, value_of
from archive.reports.rules import load_rules
from archive.reports.sums import balance_of, sum_of


@cache
def _rules() -> dict[str, Any]:
    return load_rules("identities.yml")


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(_rules()[name])


@dataclass(frozen=True, slots=True)
class _Requests:
    """The figures on requests of one section, as indexes; None where it has none, or several that differ."""

    received: int | None
    handled: int | None
    carried_in: int | None
    answered: int | None
    carried_out: int | None
    outcomes: tuple[int, ...]


def request_identities(figures: Sequence[Figure]) -> Iterator[Identity]:
    """The identities of requests, section by section; ``claims`` are indexes into ``figures``, the total last."""
    for indexes in _sections(figures):
        requests = _requests(figures, indexes)
        found = [*_outcomes(figures, indexes, requests), *_flow(figures, requests), *_ways(figures, indexes)]
        seen: set[frozenset[int]] = set()
        for identity in found:
            if frozenset(identity.claims) not in seen:
                seen.add(frozenset(identity.claims))
                yield identity
    yield from _rates(figures)


def _sections(figures: Sequence[Figure]) -> Iterator[list[int]]:
    """The counts of each outermost section, in order."""
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, figure in enumerate(figures):
        if is_count(figure):
            groups[figure.claim.section[:1]].append(index)
    yield from groups.values()


def _requests(figures: Sequence[Figure], indexes: Sequence[int]) -> _Requests:
    def only(metric: str) -> int | None:
        found = [index for index in indexes if figures[index].claim.metric == metric]
        return found[0] if len({value_of(figures, index) for index in found}) == 1 else None

    outcomes = tuple(index for index in indexes if _pattern("outcomes").match(figures[index].claim.metric))
    return _Requests(
        only("applications_received"),
        only("applications_handled"),
        only("applications_carried_in"),
        only("applications_answered"),
        only("applications_carried_out"),
        outcomes,
    )


def _outcomes(figures: Sequence[Figure], indexes: Sequence[int], requests: _Requests) -> Iterator[Identity]:
    """The outcomes against what was answered, handled or received; the first whole that they give is meant.

    Where they give none of several that differ, nothing says which of them they should give.
    """
    if len(requests.outcomes) < 2 or _is_open(figures, indexes, requests.outcomes):
        return
    tried = list(_against_wholes(figures, requests))
    agreeing = [identity for identity in tried if identity.holds]
    for found in (agreeing or tried)[:1]:
        several = len({(identity.sum, identity.total) for identity in tried}) > 1
        undecided = replace(found, holds=None, reason="several_figures")
        yield undecided if several and not found.holds else found


def _against_wholes(figures: Sequence[Figure], requests: _Requests) -> Iterator[Identity]:
    outcomes, out = requests.outcomes, requests.carried_out
    with_rest = (*outcomes, out) if out is not None else outcomes
    name = "outcomes + carried_out" if out is not None else "outcomes"
    if requests.answered is not None:
        yield sum_of(figures, "sum: outcomes = applications_answered", outcomes, requests.answered)
    if requests.received is not None and requests.carried_in is not None:
        rule = "balance: received + carried_in = outcomes + carried_out"
        yield balance_of(figures, rule, (requests.received, requests.carried_in), with_rest)
    for whole in (requests.received, requests.handled):
        if whole is not None and (requests.carried_in is None or whole == requests.handled):
            yield sum_of(figures, f"sum: {name} = {figures[whole].claim.metric}", with_rest, whole)


def _is_open(figures: Sequence[Figure], indexes: Sequence[int], outcomes: Sequence[int]) -> bool:
    """Whether the outcomes are only some of them (其中), told twice, or stand beside a figure that may be one more."""
    metrics = [figures[index].claim.metric for index in outcomes]
    marked = any(figures[index].above.kind == "open" for index in outcomes)
    told = {figures[index].sentence for index in outcomes}
    unknown = any(
        figures[index].claim.metric.startswith("other:") and figures[index].sentence in told for index in indexes
    )
    totals = [index for index in indexes if _pattern("requests").match(figures[index].claim.metric)]
    several = len({figures[index].claim.metric for index in totals}) < len(totals)
    return marked or unknown or several or len(set(metrics)) < len(metrics)


def _flow(figures: Sequence[Figure], requests: _Requests) -> Iterator[Identity]:
    """What came in against what was answered and carried out; handled requests are new and carried in."""
    received, carried_in = requests.received, requests.carried_in
    if received is None:
        return
    if requests.handled is not None and carried_in is not None:
        found = sum_of(
            figures, "sum: received + carried_in = applications_handled", (received, carried_in), requests.handled
        )
        if found.holds:
            yield found
    if requests.answered is not None and requests.carried_out is not None:
        left = (received,) if carried_in is None else (received, carried_in)
        name = "received" if carried_in is None else "received + carried_in"
        rule = f"balance: {name} = answered + carried_out"
        found = balance_of(figures, rule, left, (requests.answered, requests.carried_out))
        if found.holds or carried_in is not None:
            yield found


def _ways(figures: Sequence[Figure], indexes: Sequence[int]) -> Iterator[Identity]:
    """Requests by the way they came in, and by who made them, where they give the whole."""
    for index in indexes:
        whole = figures[index].claim.metric
        if not _pattern("requests").match(whole):
            continue
        for name, parts in _rules()["request_parts"].items():
            named = {f"{whole}[{part}]" for part in parts}
            found = [i for i in indexes if i > index and figures[i].claim.metric in named]
            different = len({figures[i].claim.metric for i in found}) == len(found)
            if len(found) > 1 and different:
                identity = sum_of(figures, f"sum: {name} = {whole}", found, index)
                if identity.holds:
                    yield identity


def _rates(figures: Sequence[Figure]) -> Iterator[Identity]:
    """A rate with its own name against the two figures of its sentence, where they give it."""
    for index, figure in enumerate(figures):
        pair = _rules()["rates"].get(figure.claim.metric)
        near = [i for i in range(max(0, index - 8), index) if figures[i].sentence == figure.sentence]
        parts = [next((i for i in near if figures[i].claim.metric == metric), None) for metric in pair or ()]
        if len(parts) == 2 and parts[0] is not None and parts[1] is not None and value_of(figures, parts[1]):
            values = (value_of(figures, parts[0]), value_of(figures, parts[1]))
            exact, printed = 100 * values[0] / values[1], figure.claim.value or 0.0
            if fits(figure.claim, exact):
                rule = f"share: {figures[parts[0]].claim.metric} / {figures[parts[1]].claim.metric}"
                yield Identity(rule, "share", values, round(exact, 4), printed, True, (parts[0], parts[1], index))
