"""What `gongkai check` says of files that people brought for a channel: each there, as archive.db knows it; no more."""

from __future__ import annotations

import hashlib
import json
from contextlib import closing
from pathlib import Path

import pytest

from archive.fixity import check
from archive.imports import import_file, read_channel_file
from archive.kept_imports import keep_file
from archive.store import open_archive

ITEMS = "title,date,url\n松山要闻一则,2018-01-02,\n松山要闻二则,2018-02-03,\n"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive with one import of two items."""
    (tmp_path / "items.csv").write_text(ITEMS, encoding="utf-8")
    folder = tmp_path / "a"
    folder.mkdir()
    with closing(open_archive(folder / "archive.db")) as db:
        file = read_channel_file("songshan", "wechat", tmp_path / "items.csv")
        keep_file(folder, file)
        import_file(db, file)
        db.execute("pragma wal_checkpoint(truncate)")
    assert list(check(folder)) == []
    return folder


@pytest.mark.parametrize(
    ("case", "what"),
    [
        ("gone", "missing_import"),
        ("gone with what was said", "missing_import"),
        ("altered", "altered_import"),
        ("altered with what was said", "row_differs"),
        ("stated otherwise", "row_differs"),
        ("put there", "unknown_file"),
        ("unknown to archive.db", "unfinished_import"),
    ],
)
def test_what_is_wrong_with_an_import_is_named(archive: Path, case: str, what: str) -> None:
    (items,) = (archive / "imports").glob("*.csv")
    beside = items.with_suffix(".json")
    said = json.loads(beside.read_bytes())
    match case:
        case "gone":
            items.unlink()
        case "gone with what was said":
            items.unlink()
            beside.unlink()
        case "altered":
            items.write_text(ITEMS.replace("一", "二"), encoding="utf-8")
        case "altered with what was said":
            items.write_text(ITEMS.replace("一", "二"), encoding="utf-8")
            beside.write_text(json.dumps(said | {"file_sha256": hashlib.sha256(items.read_bytes()).hexdigest()}))
        case "stated otherwise":
            beside.write_text(json.dumps(said | {"stated_from": "2018-01-01"}))
        case "put there":
            items.with_name("more.csv").write_text(ITEMS, encoding="utf-8")
        case "unknown to archive.db":
            other = items.with_name("songshan-wechat-000000000000.csv")
            other.write_bytes(items.read_bytes())
            other.with_suffix(".json").write_bytes(beside.read_bytes())
    assert {problem.what for problem in check(archive)} == {what}
