"""The report page's content: a report, its claims and identities with their findings, its marked text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version as installed_version
from typing import TYPE_CHECKING

from archive.clock import today
from archive.labels import Label
from archive.publish.marks import Block, Mark, blocks, lines
from archive.publish.plugin.citation import Citation, citation
from archive.publish.plugin.findings import ClaimView, claim_view
from archive.publish.plugin.identities import IdentityView, identity_view
from archive.publish.plugin.identity_places import (
    Cells,
    cells_by_place,
    marked_cells,
    read_body,
    relation_marks,
    relations_of_claims,
)
from archive.publish.plugin.metric_years import MetricYears, metric_years
from archive.publish.plugin.replays import replay_links
from archive.publish.plugin.report_context import ReportContext
from archive.publish.plugin.report_rows import ReportRows, report_rows
from archive.publish.plugin.rows import Row, row_link, rows
from archive.publish.plugin.shelf import DataCited, data_cited
from archive.publish.plugin.sources import SourcesView, sources_view
from archive.publish.plugin.tally import Tally, tally_of
from archive.publish.plugin.year_notes import YearNoteGroup, year_note_groups
from archive.publish.web_address import web_address
from archive.relations import is_shown
from archive.remark_store import RemarkShown, remarks_shown

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette


@dataclass(frozen=True, slots=True)
class ReportView:
    """Everything the report page, its JSON twin and its files show."""

    row: Row
    crawl: Row
    as_of_date: str
    software: str
    address: str
    data: DataCited
    citation: Citation
    document_link: str
    capture_link: str
    replay_link: str
    claims: tuple[ClaimView, ...]
    identities: tuple[IdentityView, ...]
    self_evident: int  # identities that say nothing and are only counted: numbers that are not negative
    tally: tuple[Tally, ...]
    years: tuple[YearNoteGroup, ...]
    metric_years: MetricYears
    text: tuple[Block, ...]
    sources: SourcesView
    unattached: tuple[Row, ...] = ()  # decisions about words that are no claim of it any more
    unattached_remarks: tuple[tuple[Row, RemarkShown], ...] = ()  # remarks that fit nothing of it any more

    def in_group(self, group: str) -> int:
        """How many claims and identities fall into ``differ``, ``agree`` or ``open``."""
        return sum(entry.count for entry in self.tally if entry.group == group)

    @property
    def outgoing(self) -> str:
        """The report's own address where a browser may follow it; else empty."""
        return web_address(str(self.row["url"] or ""))


async def report_view(datasette: Datasette, report: str, address: str) -> ReportView | None:
    """The report, or None where there is none of that id; ``address`` is the page's own, for citations."""
    found = await report_rows(datasette, report)
    if found is None:
        return None
    row, data = found.report, data_cited(datasette)
    software = found.crawl.get("software") or f"gongkai {installed_version('gongkai')}"
    cited = citation(found, software, data, address, today())
    shown = [identity for identity in found.identities if _is_shown(identity) or identity["id"] in found.remarks]
    cells = cells_by_place(row["text"] or "", row["layout"] or "")
    relations = relations_of_claims(shown, found.claims, row["year"])
    by_number = {claim["number"]: claim for claim in found.claims}
    channels = await _channels(datasette, row["portal"])
    context = ReportContext(datasette, found, channels, cited, relations, cells, by_number)
    claims = tuple(claim_view(context, claim) for claim in found.claims)
    identities = tuple(identity_view(context, identity) for identity in shown)
    replays = await replay_links(datasette, [row["capture"]])
    return ReportView(
        row=row,
        crawl=found.crawl,
        as_of_date=found.as_of.get("as_of_date") or "",
        software=software,
        address=address,
        data=data,
        citation=cited,
        document_link=str(datasette.urls.path(f"/document/{row['document']}")),
        capture_link=row_link(datasette, "captures", row["capture"]) if row["capture"] else "",
        replay_link=replays.get(row["capture"], ""),
        claims=claims,
        identities=identities,
        self_evident=len(found.identities) - len(shown),
        tally=tally_of(claims, identities),
        years=await year_note_groups(datasette, report),
        metric_years=await metric_years(datasette, row),
        text=_text(row, claims, shown, cells),
        sources=await sources_view(datasette, report),
        unattached=tuple(found.unattached),
        unattached_remarks=tuple(_unattached_remarks(found)),
    )


def _is_shown(identity: Row) -> bool:
    return is_shown(identity["relation"], identity["verdict"] or "", identity["reason"])


async def _channels(datasette: Datasette, portal: str) -> dict[str, Label]:
    found = await rows(datasette, "select key, title_zh, title_en from channels where portal = ?", [portal])
    return {row["key"]: Label(row["title_zh"], row["title_en"]) for row in found}


def _unattached_remarks(found: ReportRows) -> list[tuple[Row, RemarkShown]]:
    return [(row, remark) for row in found.unattached_remarks for remark in remarks_shown([row], row["verdict"] or "")]


def _text(row: Row, claims: Sequence[ClaimView], identities: Sequence[Row], cells: Cells) -> tuple[Block, ...]:
    text, there = row["text"] or "", frozenset(cell.start for cell in cells.values())
    relations = relation_marks(identities)
    marks = [
        Mark(
            claim.row["number"],
            claim.row["start"],
            claim.row["end"],
            claim.group,
            claim.label,
            # A cell itself leads to its relations.
            () if claim.row["start"] in there else tuple(relations[number] for number in claim.relations),
        )
        for claim in claims
        if claim.row["start"] is not None and claim.row["end"] is not None
    ]
    if not row["layout"]:
        return lines(text, marks)
    return blocks(read_body(text, row["layout"])[0], marks, marked_cells(identities, cells, row["year"]))
