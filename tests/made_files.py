"""Files of every kind, made by the libraries that others make them with, and hostile ones made by hand."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence

import docx
import openpyxl
import xlwt
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table, TableStyle

FONT = "STSong-Light"
STYLE = ParagraphStyle("prose", fontName=FONT, fontSize=12, leading=20, firstLineIndent=24, wordWrap="CJK")
BLACK = (0, 0, 0)


def pdf(*flowables: Flowable, on_page: Callable[..., object] | None = None) -> bytes:
    """Pages of paragraphs and tables; ``on_page`` draws what stands on each beside them."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    stream = io.BytesIO()
    draw = on_page or (lambda canvas, document: None)
    SimpleDocTemplate(stream, invariant=1).build(list(flowables), onFirstPage=draw, onLaterPages=draw)
    return stream.getvalue()


def prose(text: str) -> Paragraph:
    """A paragraph that begins two characters in, as Chinese prose does."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    return Paragraph(text, STYLE)


def ruled(rows: Sequence[Sequence[str]], *styles: tuple[object, ...], **options: object) -> Table:
    """A table with all its lines."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    grid = [("GRID", (0, 0), (-1, -1), 0.5, BLACK), ("FONT", (0, 0), (-1, -1), FONT, 10)]
    return Table([list(row) for row in rows], style=TableStyle([*grid, *styles]), **options)


def word(build: Callable[[docx.document.Document], object]) -> bytes:
    """A Word document."""
    document = docx.Document()
    build(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def workbook(build: Callable[[openpyxl.Workbook], object]) -> bytes:
    """An XLSX workbook."""
    book = openpyxl.Workbook()
    build(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def old_workbook(build: Callable[[xlwt.Workbook], object]) -> bytes:
    """An XLS workbook."""
    book = xlwt.Workbook()
    build(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A ZIP archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def changed(container: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same container with one of its members changed."""
    with zipfile.ZipFile(io.BytesIO(container)) as archive:
        members = {member: archive.read(member) for member in archive.namelist()}
    return zipped({member: change(content) if member == name else content for member, content in members.items()})


def raw_pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1, the first of them its catalogue."""
    content, places = b"%PDF-1.5\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return content + head + table + b"trailer << /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(content)


def one_page(contents: bytes, *others: bytes, resources: bytes = b"<< >>") -> bytes:
    """A PDF of one page that draws ``contents``; further objects are numbered from 5."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources %b >>" % resources
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return raw_pdf(b"<< /Type /Catalog /Pages 2 0 R >>", pages, page, contents, *others)


def pdf_stream(data: bytes, entries: bytes = b"") -> bytes:
    """A stream object with these entries in its dictionary."""
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(data), entries, data)


def deflated(data: bytes, times: int = 1) -> bytes:
    """A stream that is compressed so many times."""
    for _ in range(times):
        data = zlib.compress(data, 9)
    return pdf_stream(data, b"/Filter [%b]" % (b"/FlateDecode " * times))
