"""Bombs, loops and entities: a message on that file, soon, and the next file is read."""

from __future__ import annotations

import shutil
import sys
import time

import pytest
from cpu_time import cpu_time
from made_files import changed, deflated, one_page, pdf, pdf_stream, prose, raw_pdf, word, workbook, zipped

from crawler.reading import read_attachment
from crawler.reading.files import confined

PROLOGUE = b'<?xml version="1.0"?>'
LAUGHS = b"<!DOCTYPE l [<!ENTITY a 'ha'>%b]>" % b"".join(
    b"<!ENTITY %c '%b'>" % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
)
EXTERNAL = b"<!DOCTYPE l [<!ENTITY j SYSTEM 'file:///etc/hostname'>]>"
DOCX = word(lambda document: document.add_paragraph("here"))
XLSX = workbook(lambda book: book.active.append(["here"]))
BOX = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F%d %d 0 R >> >>"
FONT = (
    b"<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /BaseFont /X %b /DescendantFonts [<< /Type /Font "
    b"/Subtype /CIDFontType2 /BaseFont /X %b /FontDescriptor << /Type /FontDescriptor /FontName /X >> "
    b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] >>"
)
CMAP = (
    b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00000000> <ffffffff> endcodespacerange "
    b"1 beginbfrange\n<00000000> <7fffffff> <4e00>\nendbfrange endcmap"
)
SHOWN = pdf_stream(b"BT /F 9 Tf <0001> Tj ET")
FONTS = b"<< /Font << /F 5 0 R >> >>"


def in_document(markup: bytes, declared: bytes = b"") -> bytes:
    def change(document: bytes) -> bytes:
        body = document.partition(b"?>")[2].replace(b"<w:t>here", b"<w:t>" + markup)
        return PROLOGUE + declared + body

    return changed(DOCX, "word/document.xml", change)


def in_sheet(markup: bytes) -> bytes:
    return changed(XLSX, "xl/worksheets/sheet1.xml", lambda sheet: sheet.replace(b"</sheetData>", markup))


def forms(count: int) -> list[bytes]:
    """Each draws the next ten times."""
    return [pdf_stream(b"/F%d Do " % (n + 1) * 10, BOX % (n + 1, n + 6)) for n in range(count)]


#: Each is made when it is asked for: every worker imports this, and some take a second and hundreds of megabytes.
UNREAD = {
    "a page that expands a thousandfold": lambda: one_page(deflated(b"q Q " * 5_000_000)),
    "a page that expands twice": lambda: one_page(deflated(b"q Q " * 25_000_000, times=2)),
    "forms that draw forms that draw forms": lambda: one_page(
        pdf_stream(b"/F0 Do"), *forms(20), resources=b"<< /XObject << /F0 5 0 R >> >>"
    ),
    "a character map of two thousand million": lambda: one_page(
        SHOWN, FONT % (b"/ToUnicode 6 0 R", b""), pdf_stream(CMAP), resources=FONTS
    ),
    "widths of two thousand million characters": lambda: one_page(
        SHOWN, FONT % (b"", b"/W [0 2000000000 500]"), resources=FONTS
    ),
    "a tree of pages that holds itself": lambda: raw_pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"
    ),
    "brackets without end": lambda: b"%PDF-1.4\n1 0 obj\n" + b"[" * 50_000,
    "entities in a document": lambda: in_document(b"&j;", LAUGHS),
    "an entity that is a file": lambda: in_document(b"&j;", EXTERNAL),
    "a document of sixty million letters": lambda: in_document(b"x" * 60_000_000),
    "a container of a thousand times its size": lambda: zipped({"word/document.xml": b"\0" * (257 * 1024 * 1024)}),
    "a sheet of a million cells": lambda: in_sheet(b"<row>" + b"<c><v>1</v></c>" * 1_000_000 + b"</row></sheetData>"),
    "a broken container": lambda: DOCX[:-200],
}
READ = {
    "a cell at the end of the largest sheet": lambda: in_sheet(
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    ),
    "ten thousand merged cells on each other": lambda: in_sheet(
        b"</sheetData><mergeCells>" + b'<mergeCell ref="A1:XFD1048576"/>' * 10_000 + b"</mergeCells>"
    ),
}


@pytest.mark.parametrize("name", UNREAD)
def test_a_hostile_file_is_unread_with_a_reason(name):
    content = UNREAD[name]()
    began = time.monotonic()
    with cpu_time() as took:
        reading = read_attachment(content, "a.bin")
    assert reading.body.text == ""
    assert reading.unread
    assert took.seconds < 5
    assert time.monotonic() - began < 60


@pytest.mark.parametrize("name", READ)
def test_what_is_only_vast_on_paper_is_read(name):
    assert read_attachment(READ[name](), "a.xlsx").body.text == "here"


def test_a_file_after_one_that_ended_the_reader_is_read():
    assert "too much" in read_attachment(UNREAD["a character map of two thousand million"](), "a.pdf").unread
    assert read_attachment(pdf(prose("公开1072条。")), "a.pdf").body.text == "公开1072条。"


@pytest.mark.parametrize(
    "name", ["forms that draw forms that draw forms", "brackets without end", "a broken container"]
)
def test_the_same_bytes_give_the_same_reason_again(name):
    content = UNREAD[name]()
    assert read_attachment(content, "a") == read_attachment(content, "a")


def test_a_reader_that_does_not_start_is_no_fact_about_the_file(monkeypatch):
    monkeypatch.setattr(confined, "_worker", None)
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with pytest.raises(OSError, match="does not start"):
        read_attachment(DOCX, "a.docx")
