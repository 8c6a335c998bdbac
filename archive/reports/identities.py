"""Identities inside the prose: lists that claim to be complete, channels against totals, shares, growth."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from archive.records import Identity
from archive.reports.figures import Figure, is_count, value_of
from archive.reports.lists import COMPLETE
from archive.reports.numbers import parse_numeral
from archive.reports.rules import load_rules

_COVER = "cover: proactive_total <= sum of channels (one item may appear on several channels)"


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(load_rules("identities.yml")[name])


def _find(figures: Sequence[Figure], metric: str, indexes: Sequence[int]) -> int | None:
    found = [index for index in indexes if figures[index].claim.metric == metric]
    return found[0] if found else None


def _close(figures: Sequence[Figure], indexes: Sequence[int], left: float, right: float) -> bool:
    """Whether two sides agree within the rounding of the approximate figures among them."""
    loose = [index for index in indexes if figures[index].claim.qualifier in ("approx", "at_least")]
    return abs(left - right) <= sum(2 * figures[index].claim.rounding for index in loose) + 1e-9


def _sum(figures: Sequence[Figure], rule: str, parts: Sequence[int], total: int) -> Identity:
    values = tuple(value_of(figures, index) for index in parts)
    whole = value_of(figures, total)
    holds = _close(figures, (*parts, total), sum(values), whole)
    return Identity(rule, "sum", values, sum(values), whole, holds, (*parts, total))


def _open_list(figures: Sequence[Figure], name: str, parts: Sequence[int], total: int) -> Identity:
    """Parts behind 其中: a sum where they make up the total, else a list that leaves something out."""
    whole = figures[total].claim.metric
    found = _sum(figures, f"sum: {name} = {whole}", parts, total)
    if found.holds:
        return found
    return replace(
        found, rule=f"partial: {name} <= {whole} (open list)", relation="part", holds=None, reason="open_list"
    )


def _lists(figures: Sequence[Figure]) -> Iterator[tuple[int, tuple[int, ...], bool]]:
    """Every list of parts: the total above, the parts, and whether the text presents it as complete."""
    lists: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, figure in enumerate(figures):
        total = figure.above.index
        if total is not None and total != index and is_count(figure):
            lists[total, figure.sentence].append(index)
    for (total, _), parts in lists.items():
        complete = all(figures[index].above.kind == COMPLETE for index in parts)
        yield total, tuple(parts), complete


def _list_name(figures: Sequence[Figure], parts: Sequence[int], total: int) -> str | None:
    metrics = [figures[index].claim.metric for index in parts]
    whole = figures[total].claim.metric
    topics = [metric.startswith("topic:") for metric in metrics]
    channels = [bool(_pattern("channels").match(metric)) for metric in metrics]
    if all(topics):
        return "topics"
    if any(topics) and all(topic or channel for topic, channel in zip(topics, channels, strict=True)):
        return "topics and channel"
    if all(metric.startswith(f"{whole}[") for metric in metrics):
        named = load_rules("identities.yml")["applicants"]
        return "applicants" if any(metric.endswith(tuple(named)) for metric in metrics) else "units"
    if all(metric.split("_")[0] == whole.split("_")[0] for metric in metrics):
        return whole.split("_")[0]
    return None


def _list_identities(figures: Sequence[Figure]) -> Iterator[Identity]:
    for total, parts, complete in _lists(figures):
        name = _list_name(figures, parts, total)
        if name is None or len(parts) < 2:
            continue
        whole = figures[total].claim.metric
        if all(_pattern("channels").match(figures[index].claim.metric) for index in parts):
            # One item may stand on several channels: their sum need not be the total, only cover it.
            found = _sum(figures, f"sum: channels = {whole}", parts, total)
            if found.holds:
                yield found
        elif complete:
            yield _sum(figures, f"sum: {name} = {whole}", parts, total)
        else:
            yield _open_list(figures, name, parts, total)


def _sections(figures: Sequence[Figure]) -> Iterator[list[int]]:
    """The counts of each outermost section, in order."""
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, figure in enumerate(figures):
        if is_count(figure):
            groups[figure.claim.section[:1]].append(index)
    yield from groups.values()


def _outcome_identities(figures: Sequence[Figure]) -> Iterator[Identity]:
    """The outcomes of a section against the requests it says were received or handled."""
    for indexes in _sections(figures):
        outcomes = [index for index in indexes if _pattern("outcomes").match(figures[index].claim.metric)]
        requests = [index for index in indexes if _pattern("requests").match(figures[index].claim.metric)]
        if len(outcomes) < 2 or not requests or _is_open(figures, outcomes, requests):
            continue
        if _unread(figures, indexes, outcomes):
            continue
        yield _outcomes(figures, indexes, outcomes, requests)


def _is_open(figures: Sequence[Figure], outcomes: Sequence[int], requests: Sequence[int]) -> bool:
    """Whether the outcomes are only some of them (其中), or there are several totals they may belong to."""
    same = {figures[index].claim.metric for index in requests}
    repeated = len({figures[index].claim.metric for index in outcomes}) < len(outcomes)
    marked = any(figures[index].above.kind == "open" for index in outcomes)
    return marked or repeated or len(requests) > len(same)


def _unread(figures: Sequence[Figure], indexes: Sequence[int], outcomes: Sequence[int]) -> bool:
    """Whether a figure that the vocabulary does not know stands among the outcomes; it may be one of them."""
    told = {figures[index].sentence for index in outcomes}
    return any(
        figures[index].claim.metric.startswith("other:") and figures[index].sentence in told for index in indexes
    )


def _outcomes(figures: Sequence[Figure], indexes: Sequence[int], outcomes: list[int], requests: list[int]) -> Identity:
    rules = load_rules("identities.yml")
    carried_in = _find(figures, rules["carried_in"], indexes)
    carried_out = _find(figures, rules["carried_out"], indexes)
    received = requests[0]
    whole = figures[received].claim.metric
    right = [*outcomes, carried_out] if carried_out is not None else outcomes
    if carried_in is not None and whole == "applications_received":
        return _balance(figures, [received, carried_in], right)
    name = "outcomes + carried_out" if carried_out is not None else "outcomes"
    return _sum(figures, f"sum: {name} = {whole}", right, received)


def _balance(figures: Sequence[Figure], left: list[int], right: list[int]) -> Identity:
    values = tuple(value_of(figures, index) for index in left)
    other = sum(value_of(figures, index) for index in right)
    rule = "balance: received + carried_in = outcomes + carried_out"
    holds = _close(figures, (*left, *right), sum(values), other)
    return Identity(rule, "balance", values, sum(values), other, holds, (*left, *right))


def _cover(figures: Sequence[Figure]) -> Iterator[Identity]:
    """The total over all channels is not more than the channels together; items may be on several."""
    totals = [i for i, figure in enumerate(figures) if figure.claim.metric == "proactive_total" and is_count(figure)]
    channels = [
        i for i, figure in enumerate(figures) if _pattern("channels").match(figure.claim.metric) and is_count(figure)
    ]
    metrics = {figures[index].claim.metric for index in channels}
    topics = any(
        figures[i].claim.metric.startswith("topic:") and figures[i].sentence in {figures[c].sentence for c in channels}
        for i in range(len(figures))
    )
    if len(totals) != 1 or len(channels) < 2 or len(metrics) != len(channels) or topics:
        return
    values = tuple(value_of(figures, index) for index in channels)
    total = value_of(figures, totals[0])
    holds = total <= sum(values) or _close(figures, (*channels, *totals), sum(values), total)
    yield Identity(_COVER, "cover", values, sum(values), total, holds, (*channels, totals[0]))


def _subtotals(figures: Sequence[Figure]) -> Iterator[Identity]:
    """后四类平台合计约550条: the figures just before against their printed sum."""
    for index, figure in enumerate(figures):
        named = _pattern("subtotal").match(figure.claim.metric)
        count = int(parse_numeral(named["count"]) or 0) if named else 0
        parts = [i for i in range(index) if figures[i].sentence == figure.sentence and is_count(figures[i])][-count:]
        if count > 1 and len(parts) == count:
            kind = "approx" if figure.claim.qualifier == "approx" else "sum"
            found = _sum(figures, f"{kind}: {count} channels = {figure.claim.metric}", parts, index)
            yield replace(found, relation=kind)


def narrative_identities(figures: Sequence[Figure]) -> Iterator[Identity]:
    """The identities of the prose; ``claims`` are indexes into ``figures``, the total last."""
    yield from _list_identities(figures)
    yield from _outcome_identities(figures)
    yield from _cover(figures)
    yield from _subtotals(figures)
