"""What is said of the demo's dates of writing equals its truth, over three seeds and their skins."""

from __future__ import annotations

import pytest
from demo_watch import timeliness_found
from read_demo import PORTAL, SEEDS, ids, observed_demo
from sqlite_utils import Database

from archive.timeliness.eves import eves_of
from crawler.demo.model import Site
from crawler.demo.truth.timeliness import expected_eves, expected_timeliness, written_named


@pytest.fixture(scope="module", params=SEEDS)
def read(request: pytest.FixtureRequest) -> tuple[Site, Database]:
    return observed_demo(*request.param)


def test_the_figures_of_each_year_and_column_are_those_of_the_truth(read: tuple[Site, Database]) -> None:
    _, db = read
    assert timeliness_found(db) == set(expected_timeliness())


def test_the_named_documents_took_as_many_days_as_were_counted_by_hand(read: tuple[Site, Database]) -> None:
    _, db = read
    sql = "select d.title, t.written_on, t.working_days from timeliness t join documents d on d.id = t.document"
    found = {row["title"]: (row["written_on"], row["working_days"]) for row in db.query(sql)}
    for entry in written_named():
        assert found[entry.title] == (entry.written_on.isoformat(), entry.days)


def test_nothing_is_said_of_documents_that_do_not_say_when_they_were_written(read: tuple[Site, Database]) -> None:
    site, db = read
    written = ids(site, (document for document in site.own.documents if document.written_on))
    assert {row["document"] for row in db.query("select document from timeliness")} == written


def test_the_eves_of_reports_and_of_the_inspection_are_those_of_the_truth(read: tuple[Site, Database]) -> None:
    _, db = read
    reports = "select id, title, published_on from documents where title like '%年报%' or title like '%报告%'"
    rows = [row for row in db.query(reports) if any(row["published_on"] == str(eve.day) for eve in expected_eves())]
    db.table("reports").insert_all(
        ({"portal": PORTAL, "kind": "report", "current": 1, "document": row["id"], **row} for row in rows), replace=True
    )
    found = {(eve.day, eve.since, eve.reason): eve.columns for eve in eves_of(db, PORTAL)}
    for expected in expected_eves():
        columns = found[expected.day, expected.since, expected.reason]
        assert {key: columns.get(f"{PORTAL}/{key}", 0) for key, _ in expected.columns} == dict(expected.columns)
