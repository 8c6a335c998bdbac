"""Figures of a part of the year say so; plans, and years to come, are no figures of the year."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive.records import Body, Claim
from archive.reports import read_report
from archive.reports.periods import quoted_period

Prose = Callable[[str], Body]
TITLE = "某县2018年政府信息公开工作年度报告"


def counted(prose: Prose, text: str) -> list[Claim]:
    return [claim for claim in read_report(prose(text), TITLE).claims if claim.kind != "existence"]


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("在门户网站上半年发布信息5条，下半年发布信息7条。", ["上半年", "下半年"]),
        ("第一季度主动公开政府信息30条。", ["第一季度"]),
        ("前三季度主动公开政府信息30条。", ["前三季度"]),
        ("2018年1-6月，主动公开政府信息30条。", ["1-6月"]),
        ("1月至6月主动公开政府信息30条。", ["1月至6月"]),
        ("5月份公开信息3条，全年共公开信息40条。", ["5月份", None]),
        ("4月18日公开信息3条。", ["4月18日"]),
        ("截至2018年6月底，主动公开政府信息30条。", ["截至2018年6月底"]),
        ("主动公开信息12条（其中上半年5条，下半年7条），解读文件3条。", [None, "上半年", "下半年", None]),
        ("上半年公开信息8条；2018年共公开信息20条。", ["上半年", None]),
        ("上半年未收到信息公开申请。", ["上半年"]),
        ("（一）上半年公开情况\n主动公开政府信息30条。", ["上半年"]),
    ],
)
def test_a_part_of_the_year_stands_with_its_figure(prose: Prose, text: str, periods: list[str | None]) -> None:
    assert [claim.period for claim in counted(prose, text)] == periods


@pytest.mark.parametrize(
    "text",
    [
        "截至2018年底，主动公开政府信息30条。",
        "截至2018年12月31日，主动公开政府信息30条。",
        "自2018年1月1日至12月31日，主动公开政府信息30条。",
        "1-12月主动公开政府信息30条。",
        "2018年，主动公开政府信息30条。",
        "公开《2018年上半年预算执行情况》等信息30条。",
    ],
)
def test_the_whole_year_is_no_part_of_it(prose: Prose, text: str) -> None:
    assert [claim.period for claim in counted(prose, text)] == [None]


def test_a_period_does_not_reach_into_the_next_sentence(prose: Prose) -> None:
    assert [claim.period for claim in counted(prose, "上半年公开信息5条。公开信息30条。")] == ["上半年", None]


@pytest.mark.parametrize(("quote", "period"), [("上半年 发布5条", "上半年"), ("发布5条", None), ("", None)])
def test_a_quote_can_name_its_period(quote: str, period: str | None) -> None:
    assert quoted_period(quote) == period


@pytest.mark.parametrize(
    "plan",
    [
        "计划2019年主动公开政府信息2000条",
        "2019年主动公开政府信息2000条",
        "预计2019年主动公开政府信息2000条",
        "计划主动公开政府信息2000条",
        "力争2019年主动公开政府信息2000条，解读50条",
        "拟于2019年公开信息2000条",
        "将主动公开政府信息2000条",
        "计划2020年主动公开政府信息2000条",
    ],
)
def test_a_plan_is_no_figure_of_the_year(prose: Prose, plan: str) -> None:
    claims = counted(prose, f"2018年，主动公开政府信息1072条，{plan}。")
    assert [claim.value for claim in claims] == [1072]


@pytest.mark.parametrize(
    "text",
    [
        "公开2019年政府预算30份。",
        "截至2019年1月31日，主动公开政府信息30条。",
        "公开发展计划30条。",
        "将群众关心的信息30条上网公开。",
        "公开《2019年工作要点》等信息30条。",
    ],
)
def test_what_was_done_is_no_plan(prose: Prose, text: str) -> None:
    assert [claim.value for claim in counted(prose, text)] == [30]


def test_a_range_of_months_is_no_range_of_items(prose: Prose) -> None:
    assert counted(prose, "公开时限为2-3个月。") == []


def test_a_range_of_items_is_one_claim_with_both_numbers(prose: Prose) -> None:
    (claim,) = counted(prose, "主动公开政府信息10-12条。")
    assert (claim.value, claim.qualifier, claim.rounding, "10-12条" in claim.quote) == (12, "approx", 2, True)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("制定了《甲公开办法》《乙保密制度》《丙追究办法》。", ["甲公开办法", "乙保密制度", "丙追究办法"]),
        ("公开2018年政府预算、2017年政府决算、《丙记录办法》。", ["2018年政府预算", "2017年政府决算", "丙记录办法"]),
        ("公开政府预算、决算、《丙记录办法》。", ["政府预算", "丙记录办法"]),
        (
            "公开2018年财政预算、2017年财政收支决算公开、《丙记录办法》《丁记录办法》。",
            ["2018年财政预算", "2017年财政收支决算", "丙记录办法", "丁记录办法"],
        ),
        ("学习《甲条例释义》《乙条例释义》。", []),
    ],
)
def test_every_name_of_a_row_is_said_to_exist(prose: Prose, text: str, names: list[str]) -> None:
    claims = read_report(prose(text), TITLE).claims
    assert [claim.metric.partition(":")[2] for claim in claims if claim.kind == "existence"] == names


@pytest.mark.parametrize(
    "words",
    [
        "自《条例》实施以来，",
        "《条例》施行以来共",
        "2008年以来",
        "自2008年5月1日起",
        "建站以来，",
        "自条例施行至今，",
        "网站开通至今，",
        "去年以来，",
        "近三年",
        "五年来，",
        "十一年来，",
        "近年来，",
    ],
)
def test_what_reaches_back_beyond_the_year_is_a_running_total(prose: Prose, words: str) -> None:
    assert [claim.qualifier for claim in counted(prose, f"{words}主动公开政府信息10720条。")] == ["cumulative"]


@pytest.mark.parametrize(
    "words",
    [
        "今年以来，",
        "今年以来累计",
        "本年度以来",
        "一年来，",
        "一年以来",
        "年初以来",
        "今年5月以来",
        "自2018年1月1日以来，",
        "自2018年1月1日以来，累计",
        "2018年以来，",
        "自2018年1月1日起至12月31日止，",
        "党的十九大以来，各部门高度重视，全年",
    ],
)
def test_what_begins_within_the_year_is_no_running_total(prose: Prose, words: str) -> None:
    assert [claim.qualifier for claim in counted(prose, f"{words}主动公开政府信息1072条。")] == ["exact"]


def test_the_year_named_behind_a_running_total_is_the_year_again(prose: Prose) -> None:
    text = "自《条例》实施以来，主动公开政府信息10720条，其中2018年公开1072条。"
    found = [(claim.value, claim.qualifier) for claim in counted(prose, text)]
    assert found == [(10720, "cumulative"), (1072, "exact")]


@pytest.mark.parametrize(("text", "values"), [("年均公开政府信息1000条。", []), ("近两年均收到申请5件。", [5])])
def test_the_average_of_some_years_is_no_figure_of_one(prose: Prose, text: str, values: list[int]) -> None:
    assert [claim.value for claim in counted(prose, text)] == values
