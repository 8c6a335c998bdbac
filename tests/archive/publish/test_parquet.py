"""`gongkai export --parquet`: what DuckDB reads of it is what public.db holds."""

from __future__ import annotations

import builtins
import hashlib
import json
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner
from published_sample import PLANTED

from archive.publish.publication import custody_tables
from archive.publish.takeaway.export import export
from archive.publish.takeaway.files import PARQUET
from archive.publish.takeaway.parquet import UntypedValueError, write_parquet
from archive.publish.takeaway.tables import Column, PublishedTable
from crawler.cli.main import main

NOW = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
#: What has no rowids has the order of its key.
UNNUMBERED = {"listings": 'crawl, "column", url', "listing_places": "page, entry"}


@pytest.fixture(scope="module")
def package(public_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("export") / "package"
    export(public_db, target, created=NOW, software="gongkai test", form=PARQUET)
    return target


def described(package: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((package / "datapackage.json").read_text("utf-8"))
    return found


def as_stored(value: object) -> object:
    """A value of DuckDB as SQLite has it: dates and instants as texts of ISO 8601."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value


def alike(value: object, kind: str) -> object:
    if kind == "datetime" and value:
        return datetime.fromisoformat(str(value)).astimezone(UTC).isoformat(timespec="microseconds")
    return None if kind in ("date", "datetime") and value == "" else value


def test_every_row_of_every_table_is_there_in_its_order(package: Path, public_db: Path) -> None:
    resources = described(package)["resources"]
    with closing(sqlite3.connect(public_db)) as db, duckdb.connect() as duck:
        for resource in resources:
            fields = resource["schema"]["fields"]
            names = ", ".join(f'"{field["name"]}"' for field in fields)
            read = duck.execute(f"select {names} from read_parquet(?)", [str(package / resource["path"])]).fetchall()
            order = UNNUMBERED.get(resource["name"], "rowid")
            stored = db.execute(f'select {names} from "{resource["name"]}" order by {order}').fetchall()
            assert [[*map(as_stored, row)] for row in read] == [
                [alike(value, field["type"]) for value, field in zip(row, fields, strict=True)] for row in stored
            ], resource["name"]
    assert {resource["name"] for resource in resources} >= {"documents", "findings", "reports"}


def test_dates_and_instants_have_their_types(package: Path) -> None:
    with duckdb.connect() as duck:
        documents = str(package / "data" / "documents.parquet")
        types = dict(duck.execute("select name, type from parquet_schema(?)", [documents]).fetchall())
        (year,) = duck.execute("select max(year(published_on)) from read_parquet(?)", [documents]).fetchone() or ()
        captured = duck.execute(
            "select typeof(captured_at) from read_parquet(?) limit 1", [str(package / "data" / "captures.parquet")]
        ).fetchone()
    assert types["title"] == "BYTE_ARRAY"
    assert isinstance(year, int)
    assert captured == ("TIMESTAMP WITH TIME ZONE",)


def test_the_package_describes_its_files(package: Path) -> None:
    for resource in described(package)["resources"]:
        content = (package / resource["path"]).read_bytes()
        assert resource["format"] == "parquet"
        assert resource["mediatype"] == "application/vnd.apache.parquet"
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_nothing_of_custody_and_no_planted_number_is_in_it(package: Path) -> None:
    with duckdb.connect() as duck:
        for path in (package / "data").glob("*.parquet"):
            said = str(duck.execute("select * from read_parquet(?)", [str(path)]).fetchall())
            assert not [number for number in PLANTED if number in said], path.name
            assert path.stem not in custody_tables()


def test_a_value_of_another_type_is_named(tmp_path: Path) -> None:
    columns = (Column("id", "integer", ""), Column("published_on", "date", ""))
    table = PublishedTable("documents", False, "", "", columns, ("id",), (), ("rowid",))
    with pytest.raises(UntypedValueError, match=r"documents\.published_on holds no date"):
        write_parquet(table, [[(1, "2018-03-05"), (2, "last spring")]], tmp_path / "x.parquet")


def test_a_group_of_rows_ends_where_its_texts_are_long(tmp_path: Path) -> None:
    table = PublishedTable("document_texts", False, "", "", (Column("text", "string", ""),), ("text",), (), ("rowid",))
    rows = [(letter * 6_000_000,) for letter in "abcdefg"]
    assert write_parquet(table, [rows[:4], rows[4:]], tmp_path / "x.parquet") == len(rows)
    with duckdb.connect() as duck:
        groups = duck.execute(
            "select distinct row_group_id, row_group_num_rows from parquet_metadata(?) order by 1",
            [str(tmp_path / "x.parquet")],
        ).fetchall()
        read = duck.execute("select text[1], len(text) from read_parquet(?)", [str(tmp_path / "x.parquet")]).fetchall()
    assert groups == [(0, 3), (1, 3), (2, 1)]
    assert read == [(letter, 6_000_000) for letter in "abcdefg"]


def test_without_pyarrow_it_says_what_to_install_and_writes_nothing(
    public_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = builtins.__import__

    def without(name: str, *more: Any, **named: Any) -> Any:
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return there(name, *more, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    command = ["export", str(tmp_path / "out"), "--archive", str(public_db.parent), "--parquet"]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 2
    assert "pip install 'gongkai[parquet]'" in done.output
    assert not (tmp_path / "out").exists()
