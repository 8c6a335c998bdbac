"""Sub-totals: each condition on documents made by hand, one at a time, and the rows behind it."""

from __future__ import annotations

import json

import pytest
from handmade_archive import CLOSED, PORTAL, Archive
from handmade_watch import Item, Watched

from archive.evidence import Evidence
from archive.findings import findings
from archive.listings import add_listings
from archive.subtotals import CHANNEL, MERGED, Subtotal, kinds, subtotal_label
from archive.verify import verify

EARLIER, SEEN = "2018-06-01T02:00:00.000000Z", "2018-07-01T02:00:00.000000Z"


@pytest.mark.parametrize(
    ("key", "zh", "en"),
    [
        ("undated", "另有无日期", "further, without a date"),
        ("channel", "该渠道", "on this channel"),
        ("from_the_future", "from_the_future", "from_the_future"),
    ],
)
def test_a_sub_total_is_shown_in_words(key, zh, en):
    label = subtotal_label(key)
    assert (label.zh, label.en) == (zh, en)


def test_every_kind_has_words_in_both_languages():
    for key in (CHANNEL, MERGED, *(kind.key for kind in kinds())):
        label = subtotal_label(key)
        assert key not in (label.zh, label.en)
    assert {kind.population for kind in kinds()} == {"counted", "candidates", "printed"}


def a_site():
    """A site of two columns and a report on its year; the crawl is still to come."""
    archive = Archive()
    archive.report()
    return archive, archive.column("a"), archive.column("b")


def crawled_site():
    archive, a, b = a_site()
    return archive, a, b, archive.crawl()


def subtotals(archive, key):
    """The titles behind a sub-total of the site's items of 2018; as many as it says that there are documents."""
    archive.claim("proactive_website", 99, channel="own_site")
    verify(archive.db, PORTAL)
    titles = []
    for row in archive.rows(f"select documents, sql from subtotals where key = '{key}'"):
        titles = sorted(found["title"] for found in archive.rows(row["sql"]))
        assert row["documents"] == len(titles)
    return titles


def test_still_listed_is_what_the_newest_accepted_crawl_lists():
    archive, a, _ = a_site()
    archive.document(title="旧", columns=[a], crawl=archive.crawl(closed_at=EARLIER))
    newest = archive.crawl()
    archive.document(title="新", columns=[a], crawl=newest)
    archive.document(title="拒", columns=[a], crawl=archive.crawl(closed_at="2019-02-01T02:00:00.000000Z", accepted=0))
    archive.document(title="无")
    assert subtotals(archive, "listed_now") == ["新"]


def test_archived_before_the_report_is_what_was_first_seen_before_its_day_ended_in_the_portals_zone():
    archive, *_ = crawled_site()
    archive.document(title="前", first_seen="2019-01-20T15:59:59.900000Z", last_seen="2019-03-01T00:00:00.000000Z")
    archive.document(title="后", first_seen="2019-01-20T16:00:00.000000Z", last_seen="2019-03-01T00:00:00.000000Z")
    assert subtotals(archive, "before_report") == ["前"]


def late(
    *,
    published_on="2018-05-01",
    closed_at=EARLIER,
    accepted=1,
    source="live",
    state="complete",
    first_seen=SEEN,
    listed_by_accepted=1,
    column_of_it=True,
    binding="",
    reader=None,
    started_at=None,
):
    """Whether a document is late that was listed at a crawl after one of ``closed_at``."""
    archive, a, b = a_site()
    archive.crawl(closed_at="2018-04-01T02:00:00.000000Z", states={a: "incomplete", b: "incomplete"})
    states = {a: state, b: "incomplete"}
    earlier = archive.crawl(closed_at=closed_at, accepted=accepted, states=states, started_at=started_at)
    archive.db.table("crawls").update(earlier, {"source": source, "reader_version": reader})
    archive.db.execute("update coverage set binding = ? where crawl = ?", [binding, earlier])
    listing = archive.crawl(closed_at=SEEN, accepted=listed_by_accepted)
    archive.crawl()
    where = a if column_of_it else b
    archive.document(published_on, title="它", columns=[where], crawl=listing, first_seen=first_seen, last_seen=CLOSED)
    archive.document(title="早", columns=[b], crawl=listing, first_seen="2018-05-01T02:00:00.000000Z", last_seen=CLOSED)
    refused = archive.crawl(closed_at="2018-07-02T02:00:00.000000Z", accepted=0)
    archive.document(title="拒", columns=[a], crawl=refused, first_seen=SEEN)
    archive.document(title="未列", first_seen=SEEN)
    found = subtotals(archive, "late")
    assert not {"早", "拒", "未列"} & set(found)
    return found == ["它"]


def test_late_is_what_a_crawl_did_not_see_that_completely_read_the_column_after_the_date():
    assert late()


@pytest.mark.parametrize(
    "instead",
    [
        {"accepted": 0},
        {"source": "wacz"},
        {"state": "incomplete"},
        {"column_of_it": False},
        {"listed_by_accepted": 0},
        {"first_seen": EARLIER},
        {"first_seen": "2018-05-02T02:00:00.000000Z"},
        {"first_seen": "2018-06-20T02:00:00.000000Z"},  # by no crawl that the archive knows
        {"binding": "elsewhere"},
        {"reader": 1},
    ],
    ids=str,
)
def test_late_is_nothing_of_which_that_is_not_known(instead):
    assert not late(**instead)


def test_nothing_came_late_where_the_portal_file_was_made_to_point_at_the_right_column():
    watched, items = Watched(), [Item(f"{n}.html", f"第{n}号通知", f"2018-03-0{n}") for n in (1, 2, 3)]
    watched.crawl("2018-06-01 16:30", items[:1])
    watched.bindings = {"news": "elsewhere"}
    sql = next(f"select d.title from documents d where {kind.where}" for kind in kinds() if kind.key == "late")
    assert watched.crawl("2018-07-01 16:30", items) == []
    assert watched.db.execute(sql).fetchall() == []
    watched.crawl("2018-08-01 16:30", [*items, Item("4.html", "第4号通知", "2018-03-04")])
    assert watched.db.execute(sql).fetchall() == [("第4号通知",)]


@pytest.mark.parametrize(("began", "is_late"), [("2018-05-02T23:59:59Z", False), ("2018-05-03T00:00:01Z", True)])
def test_a_crawl_shows_that_something_is_late_only_where_it_began_when_the_day_was_over_in_every_zone(began, is_late):
    assert late(closed_at=began) == is_late
    assert late(started_at=began) == is_late


@pytest.mark.parametrize(
    ("key", "state"), [("off_site", "external"), ("file_only", "file"), ("unfetched", "unfetched")]
)
def test_what_is_known_by_its_list_alone_is_told_apart_by_what_it_leads_to(key, state):
    archive, *_ = crawled_site()
    for each in ("page", "external", "file", "unfetched"):
        archive.document(title=each, state=each)
    assert subtotals(archive, key) == [state]


def closed_by_robots(*, state="unfetched", reason="disallowed by robots.txt", accepted=1, portal=PORTAL):
    """Whether a document counts as disallowed whose address a crawl of ``portal`` asked for in vain."""
    archive, a, _, crawl = crawled_site()
    asked = archive.crawl(portal, closed_at=EARLIER, accepted=accepted)
    for title in ("它", "别"):
        document = archive.document(title=title, columns=[a], crawl=crawl, state=state)
        archive.db.table("document_urls").insert({"portal": PORTAL, "url": title, "document": document})
    archive.db.table("document_urls").insert({"portal": "city", "url": "它", "document": document})
    archive.db.table("unread").insert({"crawl": asked, "url": "它", "purpose": "entry", "reason": reason})
    archive.db.table("unread").insert({"crawl": crawl, "url": "别处", "reason": "disallowed by robots.txt"})
    found = subtotals(archive, "disallowed")
    assert "别" not in found
    return found == ["它"]


def test_disallowed_is_an_address_not_fetched_because_robots_txt_closes_it():
    assert closed_by_robots()


@pytest.mark.parametrize(
    "instead", [{"state": "page"}, {"reason": "status 404"}, {"accepted": 0}, {"portal": "city"}], ids=str
)
def test_disallowed_is_nothing_that_the_portals_accepted_crawls_were_not_refused(instead):
    assert not closed_by_robots(**instead)


def test_of_the_same_content_the_earliest_is_no_repost():
    archive, *_ = crawled_site()
    for day, digest in (("06-03", "x"), ("06-01", "x"), ("06-02", "x"), ("06-05", "y"), ("06-06", ""), ("06-07", "")):
        archive.document(f"2018-{day}", title=day, content_digest=digest)
    archive.document("2017-01-01", content_digest="y")
    assert subtotals(archive, "reposts") == ["06-02", "06-03"]


def brought_crawl(archive, closed_at=EARLIER, source="import", accepted=1):
    """A crawl that is not ours: of somebody's archive, or from a web archive."""
    crawl = archive.crawl(closed_at=closed_at, accepted=accepted)
    archive.db.table("crawls").update(crawl, {"source": source})
    return crawl


def listed_again(archive, document, column, crawl):
    """List a document in a further crawl."""
    row = {"crawl": crawl, "column": column, "url": document, "document": document, "title": ""}
    add_listings(archive.db, [row])


@pytest.mark.parametrize("source", ["import", "web archive"])
def test_brought_is_what_no_live_crawl_listed_where_there_is_one(source):
    archive, a, _ = a_site()
    theirs = brought_crawl(archive, source=source)
    archive.document(title="他人所见", columns=[a], crawl=theirs)
    assert subtotals(archive, "brought") == []
    ours = archive.crawl()
    listed_again(archive, archive.document(title="都见", columns=[a], crawl=ours), a, theirs)
    assert subtotals(archive, "brought") == ["他人所见"]


def test_of_what_was_brought_only_accepted_crawls_speak():
    archive, a, _ = a_site()
    theirs = brought_crawl(archive)
    archive.crawl()
    refused = archive.crawl(closed_at=SEEN, accepted=0)
    of_theirs = brought_crawl(archive, closed_at="2018-08-01T02:00:00.000000Z", accepted=0)
    listed_again(archive, archive.document(title="他人所见", columns=[a], crawl=theirs), a, refused)
    archive.document(title="采集未受理", columns=[a], crawl=refused)
    archive.document(title="导入未受理", columns=[a], crawl=of_theirs)
    assert subtotals(archive, "brought") == ["他人所见"]


def test_nothing_is_brought_where_only_another_portal_has_a_live_crawl_or_this_one_a_refused_one():
    archive, a, _ = a_site()
    archive.document(title="他人所见", columns=[a], crawl=brought_crawl(archive))
    archive.crawl("city")
    archive.crawl(closed_at=SEEN, accepted=0)
    assert subtotals(archive, "brought") == []


def test_more_than_reported_agrees_without_what_was_brought():
    archive, a, _ = a_site()
    archive.document(columns=[a], crawl=brought_crawl(archive))
    archive.document(columns=[a], crawl=archive.crawl())
    archive.claim("proactive_website", 1, channel="own_site")
    (said,) = [note for note in verified(archive).notes if note.key == "agrees_without"]
    assert "known only from an imported archive" in said.en


def test_what_carries_a_name_may_be_brought():
    archive, a, _ = a_site()
    archive.document(title="工作办法", columns=[a], crawl=brought_crawl(archive))
    archive.crawl()
    archive.existence("工作办法")
    assert [part.documents for part in verified(archive).subtotals if part.key == "brought"] == [1]


def test_listed_twice_is_what_stands_in_two_columns_of_accepted_crawls():
    archive, a, b = a_site()
    earlier, crawl = archive.crawl(closed_at=EARLIER), archive.crawl()
    refused = archive.crawl(closed_at=SEEN, accepted=0)
    archive.document(title="两栏", columns=[a, b], crawl=crawl)
    for title, column, at in (("两次", a, earlier), ("未受理", b, refused)):
        document = archive.document(title=title, columns=[a], crawl=crawl)
        again = {"crawl": at, "column": column, "url": title, "document": document, "title": title}
        add_listings(archive.db, [again])
    assert subtotals(archive, "listed_twice") == ["两栏"]


@pytest.mark.parametrize(
    ("key", "field"), [("conflict_counted", "published_on_other"), ("zone_counted", "published_on_printed")]
)
def test_counted_in_spite_of_another_date_is_what_that_date_puts_outside_the_year(key, field):
    archive, *_ = crawled_site()
    for other in ("2017-12-31", "2018-01-01", "2018-12-31", "2019-01-01", "", None):
        archive.document(title=str(other), **{field: other})
    assert subtotals(archive, key) == ["2017-12-31", "2019-01-01"]


@pytest.mark.parametrize(("key", "titles"), [("undated", ["无", "空"]), ("conflict_elsewhere", ["矛盾"])])
def test_what_could_belong_to_the_year_is_without_a_date_or_in_conflict(key, titles):
    archive, *_ = crawled_site()
    archive.document(None, title="无")
    archive.document("", title="空")
    archive.document("2017-05-01", title="矛盾", published_on_other="2018-05-01")
    archive.document("2017-05-01", title="别年", published_on_other="2017-06-01")
    assert subtotals(archive, key) == sorted(titles)


def test_in_the_year_by_the_printed_zone_is_what_the_portals_zone_puts_outside():
    archive, *_ = crawled_site()
    archive.document("2019-01-01", title="印", published_on_printed="2018-12-31")
    archive.document("2019-01-01", title="同年", published_on_printed="2019-01-02")
    archive.document("2019-01-01", title="无", published_on_printed="")
    archive.document("2018-12-31", title="计", published_on_printed="2018-12-30")
    archive.document(None, title="无日期", published_on_printed="2018-05-01")
    assert subtotals(archive, "zone_elsewhere") == ["印", "无日期"]


@pytest.mark.parametrize("key", ["reposts", "off_site", "file_only", "unfetched", "late"])
def test_more_than_reported_is_said_to_agree_without(key):
    archive, a, _ = a_site()
    archive.crawl(closed_at=EARLIER)
    crawl = archive.crawl()
    fields = {
        "reposts": {"content_digest": "x"},
        "off_site": {"state": "external"},
        "file_only": {"state": "file"},
        "unfetched": {"state": "unfetched"},
        "late": {"first_seen": CLOSED},
    }[key]
    early = {"first_seen": EARLIER, "content_digest": "x"}
    archive.document(columns=[a], crawl=crawl, **early)
    archive.document("2018-05-02", columns=[a], crawl=crawl, **{**early, "content_digest": "", **fields})
    archive.claim("proactive_website", 1, channel="own_site")
    verify(archive.db, PORTAL)
    (row,) = archive.rows("select note from findings")
    said = [note["subtotals"] for note in json.loads(row["note"]) if note["key"] == "agrees_without"]
    assert [[thing["key"] for thing in things] for things in said] == [[key]]


def test_what_carries_a_name_has_the_sub_totals_of_an_entry_but_none_of_a_year():
    archive, a, b, crawl = crawled_site()
    for state in ("external", "file", "unfetched"):
        document = archive.document(
            title="工作办法",
            columns=[a, b],
            crawl=crawl,
            state=state,
            content_digest="x",
            published_on_other="2016-01-01",
        )
        archive.db.table("document_urls").insert({"portal": PORTAL, "url": state, "document": document})
    archive.db.table("unread").insert({"crawl": crawl, "url": "unfetched", "reason": "disallowed by robots.txt"})
    archive.existence("工作办法")
    verify(archive.db, PORTAL)
    numbers = {row["key"]: row["documents"] for row in archive.rows("select key, documents from subtotals")}
    assert numbers == {
        "listed_now": 3,
        "before_report": 3,
        "off_site": 1,
        "file_only": 1,
        "unfetched": 1,
        "disallowed": 1,
        "reposts": 2,
    }


def verified(archive):
    """The one finding of the report, as it is shown."""
    verify(archive.db, PORTAL)
    (row,) = findings(archive.db, f"{PORTAL}-2018")
    return row


@pytest.mark.parametrize(
    ("fields", "key", "counted"),
    [
        ({"state": "external"}, "off_site", True),
        ({"state": "file"}, "file_only", True),
        ({"state": "unfetched"}, "unfetched", True),
        ({"published_on_other": "2019-01-02"}, "conflict_counted", True),
        ({"published_on": "2018-01-01", "published_on_printed": "2017-12-31"}, "zone_counted", True),
        ({"published_on": None}, "undated", False),
        ({"published_on": "2019-01-02", "published_on_other": "2018-12-31"}, "conflict_elsewhere", False),
        ({"published_on": "2019-01-01", "published_on_printed": "2018-12-31"}, "zone_elsewhere", False),
        ({"first_seen": "2019-01-20T15:59:59.000000Z"}, "before_report", True),
    ],
)
def test_a_document_on_an_edge_is_in_one_sub_total_that_says_whether_it_is_counted(fields, key, counted):
    archive, *_ = crawled_site()
    archive.document(**{"first_seen": "2019-02-01T00:00:00.000000Z"} | fields)
    archive.claim("proactive_website", 0, channel="own_site")
    shown = [(part.key, part.documents, part.counted) for part in verified(archive).subtotals]
    assert shown == [(key, 1, counted)]


def several_channels(*channels, claim=2, own=(), wechat=()):
    """An archive of channels and a claim of all of them; own items and imported ones by their titles."""
    archive = Archive(channels)
    column = archive.column("a")
    crawl = archive.crawl()
    archive.report()
    archive.import_file()
    for title in own:
        archive.document(title=title, columns=[column], crawl=crawl)
    for title in wechat:
        archive.imported(title=title)
    archive.claim("proactive_total", claim)
    return archive


def of_channels(row):
    return [(part.subject.en, part.documents, part.counted) for part in row.subtotals if part.key == "channel"]


def test_a_total_is_shown_channel_by_channel_and_what_is_missing():
    archive = several_channels("own_site", "city_site", "wechat", "reading_points", own=["同题"], wechat=["同题", "别"])
    row = verified(archive)
    shown = [("channel own_site", 1, True), ("channel wechat", 2, True)]
    missing = [("channel city_site", None, False), ("channel reading_points", None, False)]
    assert of_channels(row) == shown + missing
    others = {part.key: (part.documents, part.counted) for part in row.subtotals if part.key != "channel"}
    assert (others["merged"], others["imported"]) == ((1, False), (1, True))


def test_a_count_of_columns_on_two_channels_is_shown_channel_by_channel():
    archive = Archive(("own_site", "bulletin"))
    columns = archive.column("a", "interpretations"), archive.column("g", "interpretations", channel="bulletin")
    crawl = archive.crawl()
    archive.report()
    archive.document(columns=columns, crawl=crawl)
    archive.document(columns=columns[1:], crawl=crawl)
    archive.document(None, columns=columns[1:], crawl=crawl)
    archive.claim("interpretations", 2)
    row = verified(archive)
    assert of_channels(row) == [("channel own_site", 1, True), ("channel bulletin", 2, True)]
    assert [part.amount for part in row.subtotals if part.key == "channel"] == [1.0, 2.0]


def test_what_has_no_date_stands_beside_a_total_of_several_channels():
    archive = several_channels("own_site", "wechat", own=["甲"], wechat=["甲"])
    archive.imported(None)
    parts = {part.key: (part.documents, part.counted) for part in verified(archive).subtotals}
    assert parts["undated"] == (1, False)


def test_a_channel_that_was_not_observed_is_kept_without_a_number_and_without_sql():
    archive = several_channels("own_site", "city_site", own=["甲"])
    verified(archive)
    (row,) = archive.rows("select documents, amount, counted, sql from subtotals where subject = 'city_site'")
    assert row == {"documents": None, "amount": None, "counted": 0, "sql": ""}


def test_what_was_merged_is_kept_as_an_amount_that_is_not_counted():
    archive = several_channels("own_site", "wechat", own=["甲"], wechat=["甲"])
    verified(archive)
    (row,) = archive.rows("select documents, amount, counted from subtotals where key = 'merged'")
    assert row == {"documents": 1, "amount": 1.0, "counted": 0}


def test_a_channel_that_was_not_observed_adds_no_document():
    assert Evidence(subtotals=(Subtotal(CHANNEL, None, None, False, "", "wechat"),)).documents(CHANNEL) == 0


def test_a_claim_of_one_channel_has_no_channels_to_add_up():
    archive, *_ = crawled_site()
    archive.document()
    archive.claim("proactive_website", 1, channel="own_site")
    assert of_channels(verified(archive)) == []


def test_a_channel_that_shows_nothing_is_shown_with_zero():
    row = verified(several_channels("own_site", "wechat"))
    assert of_channels(row) == [("channel own_site", 0, True), ("channel wechat", 0, True)]


def test_the_sql_of_channels_and_of_what_was_merged_returns_their_rows():
    archive = several_channels("own_site", "wechat", own=["同题", "本"], wechat=["同题", "同题"])
    verified(archive)
    parts = archive.rows("select * from subtotals where key in ('channel', 'merged') order by number")
    found = [[row["title"] for row in archive.rows(part["sql"])] for part in parts]
    assert [sorted(titles) for titles in found] == [["同题", "本"], ["同题", "同题"], ["同题"]]


def test_lengths_are_added_up_in_characters():
    archive = Archive(("own_site", "wechat"))
    archive.column("a")
    archive.crawl()
    archive.report()
    archive.imported(characters=500, content_digest="a")
    archive.imported(characters=700, content_digest="a", published_on_other="2019-01-01")
    archive.import_file()
    archive.claim("proactive_wechat.length", 1200, unit="字")
    amounts = {part.key: (part.documents, part.amount) for part in verified(archive).subtotals}
    assert amounts == {"imported": (2, 1200.0), "reposts": (1, 700.0), "conflict_counted": (1, 700.0)} | {
        "before_report": (2, 1200.0)
    }


def test_more_found_says_in_words_without_what_the_figures_agree():
    archive, *_ = crawled_site()
    archive.document(state="external")
    archive.claim("proactive_website", 0, channel="own_site")
    (said,) = [note for note in verified(archive).notes if note.key == "agrees_without"]
    assert "链接指向站外" in said.zh


def test_what_came_late_is_said_beside_the_verdict():
    archive, a, _ = a_site()
    archive.crawl(closed_at=EARLIER)
    archive.document(columns=[a], crawl=archive.crawl(), first_seen=CLOSED)
    archive.claim("proactive_website", 1, channel="own_site")
    assert verified(archive).verdict == "confirmed"
    (row,) = archive.rows("select note from findings")
    assert json.loads(row["note"]) == [{"key": "late", "documents": 1}]


def test_sub_totals_of_an_earlier_crawl_stay_with_its_findings():
    archive, _, _, crawl = crawled_site()
    archive.document(state="file")
    archive.claim("proactive_website", 1, channel="own_site")
    verify(archive.db, PORTAL)
    archive.crawl(closed_at="2019-03-01T00:00:00.000000Z")
    verify(archive.db, PORTAL)
    verify(archive.db, PORTAL)
    rows = archive.rows("select finding from subtotals where key = 'file_only' order by finding")
    assert len(rows) == 2
    assert rows[0]["finding"].endswith(f"@{crawl}")


def carrying(*documents, published_on="2019-01-20"):
    """An archive in which documents of these dates carry a name, each by its title and by two files."""
    archive = Archive()
    archive.report(published_on=published_on)
    column = archive.column("a")
    crawl = archive.crawl()
    for day in documents:
        document = archive.document(day, title="工作办法", columns=[column], crawl=crawl)
        archive.attachment(document, f"工作办法{document}.pdf", crawl)
        archive.attachment(document, f"工作办法{document}.docx", crawl)
    archive.existence("工作办法")
    return archive


def named(*documents, **fields):
    return verified(carrying(*documents, **fields))


def test_the_sql_of_a_name_returns_what_carries_it():
    archive = carrying("2018-05-01", None)
    assert len(archive.rows(verified(archive).sql)) == 6


def test_a_document_that_carries_a_name_several_times_is_once_in_its_sub_totals():
    row = named("2018-05-01", None, "")
    assert (row.observed, row.listed_now, row.undated, row.before_report) == (9, 3, 2, 3)


def test_the_amount_of_what_carries_a_name_is_its_documents():
    assert {(part.key, part.documents, part.amount) for part in named("2018-05-01", None).subtotals} == {
        ("listed_now", 2, 2.0),
        ("before_report", 2, 2.0),
    }


def test_of_a_name_in_a_report_without_a_date_nothing_is_said_to_have_been_there_before_it():
    row = named("2018-05-01", published_on=None)
    assert (row.before_report, [part.key for part in row.subtotals]) == (None, ["listed_now"])
