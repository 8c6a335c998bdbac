"""Percentages: shares of a figure, rates with a name, growth against the year before."""

from __future__ import annotations

import re

from archive.reports.qualifiers import strip_change
from archive.reports.vocabulary import Label, find_metric, find_rate

_SHARE_WORDS = re.compile(
    r"(?:其中|仅占|占|比重|比例|百分比|约|近|达到|达|为|即|超过|超|比|是|总数|总量|全部|的|了|:|：)+$"
)
_SUBJECT_UNITS = ("条", "件", "人次", "次")


def _named(words: str, within: str, parent: str) -> str | None:
    for unit in _SUBJECT_UNITS:
        found = find_metric(Label(f"{words}#{unit}", unit, parent, within))
        if found is not None:
            return found.key
    return None


def ratio_metric(before: str, within: str, base: str, sign: int) -> str | None:
    """The metric of a percentage or a change; None when nothing says what it is of.

    ``before`` is its label, ``within`` the sentence up to it, ``base`` the metric of the figure ahead of it,
    ``sign`` not zero for a change against the year before.
    """
    rate = find_rate(f"{before}#%", within)
    if rate is not None:
        return f"{rate}.yoy" if sign else rate
    subject = strip_change(before) if sign else _SHARE_WORDS.sub("", before)
    if sign:
        named = _named(subject, within, base) if len(subject) > 1 else None
        metric = named or base
        return f"{metric}.yoy" if metric else None
    if not base:
        return None
    # 占主动公开总数的: what follows 占 is the whole, not another part.
    named_part = len(subject) > 1 and not subject.startswith("占")
    return f"{base}[{subject}].share" if named_part else f"{base}.share"
