"""Tables of a guide or catalogue: the columns whose heads say that names stand in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from archive.guides.lines import split
from archive.guides.names import is_part, names_in
from archive.guides.rhythms import rhythm
from archive.guides.rules import pattern, rules, words
from archive.records import Body, Cell, Table
from archive.reports.folding import compact

_MOST_HEADS = 3  # rows at the top of a table in which heads may stand

Named = tuple[int, int, int | None]


def named_in_tables(body: Body) -> Iterator[Named]:
    """The span of each name in the tables, and the days after which something new is due, where a column says so."""
    for table in body.tables:
        yield from _named(body, table)


def _named(body: Body, table: Table) -> Iterator[Named]:
    heads = [(cell, _folded(body, cell)) for cell in table.cells if cell.row < _MOST_HEADS]
    for rule in rules()["heads"]:
        chosen = [cell for cell, text in heads if re.search(rule["pattern"], text)]
        if chosen:
            under = max(cell.row + cell.rowspan for cell in chosen)
            columns = {cell.column + place for cell in chosen for place in range(cell.colspan)}
            rhythms = _rhythms(body, table, heads)
            for cell in table.cells:
                if cell.row >= under and cell.column in columns and cell.start < rules()["most_characters"]:
                    yield from ((*span, rhythms.get(cell.row)) for span in _of_cell(body, cell, rule))
            return


def _of_cell(body: Body, cell: Cell, rule: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
    if cell.start >= cell.end:
        return
    for part in split(compact(body.text, [(cell.start, cell.end)])):
        end = len(part.words)
        if rule["whole"]:
            name = part.words[part.begin :].strip("《》")
            if 4 <= len(name) <= int(rules()["longest_title"]) and name not in words("generic"):
                start = part.words.find(name, part.begin)
                yield part.span(start, start + len(name))
        else:
            spans = list(names_in(part.words, part.begin, end))
            kept = spans if len(spans) == 1 else [span for span in spans if is_part(part.words[slice(*span)])]
            yield from (part.span(*span) for span in kept)


def _rhythms(body: Body, table: Table, heads: Sequence[tuple[Cell, str]]) -> dict[int, int | None]:
    """By row, the days that the column of rhythms says."""
    columns = {cell.column for cell, text in heads if pattern("rhythm_heads").search(text)}
    return {
        cell.row + place: rhythm(_folded(body, cell))
        for cell in table.cells
        if cell.column in columns
        for place in range(cell.rowspan)
    }


def _folded(body: Body, cell: Cell) -> str:
    return compact(body.text, [(cell.start, cell.end)]).text
