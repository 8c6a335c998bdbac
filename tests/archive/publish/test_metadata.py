"""metadata.yml describes every table, view and column, in both languages."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from demo_queries import EXPECTED
from handmade_watch import Item, Watched
from sqlite_utils import Database
from year_queries import EXPECTED_OF_CHANGES

from archive import schema
from archive.publish.metadata import parameters_of, read_metadata
from archive.publish.publication import custody_columns, custody_tables

TABLES: dict[str, Any] = read_metadata()["databases"]["public"]["tables"]
QUERIES: dict[str, Any] = read_metadata()["databases"]["public"]["queries"]
#: Made by the build, not by archive/schema.py.
ADDED = {
    "column_years": {"column", "year", "documents", "listed_now"},
    "masked": {"row_table", "row_id", "row_column", "rule", "numbers"},
    "replays": {
        *("capture", "document", "key", "url", "entity_digest", "state", "scan", "masked", "rules", "pictures"),
        *("sheets", "page"),
    },
    "replay_resources": {"capture", "document", "url", "captured_at", "type", "sha256", "size", "content"},
    "withheld_documents": {"document", "reason", "withheld_on"},
    "withheld_evidence": {"evidence", "position", "document"},
}


def columns_of_the_schema() -> dict[str, set[str]]:
    db = Database(memory=True)
    schema.upgrade(db)
    names = set(db.table_names() + db.view_names()) - custody_tables()
    columns = {name: {row[1] for row in db.execute(f'pragma table_info("{name}")')} for name in names}
    return {name: columns[name] - {column for of, column in custody_columns() if of == name} for name in names} | ADDED


def test_exactly_the_tables_and_views_of_the_schema_are_described() -> None:
    assert set(TABLES) == set(columns_of_the_schema())


@pytest.mark.parametrize("table", sorted(columns_of_the_schema()))
def test_exactly_the_columns_of_the_table_are_described(table: str) -> None:
    assert set(TABLES[table]["columns"]) == columns_of_the_schema()[table]


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_description_is_chinese_and_english(table: str) -> None:
    texts = [TABLES[table]["title"], TABLES[table]["description"], *TABLES[table]["columns"].values()]
    assert [text for text in texts if not (re.search("[\u4e00-\u9fff]", text) and re.search("[a-zA-Z]{2}", text))] == []


def test_the_docs_name_every_ready_made_query() -> None:
    text = (ROOT / "docs" / "queries.md").read_text("utf-8")
    assert {name for name in QUERIES if f"`{name}`" not in text} == set()


def test_every_ready_made_query_is_compared_with_the_truth_of_the_demo() -> None:
    assert set(QUERIES) == set(EXPECTED) | set(EXPECTED_OF_CHANGES)


@pytest.mark.parametrize("query", sorted(QUERIES))
def test_every_ready_made_query_runs_and_is_described_in_both_languages(query: str, public_db: Path) -> None:
    sql = QUERIES[query]["sql"]
    with closing(sqlite3.connect(public_db)) as connection:
        assert connection.execute(sql, dict.fromkeys(parameters_of(sql), "")).description
    for text in (QUERIES[query]["title"], QUERIES[query]["description"]):
        assert re.search("[\u4e00-\u9fff]", text)
        assert re.search("[a-zA-Z]{2}", text)


@pytest.mark.parametrize("query", sorted(QUERIES))
def test_what_a_reader_may_ask_of_a_query_stands_in_its_description(query: str) -> None:
    description = QUERIES[query]["description"]
    assert [name for name in parameters_of(QUERIES[query]["sql"]) if description.count(name) < 2] == []


@pytest.mark.parametrize("query", sorted(name for name in QUERIES if "chart" in QUERIES[name]))
def test_a_chart_is_of_columns_that_its_query_has(query: str, public_db: Path) -> None:
    sql, chart = QUERIES[query]["sql"], QUERIES[query]["chart"]
    with closing(sqlite3.connect(public_db)) as connection:
        found = connection.execute(sql, dict.fromkeys(parameters_of(sql), ""))
    assert {*chart["of"], chart["height"]} <= {column for column, *_ in found.description}


def test_what_was_backdated_stands_beside_the_date_it_had_then() -> None:
    watched, old, entry = (
        Watched(),
        Item("a.html", dated="2020-05-01"),
        Item("b.html", title="通知乙", dated="2020-05-04"),
    )
    for night, of_b in (("2020-06-02 16:30", ()), ("2020-06-03 16:30", (entry,))):
        watched.crawl(night, [old, *of_b])
    watched.crawl("2020-06-20 16:30", [old, entry.but(dated="2020-06-15")])
    watched.crawl("2020-06-21 16:30", [old, entry.but(dated="2020-06-16")])
    rows = watched.db.query(QUERIES["backdated_documents"]["sql"])
    assert [(row["title"], row["published_on"]) for row in rows] == [("通知乙", "2020-05-04")]
