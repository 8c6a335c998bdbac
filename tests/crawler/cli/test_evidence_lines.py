"""What `gongkai check` tells of signatures and timestamps."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from archive.fixity.evidence import Attested
from crawler.cli.evidence import evidence_lines, evidence_of

KEY = "3f" * 32


def lines(archive: Path, *attested: Attested, crawls: int = 2) -> list[str]:
    (archive / "crawls").mkdir()
    for number in range(crawls):
        (archive / "crawls" / f"c{number}.json").write_bytes(b"")
    return list(evidence_lines(list(evidence_of(archive, attested))))


def stamped(crawl: str, day: int) -> Attested:
    """Of a crawl that closed on the third, with a timestamp of some later day."""
    return Attested(crawl, "2026-01-03T02:00:00.000000Z", KEY, {"ours": datetime(2026, 1, day, 3, tzinfo=UTC)}, ())


def test_an_archive_that_nobody_signed_has_nothing_to_tell(tmp_path: Path) -> None:
    assert lines(tmp_path) == []


def test_crawls_that_nobody_signed_are_named_beside_others(tmp_path: Path) -> None:
    assert lines(tmp_path, stamped("c0", 3)) == [f"signed: 1 crawls by the key {KEY}", "not signed: 1 crawls: c1"]


def test_a_signature_of_which_nobody_says_when_is_named(tmp_path: Path) -> None:
    bare = Attested("c0", "2026-01-03T02:00:00.000000Z", KEY, {}, ("ours",))
    assert lines(tmp_path, bare, crawls=1)[1:] == ["signed, and at which time nobody says: 1 crawls: c0"]


def test_a_timestamp_that_came_late_is_told_with_its_days(tmp_path: Path) -> None:
    told = lines(tmp_path, stamped("c0", 3), stamped("c1", 12))
    assert told[1:] == ["timestamped later than a day after they closed: 1 crawls: c1 (9 days)"]


def test_many_crawls_are_counted_and_the_first_named(tmp_path: Path) -> None:
    told = lines(tmp_path, stamped("c0", 3), crawls=9)
    assert told[1] == "not signed: 8 crawls: c1, c2, c3, c4, c5 and 3 more"


def test_a_closing_time_that_is_none_is_no_hindrance(tmp_path: Path) -> None:
    odd = Attested("c0", "never", KEY, {"ours": datetime(2026, 1, 3, tzinfo=UTC)}, ())
    assert lines(tmp_path, odd, crawls=1) == [f"signed: 1 crawls by the key {KEY}"]
