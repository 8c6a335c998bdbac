"""DOCX (ISO/IEC 29500, WordprocessingML): paragraphs, tables, text boxes and footnotes in their order."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import parse_xml
from lxml import etree

from crawler.reading.body import Block
from crawler.reading.files.archives import check_container
from crawler.reading.files.base import MAX_CELLS, Content, Part, Reader, UnreadError, write_parts
from crawler.reading.files.docx_numbering import Numbering, read_numbering
from crawler.reading.tables import MAX_COLUMNS, MAX_ROWS, GridCell
from crawler.reading.text import tidy

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_P, _TBL, _TR, _TC, _T = (f"{_W}{name}" for name in ("p", "tbl", "tr", "tc", "t"))
_BOX, _VALUE = f"{_W}txbxContent", f"{_W}val"
_PICTURES = (f"{_W}drawing", f"{_W}pict", f"{_W}object")
#: What stands for a character: breaks end a line.
_MARKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
#: What is no text of the document now: what was deleted, what only older programs show, field codes.
_UNSEEN = frozenset(
    [f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "pPr", "rPr", "sdtPr", "sectPr")]
    + ["{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"]
)


def read_docx(content: bytes) -> Content:
    """A Word document as one part: where its pages end is not written in it."""
    check_container(content).close()
    document = docx.Document(io.BytesIO(content))
    numbering = read_numbering(document)
    blocks = [*_blocks(document.element.body, numbering), *_footnotes(document, numbering)]
    if not blocks:
        pictures = any(element.tag in _PICTURES for element in document.element.body.iter())
        raise UnreadError("scan: pictures without text" if pictures else "without text")
    if sum(len(block) for block in blocks if not isinstance(block, str)) > MAX_CELLS:
        raise UnreadError(f"its tables have more than {MAX_CELLS} cells")
    return write_parts([Part(blocks)])


def _blocks(parent: etree._Element, numbering: Numbering) -> Iterator[Block]:
    """Paragraphs and tables under an element, also inside content controls; text boxes follow their paragraph."""
    for child in parent:
        if child.tag == _P:
            yield from _lines(child, numbering)
            for box in _seen(child):
                if box.tag == _BOX:
                    yield from _blocks(box, numbering)
        elif child.tag == _TBL:
            if grid := _grid(child, numbering):
                yield grid
        elif child.tag not in _UNSEEN:
            yield from _blocks(child, numbering)


def _lines(paragraph: etree._Element, numbering: Numbering) -> list[str]:
    """The lines of a paragraph, its automatic number in front of the first; of one that shows nothing, none."""
    pieces = (element.text or "" if element.tag == _T else _MARKS.get(element.tag, "") for element in _seen(paragraph))
    text, label = "".join(pieces), numbering.label(paragraph)
    if not tidy(text):
        return []
    return [line for part in f"{label}{text.lstrip()}".split("\n") if (line := tidy(part))]


def _seen(parent: etree._Element) -> Iterator[etree._Element]:
    """What is under an element and shown; a text box is given and not entered, for it is no part of the line."""
    for child in parent:
        if child.tag not in _UNSEEN:
            yield child
            if child.tag != _BOX:
                yield from _seen(child)


def _footnotes(document: Document, numbering: Numbering) -> Iterator[Block]:
    """The notes at the foot of pages, in the order of their numbers."""
    for relation in document.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.FOOTNOTES and not relation.is_external:
            for note in parse_xml(relation.target_part.blob):
                if note.get(f"{_W}type") in (None, "normal"):
                    yield from _blocks(note, numbering)


def _inner(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """The rows of a table, or cells of a row, also those inside content controls."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag not in _UNSEEN and child.tag not in (_TR, _TC, _P):
            yield from _inner(child, tag)


def _grid(table: etree._Element, numbering: Numbering) -> tuple[GridCell, ...]:
    """The cells of a table; a merged cell is listed once, with its spans."""
    cells: list[GridCell] = []
    growing: dict[int, int] = {}  # column → index of the cell that the row below may continue
    for number, row in enumerate(_inner(table, _TR)):
        if number >= MAX_ROWS:
            break
        column = _number(row.find(f"{_W}trPr/{_W}gridBefore"), 0)
        for element in _inner(row, _TC):
            span = min(_number(element.find(f"{_W}tcPr/{_W}gridSpan"), 1), max(MAX_COLUMNS - column, 1))
            merge = element.find(f"{_W}tcPr/{_W}vMerge")
            above = growing.get(column)
            if merge is not None and merge.get(_VALUE) != "restart" and above is not None:
                cells[above] = replace(cells[above], rowspan=number - cells[above].row + 1)
            elif column < MAX_COLUMNS:
                growing.pop(column, None)
                if merge is not None:
                    growing[column] = len(cells)
                cells.append(GridCell(number, column, 1, span, _cell_text(element, numbering)))
            column += span
    return tuple(cells)


def _number(element: etree._Element | None, otherwise: int) -> int:
    value = "" if element is None else str(element.get(_VALUE, ""))[:4]
    return int(value) if value.isascii() and value.isdigit() and int(value) else otherwise


def _cell_text(cell: etree._Element, numbering: Numbering) -> str:
    """The lines of a cell; those of a table in it follow as lines too."""
    return "\n".join(line for paragraph in cell.iter(_P) for line in _lines(paragraph, numbering))


DOCX = Reader(read_docx, "python-docx")
