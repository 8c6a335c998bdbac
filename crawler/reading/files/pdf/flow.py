"""Pages → blocks in reading order: what goes on over a line, or over a page, is one paragraph or one table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from archive.records import Body, FilePart
from crawler.reading.body import Block
from crawler.reading.files.pdf.carried import all_columns, carried_on, columns_at, with_columns
from crawler.reading.files.pdf.drawn import Drawn
from crawler.reading.files.pdf.leaves import Leaf
from crawler.reading.files.pdf.lines import joined
from crawler.reading.files.pdf.prose import Prose, goes_on, margins_of

Item = Prose | Drawn


def read_flow(leaves: Sequence[Leaf]) -> Flow:
    """The blocks of all pages of a file, of which ``without_running`` took what belongs to the pages alone."""
    flow = Flow()
    for leaf, margins in zip(leaves, margins_of(leaves), strict=True):
        placed: list[tuple[float, Item]] = [(line.middle, Prose(line, margins)) for line in leaf.lines]
        placed += [(table.top, table) for table in leaf.tables]
        flow.add([item for _, item in sorted(placed, key=lambda pair: -pair[0])])
    return flow


@dataclass
class Flow:
    """The blocks of a file so far, and where its pages begin: in which block, at which character or row."""

    blocks: list[Block] = field(default_factory=list)
    begins: list[tuple[int, int]] = field(default_factory=list)
    _last: Item | None = None
    _rows: int = 0  # of the table that may go on

    def add(self, items: Sequence[Item]) -> None:
        """Take the next page."""
        begun = False
        for item in items:
            place = self._add(item, new_page=not begun)
            if not begun:
                self.begins.append(place)
            begun = True
        if not begun:
            self.begins.append((len(self.blocks), 0))

    def _add(self, item: Item, *, new_page: bool) -> tuple[int, int]:
        before, self._last = self._last, item
        if isinstance(item, Drawn):
            return self._add_table(before, item, new_page)
        block = self.blocks[-1] if self.blocks else None
        if isinstance(block, str) and isinstance(before, Prose) and goes_on(before, item, new_page=new_page):
            self.blocks[-1] = joined(block, item.line.text)
            return len(self.blocks) - 1, len(self.blocks[-1]) - len(item.line.text)
        self.blocks.append(item.line.text)
        return len(self.blocks) - 1, 0

    def _add_table(self, before: Item | None, table: Drawn, new_page: bool) -> tuple[int, int]:
        block = self.blocks[-1] if self.blocks else None
        xs = all_columns(before.xs, table.xs) if new_page and isinstance(before, Drawn) else ()
        if isinstance(before, Drawn) and isinstance(block, tuple) and xs:
            start = self._rows
            upper, lower = with_columns(block, before.xs, xs), with_columns(table.grid, table.xs, xs)
            self.blocks[-1], rows = carried_on(upper, start, lower, table.rows, columns_at(xs, before.full))
            self._rows += rows
            self._last = replace(table, xs=xs)
            return len(self.blocks) - 1, start
        self.blocks.append(table.grid)
        self._rows = table.rows
        return len(self.blocks) - 1, 0

    def parts(self, body: Body) -> Iterator[FilePart]:
        """The span of each page in the body that was written of the blocks."""
        paragraphs, tables = iter(body.paragraphs), iter(body.tables)
        starts: list[dict[int, int] | int] = []
        for block in self.blocks:
            if isinstance(block, str):
                starts.append(next(paragraphs).start)
            else:
                rows: dict[int, int] = {}
                for cell in next(tables).cells:
                    rows.setdefault(cell.row, cell.start)
                starts.append(rows)
        places = [self._place(starts, body, *begin) for begin in self.begins]
        for number, (start, following) in enumerate(zip(places, [*places[1:], len(body.text)], strict=True)):
            end = following if number + 1 == len(places) else _before(body.text, start, following)
            yield FilePart(start, end, "")

    @staticmethod
    def _place(starts: Sequence[dict[int, int] | int], body: Body, block: int, at: int) -> int:
        if block >= len(starts):
            return len(body.text)
        start = starts[block]
        if isinstance(start, int):
            return start + at
        return next((place for row, place in start.items() if row >= at), len(body.text))


def _before(text: str, start: int, following: int) -> int:
    """Where a part ends that another follows: before the mark that parts their lines, if one does."""
    return following - 1 if following > start and text[following - 1] == "\n" else following
