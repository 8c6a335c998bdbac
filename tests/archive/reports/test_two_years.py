"""Identities between the reports of two years: carried cases, rules in force, items, growth, a form that changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from made_tables import TABLE3_COLUMNS, Entry, body_of, table2_of_2019, table2_of_2021, table3, table4

from archive.records import Body, Identity, ReportReading
from archive.relations import level_keys, reason_keys, relation_keys
from archive.reports import read_report, relations_between, website_against_report
from archive.reports.rules import load_rules

Rows = list[list[Entry]]


def report(year: int, *tables: Rows, text: str = "全年工作有序开展。") -> ReportReading:
    return read_report(body_of(*tables, lines=[f"松山新区{year}年政府信息公开工作年度报告", text]))


def between(previous: ReportReading, current: ReportReading) -> dict[str, Identity]:
    return {identity.rule: identity for identity in relations_between(previous, current)}


# 宿迁 2023 and 2024: 11 + 2 - 1 = 12 rules, 597 + 50 - 227 = 420 documents, 118 + 3 = 121 requests carried over.
IN_FORCE_2023 = table2_of_2021(rules_in_force="11", normative_in_force="597")
CARRIED = ["118", "3", "0", "0", "0", "0", "121"]


def in_force_2024(**changed: str) -> Rows:
    printed = {"rules_made": "2", "rules_repealed": "1", "rules_in_force": "12"}
    printed |= {"normative_made": "50", "normative_repealed": "227", "normative_in_force": "420"}
    return table2_of_2021(**(printed | changed))


@pytest.mark.parametrize(("row", "expected"), [("规章", 12), ("行政规范性文件", 420)])
def test_rules_in_force_are_those_of_last_year_with_made_and_without_repealed(row: str, expected: int) -> None:
    identity = between(report(2023, IN_FORCE_2023), report(2024, in_force_2024()))[f"T2-VALID[{row}]"]
    assert (identity.sum, identity.total, identity.holds, identity.level) == (expected, expected, True, "warn")


def test_another_number_in_force_is_broken_as_a_warning_that_names_both_years() -> None:
    current = report(2024, in_force_2024(normative_in_force="421"))
    identity = between(report(2023, IN_FORCE_2023), current)["T2-VALID[行政规范性文件]"]
    assert (identity.holds, identity.level) == (False, "warn")
    assert identity.cells == (
        "2023:t2.行政规范性文件.in_force",
        "2024:t2.行政规范性文件.made",
        "2024:t2.行政规范性文件.repealed",
        "2024:t2.行政规范性文件.in_force",
    )


def test_a_row_of_the_other_name_is_the_same_row() -> None:
    renamed = [["规范性文件" if entry == "行政规范性文件" else entry for entry in row] for row in IN_FORCE_2023]
    assert between(report(2023, renamed), report(2024, in_force_2024()))["T2-VALID[行政规范性文件]"].holds is True


def test_a_blank_beside_a_number_of_the_year_before_is_not_assessable() -> None:
    current = report(2024, in_force_2024(normative_in_force=""))
    identity = between(report(2023, IN_FORCE_2023), current)["T2-VALID[行政规范性文件]"]
    assert (identity.holds, identity.reason) == (None, "cell_blank")


@pytest.mark.parametrize("column", TABLE3_COLUMNS)
def test_what_one_year_carries_over_the_next_takes_in(column: str) -> None:
    found = between(report(2023, table3({"carry_out": CARRIED})), report(2024, table3({"carry_in": CARRIED})))
    assert found[f"T3-CARRY[{column}]"].holds is True


@pytest.mark.parametrize("column", TABLE3_COLUMNS)
def test_another_number_carried_is_broken_in_the_total_and_a_warning_elsewhere(column: str) -> None:
    changed = [*CARRIED]
    changed[TABLE3_COLUMNS.index(column)] = "9"
    found = between(report(2023, table3({"carry_out": CARRIED})), report(2024, table3({"carry_in": changed})))
    broken = {rule: identity.level for rule, identity in found.items() if identity.holds is False}
    assert broken == {f"T3-CARRY[{column}]": "fail" if column == "total" else "warn"}


def test_a_blank_where_nothing_was_carried_holds() -> None:
    blank = ["118", "3", "", "", "", "", "121"]
    found = between(report(2023, table3({"carry_out": CARRIED})), report(2024, table3({"carry_in": blank})))
    assert {identity.holds for rule, identity in found.items() if rule.startswith("T3-CARRY")} == {True}


LAST = {"licence": ["1215", "-35", "20"], "normative": ["3", "3", "9"]}


@pytest.mark.parametrize(("printed", "holds"), [("1180", True), ("1215", False)])
def test_items_of_last_year_are_those_it_ended_with(printed: str, holds: bool) -> None:
    current = report(2020, table2_of_2019(licence=[printed, "0", "25"]))
    identity = between(report(2019, table2_of_2019(**LAST)), current)["T2-19-ITEMS[行政许可]"]
    assert (identity.holds, identity.sum, identity.level) == (holds, 1180, "fail")


@pytest.mark.parametrize(
    ("printed", "holds", "reason"), [("11", True, ""), ("10", None, "repealed_unknown"), ("12", False, "")]
)
def test_all_documents_open_grow_by_those_opened(printed: str, holds: bool | None, reason: str) -> None:
    current = report(2020, table2_of_2019(normative=["2", "2", printed]))
    identity = between(report(2019, table2_of_2019(**LAST)), current)["T2-19-TOTAL[规范性文件]"]
    assert (identity.holds, identity.reason, identity.level) == (holds, reason, "info")


def test_the_forms_of_2020_and_2021_are_not_compared() -> None:
    found = between(report(2020, table2_of_2019(**LAST)), report(2021, in_force_2024()))
    told = {(identity.holds, identity.reason) for rule, identity in found.items() if rule.startswith("T2-")}
    assert told == {(None, "form_changed")}


def reviews(review: str, after: str) -> Rows:
    return table4([review, "0", "0", "0", review, *["0"] * 5, after, "0", "0", "0", after])


@pytest.mark.parametrize(("after", "holds", "reason"), [("3", True, ""), ("4", None, "earlier_years_unknown")])
def test_lawsuits_after_review_may_come_of_earlier_years(after: str, holds: bool | None, reason: str) -> None:
    identity = between(report(2023, reviews("1", "0")), report(2024, reviews("2", after)))["T4-POST"]
    assert (identity.holds, identity.reason, identity.level) == (holds, reason, "info")


# 45 of 36 is 25 % more; 36 of 45 is 20 % less.
@pytest.mark.parametrize(
    ("before", "text", "holds"),
    [
        (36, "全年收到政府信息公开申请45件，同比增长25%。", True),
        (36, "全年收到政府信息公开申请45件，同比增长24%。", False),
        (45, "全年收到政府信息公开申请36件，同比下降20.0%。", True),
        (45, "全年收到政府信息公开申请36件，同比下降20.4%。", False),
        (29, "全年收到政府信息公开申请45件，同比增长55.2%。", True),
    ],
)
def test_growth_is_recomputed_from_both_reports(before: int, text: str, holds: bool) -> None:
    previous = report(2022, text=f"全年收到政府信息公开申请{before}件。")
    identity = between(previous, report(2023, text=text))["T3-YOY[applications_received]"]
    assert (identity.holds, identity.level, identity.parts[1]) == (holds, "warn", before)


def test_growth_of_requests_handled_is_that_of_new_and_carried_in() -> None:
    previous = report(2022, table3({"new": ["40", *["0"] * 5, "40"], "carry_in": ["5", *["0"] * 5, "5"]}))
    current = report(2023, text="全年收办政府信息公开申请90件，同比增长100%。")
    assert between(previous, current)["T3-YOY[applications_handled]"].holds is True


def test_growth_without_a_figure_of_last_year_is_not_assessable() -> None:
    identity = between(report(2022), report(2023, text="全年收到政府信息公开申请45件，同比增长25%。"))
    assert identity["T3-YOY[applications_received]"].reason == "not_printed"


def test_growth_against_several_figures_of_last_year_is_undecided() -> None:
    previous = report(2022, text="区政府办公室收到政府信息公开申请30件。区公安局收到政府信息公开申请40件。")
    identity = between(previous, report(2023, text="全年收到政府信息公开申请45件，同比增长25%。"))
    assert identity["T3-YOY[applications_received]"].reason == "several_figures"


# 1072 of 950 is 12.84 % more; 10720 is what was published in all years.
@pytest.mark.parametrize(
    ("before", "now", "holds", "reason"),
    [
        ("截至2022年底，累计主动公开政府信息10720条。", "2023年主动公开政府信息1072条", None, "not_printed"),
        ("截至2022年底，累计主动公开政府信息10720条，其中2022年公开950条。", "2023年主动公开政府信息1072条", True, ""),
        ("截至2022年底，累计主动公开政府信息1000条。", "截至2023年底，累计主动公开政府信息1128条", True, ""),
        ("截至2022年底，累计主动公开政府信息1000条。", "截至2023年底，累计主动公开政府信息1140条", False, ""),
    ],
)
def test_growth_is_not_that_of_a_running_total_against_a_year(
    before: str, now: str, holds: bool | None, reason: str
) -> None:
    found = between(report(2022, text=before), report(2023, text=f"{now}，同比增长12.8%。"))["T3-YOY[proactive_total]"]
    assert (found.holds, found.reason) == (holds, reason)


def test_reports_whose_years_do_not_follow_have_nothing_between_them() -> None:
    assert between(report(2022, IN_FORCE_2023), report(2024, in_force_2024())) == {}


@pytest.mark.parametrize("style", ["clean", "dirty"])
def test_real_reports_of_two_years_agree_as_labelled(
    corpus: Path, tables_of: Callable[[Path], Body], style: str
) -> None:
    folder = corpus / "tables"
    labels = json.loads((folder / "hongze2024.expected.json").read_text(encoding="utf-8"))["cross_year"]["identities"]
    readings = [read_report(tables_of(folder / f"hongze{year}.{style}.html"), f"{year}年报告") for year in (2023, 2024)]
    found = between(readings[0], readings[1])
    assert {label["rule"]: (found[label["rule"]].holds, found[label["rule"]].total) for label in labels} == {
        label["rule"]: (label["result"] == "PASS", label["right"]) for label in labels
    }


def website(total: str) -> ReportReading:
    rows: Rows = [
        ["独立用户访问总量", "9"],
        ["信息发布", "总数", total],
        ["概况类信息更新量", "1"],
        ["安全检测评估次数", "2"],
    ]
    return read_report(body_of(rows, lines=["政府网站工作年度报表（2023年度）"]), "政府网站工作年度报表（2023年度）")


@pytest.mark.parametrize(("total", "holds"), [("527", True), ("526", False)])
def test_the_website_published_at_least_what_the_report_says_it_disclosed(total: str, holds: bool) -> None:
    identity = website_against_report(website(total), report(2023, text="在政府网站公开政府信息527条。"))
    assert identity is not None
    assert (identity.holds, identity.level) == (holds, "warn")


def test_every_identity_between_years_has_a_known_relation_level_and_reason() -> None:
    for entry in load_rules("years.yml")["identities"]:
        assert entry["relation"] in relation_keys()
        assert {entry["level"], *entry.get("levels", {}).values()} <= set(level_keys())
        assert {entry[key] for key in ("may_be_less", "otherwise") if key in entry} <= set(reason_keys())
