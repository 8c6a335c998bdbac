"""The text of a report with its claims marked in place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from archive.labels import Label
from archive.records import Body, Cell, Table


@dataclass(frozen=True, slots=True)
class RelationMark:
    """An identity that something in the text is part of: its number, what was found, and the sign of that."""

    number: int
    group: str
    sign: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of the text that a claim quotes. Spans may overlap or be the same.

    ``label`` says what was found of it; ``relations`` are the identities that the claim is part of.
    """

    number: int
    start: int
    end: int
    group: str
    label: Label
    relations: tuple[RelationMark, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkedCell:
    """A value cell of an official table: its place (t3.new.total) and the identities that it is part of."""

    place: str
    relations: tuple[RelationMark, ...] = ()


#: Value cells by the span of their text.
MarkedCells = Mapping[tuple[int, int], MarkedCell]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text under the same marks; ``begins`` are the marks whose first run it is, ``ends`` whose last."""

    text: str
    marks: tuple[Mark, ...]
    begins: tuple[Mark, ...]
    ends: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class CellView:
    """A table cell as pieces, with its spans; ``marked`` where it is a value cell of an official table."""

    pieces: tuple[Piece, ...]
    rowspan: int
    colspan: int
    marked: MarkedCell | None = None

    @property
    def words(self) -> str | None:
        """The text of a cell in which nothing is marked; None for any other."""
        if any(piece.marks for piece in self.pieces):
            return None
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (``pieces``) or a table (``rows``)."""

    pieces: tuple[Piece, ...] = ()
    rows: tuple[tuple[CellView, ...], ...] = ()


def pieces(text: str, start: int, end: int, marks: Sequence[Mark]) -> tuple[Piece, ...]:
    """``text[start:end]`` cut wherever a mark begins or ends."""
    inside = [mark for mark in marks if mark.start < end and mark.end > start]
    if not inside:
        return (Piece(text[start:end], (), (), ()),) if start < end else ()
    edges = {start, end}
    for mark in inside:
        edges |= {max(mark.start, start), min(mark.end, end)}
    places = sorted(edges)
    return tuple(_piece(text, a, b, inside) for a, b in pairwise(places))


def _piece(text: str, start: int, end: int, marks: Sequence[Mark]) -> Piece:
    return Piece(
        text[start:end],
        marks=tuple(mark for mark in marks if mark.start <= start and mark.end >= end),
        begins=tuple(mark for mark in marks if mark.start == start),
        ends=tuple(mark for mark in marks if mark.end == end),
    )


def blocks(body: Body, marks: Sequence[Mark], cells: MarkedCells = MappingProxyType({})) -> tuple[Block, ...]:
    """Paragraphs and tables of ``body`` in reading order, marked. Of two cells of the same span the first is marked."""
    unmet = dict(cells)
    placed = [(p.start, Block(pieces(body.text, p.start, p.end, marks))) for p in body.paragraphs]
    placed += [
        (_start(table), Block(rows=_rows(body.text, table, marks, unmet))) for table in body.tables if table.cells
    ]
    return tuple(block for _, block in sorted(placed, key=lambda entry: entry[0]))


def lines(text: str, marks: Sequence[Mark]) -> tuple[Block, ...]:
    """The same where no layout is known: each line is a paragraph."""
    return tuple(Block(pieces(text, start, end, marks)) for start, end in _line_spans(text))


def _line_spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, start + len(line)
        start += len(line) + 1


def _start(table: Table) -> int:
    return min(cell.start for cell in table.cells)


def _rows(
    text: str, table: Table, marks: Sequence[Mark], unmet: dict[tuple[int, int], MarkedCell]
) -> tuple[tuple[CellView, ...], ...]:
    rows: dict[int, list[Cell]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell)
    return tuple(
        tuple(
            CellView(
                pieces(text, cell.start, cell.end, marks),
                cell.rowspan,
                cell.colspan,
                unmet.pop((cell.start, cell.end), None),
            )
            for cell in sorted(rows[number], key=lambda cell: cell.column)
        )
        for number in sorted(rows)
    )
