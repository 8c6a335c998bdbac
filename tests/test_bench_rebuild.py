"""What every core is worth to a rebuild: the archives that are rebuilt hold what they are called by."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from benchmarks.rebuild import MANY, NIGHTS, ONE, archives, rebuilt, told


@pytest.mark.heavy
def test_archives_hold_one_crawl_or_several_or_nights_after_them_and_all_of_it_is_rebuilt(tmp_path: Path) -> None:
    made = archives(tmp_path, 2, 30, 1)
    crawls = {
        name: rows(archive, "select portal, count(*) from crawls group by portal") for name, archive in made.items()
    }
    assert crawls == {ONE: [("p000", 1)], MANY: [("p000", 1), ("p001", 1)], NIGHTS: [("p000", 2), ("p001", 2)]}
    texts = "select count(distinct portal) from documents group by content_digest"
    assert set(rows(made[MANY], texts)) == {(1,)}
    for archive in made.values():
        captures = rows(archive, "select count(*) from captures")
        assert [(rebuilt(archive, None)[1],)] == captures


def test_a_ratio_is_of_the_runs_that_followed_each_other() -> None:
    said = told(ONE, 1_000, (2.0, 4.0, 6.0), (1.0, 2.5, 3.0))
    assert said == f"{ONE}: 1,000 captures, 250 a second on one core, 400 on every one: 2.00 × (from 1.60 to 2.00)"


def rows(archive: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(Database(archive / "archive.db")) as db:
        return [tuple(row) for row in db.execute(sql).fetchall()]
