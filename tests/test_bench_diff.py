"""The archive on which comparisons are measured: every number of two years is that of its SQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.store import open_archive
from archive.verify import verify
from benchmarks.diff import Costs, measure, promise
from benchmarks.large_archive import PORTAL, build
from benchmarks.measure import BenchError
from benchmarks.verify import Spent


def test_every_number_is_that_of_its_sql_and_one_that_is_not_gives_no_figures(tmp_path: Path) -> None:
    build(tmp_path / "archive.db", 1_000)
    db = open_archive(tmp_path / "archive.db")
    verify(db, PORTAL)
    assert measure(db, 1).numbers > 200
    db.execute("update findings set observed = observed + 1 where measure = 'columns'")
    with pytest.raises(BenchError, match="its SQL gives"):
        measure(db, 1)
    db.close()


def test_the_limit_is_held_against_the_cpu() -> None:
    costs = Costs(Spent(3.0, 0.5), Spent(1.0, 0.25), 200, 40.0)
    said = "diff: 100,000 documents: years 0.50 s, crawls 0.25 s (limit 1 s) holds"
    assert promise(costs, 100_000) == said
