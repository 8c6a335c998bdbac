"""What the law asks to be published: there, up to date, dead, empty, not found, or nothing that could be said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from handmade_archive import PORTAL, Archive

from archive.checklist import Entry, checklist, noted, rows_of, store_checklist
from archive.duties import Duty, duties, state_label
from archive.folding import title_key
from archive.standing import read_standing

DAY = date(2020, 1, 15)
SEEN = "2019-01-10T02:00:00.000000Z"


def entry(archive: Archive, duty: str, day: date = DAY) -> Entry:
    return next(e for e in checklist(archive.db, read_standing(archive.db, PORTAL), day) if e.duty.key == duty)


def site(*published_on: str, title: str = "规范性文件", state: str = "complete", **fields: Any) -> Archive:
    """One column with documents of these days, fetched completely or not."""
    archive = Archive()
    column = archive.column("c", title=title)
    crawl = archive.crawl(states={column: state})
    for day in published_on:
        archive.document(day, columns=[column], crawl=crawl, **fields)
    return archive


def keys(found: Entry) -> list[str]:
    return [note["key"] for note in found.notes]


@pytest.mark.parametrize(
    ("newest", "state"),
    [
        ("2020-01-15", "fresh"),
        ("2019-07-16", "fresh"),  # 183 days before
        ("2019-07-15", "stale"),
        ("2018-01-15", "stale"),  # 730 days before
        ("2018-01-14", "dead"),
    ],
)
def test_a_rhythm_is_kept_broken_or_dead(newest: str, state: str) -> None:
    found = entry(site("2017-03-01", newest), "normative")
    assert (found.state, found.shown.documents, str(found.shown.newest_on)) == (state, 2, newest)


def test_without_a_rhythm_what_is_old_is_still_there() -> None:
    assert entry(site("2009-03-01", title="权力清单"), "powers").state == "there"


def test_a_guide_older_than_the_law_is_stale_and_one_written_since_is_up_to_date() -> None:
    assert entry(site("2019-05-14", title="政府信息公开指南"), "guide").state == "stale"
    assert entry(site("2019-05-15", title="政府信息公开指南"), "guide").state == "fresh"


@pytest.mark.parametrize(("seen", "state"), [("2019-06-03", "not_assessable"), ("2019-04-01", "stale")])
def test_a_guide_of_an_old_date_that_was_edited_since_the_law_is_not_called_stale(seen: str, state: str) -> None:
    archive = site("2017-05-14", title="政府信息公开指南")
    (document,) = archive.rows("select id from documents")
    change = {"id": "c", "portal": PORTAL, "kind": "edited", "document": document["id"], "seen_at": f"{seen}T02:00:00Z"}
    archive.db.table("changes").insert(change)
    assert entry(archive, "guide").state == state
    before_the_law = entry(site("2011-01-01", title="政府信息公开指南"), "guide", date(2019, 5, 14))
    assert before_the_law.state == "fresh"


def test_a_column_without_entries_is_empty_and_none_at_all_is_not_found() -> None:
    assert entry(site(title="规范性文件"), "normative").state == "empty"
    nothing = entry(site("2019-12-01", title="要闻"), "normative")
    assert (nothing.state, keys(nothing)) == ("not_found", ["crawled_columns"])


@pytest.mark.parametrize("published_on", [(), ("2010-01-01",)])
def test_nothing_bad_is_said_of_a_column_that_was_not_fetched_completely(published_on: Sequence[str]) -> None:
    found = entry(site(*published_on, state="incomplete"), "normative")
    assert found.state == "not_assessable"
    assert "incomplete" in keys(found)
    assert entry(site("2020-01-01", state="incomplete"), "normative").state == "fresh"


def test_a_document_that_titles_show_may_stand_in_any_column_that_was_not_fetched() -> None:
    archive = site("2019-01-01", title="公告", state="incomplete")
    assert entry(archive, "guide").state == "not_assessable"
    assert entry(archive, "normative").state == "not_found"  # only a column would show it


@pytest.mark.parametrize(("first_seen", "state"), [(SEEN, "dead"), ("2020-01-10T02:00:00Z", "not_assessable")])
def test_an_undated_entry_could_be_the_newest_only_where_it_was_seen_lately(first_seen: str, state: str) -> None:
    archive = site("2016-01-01")
    archive.document(None, columns=[f"{PORTAL}/c"], crawl=archive.rows("select id from crawls")[0]["id"],
                     first_seen=first_seen)  # fmt: skip
    assert entry(archive, "normative").state == state


def test_an_attachment_shows_a_duty_by_its_name() -> None:
    archive = site("2019-06-01", title="公告")
    document, crawl = archive.rows("select document, crawl from listings")[0].values()
    archive.attachment(document, "行政事业性收费目录清单.pdf", crawl)
    found = entry(archive, "fees")
    assert (found.state, found.shown.newest) == ("there", document)


def test_what_is_removed_or_stands_on_another_channel_is_no_evidence() -> None:
    assert entry(site("2019-12-01", gone_since=SEEN), "normative").state == "empty"
    archive = site(title="要闻")
    archive.imported("2019-12-01", title="信息公开指南")
    assert entry(archive, "guide").state == "not_found"


def test_marks_of_validity_are_counted_of_the_version_that_is_current() -> None:
    archive = site("2020-01-01", "2020-01-02", version=8)
    [first, _] = archive.rows("select id from documents order by id")
    for version, said in ((7, "有效"), (8, "失效")):  # read by two crawls, the later one with another capture
        archive.db.table("document_versions").insert({"id": version, "document": first["id"], "validity": said})
    archive.db.execute("update documents set version = null, capture = 12 where id <> ?", [first["id"]])
    validity = next(note for note in entry(archive, "normative").notes if note["key"] == "validity")
    assert (validity["marked"], validity["unmarked"]) == (1, 1)


def test_the_sql_of_an_entry_gives_its_documents_and_hostile_names_are_literals() -> None:
    archive = site("2019-12-01", "2019-12-02")
    found = entry(archive, "normative")
    assert [row["document"] for row in archive.rows(found.sql)] == [
        row["id"] for row in archive.rows("select id from documents order by id")
    ]


def test_a_later_crawl_leaves_the_earlier_list_and_makes_its_own_current() -> None:
    archive = site("2018-12-01")
    store_checklist(archive.db, read_standing(archive.db, PORTAL))
    store_checklist(archive.db, read_standing(archive.db, PORTAL))
    assert len(list(rows_of(archive.db))) == len(duties())
    later = archive.crawl(closed_at="2020-01-10T02:00:00.000000Z")
    store_checklist(archive.db, read_standing(archive.db, PORTAL))
    assert {row["as_of"] for row in rows_of(archive.db, PORTAL)} == {later}
    assert archive.rows("select count(*) as n from checklist")[0]["n"] == 2 * len(duties())
    # An entry that left its list is published until it is known to be removed.
    assert next(row for row in rows_of(archive.db) if row["duty"] == "normative")["state"] == "stale"


def test_a_portal_without_an_accepted_crawl_has_no_list() -> None:
    assert checklist(Archive().db, read_standing(Archive().db, PORTAL)) == ()


@pytest.mark.parametrize("duty", duties(), ids=lambda duty: duty.key)
def test_every_duty_is_known_by_words_that_titles_can_hold_and_says_why_something_is_due(duty: Duty) -> None:
    assert duty.columns or duty.documents
    assert all(title_key(word) == word for word in (*duty.columns, *duty.documents))
    assert (duty.every is None) == (duty.because is None)
    assert duty.title.zh
    assert duty.law.act.zh


def test_every_state_and_note_has_words_in_both_languages() -> None:
    archive = site("2010-01-01", state="incomplete")
    archive.document("2010-01-01", title="信息公开指南")
    for found in checklist(archive.db, read_standing(archive.db, PORTAL), DAY):
        assert state_label(found.state).zh != state_label(found.state).en != found.state
        for note in found.notes:
            assert "{" not in noted(note).zh + noted(note).en
