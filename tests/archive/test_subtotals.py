"""Sub-totals of findings: each edge of counting by a document of its own, each with the SQL of its rows."""

from __future__ import annotations

import pytest
from handmade_archive import CLOSED, PORTAL, Archive

from archive.findings import findings
from archive.subtotals import CHANNEL, MERGED, kinds, subtotal_label
from archive.verdicts import Observation, agrees_without
from archive.verify import verify
from crawler.coverage import ROBOTS

AFTER_REPORT = "2019-02-01T00:00:00.000000Z"
EARLIER = "2018-09-01T02:00:00.000000Z"
ALL = ("own_site", "city_site", "wechat", "reading_points")


def archive_of(*documents, channels=("own_site",)):
    """A crawled archive whose one column shows a document for each set of fields, and a claim of none."""
    archive = Archive(channels)
    column = archive.column("a", "interpretations")
    crawl = archive.crawl(closed_at=AFTER_REPORT)
    archive.report()
    for fields in documents:
        archive.document(**{"columns": [column], "crawl": crawl, "first_seen": AFTER_REPORT} | fields)
    archive.claim("interpretations", 0, channel="own_site")
    return archive, column, crawl


def parts(archive, claim=0):
    """Of a finding its sub-totals that are not of every document: key to number of documents and whether counted."""
    verify(archive.db, PORTAL)
    row = findings(archive.db, f"{PORTAL}-2018")[claim]
    return {part.key: (part.documents, part.counted) for part in row.subtotals if part.key != "listed_now"}


@pytest.mark.parametrize(
    ("fields", "key", "counted"),
    [
        ({"state": "external"}, "off_site", True),
        ({"state": "file"}, "file_only", True),
        ({"state": "unfetched"}, "unfetched", True),
        ({"published_on_other": "2019-01-02"}, "conflict_counted", True),
        ({"published_on": "2018-01-01", "published_on_printed": "2017-12-31"}, "zone_counted", True),
        ({"published_on": None}, "undated", False),
        ({"published_on": ""}, "undated", False),
        ({"published_on": "2019-01-02", "published_on_other": "2018-12-31"}, "conflict_elsewhere", False),
        ({"published_on": "2019-01-01", "published_on_printed": "2018-12-31"}, "zone_elsewhere", False),
        ({"first_seen": "2019-01-20T15:59:59.000000Z"}, "before_report", True),
    ],
)
def test_a_document_on_an_edge_is_a_sub_total(fields, key, counted):
    archive, _, _ = archive_of(fields)
    assert parts(archive) == {key: (1, counted)}


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"published_on_other": "2018-01-02"},
        {"published_on_printed": "2018-05-02"},
        {"published_on": "2019-01-02"},
        {"published_on": "2019-01-02", "published_on_other": "2017-01-02"},
        {"published_on": "2017-01-01", "published_on_printed": "2016-12-31"},
        {"first_seen": "2019-01-20T16:00:00.000000Z"},
    ],
)
def test_a_document_inside_or_outside_the_year_is_none(fields):
    archive, _, _ = archive_of(fields)
    assert parts(archive) == {}


def test_what_is_listed_now_is_listed_by_the_newest_accepted_crawl():
    archive, column, crawl = archive_of()
    newest = archive.crawl(closed_at="2019-03-01T00:00:00.000000Z")
    archive.document(columns=[column], crawl=crawl)
    archive.document(columns=[column], crawl=newest)
    verify(archive.db, PORTAL)
    (row,) = findings(archive.db, f"{PORTAL}-2018")
    assert [(p.documents, p.counted) for p in row.subtotals if p.key == "listed_now"] == [(1, True)]
    assert (row.observed, row.listed_now) == (2, 1)


def test_copies_of_a_content_are_counted_beyond_the_first():
    archive, _, _ = archive_of(*({"content_digest": digest} for digest in "aaabb"), {"content_digest": ""})
    assert parts(archive)["reposts"] == (3, True)


def test_a_copy_of_a_document_that_is_not_counted_is_no_repost():
    archive, _, _ = archive_of({"content_digest": "a"}, {"content_digest": "a", "published_on": "2017-05-01"})
    assert "reposts" not in parts(archive)


def test_a_document_in_two_columns_is_counted_once_and_said():
    archive, column, crawl = archive_of()
    archive.document(columns=[column, archive.column("b")], crawl=crawl)
    assert parts(archive)["listed_twice"] == (1, True)


@pytest.mark.parametrize(("reason", "expected"), [(ROBOTS, {"unfetched": (1, True), "disallowed": (1, True)}),
                                                  ("HTTP 404", {"unfetched": (1, True)})])  # fmt: skip
def test_what_robots_txt_closes_is_said_apart(reason, expected):
    archive, _, crawl = archive_of({"state": "unfetched"})
    url = archive.rows("select url from documents")[0]["url"]
    archive.db.table("document_urls").insert({"url": url, "portal": PORTAL, "document": "d0000000000000001"})
    archive.db.table("unread").insert({"crawl": crawl, "url": url, "purpose": "document", "reason": reason})
    assert parts(archive) == expected


def late_archive(published_on, first_complete=EARLIER, state="complete", source="live", listed_early=False):
    """A document first seen by the second of two crawls, dated before or after the first."""
    archive = Archive()
    column = archive.column("a", "interpretations")
    early = archive.crawl(closed_at=first_complete, states={column: state})
    archive.db.table("crawls").update(early, {"source": source})
    crawl = archive.crawl()
    archive.report()
    seen = first_complete if listed_early else CLOSED
    archive.document(published_on, columns=[column], crawl=crawl, first_seen=seen)
    archive.claim("interpretations", 1, channel="own_site")
    return archive


def test_a_document_that_a_complete_crawl_after_its_date_lacked_came_late():
    archive = late_archive("2018-05-01")
    assert parts(archive)["late"] == (1, True)
    (row,) = findings(archive.db, f"{PORTAL}-2018")
    assert (row.verdict, "late" in {note.key for note in row.notes}) == ("confirmed", True)


@pytest.mark.parametrize(
    "changed",
    [
        {"published_on": "2018-08-31"},  # its day may not have ended everywhere when that crawl closed
        {"published_on": "2018-10-01"},
        {"published_on": "2018-05-01", "state": "incomplete"},
        {"published_on": "2018-05-01", "source": "web archive"},
        {"published_on": "2018-05-01", "listed_early": True},
    ],
)
def test_nothing_is_late_that_may_have_been_there(changed):
    assert "late" not in parts(late_archive(**changed))


def channel_parts(archive):
    verify(archive.db, PORTAL)
    (row,) = findings(archive.db, f"{PORTAL}-2018")
    return [(p.subject.en, p.documents, p.counted) for p in row.subtotals if p.key == "channel"]


def test_a_total_is_shown_channel_by_channel_and_what_is_missing():
    archive, column, crawl = archive_of(channels=ALL)
    archive.db.execute("delete from claims")
    archive.document(columns=[column], crawl=crawl, title="同题")
    archive.imported(title="同题")
    archive.imported()
    archive.import_file()
    archive.claim("proactive_total", 2)
    expected = [("channel own_site", 1, True), ("channel wechat", 2, True)]
    missing = [("channel city_site", None, False), ("channel reading_points", None, False)]
    assert channel_parts(archive) == expected + missing
    assert parts(archive)["merged"] == (1, False)
    assert parts(archive)["imported"] == (1, True)


def test_a_claim_of_one_channel_has_no_channels_to_add_up():
    archive, _, _ = archive_of({}, channels=ALL)
    assert channel_parts(archive) == []


def test_a_channel_that_shows_nothing_is_shown_with_zero():
    archive, _, _ = archive_of(channels=("own_site", "wechat"))
    archive.db.execute("delete from claims")
    archive.import_file()
    archive.claim("proactive_total", 2)
    assert channel_parts(archive) == [("channel own_site", 0, True), ("channel wechat", 0, True)]


def test_the_sql_of_a_sub_total_returns_its_documents():
    archive, column, crawl = archive_of(
        {"state": "external"},
        {"published_on": None},
        {"content_digest": "a"},
        {"content_digest": "a"},
        {"published_on": "2019-01-01", "published_on_printed": "2018-12-31"},
        channels=ALL,
    )
    archive.imported(title="同题")
    archive.import_file()
    archive.document(columns=[column, archive.column("b")], crawl=crawl, title="同题")
    archive.claim("proactive_total", 9)
    verify(archive.db, PORTAL)
    found = [part for row in findings(archive.db, f"{PORTAL}-2018") for part in row.subtotals if part.documents]
    assert {part.key for part in found} > {"channel", "merged", "off_site", "undated", "reposts", "zone_elsewhere"}
    for part in found:
        (counted,) = archive.rows(f"select count(distinct document || ' ' || title) as n from ({part.sql})")
        assert counted["n"] == part.documents, part.key


def test_lengths_are_added_up_in_characters():
    archive, _, _ = archive_of(channels=("own_site", "wechat"))
    archive.db.execute("delete from claims")
    archive.imported(characters=500, content_digest="a")
    archive.imported(characters=700, content_digest="a", published_on_other="2019-01-01")
    archive.import_file()
    archive.claim("proactive_wechat.length", 1200, unit="字")
    verify(archive.db, PORTAL)
    (row,) = findings(archive.db, f"{PORTAL}-2018")
    assert {p.key: (p.documents, p.amount) for p in row.subtotals if p.key in ("imported", "conflict_counted")} == {
        "imported": (2, 1200.0),
        "conflict_counted": (1, 700.0),
    }


@pytest.mark.parametrize(
    ("observed", "qualifier", "amounts", "keys"),
    [
        (16, "exact", {"reposts": 2.0, "off_site": 1.0}, ("reposts",)),
        (16, "exact", {"reposts": 2.0, "off_site": 2.0}, ("reposts", "off_site")),
        (16, "exact", {"reposts": 3.0}, ()),
        (14, "exact", {"reposts": 2.0}, ()),
        (12, "exact", {"reposts": 2.0}, ()),
        (30, "approx", {"reposts": 20.0}, ("reposts",)),
    ],
)
def test_what_can_be_left_out_so_that_the_figures_agree(observed, qualifier, amounts, keys):
    rounding = 5.0 if qualifier == "approx" else 0.0
    assert agrees_without(Observation(14, qualifier, rounding, observed=observed), amounts) == keys


def test_more_found_says_without_what_the_figures_agree():
    archive, _, _ = archive_of({"state": "external"})
    verify(archive.db, PORTAL)
    (row,) = findings(archive.db, f"{PORTAL}-2018")
    (note,) = [note for note in row.notes if note.key == "agrees_without"]
    assert row.verdict == "more_found"
    assert "链接指向站外" in note.zh


def test_sub_totals_of_an_earlier_crawl_stay_with_its_findings():
    archive, _, crawl = archive_of({"state": "file"})
    verify(archive.db, PORTAL)
    archive.crawl(closed_at="2019-03-01T00:00:00.000000Z")
    verify(archive.db, PORTAL)
    verify(archive.db, PORTAL)
    rows = archive.rows("select finding from subtotals where key = 'file_only' order by finding")
    assert len(rows) == 2
    assert rows[0]["finding"].endswith(f"@{crawl}")


def test_every_kind_has_words_in_both_languages():
    for key in (CHANNEL, MERGED, *(kind.key for kind in kinds())):
        label = subtotal_label(key)
        assert label.zh != key
        assert label.en != key
    assert {kind.population for kind in kinds()} == {"counted", "candidates", "printed"}
