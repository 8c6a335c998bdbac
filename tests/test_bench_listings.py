"""Nights of lists on which is measured what they take: all entries are there, and later nights add little."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from archive.store import open_archive
from benchmarks.listings import COLUMNS, measure


def test_a_night_whose_lists_are_nearly_as_they_were_takes_a_fraction_of_the_first(tmp_path: Path) -> None:
    first, *later = measure(tmp_path / "archive.db", 2_000, 4)
    assert [night.entries for night in (first, *later)] == [2_000 + COLUMNS * number for number in range(4)]
    with closing(open_archive(tmp_path / "archive.db")) as db:
        sql = "select count(*), count(distinct url), sum(position = 0), max(position) from listings group by crawl"
        assert db.execute(sql).fetchall() == [
            (night.entries, night.entries, COLUMNS, night.entries // COLUMNS - 1) for night in (first, *later)
        ]
    entries = sum(night.entries for night in later)
    assert sum(night.bytes for night in later) / entries < first.bytes / first.entries / 4
    assert sum(night.public_bytes for night in later) / entries < first.public_bytes / first.entries / 4
