"""What kind of document a title names, whose it is, and when two figures are no contradiction."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive.records import Claim
from archive.reports.beside import beside_copy, beside_next_year
from archive.reports.sources import body_of_document, document_kind, is_same_body


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("政府网站工作年度报表（2018年度）", "website"),
        ("松山新区2021年政府网站工作年度报表", "website"),
        ("2019年度政府门户网站年度工作报表", "website"),
        ("政府網站工作年度報表（2020年度）", "website"),
        ("政府信息公开情况统计表（2016年度）", "annex"),
        ("松山新区2017年政府信息公开年报附件统计表", "annex"),
        ("松山新区2018年度政府信息公开工作报告", "report"),
        ("政府网站监管年度报表（2018年度）", ""),
        ("关于报送政府网站工作年度报表的通知", ""),
        ("政府网站工作年度报表填报说明", ""),
        ("政府网站建设统计", ""),
        ("2018年国民经济统计公报", ""),
        ("", ""),
    ],
)
def test_a_title_names_its_kind(title: str, kind: str) -> None:
    assert document_kind(title) == kind


@pytest.mark.parametrize(
    ("kind", "title", "body"),
    [
        ("website", "松山新区管委会政府网站工作年度报表（2018年度）", "松山新区"),
        ("website", "政府网站工作年度报表（2018年度）", ""),
        ("annex", "锦州市财政局2017年政府信息公开情况统计表", "锦州市财政局"),
        ("annex", "政府信息公开情况统计表", ""),
    ],
)
def test_a_title_names_its_body(kind: str, title: str, body: str) -> None:
    assert body_of_document(kind, title) == body


@pytest.mark.parametrize(
    ("title", "name", "same"),
    [
        ("松山新区管理委员会2018年政府信息公开工作报告", "松山新区管委会", True),
        ("锦州市松山新区2018年政府信息公开工作报告", "松山新区", True),
        ("松山新区管委会办公室2018年政府信息公开工作报告", "松山新区管委会", False),
        ("凌海市公安局2018年政府信息公开工作报告", "市公安局", False),
        ("2018年政府信息公开工作报告", "松山新区", False),
    ],
)
def test_bodies_are_the_same_by_their_whole_name(title: str, name: str, same: bool) -> None:
    assert is_same_body(title, [name]) is same


def claim(value: float, **fields: object) -> Claim:
    made = Claim("count", f"{value:g}件", 0, 3, value, "件", "exact", "applications_received", "收到申请")
    return replace(made, **fields)  # type: ignore[arg-type]


#: Figures that agree in both places, so that one document is the other's copy.
ALIKE = (claim(7, metric="review_total"), claim(9, metric="fees"), claim(3, metric="granted"))


def judged(own: Claim, other: Claim) -> list[tuple[bool | None, str]]:
    said = beside_copy("copy", (*ALIKE, own), (*ALIKE, other)).said
    return [(one.identity.holds, one.identity.reason) for one in said if one.own == len(ALIKE)]


def test_equal_figures_agree_and_others_contradict() -> None:
    assert judged(claim(45), claim(45)) == [(True, "")]
    assert judged(claim(45), claim(54)) == [(False, "")]


@pytest.mark.parametrize(
    ("own", "other"),
    [
        (claim(350, qualifier="approx", rounding=5), claim(354)),
        (claim(354), claim(350, qualifier="approx", rounding=5)),
        (claim(220, qualifier="at_least"), claim(223)),
    ],
)
def test_an_approximate_figure_agrees_within_what_it_says(own: Claim, other: Claim) -> None:
    assert judged(own, other) == [(True, "")]


def test_an_approximate_figure_contradicts_one_beyond_it() -> None:
    assert judged(claim(350, qualifier="approx", rounding=5), claim(356)) == [(False, "")]
    assert judged(claim(220, qualifier="at_least"), claim(219)) == [(False, "")]


@pytest.mark.parametrize("other", [claim(45, unit="人"), claim(9, unit="元")])
def test_figures_in_another_kind_of_unit_are_not_compared(other: Claim) -> None:
    assert judged(claim(45), other) == [(None, "units_differ")]


@pytest.mark.parametrize("fields", [{"scope": "全市"}, {"period": "上半年"}, {"channel": "wechat"}])
def test_figures_of_another_scope_period_or_channel_do_not_meet(fields: dict[str, str]) -> None:
    assert judged(claim(45), claim(9, **fields)) == []


def test_a_running_total_is_not_compared_with_a_figure_of_the_year() -> None:
    assert judged(claim(45), claim(401, qualifier="cumulative")) == [(None, "scopes_differ")]


def test_of_several_figures_nobody_knows_which_is_meant() -> None:
    own, other = (*ALIKE, claim(1), claim(2)), (*ALIKE, claim(2), claim(5), claim(6))
    found = beside_copy("copy", own, other)
    assert [(one.identity.holds, one.identity.reason) for one in found.said[3:]] == [
        (None, "several_figures"),
        (True, ""),
    ]
    assert (found.only_own, found.only_other) == (0, 1)


def test_two_tables_are_not_asked_again_what_the_years_ask() -> None:
    own = [claim(2, metric="applications_carried_out", subject="t3.carry_out.total")]
    following = [claim(3, metric="applications_carried_in", subject="t3.carry_in.total")]
    assert beside_next_year(own, following).said == ()
    assert [one.identity.holds for one in beside_next_year([replace(own[0], subject="结转")], following).said] == [
        False
    ]
