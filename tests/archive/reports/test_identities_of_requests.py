"""Requests in prose: what came in, was answered and carried over; broken only where every figure of it is given."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive.records import Body
from archive.reports import read_report

Prose = Callable[[str], Body]


def judged(prose: Prose, sentence: str) -> dict[str, bool | None]:
    reading = read_report(prose(f"东山县2020年政府信息公开工作年度报告\n三、依申请公开情况\n{sentence}"))
    return {identity.rule: identity.holds for identity in reading.identities}


@pytest.mark.parametrize(
    ("sentence", "rule", "holds"),
    [
        (
            "收到申请30件，上年结转1件，办结24件，结转下年度7件。",
            "balance: received + carried_in = answered + carried_out",
            True,
        ),
        (
            "收到申请30件，上年结转1件，办结24件，结转下年度9件。",
            "balance: received + carried_in = answered + carried_out",
            False,
        ),
        ("收到申请37件，办结36件，结转下年度1件。", "balance: received = answered + carried_out", True),
        # Whether cases were carried in is not said: they may be what is missing.
        ("收到申请37件，办结36件，结转下年度3件。", "balance: received = answered + carried_out", None),
        (
            "收到申请20件，答复18件：予以公开9件，部分公开4件，不予公开5件。",
            "sum: outcomes = applications_answered",
            True,
        ),
        # Neither what was answered nor what was received: which is meant is not said.
        (
            "收到申请20件，答复18件：予以公开9件，部分公开4件，不予公开4件。",
            "sum: outcomes = applications_answered",
            None,
        ),
        (
            "收到申请18件，均已答复：予以公开9件，部分公开4件，不予公开4件。",
            "sum: outcomes = applications_received",
            False,
        ),
        ("收到申请9件，网络申请5件，信函申请4件。", "sum: channels = applications_received", True),
        ("收到申请9件，网络申请5件，信函申请3件。", "sum: channels = applications_received", None),
        ("收到来信50封，回复45封，回复率90%。", "share: messages_answered / messages_received", True),
        ("收到来信50封，回复45封，回复率95%。", "share: messages_answered / messages_received", None),
        ("行政复议5件，结果维持3件，结果纠正2件。", "sum: parts = review_total", True),
        ("行政复议5件，结果维持3件，结果纠正1件。", "sum: parts = review_total", None),
    ],
)
def test_a_relation_is_judged_as_far_as_it_is_told(prose: Prose, sentence: str, rule: str, holds: bool | None) -> None:
    found = judged(prose, sentence)
    assert found.get(rule) is holds
    assert holds is False or False not in found.values()


def test_cases_carried_over_are_no_parts_of_what_was_received(prose: Prose) -> None:
    found = judged(prose, "全年共收到公开申请1466件（上年度结转16件，结转下年度9件），均在期限内答复。")
    assert False not in found.values()


def test_a_figure_that_is_a_part_is_not_taken_for_the_total_of_the_next_list(prose: Prose) -> None:
    text = (
        "累计公开政府信息900条。从公开主体来看，县直部门公开200条，乡镇公开700条。"
        "从公开渠道来看，政府网站公开信息500条，政务新媒体公开信息300条，其他渠道公开信息100条。"
    )
    reading = read_report(prose(f"东山县2020年政府信息公开工作年度报告\n二、主动公开情况\n{text}"))
    assert [identity for identity in reading.identities if identity.holds is False] == []
    assert 900 in [identity.total for identity in reading.identities if identity.holds]


def test_two_channels_that_do_not_reach_the_total_are_not_all_there_are(prose: Prose) -> None:
    text = "全县主动公开政府信息1200条。县政府网站发布630条，政务微信发布510条。"
    reading = read_report(prose(f"东山县2020年政府信息公开工作年度报告\n{text}"))
    assert [identity.holds for identity in reading.identities if identity.relation == "cover"] == [None]


@pytest.mark.parametrize(("percentage", "holds"), [("16.8", True), ("18.6", False)])
def test_growth_is_recomputed_from_the_change_beside_it(prose: Prose, percentage: str, holds: bool) -> None:
    found = judged(prose, f"收到申请1033件，较上年减少209件，降幅{percentage}%。")
    assert found["growth: applications_received against previous year"] is holds
