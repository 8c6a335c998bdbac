"""Reviews and lawsuits told in one sentence: which of them an outcome is of."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from made_tables import body_of, table4

from archive.records import Body
from archive.reports import read_report
from archive.reports.year_notes import YearlyReport, year_notes

Prose = Callable[[str], Body]
HEADING = "四、政府信息公开行政复议、行政诉讼情况"
BOTH = "review_total+litigation_total"


def counted(prose: Prose, sentence: str) -> list[tuple[str, float | None]]:
    reading = read_report(prose(f"东山县2020年政府信息公开工作年度报告\n{HEADING}\n{sentence}"))
    return [(claim.metric, claim.value) for claim in reading.claims]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "行政复议案件3件，其中维持2件、纠正1件；行政诉讼案件5件，其中维持4件、纠正1件。",
            [
                ("review_total", 3),
                ("review_maintained", 2),
                ("review_corrected", 1),
                ("litigation_total", 5),
                ("litigation_maintained", 4),
                ("litigation_corrected", 1),
            ],
        ),
        (
            "行政诉讼5件，其中维持4件；行政复议3件，其中维持2件。",
            [("litigation_total", 5), ("litigation_maintained", 4), ("review_total", 3), ("review_maintained", 2)],
        ),
        (
            "收到申请10件，办结10件，其中予以公开8件；被申请行政复议2件，维持1件，其他1件。",
            [
                ("applications_received", 10),
                ("applications_answered", 10),
                ("granted", 8),
                ("review_total", 2),
                ("review_maintained", 1),
                ("review_other", 1),
            ],
        ),
        (
            "行政复议2件，维持1件；收到申请8件，其中网络申请3件，当面申请5件。",
            [
                ("review_total", 2),
                ("review_maintained", 1),
                ("applications_received", 8),
                ("applications_received[网络]", 3),
                ("applications_received[当面]", 5),
            ],
        ),
        # Under the total of both, each keeps its own outcomes.
        (
            "行政复议和行政诉讼8件，其中行政复议3件，维持2件；行政诉讼5件，维持4件。",
            [
                (BOTH, 8),
                ("review_total", 3),
                ("review_maintained", 2),
                ("litigation_total", 5),
                ("litigation_maintained", 4),
            ],
        ),
        (
            "行政复议5件，其中提起行政诉讼2件，维持3件。",
            [("review_total", 5), ("litigation_total", 2), ("review_maintained", 3)],
        ),
    ],
)
def test_an_outcome_is_of_the_total_ahead_of_it(
    prose: Prose, sentence: str, expected: list[tuple[str, float | None]]
) -> None:
    assert counted(prose, sentence) == expected


def test_an_outcome_behind_two_totals_is_named_as_neither(prose: Prose) -> None:
    found = counted(prose, "行政复议3件，行政诉讼5件，其中维持4件，尚未审结1件。")
    assert found == [("review_total", 3), ("litigation_total", 5), ("other:维持", 4), ("other:尚未审结", 1)]
    assert counted(prose, "行政复议、行政诉讼案件8件，其中维持5件。") == [(BOTH, 8), (f"{BOTH}[维持]", 5)]


def test_a_bracket_or_a_total_of_none_tells_two_totals_apart(prose: Prose) -> None:
    assert counted(prose, "行政复议3件、行政诉讼5件（其中维持4件）。")[2:] == [("litigation_maintained", 4)]
    assert counted(prose, "行政复议0件，行政诉讼2件，其中维持1件。")[2:] == [("litigation_maintained", 1)]
    assert counted(prose, "行政复议3件，行政诉讼0件，其中维持2件。")[2:] == [("review_maintained", 2)]


def test_a_report_that_says_what_its_table_says_is_not_broken() -> None:
    # No review; of 2 lawsuits 1 was upheld and 1 is pending.
    printed = ["0", "0", "0", "0", "0", "1", "0", "0", "1", "2", "0", "0", "0", "0", "0"]
    sentence = "行政复议0件，行政诉讼2件，其中维持1件，尚未审结1件。"
    reading = read_report(body_of(table4(printed), lines=["松山新区2023年政府信息公开工作年度报告", HEADING, sentence]))
    told = {i.rule: i.holds for i in reading.identities if i.rule.startswith("T4-NARR")}
    metrics = ("review_total", "litigation_total", "litigation_maintained", "litigation_pending")
    assert told == {f"T4-NARR[{metric}]": True for metric in metrics}


def test_two_years_that_order_it_otherwise_show_no_jump(prose: Prose) -> None:
    said = ("行政复议5件，行政诉讼20件，其中维持18件。", "行政复议5件，其中维持4件；行政诉讼20件，其中维持18件。")
    titles = (f"东山县{year}年政府信息公开工作年度报告\n{HEADING}\n" for year in (2022, 2023))
    bodies = [prose(title + sentence) for title, sentence in zip(titles, said, strict=True)]
    before, now = (YearlyReport(read_report(body), body) for body in bodies)
    assert [note for note in year_notes(now, before) if note.kind == "jumped"] == []
