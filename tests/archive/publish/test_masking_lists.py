"""Masking by the heads of lists, in texts as the readers write tables and in the layouts beside them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from archive.layout import body_of, layout_of
from archive.publish.masking import mask_layout, mask_text
from archive.records import Body
from crawler.reading.body import BodyWriter
from crawler.reading.tables import GridCell

HEAD = ("姓名", "联系电话", "家庭住址", "补助金额")


def written(*rows: Sequence[str], before: str = "公示名单", behind: str = "公示期五天。") -> Body:
    writer = BodyWriter()
    writer.paragraph(before)
    writer.table([GridCell(r, c, 1, 1, text) for r, row in enumerate(rows) for c, text in enumerate(row)])
    writer.paragraph(behind)
    return writer.body()


def cells(body: Body) -> list[str]:
    """The cells of the body's table as they are published."""
    return [cell.text for cell in body_of("", mask_layout(layout_of(body)).text).tables[0].cells]


def test_values_in_the_columns_of_a_list_of_persons_are_covered() -> None:
    body = written(HEAD, ("张三", "5550137", "柳树屯三组", "5550137"))
    assert cells(body)[4:] == ["张三", "*******", "*****", "5550137"]


def test_the_same_columns_of_a_list_of_offices_stay() -> None:
    body = written(("单位名称", "联系人", "联系电话", "地址"), ("财政局", "张三", "5550137", "杏花路88号"))
    assert mask_text(body.text).text == body.text


def test_a_list_of_officials_at_their_desks_stays() -> None:
    body = written(("姓名", "职务", "电话"), ("张三", "局长", "5550137"))
    assert mask_text(body.text).text == body.text


def test_a_column_of_office_telephones_stays_in_a_list_of_persons() -> None:
    body = written(("姓名", "家庭电话", "单位电话"), ("张三", "5550137", "5550148"))
    assert cells(body)[3:] == ["张三", "*******", "5550148"]


@pytest.mark.parametrize("value", ["555\n0137", "0416-\n5550137", "5550137\n5550148", "0416 5550137"])
def test_line_breaks_in_a_cell_hide_no_number(value: str) -> None:
    body = written(HEAD, ("张三", value, "", ""))
    assert not any(character.isdigit() for character in cells(body)[5].replace("0416", ""))


@pytest.mark.parametrize("value", ["138 - 0013 - 8000", "138    0013\n \n8000", "１３８－－－００１３ － ８０００"])
def test_whatever_white_space_and_hyphens_part_its_digits_hide_no_number(value: str) -> None:
    body = written(("姓名", "联系电话"), ("张三", value))
    assert mask_text(body.text).text.count("*") == 8


def test_a_head_broken_over_lines_is_read() -> None:
    body = written(("姓\u3000名", "身份\n证号"), ("张三", "219901500101123"))
    assert cells(body)[3] == "219901*********"


def test_rows_that_lack_a_cell_are_covered_by_the_shape_of_their_values() -> None:
    body = written(("村", "姓名", "家庭电话"), ("柳树屯", "张三", "0416-5550137"), ("李四", "0416-5550148"))
    assert cells(body)[6:] == ["李四", "0416-*******"]


def test_what_stands_behind_the_list_with_a_label_of_its_own_stays() -> None:
    body = written(HEAD, ("张三", "5550137", "柳树屯", "860"), behind="监督电话：0416-5550148")
    assert mask_text(body.text).text.endswith("监督电话：0416-5550148")


def test_a_line_with_a_label_between_two_rows_does_not_end_the_list() -> None:
    text = "姓名\t家庭电话\n张三\t5550137\n监督电话：5550148\n李四\t5550159\n"
    assert mask_text(text).text == "姓名\t家庭电话\n张三\t*******\n监督电话：5550148\n李四\t*******\n"


def test_a_list_that_goes_on_in_another_table_is_covered_in_the_layout_too() -> None:
    writer = BodyWriter()
    writer.table([GridCell(0, 0, 1, 1, "姓名"), GridCell(0, 1, 1, 1, "家庭电话")])
    writer.paragraph("续表")
    writer.table([GridCell(0, 0, 1, 1, "张三"), GridCell(0, 1, 1, 1, "5550137")])
    body = writer.body()
    published = body_of("", mask_layout(layout_of(body)).text)
    assert "5550137" not in mask_text(body.text).text
    assert published.tables[1].cells[1].text == "*******"


def test_a_list_ends_where_the_next_one_begins() -> None:
    text = "姓名\t住址\n张三\t柳树屯\n单位名称\t地址\n财政局\t石桥村\n"
    assert mask_text(text).text == "姓名\t住址\n张三\t***\n单位名称\t地址\n财政局\t石桥村\n"


def test_a_list_without_tabs_is_covered() -> None:
    text = "序号 姓名 身份证号 联系电话\n1 张三 219901500101123 0416-5550137\n"
    assert mask_text(text).text == "序号 姓名 身份证号 联系电话\n1 张三 219901********* 0416-*******\n"


def test_text_and_layout_are_covered_alike() -> None:
    body = written(HEAD, ("张三", "0416-\n5550137", "凌河区杏花路\n88号", "860"), ("李四", "5550148", "", "1200"))
    published = body_of(mask_text(body.text).text, mask_layout(layout_of(body)).text)
    assert all(cell.text == published.text[cell.start : cell.end] for cell in published.tables[0].cells)


def test_a_layout_in_which_nothing_is_covered_stays_as_it_is() -> None:
    layout = layout_of(written(("项目", "数量"), ("公开", "1072")))
    assert mask_layout(layout).text == layout


@pytest.mark.parametrize("value", ["{", '{"tables": 3}', '{"tables": [[1]]}', "[]", '{"a": "13800138000"}'])
def test_what_is_no_layout_is_masked_as_text(value: str) -> None:
    assert mask_layout(value).text == mask_text(value).text
