"""The other sources of a report's figures, as the report page and its JSON twin show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from archive.decision_store import DECISION_OF_CLAIM
from archive.labels import Label, is_compared
from archive.publish.plugin import labels
from archive.publish.plugin.rows import Row, number, rows

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

_SOURCES = """
select s.source, s.kind, s.agree, s.differ, s.undecided, s.only_report, s.only_source, r.title, r.document, d.url
from report_sources s join reports r on r.id = s.source left join documents d on d.id = r.document
where s.report = ? order by s.kind, s.source
"""
#: As people corrected them; one that is of another metric than the one that was read is left out.
_FIGURES = f"""
select f.number, f.metric, f.kind, f.source, f.claim, coalesce(x.value, f.value) as value,
    coalesce(x.unit, f.unit) as unit, coalesce(x.scope, f.scope) as scope,
    coalesce(x.qualifier, f.qualifier) as qualifier, f.period, f.quote,
    c.number as claim_number, v.observed, v.verdict
from figure_sources f join claims c on c.id = f.claim {DECISION_OF_CLAIM}
left join findings v on v.claim = f.claim and v.current = 1
where f.report = ? and coalesce(x.metric, c.metric) = c.metric order by f.number
"""
_COPIES = ("copy", "parent_copy")
_OWN = ("text", "table")


@dataclass(frozen=True, slots=True)
class SourceView:
    """A second source, where it can be read, and how many figures agree, differ or cannot be compared."""

    row: Row
    kind: Label
    link: str


@dataclass(frozen=True, slots=True)
class PlaceView:
    """What one place says of a metric, and what the archive counts for it where the two are compared."""

    row: Row
    kind: Label
    amount: str
    aside: str  # scope and part of the year, where they are said
    observed: str
    link: str


@dataclass(frozen=True, slots=True)
class FigureView:
    """A metric and what each place says of it."""

    metric: str
    label: Label
    places: tuple[PlaceView, ...]


@dataclass(frozen=True, slots=True)
class SourcesView:
    """All second sources of a report; ``figures`` leave out what a copy only repeats."""

    sources: tuple[SourceView, ...] = ()
    figures: tuple[FigureView, ...] = ()


async def sources_view(datasette: Datasette, report: str) -> SourcesView:
    """The second sources of a report; of one that has none, nothing, though its text and tables agree."""
    sources = await rows(datasette, _SOURCES, [report])
    figures = await rows(datasette, _FIGURES, [report]) if sources else []
    pages = {row["source"]: _page(datasette, row) for row in sources}
    return SourcesView(
        tuple(SourceView(row, labels.word("source", row["kind"]), pages[row["source"]]) for row in sources),
        tuple(_figures(figures, pages)),
    )


def _page(datasette: Datasette, row: Row) -> str:
    """A copy is shown as the document it is; any other source as the report that was read from it."""
    path = f"/document/{row['document']}" if row["kind"] in _COPIES else f"/report/{row['source']}"
    return str(datasette.urls.path(path))


def _figures(found: Iterable[Row], pages: dict[str, str]) -> Iterator[FigureView]:
    for metric, members in groupby(found, key=lambda row: row["metric"]):
        told = _told(list(members))
        if len({(row["kind"], row["source"]) for row in told}) > 1:
            places = tuple(_place(row, pages) for row in told)
            yield FigureView(metric, labels.metric_label(metric), places)


def _told(places: Sequence[Row]) -> list[Row]:
    """The places of one metric without copies that repeat the report's own figure."""
    own = {_said(row) for row in places if row["kind"] in _OWN}
    return [row for row in places if row["kind"] not in _COPIES or _said(row) not in own]


def _said(row: Row) -> tuple[object, ...]:
    return tuple(row[key] for key in ("value", "unit", "scope", "period", "qualifier"))


def _place(row: Row, pages: dict[str, str]) -> PlaceView:
    page, anchor = pages.get(row["source"], ""), f"#claim-{row['claim_number']}"
    amount = f"{number(row['value'])} {row['unit'] or ''}".strip() if row["value"] is not None else ""
    return PlaceView(
        row=row,
        kind=labels.word("source", row["kind"]),
        amount=amount,
        aside="，".join(said for said in (row["scope"], row["period"]) if said),
        observed=number(row["observed"]) if is_compared(row["verdict"] or "") else "",
        link=page if row["kind"] in _COPIES else page + anchor,
    )
