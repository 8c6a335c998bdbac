"""Words of strangers in the SQL that is stored, shown and run: always a value, never a statement."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from handmade_archive import Archive
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from archive.existence import attachments, search_for
from archive.imports import ImportFileError, import_channel
from archive.measures import Measure, choose_measure, inline, quote
from archive.schema import upgrade
from archive.standing import read_standing
from archive.verify import verify

READING = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE)
#: What ends a literal, a statement or a comment, names a parameter or a place of our templates, and what Datasette,
#: JSON and GLOB read as their own.
SCRAPS = [
    "'", "''", '"', "`", "[", "]", ";", "--", "/*", "*/", "\x00", "\\", "\n", "\r", "\u2028", ")", "(", ",", "||", "?",
    "?1",
    ":portal", ":name", ":channel", ":metric", "@x", "$x", "{named}", "{words}", "{needed}", "{dates}", "{population}",
    "{divided}", "{rows}", "{name}", "pragma", "PRAGMA", "attach", "' or 1=1 --", "'; drop table documents; --",
    "x' union select 1 --", "*", "[^", "%", "_", "\ufeff", "\u202e", "政府", "2018年", "《", "》", "（试行）", "1",
]  # fmt: skip
NASTY = st.lists(st.one_of(st.sampled_from(SCRAPS), st.text(max_size=3)), max_size=8).map("".join)
TEXTS = NASTY.filter(lambda text: not any("\ud800" <= sign <= "\udfff" for sign in text))


def _authorize(action: int, first: str | None, *_: object) -> int:
    declares = (
        action == sqlite3.SQLITE_UPDATE and first == "sqlite_master"
    )  # the columns of a function such as json_each
    return sqlite3.SQLITE_OK if declares or action in READING else sqlite3.SQLITE_DENY


@contextmanager
def reading_alone(connection: sqlite3.Connection) -> Iterator[None]:
    """While the block runs, whatever does anything but read is refused before it runs."""
    connection.set_authorizer(_authorize)
    try:
        yield
    finally:
        connection.set_authorizer(None)


@pytest.fixture(scope="module")
def memory() -> sqlite3.Connection:
    return sqlite3.connect(":memory:")


@given(TEXTS)
def test_a_quoted_text_is_one_value(memory: sqlite3.Connection, text: str) -> None:
    with reading_alone(memory):
        assert memory.execute(f"select {quote(text)}").fetchall() == [(text,)]


@given(TEXTS, TEXTS)
def test_a_value_that_looks_like_a_parameter_stays_a_value(memory: sqlite3.Connection, one: str, other: str) -> None:
    with reading_alone(memory):
        sql = inline("select :one, :portal", {"one": one, "portal": other})
        assert memory.execute(sql).fetchall() == [(one, other)]


@pytest.fixture(scope="module")
def archive() -> Archive:
    archive = Archive(channels=("own_site", "city_site", "wechat"))
    column = archive.column("policy", "topic:x")
    crawl = archive.crawl()
    for title in ("政府信息公开指南", "O'Reilly; drop table documents; --", "2018年政府预算"):
        document = archive.document(title=title, columns=(column,), crawl=crawl)
        archive.attachment(document, f"{title}附件'", crawl)
    archive.report()
    return archive


@settings(max_examples=150)
@given(name=TEXTS, attached=TEXTS)
def test_the_sql_of_a_name_is_one_question(archive: Archive, name: str, attached: str) -> None:
    standing = read_standing(archive.db, "here")
    claim = {"metric": f"document:{name}", "subject": name, "quote": name}
    links = [*attachments(archive.db, "here"), (f"http://here.invalid/{attached}", name)]
    search = search_for(standing, claim, links)
    with reading_alone(archive.db.conn):
        archive.db.conn.execute(search.sql).fetchall()


@settings(max_examples=60)
@given(metric=TEXTS, source=TEXTS)
def test_the_sql_of_a_measure_is_one_question(metric: str, source: str) -> None:
    archive = Archive(channels=("own_site",))
    archive.db.table("channels").insert(
        {
            "portal": "here",
            "key": "odd",
            "kind": "site",
            "site": "here",
            "source": source,
            "title_zh": "",
            "title_en": "",
        }
    )
    archive.column("policy", f"topic:{metric}")
    archive.crawl()
    measure = choose_measure(read_standing(archive.db, "here"), {"metric": f"topic:{metric}", "channel": None}, 2018)
    assert isinstance(measure, Measure)
    with reading_alone(archive.db.conn):
        for sql in (measure.sql, measure.candidates, measure.doubtful, measure.printed, measure.gathered):
            archive.db.conn.execute(sql).fetchall()


HOSTILE_TITLES = [
    "'; drop table documents; --",
    '" or ""="',
    "x\x00y'",
    "a';attach 'x' as y;--",
    "\\'",
    ":portal {named}",
]
SCHEMA = "select name, sql from sqlite_master order by name"
STORED = "select sql from findings where sql <> '' union all select sql from subtotals where sql <> ''"


def test_whatever_verification_stores_is_one_question_each() -> None:
    archive = Archive(channels=("own_site", "wechat"))
    column = archive.column("policy", f"topic:{HOSTILE_TITLES[0]}")
    crawl = archive.crawl()
    for title in HOSTILE_TITLES:
        archive.document(title=title, columns=(column,), crawl=crawl, issuer=title, source=title)
    archive.report()
    archive.claim(f"topic:{HOSTILE_TITLES[0]}", 7)
    for title in HOSTILE_TITLES:
        archive.existence(title)
    verify(archive.db, "here")
    stored = archive.rows(
        "select sql from findings where sql <> '' union all select sql from subtotals where sql <> ''"
    )
    assert len(stored) >= len(HOSTILE_TITLES)
    with reading_alone(archive.db.conn):
        for row in stored:
            archive.db.conn.execute(row["sql"]).fetchall()


def test_sql_in_the_cells_of_an_import_is_text(tmp_path: Path) -> None:
    db = Database(tmp_path / "archive.db")
    upgrade(db)
    before = list(db.query(SCHEMA))
    lines = ["title,date,url,measure,sql,select 1"]
    for number, title in enumerate(title for title in HOSTILE_TITLES if "\x00" not in title):
        cell = title.replace('"', '""')
        lines.append(
            f'"{cell}",2018-05-0{number + 1},"http://x.invalid/{number}?\'; drop table imports","x","{cell}",1'
        )
    (tmp_path / "posts.csv").write_text("\n".join(lines), encoding="utf-8")
    import_channel(db, "here", "wechat", tmp_path / "posts.csv")
    titles = {row["title"] for row in db.query("select title from documents")}
    assert titles == {title for title in HOSTILE_TITLES if "\x00" not in title}
    assert list(db.query(SCHEMA)) == before
    assert list(db.query("select * from measures")) == []


def test_a_database_is_no_import(tmp_path: Path) -> None:
    """Measures come from the installed version: no database of a stranger is opened."""
    stranger = Database(tmp_path / "stranger.db")
    stranger.table("measures").insert({"key": "x", "sql": "select load_extension('x')"})
    stranger.close()
    db = Database(memory=True)
    upgrade(db)
    with pytest.raises(ImportFileError):
        import_channel(db, "here", "wechat", tmp_path / "stranger.db")
