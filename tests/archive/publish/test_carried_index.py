"""The search index of the build before is taken over only where all that it holds stands where it stood."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from archive.publish import carried_index, search_index
from archive.publish.build import build
from archive.publish.carried_index import carry_index
from archive.publish.inspect_file import inspect_path
from archive.publish.search import escape_query
from archive.schema import upgrade

WORDS = ("就业办法", "附件正文", "目录", "二〇一八", "新")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with its public.db."""
    path = tmp_path_factory.mktemp("carried") / "archive.db"
    with closing(Database(path).conn) as connection:
        db = Database(connection)
        upgrade(db)
        db.table("documents").insert_all(
            {"id": f"d{n}", "portal": "p", "title": f"就业办法{n}", "version": n, "published_on": f"2018-01-0{n}"}
            | {"url": f"http://a.invalid/{n}"}
            for n in (1, 2, 3)
        )
        texts = {1: "二〇一八年，就业。", 2: "创业。", 3: "医保。", 4: "附件正文。"}
        of = {1: "d1", 2: "d2", 3: "d3", 4: "f1"}
        db.table("document_versions").insert_all({"id": n, "document": document} for n, document in of.items())
        db.table("document_texts").insert_all({"version": n, "text": text} for n, text in texts.items())
        db.table("attachments").insert(
            {"document": "d1", "crawl": "c1", "url": "http://a.invalid/f1", "name": "目录", "file": "f1"}
        )
        db.table("sightings").insert({"crawl": "c1", "document": "f1", "version": 4})
        db.table("file_parts").insert({"version": 4, "number": 1, "name": "第一页", "start": 0, "end": 4})
    build(path, path.with_name("public.db"))
    return path


@pytest.fixture
def older(archive: Path, tmp_path: Path) -> Path:
    """The public.db of the build before, with its inspect file."""
    path = tmp_path / "public.db"
    for built in (archive.with_name("public.db"), inspect_path(archive.with_name("public.db"))):
        shutil.copy2(built, path.with_name(built.name))
    return path


@pytest.fixture
def newer(older: Path) -> Path:
    """The same as it is before it has an index."""
    path = older.with_name("newer.db")
    shutil.copyfile(older, path)
    change(path, "".join(f"drop table {name};" for name in search_index.NAMES))
    return path


def change(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.executescript(sql)


def answers(path: Path) -> dict[str, list[list[int]]]:
    """What is found of each word in each index; FTS5 looks through the index for damage too."""
    with closing(sqlite3.connect(path)) as db:
        found = "select rowid from {0} where {0} match ? order by rowid"
        for name in search_index.NAMES:
            db.execute(f"insert into {name}({name}) values ('integrity-check')")
        return {
            name: [[row for (row,) in db.execute(found.format(name), [_asked(name, word)])] for word in WORDS]
            for name in search_index.NAMES
        }


def _asked(index: str, word: str) -> str:
    """Pairs stand as words in their index; any other word finds nothing there."""
    return f'"{word[:2]}"' if index == "pairs_fts" else escape_query(word)


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "update documents set issuer = '局' where id = 'd1'",
        "insert into attachments (document, crawl, url, name, file) select document, 'c2', url, name, file"
        " from attachments; insert into sightings (crawl, document, version) values ('c2', 'f1', 4)",
    ],
    ids=["nothing", "another column", "seen by another crawl"],
)
def test_the_index_of_the_same_words_is_taken_over(older: Path, newer: Path, sql: str) -> None:
    change(newer, sql)
    assert carry_index(newer, older)
    assert answers(newer) == answers(older)
    assert answers(newer)["documents_fts"] == [[1, 2, 3], [1], [1], [1], []]


@pytest.mark.parametrize(
    "sql",
    [
        "update documents set title = '新办法' where id = 'd2'",
        "update documents set rowid = 9 where id = 'd3'",
        "update documents set version = 3 where id = 'd2'",
        "update documents set title = null where id = 'd3'",
        "insert into documents (id, portal, title) values ('d4', 'p', '新')",
        "delete from documents where id = 'd3'",
        "update document_texts set text = '新。' where version = 2",
        "update document_texts set text = '' where version = 4",
        "update attachments set name = '新目录'",
        "delete from attachments",
        "insert into attachments (document, crawl, url, name) values ('d2', 'c1', 'v', '新')",
        "update sightings set version = 3",
        "update file_parts set name = '新'",
        'update file_parts set "end" = 3',
        "delete from file_parts",
        "alter table file_parts rename to parts",
    ],
)
def test_where_anything_else_is_indexed_there_is_none(older: Path, newer: Path, sql: str) -> None:
    change(newer, sql)
    assert not carry_index(newer, older)
    with closing(sqlite3.connect(newer)) as db:
        assert not db.execute("select 1 from sqlite_master where name like '%fts%'").fetchall()


def test_an_index_of_other_code_is_not_taken_over(older: Path, newer: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carried_index, "index_digest", lambda: "other code")
    assert not carry_index(newer, older)


def test_all_code_that_makes_what_is_indexed_is_asked_whether_it_is_the_same() -> None:
    """What decides that words are the same too: an index taken over in error would be taken over again and again."""
    asked = {f"{package}.{name[:-3]}" for package, names in carried_index._CODE.items() for name in names}
    program = "import json, sys; import archive.publish.search_index; print(json.dumps(sorted(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    used = {name for name in json.loads(said.stdout) if name.startswith("archive.publish.")}
    assert {*used, carried_index.__name__} - asked == set()


def test_a_file_that_was_edited_or_damaged_gives_none(older: Path, newer: Path) -> None:
    change(older, "delete from documents_fts_docsize where id = 1")
    assert not carry_index(newer, older)


def test_a_journal_that_somebody_left_beside_it_is_not_looked_at(older: Path, newer: Path) -> None:
    leave_journal(older)
    assert carry_index(newer, older)
    assert answers(newer)["documents_fts"] == [[1, 2, 3], [1], [1], [1], []]


def test_a_build_leaves_no_journal_of_the_build_before(archive: Path, tmp_path: Path) -> None:
    """It holds pages of then, with what is withheld now, and SQLite would write them over those of the new file."""
    for path in archive.parent.iterdir():
        shutil.copy2(path, tmp_path)
    leave_journal(tmp_path / "public.db")
    build(tmp_path / archive.name, tmp_path / "public.db")
    assert not list(tmp_path.glob("public.db-*"))


def leave_journal(path: Path) -> None:
    """What a writer that is ended in the middle leaves: the pages as they were, before any is written."""
    program = (
        "import os, sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute('pragma cache_spill = 1')\n"
        "db.execute('pragma cache_size = 1'); db.execute(\"update document_texts set text = 'x' || text\")\n"
        "db.execute('create table t as select hex(zeroblob(100000)) as b'); os._exit(0)"
    )
    whole = path.read_bytes()
    subprocess.run([sys.executable, "-c", program, path], check=True, timeout=60)
    path.write_bytes(whole)
    assert path.with_name(path.name + "-journal").stat().st_size > 0


@pytest.mark.parametrize("said", [None, "", "[]", '{"public": 1}', '{"public": {"hash": "0"}}'])
def test_without_an_inspect_file_of_it_there_is_none(older: Path, newer: Path, said: str | None) -> None:
    inspect_path(older).unlink() if said is None else inspect_path(older).write_text(said)
    assert not carry_index(newer, older)


def test_builds_take_it_over_until_words_change(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in archive.parent.iterdir():
        shutil.copy2(path, tmp_path)
    own, public, index, made = tmp_path / archive.name, tmp_path / "public.db", search_index.build_index, []
    monkeypatch.setattr(search_index, "build_index", lambda connection: made.append(index(connection)))
    first = answers(public)
    build(own, public)
    build(own, public)
    assert (answers(public), made) == (first, [])
    change(own, "update document_texts set text = '新。' where version = 2")
    build(own, public)
    assert answers(public)["documents_fts"][-1] == [2]
    assert len(made) == 1


WITHHELD = "insert into withheld (number, pattern, portal, reason) values (1, 'http://a.invalid/{}', '', '个人')"


@pytest.mark.parametrize(
    ("sql", "gone"),
    [
        (WITHHELD.format("1"), {"一", "二", "附", "件", "目", "录"}),  # its file too
        (WITHHELD.format("f1"), {"附", "件", "正", "文", "目", "录"}),
        (WITHHELD.format("2"), {"创"}),
        (
            "update documents set title = '办法' where id = 'd1';"
            " update document_texts set text = '' where version = 2",
            {"创"},
        ),
        ("delete from attachments; delete from document_texts where version = 4", {"附", "件", "正", "文", "目", "录"}),
    ],
    ids=["document", "file", "another document", "purged text", "purged file"],
)
def test_no_word_of_what_is_withheld_or_purged_between_two_builds_is_in_any_index(
    archive: Path, tmp_path: Path, sql: str, gone: set[str]
) -> None:
    for path in archive.parent.iterdir():
        shutil.copy2(path, tmp_path)
    own, public = tmp_path / archive.name, tmp_path / "public.db"
    assert gone <= terms(public)
    change(own, sql)
    build(own, public)
    assert not gone & terms(public)
    build(own, public)  # the index of the build before is taken over
    assert not gone & terms(public)


def terms(path: Path) -> set[str]:
    """Every word that stands in an index, whatever row it is of, and the characters of each."""
    with closing(sqlite3.connect(path)) as db:
        for name in search_index.NAMES:
            db.execute(f"create virtual table temp.words_{name} using fts5vocab(main, {name}, row)")
        found = " union ".join(f"select term from words_{name}" for name in search_index.NAMES)
        said = {term for (term,) in db.execute(found)}
        return said.union(*said)
