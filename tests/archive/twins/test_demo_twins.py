"""The twins of the demo are those of its truth and no other, over three seeds and their skins."""

from __future__ import annotations

import pytest
from demo_watch import twins_found, twins_wanted
from read_demo import PORTAL, SEEDS, observed_demo
from sqlite_utils import Database

from archive.twins.figures import twins_of
from crawler.demo.model import Site
from crawler.demo.truth.twins import expected_twins, short_texts


@pytest.fixture(scope="module", params=SEEDS)
def read(request: pytest.FixtureRequest) -> tuple[Site, Database]:
    return observed_demo(*request.param)


def test_the_twins_are_those_of_the_truth_and_no_other(read: tuple[Site, Database]) -> None:
    site, db = read
    assert twins_found(db) == twins_wanted(site)


def test_by_column_they_are_those_of_the_truth(read: tuple[Site, Database]) -> None:
    _, db = read
    columns = {
        (year.year, column.column, kind): count
        for year in twins_of(db, PORTAL)
        for column in year.columns
        for kind, count in column.counts.items()
    }
    expected = [(t.year, f"{PORTAL}/{t.column}", t.kind) for t in expected_twins()]
    expected += [(short.year, f"{PORTAL}/{short.column}", "short") for short in short_texts()]
    assert {key: count for key, count in columns.items() if count} == {key: expected.count(key) for key in expected}
