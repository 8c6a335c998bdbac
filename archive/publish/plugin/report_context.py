"""What every finding of a report is shown with: the report's rows, how it is cited, where its numbers stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from archive.labels import Label, RenderedNote, render_notes
from archive.publish.plugin.citation import Citation
from archive.publish.plugin.identity_places import Cells
from archive.publish.plugin.report_rows import ReportRows
from archive.publish.plugin.rows import Row
from archive.remark_store import REMARK_NOTES

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette


@dataclass(frozen=True, slots=True)
class ReportContext:
    """What a report's findings are shown with: its rows, what its channels are called, how it is cited."""

    datasette: Datasette
    found: ReportRows
    channels: Mapping[str, Label]
    citation: Citation
    relations: Mapping[int, tuple[int, ...]]  # of each claim the identities that it is part of, by their numbers
    cells: Cells
    claims: Mapping[int, Row]  # by their numbers

    def remarks(self, place: str) -> Sequence[Row]:
        """The remarks on a claim or identity."""
        return self.found.remarks.get(place, ())


def rerun_address(datasette: Datasette, finding: str, part: int | None = None) -> str:
    """Where what is stored for a finding, or for a sub-total of it, is computed again."""
    path = f"/rerun/{quote(finding, safe='@~')}" + ("" if part is None else f"/{part}")
    return str(datasette.urls.path(path))


def notes_of(row: Row) -> tuple[RenderedNote, ...]:
    """The notes of a finding; those that point at remarks are left out where the remarks stand in full."""
    return tuple(note for note in render_notes(row["note"]) if note.key not in REMARK_NOTES)
