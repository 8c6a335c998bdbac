"""What a report shows by itself and beside the year before: repetition, figures, form, sections, date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from archive.records import Body, Cell, Table
from archive.reports import read_report
from archive.reports.year_notes import YearlyReport, YearNote, form_label, note_label, repetition, year_notes

Prose = Callable[[str], Body]
SECTIONS = {
    2018: "一、主动公开情况\n{}\n二、依申请公开情况\n没有收到申请。\n三、收费及减免情况\n没有收费。\n"
    "四、行政复议和诉讼情况\n没有复议、诉讼。\n五、存在问题和改进措施\n形式不多。",
    2020: "一、总体情况\n{}\n二、主动公开政府信息情况\n见表。\n三、收到和处理政府信息公开申请情况\n见表。\n"
    "四、政府信息公开行政复议、行政诉讼情况\n见表。\n五、存在的主要问题及改进情况\n形式不多。\n六、其他需要报告的事项\n无。",
}


@pytest.fixture
def report(prose: Prose) -> Callable[..., YearlyReport]:
    def make(year: int, said: str, published: date | None = None, name: str = "东山县人民政府") -> YearlyReport:
        text = SECTIONS[2018 if year < 2019 else 2020].format(said)
        body = prose(f"{name}{year}年政府信息公开工作年度报告\n{text}")
        return YearlyReport(read_report(body), body, published)

    return make


def of_kind(notes: tuple[YearNote, ...], kind: str) -> list[tuple[str, float | None, float | None]]:
    return [(note.subject, note.previous, note.value) for note in notes if note.kind == kind]


def test_a_metric_of_one_report_alone_appeared_or_vanished(report: Callable[..., YearlyReport]) -> None:
    before = report(2017, "主动公开政府信息30条。发放宣传材料200份。")
    now = report(2018, "主动公开政府信息31条。公开解读材料5篇。")
    notes = year_notes(now, before)
    assert of_kind(notes, "appeared") == [("interpretations", None, 5)]
    assert of_kind(notes, "vanished") == [("leaflets", 200, None)]
    assert of_kind(notes, "jumped") == []


@pytest.mark.parametrize(
    ("old", "new", "jumps"),
    [(30, 59, False), (30, 60, True), (60, 30, True), (60, 31, False), (4, 9, False), (0, 12, True), (0, 9, False)],
)
def test_a_figure_jumps_that_doubles_or_halves_by_ten_or_more(
    report: Callable[..., YearlyReport], old: int, new: int, jumps: bool
) -> None:
    notes = year_notes(report(2018, f"主动公开政府信息{new}条。"), report(2017, f"主动公开政府信息{old}条。"))
    assert of_kind(notes, "jumped") == ([("proactive_total", old, new)] if jumps else [])


def test_a_note_leads_to_the_claims_behind_it(report: Callable[..., YearlyReport]) -> None:
    before, now = report(2017, "主动公开政府信息30条。"), report(2018, "发放宣传材料5份。主动公开政府信息90条。")
    (note,) = [note for note in year_notes(now, before) if note.kind == "jumped"]
    earlier, own = note.claims
    assert earlier is not None and own is not None
    assert (before.reading.claims[earlier].value, now.reading.claims[own].value) == (30, 90)


def test_parts_of_the_year_and_shares_are_not_compared(report: Callable[..., YearlyReport]) -> None:
    before = report(2017, "主动公开政府信息30条，占全部信息的20%。")
    now = report(2018, "主动公开政府信息31条，占全部信息的80%。上半年，发放宣传材料500份。")
    assert [note for note in year_notes(now, before) if note.kind in ("appeared", "vanished", "jumped")] == []


@pytest.mark.parametrize(
    ("before", "jumped"),
    [
        ("截至2017年底，累计主动公开政府信息10720条。", []),
        ("截至2017年底，累计主动公开政府信息10720条，其中2017年公开950条。", []),
        ("截至2017年底，累计主动公开政府信息10720条，其中2017年公开100条。", [("proactive_total", 100, 1072)]),
    ],
)
def test_a_year_beside_a_running_total_is_no_jump(
    report: Callable[..., YearlyReport], before: str, jumped: list[tuple[str, float, float]]
) -> None:
    notes = year_notes(report(2018, "2018年主动公开政府信息1072条。"), report(2017, before))
    assert of_kind(notes, "jumped") == jumped


def test_a_section_that_is_mostly_repeated_is_named_with_its_share(report: Callable[..., YearlyReport]) -> None:
    old = "全区上下高度重视公开工作建立健全各项制度明确专人负责" * 2
    notes = year_notes(report(2018, f"{old}今年新增了一个栏目。"), report(2017, old))
    ((title, _, share),) = of_kind(notes, "repeated")
    assert title == "一、主动公开情况"
    assert share == pytest.approx(52 / 61, abs=1e-4)


def test_repetition_is_of_chinese_characters_in_pieces_of_ten() -> None:
    text = "甲乙丙丁戊己庚辛壬癸"
    assert repetition(f"{text}12子丑", f"前{text}后") == pytest.approx(10 / 12)
    assert repetition(text[:9], text[:9]) == 0.0
    assert repetition("", text) == 0.0


def test_figures_apart_the_same_words_are_a_repetition(report: Callable[..., YearlyReport]) -> None:
    words = "本年度通过门户网站主动公开政府信息{}条，其中政策文件{}份，解读材料{}篇，其他信息{}条。"
    notes = year_notes(report(2018, words.format(7, 1, 2, 4)), report(2017, words.format(9, 3, 1, 5)))
    assert [share for _, _, share in of_kind(notes, "repeated")] == [1.0]


def test_a_short_section_is_a_formula_and_not_repeated(report: Callable[..., YearlyReport]) -> None:
    notes = year_notes(report(2018, "主动公开政府信息5条。"), report(2017, "主动公开政府信息5条。"))
    assert of_kind(notes, "repeated") == []


def test_a_new_form_is_said_and_its_tables_bring_no_metric(report: Callable[..., YearlyReport]) -> None:
    before, now = report(2018, "主动公开政府信息30条。"), report(2019, "主动公开政府信息31条。")
    body, start = now.body, len(now.body.text) + 1
    words = [
        "第二十条第（五）项",
        "信息内容",
        "上一年项目数量",
        "本年增/减",
        "处理决定数量",
        "行政许可",
        "3",
        "0",
        "70",
    ]
    places = [(0, 0), (1, 0), (1, 1), (1, 2), (1, 3), (2, 0), (2, 1), (2, 2), (2, 3)]
    cells, text = [], body.text
    for word, (row, column) in zip(words, places, strict=True):
        cells.append(Cell(row, column, 1, 1, word, len(text) + 1, len(text) + 1 + len(word)))
        text += f"\n{word}"
    body = Body(text, body.paragraphs, (Table(tuple(cells)),))
    notes = year_notes(YearlyReport(read_report(body), body), before)
    assert start < cells[-1].start and any(claim.value == 70 for claim in read_report(body).claims)
    assert of_kind(notes, "form_changed") == [("2019", None, None)]
    assert of_kind(notes, "appeared") == []


def test_reports_two_years_apart_are_not_compared(report: Callable[..., YearlyReport]) -> None:
    assert year_notes(report(2018, "主动公开政府信息90条。"), report(2016, "主动公开政府信息3条。")) == ()


@pytest.mark.parametrize("year", [2018, 2019, 2021])
def test_a_section_that_is_missing_is_named(prose: Prose, year: int) -> None:
    whole = SECTIONS[2018 if year < 2019 else 2020].format("主动公开政府信息30条。")
    title = f"东山县人民政府{year}年政府信息公开工作年度报告\n"
    cut = whole.replace("二、依申请公开情况\n没有收到申请。\n", "").replace(
        "三、收到和处理政府信息公开申请情况\n见表。\n", ""
    )
    readings = [prose(title + text) for text in (whole, cut)]
    found = [of_kind(year_notes(YearlyReport(read_report(body), body), None), "missing_section") for body in readings]
    named = "依申请公开政府信息和不予公开政府信息的情况" if year < 2019 else "收到和处理政府信息公开申请情况"
    assert found == [[], [(named, None, None)]]


def test_a_section_whose_heading_has_no_ordinal_is_not_missing(prose: Prose) -> None:
    text = SECTIONS[2020].format("主动公开政府信息30条。").replace("三、收到和处理", "收到和处理")
    body = prose(f"东山县人民政府2020年政府信息公开工作年度报告\n{text}")
    assert of_kind(year_notes(YearlyReport(read_report(body), body), None), "missing_section") == []


def test_a_text_without_headings_lacks_no_section(prose: Prose) -> None:
    body = prose("东山县人民政府2018年政府信息公开工作年度报告\n主动公开政府信息30条。")
    assert year_notes(YearlyReport(read_report(body), body), None) == ()


@pytest.mark.parametrize(
    ("year", "name", "published", "late"),
    [
        (2017, "东山县人民政府", date(2018, 3, 31), []),
        (2017, "东山县财政局", date(2018, 4, 2), [("2018-03-31", None, 2)]),
        (2020, "东山县财政局", date(2021, 1, 31), []),
        (2020, "东山县财政局", date(2021, 2, 10), [("2021-01-31", None, 10)]),
        (2020, "东山县人民政府", date(2021, 2, 10), []),
        (2020, "东山新区管理委员会", date(2021, 2, 10), []),
        (2020, "东山县发展和改革委员会", date(2021, 2, 10), [("2021-01-31", None, 10)]),
        (2020, "东山县人民政府", date(2021, 4, 1), [("2021-03-31", None, 1)]),
        (2020, "东山县人民政府", None, []),
    ],
)
def test_late_is_after_the_legal_date_of_its_kind_of_body(
    report: Callable[..., YearlyReport], year: int, name: str, published: date | None, late: list
) -> None:
    assert of_kind(year_notes(report(year, "主动公开政府信息3条。", published, name), None), "late") == late


def test_every_kind_and_form_has_words_in_both_languages() -> None:
    kinds = ("appeared", "vanished", "jumped", "repeated", "form_changed", "late", "missing_section")
    for label in [*map(note_label, kinds), *map(form_label, ("2008", "2019", "2021"))]:
        assert all(label)
