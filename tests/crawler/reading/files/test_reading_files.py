"""Reports given as files."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

from archive.records import Body
from crawler.reading import ReadingError
from crawler.reading import read_file as read_whole_file


def read_file(content: bytes, name: str) -> Body:
    return read_whole_file(content, name).body


def paragraphs(body) -> list[str]:
    return [body.text[part.start : part.end] for part in body.paragraphs]


def word(build) -> bytes:
    document = docx.Document()
    build(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def pdf(line: str) -> bytes:
    stream = io.BytesIO()
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    drawing = canvas.Canvas(stream)
    drawing.setFont("STSong-Light", 12)
    drawing.drawString(72, 720, line)
    drawing.save()
    return stream.getvalue()


def test_the_real_report_is_kept_character_for_character(corpus):
    content = (corpus / "reports" / "songshan-2018.txt").read_bytes()
    assert read_file(content, "songshan-2018.txt").text == content.decode("utf-8")


def test_paragraphs_of_a_text_are_its_lines_that_say_something():
    assert paragraphs(read_file("　　一、概述\n\n \t\n公开1072条。 \r\n".encode(), "a.txt")) == [
        "一、概述",
        "公开1072条。",
    ]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_no_character_of_a_text_is_lost(text):
    body = read_file(b"\xef\xbb\xbf" + text.encode(), "a.txt")
    assert body.text == text


def test_a_text_in_gbk_is_read():
    assert read_file("主动公开政府信息1072条".encode("gbk"), "a.txt").text == "主动公开政府信息1072条"


def test_an_html_file_gives_the_documents_body():
    prose = "<p>全区主动公开政府信息1072条，比上年增加。</p>" * 20
    content = f"<html><body><div class=nav><a href=/>首页</a></div><div id=zoom>{prose}</div></body></html>".encode()
    assert paragraphs(read_file(content, "a.html")) == ["全区主动公开政府信息1072条，比上年增加。"] * 20


def test_a_word_documents_paragraphs_and_tables_stand_in_order():
    def build(document):
        document.add_paragraph("一、总体情况")
        table = document.add_table(rows=2, cols=2)
        for number, text in enumerate(["指标", "数", "公开", "7"]):
            table.cell(number // 2, number % 2).text = text
        document.add_paragraph("二、其他")

    body = read_file(word(build), "a.docx")
    assert body.text == "一、总体情况\n指标\t数\n公开\t7\n二、其他"


def test_merged_cells_of_a_word_table_have_spans():
    def build(document):
        table = document.add_table(rows=2, cols=3)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "合计"
        table.cell(0, 2).merge(table.cell(1, 2)).text = "备注"

    cells = {cell.text: cell for cell in read_file(word(build), "a.docx").tables[0].cells if cell.text}
    assert [(cells[name].rowspan, cells[name].colspan, cells[name].column) for name in ("合计", "备注")] == [
        (1, 2, 0),
        (2, 1, 2),
    ]


def test_the_text_of_a_pdf_is_read():
    assert paragraphs(read_file(pdf("主动公开政府信息1072条"), "a.pdf")) == ["主动公开政府信息1072条"]


def test_a_pdf_is_told_by_its_first_bytes_whatever_its_name():
    assert "1072" in read_file(pdf("公开1072条"), "download.jsp").text


def test_a_pdf_without_text_is_refused_as_a_scan():
    with pytest.raises(ReadingError, match=r"^report\.pdf: scan: no text layer$"):
        read_file(pdf(""), "report.pdf")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"%PDF-1.7 broken", "a.pdf"),
        (b"not a zip", "a.docx"),
        (b"PK\x03\x04 cut", "a.docx"),
        (b"\xd0\xcf\x11\xe0old word", "a.doc"),
        (b"anything", "a.ofd"),
        (b"\x00\x01", "noname"),
    ],
)
def test_what_cannot_be_read_is_an_error_that_names_the_file(content, name):
    with pytest.raises(ReadingError, match=name.replace(".", r"\.")):
        read_file(content, name)


def test_a_zip_that_is_no_word_document_is_refused_as_an_archive():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(ReadingError, match="an archive"):
        read_file(stream.getvalue(), "a.docx")


def test_a_zip_bomb_is_refused_before_it_is_opened():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * (257 * 1024 * 1024))
    with pytest.raises(ReadingError, match="expands"):
        read_file(stream.getvalue(), "a.docx")


@given(st.binary(max_size=300), st.sampled_from(["a.pdf", "a.docx", "a.html", "a.txt", "a"]))
def test_random_bytes_give_a_body_or_a_reading_error(content, name):
    try:
        body = read_file(content, name)
    except ReadingError:
        return
    assert all(0 <= part.start < part.end <= len(body.text) for part in body.paragraphs)


@given(st.integers(0, 3000), st.integers(0, 255))
def test_a_damaged_file_gives_a_body_or_a_reading_error(place, value):
    for content, name in (
        (pdf("公开1072条"), "a.pdf"),
        (word(lambda document: document.add_paragraph("公开")), "a.docx"),
    ):
        damaged = bytearray(content)
        damaged[place % len(damaged)] = value
        try:
            read_file(bytes(damaged), name)
        except ReadingError as error:
            assert name in str(error)
