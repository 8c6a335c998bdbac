"""Tables become grids; layout tables do not."""

from __future__ import annotations

from lxml import etree

from crawler.reading import parse_page, read_tables
from crawler.reading.body import read_body
from crawler.reading.outline import Outline
from crawler.reading.page import parse_html
from crawler.reading.tables import is_data_table

SPANS = """<table><tr><th rowspan="2">项目</th><th colspan="2">申请人</th></tr>
<tr><td>自然人</td><td>法人</td></tr><tr><td>新收</td><td>3</td><td></td></tr></table>"""


def tables_of(markup: str):
    return read_tables(parse_page(markup.encode(), "http://www.example.gov.cn/"))


def places(markup: str) -> dict[str, tuple[int, int, int, int]]:
    (table,) = tables_of(markup)
    return {cell.text: (cell.row, cell.column, cell.rowspan, cell.colspan) for cell in table.cells}


def test_rowspan_and_colspan_move_the_cells_after_them():
    assert places(SPANS) == {
        "项目": (0, 0, 2, 1),
        "申请人": (0, 1, 1, 2),
        "自然人": (1, 1, 1, 1),
        "法人": (1, 2, 1, 1),
        "新收": (2, 0, 1, 1),
        "3": (2, 1, 1, 1),
        "": (2, 2, 1, 1),
    }


def test_a_rowspan_reaches_the_third_row():
    grid = places("<table><tr><td rowspan=3>甲</td><td>1</td></tr><tr><td>2</td></tr><tr><td>3</td></tr></table>")
    assert grid["3"] == (2, 1, 1, 1)


def test_nonsense_in_a_span_counts_as_one():
    grid = places(
        "<table><tr><td colspan='x'>甲</td><td rowspan='-2'>乙</td></tr><tr><td>丙</td><td>丁</td></tr></table>"
    )
    assert (grid["乙"], grid["丁"]) == ((0, 1, 1, 1), (1, 1, 1, 1))


def test_lines_of_a_cell_are_kept_apart():
    (table,) = tables_of("<table><tr><td><p>本年新</p><p>制作数量</p></td><td>5</td></tr></table>")
    assert table.cells[0].text == "本年新\n制作数量"


def test_cell_spans_point_into_the_body():
    body = read_body(parse_html(f"<p>前文</p>{SPANS}<p>后文</p>"))
    assert [body.text[cell.start : cell.end] for cell in body.tables[0].cells] == [
        cell.text for cell in body.tables[0].cells
    ]


def test_text_of_cells_is_not_a_paragraph_too():
    body = read_body(parse_html(f"<p>前文</p>{SPANS}<p>后文</p>"))
    assert [body.text[part.start : part.end] for part in body.paragraphs] == ["前文", "后文"]


def test_a_table_that_holds_a_table_is_layout():
    outer = parse_html(f"<table><tr><td>左</td><td>{SPANS}</td></tr></table>").find(".//table")
    assert isinstance(outer, etree._Element)
    assert not is_data_table(outer, Outline(outer))


def test_the_data_table_inside_a_layout_table_is_read():
    assert len(tables_of(f"<table><tr><td>左</td><td>{SPANS}</td></tr></table>")) == 1


def test_a_table_of_one_cell_is_layout():
    assert tables_of("<table><tr><td>全文</td></tr></table>") == ()


def test_a_table_around_an_article_is_layout():
    assert tables_of(f"<table><tr><td>2019-05-20</td><td><p>{'公开政府信息，' * 100}</p></td></tr></table>") == ()


def test_a_hidden_row_is_left_out():
    assert "隐" not in places("<table><tr><td>甲</td><td>1</td></tr><tr style='display:none'><td>隐</td></tr></table>")


def test_both_renderings_of_the_official_tables_give_the_same_grid_sizes(corpus):
    for clean in sorted((corpus / "tables").glob("*.clean.html")):
        dirty = clean.with_name(clean.name.replace("clean", "dirty"))
        sizes = [
            [max(cell.column + cell.colspan for cell in table.cells) for table in tables_of(path.read_text("utf-8"))]
            for path in (clean, dirty)
        ]
        # table 2 has 4 columns, table 3 has 3 of labels and 7 of applicants, table 4 has 15
        assert sizes == [[4, 10, 15], [4, 10, 15]], clean.name
