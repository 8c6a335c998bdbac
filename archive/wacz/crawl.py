"""A closed crawl as its manifest has it, which is what goes into its WACZ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.manifest import FileEntry, ManifestError, decode, encode, manifest_path, self_digest
from archive.purge_orders import Order, after_purges, read_orders
from archive.wacz.errors import NoCrawlError

_FACTS = """
select w.id, w.portal, w.started_at, w.closed_at, w.verdict, w.accepted,
    coalesce(p.title_zh, '') as title_zh, coalesce(p.title_en, '') as title_en, coalesce(p.base, '') as base
from crawls w left join portals p on p.id = w.portal where w.id = ?
"""


@dataclass(frozen=True, slots=True)
class ClosedCrawl:
    """A closed crawl, its manifest as it lies on the disk, and its files by their paths in the archive.

    ``files`` are as the manifest says, or as the ``orders`` of purges that concern them made them. Instants are ISO
    8601 in UTC.
    """

    id: str
    portal: str
    title: str
    base: str
    started_at: str
    closed_at: str
    verdict: str
    accepted: bool
    manifest: Path
    files: Mapping[str, FileEntry]
    orders: tuple[Order, ...]


def closed_crawl(archive: Path, db: Database, crawl: str) -> ClosedCrawl:
    """Read what a crawl is. Raises NoCrawlError where it is unknown or open, archive.manifest.ManifestError where its
    manifest is missing or altered, archive.purge_orders.PurgeRegisterError, OSError.
    """
    row = next(iter(db.query(_FACTS, [crawl])), None)
    if row is None:
        raise NoCrawlError(f"{crawl}: no such crawl; `gongkai runs` lists them")
    if row["verdict"] == "open":
        raise NoCrawlError(f"{crawl}: is still open; the next `gongkai run {row['portal']}` ends it")
    path = manifest_path(archive, crawl)
    said = _entries(path, crawl)
    if not said:
        raise NoCrawlError(f"{crawl}: has no records")
    orders = read_orders(archive)
    return ClosedCrawl(
        id=crawl,
        portal=row["portal"],
        title=" · ".join(words for words in (row["title_zh"], row["title_en"]) if words) or row["portal"],
        base=row["base"],
        started_at=row["started_at"],
        closed_at=row["closed_at"],
        verdict=row["verdict"],
        accepted=bool(row["accepted"]),
        manifest=path,
        files=after_purges(orders, said),
        orders=tuple(order for order in orders if any(file.before.name in said for file in order.files)),
    )


def _entries(path: Path, crawl: str) -> dict[str, FileEntry]:
    """The files of a manifest. Raises ManifestError where it is not what it says of itself."""
    if not path.is_file():
        raise ManifestError(f"{crawl} has no manifest")
    stored = path.read_bytes()
    content: dict[str, Any] = decode(stored) or {}
    if content.get("sha256") != self_digest(content) or encode(content) != stored or content.get("crawl") != crawl:
        raise ManifestError(f"{path}: its bytes are not those that its own digest is of")
    entries = [FileEntry(file["name"], file["size"], file["sha256"]) for file in content["files"]]
    return {entry.name: entry for entry in entries}
