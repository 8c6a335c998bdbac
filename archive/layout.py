"""A body's paragraphs and cells written down beside its text, and read back."""

from __future__ import annotations

import json

from archive.records import Body, Cell, Paragraph, Table

_ENCODER = json.JSONEncoder(ensure_ascii=False)  # json.dumps makes one for each text


def layout_of(body: Body) -> str:
    """Paragraphs and cells of a body as JSON; ``body_of`` reads it back."""
    cells = [
        [[c.row, c.column, c.rowspan, c.colspan, c.start, c.end, c.text] for c in table.cells] for table in body.tables
    ]
    return _ENCODER.encode({"paragraphs": [[p.start, p.end] for p in body.paragraphs], "tables": cells})


def body_of(text: str, layout: str) -> Body:
    """The body that ``layout_of`` wrote down."""
    data = json.loads(layout)
    tables = tuple(
        Table(
            tuple(
                Cell(row, column, rows, columns, words, start, end)
                for row, column, rows, columns, start, end, words in t
            )
        )
        for t in data["tables"]
    )
    return Body(text, tuple(Paragraph(start, end) for start, end in data["paragraphs"]), tables)
