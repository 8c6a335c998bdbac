"""The pages of changes: a portal's, with filters and a chart by month, and that of one change, which can be cited."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.changes.words import kind_label, kinds
from archive.labels import Label
from archive.publish.plugin.change_filters import MOST_PAGES, ChangeFilters
from archive.publish.plugin.change_view import ChangeView, changes_where
from archive.publish.plugin.charts import Chart, column_chart
from archive.publish.plugin.differences import OF_MANY, OF_ONE
from archive.publish.plugin.rows import EvidenceLinks, Row, portal_row, rows, table_links
from archive.publish.plugin.shelf import data_cited

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

MOST, MOST_MONTHS = 30, 24
_MONTH = re.compile(r"[12]\d{3}-(?:0[1-9]|1[0-2])")
_KINDS = "select h.kind, count(*) as changes from changes h where {condition} group by h.kind"
_MONTHS = "select substr(h.seen_at, 1, 7) as name, count(*) as changes from changes h where {condition} group by 1"
_CRAWLS = """
select substr(started_at, 1, 7) as name, count(*) as crawls from crawls
where portal = ? and accepted = 1 and source = 'live' and started_at > '' group by 1
"""
_COLUMNS = 'select id, key, title from "columns" where portal = ? order by rowid'


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many changes are of a kind."""

    kind: str
    label: Label
    changes: int


@dataclass(frozen=True, slots=True)
class Month:
    """A month (2018-03, UTC): the changes that its accepted crawls show; where it has no crawl nothing is known."""

    name: str
    changes: int
    crawls: int
    links: EvidenceLinks

    @property
    def is_known(self) -> bool:
        """Whether anything was seen in it."""
        return bool(self.crawls or self.changes)


@dataclass(frozen=True, slots=True)
class ChangesView:
    """Everything the page of a portal's changes shows; ``total`` is of all pages, which end at ``MOST_PAGES``."""

    portal: Row
    filters: ChangeFilters
    columns: tuple[Row, ...]
    kinds: tuple[KindCount, ...]
    total: int
    pages: int
    changes: tuple[ChangeView, ...]
    months: tuple[Month, ...]
    chart: Chart
    links: EvidenceLinks


@dataclass(frozen=True, slots=True)
class OneChange:
    """Everything the page of one change shows."""

    change: ChangeView
    address: str
    citation: str
    cited: Label  # the same but for the address


async def changes_view(datasette: Datasette, filters: ChangeFilters) -> ChangesView | None:
    """The changes of a portal, or None where there is none of that id."""
    portal = await portal_row(datasette, filters.portal)
    if portal is None:
        return None
    counted = await _kinds(datasette, filters)
    total = sum(each.changes for each in counted if filters.kind in ("", each.kind))
    months = await _months(datasette, filters)
    condition, parameters = filters.condition()
    offset = MOST * (filters.page - 1)
    return ChangesView(
        portal=portal,
        filters=filters,
        columns=tuple(await rows(datasette, _COLUMNS, [filters.portal])),
        kinds=counted,
        total=total,
        pages=min(max(-(-total // MOST), 1), MOST_PAGES),
        changes=await changes_where(datasette, condition, parameters, OF_MANY, limit=MOST, offset=offset),
        months=months,
        chart=column_chart([(month.name, month.changes if month.is_known else None) for month in months]),
        links=table_links(datasette, "changes", filters.table_parameters()),
    )


async def one_change(datasette: Datasette, change: str, address: str) -> OneChange | None:
    """A change, or None where there is none of that id; ``address`` is the page's own."""
    found = await changes_where(datasette, "h.id = ?", [change], OF_ONE, limit=1)
    if not found:
        return None
    (view,), data = found, data_cited(datasette)
    row, where = view.row, data.address(address, f"/change/{change}")
    portal_zh = row["portal_zh"] or row["portal"]
    cited = Label(
        f"{portal_zh}：{view.told.zh}。gongkai，依据采集 {row['crawl']}，{data.said.zh}",
        f"{row['portal_en'] or portal_zh}: {view.told.en}. gongkai, as of {row['crawl']}, {data.said.en}",
    )
    return OneChange(view, where, f"{cited.zh}{cited.en}{where}", cited)


async def _kinds(datasette: Datasette, filters: ChangeFilters) -> tuple[KindCount, ...]:
    condition, parameters = filters.condition("kind")
    found = await rows(datasette, _KINDS.format(condition=condition), parameters)
    counts = {row["kind"]: row["changes"] for row in found}
    order = [kind for kind in kinds() if kind in counts] + sorted(kind for kind in counts if kind not in kinds())
    return tuple(KindCount(kind, kind_label(kind), counts[kind]) for kind in order)


async def _months(datasette: Datasette, filters: ChangeFilters) -> tuple[Month, ...]:
    """The last months from the first accepted crawl to the last, whatever day the list begins with."""
    condition, parameters = filters.condition("since")
    changes = await rows(datasette, _MONTHS.format(condition=condition), parameters)
    crawls = await rows(datasette, _CRAWLS, [filters.portal])
    changed, crawled = (
        {row["name"] or "": row[key] for row in of} for of, key in ((changes, "changes"), (crawls, "crawls"))
    )
    table = {key: value for key, value in filters.table_parameters().items() if key != "seen_at__gte"}
    return tuple(
        Month(
            name,
            changed.get(name, 0),
            crawled.get(name, 0),
            table_links(datasette, "changes", {**table, "seen_at__gte": name, "seen_at__lt": _after(name)}),
        )
        for name in _from_to(sorted(filter(_MONTH.fullmatch, {*changed, *crawled})))
    )


def _from_to(names: list[str]) -> list[str]:
    """Every month from the first to the last, at most the last ``MOST_MONTHS``."""
    if not names:
        return []
    every = (_earlier(names[-1], months) for months in range(MOST_MONTHS - 1, -1, -1))
    return [name for name in every if name >= names[0]]


def _after(month: str) -> str:
    return _earlier(month, -1)


def _earlier(month: str, months: int) -> str:
    year, place = divmod(int(month[:4]) * 12 + int(month[5:7]) - 1 - months, 12)
    return f"{year:04}-{place + 1:02}"
