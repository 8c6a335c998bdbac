"""Signatures of manifests: ``crawls/ID.json.sig`` in DER, and in ``crawls/ID.json.key`` the fingerprint of the key.

Both beside the manifest, and the public key in ``keys/``, so that openssl checks it all (docs/signatures.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.manifest import decode, encode, self_digest
from archive.signing.keys import SigningKey, keep_public_key
from archive.whole_file import write_whole

SIGNATURE, KEY, TIMESTAMP = ".sig", ".key", ".tsr"
_FINGERPRINT = re.compile(rb"([0-9a-f]{64})\n")
#: Longer than any signature on P-384 in DER.
MAX_SIGNATURE_BYTES = 200


@dataclass(frozen=True, slots=True)
class Signed:
    """A manifest with its signature as both lie on the disk."""

    crawl: str
    manifest: Path
    signature: bytes
    key: str

    @property
    def path(self) -> Path:
        """Where the signature lies."""
        return signature_path(self.manifest)


def signature_path(manifest: Path) -> Path:
    """Where the signature of a manifest lies."""
    return manifest.with_name(manifest.name + SIGNATURE)


def key_path(manifest: Path) -> Path:
    """Where it stands by which key a manifest is signed."""
    return manifest.with_name(manifest.name + KEY)


def timestamp_path(manifest: Path, authority: str) -> Path:
    """Where the timestamp of an authority over the signature of a manifest lies."""
    return manifest.with_name(f"{manifest.name}{SIGNATURE}.{authority}{TIMESTAMP}")


def sign_manifest(archive: Path, manifest: Path, key: SigningKey) -> Path:
    """Sign a manifest, and keep the public key in the archive; return the signature's path. Raises OSError.

    The signature comes last: a program killed before leaves a manifest that is still to be signed.
    """
    keep_public_key(archive, key.public)
    write_whole(key_path(manifest), f"{key.public.fingerprint}\n".encode())
    write_whole(signature_path(manifest), key.sign(manifest.read_bytes()))
    return signature_path(manifest)


def unsigned(archive: Path) -> Iterator[Path]:
    """Manifests without a signature, in the order of the chain, but for those that were altered. Raises OSError."""
    found = []
    for path in (archive / "crawls").glob("*.json"):
        stored = path.read_bytes()
        content = decode(stored) or {}
        whole = content.get("sha256") == self_digest(content) and encode(content) == stored
        if whole and isinstance(content.get("number"), int) and not signature_path(path).exists():
            found.append((content["number"], path))
    return (path for _, path in sorted(found))


def signed(archive: Path) -> Iterator[Signed]:
    """Every manifest that has a signature, in the order of names. Raises OSError."""
    for path in sorted((archive / "crawls").glob("*.json")):
        if signature_path(path).is_file():
            yield Signed(path.stem, path, _head(signature_path(path)), named_key(path))


def named_key(manifest: Path) -> str:
    """The fingerprint that stands beside a manifest; empty where none does. Raises OSError."""
    path = key_path(manifest)
    match = _FINGERPRINT.fullmatch(_head(path)) if path.is_file() else None
    return match[1].decode("ascii") if match else ""


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_SIGNATURE_BYTES + 1)
