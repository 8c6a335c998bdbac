"""Whether a WACZ file from anybody is what it says: digests, signature, index, and the manifest of a crawl of ours.

Nothing of it is unpacked or believed (archive.wacz.opened). docs/wacz.md has what each key means.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from archive.fixity.problems import Problem
from archive.foreign.limits import LIMITS, Limits
from archive.manifest import decode
from archive.wacz import DATAPACKAGE, DIGEST, WARCS
from archive.wacz.described import digest_of, listed, read_descriptor
from archive.wacz.opened import NoWaczError, OpenedWacz
from archive.wacz.signed import signature_of
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


def verify_wacz(path: Path, trusted: Collection[str] = (), limits: Limits = LIMITS) -> Verified:
    """Verify a WACZ file. ``trusted``: fingerprints that its signature has to be by; of none, any is as good.

    Raises OSError. Whatever else is wrong with the file is among the problems.
    """
    found = Verified()
    try:
        with OpenedWacz(path, limits) as wacz:
            found.problems += _names(wacz)
            found.descriptor = read_descriptor(wacz)
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
    for name, why in wacz.unsafe_names.items():
        yield Problem(repr(name), "unsafe_name", why)
    for name, why in wacz.unsafe_files.items():
        yield Problem(repr(name), "unsafe_file", why)
    for name in wacz.repeated:
        yield Problem(name, "repeated_name", "several files of this name are there")
    for name in wacz.names:
        if name.startswith(WARCS) and not wacz.is_stored(name):
            yield Problem(name, "compressed_twice", "records in it cannot be read by their place")


def _resources(wacz: OpenedWacz, said: Mapping[str, Any]) -> Iterator[Problem]:
    resources = listed(said)
    for name in wacz.names:
        if name not in resources and name not in (DATAPACKAGE, DIGEST):
            yield Problem(name, "unlisted_file", f"{DATAPACKAGE} does not speak of it")
    for name, each in resources.items():
        if name not in wacz.names:
            yield Problem(name, "missing_file", f"{DATAPACKAGE} speaks of it")
        elif (each.get("bytes"), each.get("hash")) != (wacz.size(name), digest_of(wacz, name)):
            yield Problem(name, "altered_file", "its bytes are not those that the digest is of")


def _signature(wacz: OpenedWacz, found: Verified, trusted: Collection[str]) -> Iterator[Problem]:
    if DIGEST not in wacz.names:
        yield Problem(DIGEST, "missing_file", f"nothing binds {DATAPACKAGE}")
        return
    said = decode(wacz.content(DIGEST))
    if said is None:
        raise NoWaczError(f"{DIGEST}: is no JSON object")
    digest = digest_of(wacz, DATAPACKAGE)
    if said.get("hash") != digest:
        yield Problem(DATAPACKAGE, "altered_file", f"its bytes are not those that the digest in {DIGEST} is of")
    signature = signature_of(said, digest, found.descriptor.get("created"))
    if not signature.names_key:  # none, or one by a certificate of a domain
        if trusted:
            yield Problem(DIGEST, "missing_signature", "no key signed it")
    elif signature.state != "sound":
        yield Problem(DIGEST, "wrong_signature", f"it is none of {DATAPACKAGE} and its time by the key that is named")
    elif trusted and signature.key not in trusted:
        yield Problem(DIGEST, "untrusted_key", f"it is by the key {signature.key}, which is none that you trust")
    else:
        found.signed_by = signature.key
