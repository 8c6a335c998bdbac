"""The first page's content: portals, their reports with the tally of verdicts, their last accepted crawl and week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.changes.words import kind_label, kinds
from archive.labels import Label
from archive.publish.plugin.further import Further, further
from archive.publish.plugin.rows import Row, rows
from archive.publish.plugin.tally import Count, tallied

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

_PORTALS = """
select p.id, p.title_zh, p.title_en, p.tls, w.id as crawl, w.closed_at, w.verdict,
    (select count(*) from documents d where d.portal = p.id) as documents,
    (select group_concat(t.origin || ': ' || t.problems, '; ') from certificates t
        where t.crawl = w.id and t.problems <> '') as certificates,
    (select count(*) from coverage v where v.crawl = w.id) as columns,
    (select count(*) from coverage v where v.crawl = w.id and v.state = 'complete') as complete
from portals p left join crawls w on w.id =
    (select id from standing_crawls where portal = p.id order by closed_at desc, id desc limit 1)
order by p.title_zh
"""
_REPORTS = """
select id, portal, year, title from reports where current = 1 and copy_of is null order by portal, year desc, id
"""
_VERDICTS = """
select f.report, f.verdict, i.relation, i.reason, count(*) as items
from findings f left join identities i on i.id = f.identity
where f.current = 1 group by f.report, f.verdict, i.relation, i.reason
"""


#: What each portal's last week shows: the seven days up to its last accepted crawl of the site itself.
_CHANGES = """
select w.portal, w.since, w.month, h.kind, count(h.id) as changes
from (select portal, date(max(started_at), '-7 days') as since,
    date(max(started_at), '-1 month') as month from crawls
    where accepted = 1 and source = 'live' group by portal) w
left join changes h on h.portal = w.portal and h.seen_at >= w.since group by w.portal, w.since, w.month, h.kind
"""


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report and its tally."""

    row: Row
    tally: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """The changes of the days from ``since`` to the last accepted crawl, by kind; ``month`` is a month before it."""

    since: str
    month: str
    kinds: tuple[tuple[str, Label, int], ...]


@dataclass(frozen=True, slots=True)
class PortalView:
    """A portal with its reports, newest first; ``week`` is None where nothing was ever crawled."""

    row: Row
    reports: tuple[ReportLine, ...]
    week: Week | None
    further: Further


async def portals(datasette: Datasette) -> tuple[PortalView, ...]:
    """Every portal of the archive."""
    reports = await rows(datasette, _REPORTS)
    verdicts: dict[str, list[Row]] = defaultdict(list)
    for row in await rows(datasette, _VERDICTS):
        verdicts[row["report"]].append(row)
    changes = await rows(datasette, _CHANGES)
    return tuple(
        [
            PortalView(
                portal,
                tuple(
                    ReportLine(row, tallied(verdicts[row["id"]])) for row in reports if row["portal"] == portal["id"]
                ),
                _week(portal["id"], changes),
                await further(datasette, portal["id"]),
            )
            for portal in await rows(datasette, _PORTALS)
        ]
    )


def newest_report(found: Sequence[PortalView]) -> tuple[Row, ...]:
    """The newest report of all portals, as an example of one; none where none was read."""
    lines = [line.row for portal in found for line in portal.reports]
    return tuple(sorted(lines, key=lambda row: row["year"] or 0)[-1:])


def _week(portal: str, changes: Sequence[Row]) -> Week | None:
    found = [row for row in changes if row["portal"] == portal and row["since"]]
    counts = {row["kind"]: row["changes"] for row in found}
    told = tuple((kind, kind_label(kind), counts[kind]) for kind in kinds() if kind in counts)
    return Week(found[0]["since"], found[0]["month"], told) if found else None
