"""Why a certificate does not verify, in words: of OpenSSL's code, or of the host that showed it."""

from __future__ import annotations

import ipaddress

from cryptography import x509
from OpenSSL.SSL import X509VerificationCodes as Codes
from service_identity import VerificationError
from service_identity.cryptography import extract_patterns
from service_identity.exceptions import CertificateError
from service_identity.hazmat import DNS_ID, IPAddress_ID, verify_service_identity

WRONG_HOST = "wrong host"
UNREADABLE = "cannot be read"
_UNKNOWN_ISSUER = "unknown issuer"
#: OpenSSL's verification codes in words. The last three have no name in pyOpenSSL (openssl/x509_vfy.h).
_WORDS = {
    Codes.ERR_CERT_HAS_EXPIRED: "expired",
    Codes.ERR_CERT_NOT_YET_VALID: "not yet valid",
    Codes.ERR_DEPTH_ZERO_SELF_SIGNED_CERT: "self-signed",
    Codes.ERR_SELF_SIGNED_CERT_IN_CHAIN: _UNKNOWN_ISSUER,
    Codes.ERR_UNABLE_TO_GET_ISSUER_CERT: _UNKNOWN_ISSUER,
    Codes.ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY: _UNKNOWN_ISSUER,
    Codes.ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE: _UNKNOWN_ISSUER,
    Codes.ERR_CERT_UNTRUSTED: _UNKNOWN_ISSUER,
    Codes.ERR_CERT_SIGNATURE_FAILURE: "wrong signature",
    66: "key too small",
    67: "key too small",
    68: "digest too weak",
}
#: These say nothing of one certificate: they are of the chain as a whole.
_OF_THE_CHAIN = (_UNKNOWN_ISSUER,)


def problem(code: int, depth: int) -> str:
    """A verification code of OpenSSL in words; ``depth`` 0 is the server's own certificate."""
    words = _WORDS.get(code, f"OpenSSL verification code {code}")
    return words if depth == 0 or words in _OF_THE_CHAIN else f"issuer {words}"


def host_problem(content: bytes, host: str) -> str:
    """Why a certificate (DER) is not one of ``host`` (RFC 9525); empty where it is.

    A common name without a subjectAltName names no host.
    """
    try:
        patterns = extract_patterns(x509.load_der_x509_certificate(content))
    except CertificateError:
        return WRONG_HOST
    except (ValueError, x509.DuplicateExtension, x509.InvalidVersion, x509.UnsupportedGeneralNameType):
        return UNREADABLE
    try:
        verify_service_identity(patterns, [_service(host)], [])
    except (VerificationError, CertificateError, ValueError):  # ValueError: no name that a certificate can have
        return WRONG_HOST
    return ""


def _service(host: str) -> DNS_ID | IPAddress_ID:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return DNS_ID(host)
    return IPAddress_ID(host)
