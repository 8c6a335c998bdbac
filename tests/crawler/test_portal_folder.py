"""Which files of a folder are portals of the scheduled job."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.errors import PortalFileError, UnknownPortalError
from crawler.portal_folder import portal_files


def test_every_portal_file_is_taken_by_name_and_nothing_else(tmp_path: Path) -> None:
    for name in ("b.yml", "a.yaml", "a.decisions.yml", ".hidden.yml", "notes.txt", "b.yml.bak"):
        (tmp_path / name).touch()
    assert [path.name for path in portal_files(tmp_path)] == ["a.yaml", "b.yml"]


@pytest.mark.parametrize("folder", ["", "missing"])
def test_a_folder_without_any_is_said(tmp_path: Path, folder: str) -> None:
    with pytest.raises(UnknownPortalError, match="no portal file is there"):
        portal_files(tmp_path / folder)


def test_two_files_of_one_portal_are_refused(tmp_path: Path) -> None:
    for name in ("a.yml", "a.yaml"):
        (tmp_path / name).touch()
    with pytest.raises(PortalFileError, match="two files of one portal: a"):
        portal_files(tmp_path)
