"""The signature of a WACZ (WACZ Signing and Verification 0.1.0): over the digest of its descriptor.

A sound one says that the holder of a key signed this descriptor, and nothing of who that is.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from archive.signing.keys import HashName, der_signature, public_key_of

State = Literal["none", "sound", "wrong", "unchecked"]
#: ECDSA over either of these is sound; ReplayWeb.page and this program take the first, whatever the curve.
_HASHES: tuple[HashName, ...] = ("sha256", "sha384")


@dataclass(frozen=True, slots=True)
class WaczSignature:
    """A signature of a WACZ, and the fingerprint of the key that it is by; empty where none is known.

    unchecked: it is by a certificate of a domain, or by a key of a kind that is not known. ``names_key``: whether it
    says to be by a key.
    """

    state: State
    key: str = ""
    names_key: bool = False


def signature_of(said: Mapping[str, Any] | None, digest: str, created: object) -> WaczSignature:
    """What ``datapackage-digest.json`` says (None: it is not there) of a descriptor with this digest and time.

    A digest that is not that of the descriptor is wrong, signed or not; so is a signature that names another time.
    """
    signed = said.get("signedData") if said else None
    names_key = isinstance(signed, dict) and "publicKey" in signed
    if said is not None and said.get("hash") != digest:
        return WaczSignature("wrong", names_key=names_key)
    if not isinstance(signed, dict):
        return WaczSignature("none")
    if signed.get("hash") != digest:
        return WaczSignature("wrong", names_key=names_key)
    if not names_key:
        return WaczSignature("unchecked")
    return _by_key(signed, digest.encode("ascii"), is_of_time=signed.get("created") == created)


def _by_key(signed: Mapping[str, Any], message: bytes, *, is_of_time: bool) -> WaczSignature:
    try:
        key = public_key_of(base64.b64decode(str(signed["publicKey"]), validate=True))
    except (ValueError, binascii.Error):
        return WaczSignature("unchecked", names_key=True)
    try:
        signature = der_signature(base64.b64decode(str(signed.get("signature")), validate=True), key.number)
        is_sound = is_of_time and any(key.verifies(signature, message, by) for by in _HASHES)
    except (ValueError, binascii.Error):
        is_sound = False
    return WaczSignature("sound" if is_sound else "wrong", key.fingerprint, names_key=True)
