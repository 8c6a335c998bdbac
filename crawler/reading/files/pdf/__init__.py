"""PDF (ISO 32000): prose as its lines show it, tables as their ruling lines show them, page by page."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfpage import PDFPage

from crawler.reading.body import write_body
from crawler.reading.files.base import MAX_PAGES, Content, Reader, UnreadError, check_length
from crawler.reading.files.kinds import why_unread
from crawler.reading.files.pdf.flow import read_flow
from crawler.reading.files.pdf.leaves import Leaf, read_leaf
from crawler.reading.files.pdf.marks import Marks, Painter
from crawler.reading.files.pdf.running import without_running
from crawler.reading.files.pdf.streams import Budget, open_document

# The library reports every oddity of a file at length; what matters here is raised.
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
#: With so many characters of which the file does not say which they are, nothing that is read can be trusted.
_TOO_MANY_UNKNOWN = 0.3
#: A picture over so much of a page is the page, where no more characters than these stand beside it.
_MOST_OF_A_PAGE, _MOST_OF_A_MARK = 0.5, 30


def read_pdf(content: bytes) -> Content:
    """One part for each page. UnreadError for a scan, an encrypted file, one whose characters have no meaning."""
    budget = Budget.of(len(content))
    try:
        document = open_document(content, budget)
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise UnreadError(why_unread("encrypted")) from error
    pages: list[Marks] = []
    leaves: list[Leaf] = []
    for marks in _pages(document, budget):
        pages.append(replace(marks, rules=()))
        leaves.append(read_leaf(marks))
    if not pages:
        raise UnreadError("not a readable pdf: it has no pages")
    leaves = without_running(leaves)
    scanned = [_is_picture(page, leaf) for page, leaf in zip(pages, leaves, strict=True)]
    flow = read_flow(leaves)
    if not flow.blocks or all(scanned):
        raise UnreadError("scan: no text layer")
    glyphs = sum(len(page.glyphs) for page in pages)
    if sum(page.unknown for page in pages) > _TOO_MANY_UNKNOWN * glyphs:
        raise UnreadError("its fonts do not say which characters they draw")
    body = write_body(flow.blocks)
    return Content(body, tuple(flow.parts(body)), _left_out(scanned))


def _pages(document: PDFDocument, budget: Budget) -> Iterator[Marks]:
    painter, length = Painter(budget), 0
    for page in islice(PDFPage.create_pages(document), MAX_PAGES + 1):
        marks = painter.marks(page)
        length += len(marks.glyphs)
        check_length(length)
        yield marks


def _is_picture(page: Marks, leaf: Leaf) -> bool:
    """Whether a page is a picture: one covers it, and no more words stand on it than a stamp or a program's mark."""
    words = sum(len(line.text) for line in leaf.lines)
    most = _MOST_OF_A_MARK if page.pictures >= _MOST_OF_A_PAGE else 0
    return page.pictures > 0 and not leaf.tables and words <= most


def _left_out(scanned: list[bool]) -> str:
    pictures = [str(number) for number, is_picture in enumerate(scanned, 1) if is_picture]
    if len(scanned) > MAX_PAGES:
        return f"only its first {MAX_PAGES} pages are read"
    return f"pages that are pictures without text: {', '.join(pictures[:50])}" if pictures else ""


PDF = Reader(read_pdf, "pdfminer.six")
