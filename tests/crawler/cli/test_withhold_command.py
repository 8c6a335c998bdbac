"""`gongkai withhold`: what it keeps, shows, refuses and brings back."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from handmade_archive import Archive

from archive.entry import DecisionFileError
from archive.publish.build import build
from archive.withholding import withholdings
from crawler.cli.main import main

PAGE, TITLE = "http://here.invalid/1", "关于张某某的通报"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    made = Archive()
    made.document(title=TITLE)
    made.document(title="别的通报")
    made.db.conn.commit()
    with closing(sqlite3.connect(tmp_path / "archive.db")) as copy:
        made.db.conn.backup(copy)
    build(tmp_path / "archive.db", tmp_path / "public.db")
    return tmp_path


def run(archive: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["withhold", *arguments, "--archive", str(archive)])


def titles(archive: Path, name: str = "public.db") -> list[str]:
    with closing(sqlite3.connect(archive / name)) as db:
        return [title for (title,) in db.execute("select title from documents order by id")]


def listed(archive: Path) -> list[dict[str, Any]]:
    return list(json.loads(run(archive, "--list", "--json").stdout)["withheld"])


def test_what_is_withheld_is_served_no_more_and_kept(archive: Path) -> None:
    result = run(archive, PAGE, "--reason", "含个人信息", "--json")
    assert (result.exit_code, json.loads(result.stdout)["rows"]) == (0, {"documents": 1})
    assert (titles(archive), titles(archive, "archive.db")) == (["", "别的通报"], [TITLE, "别的通报"])


def test_what_is_withheld_is_in_no_snapshot_either(archive: Path) -> None:
    taken = CliRunner().invoke(main, ["snapshot", "--archive", str(archive), "--json"])
    name = json.loads(taken.stdout)["snapshot"]["name"]
    (archive / "public.db").unlink()  # also where nothing is published at the moment
    assert run(archive, PAGE, "--reason", "含个人信息").exit_code == 0
    listed = CliRunner().invoke(main, ["snapshot", "--archive", str(archive), "--list", "--json"])
    (snapshot,) = json.loads(listed.stdout)["snapshots"]
    assert (snapshot["name"], titles(archive, f"snapshots/{snapshot['file']}")) == (name, ["", "别的通报"])


def test_a_dry_run_shows_what_would_be_withheld_and_changes_nothing(archive: Path) -> None:
    result = run(archive, "http://here.invalid/*", "--reason", "x", "--dry-run", "--json")
    assert [row["title"] for row in json.loads(result.stdout)["documents"]] == [TITLE, "别的通报"]
    assert (withholdings(archive), titles(archive)) == ((), [TITLE, "别的通报"])


def test_a_lifted_withholding_is_served_again_and_stays_on_record(archive: Path) -> None:
    run(archive, PAGE, "--reason", "含个人信息", "--by", "甲")
    result = run(archive, PAGE, "--lift", "--reason", "已更正", "--by", "乙")
    assert (result.exit_code, titles(archive)[0]) == (0, TITLE)
    (entry,) = listed(archive)
    assert (entry["reason"], entry["by"]) == ("含个人信息", "甲")
    assert (entry["lifted"]["reason"], entry["lifted"]["by"]) == ("已更正", "乙")


def test_a_pattern_that_fits_nothing_is_said_and_not_kept(archive: Path) -> None:
    result = run(archive, "http://elsewhere.invalid/*", "--reason", "x")
    assert result.exit_code == 1
    assert "--even-if-none" in result.stderr
    assert withholdings(archive) == ()


def test_a_pattern_that_fits_nothing_is_kept_where_that_is_wanted(archive: Path) -> None:
    assert run(archive, "http://elsewhere.invalid/*", "--reason", "x", "--even-if-none").exit_code == 0
    assert len(withholdings(archive)) == 1


def test_the_same_again_keeps_the_first_reason(archive: Path) -> None:
    run(archive, PAGE, "--reason", "含个人信息")
    assert run(archive, PAGE, "--reason", "另一原因").exit_code == 0
    assert [entry["reason"] for entry in listed(archive)] == ["含个人信息"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [((PAGE,), "--reason"), ((PAGE, "--lift", "--reason", "x"), "is not withheld"), ((), "--list")],
)
def test_what_cannot_be_done_is_usage(archive: Path, arguments: tuple[str, ...], said: str) -> None:
    result = run(archive, *arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_an_archive_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    assert run(tmp_path / "none", PAGE, "--reason", "x").exit_code == 9
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    "content",
    ["- a\n", "withheld: 1\n", "withheld:\n- {reason: x, date: 2026-02-03}\n", "withheld:\n- {pattern: a, reason: x}\n",
     "withheld:\n- {pattern: a, reason: x, date: 2026-02-03, lifted: {by: x}}\n", "withheld: [\n"],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_its_name(tmp_path: Path, content: str) -> None:
    (tmp_path / "withheld.yml").write_text(content, "utf-8")
    with pytest.raises(DecisionFileError, match=r"withheld\.yml"):
        withholdings(tmp_path)
