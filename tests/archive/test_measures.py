"""Measures: what is counted, and SQL that can be pasted anywhere."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from datasette.utils import validate_sql_select
from handmade_archive import CITY, PORTAL, Archive
from hypothesis import given
from hypothesis import strategies as st

from archive.listings import add_listings
from archive.measures import Measure, NoMeasure, inline, measure_for, measure_rows, quote, templates

ALL = ("own_site", "city_site", "wechat", "reading_points")


def measured(archive, metric, year=2018, **claim):
    return measure_for(archive.db, {"metric": metric, **claim}, {"portal": "here", "year": year})


def titles(archive, measure):
    return [row["title"] for row in archive.rows(measure.sql)]


def one_column(metric="interpretations", channels=("own_site",)):
    archive = Archive(channels)
    column = archive.column("a", metric)
    return archive, column, archive.crawl()


@given(st.text())
def test_a_quoted_value_is_read_back_as_it_was(value):
    try:
        value.encode()
    except UnicodeEncodeError:
        return  # no such text comes out of a database
    assert sqlite3.connect(":memory:").execute(f"select {quote(value)}").fetchone()[0] == value


@pytest.mark.parametrize("value", ["pragma", "PRAGMA x", "'; pragma --", "pragma\x00pragma"])
def test_datasette_accepts_any_quoted_value(value):
    validate_sql_select(f"select {quote(value)}")
    assert sqlite3.connect(":memory:").execute(f"select {quote(value)}").fetchone()[0] == value


def test_values_that_look_like_names_of_values_stay_values():
    assert inline("select :a, :b", {"a": ":b", "b": "x"}) == "select ':b', 'x'"


def test_a_value_that_is_not_given_is_refused():
    with pytest.raises(KeyError):
        inline("select :missing", {})


def test_every_measure_of_the_table_runs_with_its_named_values():
    archive = Archive()
    names = ("portal", "metric", "channel", "channels", "from_date", "to_date", "name", "attachments")
    for row in measure_rows():
        assert list(archive.db.query(row["sql"], dict.fromkeys(names, "[]"))) == []


@pytest.mark.parametrize("key", ["all_channels", "channel", "channel_characters", "columns", "existence"])
def test_every_measure_has_labels_and_a_unit_class(key):
    template = templates()[key]
    assert template.title.zh and template.title.en
    assert template.unit_class in {"items", "characters"}


def test_documents_of_the_bound_column_and_year_are_counted():
    archive, column, crawl = one_column()
    archive.document("2017-12-31", title="前", columns=[column], crawl=crawl)
    archive.document("2018-01-01", title="首", columns=[column], crawl=crawl)
    archive.document("2018-12-31", title="末", columns=[column], crawl=crawl)
    archive.document("2019-01-01", title="后", columns=[column], crawl=crawl)
    archive.document("2018-06-01", title="别栏", columns=[archive.column("b")], crawl=crawl)
    assert titles(archive, measured(archive, "interpretations")) == ["首", "末"]


@pytest.mark.parametrize("state", ["page", "file", "external", "unfetched"])
def test_a_document_counts_whatever_it_leads_to(state):
    archive, column, crawl = one_column()
    archive.document(columns=[column], crawl=crawl, state=state)
    assert len(titles(archive, measured(archive, "interpretations"))) == 1


def test_a_document_in_two_bound_columns_counts_once():
    archive, column, crawl = one_column()
    archive.document(columns=[column, archive.column("b", "interpretations")], crawl=crawl)
    (row,) = archive.rows(measured(archive, "interpretations").sql)
    assert set(row["listed_in"].split(",")) == {"栏目a", "栏目b"}


def test_a_document_listed_by_two_crawls_counts_once():
    archive, column, crawl = one_column()
    document = archive.document(columns=[column], crawl=crawl)
    later = archive.crawl(closed_at="2019-03-01T00:00:00Z")
    add_listings(archive.db, [{"crawl": later, "column": column, "url": "u", "document": document}])
    assert len(titles(archive, measured(archive, "interpretations"))) == 1


def test_a_listing_of_a_crawl_that_was_not_accepted_does_not_count():
    archive, column, _ = one_column()
    refused = archive.crawl(closed_at="2019-03-01T00:00:00Z", accepted=0)
    archive.document(columns=[column], crawl=refused)
    assert titles(archive, measured(archive, "interpretations")) == []


def test_a_part_of_a_metric_is_not_counted_by_the_columns_of_the_whole():
    archive, _, _ = one_column()
    assert measured(archive, "interpretations[问答]").note.key == "no_column"


def test_a_metric_without_a_column_says_so():
    archive, _, _ = one_column()
    found = measured(archive, "surveys")
    assert isinstance(found, NoMeasure)
    assert found.note.stored() == {"key": "no_column", "metric": "surveys"}


def test_columns_of_another_portal_are_not_counted():
    archive, _, _ = one_column("surveys", channels=ALL)
    archive.column("x", "interpretations", portal=CITY)
    archive.crawl(CITY)
    assert isinstance(measured(archive, "interpretations"), NoMeasure)


def test_a_claim_of_another_channel_is_not_counted_on_the_own_site():
    archive, _, _ = one_column(channels=ALL)
    note = measured(archive, "interpretations", channel="wechat").note
    assert (note.key, note.values["channels"][0]["key"]) == ("channel_unobserved", "wechat")


def test_columns_of_another_portal_add_nothing_to_the_own():
    archive, column, crawl = one_column()
    archive.document(title="本门户", columns=[column], crawl=crawl)
    other = archive.column("x", "interpretations", portal=CITY)
    archive.document(title="市", portal=CITY, columns=[other], crawl=archive.crawl(CITY))
    assert titles(archive, measured(archive, "interpretations")) == ["本门户"]


def test_a_claim_that_names_a_channel_is_counted_by_that_channels_columns():
    archive, column, crawl = one_column(channels=ALL)
    archive.document(title="本站", columns=[column], crawl=crawl)
    archive.document(title="镜像", columns=[archive.column("b", "interpretations", channel="wechat")], crawl=crawl)
    assert titles(archive, measured(archive, "interpretations", channel="own_site")) == ["本站"]
    assert titles(archive, measured(archive, "interpretations")) == ["本站", "镜像"]


def test_a_claim_of_the_own_site_leaves_out_no_channel():
    archive, _, _ = one_column(channels=ALL)
    assert measured(archive, "interpretations", channel="own_site").missing == ()


def test_a_claim_that_names_no_channel_leaves_out_all_but_the_columns_own():
    archive, _, _ = one_column(channels=ALL)
    missing = measured(archive, "interpretations").missing
    assert [channel.key for channel in missing] == ["city_site", "wechat", "reading_points"]


@pytest.mark.parametrize(
    ("metric", "channel"),
    [
        ("proactive_website[某市政府网站]", "city_site"),
        ("proactive_wechat", "wechat"),
        ("proactive_wechat.length", "wechat"),
        ("proactive_other[查阅点]", "reading_points"),
    ],
)
def test_an_unobserved_channel_is_named(metric, channel):
    archive, _, _ = one_column(channels=ALL)
    note = measured(archive, metric).note
    assert (note.key, [thing["key"] for thing in note.values["channels"]]) == ("channel_unobserved", [channel])


@pytest.mark.parametrize(("metric", "claim"), [("proactive_wechat", {}), ("interpretations", {"channel": "wechat"})])
def test_a_declared_channel_is_named_with_its_own_words(metric, claim):
    archive, _, _ = one_column(channels=ALL)
    named = [{"key": "wechat", "zh": "渠道wechat", "en": "channel wechat"}]
    assert measured(archive, metric, **claim).note.values["channels"] == named


def test_a_claim_of_an_observed_channel_without_a_column_for_it_says_what_column_is_needed():
    archive, _, _ = one_column(channels=ALL)
    archive.imported()
    assert measured(archive, "interpretations", channel="wechat").note.key == "no_column"


def test_a_channel_nobody_declared_is_named_even_where_only_columns_could_count_it():
    archive, _, _ = one_column()
    note = measured(archive, "interpretations", channel="wechat").note
    assert note.values["channels"] == [{"key": "wechat", "zh": "微信", "en": "WeChat"}]


def test_a_channel_nobody_declared_is_named_with_the_words_of_the_data_file():
    archive, _, _ = one_column()
    assert measured(archive, "proactive_wechat").note.values["channels"] == [
        {"key": "wechat", "zh": "微信", "en": "WeChat"}
    ]


def test_an_import_of_another_year_does_not_make_a_channel_observed():
    archive, _, _ = one_column(channels=ALL)
    archive.imported("2017-05-05")
    assert isinstance(measured(archive, "proactive_wechat"), NoMeasure)
    assert isinstance(measured(archive, "proactive_wechat", year=2017), Measure)


def test_a_crawled_site_without_a_column_is_unobserved():
    archive, _, _ = one_column(channels=ALL)
    archive.crawl(CITY)
    assert measured(archive, "proactive_website[市]").note.key == "channel_unobserved"


def test_an_imported_channel_counts_its_own_items():
    archive, column, crawl = one_column(channels=ALL)
    archive.import_file()
    archive.document(title="网站", columns=[column], crawl=crawl)
    archive.imported(title="微信")
    assert titles(archive, measured(archive, "proactive_wechat")) == ["微信"]


def test_the_own_site_does_not_count_imported_items():
    archive, column, crawl = one_column(channels=ALL)
    archive.document(title="网站", columns=[column], crawl=crawl)
    archive.imported(title="微信")
    assert titles(archive, measured(archive, "proactive_website")) == ["网站"]


def test_the_city_site_counts_what_it_says_comes_from_here():
    archive, _, _ = one_column(channels=ALL)
    archive.column("districts", portal=CITY)
    archive.crawl(CITY)
    archive.document(title="来源", portal=CITY, source="新区管委会")
    archive.document(title="发布机构", portal=CITY, issuer="新区管委会")
    archive.document(title="别区", portal=CITY, source="古塔区")
    assert sorted(titles(archive, measured(archive, "proactive_website[市政府网站]"))) == ["发布机构", "来源"]


def test_a_length_is_the_sum_of_the_characters_column():
    archive, _, _ = one_column(channels=ALL)
    archive.imported(characters=300)
    archive.imported(characters=45)
    measure = measured(archive, "proactive_wechat.length")
    assert measure.amount == "characters"
    assert sum(row["characters"] for row in archive.rows(measure.sql)) == 345


def united(own=(), city=(), wechat=()):
    """The number of items of all channels whose titles are given channel by channel."""
    archive = Archive(ALL)
    column = archive.column("a")
    crawl = archive.crawl()
    archive.column("districts", portal=CITY)
    archive.crawl(CITY)
    archive.import_file()
    for title in own:
        archive.document(title=title, columns=[column], crawl=crawl)
    for title in city:
        archive.document(title=title, portal=CITY, source="新区管委会")
    for title in wechat:
        archive.imported(title=title)
    return len(archive.rows(measured(archive, "proactive_total").sql))


def test_items_of_different_titles_add_up_over_channels():
    assert united(own="甲乙", city="丙", wechat="丁") == 4


def test_an_item_on_three_channels_counts_once():
    assert united(own=["《甲》"], city=["甲"], wechat=["“甲”"]) == 1


def test_two_items_of_one_title_on_one_channel_stay_two():
    assert united(own="甲甲", wechat="甲") == 2


def test_the_union_counts_a_title_as_often_as_the_channel_that_has_it_most():
    assert united(own="甲甲乙", city="甲甲甲", wechat="乙丙") == 5


def test_the_union_leaves_out_unobserved_channels_and_names_them():
    archive, _, _ = one_column(channels=ALL)
    assert [channel.key for channel in measured(archive, "proactive_total").missing] == [
        "city_site",
        "wechat",
        "reading_points",
    ]


def test_a_total_of_which_no_channel_is_observed_names_them_all():
    archive, _, _ = one_column(channels=("wechat", "reading_points"))
    note = measured(archive, "proactive_total").note
    assert (note.key, [thing["zh"] for thing in note.values["channels"]]) == (
        "channel_unobserved",
        ["渠道wechat", "渠道reading_points"],
    )


def test_a_total_that_names_its_channel_is_counted_on_that_channel():
    archive, column, crawl = one_column(channels=ALL)
    archive.document(columns=[column], crawl=crawl)
    measure = measured(archive, "proactive_total", channel="own_site")
    assert (measure.key, measure.missing) == ("channel", ())


def two_own_sites():
    """Two channels of one portal that only their columns tell apart; one document in each, one in both."""
    archive = Archive(("own_site", "bulletin", "city_site"))
    columns = {"甲": archive.column("a"), "乙": archive.column("g", channel="bulletin")}
    crawl = archive.crawl()
    archive.column("x", portal=CITY)
    archive.crawl(CITY)
    for title, listed in (("甲", ["甲"]), ("乙", ["乙"]), ("丙", ["甲", "乙"])):
        archive.document(title=title, columns=[columns[name] for name in listed], crawl=crawl)
    archive.document(title="市", portal=CITY, source="新区管委会")
    return archive


@pytest.mark.parametrize(("channel", "shown"), [("own_site", "丙甲"), ("bulletin", "丙乙"), ("city_site", "市")])
def test_a_channel_that_shares_its_site_counts_what_its_columns_list(channel, shown):
    measure = measured(two_own_sites(), "proactive_total", channel=channel)
    assert sorted(titles(two_own_sites(), measure)) == sorted(shown)


def test_channels_that_share_a_site_unite_in_the_total():
    archive = two_own_sites()
    rows = archive.rows(measured(archive, "proactive_total").sql)
    assert {row["title"]: set(row["channels"].split()) for row in rows} == {
        "甲": {"own_site"},
        "乙": {"bulletin"},
        "丙": {"own_site", "bulletin"},
        "市": {"city_site"},
    }


def test_the_only_channel_of_a_site_counts_a_document_that_no_column_lists():
    archive, _, _ = one_column()
    archive.document(title="甲")
    assert titles(archive, measured(archive, "proactive_website")) == ["甲"]


def part_titles(archive, metric, **claim):
    """For each channel that a measure is made of, the titles behind it."""
    measure = measured(archive, metric, **claim)
    return {channel.key: sorted(row["title"] for row in archive.rows(sql)) for channel, sql in measure.parts}


def bound_on_two_channels():
    archive = Archive(("own_site", "bulletin", "wechat"))
    columns = archive.column("a", "interpretations"), archive.column("g", "interpretations", channel="bulletin")
    crawl = archive.crawl()
    archive.document(title="甲", columns=columns, crawl=crawl)
    archive.document(title="乙", columns=columns[1:], crawl=crawl)
    return archive


def test_a_count_of_columns_on_several_channels_is_told_apart_by_channel():
    assert part_titles(bound_on_two_channels(), "interpretations") == {"own_site": ["甲"], "bulletin": ["乙", "甲"]}


def test_a_count_of_columns_of_one_channel_is_shown_by_channel_where_another_lacks():
    archive, column, crawl = one_column(channels=("own_site", "wechat"))
    archive.document(title="甲", columns=[column], crawl=crawl)
    assert part_titles(archive, "interpretations") == {"own_site": ["甲"]}


@pytest.mark.parametrize("claim", [{}, {"channel": "own_site"}])
def test_a_count_of_columns_where_there_is_one_channel_has_no_parts(claim):
    archive, _, _ = one_column()
    assert part_titles(archive, "interpretations", **claim) == {}


def test_a_count_of_columns_whose_claim_names_its_channel_has_no_parts():
    assert part_titles(bound_on_two_channels(), "interpretations", channel="bulletin") == {}


def test_a_total_is_told_apart_by_channel():
    archive = two_own_sites()
    assert part_titles(archive, "proactive_total") == {
        "own_site": ["丙", "甲"],
        "bulletin": ["丙", "乙"],
        "city_site": ["市"],
    }


def test_a_listing_of_a_crawl_that_was_not_accepted_puts_no_document_on_a_channel():
    archive = two_own_sites()
    refused = archive.crawl(closed_at="2019-03-01T00:00:00Z", accepted=0)
    archive.document(title="丁", columns=[f"{PORTAL}/a"], crawl=refused)
    assert "丁" not in titles(archive, measured(archive, "proactive_total", channel="own_site"))


@pytest.mark.parametrize(
    ("metric", "channel"),
    [("proactive_website", None), ("proactive_wechat.length", None), ("proactive_total", None)],
)
def test_documents_of_another_portal_with_channels_of_the_same_names_are_not_counted(metric, channel):
    archive, column, crawl = one_column(channels=("own_site", "wechat"))
    archive.document(title="本", columns=[column], crawl=crawl)
    archive.imported(title="本")
    archive.channel("own_site", CITY, site=CITY)
    archive.channel("wechat", CITY)
    archive.document(title="他", portal=CITY)
    archive.imported(title="他", portal=CITY)
    assert set(titles(archive, measured(archive, metric))) == {"本"}


IN_DISORDER = (("d2", "2018-05-01"), ("d1", "2018-05-01"), ("d4", "2018-01-01"), ("d3", "2018-12-31"))
IN_ORDER = ["d4", "d1", "d2", "d3"]


@pytest.mark.parametrize("metric", ["proactive_total", "proactive_website", "interpretations"])
def test_rows_come_by_date_and_then_by_document(metric):
    archive, column, crawl = one_column()
    for document, day in IN_DISORDER:
        archive.document(day, id=document, columns=[column], crawl=crawl)
    assert [row["document"] for row in archive.rows(measured(archive, metric).sql)] == IN_ORDER


def test_the_rows_of_a_length_come_by_date_and_then_by_document():
    archive, _, _ = one_column(channels=("own_site", "wechat"))
    for document, day in IN_DISORDER:
        archive.imported(day, id=document, characters=5)
    assert [row["document"] for row in archive.rows(measured(archive, "proactive_wechat.length").sql)] == IN_ORDER


def test_a_column_that_lists_a_document_at_two_crawls_is_named_once():
    archive, column, crawl = one_column()
    document = archive.document(columns=[column], crawl=crawl)
    later = archive.crawl(closed_at="2019-03-01T00:00:00Z")
    add_listings(archive.db, [{"crawl": later, "column": column, "url": "u", "document": document}])
    (row,) = archive.rows(measured(archive, "interpretations").sql)
    assert row["listed_in"] == "栏目a"


@pytest.mark.parametrize(
    ("imported_on", "shown"), [("wechat", ("d8", "own_site wechat")), ("app", ("d9", "app own_site"))]
)
def test_an_item_of_several_channels_is_shown_as_the_first_of_their_keys_has_it(imported_on, shown):
    archive, column, crawl = one_column()
    archive.channel(imported_on, kind="import")
    archive.imported(title="甲", id="d9", channel=imported_on)
    archive.document(title="甲", id="d8", columns=[column], crawl=crawl)
    (row,) = archive.rows(measured(archive, "proactive_total").sql)
    assert (row["document"], row["channels"]) == shown


def test_of_two_items_of_one_title_the_first_document_is_the_one_that_another_channel_has_too():
    archive, column, crawl = one_column(channels=("own_site", "wechat"))
    archive.document(title="甲", id="d2", columns=[column], crawl=crawl)
    archive.document(title="甲", id="d1", columns=[column], crawl=crawl)
    archive.imported(title="甲", id="d3")
    rows = archive.rows(measured(archive, "proactive_total").sql)
    assert {row["document"]: row["channels"] for row in rows} == {"d1": "own_site wechat", "d2": "own_site"}


@pytest.mark.parametrize(
    ("own", "wechat", "shown"),
    [(["", "甲"], ["", "乙"], ["", "乙", "甲"]), (["", "同"], ["同"], ["", "同"]), (["同"], ["", "同"], ["", "同"])],
)
def test_items_without_a_title_are_taken_for_one_another_and_hide_no_other(own, wechat, shown):
    archive, column, crawl = one_column(channels=("own_site", "wechat"))
    for title in own:
        archive.document(title=title, title_key=title or None, columns=[column], crawl=crawl)
    for title in wechat:
        archive.imported(title=title, title_key=title or None)
    assert sorted(titles(archive, measured(archive, "proactive_total"))) == shown


def test_a_report_without_a_year_is_not_counted():
    archive, _, _ = one_column()
    assert measured(archive, "interpretations", year=None).note.key == "no_year"


def test_hostile_words_stay_inside_their_quotes():
    metric = "topic:x'); drop table documents; --"
    archive, column, crawl = one_column(metric)
    archive.document(columns=[column], crawl=crawl)
    assert len(archive.rows(measured(archive, metric).sql)) == 1


def candidates(archive):
    return [row["title"] for row in archive.rows(measured(archive, "interpretations").candidates)]


def doubtful(archive):
    return [row["title"] for row in archive.rows(measured(archive, "interpretations").doubtful)]


@pytest.mark.parametrize(
    ("published_on", "other", "is_candidate", "is_doubtful"),
    [
        (None, None, True, False),
        ("", None, True, False),
        ("2018-05-01", None, False, False),
        ("2018-05-01", "2018-06-01", False, False),
        ("2018-05-01", "2019-01-01", False, True),
        ("2019-01-01", "2018-12-31", True, False),
        ("2019-01-01", "2017-12-31", False, False),
        ("2019-01-01", None, False, False),
        ("2019-01-01", "", False, False),
        ("2018-05-01", "", False, False),
    ],
)
def test_undated_and_conflicting_documents(published_on, other, is_candidate, is_doubtful):
    archive, column, crawl = one_column()
    archive.document(published_on, title="甲", columns=[column], crawl=crawl, published_on_other=other)
    assert (candidates(archive), doubtful(archive)) == (["甲"] * is_candidate, ["甲"] * is_doubtful)


def test_the_data_file_says_what_every_measure_counts():
    text = Path(__file__).parents[2].joinpath("archive", "measures.yml").read_text(encoding="utf-8")
    assert all(f"\n  {key}:\n" in text for key in templates())
