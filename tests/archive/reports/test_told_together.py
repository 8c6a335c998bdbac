"""Several things counted in one breath (分别, 各): each has its own number, or none is claimed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from made_tables import body_of, table3, table4

from archive.records import Body
from archive.reports import read_report

Prose = Callable[[str], Body]
TITLE = "松山新区2023年政府信息公开工作年度报告"

APART = {
    "行政复议、行政诉讼分别为3件、5件。": [("review_total", 3), ("litigation_total", 5)],
    "行政复议和行政诉讼，分别为3件和5件。": [("review_total", 3), ("litigation_total", 5)],
    "被申请行政复议、提起行政诉讼案件各1件。": [("review_total", 1), ("litigation_total", 1)],
    "收到、办结政府信息公开申请分别为23件、24件。": [("applications_received", 23), ("applications_answered", 24)],
    "行政许可、行政处罚、行政强制分别为10件、20件、0件。": [
        ("admin_licence_decisions", 10),
        ("admin_penalty_decisions", 20),
        ("admin_coercion_decisions", 0),
    ],
    "制发、废止规范性文件分别为5件、2件。": [("normative_made", 5), ("normative_repealed", 2)],
    "网站、微博、微信分别发布信息500条、200条和300条。": [
        ("proactive_website", 500),
        ("proactive_weibo", 200),
        ("proactive_wechat", 300),
    ],
    "网站、微信各发布信息100条。": [("proactive_website", 100), ("proactive_wechat", 100)],
    "行政复议案件3件，其中维持、纠正、终止各1件。": [
        ("review_total", 3),
        ("review_maintained", 1),
        ("review_corrected", 1),
        ("review_other", 1),
    ],
    "行政复议维持、纠正各1件。": [("review_maintained", 1), ("review_corrected", 1)],
    "举办培训班、茶话各1次。": [("trainings", 1)],
    # One thing: 分别 and 各 share nothing out.
    "行政复议、行政诉讼分别为0件。": [("review_total+litigation_total", 0)],
    "收到各类申请23件。": [("applications_received", 23)],
}


def counted(prose: Prose, sentence: str) -> list[tuple[str, float | None]]:
    reading = read_report(prose(f"{TITLE}\n一、总体情况\n{sentence}"))
    return [(claim.metric, claim.value) for claim in reading.claims]


@pytest.mark.parametrize("sentence", APART)
def test_each_thing_has_its_own_number(prose: Prose, sentence: str) -> None:
    assert counted(prose, sentence) == APART[sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "2021至2023年分别收到申请10件、18件、23件。",
        "2022年、2023年分别收到申请18件、23件。",
        "第一、二季度分别收到申请18件、23件。",
        "网站、微博、微信分别发布信息500条、200条。",
        "行政复议、行政诉讼分别为3件。",
        "行政复议、行政诉讼各1件、2件。",
        "各部门分别收到申请10件、18件。",
        # Of two bodies: neither is what was published in all.
        "市、区两级分别公开政府信息100条、200条。",
        "市、区各公开政府信息100条。",
        # What stands once behind the last name is of all: of which of them a number is, is not said by a metric.
        "自然人、法人提出政府信息公开申请分别为20件、3件。",
        "市政府、省政府受理行政复议分别为1件、2件。",
        "财政局、教育局收到政府信息公开申请分别为15件、8件。",
        "区本级、乡镇收到政府信息公开申请各10件。",
    ],
)
def test_numbers_that_do_not_match_the_names_are_no_claims(prose: Prose, sentence: str) -> None:
    assert counted(prose, sentence) == []


def test_what_is_told_together_of_the_year_itself_is_no_running_total(prose: Prose) -> None:
    reading = read_report(prose(f"{TITLE}\n一、总体情况\n自2023年1月以来，行政复议、行政诉讼各1件。"))
    assert [(claim.metric, claim.qualifier) for claim in reading.claims] == [
        ("review_total", "exact"),
        ("litigation_total", "exact"),
    ]


def test_a_name_of_two_characters_is_no_verb(prose: Prose) -> None:
    found = counted(prose, "网站和微信公众号发布信息分别为1000条、256条。")
    assert ("proactive_website+proactive_wechat", 1000) not in found


def test_changes_told_together_are_no_change_of_the_last(prose: Prose) -> None:
    found = counted(prose, "收到申请23件，办结22件，同比分别增长10%、20%。")
    assert found == [("applications_received", 23), ("applications_answered", 22)]


@pytest.mark.parametrize(("last", "holds"), [(10, True), (9, False)])
def test_outcomes_told_together_are_added_up(prose: Prose, last: int, holds: bool) -> None:
    sentence = f"收到申请23件，予以公开、部分公开、不予公开分别为10件、3件、{last}件。"
    reading = read_report(prose(f"{TITLE}\n三、申请情况\n{sentence}"))
    told = {identity.rule: identity.holds for identity in reading.identities}
    assert told["sum: outcomes = applications_received"] is holds


def test_text_that_says_what_the_tables_say_is_not_broken() -> None:
    answered = {"new": ["23", *["0"] * 5, "23"], "carry_in": ["1", *["0"] * 5, "1"], "total": ["24", *["0"] * 5, "24"]}
    lines = [TITLE, "一、总体情况", "收到、办结政府信息公开申请分别为23件、24件。"]
    lines += ["四、政府信息公开行政复议、行政诉讼情况", "行政复议、行政诉讼案件各1件。"]
    reviews = ["1", "0", "0", "0", "1", "1", "0", "0", "0", "1", "0", "0", "0", "0", "0"]
    reading = read_report(body_of(table3(answered), table4(reviews), lines=lines))
    told = {identity.rule: identity.holds for identity in reading.identities if "NARR" in identity.rule}
    assert told == {
        "T3-NARR[applications_received]": True,
        "T3-NARR[applications_answered]": True,
        "T4-NARR[review_total]": True,
        "T4-NARR[litigation_total]": True,
    }
