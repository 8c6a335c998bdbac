"""The yearly report of a government website (国办函〔2018〕12号): every field, every identity, several layouts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from made_tables import Entry, body_of, chance_of, damaged_rows

from archive.records import CellKind, Identity
from archive.reports import read_official_tables, read_report

Rows = list[list[Entry]]

# Block, sub-block, and its fields: key, label, metric (empty: makes no claim), value.
BLOCKS: list[tuple[str, list[tuple[str, list[tuple[str, str, str, str]]]]]] = [
    (
        "",
        [
            (
                "",
                [
                    ("site.name", "网站名称", "", "松山新区管委会网站"),
                    ("site.address", "首页网址", "", "www.songshan.demo.invalid"),
                    ("site.code", "政府网站标识码", "", "2107000000"),
                    ("visitors", "独立用户访问总量（单位：个）", "site.visitors", "31,415"),
                    ("visits", "网站总访问量（单位：次）", "page_views", "92653"),
                ],
            )
        ],
    ),
    (
        "信息发布（单位：条）",
        [
            (
                "",
                [
                    ("info.total", "总数", "site.published_total", "1330"),
                    ("info.overview", "概况类信息更新量", "site.overview_updates", "302"),
                    ("info.dynamic", "政务动态信息更新量", "site.dynamic_updates", "957"),
                    ("info.catalog", "信息公开目录信息更新量", "site.catalog_updates", "71"),
                ],
            )
        ],
    ),
    (
        "专栏专题（单位：个）",
        [
            (
                "",
                [
                    ("topics.kept", "维护数量", "site.topics_kept", "9"),
                    ("topics.new", "新开设数量", "site.topics_opened", "2"),
                ],
            )
        ],
    ),
    (
        "解读回应",
        [
            (
                "解读信息发布",
                [
                    ("interpret.total", "总数（单位：条）", "site.interpretations", "20"),
                    ("interpret.materials", "解读材料数量（单位：条）", "site.interpretations[解读材料]", "12"),
                    ("interpret.products", "解读产品数量（单位：个）", "site.interpretations[解读产品]", "5"),
                    ("interpret.media", "媒体评论文章数量（单位：篇）", "site.interpretations[媒体评论]", "3"),
                ],
            ),
            ("", [("interpret.responses", "回应公众关注热点或重大舆情数量（单位：次）", "site.responses", "4")]),
        ],
    ),
    (
        "办事服务",
        [
            (
                "",
                [
                    ("services.catalogue", "是否发布服务事项目录", "", "☑是 □否"),
                    ("services.users", "注册用户数（单位：个）", "site.users", "640"),
                    ("services.matters", "政务服务事项数量（单位：项）", "services_listed", "88"),
                    (
                        "services.online",
                        "可全程在线办理政务服务事项数量（单位：项）",
                        "services_listed[全程在线]",
                        "70",
                    ),
                ],
            ),
            (
                "办件量（单位：件）",
                [
                    ("services.handled.total", "总数", "services_handled", "500"),
                    ("services.handled.natural", "自然人办件量", "services_handled[自然人]", "320"),
                    ("services.handled.legal", "法人办件量", "services_handled[法人]", "180"),
                ],
            ),
        ],
    ),
    (
        "互动交流",
        [
            ("", [("talk.platform", "是否使用统一平台", "", "□是 √否")]),
            (
                "留言办理",
                [
                    ("messages.received", "收到留言数量（单位：条）", "messages_received", "60"),
                    ("messages.completed", "办结留言数量（单位：条）", "messages_answered", "58"),
                    ("messages.days", "平均办理时间（单位：天）", "messages_days", "2.5"),
                    ("messages.public", "公开答复数量（单位：条）", "messages_answered[公开答复]", "41"),
                ],
            ),
            (
                "征集调查",
                [
                    ("surveys.held", "征集调查期数（单位：期）", "surveys", "6"),
                    ("surveys.opinions", "收到意见数量（单位：条）", "survey_opinions", "35"),
                    ("surveys.published", "公布调查结果期数（单位：期）", "surveys[公布结果]", "5"),
                ],
            ),
            (
                "在线访谈",
                [
                    ("interviews.held", "访谈期数（单位：期）", "interviews", "3"),
                    ("interviews.messages", "网民留言数量（单位：条）", "interviews[网民留言]", "17"),
                    ("interviews.answers", "答复网民提问数量（单位：条）", "interviews[答复提问]", "16"),
                ],
            ),
            ("", [("talk.questions", "是否提供智能问答", "", "■是 □否")]),
        ],
    ),
    (
        "安全防护",
        [
            (
                "",
                [
                    ("safety.tests", "安全检测评估次数（单位：次）", "site.safety_tests", "12"),
                    ("safety.problems", "发现问题数量（单位：个）", "site.problems_found", "7"),
                    ("safety.solved", "问题整改数量（单位：个）", "site.problems_solved", "7"),
                    ("safety.monitoring", "是否建立安全监测预警机制", "", "☑是 □否"),
                    ("safety.drill", "是否开展应急演练", "", "☑是 □否"),
                    ("safety.responsible", "是否明确网站安全责任人", "", "☑是 □否"),
                ],
            )
        ],
    ),
    (
        "移动新媒体",
        [
            ("", [("media.any", "是否有移动新媒体", "", "☑是 □否")]),
            (
                "微博",
                [
                    ("media.weibo.name", "名称", "", "松山发布"),
                    ("media.weibo.published", "信息发布量（单位：条）", "accounts.published[微博]", "210"),
                    ("media.weibo.followers", "关注量（单位：个）", "followers[微博]", "1800"),
                ],
            ),
            (
                "微信",
                [
                    ("media.wechat.name", "名称", "", "松山之窗"),
                    ("media.wechat.published", "信息发布量（单位：条）", "accounts.published[微信]", "782"),
                    ("media.wechat.followers", "订阅数（单位：个）", "followers[微信]", "5600"),
                ],
            ),
            ("", [("media.other", "其他", "", "无")]),
        ],
    ),
    ("创新发展", [("", [("innovation", "", "", "☑搜索即服务 □多语言版本 ☑无障碍浏览 □千人千网 □其他")])]),
]
FIELDS = [field for _, parts in BLOCKS for _, fields in parts for field in fields]
NUMBERS = {key: float(value.replace(",", "")) for key, _, metric, value in FIELDS if metric}
TEXTS = {key: value for key, _, metric, value in FIELDS if not metric and value != "无"}
FOOTER: Rows = [["单位负责人：", "张某", "审核人：", "李某"], ["联系电话：", "5550123", "填报日期：", "2023年1月20日"]]


def one_field_a_row(changed: dict[str, str]) -> Rows:
    """Block, sub-block, label and value; the first two as cells over several rows."""
    rows: Rows = [[("政府网站工作年度报表（2022年度）", 1, 4)], [("填报单位：松山新区管委会", 1, 4)]]
    for block, parts in BLOCKS:
        height = sum(len(fields) for _, fields in parts)
        front: list[Entry] = [(block, height, 1)] if block else []
        for part, fields in parts:
            side: list[Entry] = [(part, len(fields), 1)] if part else []
            for key, label, _, value in fields:
                rows.append([*front, *side, *([label] if label else []), changed.get(key, value)])
                front, side = [], []
    return rows + FOOTER


def two_fields_a_row(changed: dict[str, str]) -> Rows:
    """Two pairs of label and value in each row, blocks and sub-blocks on lines of their own."""
    rows: Rows = []
    for block, parts in BLOCKS:
        for part, fields in parts:
            rows += [[(head, 1, 4)] for head in (block, part) if head and fields[0][1]]
            pairs = [[label or block, changed.get(key, value)] for key, label, _, value in fields]
            rows += [[cell for pair in pairs[n : n + 2] for cell in pair] for n in range(0, len(pairs), 2)]
    return rows + FOOTER


LAYOUTS = pytest.mark.parametrize("layout", [one_field_a_row, two_fields_a_row])
Layout = Callable[[dict[str, str]], Rows]


def identity(rule: str, changed: dict[str, str]) -> Identity:
    return {i.rule: i for i in read_report(body_of(one_field_a_row(changed))).identities}[rule]


@LAYOUTS
def test_every_field_is_read(layout: Layout) -> None:
    (table,) = read_official_tables(body_of(layout({})))
    assert {row: cell.value for (row, _), cell in table.cells.items() if cell.kind is CellKind.NUMBER} == NUMBERS


@LAYOUTS
def test_names_addresses_and_yes_or_no_are_kept_as_text(layout: Layout) -> None:
    (table,) = read_official_tables(body_of(layout({})))
    assert {row: cell.text for (row, _), cell in table.cells.items() if cell.kind is CellKind.TEXT} == TEXTS


@LAYOUTS
def test_every_number_claims_its_metric(layout: Layout) -> None:
    found = {claim.subject: claim.metric for claim in read_report(body_of(layout({}))).claims}
    assert found == {f"website.{key}.value": metric for key, _, metric, _ in FIELDS if metric}


@pytest.mark.parametrize("number", range(20))
def test_damaged_spans_and_labels_lose_no_number(number: int) -> None:
    (table,) = read_official_tables(body_of(damaged_rows(one_field_a_row({}), chance_of(number))))
    assert {row: cell.value for (row, _), cell in table.cells.items() if cell.kind is CellKind.NUMBER} == NUMBERS


def test_a_field_that_prints_a_sign_says_nothing() -> None:
    (table,) = read_official_tables(body_of(one_field_a_row({})))
    assert table.cells["media.other", "value"].kind is CellKind.SIGN


@pytest.mark.parametrize(("printed", "value"), [("3.2万", 32_000), ("31，415", 31_415), ("３１４", 314)])
def test_numbers_of_visitors_are_read_as_printed(printed: str, value: float) -> None:
    claims = {claim.metric: claim for claim in read_report(body_of(one_field_a_row({"visitors": printed}))).claims}
    assert (claims["site.visitors"].value, claims["site.visitors"].unit) == (value, "个")


def test_a_unit_of_ten_thousand_in_the_label_is_multiplied_out() -> None:
    rows = [
        ["网站总访问量（单位：万次）" if e == "网站总访问量（单位：次）" else e for e in r] for r in one_field_a_row({})
    ]
    claims = {claim.metric: claim for claim in read_report(body_of(rows)).claims}
    assert (claims["page_views"].value, claims["page_views"].unit) == (926_530_000, "次")


# Rule, level, and fields that break it.
BROKEN = [
    ("WEB-PART[info]", "fail", {"info.total": "1329"}),
    ("WEB-SUM[info]", "warn", {"info.total": "1331"}),
    ("WEB-SUM[interpret]", "fail", {"interpret.media": "4"}),
    ("WEB-PART[topics]", "warn", {"topics.new": "10"}),
    ("WEB-PART[messages.public]", "warn", {"messages.public": "59"}),
    ("WEB-SUM[services.handled]", "fail", {"services.handled.legal": "181"}),
    ("WEB-PART[services.online]", "fail", {"services.online": "89"}),
    ("WEB-PART[safety.solved]", "warn", {"safety.solved": "8"}),
    ("WEB-PART[surveys.published]", "warn", {"surveys.published": "7"}),
]


def test_nothing_in_a_sound_report_is_broken() -> None:
    assert [i.rule for i in read_report(body_of(one_field_a_row({}))).identities if i.holds is not True] == []


@pytest.mark.parametrize(("rule", "level", "changed"), BROKEN)
def test_an_identity_is_broken_by_another_number(rule: str, level: str, changed: dict[str, str]) -> None:
    found = identity(rule, changed)
    assert (found.holds, found.level) == (False, level)


def test_more_messages_completed_than_received_may_be_those_of_the_year_before() -> None:
    found = identity("WEB-PART[messages.completed]", {"messages.completed": "61"})
    assert (found.holds, found.reason) == (None, "carried_in_unknown")


def test_kinds_of_information_that_leave_some_out_are_no_contradiction() -> None:
    found = {i.rule: i for i in read_report(body_of(one_field_a_row({"info.total": "1400"}))).identities}
    assert (found["WEB-PART[info]"].holds, found["WEB-SUM[info]"].level) == (True, "warn")
