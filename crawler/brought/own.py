"""A crawl of this program that was exported: taken as it is where all of it is what its manifest says.

The manifest binds the files (SHA-256) and the records in them (Merkle root). It says nothing of who made it: a sound
manifest lets the crawl keep its id and its records' ids, and lends it no more trust than any other file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from archive.fixity.manifests import Stored
from archive.foreign.limits import LIMITS, Limits
from archive.foreign.warc import NoRecord, read_foreign
from archive.manifest import FORMATS, FileEntry, decode, file_entry
from archive.signing.leaves import leaf_of
from archive.signing.merkle import Tree
from archive.sources import LIVE
from archive.tombstone import purged_type
from archive.warc_index import Damage, Record, WarcFile
from archive.warc_reader import read_fields
from archive.warc_revisit import header_at, reference_of
from crawler.brought.staged import StagedFile
from crawler.brought.stranger import OF_THE_PAST, captured_at, is_of_the_past
from crawler.urls import AddressBook

_CRAWL = re.compile(r"[a-z0-9][a-z0-9-]{0,80}-[0-9]{8}T[0-9]{6,9}Z")
_VERDICTS = ("ok", "degraded", "suspect", "blocked", "interrupted", "failed")
_DOM = "urn:dom:"


class NotOwnError(Exception):
    """What was brought is not a crawl of this program as its manifest says; the message says why."""


@dataclass(frozen=True, slots=True)
class OwnCrawl:
    """What a manifest says of a crawl whose files were found to be what it says; instants in UTC."""

    crawl: str
    started_at: str
    closed_at: str
    verdict: str
    reason: str
    files: tuple[FileEntry, ...]
    warcs: Mapping[str, Path]  # by their names in warc/
    records: int
    first_at: str
    last_at: str


@dataclass(frozen=True, slots=True)
class OwnReader:
    """Verifies a crawl. ``archive`` is where it is brought to, ``is_taken`` tells whether a record id is there."""

    archive: Path
    portal: str
    book: AddressBook
    is_taken: Callable[[str], bool]
    now: datetime
    limits: Limits = LIMITS

    def read(self, manifest: bytes, warcs: tuple[StagedFile, ...]) -> OwnCrawl:
        """What a crawl is, all of it verified. Raises NotOwnError; ForeignFileError, OSError."""
        said = decode(manifest) or {}
        stored = Stored("", "", manifest, said)
        if not stored.is_sound or said.get("format") not in FORMATS:
            raise NotOwnError("its manifest is not what its own digest is of")
        self._check_facts(said)
        wanted = {file.name.removeprefix("warc/"): file for file in stored.files}
        found = {warc.name: warc.path for warc in warcs if warc.name in wanted}
        missing = sorted(name for name in wanted if name.endswith(".warc.gz") and name not in found)
        if missing:
            raise NotOwnError(f"its manifest names {missing[0]}, which was not brought")
        for name, path in found.items():
            entry = file_entry(path, f"warc/{name}")
            if entry != wanted[name]:
                raise NotOwnError(f"{name} is not the file that its manifest speaks of")
        return self._verified(said, found, stored.files)

    def _check_facts(self, said: Mapping[str, Any]) -> None:
        """Raise NotOwnError where a manifest says what no crawl of this portal can be."""
        crawl = str(said.get("crawl"))
        if said.get("portal") != self.portal or not _CRAWL.fullmatch(crawl) or not crawl.startswith(f"{self.portal}-"):
            raise NotOwnError(f"its manifest is of a crawl of {str(said.get('portal'))[:80]!r}, not of {self.portal}")
        if said.get("source") != LIVE:
            raise NotOwnError("its manifest is of a crawl that was itself brought from elsewhere")
        if said.get("verdict") not in _VERDICTS or not isinstance(said.get("reason") or "", str):
            raise NotOwnError("its manifest says no verdict")
        began, ended = self._instant(said.get("started_at")), self._instant(said.get("closed_at"))
        if began is None or ended is None:
            raise NotOwnError("its manifest says no instants that can be")
        names = [file["name"] for file in said["files"]]
        fits = all(self._is_own_name(name, crawl) for name in names)
        if began > ended or not fits or len(set(names)) != len(names):
            raise NotOwnError("its manifest names files or instants that no crawl has")

    def _instant(self, said: object) -> datetime | None:
        """An instant between the first archives of the Web and tomorrow; None for anything else."""
        return captured_at(str(said), self.now)

    @staticmethod
    def _is_own_name(name: str, crawl: str) -> bool:
        stem = name.removeprefix("warc/")
        return bool(re.fullmatch(re.escape(crawl) + r"-[0-9]{5}\.(?:warc\.gz|cdxj)", stem)) and name == f"warc/{stem}"

    def _verified(self, said: Mapping[str, Any], found: Mapping[str, Path], files: list[FileEntry]) -> OwnCrawl:
        tree, ids, dates = Tree(), set[str](), list[str]()
        for name, path in sorted(found.items()):
            if any(isinstance(item, NoRecord) for item in read_foreign(path, self.limits)):  # within limits, before
                raise NotOwnError(f"{name} holds what is no record")
            for record in WarcFile(path).items():
                if isinstance(record, Damage) or record.faults:
                    raise NotOwnError(f"{name} holds a record that contradicts itself")
                self._check_record(record, name, found, ids)
                tree.add(leaf_of(record, f"warc/{name}", {}).encoded())
                if record.is_capture:
                    dates.append(record.get("WARC-Date"))
        merkle = said.get("merkle")
        if merkle is not None and merkle != {"records": tree.size, "root": tree.root().hex()}:
            raise NotOwnError("its records are not those of the Merkle root in its manifest")
        return OwnCrawl(
            crawl=str(said["crawl"]),
            started_at=said["started_at"],
            closed_at=said["closed_at"],
            verdict=said["verdict"],
            reason=said.get("reason") or "",
            files=tuple(files),
            warcs=dict(found),
            records=tree.size,
            first_at=min(dates, default=""),
            last_at=max(dates, default=""),
        )

    def _check_record(self, record: Record, name: str, found: Mapping[str, Path], ids: set[str]) -> None:
        if purged_type(record):
            raise NotOwnError(f"{name}: bytes of it were deleted after an order")
        if is_of_the_past(record):
            raise NotOwnError(f"{name}: {OF_THE_PAST}")
        if not record.id or record.id in ids or self.is_taken(record.id):
            raise NotOwnError(f"{name}: a record id stands there twice, or in this archive already")
        ids.add(record.id)
        if self._instant(record.get("WARC-Date")) is None:
            raise NotOwnError(f"{name}: a record of no instant that can be")
        address = record.url.removeprefix(_DOM)
        if record.kind in ("response", "revisit", "request") and self.book.canonical(address) is None:
            raise NotOwnError(f"{name}: {address[:200]!r} is off the portal's hosts; where it was fetched, say --host")
        if record.kind == "revisit":
            self._check_reference(record, name, found)

    def _check_reference(self, record: Record, name: str, found: Mapping[str, Path]) -> None:
        place = reference_of(record)
        own = found.get(place.file) if place else None
        is_there = place is not None and (
            _stands_at(own, place.offset, place.id) if own else header_at(self.archive / "warc", place) is not None
        )
        if not is_there:
            raise NotOwnError(
                f"{name}: refers to records of an earlier crawl, which is not in this archive; bring that one first"
            )


def _stands_at(path: Path, offset: int, id: str) -> bool:
    found = read_fields(path, offset)
    return found is not None and found.id == id
