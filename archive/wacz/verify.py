"""Whether a WACZ file from anybody is what it says: digests, signature, index, and the manifest of a crawl of ours.

Nothing of it is unpacked or believed (archive.wacz.opened). docs/wacz.md has what each key means.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from archive.fixity.problems import Problem
from archive.signing.keys import PublicKey, der_signature, public_key_of
from archive.wacz import DATAPACKAGE, DIGEST, WARCS
from archive.wacz.opened import NoWaczError, OpenedWacz
from archive.wacz.verify_index import index_problems
from archive.wacz.verify_manifest import ManifestCheck


@dataclass(slots=True)
class Verified:
    """What a WACZ is: what is wrong with it, its descriptor, and fingerprints of the keys by which it and the manifest
    in it are soundly signed (empty: by none).
    """

    problems: list[Problem] = field(default_factory=list)
    descriptor: Mapping[str, Any] = field(default_factory=dict)
    signed_by: str = ""
    manifest_signed_by: str = ""


def verify_wacz(path: Path, trusted: Collection[str] = ()) -> Verified:
    """Verify a WACZ file. ``trusted``: fingerprints that its signature has to be by; of none, any is as good.

    Raises OSError. Whatever else is wrong with the file is among the problems.
    """
    found = Verified()
    try:
        with OpenedWacz(path) as wacz:
            found.problems += _names(wacz)
            found.descriptor = _descriptor(wacz)
            found.problems += _resources(wacz, found.descriptor)
            found.problems += _signature(wacz, found, trusted)
            manifest = ManifestCheck(wacz, found.descriptor, trusted)
            found.problems += manifest.problems()
            found.manifest_signed_by = manifest.signed_by
            found.problems += index_problems(wacz)
    except NoWaczError as error:
        found.problems.append(Problem(path.name, "no_wacz", str(error)))
    return found


def _names(wacz: OpenedWacz) -> Iterator[Problem]:
    for name in wacz.unsafe:
        yield Problem(repr(name), "unsafe_name", "it is no plain path inside the file")
    for name in wacz.repeated:
        yield Problem(name, "repeated_name", "several files of this name are there")
    for name in wacz.names:
        if name.startswith(WARCS) and not wacz.is_stored(name):
            yield Problem(name, "compressed_twice", "records in it cannot be read by their place")


def _descriptor(wacz: OpenedWacz) -> dict[str, Any]:
    said = _object(wacz.content(DATAPACKAGE), DATAPACKAGE)
    resources = said.get("resources")
    if not isinstance(resources, list) or not all(isinstance(each, dict) for each in resources):
        raise NoWaczError(f"{DATAPACKAGE}: it lists no resources")
    return said


def _object(content: bytes, name: str) -> dict[str, Any]:
    try:
        said = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NoWaczError(f"{name}: is no JSON") from error
    if not isinstance(said, dict):
        raise NoWaczError(f"{name}: is no object")
    return said


def _resources(wacz: OpenedWacz, said: Mapping[str, Any]) -> Iterator[Problem]:
    listed = {str(each.get("path")): each for each in said["resources"]}
    for name in wacz.names:
        if name not in listed and name not in (DATAPACKAGE, DIGEST):
            yield Problem(name, "unlisted_file", f"{DATAPACKAGE} does not speak of it")
    for name, each in listed.items():
        if name not in wacz.names:
            yield Problem(name, "missing_file", f"{DATAPACKAGE} speaks of it")
        elif (each.get("bytes"), each.get("hash")) != (wacz.size(name), _digest(wacz, name)):
            yield Problem(name, "altered_file", "its bytes are not those that the digest is of")


def _digest(wacz: OpenedWacz, name: str) -> str:
    digest = hashlib.sha256()
    for piece in wacz.pieces(name):
        digest.update(piece)
    return f"sha256:{digest.hexdigest()}"


def _signature(wacz: OpenedWacz, found: Verified, trusted: Collection[str]) -> Iterator[Problem]:
    if DIGEST not in wacz.names:
        yield Problem(DIGEST, "missing_file", f"nothing binds {DATAPACKAGE}")
        return
    said = _object(wacz.content(DIGEST), DIGEST)
    digest = _digest(wacz, DATAPACKAGE)
    if said.get("hash") != digest:
        yield Problem(DATAPACKAGE, "altered_file", f"its bytes are not those that the digest in {DIGEST} is of")
    signed = said.get("signedData")
    if not isinstance(signed, dict) or "publicKey" not in signed:  # none, or one by a certificate of a domain
        if trusted:
            yield Problem(DIGEST, "missing_signature", "no key signed it")
        return
    key = _signer(signed, digest)
    if key is None:
        yield Problem(DIGEST, "wrong_signature", f"it is none of {DATAPACKAGE} by the key that is named")
    elif trusted and key.fingerprint not in trusted:
        yield Problem(DIGEST, "untrusted_key", f"it is by the key {key.fingerprint}, which is none that you trust")
    elif signed.get("created") != found.descriptor.get("created"):
        yield Problem(DIGEST, "wrong_signature", f"it names another time than {DATAPACKAGE}")
    else:
        found.signed_by = key.fingerprint


def _signer(signed: Mapping[str, Any], digest: str) -> PublicKey | None:
    """The key of an anonymous signature of this digest; None where it is none."""
    if signed.get("hash") != digest:
        return None
    try:
        key = public_key_of(base64.b64decode(str(signed.get("publicKey")), validate=True))
        raw = base64.b64decode(str(signed.get("signature")), validate=True)
        return key if key.verifies(der_signature(raw), digest.encode("ascii")) else None
    except (ValueError, binascii.Error):
        return None
