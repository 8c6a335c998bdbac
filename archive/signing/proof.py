"""Inclusion proofs: that one record was among those of a crawl whose manifest has been seen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from archive.holdings import holdings
from archive.manifest import decode, manifest_path
from archive.purge_orders import read_orders
from archive.signing.leaves import Leaf, leaves, purged_since
from archive.signing.merkle import audit_path, leaf_hash, root_from_path


class NoProofError(Exception):
    """Nothing can be proved of a record: the message says why."""


@dataclass(frozen=True, slots=True)
class Proof:
    """That ``leaf`` is number ``index`` (from 0) of ``records`` under ``root``, as the manifest says.

    ``path`` are the hashes beside the way from the leaf to the root, the lowest first, in hex as every digest here.
    """

    crawl: str
    manifest_sha256: str
    root: str
    records: int
    index: int
    leaf: str
    path: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """As it is handed on (docs/signatures.md)."""
        return asdict(self) | {"path": list(self.path)}

    def holds(self) -> bool:
        """Whether the path leads from the leaf to the root."""
        path = [bytes.fromhex(each) for each in self.path]
        root = root_from_path(self.index, self.records, self.leaf.encode("ascii"), path)
        return root is not None and root.hex() == self.root


def prove(archive: Path, record: str, crawl: str | None = None) -> Proof:
    """The proof of a record, by its id with or without angle brackets and ``urn:uuid:``.

    ``crawl`` is where it is, where that is known: otherwise crawl after crawl is read until it is found. Raises
    NoProofError, archive.purge_orders.PurgeRegisterError, OSError.
    """
    wanted = record.strip("<>")
    named = {wanted, f"urn:uuid:{wanted}"}
    for each in [crawl] if crawl else sorted({holding.crawl for holding in holdings(archive)}):
        found = list(_leaves(archive, each))
        place = next((number for number, leaf in enumerate(found) if leaf.id in named), None)
        if place is not None:
            return _proof(archive, each, found, place)
    raise NoProofError(f"{record}: no record of a closed crawl has this id")


def _leaves(archive: Path, crawl: str) -> Iterator[Leaf]:
    return leaves(archive, crawl, purged_since(read_orders(archive), _files(_manifest(archive, crawl)[1])))


def _manifest(archive: Path, crawl: str) -> tuple[bytes, Mapping[str, Any]]:
    path = manifest_path(archive, crawl)
    stored = path.read_bytes() if path.exists() else b""
    return stored, decode(stored) or {}


def _files(manifest: Mapping[str, Any]) -> dict[str, str]:
    return {str(file["name"]): str(file["sha256"]) for file in manifest.get("files", ())}


def _proof(archive: Path, crawl: str, found: list[Leaf], place: int) -> Proof:
    stored, manifest = _manifest(archive, crawl)
    said = manifest.get("merkle")
    if not isinstance(said, dict):
        raise NoProofError(f"{crawl}: its manifest is of the first format, or not there: it has no root")
    hashes = [leaf_hash(leaf.encoded()) for leaf in found]
    path = tuple(each.hex() for each in audit_path(place, hashes))
    leaf = found[place].encoded().decode("ascii")
    digest = hashlib.sha256(stored).hexdigest()
    proof = Proof(crawl, digest, str(said.get("root")), len(found), place, leaf, path)
    if not proof.holds() or said.get("records") != len(found):
        raise NoProofError(f"{crawl}: the records are not those that its manifest has; `gongkai check` says more")
    return proof


def read_proof(content: bytes) -> Proof:
    """A proof that was handed on. Raises NoProofError where the bytes are none."""
    try:
        said = json.loads(content)
        proof = Proof(**{**said, "path": tuple(said["path"])})
        proof.holds()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise NoProofError("these bytes are no proof") from error
    return proof
