"""TLS as a portal's file asks for it, and what the server showed.

A certificate that does not verify closes nothing: whoever archives a site wants to see it, and to know. Scrapy's own
policy does not verify either, but it does not say so to anybody, nor does it speak with old servers.
"""

from __future__ import annotations

import ipaddress
import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import certifi
from OpenSSL import SSL, crypto
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.capture.certificate import Certificate
from crawler.capture.certificate_problems import host_problem, problem

if TYPE_CHECKING:
    from twisted.protocols.tls import TLSMemoryBIOProtocol

    from crawler.capture.recording import Recording

#: The Scrapy setting that carries a portal's ``tls``.
TLS_MODE = "TLS_MODE"
#: What each mode is, in the words of warcinfo.
MODES = {
    "modern": "modern: TLS 1.2 and later",
    "legacy": "legacy: TLS 1.0 and later, keys and digests of any strength, renegotiation without RFC 5746",
}
_OPTIONS = SSL.OP_ALL | SSL.OP_NO_COMPRESSION | SSL.OP_NO_TICKET
_ALLOW_UNSAFE_LEGACY_RENEGOTIATION = 1 << 18  # openssl/ssl.h; pyOpenSSL has no name for it
#: Anonymous and unencrypted suites are no TLS anybody needs; level 0 sets no bound to keys and digests.
_OLD_CIPHERS = b"ALL:!aNULL:!eNULL:@SECLEVEL=0"


def roots() -> tuple[Path, str]:
    """The list of issuers that certificates are verified against, and its name: Mozilla's, as certifi brings it.

    SSL_CERT_FILE, as OpenSSL has it, names another.
    """
    given = Path(os.environ.get("SSL_CERT_FILE", ""))
    if given.is_file():
        return given, f"SSL_CERT_FILE {given.name}"
    return Path(certifi.where()), f"certifi {certifi.__version__}"


def make_context(mode: str) -> SSL.Context:
    """The context of every connection of a crawl in this mode. Sessions are not taken up again: each is verified."""
    context = SSL.Context(SSL.TLS_METHOD)
    context.set_options(_OPTIONS)
    context.set_mode(SSL.MODE_RELEASE_BUFFERS)
    context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
    context.load_verify_locations(str(roots()[0]))
    if mode == "legacy":
        context.set_min_proto_version(SSL.TLS1_VERSION)
        context.set_cipher_list(_OLD_CIPHERS)
        context.set_options(SSL.OP_LEGACY_SERVER_CONNECT | _ALLOW_UNSAFE_LEGACY_RENEGOTIATION)
    else:
        context.set_min_proto_version(SSL.TLS1_2_VERSION)
    return context


class WitnessedConnection(SSL.Connection):
    """A client connection that takes whatever certificate it is shown, and remembers what is wrong with it."""

    def __init__(self, context: SSL.Context, host: str, port: int) -> None:
        super().__init__(context, None)
        self.host = host
        self.port = port
        self.faults: list[tuple[int, int]] = []  # OpenSSL's code, and the depth of the certificate
        self.set_verify(SSL.VERIFY_PEER, _go_on)
        if not _is_address(host):
            self.set_tlsext_host_name(host.encode("ascii"))

    @cached_property
    def certificate(self) -> Certificate | None:
        """What the server showed; asked for once the handshake is done. None where it showed nothing."""
        chain = tuple(
            crypto.dump_certificate(crypto.FILETYPE_ASN1, shown) for shown in self.get_peer_cert_chain() or ()
        )
        if not chain:
            return None
        host = f"[{self.host}]" if ":" in self.host else self.host
        problems = [*(problem(*fault) for fault in self.faults), host_problem(chain[0], self.host)]
        return Certificate.of(f"https://{host}:{self.port}/", chain, problems, roots()[1])


def _go_on(connection: SSL.Connection, certificate: crypto.X509, code: int, depth: int, verified: int) -> bool:
    """OpenSSL asks about each fault, and once about each certificate without one."""
    if not verified and isinstance(connection, WitnessedConnection):
        connection.faults.append((code, depth))
    return True


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


@implementer(IOpenSSLClientConnectionCreator)
class _ConnectionCreator:
    def __init__(self, context: SSL.Context, host: str, port: int) -> None:
        self._context = context
        self._host = host
        self._port = port

    def clientConnectionForTLS(self, tlsProtocol: TLSMemoryBIOProtocol) -> SSL.Connection:  # noqa: N802, N803
        return WitnessedConnection(self._context, self._host, self._port)


@implementer(IPolicyForHTTPS)
class TlsPolicy:
    """How connections of one crawl speak TLS: the Agent's ``contextFactory``."""

    def __init__(self, mode: str) -> None:
        self._context = make_context(mode)

    def creatorForNetloc(self, hostname: bytes, port: int) -> _ConnectionCreator:  # noqa: N802 (Twisted's name)
        """Return what makes the connections to a host."""
        return _ConnectionCreator(self._context, hostname.decode("ascii").rstrip("."), port)


def observe(connection: SSL.Connection, recording: Recording) -> None:
    """Note what TLS came to on a recording. A request that still waits for the handshake was not sent."""
    if connection.get_peer_finished() is None:
        recording.sent.clear()
        return
    recording.tls_version = connection.get_protocol_version_name()
    recording.cipher = connection.get_cipher_name() or ""
    if isinstance(connection, WitnessedConnection):
        recording.certificate = connection.certificate
