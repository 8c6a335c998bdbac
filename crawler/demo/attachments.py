"""PDF and DOCX files of the demo, the same bytes for the same content."""

from __future__ import annotations

import io
import zipfile
from functools import lru_cache

from docx import Document as WordDocument
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

#: A font of Adobe's Asian pack: viewers bring it, the file only names it.
_FONT = "STSong-Light"
_LINE = 30
#: The earliest time a ZIP entry can carry; a clock would make every build different.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@lru_cache(maxsize=1024)
def attachment(format: str, title: str, paragraphs: tuple[str, ...]) -> bytes:
    """A file of ``format`` (pdf or docx) with a title and paragraphs; KeyError for another format."""
    return {"pdf": pdf, "docx": docx}[format](title, paragraphs)


def pdf(title: str, paragraphs: tuple[str, ...]) -> bytes:
    """One page of text in a CID-keyed Chinese font (ISO 32000-1, 9.7.5.2)."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    canvas.setTitle(title)
    text = canvas.beginText(60, 780)
    text.setFont(_FONT, 15, leading=24)
    for line in [*_lines(title), "", *(line for paragraph in paragraphs for line in _lines(paragraph))]:
        text.textLine(line)
    canvas.drawText(text)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _lines(text: str) -> list[str]:
    return [text[start : start + _LINE] for start in range(0, len(text), _LINE)]


def docx(title: str, paragraphs: tuple[str, ...]) -> bytes:
    """A word-processor file (ISO/IEC 29500) with a heading and paragraphs."""
    document = WordDocument()
    document.add_heading(title, level=1)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    buffer = io.BytesIO()
    document.save(buffer)
    return _without_times(buffer.getvalue())


def _without_times(archive: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, _ZIP_TIME), source.read(name), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
