"""Where several portals are crawled at once, what one left open is its own."""

from __future__ import annotations

from pathlib import Path

from crawler.capture.repair import recover


def test_files_of_other_portals_are_left_to_them(tmp_path: Path) -> None:
    for portal in ("east", "east-city", "west"):
        (tmp_path / f"{portal}-20260101T000000000Z-00000.warc.gz.open").touch()
    assert [repaired.file for repaired in recover(tmp_path, "east")] == ["east-20260101T000000000Z-00000.warc.gz"]
    assert sorted(path.name[:9] for path in tmp_path.iterdir()) == ["east-city", "west-2026"]
