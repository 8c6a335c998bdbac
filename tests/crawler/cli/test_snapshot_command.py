"""`gongkai snapshot` and `gongkai publish`: what they say, and their exit codes."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from handmade_archive import Archive

from archive.publish.build import build
from crawler.cli.main import main


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    made = Archive()
    made.document(title="关于召开会议的通知")
    made.db.conn.commit()
    folder = tmp_path / "archive"
    folder.mkdir()
    with closing(sqlite3.connect(folder / "archive.db")) as copy:
        made.db.conn.backup(copy)
    build(folder / "archive.db", folder / "public.db")
    return folder


def run(archive: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--archive", str(archive)])


def snapshots(archive: Path) -> list[dict[str, Any]]:
    return list(json.loads(run(archive, "snapshot", "--list", "--json").stdout)["snapshots"])


def test_a_snapshot_is_taken_once_for_one_state(archive: Path) -> None:
    said = [json.loads(run(archive, "snapshot", "--json").stdout) for _ in range(2)]
    assert [each["taken"] for each in said] == [True, False]
    assert [each["snapshot"] for each in said] == [snapshots(archive)[0]] * 2


def test_a_damaged_snapshot_is_named_with_exit_code_1(archive: Path) -> None:
    run(archive, "snapshot")
    assert run(archive, "snapshot", "--check").exit_code == 0
    (archive / "snapshots" / snapshots(archive)[0]["file"]).unlink()
    result = run(archive, "snapshot", "--check", "--json")
    assert (result.exit_code, json.loads(result.stdout)["damaged"]) == (1, [snapshots(archive)[0]["name"]])


def test_a_snapshot_is_withdrawn_with_a_reason_alone(archive: Path) -> None:
    run(archive, "snapshot")
    name = snapshots(archive)[0]["name"]
    assert run(archive, "snapshot", "--withdraw", name).exit_code == 2
    assert run(archive, "snapshot", "--withdraw", name, "--reason", "住址未遮盖").exit_code == 0
    assert snapshots(archive)[0]["why_withdrawn"] == "住址未遮盖"


def test_a_snapshot_that_is_not_there_is_a_usage_error(archive: Path) -> None:
    assert run(archive, "snapshot", "--withdraw", "public-2026", "--reason", "x").exit_code == 2


def test_a_catalogue_that_is_none_is_said_to_be_none(archive: Path) -> None:
    (archive / "snapshots").mkdir()
    (archive / "snapshots" / "index.json").write_text('{"snapshots": [{"name": "../../x"}]}')
    result = run(archive, "snapshot", "--list")
    assert (result.exit_code, "no catalogue of snapshots" in result.stderr) == (8, True)


def test_publish_names_every_file_that_it_wrote(archive: Path, tmp_path: Path) -> None:
    said = json.loads(run(archive, "publish", str(tmp_path / "site"), "--json").stdout)
    written = [path.relative_to(tmp_path / "site").as_posix() for path in (tmp_path / "site").rglob("*")]
    assert said["files"] == sorted(name for name in written if name != "plugins")


def test_publish_into_a_folder_that_is_there_is_a_usage_error(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    result = run(archive, "publish", str(tmp_path / "site"))
    assert (result.exit_code, "stands there already" in result.stderr) == (2, True)
