"""Amounts and growth as people read them: with their bounds, or with the reason why there is nothing to read."""

from __future__ import annotations

from archive.diff.growth import Amount, Growth, Range
from archive.diff.words import why_label
from archive.labels import Label

_NONE = "—"


def plain(value: float) -> str:
    """A number without needless decimals, thousands apart."""
    return f"{value:,.4f}".rstrip("0").rstrip(".")


def _signed(value: float) -> str:
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{plain(abs(value))}"


def _percent(value: float) -> str:
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{abs(value):,.1f} %"


def amount_text(amount: Amount | None) -> str:
    """An amount; behind it the least and the most that it can be: 101 (99–110), ≥ 2,000."""
    if amount is None:
        return _NONE
    if amount.is_exact:
        return plain(amount.value)
    if amount.low is None or amount.high is None:
        known = amount.low if amount.high is None else amount.high
        return _NONE if known is None else f"{'≥' if amount.high is None else '≤'} {plain(known)}"
    return f"{plain(amount.value)} ({plain(amount.low)}–{plain(amount.high)})"


def range_text(found: Range | None, *, percent: bool = False) -> str:
    """A difference or percentage with its sign; its bounds behind it, or the one that is known: ≥ +12.5 %."""
    if found is None:
        return ""
    written = _percent if percent else _signed
    if found.is_exact and found.value is not None:
        return written(found.value)
    if found.value is None:
        known = [f"{sign} {written(end)}" for sign, end in (("≥", found.low), ("≤", found.high)) if end is not None]
        return ", ".join(known)
    ends = " … ".join(written(end) for end in (found.low, found.high) if end is not None)
    return f"{written(found.value)} ({ends})"


def growth_text(grown: Growth, unit: str = "") -> Label:
    """The difference, the percentage, and why there is none, in both languages."""
    difference = range_text(grown.difference)
    said = [f"{difference} {unit}".strip() if difference else "", range_text(grown.percent, percent=True)]
    why = why_label(grown.why) if grown.why else Label("", "")
    zh, en = ("；".join([*filter(None, said), *filter(None, [why.zh])]), "; ".join(filter(None, [*said, why.en])))
    return Label(zh, en)
