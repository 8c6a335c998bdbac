"""Many documents together: distributions, and that the SQL beside a number returns its rows."""

from __future__ import annotations

from typing import Any

import pytest
from handmade_archive import PORTAL, Archive

from archive.observe import observe
from archive.timeliness.eves import eves_of
from archive.timeliness.figures import Distribution, percentile, timeliness_of


@pytest.fixture
def archive() -> Archive:
    made = Archive()
    made.column("policy")
    made.column("news")
    return made


def written(archive: Archive, written_on: str, published_on: str | None, **fields: Any) -> str:
    """A document with a page that says when it was written."""
    version = archive.documents + 1
    own = archive.document(published_on, version=version, **fields)
    archive.db.table("document_versions").insert({"id": version, "document": own, "written_on": written_on})
    return own


def whole(archive: Archive, year: int = 2018) -> Distribution:
    observe(archive.db, PORTAL)
    (found,) = timeliness_of(archive.db, PORTAL, year)
    return found.whole


def test_nine_in_ten_do_not_exceed_the_ninetieth_percentile() -> None:
    assert [percentile(range(1, n + 1), 90) for n in (1, 2, 9, 10, 11, 20)] == [1, 2, 9, 9, 10, 18]


def test_every_number_stands_beside_the_sql_of_its_rows(archive: Archive) -> None:
    crawl = archive.crawl()
    for published in ("2018-03-06", "2018-04-03", "2018-04-04", "2018-03-02"):
        written(archive, "2018-03-05", published, columns=["here/policy"], crawl=crawl, issuer="区政府'办公室")
    observe(archive.db, PORTAL)
    (year,) = timeliness_of(archive.db, PORTAL, 2018)
    for one in (year.whole, *year.columns, *year.issuers):
        numbers = {**one.counts, "written": one.written, "compared": one.compared}
        rows = {key: len(list(archive.db.query(one.sql(key)))) for key in numbers}
        assert rows == numbers
        assert (numbers["over"], numbers["compared"]) == (2, 3)


def test_documents_of_no_issuer_are_found_by_their_sql(archive: Archive) -> None:
    archive.crawl()
    for issuer in (None, ""):
        written(archive, "2018-03-05", "2018-03-06", issuer=issuer)
    observe(archive.db, PORTAL)
    (year,) = timeliness_of(archive.db, PORTAL, 2018)
    (nobody,) = year.issuers
    assert (nobody.written, len(list(archive.db.query(nobody.sql("written"))))) == (2, 2)


def test_a_document_without_a_date_of_writing_says_nothing(archive: Archive) -> None:
    archive.crawl()
    written(archive, "2018-03-05", "2018-03-06")
    archive.document("2018-03-07")
    found = whole(archive)
    assert (found.documents, found.written) == (2, 1)


def test_what_others_wrote_is_not_late_where_it_is_put_up_again() -> None:
    archive = Archive(authority=("松山新区管理委员会",))
    archive.crawl()
    for title, issuer in (
        ("辽宁省人民政府关于印发实施方案的通知", "松山新区管理委员会"),
        ("关于印发实施方案的通知", "国务院办公厅"),
        ("关于印发实施方案的通知", "松山新区财政局"),
        ("关于印发实施方案的通知", "财政局"),
    ):
        written(archive, "2018-03-05", "2018-06-05", title=title, issuer=issuer)
    found = whole(archive)
    assert (found.counts["outside"], found.counts["over"], found.compared) == (2, 2, 2)


def test_undated_documents_are_a_group_of_their_own(archive: Archive) -> None:
    archive.crawl()
    written(archive, "2018-03-05", None)
    observe(archive.db, PORTAL)
    (undated,) = timeliness_of(archive.db, PORTAL)
    assert (undated.year, undated.whole.counts["undated"], undated.whole.median) == (None, 1, None)
    assert len(list(archive.db.query(undated.whole.sql("undated")))) == 1


def test_a_document_of_two_columns_counts_in_both_and_once_in_the_whole(archive: Archive) -> None:
    crawl = archive.crawl()
    written(archive, "2018-03-05", "2018-03-06", columns=["here/policy", "here/news"], crawl=crawl)
    observe(archive.db, PORTAL)
    (year,) = timeliness_of(archive.db, PORTAL, 2018)
    assert (year.whole.compared, [one.compared for one in year.columns]) == (1, [1, 1])


def test_what_was_backdated_shows_the_day_on_which_it_was_not_there(archive: Archive) -> None:
    archive.db.table("crawls").insert(
        {
            "id": "before",
            "portal": PORTAL,
            "started_at": "2018-06-01T16:30:00.000000Z",
            "accepted": 1,
            "source": "live",
            "closed_at": "2018-06-01T17:00:00.000000Z",
        }
    )
    archive.crawl()
    own = written(archive, "2018-03-05", "2018-03-06")
    archive.db.table("changes").insert(
        {"id": "c", "portal": PORTAL, "kind": "backdated", "document": own, "lacked_by": "before"}
    )
    observe(archive.db, PORTAL)
    (row,) = archive.db.query("select working_days, lacked_on, at_least from timeliness")
    # 2 June in China: 19 working days of March after the fifth, 20 of April, 22 of May, one of June.
    assert row == {"working_days": 1, "lacked_on": "2018-06-02", "at_least": 62}


@pytest.mark.parametrize(("dated", "lacked_on"), [("2018-06-01", "2018-06-02"), ("2018-06-02", None), (None, None)])
def test_a_date_given_later_that_the_archive_does_not_contradict_is_not_contradicted(
    archive: Archive, dated: str | None, lacked_on: str | None
) -> None:
    before = archive.crawl(started_at="2018-06-01T16:30:00.000000Z", closed_at="2018-06-01T17:00:00.000000Z")
    archive.crawl()
    own = written(archive, "2018-03-05", dated)
    change = {"id": "c", "portal": PORTAL, "kind": "backdated", "document": own, "lacked_by": before}
    archive.db.table("changes").insert(change)
    observe(archive.db, PORTAL)
    (row,) = archive.db.query("select lacked_on, at_least from timeliness")
    assert row == {"lacked_on": lacked_on, "at_least": 62 if lacked_on else None}


def test_observing_again_changes_nothing_and_forgets_what_is_not_said_any_more(archive: Archive) -> None:
    archive.crawl()
    own = written(archive, "2018-03-05", "2018-03-06")
    observe(archive.db, PORTAL)
    before = list(archive.db.query("select * from timeliness"))
    observe(archive.db, PORTAL)
    assert list(archive.db.query("select * from timeliness")) == before
    archive.db.execute("update document_versions set written_on = null where document = ?", [own])
    observe(archive.db, PORTAL)
    assert archive.db.table("timeliness").count == 0


def report(archive: Archive, day: str) -> None:
    archive.db.table("reports").insert(
        {"id": day, "portal": PORTAL, "published_on": day, "title": "报告", "kind": "report", "current": 1}
    )


def test_the_eve_of_a_report_holds_the_days_before_it_and_not_the_day(archive: Archive) -> None:
    archive.crawl()
    for day in ("2018-02-23", "2018-02-24", "2018-03-08", "2018-03-09", "2018-07-02"):
        archive.document(day)
    report(archive, "2018-03-09")
    (eve,) = eves_of(archive.db, PORTAL)
    assert (eve.since.isoformat(), eve.documents, eve.of_year, eve.reason) == ("2018-02-24", 2, 5, "report")
    assert [row["published_on"] for row in archive.db.query(eve.sql)] == ["2018-02-24", "2018-03-08"]
    assert eve.expected == pytest.approx(5 * 10 / 249, abs=0.05)


@pytest.mark.parametrize(
    ("seen_at", "backdated"),
    [
        ("2018-02-23T15:59:00.000000Z", 0),
        ("2018-02-23T16:30:00.000000Z", 1),  # the eve begins on 24 February, in China at this instant
        ("2018-03-08T15:59:00.000000Z", 1),
        ("2018-03-08T16:30:00.000000Z", 0),  # the day of the report itself, there
    ],
)
def test_what_was_seen_late_counts_by_the_days_of_the_portal(archive: Archive, seen_at: str, backdated: int) -> None:
    archive.crawl()
    own = archive.document("2018-01-02")
    change = {"id": "c", "portal": PORTAL, "kind": "backdated", "document": own, "seen_at": seen_at}
    archive.db.table("changes").insert(change)
    report(archive, "2018-03-09")
    (eve,) = eves_of(archive.db, PORTAL)
    assert (eve.backdated, len(list(archive.db.query(eve.backdated_sql)))) == (backdated, backdated)


def test_of_a_year_that_is_not_over_only_the_working_days_that_were_seen_are_even(archive: Archive) -> None:
    archive.crawl(closed_at="2018-03-30T04:00:00.000000Z")
    for day in ("2018-01-05", "2018-02-05", "2018-03-05", "2018-03-29"):
        archive.document(day)
    report(archive, "2018-03-09")
    (eve,) = eves_of(archive.db, PORTAL)
    # 22 working days in January, 17 in February (the 15th to the 21st off, 11 and 24 worked), 22 in March.
    assert (eve.of_year, eve.expected) == (4, pytest.approx(4 * 10 / 61, abs=0.05))


def test_an_eve_that_begins_in_the_year_before_is_set_beside_both_years(archive: Archive) -> None:
    archive.crawl()
    for day in ("2017-06-01", "2017-12-28", "2018-01-03"):
        archive.document(day)
    report(archive, "2018-01-05")
    (eve,) = eves_of(archive.db, PORTAL)
    assert (eve.documents, eve.of_year) == (2, 3)


def test_nothing_is_said_of_a_day_that_is_yet_to_come(archive: Archive) -> None:
    archive.crawl(closed_at="2018-03-06T04:00:00.000000Z")
    report(archive, "2018-03-09")
    assert list(eves_of(archive.db, PORTAL)) == []
