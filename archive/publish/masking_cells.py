"""The layout beside a text in public.db: none of its cells shows what the masked text covers.

What makes a number a person's often stands outside the tables: a label in the paragraph above. A layout has no words
but those of its cells, so that the text's own mask is laid over them.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import replace

from archive.layout import body_of, layout_of
from archive.publish.masking import has_no_tables
from archive.publish.masking_cover import MASK
from archive.publish.masking_texts import BothTexts, counts_within, note_masked
from archive.records import Cell, Table

#: Versions with a layout, in whose text something is covered.
_VERSIONS = """
select distinct t.version from masked m join document_texts t on t.version = cast(m.row_id as integer)
where m.row_table = 'document_texts' and m.row_column = 'text' and t.layout <> '' order by t.version
"""
_LAYOUT = "select layout from document_texts where version = ?"
_COUNTED = (
    "select rule, numbers from masked where row_table = 'document_texts' and row_id = ? and row_column = 'layout'"
)


def cover_cells(source: sqlite3.Connection, public: sqlite3.Connection) -> None:
    """Cover in the cells of every layout what the published text covers there.

    ``public`` is a whole copy of ``source``, masked value by value.
    """
    texts = BothTexts(source, public)
    for (version,) in public.execute(_VERSIONS).fetchall():
        (layout,) = public.execute(_LAYOUT, [version]).fetchone()
        archived, published = texts.of(version)
        covered = laid_over(layout, published)
        if covered != layout:
            public.execute("update document_texts set layout = ? where version = ?", [covered, version])
            _count(public, version, archived, covered)


def laid_over(layout: str, published: str) -> str:
    """A layout with a mask in its cells wherever the text that it was written down beside has one."""
    if has_no_tables(layout):
        return layout
    try:
        body = body_of(published, layout)
    except (ValueError, TypeError, KeyError):  # not a layout
        return layout
    tables = tuple(Table(tuple(_covered(cell, published) for cell in table.cells)) for table in body.tables)
    return layout if tables == body.tables else layout_of(replace(body, tables=tables))


def _covered(cell: Cell, published: str) -> Cell:
    shown = published[cell.start : cell.end]
    if MASK not in shown or len(shown) != len(cell.text):
        return cell
    words = zip(cell.text, shown, strict=True)
    return replace(cell, text="".join(MASK if seen == MASK else letter for letter, seen in words))


def _count(public: sqlite3.Connection, version: int, archived: str, layout: str) -> None:
    """Write down of each rule what it covers in the cells, by the text or by their own heads, whichever is more."""
    before = dict(public.execute(_COUNTED, [str(version)]).fetchall())
    counts = Counter[str]()
    for table in body_of(archived, layout).tables:
        for cell in table.cells:
            counts += counts_within(archived, cell.start, cell.end)
    note_masked(public, ("document_texts", str(version), "layout"), counts | Counter(before))
