"""``evidence.sha256``: the digests of all signatures, timestamps, keys, certificates and merge records, for
``sha256sum --check``.

Parts of a timestamp are not signed (words of the authority, certificates that lie beside), so that no signature shows
a change of them: their bytes as they came are known by this list. Its first line is a comment with the list's own
digest.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from archive.manifest import file_entry
from archive.whole_file import write_whole

FILE = "evidence.sha256"
_HEAD = "# sha256 of the lines below: "
_LINE = re.compile(r"([0-9a-f]{64})  ((?:keys|authorities|crawls|merges)/[^\n/]{1,300})")
_PATTERNS = (
    *("keys/*.pem", "authorities/*.pem", "merges/*.json"),
    *("crawls/*.json.sig", "crawls/*.json.key", "crawls/*.json.sig.*.tsr"),
)


class EvidenceListError(Exception):
    """The list is not what its own digest is of."""


def evidence_files(archive: Path) -> list[str]:
    """Paths in the archive of all that the list should have, sorted."""
    found = (path for pattern in _PATTERNS for path in archive.glob(pattern) if path.is_file())
    return sorted(path.relative_to(archive).as_posix() for path in found)


def read_evidence_list(archive: Path) -> dict[str, str]:
    """SHA-256 in hex by path in the archive; nothing where there is no list.

    Raises EvidenceListError where it was altered, OSError.
    """
    path = archive / FILE
    if not path.exists():
        return {}
    head, _, rest = path.read_bytes().decode("utf-8", "replace").partition("\n")
    if head != _HEAD + hashlib.sha256(rest.encode()).hexdigest():
        raise EvidenceListError(f"{FILE}: its lines are not those that its own digest is of")
    matches = [_LINE.fullmatch(line) for line in rest.splitlines()]
    return {match[2]: match[1] for match in matches if match}


def list_evidence(archive: Path, names: Iterable[str]) -> None:
    """Write down files of these paths as they are now; what the list says of others stays.

    Raises EvidenceListError, OSError.
    """
    known = read_evidence_list(archive)
    added = {name: file_entry(archive / name, name).sha256 for name in names}
    if added.items() <= known.items():
        return
    lines = "".join(f"{sha256}  {name}\n" for name, sha256 in sorted((known | added).items()))
    digest = hashlib.sha256(lines.encode()).hexdigest()
    write_whole(archive / FILE, f"{_HEAD}{digest}\n{lines}".encode())
