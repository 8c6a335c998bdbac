"""What a crawl starts from, as rows of the crawls before it give it."""

from __future__ import annotations

from handmade_archive import PORTAL
from handmade_watch import BASE, File, Item, Watched

from archive.known import Known, known

PAGES = [Item(f"{name}.html", f"关于{name}的通知", text=f"第{name}号通知的正文。") for name in "abc"]
A, B, C = PAGES


def knowing(watched: Watched) -> Known:
    """What is known where the portal file is as it was with the last crawl."""
    return known(watched.db, PORTAL, {f"{PORTAL}/{key}": watched.bindings.get(key, key) for key in watched.columns})


def paths(places: dict[tuple[str, str], object]) -> list[str]:
    return sorted(url.removeprefix(BASE) for _, url in places)


def test_entries_are_those_of_the_last_list_read_to_its_end_whatever_became_of_them() -> None:
    watched = Watched()
    watched.crawl("2020-05-02T16:30", PAGES)
    watched.crawl("2020-05-03T16:30", [A, B])
    watched.db.execute("update coverage set state = 'incomplete'")  # an entry that always leads off the site
    assert paths(dict(knowing(watched).entries)) == ["a.html", "b.html"]


def test_of_a_list_that_broke_off_entries_of_the_crawls_before_are_known_too() -> None:
    watched = Watched()
    watched.crawl("2020-05-02T16:30", PAGES)
    watched.crawl("2020-05-03T16:30", [A], broken=["news"])
    assert paths(dict(knowing(watched).entries)) == ["a.html", "b.html", "c.html"]


def test_entries_of_a_column_that_was_found_elsewhere_are_not_its_own() -> None:
    watched = Watched()
    watched.crawl("2020-05-02T16:30", PAGES)
    watched.bindings = {"news": "elsewhere"}
    watched.crawl("2020-05-03T16:30", [A], broken=["news"])
    assert paths(dict(knowing(watched).entries)) == ["a.html"]


def test_a_column_that_the_portal_file_now_finds_elsewhere_is_not_comparable() -> None:
    watched = Watched(columns=("news", "notices"))
    watched.crawl("2020-05-02T16:30", {"news": [A], "notices": [B]})
    watched.bindings = {"news": "elsewhere"}
    assert knowing(watched).comparable == {"notices"}


def test_what_left_its_list_and_gave_no_answer_is_not_forgotten() -> None:
    watched = Watched()
    watched.crawl("2020-05-02T16:30", PAGES)
    watched.crawl("2020-05-03T16:30", [A, B], unread=["c.html"])
    assert paths(dict(knowing(watched).off)) == ["c.html"]
    assert knowing(watched).addresses[C.url].left_at.startswith("2020-05-02T16:50"), "when it was listed last"


def test_what_left_its_list_and_answers_is_known_since_when() -> None:
    watched = Watched()
    watched.crawl("2020-05-02T16:30", PAGES)
    watched.crawl("2020-05-03T16:30", [A, B], answering=[C])
    watched.crawl("2020-05-04T16:30", [A, B])
    row = knowing(watched).addresses[C.url]
    assert (row.left_at[:10], row.checked_at[:10], row.whole_at[:10]) == ("2020-05-03", "2020-05-03", "2020-05-03")


def test_what_was_found_gone_once_is_missing_and_what_was_found_so_twice_is_over() -> None:
    watched = Watched()
    watched.crawl("2020-05-02T16:30", PAGES)
    watched.crawl("2020-05-03T16:30", [A, B], gone=["c.html"])
    assert (paths(dict(knowing(watched).missing)), knowing(watched).off) == (["c.html"], {})
    watched.crawl("2020-05-04T16:30", [A, B], gone=["c.html"])
    assert (knowing(watched).missing, knowing(watched).off) == ({}, {})


def test_of_a_page_that_was_never_there_the_date_is_that_of_its_list() -> None:
    watched = Watched()
    watched.crawl("2020-05-02T16:30", [A, B.but(read=False)], gone=["b.html"])
    watched.db.execute("update unread set purpose = 'document'")
    row = knowing(watched).addresses[B.url]
    assert (row.published_on, row.entity_digest, row.checked_at[:10]) == ("2020-05-01", "", "2020-05-02")


def test_a_file_that_is_gone_makes_its_page_due_no_more_often_than_others() -> None:
    watched = Watched()
    page = A.but(files=(File("a.pdf"),))
    watched.crawl("2020-05-02T16:30", [page])
    watched.crawl("2020-05-20T16:30", [page.but(files=(File("a.pdf", content=None),))], gone=["a.pdf"])
    watched.db.execute("update unread set purpose = 'file'")
    held = knowing(watched)
    assert (held.addresses[A.url].whole_at[:10], held.files[f"{BASE}a.pdf"][:10]) == ("2020-05-20", "2020-05-20")


def test_what_an_older_reader_read_came_whole_all_the_same() -> None:
    watched = Watched()
    watched.crawl("2020-05-02T16:30", [A])
    watched.db.execute("update crawls set reader_version = reader_version - 1")
    watched.crawl("2020-05-03T16:30", [A])
    newest = "select id from crawls order by closed_at desc limit 1"
    watched.db.execute(f"update captures set status = 304 where crawl = ({newest})")
    row = knowing(watched).addresses[A.url]
    assert (row.checked_at[:10], row.whole_at[:10]) == ("2020-05-03", "2020-05-02")


def test_what_left_a_column_that_was_found_elsewhere_is_not_looked_for() -> None:
    watched = Watched()
    watched.crawl("2020-05-02T16:30", PAGES)
    watched.bindings = {"news": "elsewhere"}
    watched.crawl("2020-05-03T16:30", [A, B])
    assert (knowing(watched).missing, knowing(watched).off) == ({}, {})


def test_files_of_what_left_its_list_do_not_make_it_due() -> None:
    watched = Watched()
    attaching = C.but(files=(File("c.pdf"),))
    watched.crawl("2020-05-02T16:30", [A, B, attaching])
    watched.crawl("2020-05-23T16:30", [A, B], answering=[C])
    row = knowing(watched).addresses[C.url]
    assert (row.files, row.whole_at[:10]) == ((), "2020-05-23")
