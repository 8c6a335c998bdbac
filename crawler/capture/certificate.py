"""Certificates as facts: what a server showed, and why it does not verify. The page is read and kept all the same."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography import x509

from crawler.capture.record import read_warc_fields, warc_fields

#: Named field, ours: fingerprint of the certificate that an exchange was made under, and whether it verifies.
CERTIFICATE_HEADER = "Gongkai-Certificate"
MAX_NAME = 300


@dataclass(frozen=True, slots=True)
class Names:
    """Of the server's own certificate: whose and by whom (RFC 4514), and its days (UTC); empty where unreadable."""

    subject: str = ""
    issuer: str = ""
    not_before: str = ""
    not_after: str = ""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a server showed, as it was sent (DER, its own first), and why that does not verify; no problem: it does.

    ``origin`` is scheme, host and port as a URL; ``roots`` names the list of issuers it was verified against.
    """

    origin: str
    chain: tuple[bytes, ...]
    problems: tuple[str, ...]
    roots: str

    @classmethod
    def of(cls, origin: str, chain: tuple[bytes, ...], problems: Iterable[str], roots: str) -> Certificate:
        """The same with each problem once, in an order of its own."""
        return cls(origin, chain, tuple(sorted({words for words in problems if words})), roots)

    @property
    def sha256(self) -> str:
        """Fingerprint of the server's own certificate: SHA-256 of its DER, in hexadecimal."""
        return hashlib.sha256(self.chain[0]).hexdigest() if self.chain else ""

    @property
    def verdict(self) -> str:
        """``verified``, or ``not verified: `` and why."""
        return f"not verified: {', '.join(self.problems)}" if self.problems else "verified"

    @property
    def field(self) -> str:
        """The named field that every record of an exchange carries: fingerprint and verdict."""
        return f"sha256:{self.sha256}; {self.verdict}"

    def names(self) -> Names:
        """What the server's own certificate says of itself."""
        try:
            own = x509.load_der_x509_certificate(self.chain[0])
            said = (own.subject.rfc4514_string()[:MAX_NAME], own.issuer.rfc4514_string()[:MAX_NAME])
            return Names(*said, own.not_valid_before_utc.isoformat(), own.not_valid_after_utc.isoformat())
        except (ValueError, IndexError, x509.InvalidVersion):
            return Names()

    def block(self) -> bytes:
        """The certificate as application/warc-fields, the chain with it: whoever doubts the verdict can check."""
        return warc_fields(
            {
                "certificate-of": self.origin,
                "certificate": self.verdict,
                "verified-against": self.roots,
                "chain-sha256": " ".join(hashlib.sha256(content).hexdigest() for content in self.chain),
                "chain-base64": " ".join(base64.b64encode(content).decode("ascii") for content in self.chain),
            }
        )


def read_certificate(block: bytes) -> Certificate | None:
    """The certificate that such a block tells of; None where it tells of none."""
    said = read_warc_fields(block)
    if "certificate-of" not in said:
        return None
    try:
        chain = tuple(base64.b64decode(part, validate=True) for part in said.get("chain-base64", "").split())
    except binascii.Error:
        return None
    problems = said.get("certificate", "").removeprefix("not verified: ")
    found = () if problems == "verified" else tuple(problems.split(", "))
    return Certificate(said["certificate-of"], chain, found, said.get("verified-against", ""))
