"""`gongkai check`: problems on stdout, progress on stderr, and an exit code that a job can act on."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from conftest import gongkai
from fixity_sample import crawl_id, sample

from archive.lock import archive_lock

WARC = f"warc/{crawl_id(0)}-00000.warc.gz"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample(tmp_path_factory.mktemp("sound") / "data")


@pytest.fixture
def cut(sound: Path, tmp_path: Path) -> Path:
    archive = Path(shutil.copytree(sound, tmp_path / "data"))
    (archive / WARC).write_bytes((archive / WARC).read_bytes()[:-5])
    return archive


def test_a_sound_archive_is_clean(sound: Path) -> None:
    result = gongkai("check", "--archive", sound)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith(f"{sound}: clean; 2 WARC files")


def test_a_problem_is_a_line_with_its_place_and_the_exit_code_is_one(cut: Path) -> None:
    result = gongkai("check", "--archive", cut)
    problem, summary = result.stdout.splitlines()
    assert result.returncode == 1
    assert problem.startswith(f"{WARC} byte ") and ": truncated: the file ends after " in problem
    assert summary.startswith(f"{cut}: 1 problem;")


def test_as_json_it_is_one_object(cut: Path) -> None:
    result = gongkai("check", "--archive", cut, "--json")
    printed = json.loads(result.stdout)
    assert (result.returncode, printed["clean"], printed["warc_files"]) == (1, False, 2)
    assert [set(problem) for problem in printed["problems"]] == [{"where", "what", "detail"}]


def test_a_sound_archive_as_json_has_no_problems(sound: Path) -> None:
    result = gongkai("check", "--archive", sound, "--json")
    assert (result.returncode, json.loads(result.stdout)["problems"]) == (0, [])


def test_a_folder_without_an_archive_is_named_and_not_made(tmp_path: Path) -> None:
    result = gongkai("check", "--archive", tmp_path / "mistyped")
    assert result.returncode == 9
    assert "mistyped" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_archive_that_is_being_written_is_not_checked(sound: Path) -> None:
    with archive_lock(sound):
        assert gongkai("check", "--archive", sound).returncode == 7


def test_a_name_of_a_stranger_steers_no_terminal(cut: Path) -> None:
    (cut / "warc" / "\x1b[31mred").write_bytes(b"")
    assert "\x1b" not in gongkai("check", "--archive", cut).stdout
