"""What is a change and what is none, rule by rule, on crawls made by hand; docs/changes.md has the rules."""

from __future__ import annotations

import pytest
from handmade_watch import TEXT, File, Item, Watched

import archive.crawls
import archive.store

A = Item("a.html", "关于召开全区工作会议的通知", "2020-05-01", "会议定于五月六日上午召开。" + TEXT)
B = Item("b.html", "南山路排水改造工程中标结果公示", "2020-05-12", "中标价为四百一十二万元。" + TEXT)
C = Item("c.html", "冬季取暖补贴发放公告", "2020-05-20", "每户每年补贴300元，分两次发放。\n" + TEXT)
FIRST, SECOND, THIRD = "2020-06-02 16:30", "2020-06-03 16:30", "2020-06-04 16:30"


@pytest.fixture
def watched() -> Watched:
    """A portal that was crawled once: it lists A, B and C."""
    site = Watched()
    site.crawl(FIRST, [A, B, C])
    return site


# baseline


def test_the_first_crawl_of_a_portal_adds_nothing() -> None:
    assert Watched().crawl(FIRST, [A, B]) == []


def test_the_first_crawl_of_a_column_adds_nothing(watched: Watched) -> None:
    watched.columns = ("news", "more")
    assert watched.crawl(SECOND, {"news": [A, B, C], "more": [Item("d.html")]}) == []


def test_a_column_that_is_bound_to_another_section_begins_anew(watched: Watched) -> None:
    watched.bindings = {"news": "elsewhere"}
    assert watched.crawl(SECOND, [Item("d.html")], gone=["a.html", "b.html", "c.html"]) == []
    assert watched.document("a.html")["missing_since"] is None


def test_what_a_list_that_broke_off_did_not_show_is_not_new_the_night_after() -> None:
    site = Watched()
    site.crawl(FIRST, [A], broken=["news"])
    assert site.crawl(SECOND, [A, B, C]) == []


def test_what_is_dated_since_the_first_look_is_new_even_where_the_list_always_breaks_off() -> None:
    site = Watched()
    site.crawl(FIRST, [A], broken=["news"])
    new = Item("d.html", dated="2020-06-03")
    assert site.crawl(SECOND, [new, A, B], broken=["news"]) == [("added", "d.html")]


def test_a_crawl_that_was_not_made_live_changes_nothing(watched: Watched) -> None:
    assert watched.crawl(SECOND, [A, B, C, Item("d.html")], source="web archive") == []


def test_a_crawl_that_is_not_accepted_is_compared_with_nothing(watched: Watched) -> None:
    assert watched.crawl(SECOND, [Item("d.html")], accepted=False) == []
    assert watched.crawl(THIRD, [A, B, C]) == []


# missing, removed, delisted, restored


def test_what_is_gone_is_missing_first(watched: Watched) -> None:
    assert watched.crawl(SECOND, [A, C], gone=["b.html"]) == []
    assert watched.document("b.html")["missing_since"] == "2020-06-03T16:30:00.000000Z"


# The first crawl is closed twenty minutes after it began, at 16:50: a page may have been looked for at its very end.
@pytest.mark.parametrize(("second", "found"), [("2020-06-04 12:49", []), ("2020-06-04 12:50", [("removed", "b.html")])])
def test_it_is_removed_when_a_second_look_twenty_hours_later_shows_the_same(
    watched: Watched, second: str, found: list[tuple[str, str]]
) -> None:
    watched.crawl(SECOND, [A, C], gone=["b.html"])
    assert watched.crawl(second, [A, C], gone=["b.html"]) == found


def test_a_removed_document_keeps_since_when_it_is_gone(watched: Watched) -> None:
    watched.crawl(SECOND, [A, C], gone=["b.html"])
    watched.crawl(THIRD, [A, C], gone=["b.html"])
    assert watched.last("removed")["missing_since"] == "2020-06-03T16:30:00.000000Z"
    row = watched.document("b.html")
    assert (row["missing_since"], row["gone_since"]) == (None, "2020-06-03T16:30:00.000000Z")


def test_it_is_removed_once(watched: Watched) -> None:
    for night in (SECOND, THIRD, "2020-06-05 16:30"):
        found = watched.crawl(night, [A, C], gone=["b.html"])
    assert found == []


def test_an_answer_that_says_nothing_is_no_second_look(watched: Watched) -> None:
    watched.crawl(SECOND, [A, C], gone=["b.html"])
    assert watched.crawl(THIRD, [A, C], unread=["b.html"]) == []
    assert watched.crawl("2020-06-05 16:30", [A, C], gone=["b.html"]) == [("removed", "b.html")]


def test_a_night_that_is_not_accepted_is_no_second_look(watched: Watched) -> None:
    watched.crawl(SECOND, [A, C], gone=["b.html"])
    assert watched.crawl(THIRD, [A, C], gone=["b.html"], accepted=False) == []


def test_nothing_is_missing_of_a_list_that_broke_off(watched: Watched) -> None:
    watched.crawl(SECOND, [A], gone=["b.html"], broken=["news"])
    assert watched.document("b.html")["missing_since"] is None


def test_a_second_look_needs_the_list_too(watched: Watched) -> None:
    watched.crawl(SECOND, [A, C], gone=["b.html"])
    assert watched.crawl(THIRD, [A], gone=["b.html"], broken=["news"]) == []


def test_what_may_still_stand_in_a_second_column_is_not_missing() -> None:
    site = Watched(("news", "more"))
    site.crawl(FIRST, {"news": [A, B], "more": [B, C]})
    site.crawl(SECOND, {"news": [A, B], "more": [C]}, broken=["more"])
    site.crawl(THIRD, {"news": [A], "more": [C]}, gone=["b.html"], broken=["more"])
    assert site.document("b.html")["missing_since"] is None


def test_what_leaves_one_of_two_columns_is_no_change() -> None:
    site = Watched(("news", "more"))
    site.crawl(FIRST, {"news": [A, B], "more": [B]})
    assert site.crawl(SECOND, {"news": [A], "more": [B]}) == []


def test_what_is_listed_and_gone_is_no_change(watched: Watched) -> None:
    for night in (SECOND, THIRD):
        found = watched.crawl(night, [A, B.but(read=False), C], gone=["b.html"])
    assert found == []


def test_what_leaves_its_list_and_still_answers_is_delisted_at_once(watched: Watched) -> None:
    assert watched.crawl(SECOND, [A, C], answering=[B]) == [("delisted", "b.html")]
    assert watched.crawl(THIRD, [A, C], answering=[B]) == []


def test_what_is_delisted_and_then_gone_is_removed_after_two_looks(watched: Watched) -> None:
    watched.crawl(SECOND, [A, C], answering=[B])
    assert watched.crawl(THIRD, [A, C], gone=["b.html"]) == []
    assert watched.crawl("2020-06-05 16:30", [A, C], gone=["b.html"]) == [("removed", "b.html")]


def test_what_is_back_before_the_second_look_was_never_away(watched: Watched) -> None:
    watched.crawl(SECOND, [A, C], gone=["b.html"])
    assert watched.crawl(THIRD, [A, B, C]) == []
    assert watched.document("b.html")["missing_since"] is None


def test_what_is_back_after_it_was_removed_is_restored_and_not_added(watched: Watched) -> None:
    watched.crawl(SECOND, [A, C], gone=["b.html"])
    watched.crawl(THIRD, [A, C], gone=["b.html"])
    assert watched.crawl("2020-06-05 16:30", [A, B, C]) == [("restored", "b.html")]
    assert watched.document("b.html")["gone_since"] is None


def test_what_is_back_under_another_address_is_restored_there(watched: Watched) -> None:
    watched.crawl(SECOND, [A, C], gone=["b.html"])
    watched.crawl(THIRD, [A, C], gone=["b.html"])
    found = watched.crawl("2020-06-05 16:30", [A, B.but(path="new.html"), C])
    assert found == [("moved", "new.html"), ("restored", "new.html")]
    assert watched.documents() == 3


# added, backdated, bursts


def test_what_was_not_there_is_added(watched: Watched) -> None:
    assert watched.crawl(SECOND, [A, B, C, Item("d.html", dated="2020-06-03")]) == [("added", "d.html")]


def test_what_an_earlier_crawl_should_have_shown_is_backdated(watched: Watched) -> None:
    # The first crawl was made on 3 June, half past midnight in the portal's zone.
    assert watched.crawl(SECOND, [A, B, C, Item("d.html", dated="2020-06-02")]) == [("backdated", "d.html")]
    row = watched.last("backdated")
    assert (row["days"], row["lacked_by"]) == (1, "c0")


def test_the_latest_date_that_is_shown_decides(watched: Watched) -> None:
    new = Item("d.html", dated="2020-03-16", listed_on="2020-06-03")
    assert watched.crawl(SECOND, [A, B, C, new]) == [("added", "d.html")]


def test_a_list_that_broke_off_lacked_nothing(watched: Watched) -> None:
    watched.crawl("2020-06-09 16:30", [A], broken=["news"])
    assert watched.crawl("2020-06-10 16:30", [A, B, C, Item("d.html", dated="2020-06-04")]) == [("added", "d.html")]


def test_what_has_the_title_and_text_of_another_says_so(watched: Watched) -> None:
    again = A.but(path="d.html", dated="2020-06-03")
    assert watched.crawl(SECOND, [A, B, C, again]) == [("added", "d.html")]
    assert watched.last("added")["repost_of"] == watched.document("a.html")["id"]


def put_up(dates: list[str]) -> list[Item]:
    return [Item(f"n{n}.html", f"行政许可决定书第{n}号", day, f"第{n}号决定。") for n, day in enumerate(dates)]


@pytest.mark.parametrize(
    ("dates", "bursts"),
    [
        ([f"2020-0{n % 4 + 1}-10" for n in range(8)], 1),
        ([f"2020-0{n % 4 + 1}-10" for n in range(7)], 0),  # too few
        (["2020-03-10"] * 12, 0),  # of one day
        ([f"2020-03-1{n % 4}" for n in range(12)], 0),  # of one week
        ([f"2020-06-{n % 20 + 4:02}" for n in range(20)], 0),  # since the last crawl
    ],
)
def test_a_burst_is_many_backdated_over_a_period(watched: Watched, dates: list[str], bursts: int) -> None:
    found = watched.crawl("2020-06-25 16:30", [A, B, C, *put_up(dates)])
    assert sum(kind == "burst" for kind, _ in found) == bursts


# moved


def test_a_redesign_moves_every_document_and_keeps_their_ids(watched: Watched) -> None:
    before = {item.path: watched.document(item.path)["id"] for item in (A, B, C)}
    new = [item.but(path=f"2020/{item.path}") for item in (A, B, C)]
    found = watched.crawl(SECOND, new, gone=[item.path for item in (A, B, C)])
    assert found == [("moved", f"2020/{path}") for path in ("a.html", "b.html", "c.html")]
    assert {item.path: watched.document(f"2020/{item.path}")["id"] for item in (A, B, C)} == before
    assert watched.documents() == 3
    assert watched.crawl(THIRD, new) == []


def test_the_addresses_before_that_lead_there_are_the_same_documents(watched: Watched) -> None:
    new = [item.but(path=f"2020/{item.path}") for item in (A, B, C)]
    leading = [item.but(at=f"2020/{item.path}") for item in (A, B, C)]
    found = watched.crawl(SECOND, new, answering=leading)
    assert found == [("moved", f"2020/{path}") for path in ("a.html", "b.html", "c.html")]
    assert watched.documents() == 3


def test_a_document_that_moves_twice_is_still_one(watched: Watched) -> None:
    watched.crawl(SECOND, [A.but(path="2/a.html"), B, C], gone=["a.html"])
    assert watched.crawl(THIRD, [A.but(path="3/a.html"), B, C], gone=["2/a.html"]) == [("moved", "3/a.html")]
    assert watched.document("3/a.html")["id"] == watched.document("a.html")["id"]


def test_a_page_that_stays_where_it_was_did_not_move(watched: Watched) -> None:
    found = watched.crawl(SECOND, [A.but(path="new.html"), B, C], answering=[A])
    assert found == [("delisted", "a.html"), ("backdated", "new.html")][::-1]
    assert watched.documents() == 4


def test_equal_documents_of_two_columns_keep_apart_when_they_move() -> None:
    site = Watched(("news", "more"))
    site.crawl(FIRST, {"news": [A], "more": [A.but(path="z.html")]})
    before = [site.document(path)["id"] for path in ("a.html", "z.html")]
    site.crawl(SECOND, {"news": [A.but(path="2/y.html")], "more": [A.but(path="2/b.html")]})
    assert [site.document(path)["id"] for path in ("2/y.html", "2/b.html")] == before


def test_what_moved_and_was_edited_is_both(watched: Watched) -> None:
    new = C.but(path="2/c.html", text=C.text.replace("300元", "260元"))
    assert watched.crawl(SECOND, [A, B, new], gone=["c.html"]) == [("edited", "2/c.html"), ("moved", "2/c.html")]


def test_another_text_of_the_same_heading_is_another_document(watched: Watched) -> None:
    other = C.but(path="d.html", text="第二批公示名单如下，公示期为七天，监督电话不变。")
    assert watched.crawl(SECOND, [A, B, other], gone=["c.html"]) == [("backdated", "d.html")]
    assert watched.document("c.html")["missing_since"] is not None


def test_a_page_that_did_not_come_in_the_night_of_a_redesign_is_told_the_night_after(watched: Watched) -> None:
    new = [item.but(path=f"2/{item.path}") for item in (A, B, C)]
    gone = [item.path for item in (A, B, C)]
    found = watched.crawl(SECOND, [*new[:2], new[2].but(read=False)], gone=gone)
    assert found == [("moved", "2/a.html"), ("moved", "2/b.html")]
    assert watched.crawl(THIRD, new, gone=["c.html"]) == [("moved", "2/c.html")]
    assert watched.documents() == 3


def test_what_is_no_other_document_after_all_is_added_the_night_it_is_read(watched: Watched) -> None:
    other = C.but(path="d.html", text="第二批公示名单如下，公示期为七天，监督电话不变。", dated="2020-05-20")
    assert watched.crawl(SECOND, [A, B, other.but(read=False)], gone=["c.html"]) == []
    assert watched.crawl(THIRD, [A, B, other], unread=["c.html"]) == [("backdated", "d.html")]


def test_a_list_that_broke_off_in_the_night_of_a_redesign_doubles_nothing(watched: Watched) -> None:
    new = [item.but(path=f"2/{item.path}") for item in (A, B, C)]
    assert watched.crawl(SECOND, new[:2], unread=["a.html", "b.html", "c.html"], broken=["news"]) == []
    found = watched.crawl(THIRD, new, gone=["a.html", "b.html", "c.html"])
    assert found == [("moved", f"2/{path}") for path in ("a.html", "b.html", "c.html")]
    assert watched.documents() == 3


# titles, dates, texts


def test_a_title_a_date_and_a_text_are_changes_of_their_own(watched: Watched) -> None:
    new = C.but(title="取暖补贴发放公告（修订）", dated="2020-05-02", text=C.text.replace("300元", "260元"))
    assert [kind for kind, _ in watched.crawl(SECOND, [A, B, new])] == ["edited", "redated", "retitled"]
    assert (watched.last("retitled")["before"], watched.last("retitled")["after"]) == (C.title, new.title)
    assert (watched.last("redated")["before"], watched.last("redated")["after"]) == ("2020-05-20", "2020-05-02")


NOISE = [
    {"noise": "other bytes"},
    {"text": C.text + "\n浏览次数：18 次"},
    {"text": C.text.replace("\n", "\n\n　　")},
    {"text": C.text.replace("\n", "")},
    {"text": f"{C.title}\n发布时间：2020-05-20 10:00\n来源：区财政局\n" + C.text},
    {"text": C.text + "\n上一篇：关于召开会议的通知\n【打印】\n【关闭】"},
    {"title": "冬季取暖补贴　发放公告"},
    {"list_title": "冬季取暖补贴…"},
    {"other": "2020-05-21"},
]


@pytest.mark.parametrize("other", NOISE, ids=range(len(NOISE)))
def test_what_varies_by_request_or_stands_round_a_text_is_no_change(watched: Watched, other: dict[str, str]) -> None:
    assert watched.crawl(SECOND, [A, B, C.but(**other)]) == []


def test_a_page_of_which_only_a_counter_is_text_is_never_edited() -> None:
    site, pictures = Watched(), Item("p.html", "一图读懂", text="浏览次数：7")
    site.crawl(FIRST, [A, pictures])
    assert site.crawl(SECOND, [A, pictures.but(text="浏览次数：8")]) == []


def test_a_date_that_is_read_elsewhere_on_the_page_is_no_other_date(watched: Watched) -> None:
    watched.crawl(SECOND, [A, B, C.but(origin="meta", other="2020-05-21")])
    assert watched.crawl(THIRD, [A, B, C.but(dated="2020-05-21", origin="visible")]) == []


def test_a_text_that_is_as_it_was_is_edited_once_more(watched: Watched) -> None:
    watched.crawl(SECOND, [A, B, C.but(text=C.text.replace("300", "260"))])
    assert watched.crawl(THIRD, [A, B, C]) == [("edited", "c.html")]


def test_a_title_that_only_a_list_shows_is_compared_in_that_list() -> None:
    news = Item("http.html", "全区经济运行情况通报", state="external")
    site = Watched()
    site.crawl(FIRST, [A, news])
    assert site.crawl(SECOND, [A, news.but(list_title="全区经济运行情况…")]) == []
    assert site.crawl(THIRD, [A, news.but(title="全区经济运行简况")]) == [("retitled", "http.html")]


def test_texts_that_two_readers_read_are_not_compared(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (archive.store, archive.crawls):
        monkeypatch.setattr(module, "READER_VERSION", archive.store.READER_VERSION + 1)
    assert watched.crawl(SECOND, [A, B.but(title="排水改造工程"), C.but(text="另一种读法。")]) == []


def test_a_text_cut_short_is_compared_neither_way(watched: Watched) -> None:
    watched.crawl(SECOND, [A, B, C.but(text="每户每年补贴300元，分两次发放。")])
    watched.db.execute("update document_versions set cut = 1 where id = (select max(id) from document_versions)")
    watched.db.execute("delete from changes")
    assert watched.crawl(THIRD, [A, B, C]) == []


def test_texts_of_which_the_digests_alone_are_left_are_compared_by_them(watched: Watched) -> None:
    watched.db.execute("delete from document_texts")
    watched.db.execute("create trigger purged after insert on document_texts begin delete from document_texts; end")
    assert watched.crawl(SECOND, [A, B, C.but(text="每户每年补贴260元。")]) == [("edited", "c.html")]


# files


def with_file(**fields: str | None) -> Item:
    return C.but(files=(File("f/1.pdf", **fields),), noise=repr(fields))


@pytest.fixture
def attached() -> Watched:
    site = Watched()
    site.crawl(FIRST, [A, B, with_file()])
    return site


def test_other_bytes_of_a_file_are_an_edit_even_where_its_text_is_the_same(attached: Watched) -> None:
    assert attached.crawl(SECOND, [A, B, with_file(content="表一!")]) == [("edited", "f/1.pdf")]
    row = attached.last("edited")
    assert (row["part"], row["document"]) == ("attachment", attached.document("c.html")["id"])
    assert row["before_version"] < row["after_version"]


def test_a_file_is_compared_though_its_page_was_not_read(attached: Watched) -> None:
    page = with_file(content="表二")
    assert attached.crawl(SECOND, [A, B, page.but(noise=with_file().noise)]) == [("edited", "f/1.pdf")]


def test_the_same_bytes_under_another_address_are_the_same_file(attached: Watched) -> None:
    assert attached.crawl(SECOND, [A, B, C.but(files=(File("f/2.pdf", "附件"),))]) == []


def test_another_file_of_the_same_name_stands_in_its_place(attached: Watched) -> None:
    other = C.but(files=(File("f/2.pdf", content="表二"),))
    assert attached.crawl(SECOND, [A, B, other]) == [("edited", "f/2.pdf")]
    assert attached.last("edited")["before_version"] is not None


def test_a_file_that_was_not_asked_for_since_is_known_as_it_was_seen_last(attached: Watched) -> None:
    assert attached.crawl(SECOND, [A, B, C.but(files=(File("f/1.pdf", content=None),))]) == []
    assert attached.crawl(THIRD, [A, B, C.but(files=(File("f/2.pdf", content="表二"),))]) == [("edited", "f/2.pdf")]


def test_a_file_more_and_a_file_less_are_edits(attached: Watched) -> None:
    more = C.but(files=(File("f/1.pdf"), File("f/2.pdf", "名单", "张某")))
    assert attached.crawl(SECOND, [A, B, more]) == [("edited", "f/2.pdf")]
    assert attached.crawl(THIRD, [A, B, with_file()]) == [("edited", "f/2.pdf")]
    assert attached.last("edited")["after_version"] is None


def test_a_file_that_did_not_come_is_no_edit(attached: Watched) -> None:
    assert attached.crawl(SECOND, [A, B, C.but(files=(File("f/2.pdf", "附件", None),))]) == []
    assert attached.crawl(THIRD, [A, B, with_file()]) == []


def test_an_entry_that_is_a_file_is_compared_by_its_bytes() -> None:
    site, file = Watched(), Item("f/9.pdf", "三公经费决算表", state="file", text="合计三万元")
    site.crawl(FIRST, [A, file])
    assert site.crawl(SECOND, [A, file.but(text="合计五万元")]) == [("edited", "f/9.pdf")]


def test_what_another_reader_overlooked_is_not_backdated(watched: Watched) -> None:
    watched.db.execute("update crawls set reader_version = reader_version - 1")
    late = Item("d.html", title="早已上网的通知", dated="2019-01-02")
    assert watched.crawl(SECOND, [A, B, C, late]) == []


def test_an_address_that_leads_to_a_page_of_another_title_says_nothing(watched: Watched) -> None:
    """What was taken away leads to the list: that is neither another title nor another text of the document."""
    led = Item("b.html", title="政策文件", text="政策文件栏目列表", at="list.html")
    assert watched.crawl(SECOND, [A, C], answering=[led]) == []
    assert watched.document("b.html")["missing_since"] is None
    assert watched.crawl(THIRD, [A, B, C]) == []


def test_an_edit_of_what_is_off_its_lists_is_told_once(watched: Watched) -> None:
    """However often the page is looked at again: what it shows now is what it is known by."""
    edited = B.but(text=f"{TEXT}另行通知。")
    assert watched.crawl(SECOND, [A, C], answering=[B]) == [("delisted", "b.html")]
    assert watched.crawl(THIRD, [A, C], answering=[edited]) == [("edited", "b.html")]
    assert watched.crawl("2020-06-05 16:30", [A, C], answering=[edited]) == []
    assert watched.document("b.html")["delisted_since"] == "2020-06-03T16:30:00.000000Z"
