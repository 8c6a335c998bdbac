"""Identities inside the prose: lists that claim to be complete, channels against totals, shares, growth."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from archive.records import Identity
from archive.reports.figures import Figure, is_count, value_of
from archive.reports.lists import COMPLETE, is_total
from archive.reports.numbers import parse_numeral, same_family
from archive.reports.request_identities import request_identities
from archive.reports.rules import load_rules
from archive.reports.sums import OPEN_BOUND, agreement, sum_of

_FEWEST_CHANNELS = 3  # named together before they count as a list of all
_COVER = "cover: proactive_total <= sum of channels (one item may appear on several channels)"


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(load_rules("identities.yml")[name])


def _open_list(figures: Sequence[Figure], name: str, parts: Sequence[int], total: int) -> Identity:
    """Parts behind 其中: a sum where they make up the total, else a list that leaves something out."""
    whole = figures[total].claim.metric
    found = sum_of(figures, f"sum: {name} = {whole}", parts, total)
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
    kind = _pattern("parts_of_kind").match(whole)
    return kind[0].rstrip("_") if kind and all(metric.startswith(kind[0]) for metric in metrics) else None


def _list_identities(figures: Sequence[Figure]) -> Iterator[Identity]:
    for total, parts, complete in _lists(figures):
        name = _list_name(figures, parts, total)
        if name is None or len(parts) < 2:
            continue
        whole = figures[total].claim.metric
        if all(_pattern("channels").match(figures[index].claim.metric) for index in parts):
            # One item may stand on several channels: their sum need not be the total, only cover it.
            found = sum_of(figures, f"sum: channels = {whole}", parts, total)
            if found.holds:
                yield found
        elif complete:
            yield sum_of(figures, f"sum: {name} = {whole}", parts, total)
        else:
            yield _open_list(figures, name, parts, total)


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
    holds = True if total <= sum(values) else agreement(figures, channels, totals)
    reason = OPEN_BOUND if holds is None else ""
    judged = holds or _names_all(figures, channels)
    claims = (*channels, totals[0])
    yield Identity(_COVER, "cover", values, sum(values), total, holds if judged else None, claims, reason=reason)


def _names_all(figures: Sequence[Figure], channels: Sequence[int]) -> bool:
    """Whether the channels are given as all there are: as a complete list, or three and more in one sentence."""
    complete = all(figures[index].above.kind == COMPLETE for index in channels)
    sentences = {figures[index].sentence for index in channels}
    return complete or (len(sentences) == 1 and len(channels) >= _FEWEST_CHANNELS)


def _runs(figures: Sequence[Figure]) -> Iterator[Identity]:
    """Figures that follow a total directly, are parts of its kind and give it; where they do not, nothing is said."""
    for total, figure in enumerate(figures):
        if not is_count(figure) or not (figure.claim.value or 0) > 1:
            continue
        run: list[int] = []
        for index in range(total + 1, len(figures)):
            if figures[index].claim.qualifier in ("share", "growth"):
                continue
            if not _is_part(figures, index, total) or (run and figures[index].sentence != figures[run[-1]].sentence):
                break
            run.append(index)
            found = sum_of(figures, f"sum: parts = {figure.claim.metric}", run, total)
            if len(run) > 1 and found.holds:
                yield found
                break


def _is_part(figures: Sequence[Figure], index: int, total: int) -> bool:
    """Whether a figure can be a part of an earlier one: near it, counted alike, of one of its kinds."""
    part, whole = figures[index], figures[total]
    near = part.paragraph == whole.paragraph and part.sentence - whole.sentence <= 1
    if not near or not is_count(part) or not same_family(part.claim.unit, whole.claim.unit):
        return False
    metric = part.claim.metric
    if is_total(whole.claim.metric) and _pattern("information").match(whole.claim.metric):
        return bool(_pattern("parts_of_information").match(metric))
    if _pattern("requests").match(whole.claim.metric) or whole.claim.metric == "applications_answered":
        of_requests = metric.startswith("applications_") and metric.endswith("]")
        return bool(_pattern("outcomes").match(metric)) or of_requests
    kind = _pattern("parts_of_kind").match(whole.claim.metric)
    return bool(kind and metric.startswith(kind[0])) or metric.startswith(f"{whole.claim.metric}[")


def _subtotals(figures: Sequence[Figure]) -> Iterator[Identity]:
    """后四类平台合计约550条: the figures just before against their printed sum."""
    for index, figure in enumerate(figures):
        named = _pattern("subtotal").match(figure.claim.metric)
        count = int(parse_numeral(named["count"]) or 0) if named else 0
        parts = [i for i in range(index) if figures[i].sentence == figure.sentence and is_count(figures[i])][-count:]
        if count > 1 and len(parts) == count:
            kind = "approx" if figure.claim.qualifier == "approx" else "sum"
            found = sum_of(figures, f"{kind}: {count} channels = {figure.claim.metric}", parts, index)
            yield replace(found, relation=kind)


def narrative_identities(figures: Sequence[Figure]) -> Iterator[Identity]:
    """The identities of the prose; ``claims`` are indexes into ``figures``, the total last."""
    found = [*_list_identities(figures), *request_identities(figures), *_cover(figures), *_subtotals(figures)]
    summed = {identity.claims[-1] for identity in found if identity.holds}
    yield from found
    yield from (identity for identity in _runs(figures) if identity.claims[-1] not in summed)
