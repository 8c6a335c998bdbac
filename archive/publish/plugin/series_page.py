"""The page of a portal's series: numbers found, numbers not found in the archive, numbers that texts name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.labels import Label
from archive.measures import quote
from archive.publish.plugin.rows import EvidenceLinks, Row, json_list, portal_row, query_links, rows, table_links
from archive.series.found import figures, kind_label, note, word

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

#: Ranges of one series, and cited numbers of the portal, that the page shows; its links lead to all.
MOST_RANGES, MOST_CITED = 40, 200
_SERIES = "select * from series where portal = ? order by sort, prefix, year"
_GAPS = f"""
select * from (
    select g.*, row_number() over (partition by g.series order by g.first) as place
    from series_gaps g join series s on s.id = g.series where s.portal = ?)
where place <= {MOST_RANGES} order by series, first
"""
_CITED = f"""
select c.number, c.quote, d.id as document, d.title, d.published_on
from cited_numbers c join series s on s.id = c.series left join documents d on d.id = c.document
where s.portal = ? and c.found = 0 order by s.sort, s.prefix, s.year, c.serial, d.published_on limit {MOST_CITED}
"""


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """One series; ``links`` lead to the rows behind each of its figures that is not zero."""

    row: Row
    kind: Label
    reason: Label | None
    unread: tuple[str, ...]
    gaps: tuple[Row, ...]
    more_gaps: bool
    links: Mapping[str, EvidenceLinks]


@dataclass(frozen=True, slots=True)
class SeriesGroup:
    """The series of document numbers, or those of index numbers."""

    sort: str
    label: Label
    lines: tuple[SeriesLine, ...]


@dataclass(frozen=True, slots=True)
class SeriesView:
    """Everything the page shows."""

    portal: Row
    groups: tuple[SeriesGroup, ...]
    cited: tuple[Row, ...]
    note: Label
    as_of: str
    as_of_date: str
    links: EvidenceLinks
    cited_links: EvidenceLinks


async def series_view(datasette: Datasette, portal: str) -> SeriesView | None:
    """The series of a portal, or None where there is no such portal."""
    row = await portal_row(datasette, portal)
    if row is None:
        return None
    found = await rows(datasette, _SERIES, [portal])
    gaps = _by_series(await rows(datasette, _GAPS, [portal]))
    of_portal = f"series in (select id from series where portal = {quote(portal)})"
    return SeriesView(
        portal=row,
        groups=tuple(
            SeriesGroup(
                sort, word("sorts", sort), tuple(_line(datasette, each, gaps) for each in found if each["sort"] == sort)
            )
            for sort in sorted({each["sort"] for each in found})
        ),
        cited=tuple(await rows(datasette, _CITED, [portal])),
        note=note(),
        as_of=found[0]["as_of"] if found else "",
        as_of_date=found[0]["as_of_date"] if found else "",
        links=table_links(datasette, "series", {"portal": portal}),
        cited_links=table_links(datasette, "cited_numbers", {"found": "0", "_where": of_portal}),
    )


def _by_series(found: Iterable[Row]) -> Mapping[str, list[Row]]:
    gaps: dict[str, list[Row]] = defaultdict(list)
    for gap in found:
        gaps[gap["series"]].append(gap)
    return gaps


def _line(datasette: Datasette, row: Row, gaps: Mapping[str, list[Row]]) -> SeriesLine:
    shown = tuple(gaps.get(row["id"], ()))
    return SeriesLine(
        row=row,
        kind=kind_label(row["kind"]),
        reason=word("reasons", row["reason"]) if row["reason"] else None,
        unread=tuple(str(column["title"]) for column in json_list(row["unread"])),
        gaps=shown,
        more_gaps=sum(gap["numbers"] for gap in shown) < (row["missing"] or 0),
        links={key: query_links(datasette, figure.of(row["id"])) for key, figure in figures().items() if row[key]},
    )
