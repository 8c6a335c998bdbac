"""Figures of which only the least is told (以上, 超过, 余): what they can break, and what they cannot."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from made_tables import body_of, table3

from archive.records import Body
from archive.reports import read_report, relations_between

Prose = Callable[[str], Body]
TITLE = "锦州市财政局{}年政府信息公开工作年度报告"


def judged(prose: Prose, sentence: str) -> list[tuple[str, bool | None]]:
    reading = read_report(prose(f"{TITLE.format(2023)}\n一、总体情况\n{sentence}"))
    return [(identity.relation, identity.holds) for identity in reading.identities]


# 1000 of 1072 is 93.28 %.
@pytest.mark.parametrize(
    ("share", "holds"),
    [
        ("占90%以上", True),
        ("占比超过90%", True),
        ("占比达90%多", True),
        ("占93.28%以上", True),
        ("占95%以上", False),
        ("占比超过94%", False),
        ("占90%", False),
    ],
)
def test_a_share_of_which_the_least_is_told_is_broken_only_below(prose: Prose, share: str, holds: bool) -> None:
    sentence = f"主动公开政府信息1072条，其中门户网站公开1000条，{share}。"
    assert judged(prose, sentence) == [("share", holds)]


# 1072 is 272 and 34 % more than 800; 600 is 25 % less.
@pytest.mark.parametrize(
    ("sentence", "holds"),
    [
        ("主动公开政府信息1072条，比2022年的800条增长30%以上。", True),
        ("主动公开政府信息1072条，比2022年的800条增长超过30%。", True),
        ("主动公开政府信息1072条，比2022年的800条增长超过35%。", False),
        ("主动公开政府信息1072条，较上年的800条增加200余条。", True),
        ("主动公开政府信息1072条，较上年的800条增加300余条。", False),
        ("主动公开政府信息600条，比2022年的800条下降20%以上。", True),
        ("主动公开政府信息600条，比2022年的800条下降30%以上。", False),
    ],
)
def test_a_change_of_which_the_least_is_told_is_broken_only_below(prose: Prose, sentence: str, holds: bool) -> None:
    assert judged(prose, sentence) == [("growth", holds)]


@pytest.mark.parametrize(("said", "holds"), [("30%以上", True), ("超过35%", False)])
def test_so_it_is_against_the_report_of_the_year_before(prose: Prose, said: str, holds: bool) -> None:
    texts = ("2022年主动公开政府信息800条。", f"2023年主动公开政府信息1072条，同比增长{said}。")
    readings = [
        read_report(prose(f"{TITLE.format(year)}\n一、总体情况\n{text}"))
        for year, text in zip((2022, 2023), texts, strict=True)
    ]
    (found,) = [i for i in relations_between(*readings) if i.rule == "T3-YOY[proactive_total]"]
    assert found.holds is holds


@pytest.mark.parametrize(("said", "holds"), [("90%以上", True), ("96%以上", False)])
def test_so_it_is_against_the_table(said: str, holds: bool) -> None:
    # 23 of 24 answered is 95.83 %.
    rows = {"new": ["24", *["0"] * 5, "24"], "granted": ["23", *["0"] * 5, "23"], "total": ["24", *["0"] * 5, "24"]}
    sentence = f"全年收到政府信息公开申请24件，予以公开23件，占办结总数的{said}。"
    reading = read_report(body_of(table3(rows), lines=[TITLE.format(2023), "一、总体情况", sentence]))
    (found,) = [i for i in reading.identities if i.rule == "T3-SHARE[granted]"]
    assert found.holds is holds


@pytest.mark.parametrize(
    ("sentence", "holds"),
    [
        # 8000 to 9000 and 2000 to 3000.
        ("主动公开政府信息10300条（政策类8000余条、动态类2000余条）。", True),
        ("主动公开政府信息9900条（政策类8000余条、动态类2000余条）。", False),
        ("主动公开政府信息15000条（政策类8000余条、动态类2000余条）。", None),
        ("主动公开政府信息1万余条（政策类8210条、动态类2320条）。", True),
        ("主动公开政府信息1万余条（政策类7000条、动态类2320条）。", False),
        ("截至2023年底，累计主动公开政府信息1万余条（政策类8210条、动态类2320条）。", True),
        ("主动公开政府信息9000余条（政策类8000余条、动态类2000余条）。", True),
        ("主动公开政府信息5000余条（政策类8000余条、动态类2000余条）。", None),
        ("收到政府信息公开申请20余件（自然人20件、法人8件）。", True),
        ("收到政府信息公开申请20余件（自然人10件、法人8件）。", False),
    ],
)
def test_parts_and_totals_of_which_the_least_is_told(prose: Prose, sentence: str, holds: bool | None) -> None:
    assert judged(prose, sentence) == [("sum", holds)]


@pytest.mark.parametrize(
    "sentence",
    [
        "主动公开政府信息1万余条，其中门户网站公开8000条，占75%。",
        "主动公开政府信息1000余条，比2022年的800条增长30%。",
    ],
)
def test_what_is_said_of_such_a_figure_is_not_broken(prose: Prose, sentence: str) -> None:
    assert judged(prose, sentence) == []
