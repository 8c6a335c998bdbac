"""A file is known by its content, its columns by their names; what stands in it is the same in every form."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_files import changed, old_workbook, workbook, zipped
from sample_report import by_office

from archive.import_header import ImportFileError
from archive.import_rows import ImportRow, ImportRows, read_rows

TODAY = date(2026, 1, 1)
HEAD = ("标题", "发布时间", "链接", "字数")
FIRST, SECOND = ("春耕备耕座谈会召开", "2018-03-05", "https://mp.invalid/1", "420"), ("要闻", "2018-03-06", "", "")
Sheet = Sequence[Sequence[object]]


def read(content: bytes | str) -> ImportRows:
    return read_rows(Path("export"), content.encode() if isinstance(content, str) else content, TODAY)


def refusal(content: bytes | str) -> str:
    with pytest.raises(ImportFileError, match=r"^export: ") as refused:
        read(content)
    return str(refused.value).removeprefix("export: ")


def items(content: bytes | str) -> list[tuple[object, ...]]:
    return [(row.title, row.published_on.isoformat(), row.url, row.characters) for row in read(content).items]


def as_csv(rows: Sheet, delimiter: str = ",") -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue()


def as_xlsx(*sheets: Sheet, hidden: Sequence[int] = ()) -> bytes:
    def build(book: openpyxl.Workbook) -> None:
        book.remove(book.active)
        for number, rows in enumerate(sheets, 1):
            sheet = book.create_sheet(f"表{number}")
            for row in rows:
                sheet.append(list(row))
            sheet.sheet_state = "hidden" if number in hidden else "visible"

    return workbook(build)


def as_jsonl(rows: Sheet) -> str:
    head, *rest = rows
    return "".join(json.dumps(dict(zip(head, row, strict=True)), ensure_ascii=False) + "\n" for row in rest)


EXPECTED = [("春耕备耕座谈会召开", "2018-03-05", "https://mp.invalid/1", 420), ("要闻", "2018-03-06", "", None)]


@pytest.mark.parametrize("form", [as_csv, as_xlsx, as_jsonl])
def test_the_form_is_told_by_the_content(form: Callable[[Sheet], bytes | str]) -> None:
    assert items(form([HEAD, FIRST, SECOND])) == EXPECTED


@pytest.mark.parametrize(
    ("codec", "said"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("gbk", "gb18030"), ("gb18030", "gb18030")],
)
def test_the_encoding_of_a_csv_is_told_and_said(codec: str, said: str) -> None:
    content = as_csv([HEAD, FIRST, SECOND]).encode(codec)
    assert (items(content), read(content).encoding) == (EXPECTED, said)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_the_one_under_which_the_header_is_found(delimiter: str) -> None:
    title = "甲,乙;丙\t丁"
    assert items(as_csv([HEAD, (title, "2018-03-05", "", "")], delimiter)) == [(title, "2018-03-05", "", None)]


def test_one_slip_in_a_file_of_utf8_does_not_make_it_gbk() -> None:
    content = as_csv([HEAD, FIRST, SECOND]).encode() + b"\xb0,2018-03-07,,\r\n"
    assert refusal(content).startswith("not UTF-8: ")


def test_bytes_that_are_no_text_are_refused() -> None:
    assert refusal(as_csv([HEAD, FIRST]).encode("gbk") + b"\xff\xff,2018-03-07,,\r\n").startswith("not UTF-8: ")


def test_a_file_in_gbk_without_a_header_says_what_it_was_read_as() -> None:
    assert "read as GB18030, line 1: no column date, url" in refusal("标题\n松山要闻\n".encode("gbk"))


@pytest.mark.parametrize("form", [as_csv, as_xlsx])
def test_the_header_stands_in_one_of_the_first_ten_rows(form: Callable[[Sheet], bytes | str]) -> None:
    above = [("松山之窗推送统计", "", "", "")] * 9
    assert items(form([*above, HEAD, FIRST, SECOND])) == EXPECTED
    assert "no column" in refusal(form([*above, above[0], HEAD, FIRST]))


def test_a_refused_header_names_the_row_that_comes_nearest_to_one() -> None:
    content = as_csv([("推送统计", ""), ("标题", "链接"), FIRST[::2]])
    assert refusal(content) == "line 2: no column date (for example 日期)"


@pytest.mark.parametrize(
    "head",
    ["Title,Published On,Link,Character count", "文章标题,推送日期,原文链接,字数（字）", "ＴＩＴＬＥ, 日 期 ,URL,篇幅"],
)
def test_columns_are_known_by_other_words_for_them(head: str) -> None:
    assert items(f"{head}\n{','.join(FIRST)}\n") == EXPECTED[:1]


def test_a_columns_own_key_stands_before_other_words_for_it() -> None:
    read_file = read("标题,title,date,url\n甲,乙,2018-03-05,\n")
    assert ([row.title for row in read_file.items], read_file.unused) == (["乙"], ("标题",))


@pytest.mark.parametrize("head", ["标题,题目,日期,链接", "title,title,date,url", "标题,日期,时间,链接"])
def test_two_columns_for_one_thing_are_refused(head: str) -> None:
    assert refusal(f"{head}\n甲,乙,2018-03-05,2018-03-05\n").endswith("rename one of them")


def test_an_issue_number_does_instead_of_an_address_and_tells_no_items_apart() -> None:
    (row,) = read("标题,日期,期号\n甲,2018-03-05,第3期\n").items
    assert (row.number, row.key) == ("第3期", "2018-03-05 甲")


def test_columns_without_a_meaning_here_are_said() -> None:
    assert read("标题,日期,链接,阅读量,\n甲,2018-03-05,,7,\n").unused == ("阅读量",)


def test_rows_in_which_nothing_stands_are_passed_over() -> None:
    assert len(read("标题,日期,链接\n,,\n甲,2018-03-05,\n\n , ,\n").items) == 1


def test_a_quote_that_is_never_closed_swallows_no_rows() -> None:
    assert refusal('title,date,url\n甲,2018-03-05,\n"乙,2018-03-05,\n丙,2018-03-06,\n').startswith("line 3: ")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"title": "甲", "date": "2018-03-05", "url": ""}\n[1]\n', "line 2: not a JSON object"),
        ('{"title": "甲", "date": "2018-03-05", "url": "", "url": "x"}\n', "line 1: one key twice"),
        ('{"title": "甲", "date": "2018-03-05", "url": "", "length": NaN}\n', "line 1: NaN is no value"),
        ('{"title": "甲", "date": "2018-03-05", "url": "", "length": 1e999}\n', "line 1: length inf"),
        ('{"title": ["甲"], "date": "2018-03-05", "url": ""}\n', "line 1: the title is a list or an object"),
        ('{"title": "甲", "标题": "乙", "题目": "丙", "date": 1, "url": ""}\n', "line 1: date 1 is a number"),
        ('{"标题": "乙", "题目": "丙", "date": 1, "url": ""}\n', "line 1: 标题 and 题目 are both the title"),
        ('{"title": "\\ud83d", "date": "2018-03-05", "url": ""}\n', "line 1: title holds half a character"),
        ('{"title": "甲", "date": "2018-03-05"}\n', "in no line a key url"),
        ('{"title": "甲", "url": ""}\n{"date": "2018-03-05"}\n', "line 1: no date"),
        ('{"a":' * 100_000, "line 1: nested too deep"),
        ('{"title": ' + "9" * 5000 + "}", "line 1: "),
        ("{" + ",".join(f'"{n}": 1' for n in range(201)) + "}", "line 1: more than 200 keys"),
        (b'{"title": "\xb0"}', "line 1: not UTF-8"),
        ('[{"title": "甲"}]', "a JSON array; write one object in each line"),
        ("<html><table><tr><td>标题</td></tr></table></html>", "a page or XML file"),
        (b"PK\x03\x04", "not a readable ZIP container"),
        (zipped({"a.csv": b"title,date,url\n"}), "not a readable XLSX workbook"),
        (old_workbook(lambda book: book.add_sheet("a")), "an old workbook (XLS), or one with a password"),
        (b"\xff\xfea", "not UTF-16"),
        (b"\x00" * 1000, "line 1: no column title, date, url"),
    ],
)
def test_what_is_no_import_is_refused_with_its_place(content: bytes | str, reason: str) -> None:
    assert refusal(content).startswith(reason)


def test_lines_of_json_are_parted_by_line_feeds_alone() -> None:
    rows = [HEAD, ("甲\u2028乙\x85丙", "2018-03-05", "", "")]
    assert items(as_jsonl(rows).replace("\n", "\r\n\n")) == [("甲\u2028乙\x85丙", "2018-03-05", "", None)]


def test_a_key_without_a_meaning_here_may_hold_anything() -> None:
    found = read('{"title": "甲", "date": "2018-03-05", "url": "", "tags": [{"a": 1}]}\n')
    assert (len(found.items), found.unused) == (1, ("tags",))


def test_the_one_visible_sheet_with_the_header_is_read_and_the_others_are_named() -> None:
    found = read(as_xlsx([("说明",)], [HEAD, FIRST], [HEAD, SECOND], hidden=[3]))
    assert ([row.title for row in found.items], found.left_out) == ([FIRST[0]], ("表1", "表3"))
    assert found.items[0].place == "sheet 表2, row 2"


def test_two_sheets_with_the_header_are_refused() -> None:
    assert refusal(as_xlsx([HEAD, FIRST], [HEAD, SECOND])).startswith("several sheets have the header (表1, 表2)")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("甲", "=TODAY()", "", ""), "date: a formula whose result is not stored"),
        (("甲", "2018-03-05", "#N/A", ""), "url: the error #N/A"),
        (("甲", 43164, "", ""), "date 43164 is a number, not a day"),
        (("甲", None, "", ""), "no date; a merged cell"),
        (("合计", None, None, 420), "no date; a merged cell has its value in the first row alone, and a row of totals"),
        ((None, "2018-03-05", "", ""), "no title"),
        ((date(2018, 3, 8), "2018-03-05", "", ""), "title 2018-03-08"),
        (("甲", "2018-03-05", "", 3.5), "length 3.5"),
        (("甲", timedelta(hours=8), "", ""), "date "),
    ],
)
def test_a_cell_that_says_no_value_is_refused_with_sheet_and_row(row: Sequence[object], reason: str) -> None:
    place, _, said = refusal(as_xlsx([HEAD, FIRST, row])).partition(": ")
    assert place == "sheet 表1, row 3"
    assert said.startswith(reason)


def test_formulas_that_are_not_asked_for_and_those_with_an_empty_result_do_no_harm() -> None:
    content = as_xlsx([(*HEAD, "合计"), (*FIRST, "=SUM(D:D)"), ('=""', '=""', '=""', '=""')])
    stored = changed(
        content,
        "xl/worksheets/sheet1.xml",
        lambda sheet: (
            sheet.replace(b'<c r="A3">', b'<c r="A3" t="str">')
            .replace(b'<c r="B3">', b'<c r="B3" t="str">')
            .replace(b'<c r="C3">', b'<c r="C3" t="str">')
            .replace(b'<c r="D3">', b'<c r="D3" t="str">')
        ),
    )
    assert items(stored) == EXPECTED[:1]


def test_what_a_sheet_says_of_its_size_is_not_believed() -> None:
    content = as_xlsx([HEAD, FIRST, SECOND])
    cut = changed(content, "xl/worksheets/sheet1.xml", lambda sheet: sheet.replace(b'ref="A1:D3"', b'ref="A1:A1"'))
    assert cut != content
    assert items(cut) == EXPECTED


def test_rows_beyond_the_limit_of_a_sheet_are_refused_and_empty_ones_do_not_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("archive.import_xlsx.MOST_ROWS", 3)
    assert items(as_xlsx([HEAD, (), FIRST, (None, " "), (), SECOND])) == EXPECTED
    assert refusal(as_xlsx([HEAD, FIRST, SECOND, SECOND])).startswith("sheet 表1: more than 3 rows")


@pytest.mark.parametrize(
    "markup",
    [
        b'<row r="99999999999999"><c r="A99999999999999" t="inlineStr"><is><t>x</t></is></c></row>',
        b'<row r="3.5"><c><v>1</v></c></row>',
        b'<row r="3"><c r="A3" t="s"><v>9999</v></c></row>',
        b'<row r="3"><c r="A3" t="n"><v>many</v></c></row>',
        b'<row r="3"><c r="????" t="n"><v>1</v></c></row>',
        b"<row><unclosed>",
    ],
)
def test_a_sheet_that_is_not_what_it_says_ends_in_rows_or_a_refusal(markup: bytes) -> None:
    content = changed(
        as_xlsx([HEAD, FIRST]),
        "xl/worksheets/sheet1.xml",
        lambda sheet: sheet.replace(b"</sheetData>", markup + b"</sheetData>"),
    )
    try:
        assert items(content) == EXPECTED[:1]
    except ImportFileError as error:
        assert "save it as XLSX again" in str(error)


def test_a_workbook_that_declares_entities_is_not_parsed() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "ha">]>'
    content = changed(
        as_xlsx([HEAD, FIRST]), "xl/workbook.xml", lambda book: book.replace(b"<workbook", bomb + b"<workbook", 1)
    )
    assert "declares XML entities" in refusal(content)


def test_a_workbook_that_expands_out_of_proportion_is_not_parsed() -> None:
    content = changed(
        as_xlsx([HEAD, FIRST]),
        "xl/worksheets/sheet1.xml",
        lambda sheet: sheet.replace(b"</sheetData>", b"<row/>" * 2_000_000 + b"</sheetData>"),
    )
    assert "expands to more markup" in refusal(content)


def test_a_workbook_saved_by_another_program_reads_the_same(tmp_path: Path) -> None:
    rows = [
        ("松山之窗推送统计",),
        HEAD,
        (FIRST[0], datetime(2018, 3, 5, 8, 5), FIRST[2], 420),
        (*SECOND[:2], None, None),
    ]
    saved = by_office(as_xlsx(rows), "xlsx", "xlsx:Calc MS Excel 2007 XML", tmp_path)
    assert items(saved) == EXPECTED


TEXTS = st.text(st.characters(codec="gb18030", categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=20)
# A spreadsheet makes a formula of what begins with an equals sign, and an error of "#N/A".
TITLES = TEXTS.filter(lambda text: text.strip() and text[0] not in "=#")
ROWS = st.lists(
    st.tuples(
        TITLES,
        st.dates(date(2018, 1, 1), date(2018, 12, 31)),
        st.integers(0, 9),
        st.none() | st.integers(0, 10_000_000),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=25)
@given(rows=ROWS)
def test_the_same_rows_are_the_same_items_in_every_form(rows: list[tuple[str, date, int, int | None]]) -> None:
    written = [(title, day, f"https://mp.invalid/{at}/{n}", size) for at, (title, day, n, size) in enumerate(rows)]
    expected = [ImportRow(title.strip(), day, url, size or None) for title, day, url, size in written]
    texts = [
        HEAD,
        *[(title, day.isoformat(), url, "" if size is None else str(size)) for title, day, url, size in written],
    ]
    assert list(read(as_csv(texts)).items) == expected
    assert list(read(as_csv(texts, "\t").encode("utf-16")).items) == expected
    assert (
        list(read(as_jsonl([HEAD, *[(title, day.isoformat(), url, size) for title, day, url, size in written]])).items)
        == expected
    )
    assert list(read(as_xlsx([HEAD, *written])).items) == expected
