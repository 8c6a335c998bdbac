"""A purge takes away the files as they came of its own portal, and of no other whose key begins as its does."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.kept_archives import FOLDER, BroughtFile, KeptArchive, forget_originals, kept_archives, write_said

ON = "2026-11-28"


def kept(archive: Path, portal: str) -> Path:
    """A file as it came of a portal, with what was said of it."""
    id = f"{portal}-import-0123456789abcdef"
    file = archive / FOLDER / f"{id}.0.warc.gz"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"as it came")
    came = BroughtFile("x.warc.gz", 10, "0" * 64, f"{FOLDER}/{file.name}")
    said = {"form": "warc", "origin": "library", "imported_by": "a", "imported_at": "2026-01-01", "own": False}
    write_said(archive, KeptArchive(id=id, portal=portal, crawl=id, files=(came,), file_sha256="0" * 64, **said))
    return file


@pytest.mark.parametrize("crawl", ["{}-20260101T000000000Z", "{}-import-fedcba9876543210"])
@pytest.mark.parametrize("purged", ["shan", "shan-qu", "shan-import"])
def test_originals_of_one_portal_are_forgotten(tmp_path: Path, purged: str, crawl: str) -> None:
    files = {portal: kept(tmp_path, portal) for portal in ("shan", "shan-qu", "shan-import")}
    gone = forget_originals(tmp_path, [f"{crawl.format(purged)}-00000.warc.gz"], ON)
    assert gone == [f"{FOLDER}/{files[purged].name}"]
    assert {portal for portal, file in files.items() if not file.exists()} == {purged}
    assert {each.portal: each.purged for each in kept_archives(tmp_path)} == {
        portal: ((ON,) if portal == purged else ()) for portal in files
    }
