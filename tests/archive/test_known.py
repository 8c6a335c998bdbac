"""What a crawl starts from, as rows of the crawls before it give it."""

from __future__ import annotations

from handmade_archive import PORTAL
from handmade_watch import BASE, Item, Watched

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
