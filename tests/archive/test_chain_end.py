"""The last manifest is remembered; whatever else becomes of the folder, what is remembered is the end of the chain."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from archive.chain_end import FILE, remember_end, remembered_end

FOLDERS = ("crawls", "merges")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    (tmp_path / "crawls").mkdir()
    for name in ("a.json", "b.json", "b.json.sig"):
        (tmp_path / "crawls" / name).write_text("{}")
    remember_end(tmp_path, FOLDERS, (2, "b" * 64))
    return tmp_path


def test_it_is_what_was_written_last(archive: Path) -> None:
    assert remembered_end(archive, FOLDERS) == (2, "b" * 64)


def test_a_signature_beside_it_is_no_manifest(archive: Path) -> None:
    (archive / "crawls" / "a.json.sig").write_text("")
    assert remembered_end(archive, FOLDERS) == (2, "b" * 64)


@pytest.mark.parametrize("name", ["crawls/c.json", "merges/m.json"])
def test_where_another_manifest_is_there_nothing_is_known(archive: Path, name: str) -> None:
    (archive / name).parent.mkdir(exist_ok=True)
    (archive / name).write_text("{}")
    assert remembered_end(archive, FOLDERS) is None


def test_where_a_manifest_is_gone_nothing_is_known(archive: Path) -> None:
    (archive / "crawls" / "a.json").unlink()
    assert remembered_end(archive, FOLDERS) is None


DAMAGED = {
    "empty": b"",
    "no_object": b"[]",
    "a_number_in_words": json.dumps({"number": "2", "sha256": "", "names": ""}).encode(),
    "half": b'{"number": 2, "sha256": "bb',
    "no_text": b"\xff\xfe",
    "deep": b"[" * 200_000,
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_what_is_damaged_says_nothing(archive: Path, content: bytes) -> None:
    (archive / FILE).write_bytes(content)
    assert remembered_end(archive, FOLDERS) is None


def test_an_archive_without_manifests_has_no_end(tmp_path: Path) -> None:
    assert remembered_end(tmp_path, FOLDERS) is None
    remember_end(tmp_path, FOLDERS, (0, hashlib.sha256().hexdigest()))
    assert remembered_end(tmp_path, FOLDERS) == (0, hashlib.sha256().hexdigest())
