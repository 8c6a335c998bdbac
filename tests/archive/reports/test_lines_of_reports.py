"""Which line breaks fell inside a sentence: by indentation, by the width lines are filled to, by how lines end."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive.records import Body
from archive.reports import read_report
from archive.reports.lines import paragraphs_of
from archive.reports.titles import title_of

Prose = Callable[[str], Body]


def joined(body: Body) -> list[str]:
    return ["".join(body.text[start:end].strip() for start, end in spans) for spans in paragraphs_of(body)]


def test_a_line_without_indent_goes_on_where_paragraphs_are_indented(prose: Prose) -> None:
    text = "　　一、总体情况\n　　本年度公开信\n息12条。\n　　受理申请\n3件。"
    assert joined(prose(text)) == ["一、总体情况", "本年度公开信息12条。", "受理申请3件。"]


def test_lines_filled_to_one_width_go_on(prose: Prose) -> None:
    sentence = "本年度机关通过门户网站向社会公开发布政务信息共计一百二十余条内容涵盖各个领域并按月统计上报"
    text = "\n".join([sentence, sentence, sentence, "公开12条。", "总体情况", "受理申请3件。"])
    assert joined(prose(text))[-3:] == [f"{sentence * 3}公开12条。", "总体情况", "受理申请3件。"]


def test_a_heading_without_ordinal_stays_apart(prose: Prose) -> None:
    text = "总体情况\n本年度，公开信息12条。\n依申请公开\n受理申请3件。"
    assert joined(prose(text)) == ["总体情况", "本年度，公开信息12条。", "依申请公开", "受理申请3件。"]


def test_a_blank_line_parts_paragraphs(prose: Prose) -> None:
    assert joined(prose("本年度，公开信息\n\n12条。")) == ["本年度，公开信息", "12条。"]


def test_items_of_a_list_by_lines_stay_apart(prose: Prose) -> None:
    text = "公开情况，如下；\n政策类12条；\n动态类30条。"
    assert joined(prose(text)) == ["公开情况，如下；", "政策类12条；", "动态类30条。"]


def test_a_heading_over_two_lines_is_one(prose: Prose) -> None:
    assert joined(prose("二、主动公开政府\n信息情况\n2018年，公开信息12条。"))[0] == "二、主动公开政府信息情况"


def test_a_title_over_two_lines_names_body_and_year(prose: Prose) -> None:
    assert title_of(prose("东山县人民政府\n2018年政府信息公\n开工作年度报告\n一、总体情况")) == (
        "东山县人民政府2018年政府信息公开工作年度报告"
    )


@pytest.mark.parametrize(
    ("sentence", "values"),
    [
        ("行政复议5件，其中结果维持3件，结果纠正1件，其他结果1件，尚未审结0件。", [5, 3, 1, 1, 0]),
        (
            "属于国家秘密1件，属于四类过程性信息2件，属于行政查询事项3件，信访举报投诉类申请4件，总计10件。",
            [1, 2, 3, 4, 10],
        ),
    ],
)
def test_a_sentence_that_names_the_rows_of_a_table_is_read(prose: Prose, sentence: str, values: list[int]) -> None:
    assert [claim.value for claim in read_report(prose(sentence)).claims] == values


def test_a_flattened_table_says_nothing_also_where_its_lines_are_broken(prose: Prose) -> None:
    text = "其他结果00000\n尚未审结00000总计00000未经复议直接起诉00000\n复议后起诉00000\n没有收到申请。"
    assert [claim.metric for claim in read_report(prose(text)).claims] == ["applications_received"]
