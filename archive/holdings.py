"""What lies in an archive folder beside archive.db: WARC files, their indexes, and manifests, by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from glob import escape
from pathlib import Path

_WARC_NAME = re.compile(r"(?P<crawl>.+)-(?P<number>[0-9]{5})(?P<suffix>\.(?:warc\.gz|cdxj)(?:\.open)?)", re.DOTALL)

#: How the id of a live crawl ends: when it began.
_BEGAN = re.compile(r"[0-9]{8}T[0-9]{9}Z")
#: Signatures and timestamps (archive.signing.signatures).
_EVIDENCE = re.compile(r"(?P<manifest>.+\.json)\.(?:sig|key|sig\.[a-z0-9][a-z0-9_-]{0,40}\.tsr)", re.DOTALL)
#: Records of merges (archive.merges), named by their own digest.
_MERGE = re.compile(r"[0-9a-f]{64}\.json")


@dataclass(frozen=True, slots=True)
class Holding:
    """One file of a crawl in ``warc/``. ``stem`` is what a WARC file and its index have in common."""

    path: Path
    crawl: str
    number: int
    suffix: str

    @property
    def name(self) -> str:
        """The path in the archive."""
        return f"warc/{self.path.name}"

    @property
    def stem(self) -> str:
        """The file's name without its suffix."""
        return self.path.name.removesuffix(self.suffix)

    @property
    def warc_name(self) -> str:
        """The name that rows and index lines give the WARC file, sealed or not."""
        return f"{self.stem}.warc.gz"

    @property
    def is_index(self) -> bool:
        """True for a CDXJ file."""
        return ".cdxj" in self.suffix

    @property
    def is_open(self) -> bool:
        """True for a file that is still written to."""
        return self.suffix.endswith(".open")


def portal_of(crawl: str) -> str:
    """The key of a crawl's portal, as its id says it: PORTAL-TIME, or PORTAL-import-DIGEST of one that was brought."""
    key, _, last = crawl.rpartition("-")
    return key if _BEGAN.fullmatch(last) else key.removesuffix("-import")


def holding_of(path: Path) -> Holding | None:
    """What a file in ``warc/`` is by its name; None for one that is not ours."""
    match = _WARC_NAME.fullmatch(path.name)
    if not match or not path.is_file():
        return None
    return Holding(path, match["crawl"], int(match["number"]), match["suffix"])


def holdings(archive: Path, crawl: str | None = None) -> Iterator[Holding]:
    """The files of every crawl, or of one, in the order of their names."""
    names = "*" if crawl is None else f"{escape(crawl)}-*"  # a year of a hundred portals has 70,000 files
    found = (holding_of(path) for path in sorted((archive / "warc").glob(names)))
    return (holding for holding in found if holding and crawl in (None, holding.crawl))


def strangers(archive: Path) -> Iterator[str]:
    """Paths in ``warc/``, ``crawls/`` and ``merges/`` that are none of an archive's own."""
    for path in sorted((archive / "warc").glob("*")):
        if holding_of(path) is None:
            yield f"warc/{path.name}"
    for path in sorted((archive / "crawls").glob("*")):
        if path.is_file() and (path.suffix == ".json" or _is_evidence(path)):
            continue
        yield f"crawls/{path.name}"
    for path in sorted((archive / "merges").glob("*")):
        if not path.is_file() or not _MERGE.fullmatch(path.name):
            yield f"merges/{path.name}"


def _is_evidence(path: Path) -> bool:
    """True for the signature of a manifest, what names its key, and its timestamps, where a manifest may be theirs."""
    return bool(_EVIDENCE.fullmatch(path.name))
