"""Verification of small archives made by hand: verdicts, numbers, sub-totals, notes, and what is written."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from datasette.app import Datasette
from handmade_archive import CITY, PORTAL, Archive
from sqlite_utils import Database

from archive.relations import relation_keys
from archive.schema import upgrade
from archive.verify import findings, verdict_label, verify

ALL = ("own_site", "city_site", "wechat", "reading_points")
LATER = "2019-03-01T02:00:00.000000Z"


def observed_archive(documents=0, channels=("own_site",), state="complete"):
    """A crawled archive with one column of interpretations and a report on 2018."""
    archive = Archive(channels)
    column = archive.column("a", "interpretations", title="政策解读")
    crawl = archive.crawl(states={column: state})
    archive.report()
    for _ in range(documents):
        archive.document(columns=[column], crawl=crawl)
    return archive, column, crawl


def finding(archive):
    """The one finding of the archive's one claim, as it is shown."""
    verify(archive.db, PORTAL)
    (row,) = findings(archive.db, f"{PORTAL}-2018")
    return row


def notes(row):
    return [note.key for note in row.notes]


@pytest.mark.parametrize(("value", "verdict"), [(2, "fewer_found"), (1, "confirmed"), (0, "more_found")])
def test_a_count_is_compared_with_the_documents_found(value, verdict):
    archive, _, _ = observed_archive(documents=1)
    archive.claim("interpretations", value, channel="own_site")
    row = finding(archive)
    expected = (verdict, value, 1, 1 - value)
    assert (row.verdict, row.reported, row.observed, row.difference) == expected


def test_an_implicit_zero_is_compared_like_any_amount():
    archive, _, _ = observed_archive(documents=1)
    archive.claim("interpretations", 0, kind="zero", channel="own_site", implicit_zero=1)
    assert finding(archive).verdict == "more_found"


@pytest.mark.parametrize("state", ["incomplete", "disallowed", "not_found", None])
def test_a_column_not_completely_crawled_allows_no_verdict(state):
    archive, _, _ = observed_archive(documents=1, state=state)
    archive.claim("interpretations", 5, channel="own_site")
    row = finding(archive)
    assert (row.verdict, row.observed, row.difference) == ("incomplete", 1, None)
    assert "政策解读" in row.notes[0].zh


def test_a_column_that_is_not_involved_does_not_matter():
    archive = Archive()
    column = archive.column("a", "interpretations")
    crawl = archive.crawl(states={archive.column("b", "surveys"): "incomplete"})
    archive.report()
    archive.document(columns=[column], crawl=crawl)
    archive.claim("interpretations", 1, channel="own_site")
    assert finding(archive).verdict == "confirmed"


def test_a_site_is_complete_only_when_all_its_columns_are():
    archive = Archive()
    archive.column("a")
    archive.crawl(states={archive.column("b", title="动态"): "disallowed"})
    archive.report()
    archive.claim("proactive_website", 5)
    row = finding(archive)
    assert row.verdict == "incomplete"
    assert "动态" in row.notes[0].zh


def test_a_column_of_another_channel_does_not_matter_to_the_own_site():
    archive, _, _ = observed_archive(documents=1, channels=("own_site", "gazette"))
    archive.crawl(closed_at=LATER, states={archive.column("g", channel="gazette"): "incomplete"})
    archive.claim("proactive_website", 1)
    assert finding(archive).verdict == "confirmed"


def test_coverage_of_an_earlier_crawl_does_not_count():
    archive, column, _ = observed_archive(documents=1)
    archive.crawl(closed_at=LATER, states={column: "incomplete"})
    archive.claim("interpretations", 1, channel="own_site")
    assert finding(archive).verdict == "incomplete"


def test_a_crawl_that_was_not_accepted_changes_nothing():
    archive, column, crawl = observed_archive(documents=1)
    archive.crawl(closed_at=LATER, accepted=0, states={column: "incomplete"})
    archive.claim("interpretations", 1, channel="own_site")
    row = finding(archive)
    assert (row.verdict, row.as_of) == ("confirmed", crawl)


@pytest.mark.parametrize(
    ("fields", "note"),
    [
        ({"qualifier": "share"}, "qualifier"),
        ({"qualifier": "growth"}, "qualifier"),
        ({"qualifier": "cumulative"}, "qualifier"),
        ({"scope": "全市"}, "scope"),
        ({"value": None}, "no_value"),
        ({"metric": "surveys"}, "no_column"),
        ({"metric": "proactive_wechat"}, "channel_unobserved"),
    ],
)
def test_what_cannot_be_compared_is_not_counted(fields, note):
    archive, _, _ = observed_archive(documents=1)
    archive.claim(**{"metric": "interpretations", "value": 1, "channel": "own_site", **fields})
    row = finding(archive)
    assert (row.verdict, notes(row), row.observed, row.sql) == ("not_assessable", [note], None, "")


def test_internal_figures_are_unobservable_even_without_a_crawl():
    archive = Archive()
    archive.report()
    archive.claim("applications_received", 45)
    assert finding(archive).verdict == "unobservable"


def test_a_total_below_the_lower_bound_of_channels_names_what_is_missing():
    archive, _, _ = observed_archive(documents=1, channels=ALL)
    archive.claim("proactive_total", 2)
    row = finding(archive)
    assert (row.verdict, row.observed, notes(row)) == ("not_assessable", 1, ["lower_bound"])
    assert "渠道city_site、渠道wechat、渠道reading_points" in row.notes[0].zh


def test_a_total_below_what_the_observed_channels_show_has_more():
    archive, _, _ = observed_archive(documents=3, channels=ALL)
    archive.claim("proactive_total", 2)
    assert finding(archive).verdict == "more_found"


def test_a_total_over_channels_that_are_all_observed_can_be_fewer():
    archive, _, _ = observed_archive(documents=1, channels=("own_site", "wechat"))
    archive.import_file()
    archive.imported()
    archive.claim("proactive_total", 3)
    assert finding(archive).verdict == "fewer_found"


def imported(*days, stated=False, metric="proactive_wechat", value=3):
    """The finding of a claim beside a WeChat import with items of ``days``."""
    archive, _, _ = observed_archive(documents=1, channels=("own_site", "wechat"))
    archive.import_file(from_date=min(days), to_date=max(days), stated=False)
    if stated:
        archive.import_file(from_date="2018-01-01", to_date="2018-06-30")
        archive.import_file(from_date="2018-07-01", to_date="2019-02-01")
    for day in days:
        archive.imported(day)
    archive.claim(metric, value)
    return finding(archive)


@pytest.mark.parametrize(("value", "verdict"), [(3, "not_assessable"), (2, "confirmed"), (1, "more_found")])
def test_an_import_that_nobody_stated_to_be_whole_never_shows_too_few(value, verdict):
    assert imported("2018-01-05", "2018-03-05", value=value).verdict == verdict


def test_an_import_that_may_be_a_part_says_so():
    row = imported("2018-01-05", "2018-03-05")
    assert notes(row) == ["import_not_stated"]
    assert "渠道wechat" in row.notes[0].zh


def test_stated_ranges_that_together_leave_no_day_out_show_too_few():
    assert imported("2018-01-05", "2018-03-05", stated=True).verdict == "fewer_found"


def test_a_total_with_an_import_that_may_be_a_part_is_a_lower_bound():
    row = imported("2018-01-05", metric="proactive_total")
    assert (row.verdict, row.observed, notes(row)) == ("not_assessable", 2, ["import_not_stated"])


def test_items_of_the_years_around_show_nothing_of_the_year_between():
    row = imported("2016-05-05", "2020-05-05")
    assert (row.verdict, notes(row), row.observed) == ("not_assessable", ["channel_unobserved"], None)


@pytest.mark.parametrize("fields", [{"period": "上半年"}, {"quote": "上半年发布信息5条"}])
def test_a_figure_of_half_a_year_is_not_compared_with_the_year(fields):
    archive, _, _ = observed_archive(documents=9)
    archive.claim("interpretations", 5, channel="own_site", **fields)
    row = finding(archive)
    assert (row.verdict, notes(row)) == ("not_assessable", ["period"])
    assert "上半年" in row.notes[0].zh


@pytest.mark.parametrize(("documents", "verdict"), [(12, "confirmed"), (20, "confirmed"), (21, "more_found")])
def test_fewer_than_an_upper_bound_agree_with_it(documents, verdict):
    archive, _, _ = observed_archive(documents=documents)
    quoted = {"quote": "发布解读不足20条", "qualifier": "approx", "rounding": 20.0}
    archive.claim("interpretations", 20, channel="own_site", **quoted)
    assert finding(archive).verdict == verdict


def test_a_similar_title_keeps_a_name_from_being_called_missing():
    row = existence(title="政府信息依申请公开指南")
    assert (row.verdict, notes(row)) == ("not_assessable", ["similar_title"])
    assert "政府信息依申请公开指南" in row.notes[0].zh


def test_the_nearest_titles_stand_beside_what_is_not_found():
    row = existence(title="政府信息公开目录")
    assert (row.verdict, notes(row)) == ("not_found", ["nearest"])
    assert "政府信息公开目录" in row.notes[0].zh


def test_a_draft_of_what_is_named_takes_a_person():
    row = existence(title="关于《政府信息公开指南（征求意见稿）》公开征求意见的公告")
    assert (row.verdict, notes(row)) == ("not_assessable", ["similar_title"])


def test_titles_counted_once_over_channels_are_said_to_be():
    archive, column, crawl = observed_archive(channels=("own_site", "wechat"))
    archive.import_file()
    archive.document(title="甲", columns=[column], crawl=crawl)
    archive.imported(title="甲")
    archive.claim("proactive_total", 1)
    row = finding(archive)
    assert (row.verdict, notes(row)) == ("confirmed", ["same_title"])
    assert "1" in row.notes[0].zh


def test_a_topic_without_a_channel_is_a_lower_bound_of_the_own_column():
    archive, _, _ = observed_archive(documents=1, channels=ALL)
    archive.claim("interpretations", 2)
    assert notes(finding(archive)) == ["lower_bound"]


def test_an_approximate_length_agrees_within_its_rounding():
    archive, _, _ = observed_archive(channels=("own_site", "wechat"))
    archive.import_file()
    archive.imported(characters=346_000)
    archive.imported(characters=1_000)
    archive.claim("proactive_wechat.length", 350_000, qualifier="approx", rounding=5_000, unit="字")
    row = finding(archive)
    assert (row.verdict, row.observed) == ("confirmed", 347_000)
    assert sum(r["characters"] for r in archive.rows(row.sql)) == row.observed


def test_a_length_that_is_not_known_for_every_item_is_not_called_shorter():
    archive, _, _ = observed_archive(channels=("own_site", "wechat"))
    archive.import_file()
    archive.imported(characters=1_000)
    archive.imported(characters=None)
    archive.claim("proactive_wechat.length", 9_000, unit="字")
    row = finding(archive)
    assert (row.verdict, notes(row)) == ("not_assessable", ["length_unknown"])


def test_a_length_that_is_not_known_is_said_of_as_many_items_as_it_is_not_known_of():
    archive, _, _ = observed_archive(channels=("own_site", "wechat"))
    archive.import_file()
    archive.imported(characters=1_000)
    archive.imported(characters=None)
    archive.imported(characters=None, published_on_other="2019-01-01")
    archive.imported(None, characters=None)
    archive.claim("proactive_wechat.length", 9_000, unit="字")
    verify(archive.db, PORTAL)
    (row,) = archive.rows("select note from findings")
    assert [(note["key"], note["documents"]) for note in json.loads(row["note"])] == [("length_unknown", 3)]


@pytest.mark.parametrize(("value", "verdict"), [(1, "confirmed"), (3, "not_assessable"), (4, "fewer_found")])
def test_undated_documents_could_close_the_gap(value, verdict):
    archive, column, crawl = observed_archive(documents=1)
    archive.document(None, columns=[column], crawl=crawl)
    archive.document("2019-01-01", published_on_other="2018-12-31", date_conflict=1, columns=[column], crawl=crawl)
    archive.claim("interpretations", value, channel="own_site")
    row = finding(archive)
    assert (row.verdict, row.undated) == (verdict, 2)


@pytest.mark.parametrize(
    ("value", "items"),
    [
        (2_000, [{"published_on": None}, {"published_on": "2019-01-01", "published_on_other": "2018-12-31"}]),
        (500, [{"published_on_other": "2019-01-01"}, {"published_on_other": "2017-12-31"}]),
    ],
)
def test_dates_that_could_close_a_gap_are_said_of_as_many_items_as_carry_them(value, items):
    archive, _, _ = observed_archive(channels=("own_site", "wechat"))
    archive.import_file()
    archive.imported(characters=500)
    for fields in items:
        archive.imported(**fields, characters=800)
    archive.claim("proactive_wechat.length", value, unit="字")
    verify(archive.db, PORTAL)
    (row,) = archive.rows("select note from findings")
    assert [note["documents"] for note in json.loads(row["note"]) if note["key"] == "undated"] == [2]


def test_an_undated_item_of_unknown_length_could_make_up_any_length():
    archive, _, _ = observed_archive(channels=("own_site", "wechat"))
    archive.import_file()
    archive.imported(characters=1_000)
    archive.imported(None, characters=None)
    archive.claim("proactive_wechat.length", 9_000, unit="字")
    assert notes(finding(archive)) == ["length_unknown"]


def test_an_undated_document_that_two_channels_show_is_one():
    archive, column, _ = observed_archive(channels=("own_site", "gazette"))
    archive.column("g", channel="gazette")
    archive.document(None, columns=[column], crawl=archive.crawl(closed_at=LATER), source="公报")
    archive.claim("proactive_total", 2)
    row = finding(archive)
    assert (row.verdict, row.undated) == ("fewer_found", 1)


@pytest.mark.parametrize(("value", "verdict"), [(2, "confirmed"), (1, "not_assessable"), (0, "more_found")])
def test_documents_dated_out_of_the_year_elsewhere_could_explain_too_many(value, verdict):
    archive, column, crawl = observed_archive(documents=1)
    archive.document("2018-12-31", published_on_other="2019-01-01", date_conflict=1, columns=[column], crawl=crawl)
    archive.claim("interpretations", value, channel="own_site")
    assert finding(archive).verdict == verdict


def test_listed_now_counts_what_the_newest_crawl_still_lists():
    archive, column, _ = observed_archive(documents=2)
    later = archive.crawl(closed_at=LATER)
    archive.document(columns=[column], crawl=later)
    archive.claim("interpretations", 3, channel="own_site")
    row = finding(archive)
    assert (row.observed, row.listed_now) == (3, 1)


def test_imported_items_are_listed_nowhere():
    archive, _, _ = observed_archive(channels=("own_site", "wechat"))
    archive.import_file()
    archive.imported()
    archive.claim("proactive_wechat", 1)
    assert finding(archive).listed_now is None


def test_reposts_are_counted_documents_of_content_counted_before():
    archive, column, crawl = observed_archive(documents=1)
    for digest in ("same", "same", "same", "other", "", None):
        archive.document(columns=[column], crawl=crawl, content_digest=digest)
    archive.document("2017-01-01", columns=[column], crawl=crawl, content_digest="other")
    archive.claim("interpretations", 7, channel="own_site")
    row = finding(archive)
    assert (row.observed, row.reposts) == (7, 2)


@pytest.mark.parametrize(
    ("first_seen", "before"),
    [("2019-01-20T15:59:59.999999Z", 1), ("2019-01-20T16:00:00.000000Z", 0), ("2019-01-20", 1), ("2019-01-21", 0)],
)
def test_seen_before_the_report_is_decided_by_the_date_in_the_portals_zone(first_seen, before):
    archive, column, crawl = observed_archive()
    archive.document(columns=[column], crawl=crawl, first_seen=first_seen)
    archive.claim("interpretations", 1, channel="own_site")
    assert finding(archive).before_report == before


def test_what_was_seen_before_an_undated_report_is_not_said():
    archive = Archive()
    column = archive.column("a", "interpretations")
    archive.document(columns=[column], crawl=archive.crawl())
    archive.report(published_on=None)
    archive.claim("interpretations", 1)
    assert finding(archive).before_report is None


def test_an_archive_that_began_before_the_report_does_not_say_that_it_began_later():
    archive, _, _ = observed_archive(documents=1)
    archive.crawl(closed_at=LATER)
    archive.claim("interpretations", 1, channel="own_site")
    assert notes(finding(archive)) == []


@pytest.mark.parametrize(
    ("published_on", "expected"),
    [("2019-01-09", ["archive_began_later"]), ("2019-01-10", []), ("2019-01-11", []), (None, [])],
)
def test_an_archive_that_began_after_the_report_says_so(published_on, expected):
    archive = Archive()
    column = archive.column("a", "interpretations")
    crawl = archive.crawl(closed_at="2019-01-10T02:00:00Z")
    archive.report(published_on=published_on)
    archive.document(columns=[column], crawl=crawl)
    archive.claim("interpretations", 1, channel="own_site")
    assert notes(finding(archive)) == expected


def began(states, published_on="2019-01-20", metric="interpretations"):
    """The notes of a count in column a beside column b; ``states`` are a and b, crawl by crawl, month by month."""
    archive = Archive()
    archive.column("a", "interpretations")
    archive.column("b")
    for month, (a, b) in enumerate(states, 1):
        archive.crawl(closed_at=f"2019-{month:02}-10T02:00:00Z", states={f"{PORTAL}/a": a, f"{PORTAL}/b": b})
    archive.report(published_on=published_on)
    archive.claim(metric, 0, channel="own_site")
    return [note for note in finding(archive).notes if note.key.startswith("archive_")]


def test_an_archive_begins_with_the_first_crawl_that_covered_the_column():
    (note,) = began([("incomplete", "complete"), ("complete", "complete"), ("complete", "complete")])
    assert "2019-02-10" in note.zh and "2019-02-10" in note.en


def test_a_column_that_is_not_concerned_does_not_delay_the_beginning():
    assert began([("complete", "incomplete"), ("complete", "complete")]) == []


def test_columns_covered_in_turns_were_not_covered_together():
    turns = [("complete", "incomplete"), ("incomplete", "complete"), ("complete", "complete")]
    (note,) = began(turns, metric="proactive_website")
    assert "2019-03-10" in note.zh


def test_an_archive_that_never_covered_the_column_says_so():
    assert [note.key for note in began([("incomplete", "complete")])] == ["archive_never_complete"]


def test_a_refused_crawl_is_no_beginning():
    archive = Archive()
    archive.column("a", "interpretations")
    archive.crawl(closed_at="2019-01-10T02:00:00Z", accepted=0)
    archive.crawl(closed_at=LATER)
    archive.report()
    archive.claim("interpretations", 0, channel="own_site")
    assert notes(finding(archive)) == ["archive_began_later"]


def test_a_column_that_the_portal_file_found_elsewhere_before_begins_where_it_is_now():
    archive = Archive()
    archive.column("a", "interpretations")
    wrong = archive.crawl(closed_at="2019-01-10T02:00:00Z")
    archive.db.execute("update coverage set binding = 'elsewhere' where crawl = ?", [wrong])
    archive.crawl(closed_at=LATER)
    archive.report()
    archive.claim("interpretations", 0, channel="own_site")
    (note,) = finding(archive).notes
    assert (note.key, "2019-03-01" in note.zh) == ("archive_began_later", True)


def test_an_archive_of_several_sites_begins_with_the_last():
    archive = Archive(("own_site", "city_site"))
    archive.column("a")
    archive.column("x", portal=CITY)
    archive.crawl()
    archive.crawl(CITY, closed_at=LATER)
    archive.report()
    archive.claim("proactive_total", 0)
    (note,) = finding(archive).notes
    assert (note.key, "2019-03-01" in note.zh) == ("archive_began_later", True)


def test_the_day_of_a_crawl_is_the_day_in_the_portals_zone():
    archive = Archive()
    archive.column("a", "interpretations")
    archive.crawl(closed_at="2019-01-09T16:30:00.000000Z")
    archive.report()
    archive.claim("interpretations", 0)
    assert finding(archive).as_of_date == "2019-01-10"


def existence(published_on="2019-01-10", title="政府信息公开指南", state="complete"):
    archive, column, crawl = observed_archive(state=state)
    if title:
        archive.document(published_on, title=title, columns=[column], crawl=crawl)
    archive.existence("政府信息公开指南")
    return finding(archive)


def test_a_named_document_in_the_archive_is_found():
    row = existence()
    assert (row.verdict, row.observed, row.measure) == ("found", 1, "existence")


def test_a_named_document_dated_after_the_report_is_found_later():
    assert existence(published_on="2019-01-21").verdict == "found_later"


def test_a_named_document_that_another_date_puts_before_the_report_is_found():
    archive, column, crawl = observed_archive()
    later = {"published_on": "2019-02-01", "published_on_other": "2019-01-05"}
    archive.document(**later, title="政府信息公开指南", columns=[column], crawl=crawl)
    archive.existence("政府信息公开指南")
    assert finding(archive).verdict == "found"


def test_a_named_document_that_is_nowhere_on_a_whole_site_is_not_found():
    row = existence(title="")
    assert (row.verdict, row.observed) == ("not_found", 0)


def test_a_named_document_missing_on_part_of_a_site_is_not_called_missing():
    assert existence(title="", state="incomplete").verdict == "incomplete"


def test_a_named_document_as_an_attachment_is_found():
    archive, column, crawl = observed_archive()
    document = archive.document(title="附件", columns=[column], crawl=crawl)
    archive.attachment(document, "政府信息公开指南（试行）.pdf", crawl)
    archive.existence("政府信息公开指南")
    assert finding(archive).verdict == "found"


@pytest.mark.parametrize(("holds", "verdict"), [(1, "holds"), (0, "broken"), (None, "not_assessable")])
def test_identities_show_both_sides(holds, verdict):
    archive, _, _ = observed_archive()
    archive.identity(1, holds)
    row = finding(archive)
    assert (row.verdict, row.observed, row.reported, row.parts) == (verdict, 1048, 1072, (482, 194, 372))


@pytest.mark.parametrize("relation", relation_keys())
def test_a_difference_is_stored_only_where_equality_is_asked(relation):
    archive, _, _ = observed_archive()
    archive.identity(1, 1, parts=(2,), total=0, relation=relation)
    asked = relation not in ("cover", "part", "at_least_zero")
    assert finding(archive).difference == (2 if asked else None)


def test_findings_stand_in_the_order_of_the_text_identities_last():
    archive, _, _ = observed_archive()
    archive.identity(1, 1)
    archive.claim("surveys", 1, start=50)
    archive.claim("fees", 0, start=10)
    archive.claim("interpretations", 1, start=30)
    verify(archive.db, PORTAL)
    shown = findings(archive.db, f"{PORTAL}-2018")
    assert [row.metric for row in shown] == ["fees", "interpretations", "surveys", "sum"]


def test_a_finding_shows_labels_in_both_languages():
    archive, _, _ = observed_archive(documents=1)
    archive.claim("interpretations", 1, channel="own_site")
    row = finding(archive)
    assert (row.verdict_label, row.channel_label.zh) == (verdict_label("confirmed"), "渠道own_site")
    assert row.metric_label.zh and row.metric_label.en and row.measure_label.zh


def everything():
    """An archive whose report makes one claim of every kind."""
    archive, column, crawl = observed_archive(documents=3, channels=ALL)
    archive.import_file()
    archive.imported(characters=5)
    archive.document(title="政府信息公开指南", columns=[column], crawl=crawl)
    for metric in ("interpretations", "proactive_total", "proactive_website", "proactive_wechat", "fees", "surveys"):
        archive.claim(metric, 3)
    archive.claim("proactive_wechat.length", 5)
    archive.existence("政府信息公开指南")
    archive.existence("不存在的文件")
    archive.identity(1, 0)
    return archive


def amount(finding, rows):
    """What the rows of a finding's SQL amount to."""
    if finding.measure == "channel_characters":
        return sum(row["characters"] for row in rows)
    return len(rows)


def test_the_sql_of_every_counted_finding_returns_its_number():
    archive = everything()
    verify(archive.db, PORTAL)
    counted = [row for row in findings(archive.db, f"{PORTAL}-2018") if row.sql]
    assert [amount(row, archive.rows(row.sql)) for row in counted] == [row.observed for row in counted]


def test_the_sql_runs_in_stock_datasette_without_parameters(tmp_path):
    archive = everything()
    verify(archive.db, PORTAL)
    path = tmp_path / "public.db"
    with sqlite3.connect(path) as copy:
        archive.db.conn.backup(copy)
    counted = [row for row in findings(archive.db, f"{PORTAL}-2018") if row.sql]

    async def ask():
        datasette = Datasette([], immutables=[str(path)])
        answers = [
            await datasette.client.get("/public.json", params={"sql": row.sql, "_shape": "array"}) for row in counted
        ]
        return [answer.json() for answer in answers]

    assert [amount(row, rows) for row, rows in zip(counted, asyncio.run(ask()), strict=True)] == [
        row.observed for row in counted
    ]


def stored(db):
    return [tuple(row.values()) for row in db.query("select * from findings order by id")]


def test_verifying_again_changes_nothing():
    archive = everything()
    first = verify(archive.db, PORTAL)
    before = stored(archive.db)
    assert verify(archive.db, PORTAL) == first
    assert stored(archive.db) == before


def test_findings_of_an_earlier_crawl_stay_and_are_no_longer_current():
    archive, column, first = observed_archive(documents=1)
    claim = archive.claim("interpretations", 2, channel="own_site")
    verify(archive.db, PORTAL)
    second = archive.crawl(closed_at=LATER)
    archive.document(columns=[column], crawl=second)
    verify(archive.db, PORTAL)
    rows = archive.rows("select id, verdict, current from findings order by as_of")
    assert [tuple(row.values()) for row in rows] == [
        (f"{claim}@{first}", "fewer_found", 0),
        (f"{claim}@{second}", "confirmed", 1),
    ]


def test_findings_of_an_earlier_crawl_are_not_shown():
    archive, _, _ = observed_archive()
    archive.claim("interpretations", 2)
    archive.identity(1, 1)
    verify(archive.db, PORTAL)
    second = archive.crawl(closed_at=LATER)
    verify(archive.db, PORTAL)
    assert [row.as_of for row in findings(archive.db, f"{PORTAL}-2018")] == [second, second]


def test_reports_that_are_not_current_are_not_verified():
    archive, _, _ = observed_archive()
    archive.report(2017, current=0)
    archive.claim("interpretations", 1, report=f"{PORTAL}-2017")
    assert verify(archive.db, PORTAL) == ()


def test_reports_of_another_portal_are_left_alone():
    archive, _, _ = observed_archive()
    archive.claim("interpretations", 1)
    assert verify(archive.db, CITY) == ()


def test_a_claim_that_is_gone_leaves_no_finding_of_the_same_crawl():
    archive, _, _ = observed_archive()
    claim = archive.claim("interpretations", 1)
    verify(archive.db, PORTAL)
    archive.db.execute("delete from claims where id = ?", [claim])
    verify(archive.db, PORTAL)
    assert stored(archive.db) == []


def test_the_table_of_measures_is_that_of_the_data_file():
    archive, _, _ = observed_archive()
    archive.db.table("measures").insert({"key": "of an older version"})
    verify(archive.db, PORTAL)
    keys = {row["key"] for row in archive.rows("select key from measures")}
    assert keys == {"all_channels", "channel", "channel_characters", "columns", "existence"}


def insert_songshan(archive, corpus):
    """The labelled claims and identities of the real report of 2018."""
    labels = json.loads((corpus / "reports" / "songshan-2018.json").read_text(encoding="utf-8"))
    archive.report()
    for label in labels["claims"]:
        archive.claim(label["metric"], label["value"], qualifier=label["qualifier"], quote=label["quote"])
    for number, identity in enumerate(labels["identities"], 1):
        archive.identity(number, int(identity["holds"]), identity["parts"], identity["total"])
    archive.existence("松山新区政府信息公开指南")
    return len(labels["claims"]) + len(labels["identities"]) + 1


def test_the_real_report_against_an_archive_of_nothing_accuses_nobody(corpus):
    archive = Archive(ALL)
    expected = insert_songshan(archive, corpus)
    records = verify(archive.db, PORTAL)
    assert len(records) == expected
    assert {record.verdict for record in records if record.claim} == {"not_assessable", "unobservable"}
    assert [record.verdict for record in records if record.identity] == ["broken", "broken", "holds"]


def test_a_report_against_an_archive_of_nothing_belongs_to_no_crawl():
    archive = Archive()
    archive.report()
    claim = archive.claim("interpretations", 1)
    row = finding(archive)
    assert (row.id, row.as_of, row.as_of_date, notes(row)) == (f"{claim}@", "", "", ["never_crawled"])


KILLED = """
import os, sys
from sqlite_utils import Database
from archive.verify import verify
db = Database(sys.argv[1])
written = []
def on_statement(sql):
    if sql.upper().startswith("INSERT INTO") and "FINDINGS" in sql.upper():
        written.append(sql)
        if len(written) == 2:
            os._exit(9)
db.conn.set_trace_callback(on_statement)
verify(db, "here")
"""


def two_reports(path):
    """An archive in a file: verified once, then one more crawl and one more document; two reports."""
    archive, column, _ = observed_archive(documents=1)
    archive.claim("interpretations", 1, channel="own_site")
    archive.report(2017)
    archive.claim("interpretations", 0, report=f"{PORTAL}-2017", channel="own_site")
    verify(archive.db, PORTAL)
    archive.document(columns=[column], crawl=archive.crawl(closed_at=LATER))
    with sqlite3.connect(path) as copy:
        archive.db.conn.backup(copy)


def test_a_kill_between_two_reports_leaves_what_was_there(tmp_path):
    path = tmp_path / "archive.db"
    two_reports(path)
    before = stored(Database(path))
    root = Path(__file__).parents[2]
    killed = subprocess.run([sys.executable, "-c", KILLED, str(path)], cwd=root, check=False)
    assert killed.returncode == 9
    assert stored(Database(path)) == before


def test_a_verification_after_a_kill_is_whole(tmp_path):
    path = tmp_path / "archive.db"
    two_reports(path)
    subprocess.run([sys.executable, "-c", KILLED, str(path)], cwd=Path(__file__).parents[2], check=False)
    assert [record.verdict for record in verify(Database(path), PORTAL)] == ["confirmed", "more_found"]


def test_an_error_on_the_way_takes_everything_back():
    archive = everything()
    verify(archive.db, PORTAL)
    before = stored(archive.db)
    archive.db.execute("update claims set value = 4")
    archive.db.execute(
        "create trigger full_disk before insert on findings when new.id like '%.i1@%' "
        "begin select raise(abort, 'disk full'); end"
    )
    with pytest.raises(sqlite3.DatabaseError, match="disk full"):
        verify(archive.db, PORTAL)
    assert stored(archive.db) == before


def test_findings_of_a_report_nobody_knows_are_none():
    db = Database(memory=True)
    upgrade(db)
    assert findings(db, "nowhere-2018") == []
