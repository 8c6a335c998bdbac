"""Tables of a PDF without ruling lines: rows of numbers that stand under one another, and nothing else."""

from __future__ import annotations

import pytest
from made_files import FONT, pdf, prose
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph
from reportlab.platypus import Table as Columns

from archive.records import Body
from crawler.reading import read_attachment

HEAD = ("信息内容", "制发件数", "废止件数", "有效件数")
STYLE = ParagraphStyle("cell", fontName=FONT, fontSize=10, leading=14.5, wordWrap="CJK")


def columns(*rows, widths=(120, 70, 70, 70), spans=()) -> Columns:
    """A table of which only the words are drawn."""
    wrapped = [[Paragraph(cell, STYLE) if len(cell) > 10 else cell for cell in row] for row in rows]
    styles = [("FONT", (0, 0), (-1, -1), FONT, 10), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), *spans]
    return Columns(wrapped, colWidths=widths, style=[*styles, ("ALIGN", (1, 0), (-1, -1), "CENTER")])


def read(*flowables) -> Body:
    reading = read_attachment(pdf(*flowables), "a.pdf")
    assert reading.unread == ""
    return reading.body


def rows_of(body: Body) -> list[list[str]]:
    (table,) = body.tables
    rows: dict[int, list[str]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell.text)
    return [rows[row] for row in sorted(rows)]


def test_rows_of_numbers_under_one_another_are_a_table_with_their_heads():
    body = read(
        prose("二、主动公开政府信息情况"), columns(HEAD, ("规章", "0", "0", "0"), ("规范性文件", "3", "1", "12"))
    )
    assert rows_of(body) == [list(HEAD), ["规章", "0", "0", "0"], ["规范性文件", "3", "1", "12"]]
    assert [body.text[part.start : part.end] for part in body.paragraphs] == ["二、主动公开政府信息情况"]


def test_a_number_close_to_its_label_is_a_cell_of_its_own():
    rows = [("规章", "10", "20", "30"), ("行政规范性文件", "11", "21", "31")]
    assert rows_of(read(columns(*rows, widths=(84, 24, 40, 40)))) == [list(row) for row in rows]


def test_a_blank_cell_holds_its_place():
    body = read(columns(HEAD, ("规章", "0", "0", "0"), ("规范性文件", "3", "", "12"), ("其他", "1", "1", "1")))
    assert rows_of(body)[2] == ["规范性文件", "3", "", "12"]


def test_a_column_that_holds_nothing_is_there_by_its_head():
    head, rows = ("", "自然人", "企业", "组织", "总计"), [("新收", "3", "4", "", "7"), ("结转", "1", "0", "", "1")]
    assert rows_of(read(columns(head, *rows, widths=(80, 60, 60, 60, 60))))[1:] == [list(row) for row in rows]


def test_a_number_that_stands_for_all_columns_is_one_cell():
    rows = [HEAD, ("规章", "0", "0", "0"), ("规范性文件", "3", "1", "12"), ("行政许可", "550", "", "")]
    body = read(columns(*rows, spans=[("SPAN", (1, 3), (3, 3))]))
    cells = [(cell.colspan, cell.text) for cell in body.tables[0].cells if cell.row == 3]
    assert cells == [(2, "行政许可"), (3, "550")]


def test_labels_over_several_lines_belong_to_their_rows():
    rows = [
        ("1.属于国家秘密", "1", "2", "3"),
        ("2.其他法律行政法规禁止公开的政府信息", "4", "5", "6"),
        ("3.其他", "7", "8", "9"),
    ]
    assert rows_of(read(columns(*rows))) == [list(row) for row in rows]


@pytest.mark.parametrize(
    "lines",
    [
        ["收到申请34件，办结32件，结转2件。", "全年公开信息1285条，其中网站927条、微信358条。"],
        ["2018 2019 2020"],
        ["一、概述 1", "二、公开情况 3", "三、申请情况 7"],
        ["电话 0416 2345678", "传真 0416 2345679"],
    ],
)
def test_prose_with_numbers_is_no_table(lines):
    body = read(*map(prose, lines))
    assert body.tables == ()
    assert [body.text[part.start : part.end] for part in body.paragraphs] == lines


def test_what_follows_a_table_is_prose():
    table = columns(HEAD, ("规章", "0", "0", "0"), ("规范性文件", "3", "1", "12"))
    body = read(table, prose("三、收到和处理政府信息公开申请情况"), prose("全年收到申请34件。"))
    assert body.text.split("\n")[-2:] == ["三、收到和处理政府信息公开申请情况", "全年收到申请34件。"]
    assert len(body.paragraphs) == 2
