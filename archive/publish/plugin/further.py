"""What else can be looked into of a portal: which years, and which crawls, can be set beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from archive.publish.plugin.rows import kept_rows

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

#: As `archive.diff.asked` has it: years with a report or a document; of these, what an address can name.
_YEARS = """
select year, max(reported) as reported from (
    select substr(published_on, 1, 4) as year, 0 as reported from documents where portal = ?1 and published_on > ''
    group by 1
    union all select cast(year as text), 1 from reports where portal = ?1 and current = 1 and kind = 'report')
where year between '1000' and '2999' group by year order by year
"""
_CRAWLS = "select id from standing_crawls where portal = ? order by closed_at desc, id desc limit 2"


@dataclass(frozen=True, slots=True)
class Further:
    """``years`` and ``crawls`` are two that can be compared, the earlier one first; None where there are not two."""

    portal: str
    years: tuple[str, str] | None
    crawls: tuple[str, str] | None


async def further(datasette: Datasette, portal: str, year: str = "") -> Further:
    """The newest two years of a portal with reports, else with documents; with ``year``, that one and a neighbour."""
    found = await kept_rows(datasette, _YEARS, [portal])
    crawls = [row["id"] for row in await kept_rows(datasette, _CRAWLS, [portal])]
    known = [row["year"] for row in found]
    reported = [row["year"] for row in found if row["reported"]]
    return Further(
        portal=portal,
        years=_two_of(known, year) if year else _two_of(reported) or _two_of(known),
        crawls=(crawls[1], crawls[0]) if len(crawls) > 1 else None,
    )


def _two_of(years: Sequence[str], year: str = "") -> tuple[str, str] | None:
    """The last two of ``years``, which are in order; with ``year``, the one before it and it, or it and the next."""
    pairs = list(pairwise(years))
    if year:
        pairs = [pair for pair in reversed(pairs) if year in pair]
    return pairs[-1] if pairs else None
