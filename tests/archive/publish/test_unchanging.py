"""What does not change is looked up once, and pages of documents can be turned without losing one."""

from __future__ import annotations

import asyncio
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


def test_turning_pages_shows_every_document_of_one_day_once(public_db: Path, tmp_path: Path) -> None:
    path = tmp_path / "public.db"
    shutil.copyfile(public_db, path)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("update documents set published_on = '2018-12-29'")
        there = {row[0] for row in db.execute("select id from documents")}
    site = datasette(path)

    async def turned() -> list[str]:
        shown, address = [], "/public/documents.json?_size=2"
        while address:
            page = (await site.client.get(address)).raise_for_status().json()
            shown += [row[0] for row in page["rows"]]
            address = (page["next_url"] or "").removeprefix("http://localhost")
        return shown

    shown = asyncio.run(turned())
    assert (len(shown), set(shown)) == (len(there), there)
