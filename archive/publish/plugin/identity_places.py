"""Where the numbers of a report's identities stand: claims, and cells of its official tables, linked both ways."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from archive.labels import verdict_group
from archive.layout import body_of
from archive.publish.marks import MarkedCell, MarkedCells, RelationMark
from archive.publish.plugin import labels
from archive.publish.plugin.rows import Row, json_list
from archive.records import Body, TableCell
from archive.reports.official import cells_of, read_official_tables

if TYPE_CHECKING:  # Datasette imports its plugins before its own application
    from datasette.app import Datasette

Cells = Mapping[str, TableCell]
#: Reports whose tables are kept as read: reading takes milliseconds, and the page of a report is asked for often.
_KEPT = 16


@dataclass(frozen=True, slots=True)
class Place:
    """One of the numbers of an identity: the claim or cell it was read from, and where that is shown.

    ``name`` is the claim's number or the cell's place; ``text`` what is printed there as the page is served now, and
    ``value`` its number; None where there is none. ``link`` is empty where nothing is known of it.
    """

    name: str
    is_cell: bool
    text: str
    value: float | None
    link: str


@lru_cache(maxsize=_KEPT)
def read_body(text: str, layout: str) -> tuple[Body, Cells]:
    """A text with its layout, and the value cells of its official tables by their places."""
    body = body_of(text, layout)
    return body, {cell.place: cell for cell in cells_of(read_official_tables(body))}


def cells_by_place(text: str, layout: str) -> Cells:
    """The value cells of the official tables of a text, by their places; none where no layout is known."""
    return read_body(text, layout)[1] if layout else {}


def claim_numbers(identity: Row) -> tuple[int, ...]:
    """The numbers of the claims of an identity, in its order."""
    ends = (claim.rpartition(".")[2] for claim in _texts(identity["claims"]))
    return tuple(int(number) for number in ends if number.isdecimal())


def cell_places(identity: Row) -> tuple[str, ...]:
    """The places of the cells of an identity, in its order, those between two years with their year in front."""
    return _texts(identity["cells"])


@lru_cache(maxsize=1024)  # each list is asked for several times on a page
def _texts(stored: str | None) -> tuple[str, ...]:
    return tuple(str(entry) for entry in json_list(stored))


def own_cell(identity: Row, place: str, year: Any) -> str:
    """The place of a cell without its year; empty where it is a cell of another report: of another year or source."""
    if identity["source"]:
        return ""
    when, between, own = place.rpartition(":")
    return own if not between or when == str(year) else ""


def places_of(datasette: Datasette, identity: Row, year: Any, claims: Mapping[int, Row], cells: Cells) -> list[Place]:
    """Where every number of an identity stands: its claims, then its cells, in its order.

    ``claims`` are the rows of the report's claims by number, ``cells`` the value cells of its tables, ``year`` is its
    own. Cells of another report lead to that report's page.
    """
    found = [_claim(number, claims.get(number)) for number in claim_numbers(identity)]
    return found + [_cell(datasette, identity, place, year, cells) for place in cell_places(identity)]


def _claim(number: int, row: Row | None) -> Place:
    if row is None:
        return Place(str(number), False, "", None, "")
    return Place(str(number), False, row["quote"] or "", row["value"], f"#claim-{number}")


def _cell(datasette: Datasette, identity: Row, place: str, year: Any, cells: Cells) -> Place:
    own = own_cell(identity, place, year)
    if own:
        cell = cells.get(own)
        return Place(place, True, cell.text, cell.value, f"#{cell_anchor(own)}") if cell else _unknown(place)
    elsewhere = identity["source"] or identity["previous"]
    if not elsewhere:
        return _unknown(place)
    page = datasette.urls.path(f"/report/{elsewhere}")
    return Place(place, True, "", None, f"{page}#{quote(cell_anchor(place.rpartition(':')[2]))}")


def _unknown(place: str) -> Place:
    return Place(place, True, "", None, "")


def cell_anchor(place: str) -> str:
    """The id of a cell on the page of its report; places are words of our own forms."""
    return f"cell-{place}"


def relations_of_claims(identities: Iterable[Row], claims: Sequence[Row], year: Any) -> dict[int, tuple[int, ...]]:
    """For each claim, by its number, the numbers of the identities that name it or the cell it stands in."""
    standing = {row["subject"]: row["number"] for row in claims if row["subject"]}
    found: dict[int, dict[int, None]] = {}
    for identity in identities:
        in_cells = (standing.get(own_cell(identity, place, year)) for place in cell_places(identity))
        for claim in (*claim_numbers(identity), *in_cells):
            if claim is not None:
                found.setdefault(claim, {})[identity["number"]] = None
    return {claim: tuple(numbers) for claim, numbers in found.items()}


def relation_marks(identities: Iterable[Row]) -> dict[int, RelationMark]:
    """How each identity is told of in the text, by its number."""
    verdicts = {identity["number"]: identity["verdict"] or "" for identity in identities}
    return {n: RelationMark(n, verdict_group(verdict), labels.sign(verdict)) for n, verdict in verdicts.items()}


def marked_cells(identities: Sequence[Row], cells: Cells, year: Any) -> MarkedCells:
    """Every value cell by its span, with the identities that name it."""
    named: dict[str, dict[int, RelationMark]] = {}
    marks = relation_marks(identities)
    for identity in identities:
        for place in cell_places(identity):
            named.setdefault(own_cell(identity, place, year), {})[identity["number"]] = marks[identity["number"]]
    return {
        (cell.start, cell.end): MarkedCell(place, tuple(named.get(place, {}).values())) for place, cell in cells.items()
    }
