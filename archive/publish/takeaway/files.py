"""What a file is that was written: its form, its size and digest."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file of a package: its size in bytes, its SHA-256 in hex."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Form:
    """How the tables of a package are written: the suffix, which is the form's name too, and the media type."""

    name: str
    media_type: str


CSV = Form("csv", "text/csv")
PARQUET = Form("parquet", "application/vnd.apache.parquet")


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
