"""The charts of ready-made queries."""

from __future__ import annotations

from collections.abc import Callable

import httpx
from lxml import html

from archive.publish.plugin.query_charts import MOST_COLUMNS, query_chart

Get = Callable[..., httpx.Response]
COLUMNS = ["portal", "year", "documents", "pages"]
QUERY = {"chart": {"of": ["portal", "year"], "height": "documents"}}
ROWS = [["demo", "2017", 101, 101], ["demo", "2018", 503, 492]]


def labels(rows: list[list[object]]) -> list[str]:
    drawn = query_chart(QUERY, COLUMNS, rows)
    assert drawn is not None
    return [column.label for column in drawn.columns]


def test_each_row_is_a_column_with_its_figure() -> None:
    drawn = query_chart(QUERY, COLUMNS, ROWS)
    assert drawn is not None
    assert [column.figure for column in drawn.columns] == ["101", "503"]


def test_what_is_the_same_in_all_rows_is_no_part_of_a_label() -> None:
    assert labels(ROWS) == ["2017", "2018"]
    assert labels([*ROWS, ["city", "2017", 9, 9]]) == ["demo 2017", "demo 2018", "city 2017"]


def test_one_row_is_called_by_its_last_column() -> None:
    assert labels(ROWS[:1]) == ["2017"]


def test_an_empty_cell_and_a_long_one_are_labels_too() -> None:
    assert labels([["demo", "&nbsp;", 1, 1], ["demo", "年" * 40, 2, 2]]) == ["—", "年" * 15 + "…"]


def test_there_is_no_chart_of_nothing_of_too_much_or_of_a_query_without_one() -> None:
    assert query_chart(QUERY, COLUMNS, []) is None
    assert query_chart(QUERY, COLUMNS, [["demo", "2017", "&nbsp;", 1]]) is None
    assert query_chart(QUERY, COLUMNS, ROWS * MOST_COLUMNS) is None
    assert query_chart({}, COLUMNS, ROWS) is None


def test_chinese_labels_stand_apart() -> None:
    rows: list[list[object]] = [["demo", "新区融媒体中心", 1, 1], ["demo", "管委会办公室", 2, 2]]
    drawn = query_chart(QUERY, COLUMNS, rows)
    assert drawn is not None
    first, second = drawn.columns
    assert second.middle - first.middle >= 7 * 14


def test_a_ready_made_query_shows_its_chart_and_takes_away_what_was_asked(get: Get) -> None:
    page = html.fromstring(get("/public/documents_by_year?portal=demo").text)
    (drawn,) = page.xpath("//svg")
    assert [text.text for text in drawn.xpath(".//text[@class='under']")] == ["2017", "2018", "2019"]
    assert "The chart shows the column documents" in page.text_content()
    (link,) = page.xpath("//a[normalize-space()='CSV']/@href")
    assert link == "/download/query/documents_by_year.csv?portal=demo"
    assert get(link).text.count("\n") == 4
