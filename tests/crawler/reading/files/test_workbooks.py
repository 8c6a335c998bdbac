"""XLSX, XLS and CSV: sheets as tables with their names."""

from __future__ import annotations

from datetime import date

import pytest
import xlwt
from made_files import changed, old_workbook, workbook

from archive.records import FileReading
from crawler.reading import read_attachment


def new(book) -> None:
    sheet = book.active
    sheet.title = "收支总表"
    sheet.append(["合计", None, "备注"])
    sheet.append([1072, 0, None])
    sheet.append([12.5, 0.125, date(2018, 3, 1)])
    sheet["B3"].number_format = "0.0%"
    sheet.merge_cells("A1:B1")
    book.create_sheet("空表")
    book.create_sheet("藏").append(["不给看"])
    book["藏"].sheet_state = "hidden"


def old(book) -> None:
    sheet = book.add_sheet("收支总表")
    sheet.write_merge(0, 0, 0, 1, "合计")
    sheet.write(0, 2, "备注")
    for column, value in enumerate((1072, 0)):
        sheet.write(1, column, value)
    sheet.write(2, 0, 12.5)
    sheet.write(2, 1, 0.125, xlwt.easyxf(num_format_str="0.0%"))
    sheet.write(2, 2, date(2018, 3, 1), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    book.add_sheet("空表")
    book.add_sheet("藏").write(0, 0, "不给看")
    book.get_sheet(2).visibility = 1


BOOKS = {"xlsx": workbook(new), "xls": old_workbook(old)}
BOOK = pytest.mark.parametrize("kind", BOOKS)


def read(kind: str) -> FileReading:
    reading = read_attachment(BOOKS[kind], f"a.{kind}")
    assert reading.unread == ""
    return reading


@BOOK
def test_a_sheet_is_a_table_with_blank_cells_and_zeros_apart(kind):
    (table,) = read(kind).body.tables
    assert [cell.text for cell in table.cells] == [
        *("合计", "备注"),
        *("1072", "0", ""),
        *("12.5", "12.5%", "2018-03-01"),
    ]


@BOOK
def test_a_merged_cell_spans_what_it_covers(kind):
    merged = read(kind).body.tables[0].cells[0]
    assert (merged.rowspan, merged.colspan) == (1, 2)


@BOOK
def test_sheets_that_are_shown_are_parts_with_their_names(kind):
    assert [part.name for part in read(kind).parts] == ["收支总表", "空表"]


@BOOK
def test_what_read_it_is_recorded(kind):
    assert read(kind).converter == {"xlsx": "openpyxl", "xls": "xlrd"}[kind]


@pytest.mark.parametrize("stated", [b"A1:XFD1048576", b"A1"])
def test_what_a_sheet_states_of_its_size_is_not_believed(stated):
    def change(markup: bytes) -> bytes:
        return markup.replace(b'ref="A1:C3"', b'ref="%b"' % stated)

    content = changed(BOOKS["xlsx"], "xl/worksheets/sheet1.xml", change)
    assert content != BOOKS["xlsx"]
    assert read_attachment(content, "a.xlsx").body == read("xlsx").body


@pytest.mark.parametrize(
    "content",
    [
        workbook(lambda book: [book.active.cell(row, 1, "行") for row in (1, 6000)]),
        old_workbook(lambda book: [sheet.write(row, 0, "行") for sheet in [book.add_sheet("表")] for row in (0, 6000)]),
    ],
)
def test_a_sheet_longer_than_a_table_may_be_is_read_up_to_there_and_says_so(content):
    reading = read_attachment(content, "a")
    assert (reading.body.text, "first 5000 rows" in reading.unread) == ("行", True)


def test_a_csv_is_a_table():
    reading = read_attachment('名称,件数\n"规章,废止",0\n公告,\n'.encode("gbk"), "a.csv")
    assert [cell.text for cell in reading.body.tables[0].cells] == ["名称", "件数", "规章,废止", "0", "公告", ""]
