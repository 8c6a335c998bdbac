"""Series in an archive: written as of its newest crawl, and every figure with SQL that gives it."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from handmade_archive import CITY, PORTAL, Archive

from archive.series.found import figures, series_found
from archive.series.store import store_series
from archive.standing import read_standing

OWN = {"issuer": "新区管理委员会"}


def archive(states=None):
    made = Archive()
    column, other = made.column("policy"), made.column("letters")
    crawl = made.crawl(states=states)

    def document(day, number="", columns=(column,), **fields):
        return made.document(day, columns=columns, crawl=crawl, document_number=number, **{**OWN, **fields})

    document("2018-01-05", "锦松管发〔2018〕1号")
    document("2018-02-01", "锦松管发〔2018〕3号")
    document("2018-03-01", "锦松管发〔2018〕3号")
    document("2018-04-01", "锦松管发〔2018〕6号")
    document("2018-04-02", "锦松管发〔2018〕9999号")
    document("2018-05-01", "锦松管函〔2018〕1号", (other,))
    letter = document("2018-06-01", "锦松管函〔2018〕4号", (other,))
    document("2018-07-01", "国发〔2018〕3号")
    for serial in (1, 2, 5):
        document("2018-08-01", index_number=f"AB-2018-{serial:04}")
    made.db.table("document_texts").insert({"version": 7, "text": "按锦松管发〔2018〕2号、锦松管发〔2018〕9号办理。"})
    made.db.execute("update documents set version = 7 where id = ?", [letter])
    made.attachment(letter, "锦松管函〔2018〕3号.pdf", crawl)
    return made


@pytest.fixture(scope="module")
def found():
    made = archive()
    store_series(made.db, read_standing(made.db, PORTAL))
    made.db.conn.commit()
    return made, {each.row["prefix"]: each for each in series_found(made.db, PORTAL)}


def row(found, prefix, *names):
    return tuple(found[1][prefix].row[name] for name in names)


def test_a_series_says_what_is_there_what_is_missing_and_what_was_given_out_at_least(found):
    names = ("first", "last", "published", "missing", "share", "issued", "cited", "twice", "outliers")
    assert row(found, "锦松管发", *names) == (1, 6, 3, 3, 0.5, 7, 2, 1, 1)


def test_a_gap_lies_between_the_days_of_its_neighbours(found):
    gaps = found[1]["锦松管发"].gaps
    assert [(g["first_number"], g["last_number"], g["after_date"], g["before_date"]) for g in gaps] == [
        ("锦松管发〔2018〕2号", "锦松管发〔2018〕2号", "2018-01-05", "2018-02-01"),
        ("锦松管发〔2018〕4号", "锦松管发〔2018〕5号", "2018-02-01", "2018-04-01"),
    ]


def test_the_name_of_a_file_is_a_number_that_is_there(found):
    assert row(found, "锦松管函", "published", "missing") == (3, 1)


def test_index_numbers_are_missing_as_they_are_written(found):
    assert [gap["first_number"] for gap in found[1]["AB"].gaps] == ["AB-2018-0003"]


@pytest.mark.parametrize("key", figures())
def test_the_sql_of_every_figure_gives_as_many_rows_as_the_series_says(found, key):
    for each in found[1].values():
        rows = list(found[0].db.query(figures()[key].of(each.row["id"])))
        assert len(rows) == (each.row[key] or 0), (each.row["prefix"], rows)


@pytest.mark.parametrize("key", figures())
def test_the_sql_asks_for_the_series_where_nobody_names_one(found, key):
    with closing(sqlite3.connect(":memory:")) as empty:
        found[0].db.conn.backup(empty)
        assert empty.execute(figures()[key].sql, {"series": "none"}).fetchall() == []


def test_missing_numbers_are_spelled_as_their_series_is(found):
    sql = figures()["missing"].of(found[1]["锦松管发"].row["id"])
    assert [row["number"] for row in found[0].db.query(sql)] == [f"锦松管发〔2018〕{n}号" for n in (2, 4, 5)]


def test_missing_index_numbers_have_the_digits_of_their_series(found):
    sql = figures()["missing"].of(found[1]["AB"].row["id"])
    assert [row["number"] for row in found[0].db.query(sql)] == ["AB-2018-0003", "AB-2018-0004"]


def test_a_column_that_was_not_read_whole_is_named_and_nothing_else_is_said_of_its_series():
    made = archive({f"{PORTAL}/letters": "incomplete"})
    store_series(made.db, read_standing(made.db, PORTAL))
    found = {each.row["prefix"]: each for each in series_found(made.db, PORTAL)}
    assert (found["锦松管函"].row["reason"], found["锦松管函"].unread) == ("coverage", ("栏目letters",))
    assert (found["锦松管函"].row["missing"], found["锦松管函"].gaps) == (None, ())
    assert found["锦松管发"].row["reason"] == ""


def test_made_again_the_rows_are_the_same():
    made = archive()
    tables = ("series", "series_numbers", "series_gaps", "cited_numbers")
    states = []
    for _ in range(2):
        store_series(made.db, read_standing(made.db, PORTAL))
        states.append([made.rows(f"select * from {table} order by 1, 2, 3") for table in tables])
    assert states[0] == states[1] and all(states[0])


def test_a_portal_whose_crawls_were_not_accepted_has_no_series():
    made = archive()
    assert (store_series(made.db, read_standing(made.db, CITY)), list(series_found(made.db, CITY))) == (0, [])


def test_the_series_of_one_year_alone_can_be_asked_for(found):
    assert list(series_found(found[0].db, PORTAL, 2017)) == []
