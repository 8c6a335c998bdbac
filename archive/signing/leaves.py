"""Leaves of a crawl's Merkle tree: one for each record of its WARC files, in the order of files and offsets.

A leaf is a JSON array in ASCII without spaces: the record's id, the file's path in the archive, offset and length of
the gzip member, WARC-Type, WARC-Date, WARC-Target-URI, and the SHA-256 of the block (WARC 1.1, section 4) in hex. So
whoever has the record alone, from wherever it came, can make all of its leaf but the place where it once stood.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from archive.holdings import Holding, holdings
from archive.signing.merkle import Tree
from archive.tombstone import purged_type
from archive.warc_block import UncheckedBlock
from archive.warc_index import Damage, Record, WarcFile

if TYPE_CHECKING:
    from archive.purge_orders import Order, PurgedRecord

_ENCODER = json.JSONEncoder(separators=(",", ":"))  # json.dumps makes one for each leaf
#: Records whose bytes an order took away, by the file's path in the archive and the offset.
Purged: TypeAlias = "Mapping[tuple[str, int], PurgedRecord]"


@dataclass(frozen=True, slots=True)
class Leaf:
    """What binds a record in its place."""

    id: str
    file: str
    offset: int
    length: int
    type: str
    date: str
    url: str
    block_sha256: str

    def encoded(self) -> bytes:
        """The bytes that are hashed."""
        values = [self.id, self.file, self.offset, self.length, self.type, self.date, self.url, self.block_sha256]
        return _ENCODER.encode(values).encode("ascii")


@dataclass(frozen=True, slots=True)
class Binding:
    """What binds a record wherever it stands."""

    id: str
    type: str
    date: str
    url: str
    block_sha256: str

    def leaf(self, file: str, offset: int, length: int) -> Leaf:
        """The leaf of the record in its place."""
        return Leaf(self.id, file, offset, length, self.type, self.date, self.url, self.block_sha256)


def leaf_of(record: Record, file: str, purged: Purged) -> Leaf:
    """The leaf of a record that was read; for a tombstone that of the record whose place it took."""
    gone = purged.get((file, record.offset)) if purged_type(record) else None
    kind, sha256 = (gone.type, gone.block_sha256) if gone else (record.kind, record.block_sha256)
    return Leaf(record.id, file, record.offset, record.length, kind, record.get("WARC-Date"), record.url, sha256)


def leaves(archive: Path, crawl: str, purged: Purged) -> Iterator[Leaf]:
    """The leaves of the sealed WARC files of a crawl. What cannot be read has none. Raises OSError."""
    for holding in warc_files(archive, crawl):
        for record in WarcFile(holding.path, UncheckedBlock).items():
            if not isinstance(record, Damage):
                yield leaf_of(record, holding.name, purged)


def warc_files(archive: Path, crawl: str) -> list[Holding]:
    """The sealed WARC files of a crawl, in order."""
    return [holding for holding in holdings(archive, crawl) if not holding.is_index and not holding.is_open]


def merkle_of(found: Iterable[Leaf]) -> dict[str, object]:
    """What a manifest says of the records: how many, and the root over them in hex."""
    return merkle(Tree(leaf.encoded() for leaf in found))


def merkle(tree: Tree) -> dict[str, object]:
    """The same of leaves that were taken."""
    return {"records": tree.size, "root": tree.root().hex()}


def purged_since(orders: Iterable[Order], files: Mapping[str, str]) -> dict[tuple[str, int], PurgedRecord]:
    """Records that orders took out of files since those had the SHA-256 that ``files`` says, by path in the archive."""
    now = dict(files)
    gone: dict[tuple[str, int], PurgedRecord] = {}
    for order in orders:
        changed = {f.before.name: f.after.sha256 for f in order.files if now.get(f.before.name) == f.before.sha256}
        now |= changed
        for record in order.records:
            file = f"warc/{record.warc_file}"
            if file in changed:
                gone.setdefault((file, record.offset), record)
    return gone
