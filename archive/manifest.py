"""Manifests: what a closed crawl was, file by file and row by row, so that any later change shows.

``crawls/ID.json`` is canonical JSON: keys sorted, UTF-8, indented by one space, a line break at the end. Each one
carries the SHA-256 of the one before it (a chain through the archive; archive.merges joins several) and, under
``sha256``, of itself without that key, so that even the last one shows a change. Since format 2 it has the root of a
Merkle tree over the crawl's records (``archive.signing.leaves``), and says by which key and which authorities it will
be attested.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock
from sqlite_utils import Database

from archive.chain_end import remember_end, remembered_end
from archive.holdings import holdings
from archive.signing.leaves import leaves, merkle_of
from archive.whole_file import write_whole

FORMAT = 2
#: Of these all is read; the first has no Merkle root and no pledge.
FORMATS = (1, FORMAT)
#: Of a column's coverage, what stands in the manifest.
_COVERAGE = ("state", "url", "list_pages", "entries", "documents_fetched", "failed", "stated_items", "note", "carried")
_CRAWL = ("portal", "source", "verdict", "reason", "accepted", "started_at", "closed_at", "reader_version")
#: Of a crawl that a web archive answered: which one, and around which time.
_PAST = ("web_archive", "past_at", "past_within")
_PIECE = 1024 * 1024
#: Writes the values of a list one a line, between its brackets.
_LINES = json.JSONEncoder(separators=("\n", ":"))
#: The folder of records that join the chains of merged archives (archive.merges).
MERGES = "merges"
_CHAINED = ("crawls", MERGES)


class ManifestError(Exception):
    """A manifest that cannot be written: the crawl is not closed, or one of other content stands there."""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file of a crawl: its path in the archive, its size in bytes, its SHA-256 in hex."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Link:
    """A manifest's place in the chain: its number from 1, and the SHA-256 of the one before it (None: the first)."""

    number: int
    previous: str | None


@dataclass(frozen=True, slots=True)
class Pledge:
    """Who is to attest a manifest, as it says itself, so that a signature that was taken away is missed.

    ``key``: the fingerprint of the key that signs it (empty: none); ``authorities``: names of those that say when.
    """

    key: str = ""
    authorities: tuple[str, ...] = ()

    def said(self) -> dict[str, Any]:
        """What stands in the manifest; nothing where nobody is to attest it."""
        return {"pledge": {"key": self.key, "authorities": sorted(self.authorities)}} if self.key else {}


NO_PLEDGE = Pledge()


def manifest_path(archive: Path, crawl: str) -> Path:
    """Where the manifest of a crawl stands. Raises ManifestError where the id is no file name."""
    if not crawl or Path(crawl).name != crawl:
        raise ManifestError(f"{crawl!r} is no crawl's id")
    return archive / "crawls" / f"{crawl}.json"


def write_manifest(
    archive: Path,
    db: Database,
    crawl: str,
    pledge: Pledge = NO_PLEDGE,
    merkle: Mapping[str, object] | None = None,
) -> Path:
    """Write the manifest of a closed crawl whose files are sealed; return its path.

    Who wrote all its records knows what it says of them (``merkle``); else they are read. Writing it again is allowed
    and changes nothing. Raises ManifestError where the crawl is open or unknown, a file of it is not sealed, or a
    manifest of other content stands there already; OSError where it cannot be written.
    """
    path = manifest_path(archive, crawl)
    facts = crawl_facts(db, crawl)
    if facts["verdict"] == "open":
        raise ManifestError(f"{crawl} is not closed")
    files = _file_entries(archive, crawl)
    if path.exists():
        stored = path.read_bytes()
        link = link_of(stored)
        if link is None or encode(manifest_of(facts, files, link, _later(archive, crawl, stored))) != stored:
            raise ManifestError(f"{path} stands already with other content; `gongkai check` says what differs")
    else:
        records = {"format": FORMAT, "merkle": merkle or merkle_of(leaves(archive, crawl, {})), **pledge.said()}
        _sync(db)
        with FileLock(archive / ".chain.lock"):  # crawls that run beside each other close in any order
            link = _last_link(archive)
            written = encode(manifest_of(facts, files, link, records))
            write_whole(path, written)
            remember_end(archive, _CHAINED, (link.number, hashlib.sha256(written).hexdigest()))
    return path


def _sync(db: Database) -> None:
    """Bring what is committed safely to the disk: a loss of power takes it along until its log (WAL) is synced, and a
    manifest must not outlive the rows that it speaks of.
    """
    path = next(file for _, name, file in db.execute("pragma database_list").fetchall() if name == "main")
    with suppress(FileNotFoundError):  # no log: all of it is in the database itself, and synced there
        log = os.open(f"{path}-wal", os.O_RDONLY)
        try:
            os.fsync(log)
        finally:
            os.close(log)


def _later(archive: Path, crawl: str, stored: bytes) -> dict[str, Any]:
    """What a manifest of the format of ``stored`` has that the first format had not."""
    said = decode(stored) or {}
    if said.get("format") == FORMAT:
        pledge = {"pledge": said["pledge"]} if "pledge" in said else {}
        return {"format": FORMAT, "merkle": merkle_of(leaves(archive, crawl, {})), **pledge}
    return {"format": said.get("format")}


def write_missing_manifests(
    archive: Path, db: Database, pledge: Pledge = NO_PLEDGE, portal: str | None = None
) -> list[Path]:
    """Write the manifest of every closed crawl (of one ``portal``) that has none, in the order of closing; return their
    paths.

    For the start of a run: a program killed between closing a crawl and its manifest leaves one out.
    """
    of_it = "and portal = ?" if portal else ""
    sql = f"select id from crawls where verdict <> 'open' {of_it} order by closed_at, id"
    closed = db.execute(sql, [portal] if portal else []).fetchall()
    missing = [crawl for (crawl,) in closed if not manifest_path(archive, crawl).exists()]
    return [write_manifest(archive, db, crawl, pledge) for crawl in missing]


def manifest_of(
    facts: Mapping[str, Any], files: Iterable[FileEntry], link: Link, later: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the content of a manifest, with its digest of itself. ``later`` has its format and what came with it."""
    entries = [{"name": file.name, "size": file.size, "sha256": file.sha256} for file in files]
    content = {**later, "number": link.number, "previous": link.previous, "files": entries, **facts}
    return {**content, "sha256": self_digest(content)}


def self_digest(content: Mapping[str, Any]) -> str:
    """SHA-256 in hex of a manifest without its key ``sha256``."""
    rest = {key: value for key, value in content.items() if key != "sha256"}
    return hashlib.sha256(encode(rest)).hexdigest()


def encode(content: Mapping[str, Any]) -> bytes:
    """Canonical JSON."""
    return (json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode("utf-8", "replace")


def decode(stored: bytes) -> dict[str, Any] | None:
    """The object that the bytes of a manifest hold; None where they are none."""
    try:
        content = json.loads(stored)
    except (ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None


def link_of(stored: bytes) -> Link | None:
    """A stored manifest's place in the chain; None where the bytes are no manifest."""
    content = decode(stored) or {}
    number, previous = content.get("number"), content.get("previous")
    if isinstance(number, int) and (previous is None or isinstance(previous, str)):
        return Link(number, previous)
    return None


def crawl_facts(db: Database, crawl: str) -> dict[str, Any]:
    """What archive.db says of a crawl, as it stands in the manifest. Raises ManifestError for an unknown crawl."""
    row = next(iter(db.query("select * from crawls where id = ?", [crawl])), None)
    if row is None:
        raise ManifestError(f"archive.db knows no crawl {crawl!r}")
    return {
        "crawl": crawl,
        **{key: row[key] for key in _CRAWL},
        **{key: row[key] for key in _PAST if row.get("web_archive")},
        "portal_file_sha256": row["portal_file_sha256"],
        "software": [
            software
            for (software,) in db.execute(
                "select distinct software from runs where crawl = ? order by software", [crawl]
            )
        ],
        "coverage": {
            coverage["column"]: {key: coverage.get(key) for key in _COVERAGE}
            for coverage in db.query("select * from coverage where crawl = ?", [crawl])
        },
        "counts": _counts(db, crawl),
        "captures": captures_digests(db, crawl),
    }


def _counts(db: Database, crawl: str) -> dict[str, Any]:
    kinds = db.execute("select coalesce(kind, ''), count(*) from captures where crawl = ? group by 1", [crawl])
    listed = db.execute("select count(*), count(distinct document) from listings where crawl = ?", [crawl])
    listings, documents = listed.fetchone()
    return {"captures": dict(kinds.fetchall()), "listings": listings, "documents": documents}


def captures_digests(db: Database, crawl: str) -> dict[str, str]:
    """SHA-256 in hex of every column of the crawl's captures: one JSON value a line, in the order of their ids.

    By column, so that a check names the column that changed, and a column that a later format adds breaks nothing.
    Together they bind every cell of every row.
    """
    rows = db.execute("select * from captures where crawl = ? order by id", [crawl])
    names = [description[0] for description in rows.description]
    digests = [hashlib.sha256() for _ in names]
    while batch := rows.fetchmany(500):
        for digest, values in zip(digests, zip(*batch, strict=True), strict=True):
            digest.update(f"{_LINES.encode(values)[1:-1]}\n".encode())
    return {name: digest.hexdigest() for name, digest in zip(names, digests, strict=True)}


def _file_entries(archive: Path, crawl: str) -> list[FileEntry]:
    """The sealed WARC files of a crawl and their indexes. Raises ManifestError where one is still open."""
    own = list(holdings(archive, crawl))
    unsealed = [holding.name for holding in own if holding.is_open]
    if unsealed:
        raise ManifestError(f"{', '.join(unsealed)}: not sealed yet")
    return [file_entry(holding.path, holding.name) for holding in own]


def file_entry(path: Path, name: str) -> FileEntry:
    """Size and digest of a file that the archive calls ``name``. Raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
        return FileEntry(name, file.tell(), digest.hexdigest())


def _last_link(archive: Path) -> Link:
    """The place of the next manifest: after the one that none names as the one before it.

    One end, unless a manifest was altered: then the chain goes on from the newest.
    """
    number, previous = remembered_end(archive, _CHAINED) or max(chain_ends(archive), default=(0, None))
    return Link(number + 1, previous)


def chain_ends(archive: Path) -> list[tuple[int, str]]:
    """Number and SHA-256 of every manifest and merge record (archive.merges) that none names as one before it.

    Raises OSError.
    """
    numbers: dict[str, int] = {}
    named: set[str] = set()
    for path in (path for folder in _CHAINED for path in (archive / folder).glob("*.json")):
        stored = path.read_bytes()
        place = decode(stored) or {}
        if isinstance(place.get("number"), int):
            numbers[hashlib.sha256(stored).hexdigest()] = place["number"]
            named.update(names_before(place))
    return [(number, sha256) for sha256, number in numbers.items() if sha256 not in named]


def names_before(content: Mapping[str, Any]) -> tuple[str, ...]:
    """SHA-256 of what a manifest names as the one before it, or a merge record as those it joins."""
    previous = content.get("previous")
    if isinstance(previous, list):
        return tuple(name for name in previous if isinstance(name, str))
    return (previous,) if isinstance(previous, str) else ()
