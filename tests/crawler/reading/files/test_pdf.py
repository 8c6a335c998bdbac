"""PDF: prose as its lines show it, tables as their ruling lines show them, page by page."""

from __future__ import annotations

import io

import pypdf
import pytest
from made_files import BLACK, FONT, pdf, prose, ruled
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import PageBreak, Paragraph
from reportlab.platypus import Table as RuledTable

from archive.records import FileReading, Table
from crawler.reading import parse_page, read_attachment, read_tables

LONG = "全区主动公开政府信息1072条，其中政策文件12件，各单位要把责任落实到人，按期完成。" * 4
HEAD = ("信息内容", "制发件数", "废止件数")


def read(*flowables) -> FileReading:
    reading = read_attachment(pdf(*flowables), "a.pdf")
    assert reading.unread == ""
    return reading


def paragraphs(reading: FileReading) -> list[str]:
    return [reading.body.text[part.start : part.end] for part in reading.body.paragraphs]


def cells(table: Table) -> list[tuple[object, ...]]:
    return [(c.row, c.column, c.rowspan, c.colspan, c.text) for c in table.cells]


def pages(reading: FileReading) -> list[str]:
    return [reading.body.text[part.start : part.end] for part in reading.parts]


def test_lines_of_one_paragraph_are_joined_and_paragraphs_are_not():
    assert paragraphs(read(prose(LONG), prose(LONG), prose("二、其他"))) == [LONG, LONG, "二、其他"]


def test_a_paragraph_that_ends_on_the_next_page_is_one():
    reading = read(*[prose(f"第{number}段。{LONG}") for number in range(12)])
    assert paragraphs(reading) == [f"第{number}段。{LONG}" for number in range(12)]
    assert len(reading.parts) > 1


def test_pages_are_spans_of_the_text_in_their_order():
    assert pages(read(prose("第一页的话。"), PageBreak(), prose("第二页的话。"))) == ["第一页的话。", "第二页的话。"]


def test_a_page_number_is_no_paragraph():
    assert paragraphs(read(prose("正文。"), prose("- 3 -"))) == ["正文。"]


def test_a_table_stands_where_it_is_drawn_and_is_not_repeated_as_prose():
    reading = read(prose("一、情况"), ruled([HEAD, ("规章", "0", "1")]), prose("二、其他"))
    assert reading.body.text == "一、情况\n信息内容\t制发件数\t废止件数\n规章\t0\t1\n二、其他"
    assert paragraphs(reading) == ["一、情况", "二、其他"]


def test_a_blank_cell_is_kept_apart_from_a_zero():
    table = read(ruled([HEAD, ("规章", "0", "")])).body.tables[0]
    assert [cell.text for cell in table.cells] == [*HEAD, "规章", "0", ""]


def test_cells_that_no_line_parts_span_rows_and_columns():
    rows = [("合计", "", "备注"), ("甲", "乙", ""), ("丙", "丁", "戊")]
    table = read(ruled(rows, ("SPAN", (0, 0), (1, 0)), ("SPAN", (2, 0), (2, 1)))).body.tables[0]
    assert cells(table) == [
        (0, 0, 1, 2, "合计"),
        (0, 2, 2, 1, "备注"),
        (1, 0, 1, 1, "甲"),
        (1, 1, 1, 1, "乙"),
        (2, 0, 1, 1, "丙"),
        (2, 1, 1, 1, "丁"),
        (2, 2, 1, 1, "戊"),
    ]


def test_a_table_without_outer_edges_has_its_outer_columns():
    styles = [
        ("FONT", (0, 0), (-1, -1), FONT, 10),
        ("INNERGRID", (0, 0), (-1, -1), 0.5, BLACK),
        ("LINEABOVE", (0, 0), (-1, 0), 0.5, BLACK),
        ("LINEBELOW", (0, -1), (-1, -1), 0.5, BLACK),
    ]
    (table,) = read(RuledTable([list(HEAD), ["规章", "0", "1"]], style=styles)).body.tables
    assert [cell.text for cell in table.cells] == [*HEAD, "规章", "0", "1"]


def test_a_frame_round_a_text_is_no_table():
    reading = read(ruled([("通告：即日起施行。",)]))
    assert (reading.body.tables, paragraphs(reading)) == ((), ["通告：即日起施行。"])


def test_a_table_that_goes_on_over_the_page_is_one_and_its_head_stands_once():
    rows = [HEAD, *[(f"第{number}项", str(number), "") for number in range(60)]]
    reading = read(ruled(rows, repeatRows=1))
    assert len(reading.parts) > 1
    assert len(reading.body.tables) == 1
    assert [cell.text for cell in reading.body.tables[0].cells if cell.column == 0] == [row[0] for row in rows]


def test_two_tables_of_other_columns_on_two_pages_stay_two():
    first, second = ruled([HEAD, HEAD]), ruled([("甲", "乙"), ("丙", "丁")], colWidths=[300, 50])
    assert len(read(first, PageBreak(), second).body.tables) == 2


def test_a_word_that_its_column_wraps_is_one_word():
    style = ParagraphStyle("cell", fontName=FONT, fontSize=10, leading=12, wordWrap="CJK")
    table = ruled([(Paragraph("行政规范性文件制发情况", style), "5")], colWidths=[70, 50])
    assert read(table).body.tables[0].cells[0].text == "行政规范性文件制发情况"


def test_a_table_as_pdf_gives_the_cells_it_gives_as_html():
    rows = [("第二十条第（五）项", "", ""), HEAD, ("行政许可", "123", ""), ("行政处罚", "0", "45")]
    markup = "<table><tr><td colspan=3>第二十条第（五）项</td></tr>" + "".join(
        f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in rows[1:]
    )
    (table,) = read(ruled(rows, ("SPAN", (0, 0), (2, 0)))).body.tables
    (other,) = read_tables(parse_page(f"<html><body>{markup}</table></body></html>".encode(), "http://localhost/"))
    assert cells(table) == cells(other)


def test_what_read_it_is_recorded_with_its_version():
    reading = read(prose("正文。"))
    assert reading.converter == "pdfminer.six"
    assert reading.converter_version


@pytest.mark.parametrize("password", ["", "secret"])
def test_only_a_file_that_needs_a_password_is_unread(password):
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(prose("公开1072条。"))))
    writer.encrypt(password, "owner", algorithm="AES-256")
    stream = io.BytesIO()
    writer.write(stream)
    reading = read_attachment(stream.getvalue(), "a.pdf")
    assert (reading.body.text, reading.unread) == (
        ("", "encrypted, a password is needed") if password else ("公开1072条。", "")
    )


def paged(head: str, foot: str, *flowables) -> FileReading:
    """Pages with a line at the top and one at the bottom of each; {} is the page's number."""

    def draw(canvas, document) -> None:
        canvas.setFont(FONT, 9)
        canvas.drawString(72, 800, head.format(canvas.getPageNumber()))
        canvas.drawString(280, 30, foot.format(canvas.getPageNumber()))

    return read_attachment(pdf(*flowables, on_page=draw), "a.pdf")


def test_what_stands_at_the_same_place_of_several_pages_is_no_text():
    pages = [prose("第一页的话。"), PageBreak(), prose("第二页的话。"), PageBreak(), prose("第三页的话。")]
    reading = paged("样本区2023年年度报告", "第{}页 样本区编", *pages)
    assert paragraphs(reading) == ["第一页的话。", "第二页的话。", "第三页的话。"]


def test_lines_that_differ_in_more_than_the_page_are_text():
    reading = read(prose("办理12件。"), PageBreak(), prose("办理15件。"))
    assert paragraphs(reading) == ["办理12件。", "办理15件。"]


def test_a_table_goes_on_under_a_running_head():
    rows = [HEAD, *[(f"第{number}项", str(number), "") for number in range(60)]]
    reading = paged("样本区年度报告", "- {} -", ruled(rows, repeatRows=1))
    assert [len(reading.body.tables), len(reading.body.paragraphs)] == [1, 0]


def test_a_row_torn_by_the_end_of_a_page_is_one():
    style = ParagraphStyle("cell", fontName=FONT, fontSize=10, leading=12, wordWrap="CJK")
    widths = {"colWidths": [50, 60]}
    first = ruled([("项目", "件数"), (Paragraph("无正当理由的", style), "5")], **widths)
    reading = read(first, PageBreak(), ruled([(Paragraph("反复申请", style), ""), ("其他", "0")], **widths))
    assert [cell.text for cell in reading.body.tables[0].cells] == [
        "项目",
        "件数",
        "无正当理由的反复申请",
        "5",
        "其他",
        "0",
    ]


def test_a_row_with_values_of_its_own_is_not_taken_for_the_end_of_the_one_before():
    style = ParagraphStyle("cell", fontName=FONT, fontSize=10, leading=12, wordWrap="CJK")
    widths = {"colWidths": [50, 60]}
    first = ruled([("项目", "件数"), (Paragraph("重复申请类别", style), "5")], **widths)
    reading = read(first, PageBreak(), ruled([("其他", "7"), ("合计", "12")], **widths))
    assert [cell.row for cell in reading.body.tables[0].cells] == [0, 0, 1, 1, 2, 2, 3, 3]


def test_a_heading_after_a_full_line_is_a_paragraph_of_its_own():
    flush = ParagraphStyle("flush", fontName=FONT, fontSize=12, leading=20, wordWrap="CJK")
    full = "字" * 36 + "。"
    texts = [full, "（三）公开的形式", full + full]
    assert paragraphs(read(*[Paragraph(text, flush) for text in texts])) == texts


def drawn(draw) -> FileReading:
    """One page that ``draw`` draws on a canvas."""
    return read_attachment(pdf(prose("正文。"), on_page=lambda canvas, document: draw(canvas)), "a.pdf")


def test_a_raised_number_of_a_note_stands_where_it_is_drawn():
    def draw(canvas) -> None:
        canvas.setFont(FONT, 12)
        canvas.drawString(72, 400, "现行有效55")
        canvas.setFont(FONT, 7)
        canvas.drawString(131.5, 408, "[1]")
        canvas.setFont(FONT, 12)
        canvas.drawString(141, 400, "件")

    assert "现行有效55[1]件" in drawn(draw).body.text


def test_sides_of_cells_filled_as_shapes_cut_at_an_angle_are_ruling_lines():
    def side(canvas, *corners: tuple[float, float]) -> None:
        path = canvas.beginPath()
        path.moveTo(*corners[0])
        for corner in corners[1:]:
            path.lineTo(*corner)
        path.close()
        canvas.drawPath(path, stroke=0, fill=1)

    def draw(canvas) -> None:
        canvas.setFont(FONT, 10)
        for column, text in enumerate(("规章", "0")):
            left, right = 100 + 60 * column, 160 + 60 * column
            canvas.drawString(left + 5, 405, text)
            for y in (400, 419):
                side(canvas, (left, y), (right, y), (right - 1, y + 1), (left + 1, y + 1))
            for x in (left, right - 1):
                side(canvas, (x, 400), (x, 420), (x + 1, 419), (x + 1, 401))

    (table,) = drawn(draw).body.tables
    assert [cell.text for cell in table.cells] == ["规章", "0"]


def test_a_paragraph_is_whole_where_a_mark_that_begins_no_line_took_its_last_word_down():
    """No line begins with a full stop, so that the character before it has to go down with it."""

    def draw(canvas) -> None:
        canvas.setFont(FONT, 12)
        for number, line in enumerate(["字" * 36, "字" * 34, "开。", "另段。"]):
            canvas.drawString(72, 400 - 20 * number, line)

    assert paragraphs(drawn(draw))[1:] == ["字" * 70 + "开。", "另段。"]
