"""`gongkai diff`: two years or two crawls for people, as JSON and as CSV; what is wrong is said, with what there is."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from handmade_watch import Item, Watched

from crawler.cli.diff import diff

FIRST, SECOND = "2020-06-02 16:30", "2021-06-03 16:30"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two crawls of one column, with a document of 2019, two of 2020 in the later one, and a report on 2020."""
    watched = Watched()
    old, new = Item("a.html", "甲", "2019-05-01"), Item("b.html", "乙\x1b[31m", "2020-05-01")
    watched.crawl(FIRST, [old, new])
    watched.crawl(SECOND, [old, new, Item("c.html", "=丙", "2020-07-01")])
    watched.db.execute("update portals set id = 'here'")
    watched.db.table("reports").insert({"id": "here-2020", "portal": "here", "year": 2020, "current": 1})
    claim = {"id": "here-2020.1", "report": "here-2020", "number": 1, "kind": "count", "quote": "收到申请45件"}
    claim |= {"metric": "applications_received", "value": 45, "unit": "件", "qualifier": "exact", "rounding": 0.5}
    watched.db.table("claims").insert(claim)
    folder = tmp_path_factory.mktemp("archive")
    watched.db.conn.backup(sqlite3.connect(folder / "archive.db"))
    return folder


def run(archive: Path, *arguments: str) -> Result:
    return CliRunner().invoke(diff, [*arguments, "--archive", str(archive)])


def crawls(archive: Path) -> list[str]:
    with sqlite3.connect(archive / "archive.db") as db:
        return [row[0] for row in db.execute("select id from crawls order by started_at")]


def test_two_years_are_told_with_what_is_counted_and_how_it_grew(archive: Path) -> None:
    result = run(archive, "2019", "2020")
    assert result.exit_code == 0, result.output
    assert "here: 2019 → 2020, as of 2021-06-04" in result.stdout
    assert "years of which no report was read: 2019" in result.stdout
    assert "+1; +100.0 %" in result.stdout


def test_two_crawls_are_told_with_what_only_one_of_them_lists(archive: Path) -> None:
    result = run(archive, *crawls(archive))
    assert result.exit_code == 0, result.output
    assert "complete → complete" in result.stdout
    assert "listed only by the later crawl: 1; only by the earlier one: 0" in result.stdout


def test_json_says_which_of_both_it_is(archive: Path) -> None:
    assert json.loads(run(archive, "2019", "2020", "--json").stdout)["kind"] == "years"
    assert json.loads(run(archive, *crawls(archive), "--json").stdout)["kind"] == "crawls"


def test_csv_has_a_row_for_each_number(archive: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(archive, "2019", "2020", "--csv").stdout)))
    told = {(row["part"], row["key"], row["of"]): (row["earlier"], row["later"], row["why"]) for row in rows}
    assert told["figures", "applications_received", "reported"] == ("", "45", "no_report_earlier")
    assert told["figures", "applications_received", "counted"] == ("", "", "unobservable")
    assert told["columns", "here/news", "counted"] == ("1", "2", "")


def test_nothing_of_a_title_steers_the_terminal(archive: Path) -> None:
    assert "\x1b" not in run(archive, *crawls(archive)).output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("2016", "2020"), "neither a report nor a document of 2016; years there are: 2019, 2020"),
        (("2020", "2020"), "name two years"),
        (("2019", "c9"), "two years or two crawls, not one of each"),
        (("c8", "c9"), "no crawl c8 in the archive; the newest there are"),
        (("2019", "2020", "--portal", "elsewhere"), "no portal elsewhere in the archive; there is here"),
        (("2019", "2020", "--json", "--csv"), "one of them"),
    ],
)
def test_what_is_wrong_is_said_with_what_there_is(archive: Path, arguments: tuple[str, ...], said: str) -> None:
    result = run(archive, *arguments)
    assert (result.exit_code, said in result.stderr) == (2, True)


def test_without_an_archive_it_says_so(tmp_path: Path) -> None:
    assert run(tmp_path, "2019", "2020").exit_code == 9
