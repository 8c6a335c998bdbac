"""Growth that the later report claims: beside what both reports give, what it quotes, and what the archive counts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from archive.diff.figures import Figures, Said, claims_of
from archive.diff.growth import Amount, Growth, Range
from archive.labels import Label
from archive.metrics import metric_of

_YEAR_OVER_YEAR = ".yoy"
#: Growth that a report works out itself, beside last year's figure that it quotes.
_OWN = """
select previous, parts, sum, holds, claims from identities where report = ? and relation = 'growth' order by number
"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """Growth that the later report claims: beside what both reports give, and what the archive counts.

    ``value`` is in ``unit`` (%, or a counter for a difference). ``by_reports`` is what the figures of both reports give
    (``reports`` says whether it agrees: by their relation T3-YOY where that could be judged), ``by_quote`` what last
    year's figure gives as the later report itself quotes it (``quoted``), ``counted`` what the archive counts. Each
    outcome is agrees, differs or not_assessable; ``why`` is the reason where the archive says nothing of it.
    """

    metric: str
    label: Label
    said: Said
    value: float
    unit: str
    by_reports: Range | None
    reports: str
    quoted: float | None
    by_quote: float | None
    counted: Range | None
    outcome: str
    why: str


def claimed_growth(
    db: Database,
    earlier: Figures | None,
    later: Figures,
    reported: Callable[[str, Said], Growth],
    counted: Callable[[str, Said], Growth],
) -> tuple[Claimed, ...]:
    """Every growth against the year before that the later report claims.

    ``reported`` and ``counted`` give the growth of what both reports say, and of what the archive counts, for a metric
    as far as the claim speaks of it.
    """
    stored = list(db.query(_OWN, [later.report]))
    found = []
    for key, said in later.claimed:
        if key.endswith(_YEAR_OVER_YEAR) and said.amount is not None:
            metric = key.removesuffix(_YEAR_OVER_YEAR)
            own = [row for row in stored if said.claim in claims_of(row["claims"])]
            grew = (reported(metric, said), counted(metric, said))
            found.append(_claimed(metric, said, said.amount, own, earlier, grew))
    return tuple(found)


def _claimed(
    metric: str,
    said: Said,
    amount: Amount,
    stored: Iterable[Mapping[str, Any]],
    earlier: Figures | None,
    grew: tuple[Growth, Growth],
) -> Claimed:
    """One claim of growth; ``stored`` are the relations in which it was recomputed when the reports were read."""
    rows = list(stored)
    across = next((row for row in rows if earlier and row["previous"] == earlier.report), None)
    quoting = next((row for row in rows if row["previous"] is None), None)
    by_reports, found = (growth.percent if said.unit == "%" else growth.difference for growth in grew)
    judged = across is not None and across["holds"] is not None
    return Claimed(
        metric,
        _words(metric),
        said,
        amount.value,
        said.unit,
        by_reports=by_reports,
        reports=_outcome(across["holds"]) if across and judged else _agreement(amount, by_reports),
        quoted=json.loads(quoting["parts"])[1] if quoting else None,
        by_quote=quoting["sum"] if quoting else None,
        counted=found,
        outcome=_agreement(amount, found),
        why="" if found else grew[1].why,
    )


def _outcome(holds: int) -> str:
    return "agrees" if holds else "differs"


def _agreement(claimed: Amount, found: Range | None) -> str:
    """Whether what is claimed can be what is found; where an end is open, only what lies beyond the other differs."""
    if found is None:
        return "not_assessable"
    too_low = found.low is not None and claimed.high is not None and claimed.high < found.low
    too_high = found.high is not None and claimed.low is not None and claimed.low > found.high
    if too_low or too_high:
        return "differs"
    return "not_assessable" if found.value is None else "agrees"


def _words(key: str) -> Label:
    words = metric_of(key)
    return Label(words.zh, words.en)
