"""From the words of two reports to what they show beside each other, with nothing made by hand in between."""

from __future__ import annotations

from functools import cache

from handmade_archive import PORTAL, Archive
from made_tables import body_of

from archive.diff.figure_lines import Figure
from archive.diff.growth import Amount, Range, exactly
from archive.diff.years import YearsDiff, years_diff
from archive.layout import layout_of
from archive.report_store import read_reports
from archive.verify import verify

TEXTS = {
    2017: "全年主动公开政府信息100条，发布解读文件约50件。收到政府信息公开申请40件，结转下年度继续办理2件。"
    "截至年底累计公开规范性文件30件。",
    2018: "全年主动公开政府信息112条，同比增长12%。发布解读文件60件，同比增长20%。收到政府信息公开申请45件，"
    "比上年增加5件，上年结转3件。全年公开规范性文件9件。全市公开信息9000条。",
}
COLUMNS = {"jd": ("interpretations", 40, 60), "gf": ("proactive_normative", 2, 9)}


@cache
def diff() -> YearsDiff:
    """Both reports read from their texts, and documents of both years in two columns."""
    archive = Archive(authority=("松山新区管委会",))
    reports = archive.column("reports")
    archive.db.table("columns").update(reports, {"reports": 1})
    columns = {archive.column(key, metric): numbers for key, (metric, *numbers) in COLUMNS.items()}
    crawl = archive.crawl(closed_at="2019-06-01T02:00:00.000000Z")
    for year, text in TEXTS.items():
        title = f"松山新区管委会{year}年度政府信息公开工作报告"
        document, body = (
            archive.document(f"{year + 1}-01-20", title=title, columns=[reports], crawl=crawl),
            body_of(lines=[text]),
        )
        archive.db.table("documents").update(document, {"version": year})
        archive.db.table("document_texts").insert({"version": year, "text": body.text, "layout": layout_of(body)})
    for column, numbers in columns.items():
        for year, number in zip(TEXTS, numbers, strict=True):
            for _ in range(number):
                archive.document(f"{year}-05-01", columns=[column], crawl=crawl)
    read_reports(archive.db, PORTAL)
    verify(archive.db, PORTAL)
    return years_diff(archive.db, PORTAL, *TEXTS)


def figure(metric: str) -> Figure:
    return next(figure for figure in diff().figures if figure.metric == metric)


def test_an_exact_growth_is_one_number() -> None:
    assert figure("proactive_total").reported.percent == Range(12.0, 12.0, 12.0)


def test_an_approximate_figure_grows_within_its_rounding() -> None:
    interpretations = figure("interpretations")
    assert interpretations.earlier is not None
    assert interpretations.earlier.amount == Amount(50, 45, 55)
    assert interpretations.reported.percent == Range(20.0, 9.0, 33.4)


def test_a_running_total_is_not_compared_while_the_archive_counts_both_years() -> None:
    normative = figure("proactive_normative")
    assert (normative.reported.why, normative.reported.difference) == ("cumulative", None)
    assert (normative.counted_earlier.amount, normative.counted_later.amount) == (exactly(2), exactly(9))
    assert normative.counted.percent == Range(350.0, 350.0, 350.0)


def test_a_figure_of_the_whole_city_stands_alone() -> None:
    whys = [
        (one.later.scope, one.reported.why) for one in diff().figures if one.metric == "proactive_total" and one.later
    ]
    assert whys == [("", ""), ("全市", "only_later")]


def test_claims_of_growth_stand_beside_both_reports_and_the_archive() -> None:
    found = {one.said.quote: (one.by_reports, one.reports, one.counted, one.outcome) for one in diff().claimed}
    # The column has 40 and 60.
    assert found["同比增长20%"] == (Range(20.0, 9.0, 33.4), "agrees", Range(50.0, 50.0, 50.0), "differs")
    assert found["比上年增加5件"] == (Range(5, 5, 5), "agrees", None, "not_assessable")


def test_what_was_carried_over_stands_beside_what_the_year_before_left() -> None:
    (said,) = diff().later_says
    assert (said.earlier_quote, said.later_quote, said.holds) == ("结转下年度继续办理2件", "上年结转3件", False)
