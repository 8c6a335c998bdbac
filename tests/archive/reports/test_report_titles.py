"""Which titles are those of yearly reports, and which year they report on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive.records import Body
from archive.reports import is_report_title, report_year


@pytest.mark.parametrize(
    "title",
    [
        "松山新区2018年度政府信息公开工作报告",
        "松山新区2017年政府信息公开工作年度工作报告",
        "凌海市2016年政府信息公开年度报告",
        "于洪区迎宾路街道2021年政府信息公开年报",
        "盘锦市政府信息公开工作2016年度报告",
        "伊宁县2014年政府信息公开工作情况报告",
        "XX市2016年政府信息公開年度報告",
    ],
)
def test_yearly_reports_are_known_by_their_titles(title: str) -> None:
    assert is_report_title(title)


@pytest.mark.parametrize(
    "title",
    [
        "关于做好2018年度政府信息公开工作报告编制发布等工作的通知",
        "一图读懂2021年政府信息公开工作年度报告",
        "松山新区政府信息公开指南",
        "2018年政府工作报告",
        "政府网站工作年度报表",
        "",
    ],
)
def test_notices_guides_and_other_reports_are_not(title: str) -> None:
    assert not is_report_title(title)


@pytest.mark.parametrize(
    ("title", "text", "year"),
    [
        ("松山新区2018年度政府信息公开工作报告", "发布于2019年3月", 2018),
        ("", "统计期为2016年1月1日至2016年12月31日。2015年", 2016),
        ("二〇一五年政府信息公开年度报告", "", 2015),
        ("政府信息公开年度报告", "2020年，本局公开信息。2020年，", 2020),
        ("", "2017年，我镇公开信息7条。2018年拟增设查阅点3处。", 2017),
        ("", "公开信息7条，比2014年增加2条。2016年打算公开9条。", 2015),
        ("", "2022年，收到申请30件，结转2023年3件。2023年将继续公开。", 2022),
        ("", "自2008年以来公开信息900条，2019年公开12条。", 2019),
        ("", "统计期为2017年9月1日至2018年8月31日。2017年公开5条。", 2018),
        ("", "发布时间：2019-02-10。统计期限从2018年1月1日到12月31日止。公开信息5条。", 2018),
        ("", "从2018年公开的5条增加到8条，2018年新设栏目。", 2018),
        ("政府信息公开年度报告", "没有年份", None),
    ],
)
def test_the_year_comes_from_the_title_then_the_text(
    prose: Callable[[str], Body], title: str, text: str, year: int | None
) -> None:
    assert report_year(title, prose(text)) == year
