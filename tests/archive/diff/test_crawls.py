"""Two crawls beside each other: what only one of them lists, said only of lists that were read to their end."""

from __future__ import annotations

import pytest
from handmade_watch import Item, Watched

from archive.diff.crawls import CrawlsDiff, crawls_diff
from archive.diff.errors import UnknownCrawlError
from archive.diff.growth import Amount, exactly

A, B, C = (Item(f"{name}.html", f"第{name}号公告", text=f"第{name}号的全文。") for name in "abc")
FIRST, SECOND = "2020-06-02 16:30", "2020-06-03 16:30"


def ids(watched: Watched) -> list[str]:
    return [row[0] for row in watched.db.execute("select id from crawls order by started_at")]


def diff(watched: Watched) -> CrawlsDiff:
    first, second = ids(watched)
    return crawls_diff(watched.db, first, second)


def amounts(found: CrawlsDiff) -> tuple[Amount | None, Amount | None]:
    """What is new in the only column, and what is gone from it."""
    (column,) = found.columns
    return column.added and column.added.amount, column.gone and column.gone.amount


def test_what_only_one_of_two_whole_lists_has_is_added_or_gone() -> None:
    watched = Watched()
    watched.crawl(FIRST, [A, B])
    watched.crawl(SECOND, [B, C])
    found = diff(watched)
    assert amounts(found) == (exactly(1), exactly(1))
    assert [row["url"] for row in watched.db.query(found.columns[0].added.sql)] == [C.url]  # type: ignore[union-attr]
    assert [row["url"] for row in watched.db.query(found.columns[0].gone.sql)] == [A.url]  # type: ignore[union-attr]


def test_entries_are_those_of_each_list() -> None:
    watched = Watched()
    watched.crawl(FIRST, [A, B])
    watched.crawl(SECOND, [A, B, C])
    (column,) = diff(watched).columns
    assert [(seen.entries, seen.state) for seen in (column.earlier, column.later) if seen] == [
        (2, "complete"),
        (3, "complete"),
    ]


def test_a_list_that_broke_off_lacks_nothing() -> None:
    watched = Watched()
    watched.crawl(FIRST, [A, B])
    watched.crawl(SECOND, [C], broken=["news"])
    found = diff(watched)
    assert (found.columns[0].why, amounts(found)) == ("list_incomplete", (Amount(1, 1, None), None))
    assert (found.compared, found.added, found.gone) == ((), None, None)
    assert [note.label.en for note in found.notes] == [
        "the totals are of the columns that can be compared; not of: news"
    ]


def test_what_a_broken_list_had_and_a_whole_one_lacks_is_gone() -> None:
    watched = Watched()
    watched.crawl(FIRST, [A], broken=["news"])
    watched.crawl(SECOND, [B])
    assert amounts(diff(watched)) == (None, Amount(1, 1, None))


def test_lists_that_the_portal_file_declares_otherwise_are_not_compared() -> None:
    watched = Watched()
    watched.crawl(FIRST, [A])
    watched.bindings = {"news": "another title"}
    watched.crawl(SECOND, [B])
    found = diff(watched)
    assert (found.columns[0].why, amounts(found)) == ("binding_differs", (None, None))


def test_lists_that_another_reader_read_are_not_compared() -> None:
    watched = Watched()
    watched.crawl(FIRST, [A])
    watched.crawl(SECOND, [B])
    watched.db.execute("update crawls set reader_version = reader_version - 1 where id = ?", [ids(watched)[0]])
    assert diff(watched).columns[0].why == "reader_differs"


def test_a_column_that_only_one_crawl_has_is_not_compared() -> None:
    watched = Watched()
    watched.crawl(FIRST, [A])
    watched.columns = ("policy",)
    watched.crawl(SECOND, {"policy": [B]})
    found = [(column.title, column.why) for column in diff(watched).columns]
    assert found == [("policy", "not_in_both"), ("news", "not_in_both")]


def test_an_entry_that_changed_its_column_is_new_there_and_no_more_documents_in_all() -> None:
    watched = Watched(("news", "policy"))
    watched.crawl(FIRST, {"news": [A, B], "policy": []})
    watched.crawl(SECOND, {"news": [A], "policy": [B]})
    found = diff(watched)
    assert [(c.added.amount.value, c.gone.amount.value) for c in found.columns if c.added and c.gone] == [
        (0, 1),
        (1, 0),
    ]
    assert found.added is not None
    assert found.gone is not None
    assert (found.added.amount, found.gone.amount) == (exactly(0), exactly(0))


def test_texts_that_both_crawls_read_are_compared() -> None:
    watched = Watched()
    watched.crawl(FIRST, [A, B, C.but(read=False)])
    watched.crawl(SECOND, [A, B.but(text="另一篇全文。"), C])
    found = diff(watched)
    assert (found.read_in_both.amount, found.differing.amount) == (exactly(2), exactly(1))
    assert [row["url"] for row in watched.db.query(found.differing.sql)] == [B.url]


def test_changes_that_were_reported_between_the_two_are_counted_by_kind() -> None:
    watched = Watched()
    watched.crawl(FIRST, [A])
    watched.crawl(SECOND, [A.but(text="另一篇全文。"), B.but(dated="2020-06-03")])
    found = diff(watched)
    assert {kind.kind: kind.changes for kind in found.changes} == {"added": 1, "edited": 1}
    assert [len(list(watched.db.query(kind.sql))) for kind in found.changes] == [1, 1]


def test_a_crawl_that_was_not_accepted_is_said_to_be_none_that_counts() -> None:
    watched = Watched()
    watched.crawl(FIRST, [A])
    watched.crawl(SECOND, [], accepted=False)
    assert "crawl_not_accepted" in [note.key for note in diff(watched).notes]


def test_the_later_crawl_may_be_named_first() -> None:
    watched = Watched()
    watched.crawl(FIRST, [A])
    watched.crawl(SECOND, [A, B])
    first, second = ids(watched)
    assert [crawl.id for crawl in crawls_diff(watched.db, second, first).crawls] == [first, second]


def test_crawls_that_cannot_be_compared_are_named() -> None:
    watched = Watched()
    watched.crawl(FIRST, [A])
    (first,) = ids(watched)
    watched.db.table("crawls").insert({"id": "other", "portal": "elsewhere", "started_at": SECOND})
    for crawls, message in (
        ((first, "c99"), f"no crawl c99 in the archive; the newest there are: .*{first}"),
        ((first, first), "twice"),
        ((first, "other"), "crawls of two portals cannot be compared"),
    ):
        with pytest.raises(UnknownCrawlError, match=message):
            crawls_diff(watched.db, *crawls)
    with pytest.raises(UnknownCrawlError, match=r"no crawl .* of elsewhere"):
        crawls_diff(watched.db, first, "other", "elsewhere")
