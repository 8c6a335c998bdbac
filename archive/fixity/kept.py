"""Signatures, keys, certificates and timestamps as files: which of them are still the bytes that were kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from archive.fixity.problems import Problem
from archive.manifest import file_entry
from archive.signing.evidence_list import FILE, EvidenceListError, evidence_files, read_evidence_list


class Kept:
    """The list of evidence against the files; known when ``problems`` has come to its end."""

    def __init__(self, archive: Path) -> None:
        self._archive = archive
        #: SHA-256 by path in the archive, as the list has them.
        self.listed: dict[str, str] = {}
        #: Paths whose bytes are not those of the list.
        self.altered: set[str] = set()
        #: Paths of which something was said.
        self.named: set[str] = set()

    def problems(self) -> Iterator[Problem]:
        """What is wrong with the list itself, and what it lacks. Raises OSError."""
        present = evidence_files(self._archive)
        try:
            self.listed = read_evidence_list(self._archive)
        except EvidenceListError as error:
            yield Problem(FILE, "altered_evidence_list", str(error))
            return
        if present and not (self._archive / FILE).exists():
            yield Problem(FILE, "altered_evidence_list", f"it is not there; {len(present)} signatures and keys are")
            return
        for name in present:
            if name not in self.listed:
                yield Problem(name, "unlisted_evidence", f"{FILE} does not have it; `gongkai sign` adds it")
            elif file_entry(self._archive / name, name).sha256 != self.listed[name]:
                self.altered.add(name)

    def left(self) -> list[str]:
        """What the list has, that is not there or is altered, and of which nothing was said yet."""
        return [
            name
            for name in sorted(self.listed)
            if name not in self.named and (name in self.altered or not (self._archive / name).is_file())
        ]

    def name(self, path: Path) -> str:
        """The path in the archive."""
        return path.relative_to(self._archive).as_posix()
