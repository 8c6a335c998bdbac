"""Bodies for the tests, built from plain text and from the corpus's table pages.

Stands in for crawler/reading, which turns bytes into bodies; archive knows nothing of HTML.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import lxml.html
import pytest

from archive.records import Body, Cell, Paragraph, Table


def body_of_lines(text: str) -> Body:
    """A body whose paragraphs are the lines of ``text``."""
    paragraphs, position = [], 0
    for line in text.split("\n"):
        if line.strip():
            paragraphs.append(Paragraph(position, position + len(line)))
        position += len(line) + 1
    return Body(text, tuple(paragraphs))


def _cell_text(node: lxml.html.HtmlElement) -> str:
    return " ".join(" ".join(node.itertext()).split()) if node.find(".//br") is not None else _joined(node)


def _joined(node: lxml.html.HtmlElement) -> str:
    return "".join(node.itertext()).strip()


def _place(node: lxml.html.HtmlElement, row: int, taken: set[tuple[int, int]]) -> tuple[int, int, int]:
    column = 0
    while (row, column) in taken:
        column += 1
    rowspan, colspan = int(node.get("rowspan") or 1), int(node.get("colspan") or 1)
    taken.update((row + down, column + right) for down in range(rowspan) for right in range(colspan))
    return column, rowspan, colspan


def body_of_tables(path: Path) -> Body:
    """A body that holds every table of an HTML page, spans laid out on the grid."""
    page = lxml.html.fromstring(path.read_bytes())
    text, tables = "", []
    for node in page.iter("table"):
        cells: list[Cell] = []
        taken: set[tuple[int, int]] = set()
        for row, line in enumerate(node.iter("tr")):
            for entry in line.xpath("./td|./th"):
                column, rowspan, colspan = _place(entry, row, taken)
                printed = _cell_text(entry)
                cells.append(Cell(row, column, rowspan, colspan, printed, len(text), len(text) + len(printed)))
                text += printed + "\n"
        tables.append(Table(tuple(cells)))
    return Body(text, (), tuple(tables))


@pytest.fixture(scope="session")
def prose() -> Callable[[str], Body]:
    """Makes a body of a plain text."""
    return body_of_lines


@pytest.fixture(scope="session")
def tables_of() -> Callable[[Path], Body]:
    """Makes a body of the tables of an HTML page."""
    return body_of_tables
