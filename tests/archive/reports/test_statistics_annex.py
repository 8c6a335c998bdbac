"""The statistics annex of reports on 2014 to 2018 (国办发〔2014〕32号): every row, every identity, odd printing."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from made_tables import Entry, body_of, chance_of, damaged_rows

from archive.records import CellKind, Claim, Identity
from archive.reports import read_official_tables, read_report

# Key, label, unit and metric of each row, and a number so that every identity holds.
ROWS = [
    ("A", "（一）主动公开政府信息数\n（不同渠道和方式公开相同信息计1条）", "条", "proactive_total", "100"),
    ("A1", "其中：主动公开规范性文件数", "条", "proactive_normative", "12"),
    ("A2", "制发规范性文件总数", "件", "normative_made", "15"),
    ("B1", "1.政府公报公开政府信息数", "条", "proactive_gazette", "0"),
    ("B2", "2.政府网站公开政府信息数", "条", "proactive_website", "60"),
    ("B3", "3.政务微博公开政府信息数", "条", "proactive_weibo", "10"),
    ("B4", "4.政务微信公开政府信息数", "条", "proactive_wechat", "40"),
    ("B5", "5.其他方式公开政府信息数", "条", "proactive_other", "5"),
    ("C", "（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次）", "次", "responses", "3"),
    ("D1", "1.参加或举办新闻发布会总次数", "次", "press_conferences", "4"),
    ("D1a", "其中：主要负责同志参加新闻发布会次数", "次", "press_conferences.leaders", "1"),
    ("D2", "2.政府网站在线访谈次数", "次", "interviews", "2"),
    ("D2a", "其中：主要负责同志参加政府网站在线访谈次数", "次", "interviews.leaders", "1"),
    ("D3", "3.政策解读稿件发布数", "篇", "interpretations", "14"),
    ("D4", "4.微博微信回应事件数", "次", "responses[微博微信]", "5"),
    ("D5", "5.其他方式回应事件数", "次", "responses[其他方式]", "0"),
    ("E", "（一）收到申请数", "件", "applications_received", "45"),
    ("E1", "1.当面申请数", "件", "applications_received[当面]", "5"),
    ("E2", "2.传真申请数", "件", "applications_received[传真]", "0"),
    ("E3", "3.网络申请数", "件", "applications_received[网络]", "38"),
    ("E4", "4.信函申请数", "件", "applications_received[信函]", "2"),
    ("F", "（二）申请办结数", "件", "applications_answered", "44"),
    ("F1", "1.按时办结数", "件", "applications_answered[按时]", "43"),
    ("F2", "2.延期办结数", "件", "applications_answered[延期]", "1"),
    ("G", "（三）申请答复数", "件", "applications_answered[答复]", "44"),
    ("G1", "1.属于已主动公开范围数", "件", "outcome[已主动公开]", "6"),
    ("G2", "2.同意公开答复数", "件", "granted", "20"),
    ("G3", "3.同意部分公开答复数", "件", "partial", "3"),
    ("G4", "4.不同意公开答复数", "件", "denied", "7"),
    ("G4a", "其中：涉及国家秘密", "件", "denied[国家秘密]", "1"),
    ("G4b", "涉及商业秘密", "件", "denied[商业秘密]", "1"),
    ("G4c", "涉及个人隐私", "件", "denied[个人隐私]", "2"),
    ("G4d", "危及国家安全、公共安全、经济安全和社会稳定", "件", "denied[三安全一稳定]", "0"),
    ("G4e", "不是《条例》所指政府信息", "件", "denied[非政府信息]", "1"),
    ("G4f", "法律法规规定的其他情形", "件", "denied[法律法规规定的其他情形]", "2"),
    ("G5", "5.不属于本行政机关公开数", "件", "outcome[不属于本机关公开]", "2"),
    ("G6", "6.申请信息不存在数", "件", "outcome[信息不存在]", "4"),
    ("G7", "7.告知作出更改补充数", "件", "outcome[补正]", "1"),
    ("G8", "8.告知通过其他途径办理数", "件", "outcome[其他途径]", "1"),
    ("H", "四、行政复议数量", "件", "review_total", "3"),
    ("H1", "（一）维持具体行政行为数", "件", "review_maintained", "2"),
    ("H2", "（二）被依法纠错数", "件", "review_corrected", "0"),
    ("H3", "（三）其他情形数", "件", "review_other", "1"),
    ("I", "五、行政诉讼数量", "件", "litigation_total", "2"),
    ("I1", "（一）维持具体行政行为或者驳回原告诉讼请求数", "件", "litigation_maintained", "1"),
    ("I2", "（二）被依法纠错数", "件", "litigation_corrected", "1"),
    ("I3", "（三）其他情形数", "件", "litigation_other", "0"),
    ("J", "六、举报投诉数量", "件", "complaints[举报+投诉]", "6"),
    ("K", "七、依申请公开信息收取的费用", "万元", "fees", "0.5"),
    ("L1", "（一）政府信息公开工作专门机构数", "个", "disclosure_offices", "2"),
    ("L2", "（二）设置政府信息公开查阅点数", "个", "access_points", "8"),
    ("L3", "（三）从事政府信息公开工作人员数", "人", "staff", "9"),
    ("L3a", "1.专职人员数（不包括政府公报及政府网站工作人员数）", "人", "staff_full_time", "4"),
    ("L3b", "2.兼职人员数", "人", "staff_part_time", "5"),
    (
        "L4",
        "（四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）",
        "万元",
        "funding",
        "12.5",
    ),
    ("M1", "（一）召开政府信息公开工作会议或专题会议数", "次", "meetings", "2"),
    ("M2", "（二）举办各类培训班数", "次", "trainings", "3"),
    ("M3", "（三）接受培训人员数", "人次", "trainees", "120"),
]
SECTIONS = {
    "A": "一、主动公开情况",
    "B1": "（二）通过不同渠道和方式公开政府信息的情况",
    "C": "二、回应解读情况",
    "D1": "（二）通过不同渠道和方式回应解读的情况",
    "E": "三、依申请公开情况",
    "L1": "八、机构建设和保障经费情况",
    "M1": "九、政府信息公开会议和培训情况",
}
FOOTER: list[list[Entry]] = [
    ["单位负责人：", "审核人：", "填报人："],
    ["联系电话：", "5550123", "填报日期：2017年1月9日"],
]


def annex(changed: dict[str, str] | None = None, lost: Sequence[str] = ()) -> list[list[Entry]]:
    """The annex with some values changed and some rows lost."""
    rows: list[list[Entry]] = [[("政府信息公开情况统计表（2016年度）", 1, 3)], ["统计指标", "单位", "统计数"]]
    for key, label, unit, _, number in ROWS:
        if key in SECTIONS:
            rows.append([SECTIONS[key], "——", ""])
        if key not in lost:
            rows.append([label, unit, (changed or {}).get(key, number)])
    return rows + FOOTER


def numbers(rows: list[list[Entry]]) -> dict[str, float | None]:
    """What is read of an annex, by row."""
    tables = read_official_tables(body_of(rows))
    return {row: cell.value for table in tables for (row, _), cell in table.cells.items()}


def claims(rows: list[list[Entry]]) -> dict[str, Claim]:
    return {claim.subject: claim for claim in read_report(body_of(rows)).claims}


def identity(rule: str, changed: dict[str, str], lost: Sequence[str] = ()) -> Identity:
    found = {identity.rule: identity for identity in read_report(body_of(annex(changed, lost))).identities}
    return found[rule]


PRINTED = {key: float(number) for key, _, _, _, number in ROWS}


@pytest.mark.parametrize(
    ("unit", "printed", "value", "counted"),
    [
        ("万元", "12.5", 125_000, "元"),
        ("万元", "12.5万", 125_000, "元"),
        ("万元", "8000元", 8_000, "元"),
        ("万次", "3", 30_000, "次"),
        ("万次", "3万", 30_000, "次"),
        ("次", "3万", 30_000, "次"),
    ],
)
def test_a_scale_that_cell_and_unit_both_print_counts_once(unit: str, printed: str, value: float, counted: str) -> None:
    rows = [[entries[0], unit, printed] if "专项经费" in str(entries[0]) else entries for entries in annex()]
    claim = claims(rows)["annex.L4.value"]
    assert (claim.value, claim.unit) == (value, counted)


def test_every_row_is_read() -> None:
    assert numbers(annex()) == PRINTED


@pytest.mark.parametrize(("key", "unit", "metric"), [(key, unit, metric) for key, _, unit, metric, _ in ROWS])
def test_a_row_claims_its_metric_in_its_unit(key: str, unit: str, metric: str) -> None:
    claim = claims(annex())[f"annex.{key}.value"]
    assert (claim.metric, claim.unit) == (metric, unit.removeprefix("万"))


def test_money_is_claimed_in_yuan() -> None:
    found = claims(annex())
    assert (found["annex.K.value"].value, found["annex.L4.value"].value) == (5_000, 125_000)


def test_a_unit_printed_in_the_cell_goes_before_that_of_the_column() -> None:
    assert claims(annex({"K": "976.81元"}))["annex.K.value"].value == 976.81


def test_the_printed_unit_goes_before_that_of_the_form() -> None:
    rows = [["元" if entry == "万元" else entry for entry in row] for row in annex({"K": "300"})]
    assert claims(rows)["annex.K.value"].value == 300


def test_a_table_without_a_column_of_units_is_read() -> None:
    units = {unit for _, _, unit, _, _ in ROWS} | {"单位", "——"}
    assert numbers([[entry for entry in row if entry not in units] for row in annex()]) == PRINTED


def test_units_in_brackets_behind_the_labels_are_read() -> None:
    rows: list[list[Entry]] = [[f"{label}（单位：{unit}）", number] for _, label, unit, _, number in ROWS]
    assert numbers(rows) == PRINTED
    assert claims(rows)["annex.K.value"].value == 5_000


def test_numbers_and_codes_of_rows_are_no_values() -> None:
    numbered: list[list[Entry]] = [["序号", *annex()[1][:2], "代码", "统计数"]]
    numbered += [[str(n), *row[:2], f"{n:02}", *row[2:]] for n, row in enumerate(annex()[2:-2], 1)]
    assert numbers(numbered) == PRINTED


def test_of_two_columns_the_one_of_the_whole_year_is_read() -> None:
    rows: list[list[Entry]] = [["统计指标", "单位", "本期实际", "本年累计"]]
    rows += [[*row[:2], "1", *row[2:]] for row in annex()[2:-2]]
    assert numbers(rows) == PRINTED


def test_columns_of_several_bodies_are_not_taken_for_one() -> None:
    rows: list[list[Entry]] = [["统计指标", "单位", "区政府统计数", "乡镇统计数"]]
    rows += [[*row[:2], "1", *row[2:]] for row in annex()[2:-2]]
    assert numbers(rows) == {}


@pytest.mark.parametrize(("key", "other"), [("H2", "I2"), ("H3", "I3")])
def test_rows_labelled_alike_belong_to_the_section_above_them(key: str, other: str) -> None:
    found = numbers(annex({key: "71", other: "72"}))
    assert (found[key], found[other]) == (71, 72)


def test_a_row_labelled_alike_is_known_by_its_neighbours_where_the_section_is_lost() -> None:
    found = numbers(annex({"I2": "7"}, lost=["I"]))
    assert (found["H2"], found["I2"]) == (0, 7)


def test_a_row_cut_in_two_by_a_page_is_one() -> None:
    rows = annex()
    place = next(index for index, row in enumerate(rows) if row[0] == "4.微博微信回应事件数")
    rows[place : place + 1] = [["4.微博微", "", ""], ["信回应事件数", "次", "5"]]
    assert numbers(rows) == PRINTED


def test_a_row_printed_twice_is_read_once() -> None:
    rows = annex()
    assert numbers([*rows[:30], *rows[20:]]) == PRINTED


def test_a_table_cut_in_two_by_a_page_is_one() -> None:
    rows = annex()
    whole = read_official_tables(body_of(rows[:40], rows[40:]))
    assert [{row: cell.value for (row, _), cell in table.cells.items()} for table in whole] == [PRINTED]


@pytest.mark.parametrize("number", range(20))
def test_damaged_spans_and_labels_lose_no_row(number: int) -> None:
    assert numbers(damaged_rows(annex(), chance_of(number))) == PRINTED


def test_the_footer_claims_nothing() -> None:
    assert "5550123" not in {claim.quote for claim in read_report(body_of(annex())).claims}


@pytest.mark.parametrize(
    ("printed", "kind"),
    [("", "blank"), ("/", "sign"), ("—", "sign"), ("无", "sign"), ("见附件", "text"), ("0", "number")],
)
def test_a_cell_keeps_number_blank_sign_and_text_apart(printed: str, kind: str) -> None:
    (table,) = read_official_tables(body_of(annex({"C": printed})))
    assert table.cells["C", "value"].kind is CellKind(kind)


# Rule, level, and rows that break it.
BROKEN = [
    ("ANNEX-COVER[A]", "fail", {"A": "116"}),
    ("ANNEX-PART[B2<=A]", "fail", {"B2": "101"}),
    ("ANNEX-PART[A1<=A]", "fail", {"A1": "101"}),
    ("ANNEX-PART[A1<=A2]", "warn", {"A1": "16"}),
    ("ANNEX-PART[D1a<=D1]", "fail", {"D1a": "5"}),
    ("ANNEX-PART[D2a<=D2]", "fail", {"D2a": "3"}),
    ("ANNEX-SUM[E]", "fail", {"E3": "37"}),
    ("ANNEX-SUM[F]", "fail", {"F1": "44"}),
    ("ANNEX-SUM[G]", "fail", {"G8": "2"}),
    ("ANNEX-SUM[G4]", "fail", {"G4f": "1"}),
    ("ANNEX-EQUAL[G=F]", "warn", {"G": "43"}),
    ("ANNEX-SUM[H]", "warn", {"H1": "1"}),
    ("ANNEX-SUM[I]", "warn", {"I3": "1"}),
    ("ANNEX-SUM[L3]", "fail", {"L3a": "5"}),
]


@pytest.mark.parametrize(("rule", "level", "changed"), BROKEN)
def test_an_identity_holds_as_printed(rule: str, level: str, changed: dict[str, str]) -> None:
    assert identity(rule, {}).holds is True


@pytest.mark.parametrize(("rule", "level", "changed"), BROKEN)
def test_an_identity_is_broken_by_another_number(rule: str, level: str, changed: dict[str, str]) -> None:
    found = identity(rule, changed)
    assert (found.holds, found.level, found.reason) == (False, level, "")


def test_nothing_in_a_sound_annex_is_broken() -> None:
    assert [i.rule for i in read_report(body_of(annex())).identities if i.holds is not True] == []


def test_one_item_on_several_channels_may_make_the_channels_more_than_the_total() -> None:
    assert identity("ANNEX-COVER[A]", {"B4": "60"}).holds is True


def test_more_completed_than_received_may_be_cases_carried_in() -> None:
    found = identity("ANNEX-PART[F<=E]", {"F": "50"})
    assert (found.holds, found.reason) == (None, "carried_in_unknown")


def test_a_fifth_way_of_asking_is_added_where_a_province_has_it() -> None:
    rows = annex({"E": "48"})
    place = next(index for index, row in enumerate(rows) if row[0] == "4.信函申请数")
    rows.insert(place + 1, ["5.其他", "件", "3"])
    found = {i.rule: i for i in read_report(body_of(rows)).identities}["ANNEX-SUM[E]"]
    assert (found.parts, found.total, found.holds) == ((5, 0, 38, 2, 3), 48, True)


def test_a_sum_with_a_lost_row_is_not_called_broken() -> None:
    found = identity("ANNEX-SUM[E]", {}, lost=["E3"])
    assert (found.holds, found.reason) == (None, "row_missing")


def test_parts_that_exceed_the_total_are_broken_even_with_a_lost_row() -> None:
    assert identity("ANNEX-SUM[E]", {"E1": "46"}, lost=["E3"]).holds is False


@pytest.mark.parametrize(("printed", "reason"), [("", "total_blank"), ("见附件", "text_in_cell")])
def test_a_total_that_is_no_number_is_not_assessable(printed: str, reason: str) -> None:
    found = identity("ANNEX-SUM[L3]", {"L3": printed})
    assert (found.holds, found.reason) == (None, reason)


def test_a_failing_identity_names_its_cells() -> None:
    assert identity("ANNEX-SUM[L3]", {"L3a": "5"}).cells == ("annex.L3a.value", "annex.L3b.value", "annex.L3.value")


ASKED = "全年收到政府信息公开申请45件。"


def quotes_beside(text: str) -> list[str]:
    """The quotes of a report that says how many requests there were and goes on with ``text``."""
    return [claim.quote for claim in read_report(body_of(lines=[ASKED, text])).claims]


def test_an_annex_whose_cells_ran_together_claims_nothing() -> None:
    glued = "".join(f"{label}{unit}{number}" for _, label, unit, _, number in ROWS)
    assert quotes_beside(glued.replace("\n", "")) == [ASKED[:-1]]


def test_the_same_words_as_sentences_are_read() -> None:
    listed = "，".join(
        f"{label}{number}{unit}" for key, label, unit, _, number in ROWS if key in ("E1", "E2", "E3", "E4")
    )
    assert len(quotes_beside(f"其中{listed}。")) == 5


def test_how_items_are_counted_is_no_amount() -> None:
    assert quotes_beside("统计时不同渠道和方式公开相同信息计1条。") == [ASKED[:-1]]


OLDER = [
    ("主动公开信息数", "条", "01", "120"),
    ("其中：全文电子化的主动公开信息数", "条", "02", "110"),
    ("新增的行政规范性文件数", "条", "03", "4"),
    ("提供服务类信息数", "条", "04", "30"),
    ("网站专栏页面访问量", "人次", "05", "5,200"),
    ("现场接待人数", "人次", "06", "15"),
    ("申请总数", "条", "10", "6"),
    ("其中：1.当面申请数", "条", "11", "1"),
    ("2.传真申请数", "条", "12", "0"),
    ("3.电子邮件申请数", "条", "13", "0"),
    ("4.网上申请数", "条", "14", "4"),
    ("5.信函申请数", "条", "15", "1"),
    ("6.其他形式申请数", "条", "16", "0"),
    ("对申请的答复总数", "条", "17", "6"),
    ("其中：1.同意公开答复数", "条", "18", "4"),
    ("2.同意部分公开答复数", "条", "19", "0"),
    ("3.否决公开答复总数", "条", "20", "2"),
    ("行政复议数", "件", "32", "0"),
    ("行政申诉数", "件", "34", "0"),
]


def older(**changed: str) -> list[list[Entry]]:
    rows: list[list[Entry]] = [["指标名称", "计量单位", "代码", "本期实际", "本年累计"], ["甲", "乙", "丙", "1", "2"]]
    return rows + [[label, unit, code, "1", changed.get(f"row{code}", number)] for label, unit, code, number in OLDER]


def test_the_coded_rows_of_an_older_annex_are_read_from_the_year_s_column() -> None:
    assert numbers(older()) == {code: float(number.replace(",", "")) for _, _, code, number in OLDER}


@pytest.mark.parametrize(
    ("rule", "row"), [("ANNEX-SUM[10]", "row14"), ("ANNEX-SUM[17]", "row18"), ("ANNEX-PART[02<=01]", "row02")]
)
@pytest.mark.parametrize("holds", [True, False])
def test_identities_of_an_older_annex(rule: str, row: str, holds: bool) -> None:
    found = {i.rule: i for i in read_report(body_of(older(**{} if holds else {row: "500"}))).identities}
    assert found[rule].holds is holds
