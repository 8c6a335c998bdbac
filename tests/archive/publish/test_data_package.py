"""`gongkai export`: a data package that the standard's own library accepts, and that holds what public.db holds."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import skip_or_fail
from published_sample import PLANTED

from archive.publish.metadata import read_metadata
from archive.publish.publication import custody_tables
from archive.publish.takeaway.export import export
from archive.publish.whole_folder import TargetExistsError

NOW = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)


def exported(public_db: Path, target: Path, licence: str = "") -> dict[str, Any]:
    export(public_db, target, created=NOW, software="gongkai test", licence=licence)
    described: dict[str, Any] = json.loads((target / "datapackage.json").read_text("utf-8"))
    return described


@pytest.fixture(scope="module")
def package(public_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("export") / "package"
    exported(public_db, target)
    return target


@pytest.fixture(scope="module")
def described(package: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((package / "datapackage.json").read_text("utf-8"))
    return found


def resource(described: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in described["resources"] if each["name"] == name)
    return found


def problems(package: Path) -> list[Any]:
    """What frictionless-py, of an environment of its own, finds wrong."""
    program = os.environ.get("GONGKAI_FRICTIONLESS") or shutil.which("frictionless")
    if program is None:
        skip_or_fail("frictionless is not installed; GONGKAI_FRICTIONLESS names it")
    command = [str(program), "validate", "datapackage.json", "--json"]
    said = subprocess.run(command, cwd=package, capture_output=True, text=True, check=False, timeout=120).stdout
    report = json.loads(said)
    return report["errors"] + [error for task in report["tasks"] for error in task["errors"]]


def test_the_library_of_the_standard_finds_nothing_wrong(package: Path) -> None:
    assert problems(package) == []


@pytest.mark.parametrize(
    ("table", "line", "wrong", "kind"),
    [
        ("documents", -1, None, "foreign-key"),
        ("portals", 1, "\r\n", "hash-count"),
    ],
)
def test_the_library_would_notice(
    package: Path, tmp_path: Path, table: str, line: int, wrong: str | None, kind: str
) -> None:
    copy = tmp_path / "package"
    shutil.copytree(package, copy)
    path = copy / "data" / f"{table}.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    lines[line] = wrong or lines[line].replace(",demo,", ",nowhere,", 1)
    path.write_text("".join(lines), "utf-8", newline="")
    assert kind in {error["type"] for error in problems(copy)}


def test_every_column_is_described_as_in_metadata(described: dict[str, Any]) -> None:
    told = {
        each["name"]: {field["name"]: field["description"] for field in each["schema"]["fields"]}
        for each in described["resources"]
    }
    tables = read_metadata()["databases"]["public"]["tables"]
    views = {"channel_documents", "column_documents", "finding_remarks", "standing_crawls"}
    in_the_file_alone = {("replays", "page"), ("replay_resources", "content")}  # bytes
    assert told == {
        name: {key: words for key, words in table["columns"].items() if (name, key) not in in_the_file_alone}
        for name, table in tables.items()
        if name not in views
    }


def test_size_and_digest_of_every_file_are_those_of_the_file(package: Path, described: dict[str, Any]) -> None:
    for each in described["resources"]:
        body = (package / each["path"]).read_bytes()
        assert (each["bytes"], each["hash"]) == (len(body), f"sha256:{hashlib.sha256(body).hexdigest()}")


def test_types_and_keys_are_told(described: dict[str, Any]) -> None:
    schema = resource(described, "documents")["schema"]
    types = {field["name"]: field["type"] for field in schema["fields"]}
    assert (types["published_on"], types["first_seen"], types["characters"]) == ("date", "datetime", "integer")
    assert schema["primaryKey"] == ["id"]
    assert {"fields": ["portal"], "reference": {"resource": "portals", "fields": ["id"]}} in schema["foreignKeys"]


def test_the_package_says_of_which_public_db_it_is(public_db: Path, described: dict[str, Any]) -> None:
    assert described["gongkai"]["public_db_sha256"] == hashlib.sha256(public_db.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("", None),
        ("CC-BY-4.0", [{"name": "CC-BY-4.0"}]),
        ("https://example.org/licence", [{"path": "https://example.org/licence"}]),
    ],
)
def test_the_licence_is_the_operators(public_db: Path, tmp_path: Path, given: str, told: object) -> None:
    assert exported(public_db, tmp_path / "package", given).get("licenses") == told


def test_every_row_is_there(public_db: Path, package: Path, described: dict[str, Any]) -> None:
    with closing(sqlite3.connect(public_db)) as db:
        for each in described["resources"]:
            with (package / each["path"]).open(encoding="utf-8-sig", newline="") as file:
                rows = sum(1 for _ in csv.reader(file)) - 1
            assert rows == db.execute(f'select count(*) from "{each["name"]}"').fetchone()[0]


def test_nothing_of_custody_and_no_planted_number_is_in_it(package: Path, described: dict[str, Any]) -> None:
    assert custody_tables().isdisjoint(each["name"] for each in described["resources"])
    whole = b"".join(path.read_bytes() for path in package.rglob("*") if path.is_file())
    assert [planted for planted in PLANTED if planted.encode() in whole] == []


def test_what_stands_there_already_is_left_as_it_is(public_db: Path, tmp_path: Path) -> None:
    (tmp_path / "package").mkdir()
    with pytest.raises(TargetExistsError, match="stands there already"):
        exported(public_db, tmp_path / "package")
    assert list((tmp_path / "package").iterdir()) == []


def test_an_export_that_fails_leaves_nothing(public_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("archive.publish.takeaway.export._write_csv", full)
    with pytest.raises(OSError, match="No space"):
        exported(public_db, tmp_path / "package")
    assert list(tmp_path.iterdir()) == []
