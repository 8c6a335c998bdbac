"""The signature of a WACZ (WACZ Signing and Verification 0.1.0): over the digest of its description.

A sound one says that the holder of a key signed this description, and nothing of who that is: no key is trusted here.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import Any

_NUMBERS = (32, 48, 66)  # bytes of each of the two numbers: P-256, P-384, P-521


def signature_state(digest: bytes, description: bytes) -> tuple[str, str]:
    """Return none, sound, wrong or unchecked (a certificate's, or of a kind not known), and the key's fingerprint.

    ``digest`` is datapackage-digest.json, empty where there is none. A digest that is not that of ``description`` is
    wrong, signed or not.
    """
    if not digest:
        return "none", ""
    said = _object(digest)
    stated = "sha256:" + hashlib.sha256(description).hexdigest()
    if said.get("hash") != stated:
        return "wrong", ""
    signed = said.get("signedData")
    if not isinstance(signed, dict):
        return "none", ""
    if signed.get("hash") != stated:
        return "wrong", ""
    if not isinstance(signed.get("publicKey"), str) or not isinstance(signed.get("signature"), str):
        return "unchecked", ""
    return _verified(signed["publicKey"], signed["signature"], stated.encode())


def _object(content: bytes) -> dict[str, Any]:
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _verified(key: str, signature: str, message: bytes) -> tuple[str, str]:
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        der, raw = base64.b64decode(key, validate=True), base64.b64decode(signature, validate=True)
        public = load_der_public_key(der)
    except (ValueError, binascii.Error, UnsupportedAlgorithm, TypeError):
        return "unchecked", ""
    if not isinstance(public, EllipticCurvePublicKey):
        return "unchecked", ""
    fingerprint = hashlib.sha256(der).hexdigest()
    for algorithm in (hashes.SHA256(), hashes.SHA384()):
        try:
            public.verify(_der(raw), message, ECDSA(algorithm))
        except (InvalidSignature, ValueError):
            continue
        return "sound", fingerprint
    return "wrong", fingerprint


def _der(signature: bytes) -> bytes:
    """A signature as WebCrypto has it, r and s one after the other, in DER; another is left as it is."""
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    half = len(signature) // 2
    if len(signature) % 2 or half not in _NUMBERS:
        return signature
    return encode_dss_signature(int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big"))
