"""Claims belong to the version of the report they were read from."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_tables import body_of, table3
from sqlite_utils import Database

from archive.layout import layout_of
from archive.listings import add_listings
from archive.records import Body, Paragraph
from archive.report_store import read_reports, unread_reports
from archive.schema import READER_VERSION
from archive.store import open_archive

TITLE = "样本区2018年政府信息公开工作年度报告"


@pytest.fixture
def db(tmp_path: Path) -> Database:
    database = open_archive(tmp_path / "archive.db")
    database.table("columns").insert({"id": "p/reports", "portal": "p", "reports": 1})
    database.table("crawls").insert({"id": "c", "portal": "p", "accepted": 1})
    add_listings(database, [{"crawl": "c", "column": "p/reports", "url": "u", "document": "d"}])
    database.table("documents").insert({"id": "d", "portal": "p", "title": TITLE, "published_on": "2019-03-01"})
    return database


def publish(db: Database, version: int, text: str) -> None:
    """The report as a crawl found it, in a version of its own."""
    body = Body(text, (Paragraph(0, len(text)),))
    db.table("document_texts").insert({"version": version, "text": text, "layout": layout_of(body)})
    db.table("documents").update("d", {"version": version})


def claimed(db: Database, report: str) -> list[tuple[str, float]]:
    return db.execute("select id, value from claims where report = ? order by number", [report]).fetchall()


def test_a_report_is_read_once_while_its_text_and_the_reader_are_the_same(db: Database) -> None:
    publish(db, 1, "全区主动公开政府信息300条。")
    (report,) = read_reports(db, "p")
    assert (report.id, report.year, report.claims) == ("p-2018", 2018, 1)
    assert read_reports(db, "p") == (report,)
    assert db.table("reports").count == 1


def test_an_edited_report_keeps_what_was_found_of_its_earlier_words(db: Database) -> None:
    publish(db, 1, "全区主动公开政府信息300条，收到申请12件。")
    read_reports(db, "p")
    db.table("findings").insert({"id": "p-2018.2@c", "report": "p-2018", "claim": "p-2018.2", "current": 1})
    publish(db, 2, "全区主动公开政府信息280条。")
    (report,) = read_reports(db, "p")
    assert claimed(db, report.id) == [("p-2018.1", 280.0)]
    (old,) = db.execute("select id from reports where current = 0").fetchone()
    assert claimed(db, old) == [(f"{old}.1", 300.0), (f"{old}.2", 12.0)]
    finding = db.execute("select f.current, c.value from findings f join claims c on c.id = f.claim").fetchall()
    assert finding == [(0, 12.0)]


def test_what_was_found_of_earlier_words_keeps_its_sub_totals(db: Database) -> None:
    publish(db, 1, "全区主动公开政府信息300条。")
    read_reports(db, "p")
    db.table("findings").insert({"id": "p-2018.1@c", "report": "p-2018", "claim": "p-2018.1", "current": 1})
    db.table("subtotals").insert({"finding": "p-2018.1@c", "number": 1, "documents": 7})
    publish(db, 2, "全区主动公开政府信息280条。")
    read_reports(db, "p")
    kept = "select f.id, s.documents from subtotals s join findings f on f.id = s.finding where f.current = 0"
    assert db.execute(kept).fetchall() == [(f"p-2018~1.{READER_VERSION}.1@c", 7)]


def test_a_new_reader_reads_the_same_text_again(db: Database) -> None:
    publish(db, 1, "全区主动公开政府信息300条。")
    read_reports(db, "p")
    db.execute("update reports set reader_version = ?", [READER_VERSION - 1])
    read_reports(db, "p")
    assert db.execute("select count(*), sum(current) from reports").fetchone() == (2, 1)


def test_a_document_of_the_column_that_is_no_report_is_left_alone(db: Database) -> None:
    publish(db, 1, "全区主动公开政府信息300条。")
    db.table("documents").update("d", {"title": "关于报送政府信息公开工作年度报告的通知"})
    assert read_reports(db, "p") == ()


def test_a_version_without_a_claim_never_replaces_one_that_has_some(db: Database) -> None:
    publish(db, 1, "全区主动公开政府信息300条。")
    read_reports(db, "p")
    publish(db, 2, "系统维护中，请稍后再试。")
    (report,) = read_reports(db, "p")
    assert claimed(db, report.id) == [("p-2018.1", 300.0)]
    assert ["earlier one is kept" in unread.reason for unread in unread_reports(db, "p")] == [True]


def test_a_report_without_a_number_and_one_without_a_text_are_named(db: Database) -> None:
    publish(db, 1, "本年度各项工作有序开展。")
    read_reports(db, "p")
    assert [unread.reason for unread in unread_reports(db, "p")] == ["no claim could be read in it"]
    db.execute("delete from reports")
    db.table("documents").update("d", {"version": None, "state": "file", "url": "http://p.invalid/2018.pdf"})
    assert read_reports(db, "p") == ()
    (unread,) = unread_reports(db, "p")
    assert (unread.title, unread.url) == (TITLE, "http://p.invalid/2018.pdf")


def test_a_report_that_was_read_is_not_named_as_unread(db: Database) -> None:
    publish(db, 1, "全区主动公开政府信息300条。")
    read_reports(db, "p")
    assert unread_reports(db, "p") == ()


@pytest.mark.parametrize(("carried_in", "holds"), [("3", 1), ("5", 0)])
def test_relations_between_two_years_stand_with_the_later_report(db: Database, carried_in: str, holds: int) -> None:
    said = {2022: {"carry_out": "3"}, 2023: {"carry_in": carried_in}}
    for number, (year, rows) in enumerate(said.items(), 1):
        named = {row: ("0", "0", "0", "0", "0", "0", value) for row, value in rows.items()}
        body = body_of(table3(named), lines=["全区主动公开政府信息300条。"])
        title, document = TITLE.replace("2018", str(year)), f"d{year}"
        add_listings(db, [{"crawl": "c", "column": "p/reports", "url": document, "document": document}])
        db.table("documents").insert({"id": document, "portal": "p", "title": title, "version": number})
        db.table("document_texts").insert({"version": number, "text": body.text, "layout": layout_of(body)})
    for _ in range(2):  # read again, nothing stands twice
        read_reports(db, "p")
    asked = "select report, previous, holds from identities where rule = 'T3-CARRY[total]'"
    assert db.execute(asked).fetchall() == [("p-2023", "p-2022", holds)]
    assert db.execute(
        "select count(*) from identities where previous is not null and report = 'p-2022'"
    ).fetchone() == (0,)
