"""The real 2018 report of 松山新区: every figure, every named thing, every identity."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.records import Body, Claim, ReportReading
from archive.reports import read_report

# Written from the report's text by hand: name as printed, metric.
THINGS = [
    ("《松山新区政府信息公开指南》", "document:松山新区政府信息公开指南"),
    ("《松山新区政府信息公开目录》", "document:松山新区政府信息公开目录"),
    ("《松山新区政府信息公开制度》", "document:松山新区政府信息公开制度"),
    ("《松山新区依申请公开政府信息工作规程（试行）》", "document:松山新区依申请公开政府信息工作规程(试行)"),
    ("《松山新区政府信息公开保密审查办法（试行）》", "document:松山新区政府信息公开保密审查办法(试行)"),
    ("《松山新区政府信息公开责任追究办法（试行）》", "document:松山新区政府信息公开责任追究办法(试行)"),
    ("部门权责清单", "list:部门权责清单"),
    ("涉企行政事业性收费目录清单", "list:涉企行政事业性收费目录清单"),
    ("前置审批事项目录", "list:前置审批事项目录"),
    ("行政审批中介服务事项目录", "list:行政审批中介服务事项目录"),
    ("投资项目核准（市级）事项清单", "list:投资项目核准(市级)事项清单"),
    ("经营服务性收费目录清单", "list:经营服务性收费目录清单"),
    (
        "《松山新区全面推行“双随机一公开”监管机制加强事中事后监管工作方案》",
        "document:松山新区全面推行“双随机一公开”监管机制加强事中事后监管工作方案",
    ),
    ("2019年政府预算", "budget:2019年政府预算"),
    ("部门预算", "budget:2019年部门预算"),
    ("2018年市本级政府决算", "budget:2018年市本级政府决算"),
    ("部门决算", "budget:2018年部门决算"),
    ("地方债务余额", "budget:地方债务余额"),
    ("预算执行情况", "budget:预算执行情况"),
    (
        "《松山新区重大建设项目批准和实施领域政府信息公开事项清单》",
        "document:松山新区重大建设项目批准和实施领域政府信息公开事项清单",
    ),
]

# Where the report says that something was published: channel and column, by value and metric.
PLACES = {
    "documents_published": ("own_site", "信息公开重点工作"),
    "interpretations": ("own_site", "信息公开重点工作"),
    "suggestions": ("own_site", "提案办理"),
    "proposals": ("own_site", "提案办理"),
    "key_area_total": (None, None),
    "proactive_total": (None, None),
    "proactive_normative": (None, None),
    "topic:党政要闻": (None, None),
    "proactive_website[锦州市政府网站]": ("city_site", None),
    "proactive_website": ("own_site", None),
    "proactive_other[查阅点]": ("reading_points", None),
    "proactive_wechat": ("wechat", "松山之窗"),
    "budget:2019年政府预算": ("own_site", "财政信息"),
    "budget:2018年部门决算": ("own_site", "财政信息"),
    "list:前置审批事项目录": (None, "放管服"),
    "document:松山新区政府信息公开指南": (None, None),
}


@pytest.fixture(scope="module")
def text(corpus: Path) -> str:
    return (corpus / "reports" / "songshan-2018.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def labels(corpus: Path) -> dict:
    return json.loads((corpus / "reports" / "songshan-2018.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def reading(text: str, prose: Callable[[str], Body]) -> ReportReading:
    return read_report(prose(text))


def figures(reading: ReportReading) -> list[Claim]:
    return [claim for claim in reading.claims if claim.kind != "existence"]


def test_title_and_year_are_those_of_the_report(reading: ReportReading) -> None:
    assert (reading.title, reading.year) == ("松山新区2018年度政府信息公开工作报告", 2018)


@pytest.mark.parametrize("key", ["value", "unit", "qualifier", "metric", "scope", "implicit_zero"])
def test_every_figure_is_read_as_labelled(reading: ReportReading, labels: dict, key: str) -> None:
    found = sorted((claim.quote, claim.metric, getattr(claim, key)) for claim in figures(reading))
    assert found == sorted((label["quote"], label["metric"], label[key]) for label in labels["claims"])


def test_the_scorer_finds_nothing_missed_and_nothing_false(
    reading: ReportReading, corpus: Path, tmp_path: Path
) -> None:
    claims = [{"quote": c.quote, "value": c.value, "unit": c.unit, "start": c.start} for c in figures(reading)]
    predictions = tmp_path / "predictions.json"
    predictions.write_text(json.dumps({"id": "songshan-2018", "claims": claims}), encoding="utf-8")
    scored = tmp_path / "score.json"
    gold = corpus / "reports" / "songshan-2018.json"
    command = [sys.executable, corpus / "score_claims.py", gold, predictions, "--strict-unit", "--json", scored]
    subprocess.run(command, check=True, capture_output=True)
    score = json.loads(scored.read_text(encoding="utf-8"))
    assert (score["precision"], score["recall"]) == (1.0, 1.0)


def test_quotes_are_pieces_of_the_text_at_their_offsets(reading: ReportReading, text: str) -> None:
    assert [text[claim.start : claim.end] for claim in reading.claims] == [claim.quote for claim in reading.claims]


def test_named_documents_lists_and_budgets_are_those_of_the_report(reading: ReportReading) -> None:
    found = [(claim.quote, claim.metric) for claim in reading.claims if claim.kind == "existence"]
    assert sorted(found) == sorted(THINGS)


def test_an_existence_has_no_value_and_no_unit(reading: ReportReading) -> None:
    assert {(c.value, c.unit, c.qualifier) for c in reading.claims if c.kind == "existence"} == {(None, "", "exact")}


@pytest.mark.parametrize("metric", PLACES)
def test_channel_and_column_are_said_by_the_report_or_not_at_all(reading: ReportReading, metric: str) -> None:
    claim = next(claim for claim in reading.claims if claim.metric == metric)
    assert (claim.channel, claim.column) == PLACES[metric]


def test_a_claim_stands_under_the_headings_of_its_section(reading: ReportReading) -> None:
    claim = next(claim for claim in reading.claims if claim.value == 782)
    assert claim.section == ("四、主动公开政府信息情况", "(三)公开的形式", "3、微信公众号")


def test_rounding_is_half_a_unit_of_the_last_printed_digit(reading: ReportReading) -> None:
    rounding = {claim.metric: claim.rounding for claim in reading.claims}
    assert (rounding["proactive_wechat.length"], rounding["proactive_total"]) == (5000, 0.5)


def test_identities_are_those_labelled(reading: ReportReading, labels: dict) -> None:
    found = [(i.rule, list(i.parts), i.sum, i.total, i.holds) for i in reading.identities]
    expected = [(i["rule"], i["parts"], i["sum"], i["total"], i["holds"]) for i in labels["identities"]]
    assert sorted(found) == sorted(expected)


def test_the_outcomes_fall_one_short_of_the_requests(reading: ReportReading) -> None:
    outcomes = next(i for i in reading.identities if "outcomes" in i.rule)
    assert [reading.claims[index].value for index in outcomes.claims] == [20, 21, 3, 45]
    assert (outcomes.sum, outcomes.total, outcomes.holds) == (44, 45, False)


def test_the_same_text_gives_the_same_reading(reading: ReportReading, text: str, prose: Callable[[str], Body]) -> None:
    assert read_report(prose(text)) == reading
