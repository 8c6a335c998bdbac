"""What others may know of a crawl, so that whoever crawled the same portal can bear it out or contradict it.

Made of public.db, in which numbers of persons are covered: addresses as they are published there. The digest of a
capture is left out where anything of its documents, lists or files was masked, or is withheld: whoever has a page but
for one number would try every number until the digest agrees (docs/masking.md).
"""

from __future__ import annotations

import base64
import hashlib
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from glob import escape
from pathlib import Path
from typing import Any

from archive.manifest import decode, encode, self_digest
from archive.signing.signatures import signature_path
from archive.whole_file import write_whole
from archive.withheld_rows import withheld_captures

FORMAT = 1
#: More than a statement of a million captures has.
MAX_BYTES = 500_000_000
_DIGEST = re.compile(r"(?:sha256:)?[0-9a-f]{64}")
_COVERED = """
with rows as (select row_table as name, row_id as id from masked),
versions as (
    select id from rows where name = 'document_versions' or name in ('document_texts', 'file_readings')
    union select substr(id, 1, instr(id, ',') - 1) from rows where name = 'file_parts'
),
held as (
    select id from rows where name = 'documents'
    union select document from document_versions where cast(id as text) in (select id from versions)
    union select document from withheld_documents
),
seen as (
    select capture from document_versions where document in (select id from held)
    union select capture from sightings where document in (select id from held)
    union select capture from document_parts where document in (select id from held)
    union select capture from attachments where file in (select id from held)
        or document in (select document from withheld_documents)
        or crawl || ',' || document || ',' || url in (select id from rows where name = 'attachments')
    union select p.capture from listing_entries e join listing_places l on l.entry = e.id
        join listing_pages p on p.id = l.page where e.document in (select document from withheld_documents)
        or cast(e.id as text) in (select id from rows where name = 'listing_entries')
    union select capture from listing_pages where cast(id as text) in (select id from rows where name = 'listing_pages')
    union select id from rows where name = 'captures'
    union select record from purged
)
select distinct entity_digest from captures where id in (select capture from seen) and entity_digest is not null
"""
#: What a web archive gave is no witness of the site.
_CAPTURES = (
    "select url, captured_at, status, entity_digest from captures where crawl = ? and archived_at is null "
    "order by captured_at, id"
)


class StatementError(Exception):
    """What was brought is no statement, or was altered: the message says which file, and why."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One capture as others may know it: canonical address, instant (UTC), status, digest of the entity, or none."""

    url: str
    captured_at: str
    status: int | None
    entity_digest: str | None


@dataclass(frozen=True, slots=True)
class Statement:
    """What was seen in one crawl. ``manifest_sha256`` is that of its manifest, which stays with who made it."""

    crawl: str
    portal: str
    started_at: str
    closed_at: str
    manifest_sha256: str
    captures: tuple[Seen, ...]


def write_statements(archive: Path, folder: Path) -> list[Path]:
    """Write what others may know of every live crawl that is published and has a manifest; return the files.

    ``folder`` is there and empty. Raises sqlite3.Error, OSError.
    """
    with closing(_read_only(archive / "public.db")) as public, closing(_read_only(archive / "archive.db")) as own:
        withheld = withheld_captures(own)
        digests = public.execute("select id, entity_digest from captures")
        covered = {digest for (digest,) in public.execute(_COVERED)}
        covered |= {digest for capture, digest in digests if capture in withheld}
        crawls = [
            crawl for (crawl,) in public.execute("select id from crawls where source = 'live' order by closed_at, id")
        ]
        return [path for crawl in crawls for path in _write(archive, folder, public, crawl, covered)]


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def _write(archive: Path, folder: Path, public: sqlite3.Connection, crawl: str, covered: set[str]) -> Iterator[Path]:
    manifest = archive / "crawls" / f"{crawl}.json"
    if Path(crawl).name != crawl or not manifest.is_file():
        return
    stored = manifest.read_bytes()
    said = decode(stored) or {}
    rows = public.execute(_CAPTURES, [crawl])
    seen = [Seen(url, at, status, None if digest in covered else digest) for url, at, status, digest in rows]
    content = {
        "format": FORMAT,
        **{key: said.get(key) for key in ("crawl", "portal", "started_at", "closed_at", "merkle")},
        "manifest_sha256": hashlib.sha256(stored).hexdigest(),
        "manifest_evidence": _evidence(manifest),
        "captures": [asdict(each) for each in seen],
    }
    path = folder / manifest.name
    write_whole(path, encode({**content, "sha256": self_digest(content)}))
    yield path


def _evidence(manifest: Path) -> dict[str, str]:
    """The manifest's signature and timestamps, base64 of each by what its name ends in."""
    own = signature_path(manifest)
    found = [own, *sorted(manifest.parent.glob(f"{escape(own.name)}.*.tsr"))]
    return {
        path.name.removeprefix(f"{manifest.name}."): base64.b64encode(path.read_bytes()).decode("ascii")
        for path in found
        if path.is_file()
    }


def read_statement(path: Path) -> Statement:
    """A statement that somebody handed on. Raises StatementError, OSError."""
    if path.stat().st_size > MAX_BYTES:
        raise StatementError(f"{path}: longer than {MAX_BYTES} bytes")
    content = decode(path.read_bytes())
    if content is None or "captures" not in content or "manifest_sha256" not in content:
        raise StatementError(f"{path}: is no statement")
    if content.get("sha256") != self_digest(content):
        raise StatementError(f"{path}: its content is not what its own sha256 is of")
    if content.get("format") != FORMAT:
        raise StatementError(f"{path}: its format is {content.get('format')!r}")
    try:
        return _statement(content)
    except (TypeError, ValueError, KeyError) as error:
        raise StatementError(f"{path}: is no statement: {' '.join(str(error).split())[:200]}") from error


def _statement(content: Mapping[str, Any]) -> Statement:
    said = {key: content[key] for key in ("crawl", "portal", "started_at", "closed_at", "manifest_sha256")}
    if not all(isinstance(each, str) for each in said.values()):
        raise ValueError("its crawl, portal, times and digest are texts")
    return Statement(**said, captures=tuple(_seen(each) for each in content["captures"]))


def _seen(said: Mapping[str, Any]) -> Seen:
    seen = Seen(**said)
    if not isinstance(seen.url, str) or not isinstance(seen.captured_at, str):
        raise ValueError("address and time of a capture are texts")
    if not isinstance(seen.status, int | None):
        raise ValueError("the status of a capture is a number")
    digest = seen.entity_digest
    if digest is not None and not (isinstance(digest, str) and _DIGEST.fullmatch(digest)):
        raise ValueError("the digest of a capture is a SHA-256 in hex")
    return seen


def statement_files(place: Path) -> list[Path]:
    """The statements of a folder, or the one file that was named."""
    return sorted(place.glob("*.json")) if place.is_dir() else [place]
