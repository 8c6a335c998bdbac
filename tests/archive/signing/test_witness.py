"""What others saw against one's own captures."""

from __future__ import annotations

import pytest
from cpu_time import cpu_time
from sqlite_utils import Database

from archive.schema import upgrade
from archive.signing.statement import Seen, Statement
from archive.signing.witness import Comparison, compare

HOME, NEWS, FILE = (f"http://here.invalid/{name}" for name in ("", "news/", "f.pdf"))
A, B, C = ("sha256:" + letter * 64 for letter in "abc")


def seen(url: str, day: int, digest: str | None) -> Seen:
    return Seen(url, f"2026-01-{day:02}T02:00:00.000000Z", 200, digest)


def compared(
    theirs: list[Seen], ours: list[Seen], portal: str = "here", verdict: str = "ok", source: str = "live"
) -> Comparison:
    """A statement about ``portal`` against an archive with a crawl of the portal here."""
    db = Database(memory=True)
    upgrade(db)
    db.table("crawls").insert({"id": "own", "portal": "here", "source": source, "verdict": verdict})
    for number, each in enumerate(ours):
        row = {"url": each.url, "captured_at": each.captured_at, "status": 200, "entity_digest": each.entity_digest}
        db.table("captures").insert({"id": f"urn:{number}", "crawl": "own", **row})
    return compare(db, [Statement("other", portal, "", "", "0" * 64, tuple(theirs))])


def test_the_same_bytes_at_whatever_time_bear_each_other_out() -> None:
    found = compared([seen(HOME, 1, A), seen(HOME, 9, B)], [seen(HOME, 2, C), seen(HOME, 20, A)])
    assert [(pair.theirs.captured_at[8:10], pair.ours.captured_at[8:10]) for pair in found.same] == [("01", "20")]
    assert found.different == []


def test_what_somebody_brought_was_not_seen_by_us() -> None:
    found = compared([seen(HOME, 1, A)], [seen(HOME, 2, A)], source="import")
    assert (found.same, found.only_theirs) == ([], [seen(HOME, 1, A)])


def test_of_several_times_the_nearest_are_named() -> None:
    found = compared([seen(HOME, 1, A), seen(HOME, 12, A)], [seen(HOME, 10, A), seen(HOME, 30, A)])
    assert [(pair.theirs.captured_at[8:10], pair.ours.captured_at[8:10]) for pair in found.same] == [("12", "10")]


def test_bytes_that_never_agree_are_different_and_the_nearest_times_are_named() -> None:
    found = compared([seen(HOME, 1, A), seen(HOME, 11, B)], [seen(HOME, 9, C), seen(HOME, 30, C)])
    assert [(pair.theirs.captured_at[8:10], pair.ours.captured_at[8:10]) for pair in found.different] == [("11", "09")]


def test_what_only_one_has_is_named_once_an_address() -> None:
    found = compared([seen(NEWS, 1, A), seen(NEWS, 2, A)], [seen(FILE, 1, B), seen(FILE, 2, B)])
    assert ([each.url for each in found.only_theirs], [each.url for each in found.only_ours]) == ([NEWS], [FILE])


@pytest.mark.parametrize("theirs", [seen(HOME, 1, None), seen(f"{HOME}?id=masked-1", 1, A)])
def test_what_is_covered_is_compared_with_nothing(theirs: Seen) -> None:
    found = compared([theirs], [])
    assert (found.undisclosed, found.only_theirs) == ([theirs], [])


def test_another_portal_says_nothing_of_ours() -> None:
    found = compared([seen(HOME, 1, A)], [seen(HOME, 1, A)], portal="there")
    assert (len(found.only_theirs), found.only_ours, found.same) == (1, [], [])


def test_a_crawl_that_is_still_open_is_no_witness() -> None:
    assert compared([seen(HOME, 1, A)], [seen(HOME, 1, A)], verdict="open").same == []


def test_years_of_nights_are_compared_in_a_moment() -> None:
    nights = [Seen(HOME, f"20{10 + n // 1000}-01-01T00:{n % 1000 // 60:02}:{n % 60:02}Z", 200, A) for n in range(3000)]
    with cpu_time() as took:
        assert len(compared(nights, []).only_theirs) == 1
        assert len(compared(nights, nights[:2000]).same) == 1
    assert took.seconds < 2
