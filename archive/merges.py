"""Merge records: ``merges/SHA256.json`` joins the chains of manifests of archives that were merged into one.

Like a manifest it is a link: it has the next number, and names the end of every chain that there is by its SHA-256, so
that the archive has one end again and the next manifest follows it. What was merged stays as it was, signatures
included; a chain that is taken away whole is missed by the record that names its end. A record is canonical JSON and
is called by its own SHA-256.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.manifest import MERGES, chain_ends, decode, encode
from archive.whole_file import write_whole

FORMAT = 1
#: More than 100,000 chains' ends.
MAX_MERGE_BYTES = 8_000_000
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class MergeRecord:
    """A merge record as it lies on the disk. ``content`` is empty where its bytes are none."""

    name: str
    sha256: str
    content: Mapping[str, Any]

    @property
    def is_sound(self) -> bool:
        """True where not one byte was altered since it was written."""
        previous = self.content.get("previous")
        return (
            self.name == f"{MERGES}/{self.sha256}.json"
            and self.content.get("format") == FORMAT
            and isinstance(self.content.get("number"), int)
            and isinstance(previous, list)
            and all(isinstance(name, str) and _SHA256.fullmatch(name) for name in previous)
        )


def read_merges(archive: Path) -> list[MergeRecord]:
    """Every merge record of the archive, in the order of their names. Raises OSError."""
    paths = [path for path in sorted((archive / MERGES).glob("*.json")) if path.is_file()]
    return [_read(path) for path in paths]


def _read(path: Path) -> MergeRecord:
    with path.open("rb") as file:
        stored = file.read(MAX_MERGE_BYTES + 1)
    return MergeRecord(f"{MERGES}/{path.name}", hashlib.sha256(stored).hexdigest(), decode(stored) or {})


def join_chains(archive: Path, merged_at: str) -> str | None:
    """Write the record that joins the chains of the archive, and return its path there; None where there is one chain.

    ``merged_at`` is an instant in UTC, ISO 8601. Raises OSError.
    """
    ends = chain_ends(archive)
    if len(ends) < 2:
        return None
    content = {
        "format": FORMAT,
        "number": max(number for number, _ in ends) + 1,
        "merged_at": merged_at,
        "previous": sorted(sha256 for _, sha256 in ends),
    }
    stored = encode(content)
    name = f"{MERGES}/{hashlib.sha256(stored).hexdigest()}.json"
    write_whole(archive / name, stored)
    return name
