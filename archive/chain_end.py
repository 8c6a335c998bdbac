"""The end of the chain of manifests, remembered: a crawl that closes need not read every manifest there is.

What is remembered holds for the names of the files that were there then. Where another is there, or one is not, all are
read again, as where nothing is remembered. It is no part of the record, and may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from archive.whole_file import write_whole

End = tuple[int, str]  # number and SHA-256 of the last manifest
FILE = ".chain.end"


def remembered_end(archive: Path, folders: tuple[str, ...]) -> End | None:
    """The last of the manifests in ``folders``; None where the files are not those of which it is known."""
    try:
        said = json.loads((archive / FILE).read_bytes())
        number, sha256, names = said["number"], said["sha256"], said["names"]
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    is_end = type(number) is int and isinstance(sha256, str)
    return (number, sha256) if is_end and names == _names(archive, folders) else None


def remember_end(archive: Path, folders: tuple[str, ...], end: End) -> None:
    """Remember the last manifest, which has just been written. Raises OSError."""
    said = {"number": end[0], "sha256": end[1], "names": _names(archive, folders)}
    write_whole(archive / FILE, json.dumps(said).encode())


def _names(archive: Path, folders: tuple[str, ...]) -> str:
    """A digest of the names of all manifests; none of them is opened."""
    found = (path for folder in folders for path in (archive / folder).glob("*.json"))
    names = sorted(path.relative_to(archive).as_posix() for path in found)
    return hashlib.sha256("\n".join(names).encode("utf-8", "surrogateescape")).hexdigest()
