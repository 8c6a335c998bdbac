"""What is left of a text when it is compared: nothing that varies by request, and all that it says."""

from __future__ import annotations

import pytest
from cpu_time import cpu_time

from archive.varying import comparable, key_of

SAYS = "会议定于五月六日上午召开，请准时参加。"


@pytest.mark.parametrize(
    "around",
    [
        "浏览次数：1024",
        "阅读量： 8 次",
        "【浏览次数：[12]】",
        "您是第1004位访客",
        "页面生成时间：2020-06-02 16:30:12",
        "发布时间：2020-05-20 10:00　来源：区财政局　浏览次数：3",
        "字体：【大】【中】【小】",
        "上一篇：关于召开会议的通知",
        "下一条: 没有了",
        "责任编辑：某某",
        "【打印本页】",
        "【关闭窗口】",
        "分享到：",
        "\u200b\u3000",
    ],
)
def test_what_stands_round_a_text_is_no_part_of_it(around: str) -> None:
    assert key_of(comparable(f"{around}\n{SAYS}\n{around}")) == SAYS


@pytest.mark.parametrize(
    "says",
    [
        "阅读量统计办法如下。",
        "网站访问量120万人次。",
        "全年访问量：320万人次，较上年增长三成。",
        "国民阅读率81%。",
        "全年页面访问量1072345次。",
        "来源于财政的资金共三万元，其中专项资金两万元，已全部拨付到位，并接受社会各界的监督；来源：区财政局、市财政局和省财政厅的资金分别列支。",
        "访问量达到1200人次，比上年增长两成。",
        "打印机采购项目中标公告",
        "上一年度共受理申请四十五件。",
    ],
)
def test_what_a_text_says_of_such_things_stays(says: str) -> None:
    assert any(character.isdigit() or character in key_of(comparable(says)) for character in says)
    assert len(key_of(comparable(says))) > len(says) / 2


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("网站访问量120万人次。", "网站访问量320万人次。"),
        ("全年访问量：120万人次，较上年增长三成。", "全年访问量：320万人次，较上年增长三成。"),
        ("全年页面访问量1072345次。", "全年页面访问量2072345次。"),
        ("国民阅读率81%。", "国民阅读率91%。"),
    ],
)
def test_a_figure_that_a_text_gives_is_compared(before: str, after: str) -> None:
    assert key_of(comparable(before)) != key_of(comparable(after))


def test_a_heading_that_repeats_the_title_is_left_out() -> None:
    assert key_of(comparable(f"关于召开　会议的通知\n{SAYS}", "关于召开会议的通知")) == SAYS


def test_where_paragraphs_end_says_nothing() -> None:
    assert key_of(comparable("一、甲\n二、乙")) == key_of(comparable("一、甲二、乙"))


def test_what_is_shown_keeps_its_words_apart() -> None:
    assert comparable("  See  New York ")[0].shown == "See New York"


def test_long_runs_of_signs_take_no_time() -> None:
    with cpu_time() as took:
        for sign in ("浏览次数", "来源：", "上一篇：", "[", "发布时间2020-", "字体大", "1"):
            comparable(sign * 50_000)
    assert took.seconds < 5
