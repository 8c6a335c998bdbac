"""The manifest of a crawl of ours inside a WACZ: whole, signed, and of the records that lie beside it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from archive.fixity.problems import Problem
from archive.manifest import decode, encode, self_digest
from archive.signing.keys import FOLDER as KEYS
from archive.signing.keys import MAX_KEY_BYTES, read_public_key
from archive.signing.signatures import KEY, MAX_SIGNATURE_BYTES, SIGNATURE
from archive.wacz import MANIFEST, OWN, WARCS
from archive.wacz.opened import OpenedWacz

_FINGERPRINT = re.compile(rb"([0-9a-f]{64})\n?")


class ManifestCheck:
    """The check of ``gongkai/manifest.json``, where there is one; ``signed_by`` is known when ``problems`` has come to
    its end: the fingerprint of the key that soundly signed it, or empty.
    """

    def __init__(self, wacz: OpenedWacz, descriptor: Mapping[str, Any], trusted: Collection[str]) -> None:
        self._wacz = wacz
        self._descriptor = descriptor
        self._trusted = trusted
        self.signed_by = ""

    def problems(self) -> Iterator[Problem]:
        """What is wrong. Raises archive.wacz.opened.NoWaczError, OSError."""
        yield from self.signature_problems()
        content = self._content()
        if content is not None:
            yield from self._files(_dicts(content["files"]))

    def signature_problems(self) -> Iterator[Problem]:
        """What is wrong with the manifest by itself and with its signature. Raises as ``problems`` does."""
        if MANIFEST not in self._wacz.names:
            return
        content = self._content()
        if content is None:
            yield Problem(MANIFEST, "altered_manifest", "its bytes are not those that its own digest is of")
            return
        pledge = content.get("pledge")
        yield from self._signature(self._wacz.content(MANIFEST), pledge if isinstance(pledge, dict) else {})

    def _content(self) -> dict[str, Any] | None:
        """The manifest; None where there is none, or none that is whole."""
        if MANIFEST not in self._wacz.names:
            return None
        stored = self._wacz.content(MANIFEST)
        content = decode(stored) or {}
        is_whole = content.get("sha256") == self_digest(content) and encode(content) == stored
        return content if is_whole and isinstance(content.get("files"), list) else None

    def _signature(self, stored: bytes, pledge: Mapping[str, Any]) -> Iterator[Problem]:
        name = MANIFEST + SIGNATURE
        if name not in self._wacz.names:
            if pledge.get("key"):
                yield Problem(name, "missing_signature", f"the manifest says that {pledge['key']} signed it")
            return
        fingerprint = self._named_key()
        pem = f"{OWN}{KEYS}/{fingerprint}.pem"
        if pem not in self._wacz.names:
            yield Problem(name, "unknown_key", "the key that it is by does not lie beside it")
            return
        signature = self._wacz.content(name, MAX_SIGNATURE_BYTES)
        try:
            key = read_public_key(self._wacz.content(pem, MAX_KEY_BYTES))
            is_sound = key.fingerprint == fingerprint and key.verifies(signature, stored)
        except ValueError:
            is_sound = False
        if not is_sound:
            yield Problem(name, "wrong_signature", f"by the key {fingerprint} it is no signature of the manifest")
        elif self._trusted and fingerprint not in self._trusted:
            yield Problem(name, "untrusted_key", f"it is by the key {fingerprint}, which is none that you trust")
        elif pledge.get("key", fingerprint) != fingerprint:
            yield Problem(name, "wrong_key", f"it is by {fingerprint}, and should be by {pledge['key']}")
        else:
            self.signed_by = fingerprint

    def _named_key(self) -> str:
        name = MANIFEST + KEY
        match = _FINGERPRINT.fullmatch(self._wacz.content(name, MAX_KEY_BYTES)) if name in self._wacz.names else None
        return match[1].decode("ascii") if match else ""

    def _files(self, files: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
        """Files that are not what the manifest says, where the descriptor does not say why."""
        listed = {str(each.get("path")): each.get("hash") for each in self._descriptor["resources"]}
        said = self._descriptor.get("gongkai")
        own = said if isinstance(said, dict) else {}
        withheld = {each.get("name") for each in _dicts(own.get("withheld"))}
        for file in files:
            name = str(file.get("name"))
            if not name.endswith(".warc.gz") or name in withheld:
                continue
            now = f"sha256:{_after(_dicts(own.get('purged')), name, file.get('sha256'))}"
            if listed.get(WARCS + name.removeprefix("warc/")) != now:
                yield Problem(name, "manifest_differs", "it is not the file of the manifest, and nothing says why")


def _after(orders: Sequence[Mapping[str, Any]], name: str, sha256: object) -> object:
    """The digest of a file after the orders that it says, each of which names what it found."""
    for order in orders:
        for file in _dicts(order.get("files")):
            before, after = file.get("before"), file.get("after")
            if isinstance(before, dict) and isinstance(after, dict):
                was = (before.get("name"), before.get("sha256"))
                sha256 = after.get("sha256") if was == (name, sha256) else sha256
    return sha256


def _dicts(value: object) -> Sequence[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
