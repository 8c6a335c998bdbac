"""Commands that read make nothing: a mistyped folder is named and stays missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import gongkai

from archive.store import open_archive

READING = [
    ("runs",),
    ("runs", "--json"),
    ("verify", "demo"),
    ("gaps", "demo"),
    ("serve",),
    ("export", "away"),
    ("snapshot", "--list"),
]


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_a_mistyped_folder_is_named_and_not_made(tmp_path: Path, command: tuple[str, ...]) -> None:
    folder = tmp_path / "mistyped"
    result = gongkai(*command, "--archive", folder)
    assert (result.returncode, result.stdout) == (9, "")
    assert str(folder) in result.stderr
    assert not folder.exists()


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_a_folder_without_an_archive_stays_empty(tmp_path: Path, command: tuple[str, ...]) -> None:
    assert gongkai(*command, "--archive", tmp_path).returncode == 9
    assert list(tmp_path.iterdir()) == []


def test_listing_the_runs_leaves_the_archive_as_it_is(tmp_path: Path) -> None:
    open_archive(tmp_path / "archive.db").close()
    before = (tmp_path / "archive.db").read_bytes()
    assert gongkai("runs", "--archive", tmp_path, "--json").stdout == "[]\n"
    assert (tmp_path / "archive.db").read_bytes() == before


def test_a_file_that_is_no_archive_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "archive.db").write_bytes(b"not a database" * 100)
    result = gongkai("runs", "--archive", tmp_path)
    assert result.returncode == 8
    assert "cannot be used" in result.stderr
