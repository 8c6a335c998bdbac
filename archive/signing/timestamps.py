"""Timestamps (RFC 3161): an authority's word that a signature was there at a time.

What is timestamped is the signature's file, by its SHA-256: whoever has the timestamp, the signature and the manifest
knows that the manifest was there before. An authority is trusted by the certificates in ``authorities/NAME.pem``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from archive.signing.certificate_order import in_der_order

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse, VerifierBuilder

FOLDER = "authorities"
#: Longer than answers are that bring a whole chain of certificates.
MAX_ANSWER_BYTES = 100_000
MAX_CERTIFICATE_BYTES = 500_000


class TimestampError(Exception):
    """A timestamp that shows nothing. ``what`` is a key of docs/fixity.md."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(why)
        self.what = what


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent to an authority (DER), and the nonce that its answer repeats."""

    content: bytes
    nonce: int


def certificates_path(archive: Path, authority: str) -> Path:
    """Where the certificates lie that an authority is trusted by."""
    return archive / FOLDER / f"{authority}.pem"


def read_certificates(path: Path) -> list[Certificate]:
    """The certificates of a PEM file. Raises ValueError where it holds none, OSError."""
    from cryptography.x509 import InvalidVersion, load_pem_x509_certificates

    with path.open("rb") as file:
        content = file.read(MAX_CERTIFICATE_BYTES)
    try:
        return load_pem_x509_certificates(content)
    except InvalidVersion as error:
        raise ValueError(str(error)) from error


def timestamp_request(signature: bytes) -> Request:
    """A request for a timestamp over a signature's bytes, with a nonce, that asks for the authority's certificate."""
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    made = TimestampRequestBuilder().data(signature).hash_algorithm(HashAlgorithm.SHA256).build()
    assert made.nonce is not None  # the builder's own default
    return Request(made.as_bytes(), made.nonce)


def time_of(
    answer: bytes,
    signature: bytes,
    certificates: Sequence[Certificate],
    *,
    nonce: int | None = None,
    policy: str = "",
) -> datetime:
    """When an authority saw a signature, by its answer (RFC 3161, section 2.4.2).

    Everything is verified: the digest, the authority's signature, its certificate's purpose and its chain at that time,
    and the nonce and policy where they are given. Raises TimestampError.
    """
    response = _parsed(answer)
    _check_digest(response, signature)
    _check_signer(response, signature, certificates)
    info = response.tst_info
    if nonce is not None and info.nonce != nonce:
        raise TimestampError("wrong_timestamp", "its nonce is not that of the request")
    if policy and info.policy.dotted_string != policy:
        raise TimestampError("wrong_timestamp", f"its policy is {info.policy.dotted_string}")
    return info.gen_time.astimezone(UTC)


def _parsed(answer: bytes) -> TimeStampResponse:
    from rfc3161_client import PKIStatus, decode_timestamp_response

    try:
        response = decode_timestamp_response(in_der_order(answer))
        status = PKIStatus(response.status)
        if status is PKIStatus.GRANTED:
            _ = response.tst_info, response.signed_data
    except (ValueError, TypeError, OverflowError) as error:
        raise TimestampError("altered_timestamp", f"it is no timestamp: {_line(error)}") from error
    if status is not PKIStatus.GRANTED:
        said = ", ".join(response.status_string) if response.status_string else ""
        raise TimestampError("altered_timestamp", f"the authority refused it: {status.name.lower()} {said}".strip())
    return response


def _check_digest(response: TimeStampResponse, signature: bytes) -> None:
    imprint = response.tst_info.message_imprint
    algorithm = imprint.hash_algorithm.dotted_string
    if algorithm != "2.16.840.1.101.3.4.2.1" or imprint.message != hashlib.sha256(signature).digest():
        raise TimestampError("wrong_timestamp", "it is of another digest than the signature's SHA-256")


def _check_signer(response: TimeStampResponse, signature: bytes, certificates: Sequence[Certificate]) -> None:
    """Raise TimestampError where the authority's certificates do not bear out that it signed what stands here."""
    from cryptography.x509 import InvalidVersion

    try:
        whole = _is_signed(response, signature, certificates)
    except (ValueError, TypeError, InvalidVersion) as error:
        raise TimestampError("altered_timestamp", f"its certificates cannot be read: {_line(error)}") from error
    if not whole:
        raise TimestampError("untrusted_authority", "no certificate of the authority bears its signature out")


def _is_signed(response: TimeStampResponse, signature: bytes, trusted: Sequence[Certificate]) -> bool:
    from rfc3161_client import VerificationError

    if not trusted:
        return False
    try:
        return _verifier(trusted).build().verify_message(response, signature)
    except VerificationError:
        return False


def _verifier(trusted: Sequence[Certificate]) -> VerifierBuilder:
    from rfc3161_client import VerifierBuilder

    builder = VerifierBuilder()
    for certificate in dict.fromkeys(trusted):
        builder = builder.add_root_certificate(certificate)
    return builder


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
