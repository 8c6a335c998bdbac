"""Wordings that other reports use, written for these tests with what a reader takes from them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive.records import Body
from archive.reports import read_report

Prose = Callable[[str], Body]
TITLE = "某县2021年政府信息公开工作年度报告"

SENTENCES = {
    "通过“某某发布”微信公众号推送信息320余条，阅读量约12.6万次，粉丝数5200。": [
        ("proactive_wechat", 320, "条", "at_least", None),
        ("page_views", 126_000, "次", "approx", None),
        ("followers", 5200, "", "exact", None),
    ],
    "自2008年《条例》实施以来，累计主动公开信息9876条。": [("proactive_total", 9876, "条", "cumulative", None)],
    "全年累计主动公开信息9876条。": [("proactive_total", 9876, "条", "exact", None)],
    "收到政府信息公开申请23件，比上年减少5件，其中当面申请3件、网络申请20件。": [
        ("applications_received", 23, "件", "exact", None),
        ("applications_received.yoy", -5, "件", "growth", None),
        ("applications_received[当面]", 3, "件", "exact", None),
        ("applications_received[网络]", 20, "件", "exact", None),
    ],
    "办结申请22件，其中予以公开10件（45.5%）、其他处理（含申请人撤回）12件，占54.5%。": [
        ("applications_answered", 22, "件", "exact", None),
        ("granted", 10, "件", "exact", None),
        ("granted.share", 45.5, "%", "share", None),
        ("other", 12, "件", "exact", None),
        ("other.share", 54.5, "%", "share", None),
    ],
    "收到公开申请56件，同比回落3.4%。": [
        ("applications_received", 56, "件", "exact", None),
        ("applications_received.yoy", -3.4, "%", "growth", None),
    ],
    # A change may carry its own verb; what was newly done is a count of its own.
    "主动公开政府信息1072条，比去年多公开100条。": [
        ("proactive_total", 1072, "条", "exact", None),
        ("proactive_total.yoy", 100, "条", "growth", None),
    ],
    "收到公开申请23件，较上年多受理5件，增幅27.8%。": [
        ("applications_received", 23, "件", "exact", None),
        ("applications_received.yoy", 5, "件", "growth", None),
        ("applications_received.yoy", 27.8, "%", "growth", None),
    ],
    "新收公开申请23件，比上年少收5件。": [
        ("applications_received", 23, "件", "exact", None),
        ("applications_received.yoy", -5, "件", "growth", None),
    ],
    "2021年较上年多受理申请5件。": [("applications_received.yoy", 5, "件", "growth", None)],
    "收到公开申请23件，较2020年增加受理约5件。": [
        ("applications_received", 23, "件", "exact", None),
        ("applications_received.yoy", 5, "件", "growth", None),
    ],
    "主动公开政府信息1072条，比上年新增公开政府信息172条。": [
        ("proactive_total", 1072, "条", "exact", None),
        ("proactive_total.yoy", 172, "条", "growth", None),
    ],
    "全年新增公开政府信息172条。": [("proactive_total", 172, "条", "exact", None)],
    "与上年相比，新增公开政府信息172条。": [("proactive_total", 172, "条", "exact", None)],
    "比上年有所增加，受理公开申请23件。": [("applications_received", 23, "件", "exact", None)],
    "比上年多受理公开申请，共受理公开申请23件。": [("applications_received", 23, "件", "exact", None)],
    "受市政府委托，代市政府办理申请12件。": [("applications_handled", 12, "件", "exact", "市政府")],
    "收到行政复议申请4件，其中2件维持、1件终止。": [
        ("review_total", 4, "件", "exact", None),
        ("review_maintained", 2, "件", "exact", None),
        ("review_other", 1, "件", "exact", None),
    ],
    "行政复议、行政诉讼均为0件。": [("review_total+litigation_total", 0, "件", "exact", None)],
    "本市主動公開政府信息３，４５６條。": [("proactive_total", 3456, "条", "exact", None)],
    "较2020年的6000条下降6.1%。": [],
    "共印发《某县政府公报》12期。": [("gazette_issues", 12, "期", "exact", None)],
    "全县各单位公开信息88条。": [("proactive_total", 88, "条", "exact", "全县")],
    "采购总金额控制在8万元以内，会场设在3楼301室。": [],
    "在市政府网公开信息12条。": [("proactive_website[市政府网站]", 12, "条", "exact", None)],
    "通过其他渠道公开信息15条。": [("proactive_other", 15, "条", "exact", None)],
    "公开信息94条，其中政府网站60条、政务微博34条。": [
        ("proactive_total", 94, "条", "exact", None),
        ("proactive_website", 60, "条", "exact", None),
        ("proactive_weibo", 34, "条", "exact", None),
    ],
    "县直部门公开203条。": [("proactive_total", 203, "条", "exact", "县直部门")],
    "收到公开申请40件，其中予以公开30件、部分公开10，占25%。": [
        ("applications_received", 40, "件", "exact", None),
        ("granted", 30, "件", "exact", None),
        ("partial", 10, "", "exact", None),
        ("partial.share", 25, "%", "share", None),
    ],
    "收到公开申请40件，网上提交占75%（30件）。": [
        ("applications_received", 40, "件", "exact", None),
        ("applications_received[网上提交].share", 75, "%", "share", None),
        ("applications_received[网上提交]", 30, "件", "exact", None),
    ],
    "县长信箱收到来信231封，回复229封。": [
        ("messages_received", 231, "封", "exact", None),
        ("messages_answered", 229, "封", "exact", None),
    ],
    "收到公开申请57件，剩余9件顺延至2022年办理。": [
        ("applications_received", 57, "件", "exact", None),
        ("applications_carried_out", 9, "件", "exact", None),
    ],
    "政府网站维护13个专栏，其中新设2个。": [
        ("columns", 13, "个", "exact", None),
        ("columns[新开设]", 2, "个", "exact", None),
    ],
    "公众号用户数增至5.3万。": [("followers", 53_000, "", "exact", None)],
    "全县12条街道、9个部门参加公开日活动。": [],
    "按清单列明的10大类50项内容公开信息。": [],
    "上年度公开6910条、受理申请26件。": [],
    "公开率高于上年的99.5%。": [],
    "全年收到网上申请15件、信函申请8件。": [
        ("applications_received[网络]", 15, "件", "exact", None),
        ("applications_received[信函]", 8, "件", "exact", None),
    ],
    "通过传真收到申请3件，窗口受理申请2件。": [
        ("applications_received[传真]", 3, "件", "exact", None),
        ("applications_received[当面]", 2, "件", "exact", None),
    ],
    "收到当面、网络、信函申请23件。": [("applications_received", 23, "件", "exact", None)],
    "受理单位和个人申请23件。": [("applications_received", 23, "件", "exact", None)],
    "收到其他组织申请3件。": [("applications_received", 3, "件", "exact", None)],
    # By several ways, or of several kinds of people, is all of them.
    "通过网络、信函方式收到政府信息公开申请23件。": [("applications_received", 23, "件", "exact", None)],
    "通过信函、网络、当面等方式收到申请23件。": [("applications_received", 23, "件", "exact", None)],
    "通过网络渠道共收到申请23件。": [("applications_received[网络]", 23, "件", "exact", None)],
    "收到公民和法人申请23件。": [("applications_received", 23, "件", "exact", None)],
    "收到个人和单位申请23件。": [("applications_received", 23, "件", "exact", None)],
    "收到公民法人申请23件。": [("applications_received", 23, "件", "exact", None)],
    "尚有未办结申请3件。": [("applications_pending", 3, "件", "exact", None)],
    "延期答复的政府信息公开申请3件。": [("applications_answered[延期]", 3, "件", "exact", None)],
    "依托网站、微信等多种渠道公开信息77条。": [("proactive_total", 77, "条", "exact", None)],
}

ZEROS = {
    "无人提起行政复议，亦未有行政诉讼。": ["review_total", "litigation_total"],
    "收费和减免均为0。": ["fees", "fee_waivers"],
    "实现零投诉、零复议。": ["complaints[投诉]", "review_total"],
    "未产生信息处理费。": ["fees"],
    "不存在因信息公开被举报的情形。": ["complaints[举报]"],
    "沒有收到政府信息公開申請。": ["applications_received"],
    "无外单位和个人向我院申请公开信息。": ["applications_received"],
    "未接到公民、法人或其他组织的申请。": ["applications_received"],
    "没有减免过任何费用。": ["fee_waivers"],
    "无举报投诉。": ["complaints[举报+投诉]"],
    "没有因不公开而遭到举报。": ["complaints[举报]"],
    "没有收到申请，因此未产生检索、邮寄等费用。": ["applications_received", "fees"],
    "没有通过审核的稿件不得上线。": [],
    "答复没有超出法定期限。": [],
    "无其他需要报告的事项。": [],
    "如未收到答复，申请人可以申请行政复议。": [],
    # What was not done, and who does not do it, is no zero of what it is done about.
    "部分单位未公布依申请公开受理机构信息。": [],
    "一是网站没有开通信息公开申请功能，二是公开内容不够丰富。": [],
    "个别单位未严格审核政府信息公开申请。": [],
    "个别干部对依申请公开没有足够重视。": [],
    "未对政府信息公开申请进行登记。": [],
    "没有专人办理政府信息公开申请。": [],
    "无专门机构受理信息公开申请。": [],
    "未制定政府信息公开收费标准。": [],
    "未设立举报投诉电话。": [],
    "未收到举报投诉电话。": [],
    "政府信息公开申请未产生纠纷。": [],
    "无锡等地高校收费。": [],
    "没有单位因政府信息公开申请处理不当引发诉讼。": ["litigation_total"],
    "未因政府信息公开申请答复不当引发行政复议。": ["review_total"],
    "没有单位和个人提出申请。": ["applications_received"],
    "未向公民、法人和其他组织收取费用。": ["fees"],
    # None of a part is a zero of the part; of no whole.
    "2021年未收到重复申请。": ["outcome[重复申请]"],
    "全年无未办结申请。": ["applications_pending"],
    "没有延期答复的政府信息公开申请。": ["applications_answered[延期]"],
    "未收到当面申请。": ["applications_received[当面]"],
    "没有收到网上提交的信息公开申请。": ["applications_received[网络]"],
    "未收到信函申请。": ["applications_received[信函]"],
    "本机关无上年结转申请。": ["applications_carried_in"],
    "无结转下年度办理的申请。": ["applications_carried_out"],
    "没有不予受理的申请。": ["not_processed"],
    "未收到其他申请。": [],
    "2021年，我局没有政府信息公开申请。": ["applications_received"],
    "全年尚无政府信息公开申请事项。": ["applications_received"],
    "没有要求公开政府信息的申请。": ["applications_received"],
    "没有政府信息公开申请、行政复议和行政诉讼。": ["applications_received", "review_total", "litigation_total"],
    "没有关于政府信息公开的投诉、举报。": ["complaints[投诉]", "complaints[举报]"],
    "个别单位未收到信息公开申请。": [],
    "除收到1件申请外，没有收到信息公开申请。": [],
    # In writing and online, and by all three ways, is every way.
    "未收到书面申请或者网上申请。": ["applications_received"],
    "未收到网络、信函、当面申请。": ["applications_received"],
}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_figures_of_a_sentence_are_read(prose: Prose, sentence: str) -> None:
    claims = [claim for claim in read_report(prose(sentence), TITLE).claims if claim.kind == "count"]
    found = [(claim.metric, claim.value, claim.unit, claim.qualifier, claim.scope) for claim in claims]
    assert found == SENTENCES[sentence]


@pytest.mark.parametrize("sentence", ZEROS)
def test_implicit_zeros_are_one_claim_for_each_matter(prose: Prose, sentence: str) -> None:
    claims = read_report(prose(sentence), TITLE).claims
    assert [(claim.metric, claim.value) for claim in claims if claim.kind == "zero"] == [
        (metric, 0) for metric in ZEROS[sentence]
    ]


@pytest.mark.parametrize(
    ("heading", "metrics"),
    [
        ("三、依申请公开办理情况", ["applications_received"]),
        ("四、行政复议、行政诉讼情况", ["review_total", "litigation_total"]),
        ("五、收费情况", ["fees"]),
        ("六、其他需要报告的事项", []),
    ],
)
def test_nothing_under_a_heading_is_a_zero_of_what_the_heading_names(
    prose: Prose, heading: str, metrics: list[str]
) -> None:
    claims = read_report(prose(f"{heading}\n无。"), TITLE).claims
    assert [(claim.metric, claim.value, claim.quote) for claim in claims] == [(metric, 0, "无。") for metric in metrics]


@pytest.mark.parametrize(
    ("sentence", "channel"),
    [
        ("在县政府网站公开信息12条。", "own_site"),
        ("在本站公开信息12条。", "own_site"),
        ("在邻山市政府网站公开信息12条。", "city_site"),
        ("在市政府网站公开信息12条。", "city_site"),
        ("通过官方微博发布信息12条。", "weibo"),
        ("在政府网站和微信公开信息12条。", None),
        ("公开信息12条，主要刊登于网站。", None),
    ],
)
def test_a_channel_is_named_or_left_open(prose: Prose, sentence: str, channel: str | None) -> None:
    (claim,) = read_report(prose(sentence), TITLE).claims
    assert claim.channel == channel


def test_an_unknown_subject_keeps_its_own_words(prose: Prose) -> None:
    (claim,) = read_report(prose("向档案馆移交公开信息目录卡片31份。"), TITLE).claims
    assert claim.metric.startswith("other:") and "目录卡片" in claim.metric


def test_a_list_of_which_some_are_named_is_never_broken(prose: Prose) -> None:
    text = "收到申请56件，其中予以公开20件、不予公开3件。"
    assert [i for i in read_report(prose(text), TITLE).identities if i.holds is False] == []


def test_a_share_that_does_not_fit_its_total_is_broken(prose: Prose) -> None:
    text = "主动公开信息820条，在门户网站公开760条，占82.7%。"
    (identity,) = read_report(prose(text), TITLE).identities
    assert (identity.sum, identity.total, identity.holds) == (92.7, 82.7, False)
