"""The key that signs manifests: ECDSA on P-384 (FIPS 186-5), made by the user, kept outside of the archive.

The private key is PKCS#8 in PEM, readable by its owner alone; beside it, and in the archive's ``keys/``, lies the
public key as SPKI in PEM. A key is called by its fingerprint: the SHA-256 of the SPKI in DER, in hex.
"""

from __future__ import annotations

import base64
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from archive.whole_file import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

#: The public keys in an archive, by their fingerprints.
FOLDER = "keys"
#: Bytes of each of the two numbers of a signature on P-384.
_NUMBER = 48
#: Curves that keys of others may be on: P-256, P-384, P-521 (FIPS 186-5), as cryptography calls them.
_CURVES = ("secp256r1", "secp384r1", "secp521r1")

HashName = Literal["sha256", "sha384"]
MAX_KEY_BYTES = 20_000


class KeyFileError(Exception):
    """A key that cannot be made or used: the message says which file, and why."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key as SPKI in DER: on P-384, or that of somebody else on another curve."""

    der: bytes

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the key in hex."""
        return hashlib.sha256(self.der).hexdigest()

    @property
    def pem(self) -> bytes:
        """SPKI in PEM (RFC 7468), as openssl takes it."""
        lines = base64.encodebytes(self.der).replace(b"\n", b"")
        body = b"\n".join(lines[start : start + 64] for start in range(0, len(lines), 64))
        return b"-----BEGIN PUBLIC KEY-----\n" + body + b"\n-----END PUBLIC KEY-----\n"

    @property
    def number(self) -> int:
        """Bytes of each of the two numbers of a signature by it."""
        return (_loaded(self.der).curve.key_size + 7) // 8

    def verifies(self, signature: bytes, content: bytes, by: HashName = "sha256") -> bool:
        """Whether a signature in DER is of ``content`` and by this key."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric.ec import ECDSA

        try:
            hash_ = hashes.SHA256() if by == "sha256" else hashes.SHA384()
            _loaded(self.der).verify(signature, content, ECDSA(hash_))
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key; what it is made of is never shown."""

    _private: EllipticCurvePrivateKey

    def __repr__(self) -> str:
        return f"SigningKey({self.public.fingerprint})"

    @property
    def public(self) -> PublicKey:
        """Its public half."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        return PublicKey(self._private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))

    def sign(self, content: bytes) -> bytes:
        """A signature of ``content`` (ECDSA with SHA-256) in DER (RFC 3279, section 2.2.3)."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric.ec import ECDSA

        return self._private.sign(content, ECDSA(hashes.SHA256()))

    def sign_again(self, content: bytes) -> bytes:
        """As ``sign``, but with the same bytes for the same content (RFC 6979), where OpenSSL is 3.2 or newer."""
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric.ec import ECDSA

        try:
            return self._private.sign(content, ECDSA(hashes.SHA256(), deterministic_signing=True))
        except UnsupportedAlgorithm:
            return self.sign(content)


def raw_signature(der: bytes) -> bytes:
    """The two numbers of a signature one after the other, 96 bytes (IEEE P1363), as WebCrypto and WACZ have it.

    Raises ValueError where the bytes are no signature on P-384 in DER.
    """
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    try:
        return b"".join(number.to_bytes(_NUMBER, "big") for number in decode_dss_signature(der))
    except OverflowError as error:
        raise ValueError("its numbers are too long for P-384") from error


def der_signature(raw: bytes, number: int = _NUMBER) -> bytes:
    """What ``raw_signature`` was made of: two numbers of so many bytes. Raises ValueError where it is not as long."""
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    if len(raw) != 2 * number:
        raise ValueError(f"a signature by this key has {2 * number} bytes, this one {len(raw)}")
    return encode_dss_signature(int.from_bytes(raw[:number], "big"), int.from_bytes(raw[number:], "big"))


def read_public_key(content: bytes) -> PublicKey:
    """The public key of a PEM file. Raises ValueError where it is none, or not on P-384."""
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    return _on_curve(load_pem_public_key, content, _CURVES[1:2])


def public_key_of(der: bytes) -> PublicKey:
    """The public key of an SPKI in DER. Raises ValueError where it is none, or not on P-256, P-384 or P-521."""
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    return _on_curve(load_der_public_key, der, _CURVES)


def _on_curve(load: Callable[[bytes], PublicKeyTypes], content: bytes, curves: Sequence[str]) -> PublicKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    try:
        key = load(content)
    except UnsupportedAlgorithm as error:
        raise ValueError(str(error)) from error
    if not isinstance(key, EllipticCurvePublicKey) or key.curve.name not in curves:
        raise ValueError("it is no key on P-384" if len(curves) == 1 else "it is no key on a curve that is known")
    return PublicKey(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def _loaded(der: bytes) -> EllipticCurvePublicKey:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    key = load_der_public_key(der)
    assert isinstance(key, EllipticCurvePublicKey)
    return key


def make_key(path: Path, passphrase: str = "") -> SigningKey:
    """Make a key and write it to ``path``, its public half to the same name with ``.pub``; return it.

    Nobody but the owner can read it (mode 0600), and with a passphrase it is encrypted. Raises KeyFileError where a
    file of that name is there already or the folder cannot be written.
    """
    from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, generate_private_key
    from cryptography.hazmat.primitives.serialization import (
        BestAvailableEncryption,
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    private = generate_private_key(SECP384R1())
    locked = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    content = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked)
    key = SigningKey(private)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Made with its mode, so that it can be read by nobody else at any moment.
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        write_whole(public_path(path), key.public.pem)
    except FileExistsError as error:
        raise KeyFileError(f"{path}: is there already; a key is never written over") from error
    except OSError as error:
        raise KeyFileError(f"{path}: {error.strerror}") from error
    return key


def public_path(path: Path) -> Path:
    """Where the public half of a key lies."""
    return path.with_name(path.name + ".pub")


def is_encrypted(path: Path) -> bool:
    """Whether a key needs a passphrase. Raises KeyFileError."""
    return b"ENCRYPTED PRIVATE KEY" in _content(path)


def load_key(path: Path, passphrase: str = "") -> SigningKey:
    """Read a key. Raises KeyFileError: it is not there, others can read it, it is none, or the passphrase is wrong."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    content = _content(path)
    mode = path.stat().st_mode & 0o077
    if mode:
        raise KeyFileError(f"{path}: others than its owner can use it (mode {mode:03o}): chmod 600 it")
    locked = b"ENCRYPTED PRIVATE KEY" in content
    try:
        private = load_pem_private_key(content, passphrase.encode() if locked and passphrase else None)
    except TypeError as error:
        raise KeyFileError(f"{path}: it is encrypted: put its passphrase into GONGKAI_KEY_PASSPHRASE") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        why = "the passphrase is not its own" if locked else "it is no private key in PEM"
        raise KeyFileError(f"{path}: {why}") from error
    if not isinstance(private, EllipticCurvePrivateKey) or not isinstance(private.curve, SECP384R1):
        raise KeyFileError(f"{path}: it is no key on P-384; `gongkai key --new` makes one")
    return SigningKey(private)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_KEY_BYTES)
    except OSError as error:
        raise KeyFileError(f"{path}: cannot be read: {error.strerror}; `gongkai key --new` makes a key") from error


def keep_public_key(archive: Path, key: PublicKey) -> Path:
    """Write a public key into the archive, where signatures are verified by it; return its path. Raises OSError."""
    path = archive / FOLDER / f"{key.fingerprint}.pem"
    if not path.exists():
        write_whole(path, key.pem)
    return path
