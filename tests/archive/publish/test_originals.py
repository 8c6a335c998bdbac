"""`gongkai export --with-originals`: the records as they are, without those of what is withheld."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from fixity_sample import Sample

from archive.publish.build import build
from archive.warc_reader import StoredRecord, read_records
from crawler.cli.main import main

#: A canonical address, and the one that was asked.
PAGE, ASKED = "http://www.here.invalid/a/1.html", "http://here.invalid/a/1.html"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Two closed crawls and an open one."""
    sample = Sample(tmp_path / "archive")
    for number, closed in ((0, True), (1, True), (2, False)):
        sample.crawl(number, pages=3, closed=closed)
    sample.db.close()
    build(sample.folder / "archive.db", sample.folder / "public.db")
    return sample.folder


def export(archive: Path, target: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["export", str(target), "--archive", str(archive), *options])


def withhold(archive: Path, url: str) -> None:
    with closing(sqlite3.connect(archive / "archive.db")) as db, db:
        db.execute("insert into withheld values (1, ?, '', 'x', '', '2026-12-01', null, null, null)", [url])


def records(folder: Path) -> list[StoredRecord]:
    return [record for path in sorted(folder.glob("*.warc.gz")) for record in read_records(path)]


def test_without_the_flag_no_record_leaves(archive: Path, tmp_path: Path) -> None:
    assert export(archive, tmp_path / "package").exit_code == 0
    assert sorted(path.name for path in (tmp_path / "package").iterdir()) == ["data", "datapackage.json"]


def test_every_sealed_file_goes_along_byte_for_byte(archive: Path, tmp_path: Path) -> None:
    result = export(archive, tmp_path / "package", "--with-originals")
    sealed = {path.name: path.read_bytes() for path in (archive / "warc").glob("*.warc.gz")}
    taken = {path.name: path.read_bytes() for path in (tmp_path / "package" / "originals").iterdir()}
    assert (taken, len(sealed)) == (sealed, 2)
    assert "do not publish" in result.stderr


def test_what_is_withheld_stays_with_its_requests_and_nothing_else_does(archive: Path, tmp_path: Path) -> None:
    withhold(archive, PAGE)
    assert export(archive, tmp_path / "package", "--with-originals").exit_code == 0
    before, after = records(archive / "warc"), records(tmp_path / "package" / "originals")
    left = {record.id for record in before} - {record.id for record in after}
    assert left == {record.id for record in before if record.url == ASKED}
    assert {record.kind for record in before if record.id in left} >= {"response", "request"}


def test_the_package_says_what_the_files_are(archive: Path, tmp_path: Path) -> None:
    export(archive, tmp_path / "package", "--with-originals")
    described = json.loads((tmp_path / "package" / "datapackage.json").read_text("utf-8"))
    told = {each["path"]: each["hash"] for each in described["resources"] if each["path"].startswith("originals/")}
    assert told == {
        f"originals/{path.name}": f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
        for path in (tmp_path / "package" / "originals").iterdir()
    }


def test_a_file_that_cannot_be_read_whole_leaves_no_package(archive: Path, tmp_path: Path) -> None:
    path = sorted((archive / "warc").glob("*.warc.gz"))[0]
    path.write_bytes(path.read_bytes()[:-20])
    result = export(archive, tmp_path / "package", "--with-originals")
    assert (result.exit_code, [each.name for each in tmp_path.iterdir()]) == (5, ["archive"])
    assert path.name in result.stderr
