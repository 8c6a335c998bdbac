"""Which figures of two reports are set beside each other, and why others are not."""

from __future__ import annotations

from typing import Any

import pytest
from handmade_archive import PORTAL, Archive

from archive.diff.figure_lines import Figure
from archive.diff.figures import Pair
from archive.diff.growth import Amount, Range, not_comparable
from archive.diff.years import YearsDiff, years_diff

BEFORE, AFTER = f"{PORTAL}-2017", f"{PORTAL}-2018"


def two_reports() -> Archive:
    """An archive with the reports of 2017 and 2018, and nothing in them."""
    archive = Archive()
    archive.report(2017, "2018-03-01")
    archive.report(2018, "2019-03-01")
    archive.crawl(closed_at="2019-06-01T02:00:00.000000Z")
    return archive


def diff(archive: Archive, one: int = 2017, other: int = 2018) -> YearsDiff:
    return years_diff(archive.db, PORTAL, one, other)


def only_figure(archive: Archive) -> Figure:
    (figure,) = diff(archive).figures
    return figure


def said(metric: str, earlier: dict[str, Any] | None, later: dict[str, Any] | None) -> Figure:
    """What comes of one figure in each report; None: the report does not give it."""
    archive = two_reports()
    for report, fields in ((BEFORE, earlier), (AFTER, later)):
        if fields is not None:
            archive.claim(metric, report=report, **fields)
    return only_figure(archive)


@pytest.mark.parametrize(
    ("earlier", "later", "why"),
    [
        ({"scope": "全市"}, {}, "scope_differs"),
        ({}, {"scope": "本级"}, "scope_differs"),
        ({"period": "上半年"}, {}, "period_differs"),
        ({"unit": "元"}, {"unit": "件"}, "unit_differs"),
        ({"unit": "人"}, {"unit": "件"}, "unit_differs"),
        ({"qualifier": "cumulative"}, {}, "cumulative"),
        ({"qualifier": "share", "unit": "%"}, {}, "share"),
        ({"channel": "own_site"}, {"channel": "wechat"}, "channel_differs"),
        ({"value": None}, {}, "no_value"),
        (None, {}, "only_later"),
        ({}, None, "only_earlier"),
    ],
)
def test_figures_of_another_matter_are_not_compared(
    earlier: dict[str, Any] | None, later: dict[str, Any] | None, why: str
) -> None:
    both = [None if fields is None else {"value": 10, **fields} for fields in (earlier, later)]
    figure = said("fees", *both)
    assert (figure.reported.why, figure.reported.difference, figure.reported.percent) == (why, None, None)


def test_two_running_totals_are_compared_and_said_to_be_such() -> None:
    figure = said("fees", *({"value": value, "qualifier": "cumulative"} for value in (6, 9)))
    assert (figure.reported.percent, [note.key for note in figure.notes]) == (
        Range(50.0, 50.0, 50.0),
        ["both_cumulative"],
    )


def test_counters_of_documents_are_compared_and_both_are_named() -> None:
    figure = said("fees", {"value": 3, "unit": "条"}, {"value": 2, "unit": "件"})
    assert figure.reported.difference == Range(-1, -1, -1)
    assert [note.label.en for note in figure.notes] == ["the reports print different counters: 条, 件"]


def test_approximate_figures_grow_within_their_rounding() -> None:
    figure = said("fees", {"value": 350_000, "qualifier": "approx", "rounding": 5_000}, {"value": 420_000})
    assert figure.reported.percent == Range(20.0, 18.3, 21.8)


def test_an_upper_bound_is_none_that_can_be_passed() -> None:
    figure = said("fees", {"value": 20, "qualifier": "approx", "rounding": 20, "quote": "不足20条"}, {"value": 30})
    assert figure.earlier is not None
    assert figure.earlier.amount == Amount(20, 0, 20)
    assert figure.reported.percent == Range(None, 50.0, None)


def test_several_different_figures_of_one_metric_are_not_compared() -> None:
    archive = two_reports()
    archive.claim("fees", 1, BEFORE)
    for value in (2, 3):
        archive.claim("fees", value, AFTER)
    figure = only_figure(archive)
    assert figure.reported.why == "several_figures"
    assert [note.label.en for note in figure.notes] == ["further: fees 3 (here-2018)"]


def test_the_same_figure_said_twice_is_one() -> None:
    archive = two_reports()
    archive.claim("fees", 1, BEFORE)
    for _ in range(2):
        archive.claim("fees", 2, AFTER)
    assert only_figure(archive).reported.difference == Range(1, 1, 1)


def test_figures_of_two_scopes_find_each_their_own() -> None:
    archive = two_reports()
    for report, values in ((BEFORE, (10, 100)), (AFTER, (20, 150))):
        archive.claim("fees", values[0], report)
        archive.claim("fees", values[1], report, scope="全市")
    grew = [figure.reported.difference for figure in diff(archive).figures]
    assert grew == [Range(10, 10, 10), Range(50, 50, 50)]


def test_nothing_occurred_is_zero() -> None:
    figure = said("review_total", {"value": None, "kind": "zero"}, {"value": 3})
    assert (figure.reported.difference, figure.reported.why) == (Range(3, 3, 3), "zero_before")


def test_a_whole_beside_its_parts_has_no_total_to_be_compared() -> None:
    archive = two_reports()
    archive.claim("litigation_total", 2, BEFORE)
    archive.claim("litigation_total[复议后起诉]", 1, AFTER)
    whys = {figure.metric: figure.reported.why for figure in diff(archive).figures}
    assert whys == {"litigation_total": "in_parts", "litigation_total[复议后起诉]": "only_later"}


def test_a_cell_of_a_table_that_the_other_report_does_not_have_is_of_another_form() -> None:
    archive = two_reports()
    archive.claim("partial", 3, AFTER, subject="t3.partial.total")
    assert only_figure(archive).reported.why == "form_differs"


def test_a_cell_that_a_report_of_the_same_form_lacks_is_only_in_one_of_them() -> None:
    archive = two_reports()
    archive.claim("granted", 3, BEFORE, subject="t3.granted.total")
    archive.claim("partial", 3, AFTER, subject="t3.partial.total")
    assert [figure.reported.why for figure in diff(archive).figures] == ["only_earlier", "only_later"]


def test_a_year_without_a_report_says_so() -> None:
    archive = two_reports()
    archive.document("2019-02-01")
    archive.claim("fees", 3, AFTER)
    found = diff(archive, 2018, 2019)
    assert [figure.reported.why for figure in found.figures] == ["no_report_later"]
    assert "years of which no report was read: 2019" in [note.label.en for note in found.notes]


def test_a_report_that_is_withheld_from_the_public_is_not_compared() -> None:
    archive = two_reports()
    for report in (BEFORE, AFTER):
        archive.claim("fees", 3, report)
    archive.db.table("reports").update(BEFORE, {"document": "d1"})
    archive.db.table("withheld_documents").insert({"document": "d1", "reason": "", "withheld_on": ""})
    found = diff(archive)
    assert [figure.reported.why for figure in found.figures] == ["withheld_earlier"]
    assert [note.label.en for note in found.notes[:1]] == ["years of which the report is withheld: 2017"]


def test_columns_named_otherwise_in_the_later_report_are_named() -> None:
    figure = said("fees", {"value": 3, "column": "政策文件"}, {"value": 4, "column": "政府文件"})
    assert figure.reported.difference == Range(1, 1, 1)
    assert [note.label.en for note in figure.notes] == ["the reports name the column differently: 政策文件, 政府文件"]


def test_figures_are_those_that_people_corrected_and_not_those_they_dismissed() -> None:
    archive = two_reports()
    archive.claim("fees", 10, BEFORE)
    wrong, nothing = (archive.claim(metric, 200, AFTER) for metric in ("fees", "messages_answered"))
    decision = {"portal": PORTAL, "report": AFTER, "current": 1, "state": "attached"}
    archive.db.table("decisions").insert_all(
        [
            {"id": "a", "claim": wrong, "decision": "correct", "value": 20, **decision},
            {"id": "b", "claim": nothing, "decision": "dismiss", "value": None, **decision},
        ]
    )
    assert only_figure(archive).reported.difference == Range(10, 10, 10)


def test_a_corrected_figure_stands_for_what_its_own_digits_say() -> None:
    archive = two_reports()
    archive.claim("fees", 10, BEFORE)
    wrong = archive.claim("fees", 12000, AFTER, qualifier="approx", rounding=500)
    decision = {"id": "a", "portal": PORTAL, "report": AFTER, "current": 1, "state": "attached"}
    archive.db.table("decisions").insert({**decision, "claim": wrong, "decision": "correct", "value": 20})
    assert only_figure(archive).reported.difference == Range(10, 5, 15)  # about 20 is 15 to 25


def test_a_pair_of_nothing_is_no_pair() -> None:
    with pytest.raises(ValueError, match="no figure"):
        _ = Pair("fees", None, None, not_comparable("no_value")).said
