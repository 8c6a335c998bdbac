"""Turning the pages of a table in any order shows every row once, however many are equal in it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from datasette.app import Datasette

from archive.publish import search_index
from archive.publish.publication import keyed_views, published_tables
from archive.publish.ties import with_ties_decided

_SIZE = 3


def _most_alike(public_db: Path) -> Iterator[tuple[str, str, int]]:
    """Of every table with some pages the column in which most rows are alike, and how many rows there are."""
    with closing(sqlite3.connect(public_db)) as db:
        for table in (*published_tables(), *keyed_views()):
            (rows,) = db.execute(f'select count(*) from "{table}"').fetchone()
            columns = [name for _, name, kind, *_ in db.execute(f'pragma table_info("{table}")') if kind != "BLOB"]
            kinds = {
                name: db.execute(
                    f'select count(distinct "{name}") from "{table}" where "{name}" is not null'
                ).fetchone()[0]
                for name in columns
            }
            some = [name for name in columns if kinds[name]]
            if rows > 2 * _SIZE and some:
                yield table, min(some, key=kinds.__getitem__), rows


async def _turned(site: Datasette, address: str) -> list[tuple[object, ...]]:
    shown: list[tuple[object, ...]] = []
    while address:
        page = (await site.client.get(address)).raise_for_status().json()
        shown += [tuple(row) for row in page["rows"]]
        address = (page["next_url"] or "").removeprefix("http://localhost")
    return shown


@pytest.mark.parametrize("order", ["_sort", "_sort_desc"])
def test_turning_pages_in_an_order_shows_every_row_once(public_db: Path, site: Datasette, order: str) -> None:
    turned = {}
    for table, column, rows in _most_alike(public_db):
        shown = asyncio.run(_turned(site, f"/public/{table}.json?{order}={column}&_size={max(_SIZE, rows // 6)}"))
        turned[table] = (len(shown), max(Counter(shown).values()), rows)
    assert len(turned) > 10
    assert {table: found for table, found in turned.items() if found != (found[2], 1, found[2])} == {}


@pytest.mark.parametrize("immutable", [True, False])
def test_so_it_does_under_datasettes_own_command(public_db: Path, immutable: bool) -> None:
    stock = Datasette([] if immutable else [str(public_db)], immutables=[str(public_db)] if immutable else [])
    shown = asyncio.run(_turned(stock, "/public/captures.json?_sort=kind&_size=4"))
    assert len(shown) > 20
    assert max(Counter(shown).values()) == 1


@pytest.mark.parametrize(
    ("sql", "decided"),
    [
        (
            "select id, title from documents where state = :p0 order by title limit 51",
            "select id, title from documents where state = :p0 order by title, id limit 51",
        ),
        (
            "select rowid, a, [group] from [some table] order by [group] desc limit 51",
            "select rowid, a, [group] from [some table] order by [group] desc, id limit 51",
        ),
        *(
            (sql, sql)
            for sql in (
                "select id from documents order by id limit 51",
                "select id from documents order by title, id limit 51",
                "select id from documents limit 51",
                "select count(*) from documents order by 1",
                "select a from b where c union select d from e order by a limit 5",
                "select a from b where c in (select d from e order by f limit 5)",
                "select max(a) from b order by a limit 5",
                "select a from b join c on d = e order by a limit 5",
                "select a from b order by a limit 5; select 1",
                f"select a from {'b' * 101} order by a limit 5",
            )
        ),
    ],
)
def test_an_order_is_completed_where_a_table_page_is_asked_for_and_nowhere_else(sql: str, decided: str) -> None:
    async def keys(_: str) -> list[str]:
        return ["id"]

    assert asyncio.run(with_ties_decided(sql, keys)) == decided


def test_rows_of_a_view_without_a_key_are_not_known_by_a_rowid(public_db: Path, site: Datasette) -> None:
    """SQLite without SQLITE_ALLOW_ROWID_IN_VIEW has none there: an order by it ends in an error."""
    database = site.get_database("public")
    with closing(sqlite3.connect(public_db)) as db:
        views = {name for (name,) in db.execute("select name from sqlite_master where type = 'view'")}
    unkeyed = views - keyed_views().keys()
    assert unkeyed
    assert [view for view in unkeyed if asyncio.run(database.known_by(view))] == []
    assert asyncio.run(database.known_by("listings")) == ["crawl", "column", "url"]
    assert asyncio.run(database.known_by(search_index.NAMES[0])) == ["rowid"]


def test_what_has_no_key_keeps_its_order() -> None:
    async def keys(_: str) -> list[str]:
        return []

    sql = "select a from b where c order by a limit 5"
    assert asyncio.run(with_ties_decided(sql, keys)) == sql
