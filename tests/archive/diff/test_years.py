"""Two years of a small archive: what is counted, how far that can be said, and what the later report says of both."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from handmade_archive import CITY, PORTAL, Archive

from archive.diff.asked import portal_asked
from archive.diff.errors import NoSuchPortalError, UnknownYearError
from archive.diff.growth import Amount, Range, exactly
from archive.diff.spans import Line
from archive.diff.years import YearsDiff, years_diff
from archive.verify import verify

BEFORE, AFTER = f"{PORTAL}-2017", f"{PORTAL}-2018"
LATE = "2019-06-01T02:00:00.000000Z"


class Site(Archive):
    """One column, of interpretations; a later crawl that knows it."""

    def __init__(self, channels: tuple[str, ...] = ("own_site",), state: str = "complete", at: str = LATE) -> None:
        super().__init__(channels)
        self.own = self.column("jd", "interpretations", title="解读文件")
        self.seen = self.crawl(closed_at=at, states={self.own: state})

    def put(self, number: int, day: str | None, **fields: object) -> None:
        for _ in range(number):
            self.document(day, columns=[self.own], crawl=self.seen, **fields)

    def diff(self, one: int = 2017, other: int = 2018) -> YearsDiff:
        return years_diff(self.db, PORTAL, one, other)


def only(lines: tuple[Line, ...]) -> Line:
    (line,) = lines
    return line


def test_a_column_is_counted_in_both_years() -> None:
    site = Site()
    site.put(4, "2017-05-01")
    site.put(6, "2018-05-01")
    line = only(site.diff().columns)
    assert (line.label.zh, line.earlier.amount, line.later.amount) == ("解读文件", exactly(4), exactly(6))
    assert line.growth.percent == Range(50.0, 50.0, 50.0)


def test_undated_and_conflicting_documents_give_the_growth_its_bounds() -> None:
    site = Site()
    site.put(4, "2017-05-01")
    site.put(1, "2017-05-01", published_on_other="2018-01-01")
    site.put(10, "2018-05-01")
    site.put(2, None)
    line = only(site.diff().columns)
    assert (line.earlier.amount, line.later.amount) == (Amount(5, 4, 7), Amount(10, 10, 13))
    assert line.growth.difference == Range(5, 3, 9)


@pytest.mark.parametrize("state", ["incomplete", "disallowed", "not_found"])
def test_of_a_column_that_was_not_completely_crawled_no_growth_is_said(state: str) -> None:
    site = Site(state=state)
    site.put(4, "2017-05-01")
    site.put(6, "2018-05-01")
    line = only(site.diff().columns)
    assert (line.earlier.amount, line.growth.why, line.growth.percent) == (Amount(4, 4, None), "incomplete", None)
    assert [name.zh for name in line.earlier.names] == ["解读文件"]


def test_a_column_that_the_portal_file_does_not_have_any_more_is_a_lower_bound() -> None:
    site = Site()
    site.put(4, "2017-05-01")
    site.put(6, "2018-05-01")
    site.db.execute('delete from "columns"')
    line = only(site.diff().columns)
    assert (line.label.zh, line.later.amount, line.growth.why) == ("jd", Amount(6, 6, None), "not_declared")


def test_a_year_that_was_not_over_is_a_lower_bound() -> None:
    site = Site(at="2018-07-02T02:00:00.000000Z")
    site.put(4, "2017-05-01")
    site.put(6, "2018-05-01")
    line = only(site.diff().columns)
    assert (line.later.amount, line.later.why) == (Amount(6, 6, None), "not_over")
    assert line.growth.percent == Range(None, 50.0, None)


def test_kinds_and_months_are_those_of_the_own_site() -> None:
    site = Site(("own_site", "wechat"))
    site.put(2, "2017-05-01")
    site.put(3, "2018-05-01")
    site.put(1, "2018-06-01", state="file")
    site.imported("2018-05-01")
    found = site.diff()
    assert [(line.key, line.earlier.amount, line.later.amount) for line in found.kinds] == [
        ("page", exactly(2), exactly(3)),
        ("file", exactly(0), exactly(1)),
    ]
    by_month = {line.key: line.later.amount for line in found.months}
    assert (by_month["05"], by_month["06"], by_month["07"]) == (exactly(3), exactly(1), exactly(0))


def test_a_metric_of_one_report_is_counted_in_both_years() -> None:
    site = Site()
    site.put(4, "2017-05-01")
    site.put(6, "2018-05-01")
    site.report(2018)
    site.claim("interpretations", 6, AFTER)
    verify(site.db, PORTAL)
    (figure,) = site.diff().figures
    assert figure.reported.why == "no_report_earlier"
    assert (figure.counted_earlier.amount, figure.counted.percent) == (exactly(4), Range(50.0, 50.0, 50.0))


def test_totals_over_different_channels_are_not_compared() -> None:
    site = Site(("own_site", "wechat", "reading_points"))
    site.put(4, "2017-05-01")
    site.put(6, "2018-05-01")
    site.imported("2018-05-01")
    site.import_file()
    for year in (2017, 2018):
        site.report(year)
        site.claim("proactive_total", 10, f"{PORTAL}-{year}")
    verify(site.db, PORTAL)
    (figure,) = site.diff().figures
    assert (figure.counted.why, figure.counted.percent) == ("channels_differ", None)
    assert [name.en for name in figure.counted_later.missing] == ["channel reading_points"]


def test_a_channel_that_was_observed_in_one_year_only_has_no_growth() -> None:
    site = Site(("own_site", "wechat"))
    site.put(1, "2017-05-01")
    site.imported("2018-05-01")
    site.import_file()
    line = site.diff().channels[1]
    assert (line.earlier.amount, line.later.amount) == (None, exactly(1))
    assert line.growth.why == "channel_unobserved"


def test_an_import_that_may_be_a_part_is_a_lower_bound() -> None:
    site = Site(("own_site", "wechat"))
    for year in (2017, 2018):
        site.imported(f"{year}-05-01")
    line = site.diff().channels[1]
    assert (line.later.amount, line.growth.why) == (Amount(1, 1, None), "import_not_stated")


def test_a_city_site_that_shows_the_channel_is_counted_by_its_source() -> None:
    site = Site(("own_site", "city_site"))
    column = site.column("qx", portal=CITY)
    crawl = site.crawl(CITY, closed_at=LATE)
    for day, source in (("2017-05-01", "新区管委会"), ("2018-05-01", "新区管委会"), ("2018-05-02", "别的区")):
        site.document(day, columns=[column], crawl=crawl, portal=CITY, source=source)
    for year in (2017, 2018):
        site.report(year)
    line = site.diff().channels[1]
    assert (line.earlier.amount, line.later.amount) == (exactly(1), exactly(1))


def test_the_number_counted_is_that_of_its_rows() -> None:
    site = Site(("own_site", "wechat"))
    site.put(3, "2017-05-01")
    site.put(2, "2018-12-31", state="file")
    found = site.diff()
    for line in (*found.columns, *found.kinds, *found.months, found.channels[0]):
        for side in (line.earlier, line.later):
            assert side.amount is not None
            assert len(site.rows(side.sql)) == side.amount.value


@pytest.mark.parametrize(
    ("began", "key"),
    [(LATE, "began_later"), ("2018-05-01T02:00:00.000000Z", "began_between"), ("2017-05-01T02:00:00.000000Z", "")],
)
def test_what_was_taken_down_before_the_archive_began_is_not_in_it(began: str, key: str) -> None:
    site = Site(at=began)
    site.put(1, "2017-05-01")
    site.put(1, "2018-03-01")
    site.crawl(closed_at="2020-01-01T02:00:00.000000Z")
    assert [note.key for note in site.diff().notes if note.key.startswith("began")] == ([key] if key else [])


def test_a_site_that_was_never_whole_says_so() -> None:
    site = Site(state="incomplete")
    site.put(1, "2017-05-01")
    site.put(1, "2018-05-01")
    assert "began_never" in [note.key for note in site.diff().notes]


def growing(printed: float, unit: str, **identity: object) -> Site:
    """Reports of 100 and 112, of which the later one claims a growth; what the archive has is 50 and 60."""
    site = Site()
    site.put(50, "2017-05-01")
    site.put(60, "2018-05-01")
    for year, value in ((2017, 100), (2018, 112)):
        site.report(year)
        site.claim("interpretations", value, f"{PORTAL}-{year}")
    claim = site.claim(
        "interpretations.yoy", printed, AFTER, unit=unit, qualifier="growth", rounding=0.5, quote="同比增长"
    )
    row = {"id": f"{AFTER}.i1", "report": AFTER, "number": 1, "rule": "T3-YOY[interpretations]", "relation": "growth"}
    row |= {"claims": json.dumps([claim]), "parts": "[]", "total": printed, "reason": "", **identity}
    site.db.table("identities").insert(row)
    verify(site.db, PORTAL)
    return site


def test_claimed_growth_stands_beside_both_reports_and_the_archive() -> None:
    (claimed,) = growing(12, "%", previous=BEFORE, sum=12.0, holds=1).diff().claimed
    assert (claimed.value, claimed.by_reports, claimed.reports) == (12, Range(12.0, 12.0, 12.0), "agrees")
    assert (claimed.counted, claimed.outcome) == (Range(20.0, 20.0, 20.0), "differs")


def test_claimed_growth_agrees_where_its_rounding_reaches_what_was_counted() -> None:
    (claimed,) = growing(20, "%", previous=BEFORE, sum=12.0, holds=0).diff().claimed
    assert (claimed.reports, claimed.outcome) == ("differs", "agrees")


def test_a_claimed_difference_is_compared_with_the_difference() -> None:
    (claimed,) = growing(10, "条", previous=BEFORE, sum=12.0, holds=0).diff().claimed
    assert (claimed.counted, claimed.outcome) == (Range(10, 10, 10), "agrees")


def test_growth_claimed_of_another_scope_is_not_set_beside_what_was_counted() -> None:
    site = growing(12, "%", previous=BEFORE, sum=12.0, holds=1)
    site.db.execute("update claims set scope = '全市' where qualifier = 'growth'")
    (claimed,) = site.diff().claimed
    assert (claimed.counted, claimed.outcome, claimed.why) == (None, "not_assessable", "scope")


def test_growth_claimed_of_a_metric_without_a_figure_is_set_beside_what_was_counted() -> None:
    site = growing(20, "%", previous=BEFORE, sum=0.0, holds=None, reason="not_printed")
    site.db.execute("delete from claims where qualifier <> 'growth'")
    (claimed,) = site.diff().claimed
    assert (claimed.reports, claimed.counted, claimed.outcome) == ("not_assessable", Range(20.0, 20.0, 20.0), "agrees")


def test_growth_against_a_figure_that_the_report_quotes_itself_names_the_figure() -> None:
    (claimed,) = growing(12, "%", previous=None, sum=12.0, holds=1, parts="[112, 100]").diff().claimed
    assert (claimed.quoted, claimed.by_quote) == (100, 12.0)


def test_growth_against_the_year_before_is_not_asked_of_years_apart() -> None:
    site = growing(12, "%", previous=BEFORE, sum=12.0, holds=1)
    site.put(1, "2016-01-01")
    found = site.diff(2016, 2018)
    assert (found.follow, found.claimed, found.relations) == (False, (), ())
    assert "not_following" in [note.key for note in found.notes]


def test_relations_between_the_reports_are_those_that_were_stored() -> None:
    site = growing(12, "%", previous=BEFORE, sum=12.0, holds=1)
    row = {"id": f"{AFTER}.i2", "report": AFTER, "previous": BEFORE, "number": 2, "rule": "T3-CARRY[total]"}
    row |= {"relation": "carry", "parts": "[2]", "sum": 2.0, "total": 1.0, "holds": 0, "claims": "[]", "reason": ""}
    site.db.table("identities").insert(row)
    (relation,) = site.diff().relations
    assert (relation.rule, relation.expected, relation.printed, relation.holds) == ("T3-CARRY[total]", 2.0, 1.0, False)


def test_what_the_later_report_says_of_the_earlier_year_stands_beside_that_years_own_report() -> None:
    site = growing(12, "%", previous=BEFORE, sum=12.0, holds=1)
    own = f"{BEFORE}.1"
    row = {"id": f"{BEFORE}.i1", "report": BEFORE, "source": AFTER, "source_claim": f"{AFTER}.3", "number": 1}
    row |= {"rule": "SOURCE-NEXT-YEAR[interpretations]", "relation": "same", "parts": "[98]", "sum": 98.0}
    row |= {"total": 100.0, "holds": 0, "claims": json.dumps([own]), "reason": ""}
    site.db.table("identities").insert(row)
    (said,) = site.diff().later_says
    assert (said.metric, said.earlier, said.later, said.holds) == ("interpretations", 100.0, 98.0, False)


def with_texts(site: Site, texts: Mapping[str, str]) -> Site:
    for number, (report, text) in enumerate(texts.items(), 1):
        site.db.table("reports").update(report, {"version": number})
        layout = json.dumps({"paragraphs": [[0, len(text)]], "tables": []})
        site.db.table("document_texts").insert({"version": number, "text": text, "layout": layout})
    return site


def test_repeated_text_is_counted_section_by_section() -> None:
    same = "栏目之间更新不够均衡解读形式偏少下一步将加强信息员培训逐步充实栏目内容"
    site = with_texts(
        growing(12, "%", previous=BEFORE, sum=12.0, holds=1), {BEFORE: same, AFTER: same + "全是新话" * 9}
    )
    found = site.diff().repeated
    assert found is not None
    assert [(section.characters, section.repeated) for section in found] == [(len(same) + 36, len(same))]


def test_a_text_that_is_not_there_repeats_nothing_that_could_be_said() -> None:
    assert growing(12, "%", previous=BEFORE, sum=12.0, holds=1).diff().repeated is None


@pytest.mark.parametrize(
    ("years", "message"),
    [((2016, 2018), "neither a report nor a document of 2016; years there are: 2017, 2018"), ((2018, 2018), "twice")],
)
def test_years_that_cannot_be_compared_are_named(years: tuple[int, int], message: str) -> None:
    site = Site()
    site.put(1, "2017-05-01")
    site.put(1, "2018-05-01")
    with pytest.raises(UnknownYearError, match=message):
        site.diff(*years)


def test_the_later_year_may_be_named_first() -> None:
    site = Site()
    site.put(1, "2017-05-01")
    site.put(1, "2018-05-01")
    assert site.diff(2018, 2017).years == (2017, 2018)


def test_of_several_portals_the_one_with_reports_is_meant() -> None:
    site = Site()
    with pytest.raises(NoSuchPortalError, match="--portal: city, here"):
        portal_asked(site.db, None)
    site.report(2018)
    assert (portal_asked(site.db, None), portal_asked(site.db, CITY)) == (PORTAL, CITY)
    with pytest.raises(NoSuchPortalError, match="no portal nowhere in the archive; there is city, here"):
        portal_asked(site.db, "nowhere")
