"""Wordings that once made a reader accuse wrongly; each is its own case."""

from __future__ import annotations

import pytest

from archive.records import Body, Paragraph, ReportReading
from archive.reports import read_report


def read(*paragraphs: str) -> ReportReading:
    text, spans, start = "\n".join(paragraphs), [], 0
    for paragraph in paragraphs:
        spans.append(Paragraph(start, start + len(paragraph)))
        start += len(paragraph) + 1
    return read_report(Body(text, tuple(spans)), "样本区2017年政府信息公开年度报告")


def test_a_sum_over_channels_that_overlap_is_never_broken() -> None:
    reading = read(
        "全区主动公开政府信息125条。", "按渠道统计，在本区门户网站发布101条；微信公众号发布12条；查阅点发布20条。"
    )
    assert [identity.rule for identity in reading.identities if identity.holds is False] == []
    assert any(identity.relation == "cover" and identity.holds for identity in reading.identities)


def test_channels_that_cannot_reach_the_total_are_still_broken() -> None:
    reading = read(
        "全区主动公开政府信息125条。", "按渠道统计，在本区门户网站发布61条；微信公众号发布12条；查阅点发布20条。"
    )
    broken = [identity for identity in reading.identities if identity.holds is False]
    assert [(identity.relation, identity.sum, identity.total) for identity in broken] == [("cover", 93, 125)]


def test_a_revised_rule_that_the_report_follows_is_not_said_to_be_published() -> None:
    reading = read("本区依照新修订的《中华人民共和国政府信息公开条例》的要求编写本报告。")
    assert reading.claims == ()


def test_a_rule_that_the_authority_revised_is_said_to_exist() -> None:
    reading = read("本区修订了《样本区政府信息公开指南》。")
    assert [claim.quote for claim in reading.claims] == ["《样本区政府信息公开指南》"]


def test_a_share_whose_count_was_lost_is_not_taken_for_one_of_the_figure_before() -> None:
    reading = read("主动公开政府信息11条。其中，政策类2条，占18%；规划类信息，占9%；应急类5条，占45%。")
    assert [identity.holds for identity in reading.identities if identity.relation == "share"] == [True, True]
    assert [claim.value for claim in reading.claims if claim.qualifier == "share"] == [18, 9, 45]


def test_the_whole_behind_a_share_is_no_part_of_it() -> None:
    reading = read("全区主动公开政府信息125条，其中门户网站公开101条，占主动公开总数的80.8%。")
    assert [claim.metric for claim in reading.claims if claim.qualifier == "share"] == ["proactive_website.share"]


def test_results_without_a_verb_of_their_own_stand_where_those_before_them_stand() -> None:
    reading = read("本区网站“提案办理”专栏发布人大代表建议办理结果2件，政协委员提案办理结果3件。")
    assert [(claim.metric, claim.channel) for claim in reading.claims] == [
        ("suggestions", "own_site"),
        ("proposals", "own_site"),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "没有编制《样本区公开目录》和《样本区公开指南》。",
        "尚未制定《样本区公开办法》。",
        "没有及时修订和公布《样本区公开指南》。",
        "《样本区公开办法》尚未印发。",
        "个别部门未公布权责清单。",
        "部分单位没有公开部门预算。",
        "未按要求全面公开权责清单、收费清单。",
        "不再公布收费清单。",
    ],
)
def test_what_was_not_made_or_published_is_not_said_to_exist(sentence: str) -> None:
    assert read(sentence).claims == ()


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("未发生泄密事件，公布了权责清单。", ["权责清单"]),
        ("针对部分单位未及时公开的问题，印发《样本区公开办法》。", ["《样本区公开办法》"]),
        ("不断完善《样本区公开指南》。", ["《样本区公开指南》"]),
        ("未修订《样本区公开目录》，公布了《样本区公开指南》。", ["《样本区公开指南》"]),
    ],
)
def test_a_negation_of_another_verb_denies_no_document(sentence: str, names: list[str]) -> None:
    assert [claim.quote for claim in read(sentence).claims] == names
