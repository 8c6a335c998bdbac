"""`gongkai gaps`: what it tells of an archive, for people, as JSON and as CSV, and how it ends."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from handmade_archive import Archive

from archive.series.store import store_series
from archive.standing import read_standing
from crawler.cli.gaps import gaps

PORTAL = "demo"


def write(folder: Path, *numbers: str, text: str = "", accepted: int = 1) -> Path:
    made = Archive()
    made.db.table("portals").insert({"id": PORTAL, "authority": '["新区管委会"]', "zone": "Asia/Shanghai"})
    column = made.column("policy", portal=PORTAL)
    crawl = made.crawl(PORTAL, accepted=accepted)
    for place, number in enumerate(numbers, 1):
        fields = {"document_number": number, "issuer": "新区管委会"}
        title = "=关于养犬的通知\x1b[31m" if place == 1 else None
        last = made.document(
            f"2018-03-{place:02}", title=title, columns=(column,), crawl=crawl, portal=PORTAL, **fields
        )
    if text:
        made.db.table("document_texts").insert({"version": 1, "text": text})
        made.db.execute("update documents set version = 1 where id = ?", [last])
    store_series(made.db, read_standing(made.db, PORTAL))
    made.db.conn.commit()
    made.db.conn.backup(sqlite3.connect(folder / "archive.db"))
    return folder


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    numbers = (
        "锦松管发〔2018〕1号",
        "锦松管发〔2018〕1号",
        "锦松管发〔2018〕4号",
        "锦松管函〔2017〕2号",
        "锦松管函〔2017〕3号",
    )
    return write(tmp_path, *numbers, text="=按锦松管发〔2018〕9号办理\x1b[31m")


def told(archive: Path, *options: str) -> Result:
    return CliRunner().invoke(gaps, [PORTAL, "--archive", str(archive), *options])


def series(archive: Path, *options: str) -> dict[str, dict[str, Any]]:
    return {row["prefix"]: row for row in json.loads(told(archive, "--json", *options).stdout)["series"]}


def test_each_series_is_told_with_what_is_missing_and_the_words_of_caution(archive: Path) -> None:
    output = told(archive).stdout
    assert "2–3" in output and "cited 被引用: 9" in output and "used twice 重号: 1" in output
    assert "Not found in the archive is not withheld" in output


def test_json_has_the_gaps_the_citations_and_sql_that_gives_the_numbers(archive: Path) -> None:
    row = series(archive)["锦松管发"]
    assert [(gap["first"], gap["last"]) for gap in row["gaps"]] == [(2, 3)]
    assert [one["number"] for one in row["cited_numbers"]] == ["锦松管发〔2018〕9号"]
    assert len(sqlite3.connect(archive / "archive.db").execute(row["sql"]["issued"]).fetchall()) == row["issued"] == 5


def test_one_year_alone_is_told_where_it_is_asked_for(archive: Path) -> None:
    assert set(series(archive, "--year", "2017")) == {"锦松管函"}


def test_csv_has_a_line_for_every_number_that_needs_a_look_and_no_formula(archive: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(told(archive, "--csv").stdout)))
    assert [(row["what"], row["number"]) for row in rows] == [
        ("missing", "锦松管发〔2018〕2号"),
        ("missing", "锦松管发〔2018〕3号"),
        ("cited", "锦松管发〔2018〕9号"),
        ("twice", "锦松管发〔2018〕1号"),
    ]
    assert not any(value.startswith("=") for row in rows for value in row.values())


def test_strict_ends_with_one_where_something_is_missing(archive: Path) -> None:
    assert (told(archive).exit_code, told(archive, "--strict").exit_code) == (0, 1)
    assert told(archive, "--strict", "--year", "2017").exit_code == 0


def test_two_forms_of_output_at_once_are_refused(archive: Path) -> None:
    assert told(archive, "--json", "--csv").exit_code == 2


def test_a_portal_that_was_never_accepted_is_nothing_to_read(tmp_path: Path) -> None:
    result = told(write(tmp_path, "锦松管发〔2018〕1号", accepted=0))
    assert (result.exit_code, result.stdout) == (9, "")


def test_an_archive_without_numbers_says_so(tmp_path: Path) -> None:
    result = told(write(tmp_path))
    assert (result.exit_code, result.stdout) == (0, "")
    assert "no document shows" in result.stderr


def test_control_characters_of_titles_are_not_printed(archive: Path) -> None:
    for options in ((), ("--csv",), ("--json",)):
        assert "\x1b[31m" not in told(archive, *options).stdout
