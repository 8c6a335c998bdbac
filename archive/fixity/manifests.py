"""The manifests of an archive: each sound in itself, and what they say still true."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.fixity.case import EVERY_COLUMN, Case
from archive.fixity.problems import Problem, shown
from archive.manifest import FORMATS, FileEntry, decode, encode, self_digest
from archive.signing.merkle import Tree

#: Read by a newer reader, these may rightly have changed; everything else stands in the WARC.
_DERIVED = ("reader_version", "verdict", "reason", "accepted", "coverage", "counts")
_DERIVED_COLUMNS = ("kind",)
#: The name of an authority becomes part of a file's name.
_AUTHORITY = re.compile(r"[a-z0-9][a-z0-9_-]{0,40}")
#: Judged with the files, or by themselves.
_OWN = ("format", "number", "previous", "files", "sha256", "merkle", "pledge")


@dataclass(frozen=True, slots=True)
class Stored:
    """One manifest as it lies on the disk. ``content`` is empty where the bytes are none."""

    name: str
    sha256: str
    stored: bytes
    content: Mapping[str, Any]

    @property
    def is_sound(self) -> bool:
        """True where not one byte was altered since it was written."""
        return (
            _is_formed(self.content)
            and self.content["sha256"] == self_digest(self.content)
            and encode(self.content) == self.stored
        )

    @property
    def crawl(self) -> str:
        """The crawl that it speaks of."""
        return str(self.content.get("crawl", ""))

    @property
    def files(self) -> list[FileEntry]:
        """The files that it names; to be asked of a sound one."""
        return [FileEntry(file["name"], file["size"], file["sha256"]) for file in self.content["files"]]


def _is_formed(content: Mapping[str, Any]) -> bool:
    """True where every part that a check relies on is there and of its kind."""
    kinds = {"crawl": str, "number": int, "previous": str | None, "reader_version": int, "sha256": str}
    shapes = {"files": list, "captures": dict, "counts": dict, "coverage": dict}
    if not all(isinstance(content.get(key), kind) for key, kind in (kinds | shapes).items()):
        return False
    if content.get("format") != 1 and not (_is_merkle(content.get("merkle")) and _is_pledge(content.get("pledge"))):
        return False
    parts = {"name": str, "size": int, "sha256": str}
    return all(
        isinstance(file, dict) and all(isinstance(file.get(key), kind) for key, kind in parts.items())
        for file in content["files"]
    )


def _is_merkle(said: Any) -> bool:
    return isinstance(said, dict) and isinstance(said.get("records"), int) and isinstance(said.get("root"), str)


def _is_pledge(said: Any) -> bool:
    if said is None:
        return True
    return (
        isinstance(said, dict)
        and isinstance(said.get("key"), str)
        and isinstance(said.get("authorities"), list)
        and all(isinstance(name, str) and _AUTHORITY.fullmatch(name) for name in said["authorities"])
    )


def read_manifests(archive: Path) -> list[Stored]:
    """Every manifest of the archive, in the order of their names. Raises OSError."""
    paths = [path for path in sorted((archive / "crawls").glob("*.json")) if path.is_file()]
    found = [(path, path.read_bytes()) for path in paths]
    return [
        Stored(f"crawls/{path.name}", hashlib.sha256(stored).hexdigest(), stored, decode(stored) or {})
        for path, stored in found
    ]


class ManifestCheck:
    """The check of all manifests, once the files and rows were seen."""

    def __init__(self, manifests: Iterable[Stored], case: Case) -> None:
        self._manifests = list(manifests)
        self._case = case
        self.named: set[str] = set()  # manifests of which something was said
        self.gone = 0  # of closed crawls, without one

    def problems(self) -> Iterator[Problem]:
        """What is wrong with the manifests, and with their files."""
        for manifest in self._manifests:
            for problem in self._own(manifest):
                self.named.add(manifest.name)
                yield problem
        yield from self._missing()

    def _own(self, manifest: Stored) -> Iterator[Problem]:
        crawl = manifest.name.removeprefix("crawls/").removesuffix(".json")
        register = self._case.register
        if register.is_unknown(crawl):
            self.named.add(manifest.name)  # named with its crawl
        elif not manifest.is_sound:
            yield Problem(manifest.name, "altered_manifest", self._alteration(manifest, crawl))
        elif manifest.content.get("format") not in FORMATS:
            yield Problem(manifest.name, "unknown_format", f"its format is {manifest.content.get('format')!r}")
        elif manifest.crawl != crawl:
            yield Problem(manifest.name, "swapped_manifest", f"it is the manifest of {manifest.crawl}")
        else:
            yield from self._root(manifest)
            for detail in self._differences(manifest) if register.sound else ():
                yield Problem(manifest.name, "manifest_differs", detail)

    def _root(self, manifest: Stored) -> Iterator[Problem]:
        """The Merkle root, where every file is what it should be: otherwise that was named already."""
        said = manifest.content.get("merkle")
        expected, found = self._case.expected, self._case.found
        names = [file.name for file in manifest.files]
        whole = all(name in found and found[name].sha256 == expected[name].sha256 for name in names)
        tree = self._case.trees.get(manifest.crawl, Tree())
        really = {"records": tree.size, "root": tree.root().hex()}
        if said is not None and whole and said != really:
            yield Problem(manifest.name, "merkle_root_differs", f"merkle: {shown(said)} here, {shown(really)} really")

    def _alteration(self, manifest: Stored, crawl: str) -> str:
        """Which words of an altered manifest archive.db does not bear out, as far as that can be told."""
        if not manifest.content:
            return "it is no JSON object"
        register = self._case.register
        facts = register.facts(crawl) if register.sound and crawl in register.crawls else {}
        keys = [
            key for key in sorted({*facts, *manifest.content} - {*_OWN}) if manifest.content.get(key) != facts.get(key)
        ]
        named = f"; {', '.join(keys)} differ from archive.db" if facts and keys else ""
        return f"its bytes are not those that its own sha256 is of{named}"

    def _differences(self, manifest: Stored) -> Iterator[str]:
        said, facts = manifest.content, self._case.register.facts(manifest.crawl)
        rebuilt = (facts["reader_version"] or 0) > said["reader_version"]
        skipped = {*_OWN, "captures", *(_DERIVED if rebuilt else ())}
        columns = list(self._columns(manifest, facts["captures"], _DERIVED_COLUMNS if rebuilt else ()))
        if columns:
            yield f"captures: the rows of the crawl are not those it closed with; altered: {', '.join(columns)}"
        for key in sorted(said.keys() - skipped):
            now, then = _compared(facts, key), _compared(said, key)
            if key == "coverage":
                now = _as_then(now, then)
            if then != now:
                yield f"{key}: {shown(then)} here, {shown(now)} in archive.db"

    def _columns(self, manifest: Stored, digests: Mapping[str, str], derived: Iterable[str]) -> Iterator[str]:
        """Columns of ``captures`` whose values changed, where no row was named for it."""
        altered = self._case.altered
        if (manifest.crawl, EVERY_COLUMN) in altered:
            return
        for column, digest in sorted(manifest.content["captures"].items()):
            if digests.get(column) != digest and column not in derived and (manifest.crawl, column) not in altered:
                yield column

    def _missing(self) -> Iterator[Problem]:
        present = {manifest.name for manifest in self._manifests}
        for crawl in sorted(self._case.register.crawls):
            name = f"crawls/{crawl}.json"
            if self._case.register.is_closed(crawl) and name not in present:
                self.gone += 1
                yield Problem(name, "missing_manifest", "the crawl is closed, and its manifest is not there")


def _as_then(now: Mapping[str, Any], then: Mapping[str, Any]) -> dict[str, Any]:
    """Coverage in the fields that the manifest has: a later format has more of them."""
    return {
        column: {name: value for name, value in row.items() if name in then.get(column, row)}
        for column, row in now.items()
    }


def _compared(facts: Mapping[str, Any], key: str) -> Any:
    """A fact as it is compared: counts without those of captures, which the digest of ``kind`` speaks for."""
    if key != "counts":
        return facts.get(key)
    return {name: count for name, count in facts[key].items() if name != "captures"}
