"""What does not change is looked up once, and pages of documents can be turned without losing one."""

from __future__ import annotations

import asyncio
import csv
import io
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from datasette.app import Datasette

from archive.publish.one_file import OneFile
from archive.publish.serve import datasette
from archive.publish.unchanging import MOST_KEPT, Kept


def statements(site: Datasette, path: str) -> list[str]:
    """What SQLite is asked while a page is made that was made before."""
    database: OneFile = site.get_database("public")
    asked: list[str] = []

    async def twice() -> None:
        (await site.client.get(path)).raise_for_status()
        for connection in database._all_file_connections:
            connection.set_trace_callback(asked.append)
        (await site.client.get(path)).raise_for_status()

    asyncio.run(twice())
    return asked


@pytest.mark.parametrize("path", ["/public", "/public/documents", "/public/claims"])
def test_the_shape_of_the_database_is_asked_once(public_db: Path, path: str) -> None:
    asked = statements(datasette(public_db), path)
    assert [sql for sql in asked if "sqlite_master" in sql or "pragma" in sql.lower()] == []


def test_an_answer_can_be_changed_and_stays_what_it_was() -> None:
    async def names() -> list[str]:
        return ["documents"]

    async def asked_twice() -> list[str]:
        kept = Kept()
        (await kept.answer(("table_names",), names)).append("changed")
        answer: list[str] = await kept.answer(("table_names",), names)
        return answer

    assert asyncio.run(asked_twice()) == ["documents"]


def test_no_visitor_fills_the_memory_with_tables_that_are_not_there() -> None:
    kept = Kept()

    async def none() -> None:
        return None

    async def ask() -> None:
        for number in range(MOST_KEPT + 1):
            await kept.answer(("table_exists", str(number)), none)

    asyncio.run(ask())
    assert len(kept) <= MOST_KEPT


@pytest.fixture
def of_one_day(public_db: Path, tmp_path: Path) -> Path:
    """A public.db all documents of which were published on one day."""
    path = tmp_path / "public.db"
    shutil.copyfile(public_db, path)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("update documents set published_on = '2018-12-29'")
    return path


def documents(public_db: Path) -> list[str]:
    with closing(sqlite3.connect(public_db)) as db:
        return [row[0] for row in db.execute("select id from documents order by id")]


def test_turning_pages_shows_every_document_of_one_day_once(of_one_day: Path) -> None:
    site = datasette(of_one_day)

    async def turned() -> list[str]:
        shown, address = [], "/public/documents.json?_size=2"
        while address:
            page = (await site.client.get(address)).raise_for_status().json()
            shown += [row[0] for row in page["rows"]]
            address = (page["next_url"] or "").removeprefix("http://localhost")
        return shown

    assert sorted(asyncio.run(turned())) == documents(of_one_day)


@pytest.mark.parametrize("order", ["", "&_sort=published_on", "&_sort_desc=state"])
def test_a_csv_of_all_rows_has_every_document_once(of_one_day: Path, order: str) -> None:
    answer = asyncio.run(
        datasette(of_one_day).client.get(f"/public/documents.csv?_stream=on&_size=2&state__in=page,file{order}")
    )
    with closing(sqlite3.connect(of_one_day)) as db:
        there = [row[0] for row in db.execute("select id from documents where state in ('page', 'file') order by id")]
    assert sorted(row["id"] for row in csv.DictReader(io.StringIO(answer.text))) == there


def test_a_csv_of_all_rows_takes_as_many_at_once_as_may_be(public_db: Path) -> None:
    asked = statements(datasette(public_db), "/public/documents.csv?_stream=on")
    assert [sql.rsplit("limit ", 1)[1] for sql in asked if "order by" in sql] == ["5001"]
