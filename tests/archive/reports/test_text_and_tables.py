"""Figures of the text beside the official tables: T2-NORM, T3-NARR, T3-SHARE and T4-NARR."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from made_tables import Entry, body_of, table2_of_2019, table2_of_2021, table3, table4

from archive.records import Identity
from archive.reports import read_report

Rows = list[list[Entry]]

TITLE = "松山新区2023年政府信息公开工作年度报告"


def row(total: int) -> list[str]:
    """Seven cells of table 3 that give ``total`` requests of natural persons."""
    return [str(total), "0", "0", "0", "0", "0", str(total)]


# 宿迁 2023 carried 96 in and 121 out; the other rows are ours.
REQUESTS = {
    "new": row(3511),
    "carry_in": row(96),
    "granted": row(1191),
    "partial": row(328),
    "denied.1": row(42),
    "denied.8": row(100),
    "unable.1": row(1078),
    "notproc.2": row(406),
    "other.3": row(341),
    "total": row(3486),
    "carry_out": row(121),
}
# 淮安 2024: 25 = 13 + 12 lawsuits, of which 5 = 4 + 1, 9 = 8 + 1 and 7 = 1 + 6.
REVIEWS = ["2", "1", "0", "0", "3", "4", "8", "0", "1", "13", "1", "1", "4", "6", "12"]


def found(sentence: str, *tables: Rows, heading: str = "一、总体情况") -> dict[str, Identity]:
    """The identities between a sentence under a heading and tables."""
    body = body_of(*tables, lines=[TITLE, heading, sentence])
    marks = ("T2-NORM", "T3-NARR", "T3-SHARE", "T4-NARR", "ANNEX-NARR", "WEB-NARR")
    return {i.rule: i for i in read_report(body).identities if i.rule.startswith(marks)}


@pytest.mark.parametrize(
    ("sentence", "rule", "value"),
    [
        ("全年新收政府信息公开申请3511件。", "T3-NARR[applications_received]", 3511),
        ("全年收办政府信息公开申请3607件。", "T3-NARR[applications_handled]", 3607),
        ("全年答复政府信息公开申请3486件。", "T3-NARR[applications_answered]", 3486),
        ("收到政府信息公开申请3511件，上年结转96件。", "T3-NARR[applications_carried_in]", 96),
        ("收到政府信息公开申请3511件，结转下年度继续办理121件。", "T3-NARR[applications_carried_out]", 121),
        ("收到政府信息公开申请3511件，予以公开1191件。", "T3-NARR[granted]", 1191),
        ("收到政府信息公开申请3511件，部分公开328件。", "T3-NARR[partial]", 328),
        ("收到政府信息公开申请3511件，不予公开142件。", "T3-NARR[denied]", 142),
        ("收到政府信息公开申请3511件，无法提供1078件。", "T3-NARR[unable]", 1078),
        ("收到政府信息公开申请3511件，不予处理406件。", "T3-NARR[not_processed]", 406),
        ("收到政府信息公开申请3511件，其他处理341件。", "T3-NARR[other]", 341),
    ],
)
def test_a_figure_of_the_text_that_the_table_gives_too_holds(sentence: str, rule: str, value: float) -> None:
    identity = found(sentence, table3(REQUESTS))[rule]
    assert (identity.holds, identity.sum, identity.total) == (True, value, value)


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("全年新收政府信息公开申请3510件。", "T3-NARR[applications_received]"),
        ("全年收办政府信息公开申请3511件。", "T3-NARR[applications_handled]"),
        ("全年答复政府信息公开申请3400件。", "T3-NARR[applications_answered]"),
        ("收到政府信息公开申请3511件，不予公开42件。", "T3-NARR[denied]"),
    ],
)
def test_another_figure_is_broken(sentence: str, rule: str) -> None:
    assert found(sentence, table3(REQUESTS))[rule].holds is False


def test_a_figure_beside_a_table_names_its_cells_and_its_claim() -> None:
    identity = found("全年收办政府信息公开申请3511件。", table3(REQUESTS))["T3-NARR[applications_handled]"]
    assert identity.cells == ("t3.new.total", "t3.carry_in.total")
    assert len(identity.claims) == 1


@pytest.mark.parametrize(
    ("sentence", "metric", "reason"),
    [
        ("全市新收政府信息公开申请4000件。", "applications_received", "scopes_differ"),
        ("全年办理政府信息公开申请3000件。", "applications_handled", "other_subject"),
        (
            "市政府办公室收到政府信息公开申请30件。市公安局收到政府信息公开申请40件。",
            "applications_received",
            "several_figures",
        ),
    ],
)
def test_a_figure_that_may_speak_of_something_else_is_undecided(sentence: str, metric: str, reason: str) -> None:
    identity = found(sentence, table3(REQUESTS))[f"T3-NARR[{metric}]"]
    assert (identity.holds, identity.reason) == (None, reason)


def test_a_figure_of_another_scope_that_is_the_same_holds() -> None:
    assert found("全市新收政府信息公开申请3511件。", table3(REQUESTS))["T3-NARR[applications_received]"].holds is True


def test_a_figure_of_a_part_of_the_year_is_not_set_against_the_year() -> None:
    assert "T3-NARR[applications_received]" not in found("上半年新收政府信息公开申请10件。", table3(REQUESTS))


@pytest.mark.parametrize(
    ("sentence", "holds"),
    [
        ("全年新收政府信息公开申请约3500件。", True),
        ("全年新收政府信息公开申请近3600件。", False),
        ("全年新收政府信息公开申请3500余件。", True),
        ("全年新收政府信息公开申请3600余件。", False),
    ],
)
def test_an_approximate_figure_agrees_within_its_rounding(sentence: str, holds: bool) -> None:
    assert found(sentence, table3(REQUESTS))["T3-NARR[applications_received]"].holds is holds


@pytest.mark.parametrize(("printed", "holds", "reason"), [("0", True, ""), ("5", None, "parts_blank")])
def test_a_blank_total_agrees_with_none_and_with_nothing_else(printed: str, holds: bool | None, reason: str) -> None:
    blank = {**REQUESTS, "partial": ["0", *[""] * 6]}
    identity = found(f"收到政府信息公开申请3511件，部分公开{printed}件。", table3(blank))["T3-NARR[partial]"]
    assert (identity.holds, identity.reason) == (holds, reason)


def test_a_sum_of_the_table_that_lacks_a_row_is_not_called_broken() -> None:
    rows = [entries for entries in table3(REQUESTS) if "8.属于行政查询事项" not in entries]
    identity = found("收到政府信息公开申请3511件，不予公开142件。", rows)["T3-NARR[denied]"]
    assert (identity.holds, identity.reason) == (None, "row_missing")


# 3493 of 3607; 1191 of 3486 is 34.165 %, of 3511 33.922 %, of 3607 33.019 %.
@pytest.mark.parametrize(
    ("sentence", "holds", "reason"),
    [
        ("予以公开1191件，占34.17%", True, ""),
        ("予以公开1191件，占33.9%", True, ""),
        ("予以公开1191件，占33%", True, ""),
        ("予以公开1191件，占31.5%", None, "base_not_said"),
        ("予以公开1191件，占办结总数的31.5%", False, ""),
    ],
)
def test_a_share_is_recomputed_to_the_digits_printed(sentence: str, holds: bool | None, reason: str) -> None:
    identity = found(f"全年收到政府信息公开申请3511件，{sentence}。", table3(REQUESTS))["T3-SHARE[granted]"]
    assert (identity.holds, identity.reason) == (holds, reason)


@pytest.mark.parametrize(
    ("sentence", "rule", "holds"),
    [
        ("全年发生行政复议3件。", "T4-NARR[review_total]", True),
        ("全年发生行政复议4件。", "T4-NARR[review_total]", False),
        ("全年发生行政诉讼25件。", "T4-NARR[litigation_total]", True),
        ("全年发生行政诉讼13件。", "T4-NARR[litigation_total]", False),
        ("全年发生行政诉讼25件，其中维持5件。", "T4-NARR[litigation_maintained]", True),
        ("全年发生行政诉讼25件，其中纠正9件。", "T4-NARR[litigation_corrected]", True),
        ("全年发生行政诉讼25件，其中尚未审结7件。", "T4-NARR[litigation_pending]", True),
        ("全年发生行政诉讼25件，其中尚未审结6件。", "T4-NARR[litigation_pending]", False),
    ],
)
def test_lawsuits_of_the_text_are_those_of_both_blocks(sentence: str, rule: str, holds: bool) -> None:
    assert found(sentence, table4(REVIEWS), heading="四、政府信息公开行政复议、行政诉讼情况")[rule].holds is holds


def test_reviews_under_another_heading_may_be_about_other_matters() -> None:
    identity = found("全年办理行政复议120件。", table4(REVIEWS), heading="一、总体情况")["T4-NARR[review_total]"]
    assert (identity.holds, identity.reason) == (None, "other_subject")


@pytest.mark.parametrize(
    ("sentence", "metric", "holds"),
    [
        ("全年制发行政规范性文件13件。", "normative_made", True),
        ("全年制发行政规范性文件12件。", "normative_made", False),
        ("全年公开行政规范性文件13件。", "proactive_normative", True),
        ("全年公开行政规范性文件12件。", "proactive_normative", None),
        ("现行有效的行政规范性文件55件。", "normative_in_force", True),
        ("现行有效的行政规范性文件54件。", "normative_in_force", False),
        ("全年行政事业性收费12.5万元。", "admin_fees_amount", True),
        ("全年行政事业性收费12.6万元。", "admin_fees_amount", False),
    ],
)
def test_documents_and_fees_of_the_text_are_those_of_table_two(sentence: str, metric: str, holds: bool | None) -> None:
    table = table2_of_2021(normative_made="13", normative_in_force="55", fees="12.5")
    assert found(sentence, table)[f"T2-NORM[{metric}]"].holds is holds


def test_documents_opened_are_those_opened_in_the_form_of_2019() -> None:
    table = table2_of_2019(normative=["2", "6", "9"])
    assert found("全年公开行政规范性文件6件。", table)["T2-NORM[proactive_normative]"].holds is True


def test_a_text_without_figures_is_not_set_against_anything() -> None:
    assert found("全年工作有序开展。", table3(REQUESTS), table4(REVIEWS)) == {}


def annex(rows: Sequence[tuple[str, str, str]]) -> Rows:
    return [["统计指标", "单位", "统计数"], *([label, unit, number] for label, unit, number in rows)]


@pytest.mark.parametrize(("printed", "holds"), [("45", True), ("44", False)])
def test_the_text_is_set_against_the_statistics_annex(printed: str, holds: bool) -> None:
    table = annex([("收到申请数", "件", "45"), ("申请办结数", "件", "45"), ("申请答复数", "件", "44")])
    assert found(f"全年收到政府信息公开申请{printed}件。", table)["ANNEX-NARR[applications_received]"].holds is holds


@pytest.mark.parametrize(
    "sentence",
    [
        "部分单位未公布依申请公开受理机构信息。",
        "没有单位因政府信息公开申请处理不当引发诉讼。",
        "2023年未收到重复申请，无未办结申请。",
        "全年收到网上申请3011件、信函申请500件。",
        "除上述申请外，未收到其他申请。",
        "2023年较上年多受理申请5件。",
    ],
)
def test_a_problem_or_a_part_is_not_set_beside_the_requests_of_the_table(sentence: str) -> None:
    assert "T3-NARR[applications_received]" not in found(sentence, table3(REQUESTS))


@pytest.mark.parametrize(
    ("sentence", "pending"),
    [
        ("行政诉讼12件，已审结12件。", None),
        ("行政诉讼12件，其中审结6件，未审结6件。", 6),
        ("行政诉讼12件，6件已审理完毕。", None),
        ("行政诉讼12件，审理终结6件。", None),
        ("行政诉讼12件，尚未审结6件。", 6),
        ("行政诉讼12件，没有审结6件。", 6),
        ("行政诉讼12件，正在审理6件。", 6),
        ("行政诉讼12件，仍在审理6件。", 6),
        ("行政诉讼12件，审理中6件。", 6),
        ("行政诉讼12件，待审理6件。", 6),
        ("行政诉讼12件，维持1件，其余6件尚未审理完毕。", 6),
        ("行政诉讼12件，维持1件，6件正在审理。", 6),
    ],
)
def test_only_what_is_not_concluded_is_pending(sentence: str, pending: int | None) -> None:
    heading = "四、政府信息公开行政复议、行政诉讼情况"
    for law, printed in (("行政诉讼", "litigation"), ("行政复议", "review")):
        said = found(sentence.replace("行政诉讼", law), table4(REVIEWS), heading=heading)
        identity = said.get(f"T4-NARR[{printed}_pending]")
        assert (identity.total if identity else None) == pending


@pytest.mark.parametrize("since", ["自《条例》实施以来，", "自2008年《条例》施行至今，", "近三年"])
def test_a_running_total_is_no_contradiction_of_the_year(since: str) -> None:
    identity = found(f"{since}共收到政府信息公开申请9800件。", table3(REQUESTS))["T3-NARR[applications_received]"]
    assert (identity.holds, identity.reason) == (None, "other_subject")


def test_what_is_counted_from_within_the_year_is_a_figure_of_it() -> None:
    text = "2023年以来，共收到政府信息公开申请9800件。"
    assert found(text, table3(REQUESTS))["T3-NARR[applications_received]"].holds is False
