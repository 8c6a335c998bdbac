"""A statement comes from a stranger: it is read whole, or refused with its file and the reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from archive.manifest import encode, self_digest
from archive.signing.statement import StatementError, read_statement, statement_files

CAPTURE = {"url": "http://here.invalid/", "captured_at": "2026-01-01T02:00:00Z", "status": 200, "entity_digest": None}
SOUND: dict[str, Any] = {
    "format": 1,
    "crawl": "here-1",
    "portal": "here",
    "started_at": "2026-01-01T01:00:00Z",
    "closed_at": "2026-01-01T03:00:00Z",
    "manifest_sha256": "0" * 64,
    "captures": [CAPTURE],
}


def written(folder: Path, **change: Any) -> Path:
    content = SOUND | change
    path = folder / "here-1.json"
    path.write_bytes(encode({**content, "sha256": self_digest(content)}))
    return path


def test_a_sound_one_is_read(tmp_path: Path) -> None:
    statement = read_statement(written(tmp_path))
    assert (statement.portal, [each.url for each in statement.captures]) == ("here", ["http://here.invalid/"])


@pytest.mark.parametrize(
    "change",
    [{"format": 2}, {"portal": 3}, {"closed_at": None}, {"captures": 3}, {"captures": [[]]}, {"captures": [{}]},
     *({"captures": [CAPTURE | change]} for change in (
         {"url": 3}, {"captured_at": None}, {"status": "200"}, {"entity_digest": "short"}, {"entity_digest": 3},
         {"more": 1}))],
)  # fmt: skip
def test_what_is_none_is_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    with pytest.raises(StatementError, match=r"here-1\.json"):
        read_statement(written(tmp_path, **change))


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"[" * 100_000, b"\xff\xfe"])
def test_bytes_that_are_no_object_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "here-1.json"
    path.write_bytes(content)
    with pytest.raises(StatementError):
        read_statement(path)


def test_one_that_was_altered_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.write_bytes(path.read_bytes().replace(b"here.invalid", b"gone.invalid"))
    with pytest.raises(StatementError, match="its own sha256"):
        read_statement(path)


def test_a_folder_stands_for_every_statement_in_it(tmp_path: Path) -> None:
    path = written(tmp_path)
    (tmp_path / "here-1.json.sig").write_bytes(b"")
    assert statement_files(tmp_path) == statement_files(path) == [path]
