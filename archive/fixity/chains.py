"""The chains of an archive: each whole, and all of them joined where archives were merged (archive.merges)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.fixity.manifests import ManifestCheck, Stored
from archive.fixity.problems import Problem
from archive.manifest import MERGES, names_before
from archive.merges import MergeRecord, read_merges
from archive.signing.evidence_list import EvidenceListError, read_evidence_list


@dataclass(frozen=True, slots=True)
class _Link:
    """A manifest or a merge record in the chain. ``is_bound``: some merge record speaks for it, or it is one."""

    name: str
    number: int
    previous: tuple[str, ...]
    is_merge: bool


def bound_by(links: Mapping[str, Sequence[str]], starts: Sequence[str]) -> set[str]:
    """Everything that ``starts`` name as what comes before them, and what that names; digests to digests."""
    bound: set[str] = set()
    rest = [name for start in starts for name in links.get(start, ())]
    while rest:
        name = rest.pop()
        if name not in bound:
            bound.add(name)
            rest += links.get(name, ())
    return bound


def check_chains(archive: Path, manifests: Sequence[Stored], checked: ManifestCheck) -> Iterator[Problem]:
    """What is wrong with merge records, and with the places of manifests. Raises OSError.

    ``checked`` knows which manifests were named already; a link to one of them is no further problem.
    """
    merges = read_merges(archive)
    sound = [merge for merge in merges if merge.is_sound]
    lost = _lost(archive, merges)
    for merge in merges:
        if not merge.is_sound:
            yield Problem(merge.name, "altered_merge", "its bytes are not those that its name is the digest of")
            lost.add(merge.name.removeprefix(f"{MERGES}/").removesuffix(".json"))
    present = {merge.name for merge in merges}
    for name in sorted(f"{MERGES}/{sha256}.json" for sha256 in lost):
        if name not in present:
            yield Problem(name, "missing_merge", "evidence.sha256 has it, and it is not there")
    links = {manifest.sha256: _link(manifest.name, manifest.content) for manifest in manifests if manifest.is_sound}
    excused = len(manifests) - len(links) + checked.gone
    links |= {merge.sha256: _link(merge.name, merge.content, is_merge=True) for merge in sound}
    yield from _Chains(links, checked.named, lost, excused).problems()


def _lost(archive: Path, merges: Sequence[MergeRecord]) -> set[str]:
    """Digests of merge records that the list of evidence has and that are not there."""
    listed: dict[str, str] = {}
    with suppress(EvidenceListError):  # named with the evidence
        listed = read_evidence_list(archive)
    names = {name for name in listed if name.startswith(f"{MERGES}/")} - {merge.name for merge in merges}
    return {name.removeprefix(f"{MERGES}/").removesuffix(".json") for name in names}


def _link(name: str, content: Mapping[str, Any], *, is_merge: bool = False) -> _Link:
    return _Link(name, content["number"], names_before(content), is_merge)


class _Chains:
    def __init__(self, links: Mapping[str, _Link], named: set[str], lost: set[str], excused: int) -> None:
        self._links = links
        self._named = named
        self._lost = lost
        self._excused = excused  # manifests that were altered or are gone were named already
        before = {sha256: link.previous for sha256, link in links.items()}
        self._bound = bound_by(before, [sha256 for sha256, link in links.items() if link.is_merge])
        self._followers: dict[str | None, list[str]] = defaultdict(list)
        for sha256, link in sorted(links.items(), key=lambda item: self._order(*item)):
            for previous in link.previous or (None,):
                self._followers[previous].append(sha256)

    def _order(self, sha256: str, link: _Link) -> tuple[bool, int, str]:
        return (not self._is_joined(sha256), link.number, link.name)

    def _is_joined(self, sha256: str) -> bool:
        return self._links[sha256].is_merge or sha256 in self._bound

    def problems(self) -> Iterator[Problem]:
        """What does not follow what it names."""
        for sha256, link in sorted(self._links.items(), key=lambda item: (item[1].number, item[1].name)):
            wrong = None if link.name in self._named else self._wrong(sha256, link)
            if wrong:
                yield Problem(link.name, "broken_chain", wrong)

    def _wrong(self, sha256: str, link: _Link) -> str | None:
        if rival := self._rival(sha256, link):
            said = "names the same manifest before it" if link.previous else "is the first of the chain, too"
            return f"{rival} {said}"
        gone = [previous for previous in link.previous if previous not in self._links]
        for previous in gone:
            if previous in self._lost:
                continue
            if not self._excused:
                what = "one that it joins" if link.is_merge else "the manifest before it"
                return f"{what} (SHA-256 {previous}) is not there"
            self._excused -= 1
        before = [self._links[previous].number for previous in link.previous if previous in self._links]
        if not gone and link.number != max(before, default=0) + 1:
            return f"its number is {link.number}"
        return None

    def _rival(self, sha256: str, link: _Link) -> str | None:
        """What follows the same one, where no merge record accounts for both; None where nothing does."""
        if self._is_joined(sha256):
            return None
        for previous in link.previous or (None,):
            first = self._followers[previous][0]
            if first != sha256:
                return self._links[first].name
        return None
