"""Percentages recomputed: shares of a total, growth against last year's quoted figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from archive.records import Identity
from archive.reports.figures import Figure, fits, is_count, mark, value_of
from archive.reports.growth import change_of
from archive.reports.lists import is_total
from archive.reports.numbers import same_family


def _share_wholes(figures: Sequence[Figure], base: int) -> list[int]:
    """The figures of which ``base`` may be a part: the list's total, or the totals ahead of it in its section."""
    figure = figures[base]
    if figure.above.index is not None:
        return [figure.above.index]
    section = figure.claim.section[:1]
    return [
        index
        for index in range(max(0, base - 60), base)
        if figures[index].claim.section[:1] == section
        and is_count(figures[index])
        and is_total(figures[index].claim.metric)
        and same_family(figures[index].claim.unit, figure.claim.unit)
        and value_of(figures, index) >= value_of(figures, base)
    ]


def _shares(figures: Sequence[Figure]) -> Iterator[Identity]:
    for index, figure in enumerate(figures):
        if figure.base is None or figure.claim.qualifier != "share" or figure.claim.value is None:
            continue
        wholes = [whole for whole in _share_wholes(figures, figure.base) if value_of(figures, whole)]
        tried = [_share(figures, index, whole) for whole in wholes]
        agreeing = [identity for identity in tried if identity.holds]
        if agreeing:
            yield agreeing[-1]
        elif len(tried) == 1 and _are_exact(figures[part] for part in (figure.base, *wholes)):
            yield tried[0]  # with several totals it may be a share of, none can be called wrong


def _share(figures: Sequence[Figure], index: int, whole: int) -> Identity:
    claim, base = figures[index].claim, figures[index].base or 0
    parts = (value_of(figures, base), value_of(figures, whole))
    printed = claim.value or 0.0
    decimals = len(f"{2 * claim.rounding:g}".partition(".")[2])
    exact = 100 * parts[0] / parts[1]
    rule = f"share: {figures[base].claim.metric} / {figures[whole].claim.metric}"
    return Identity(rule, "share", parts, round(exact, decimals), printed, fits(claim, exact), (base, whole, index))


def _are_exact(figures: Iterable[Figure]) -> bool:
    """Whether figures are known to their last digit; what is not exact can break no percentage."""
    return all(mark(figure.claim) == "exact" for figure in figures)


def _growths(figures: Sequence[Figure]) -> Iterator[Identity]:
    for index, figure in enumerate(figures):
        claim, previous = figure.claim, figure.previous_value
        if figure.base is None or claim.qualifier != "growth" or claim.value is None:
            continue
        current = value_of(figures, figure.base)
        told_of = [figures[figure.base]] if previous else [figures[figure.base], figures[index - 1]]
        previous = previous or _before_change(figures, index, current)
        if not previous:
            continue
        change = change_of(claim, current, previous)
        agrees = fits(claim, change)
        rule = f"growth: {figures[figure.base].claim.metric} against previous year"
        if agrees or _are_exact(told_of):
            parts, claims = (current, previous), (figure.base, index)
            yield Identity(rule, "growth", parts, round(change, 6), claim.value, agrees, claims)


def _before_change(figures: Sequence[Figure], index: int, current: float) -> float | None:
    """Last year's figure behind a percentage that stands beside the change itself: 减少209件，降幅16.8%."""
    claim, change = figures[index].claim, figures[index - 1].claim if index else None
    said = change is not None and change.qualifier == "growth" and change.metric == claim.metric
    if change is None or not said or claim.unit != "%" or change.unit == "%":
        return None
    return current - (change.value or 0.0)


def ratio_identities(figures: Sequence[Figure]) -> Iterator[Identity]:
    """Shares and growths of the prose; ``claims`` are indexes into ``figures``, the percentage last."""
    yield from _shares(figures)
    yield from _growths(figures)
