"""WACZ files (Web Archive Collection Zipped 1.1.1) that somebody else made: their WARC files, taken out.

A file is opened, and its signatures are verified, as `gongkai check --wacz` does (archive.wacz); what that names as
unsafe refuses all of it here. Every name in it is looked at and none is used: what is taken out is written under names
of ours. Its description has to list each WARC file with its digest, and the digests have to be right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.foreign.limits import LIMITS, ForeignFileError, Limits
from archive.manifest import decode
from archive.signing.signatures import SIGNATURE, TIMESTAMP
from archive.wacz import DATAPACKAGE, DIGEST, MANIFEST
from archive.wacz.described import digest_of, listed, read_descriptor
from archive.wacz.opened import NoWaczError, OpenedWacz
from archive.wacz.signed import State, WaczSignature, signature_of
from archive.wacz.verify_manifest import ManifestCheck

_WARC = re.compile(r"archive/[^/]+\.warc(?:\.gz)?")
_NESTED = re.compile(r".+\.(?:wacz|zip|7z|tar|tgz|rar)(?:\.[a-z]+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ManifestSignature:
    """The signature of a manifest in a WACZ: none, sound or wrong; by which key; why it is wrong."""

    state: State = "none"
    key: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Wacz:
    """What was found in a WACZ: its WARC files, taken out; the manifest of a crawl of this program, where it has one,
    and what is known of its signature; how many timestamps (RFC 3161) of that lie in it, which nobody verified here: it
    is not known whom to trust. ``nested`` are names of archives in it, which are left alone.
    """

    warcs: tuple[Path, ...]
    names: tuple[str, ...]
    signature: WaczSignature
    manifest: bytes = b""
    manifest_signature: ManifestSignature = ManifestSignature()
    timestamps: int = 0
    nested: tuple[str, ...] = ()


def open_wacz(path: Path, folder: Path, limits: Limits = LIMITS) -> Wacz:
    """Take the WARC files of a WACZ out into ``folder``. Raises ForeignFileError, OSError."""
    try:
        with OpenedWacz(path, limits) as wacz:
            return _taken_out(wacz, folder)
    except NoWaczError as error:
        raise ForeignFileError(f"{path}: {error}") from error


def _taken_out(wacz: OpenedWacz, folder: Path) -> Wacz:
    _refuse_unsafe(wacz)
    if DATAPACKAGE not in wacz.names:
        raise NoWaczError(f"has no {DATAPACKAGE}; take its WARC files out and import those")
    descriptor = read_descriptor(wacz)
    digests = _digests(descriptor)
    names = [name for name in wacz.names if _WARC.fullmatch(name)]
    if not names:
        raise NoWaczError("holds no WARC file in archive/")
    for name in names:
        if name not in digests:
            raise NoWaczError(f"{name!r} is not listed in {DATAPACKAGE}")
    for name in sorted(digests.keys() - set(wacz.names)):
        raise NoWaczError(f"{DATAPACKAGE} lists {name!r}, which is not there")
    warcs = tuple(_take_out(wacz, name, digests[name], folder, number) for number, name in enumerate(names))
    for name in sorted(digests.keys() - set(names)):
        _check(name, digests[name], digest_of(wacz, name))
    said = (decode(wacz.content(DIGEST)) or {}) if DIGEST in wacz.names else None
    return Wacz(
        warcs,
        tuple(name.rpartition("/")[2] for name in names),
        signature_of(said, digest_of(wacz, DATAPACKAGE), descriptor.get("created")),
        wacz.content(MANIFEST) if MANIFEST in wacz.names else b"",
        _manifest_signature(wacz, descriptor),
        sum(name.startswith(f"{MANIFEST}{SIGNATURE}.") and name.endswith(TIMESTAMP) for name in wacz.names),
        tuple(name for name in wacz.names if _NESTED.fullmatch(name)),
    )


def _refuse_unsafe(wacz: OpenedWacz) -> None:
    for name, why in (wacz.unsafe_names | wacz.unsafe_files).items():
        raise NoWaczError(f"{name!r}: {why}; nothing of such a file is taken")
    for name in wacz.repeated:
        raise NoWaczError(f"{name!r}: its name stands there twice; nothing of such a file is taken")


def _digests(descriptor: Mapping[str, Any]) -> dict[str, str]:
    """The digest (``sha256:…``) of each file that the description lists."""
    for each in descriptor["resources"]:
        if not isinstance(each.get("path"), str) or not isinstance(each.get("hash"), str):
            raise NoWaczError(f"{DATAPACKAGE}: a resource without path or hash")
    return {name: each["hash"] for name, each in listed(descriptor).items()}


def _take_out(wacz: OpenedWacz, name: str, said: str, folder: Path, number: int) -> Path:
    to = folder / f"{number:05}.{'warc.gz' if name.endswith('.gz') else 'warc'}"
    with to.open("wb") as file:
        _check(name, said, digest_of(wacz, name, file.write))
    return to


def _check(name: str, said: str, found: str) -> None:
    if said.lower() != found:
        known = said if said.lower().startswith("sha256:") else f"{said}, which is no SHA-256"
        raise NoWaczError(f"{name!r} has {found}; {DATAPACKAGE} says {known}")


def _manifest_signature(wacz: OpenedWacz, descriptor: Mapping[str, Any]) -> ManifestSignature:
    check = ManifestCheck(wacz, descriptor, ())
    wrong = list(check.signature_problems())
    if wrong:
        return ManifestSignature("wrong", why=wrong[0].detail)
    return ManifestSignature("sound", check.signed_by) if check.signed_by else ManifestSignature()
